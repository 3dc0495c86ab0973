"""Commands that do not look for a token, whatever is in their environment."""

from ..shell import Command

# Of POSIX, GNU and the shell itself; those that start other programs (xargs, eval, source, env) are not among them.
_SYSTEM = """
[ [[ (( : alias awk base64 basename bzip2 break case cat cd chgrp chmod chown cksum cmp column comm continue cp cut
date dd declare df diff dirname dmesg du echo egrep exit expand export expr false fgrep file fmt fold free getent
getopts grep groupadd gunzip gzip hash head help hostname id ip iptables join jobs jq kill let ln local locale
ls lsb_release lsof lscpu lsmod md5sum mkdir mkfifo mktemp modprobe mount mv netstat nl nproc numfmt od
openssl paste patch popd printenv printf ps pushd pwd read readlink readonly realpath return rev rg rm rmdir
sed seq set setfacl sha1sum sha256sum sha512sum shasum shift shopt shuf sleep sort split stat strings sudo
swapoff swapon sync sysctl systemctl tac tail tar tee test touch tr trap tree true truncate type typeset ulimit
umask umount uname unexpand uniq unset unxz unzip update-alternatives uptime useradd usermod vmstat wait wc
whereis which who whoami xz yq zip zstd apt apt-get apk brew choco dnf yum snap dpkg rpm add-apt-repository
install mapfile readarray dos2unix envsubst find gpg chronic service nslookup dig host ping nc ss ifconfig arch
fallocate
"""
# Clients of other services, with credentials of their own.
_CLIENTS = """
aws az gcloud kubectl ssh scp sftp rsync ssh-keyscan ssh-keygen ssh-add psql pg_isready pg_dump mysql mysqladmin
redis-cli mongosh kind minikube k3d kubeconform hadolint shellcheck actionlint yamllint markdownlint codespell
"""
_NAMES = frozenset((*_SYSTEM.split(), *_CLIENTS.split()))


def is_harmless(command: Command) -> bool:
    """Whether a command only computes, or works on files and packages of the system."""
    if command.name == "find":
        return "-exec" not in command.text
    return command.name in _NAMES
