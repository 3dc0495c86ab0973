"""The flags of kubectl, by subcommand: what `kubectl SUBCOMMAND --help` and `kubectl options` of version 1.32 say.

Deprecated flags that are hidden there but still read were found by giving them to that version. Flags that
only older or newer versions know (1.20 to 1.35, by the reference on kubernetes.io) count as known too, since
a job may bring its own kubectl.
"""

from functools import cache
from types import MappingProxyType

from msgspec import Struct

# `name/letter`; `=` marks a flag whose value may be a word of its own.
_PRINTED = "allow-missing-template-keys output/o= show-managed-fields template="
_FILES = "filename/f= kustomize/k= recursive/R"
_CHANGE = f"{_PRINTED} dry-run field-manager="
_RECORD = "record"
_CREATE = f"{_CHANGE} save-config validate {_RECORD}"
_ROLLOUT = f"{_PRINTED} {_FILES} selector/l="
_SET = f"{_CHANGE} {_FILES} {_RECORD} all local"
_MARK = f"{_SET} all-namespaces/A field-selector= list overwrite resource-version= selector/l="
_APPLY = "force-conflicts prune prune-allowlist= prune-whitelist= selector/l= server-side"
_DELETE = "cascade force grace-period= timeout= wait"

_FLAGS = MappingProxyType(
    {
        "annotate": _MARK,
        "apply": f"{_CREATE} {_FILES} {_APPLY} {_DELETE} all applyset= openapi-patch overwrite subresource=",
        "auth can-i": "all-namespaces/A list no-headers quiet/q subresource=",
        "autoscale": f"{_CREATE} {_FILES} cpu= cpu-percent= max= memory= min= name=",
        "cluster-info": "",
        "config current-context": "",
        "config get-contexts": "no-headers output/o=",
        "config set-context": "cluster= current namespace= user=",
        "config use-context": "",
        "config view": f"{_PRINTED} flatten merge minify raw",
        "cordon": "dry-run selector/l=",
        "cp": "container/c= no-preserve retries=",
        "create": f"{_CREATE} {_FILES} edit raw= selector/l= windows-line-endings",
        "create configmap": f"{_CREATE} append-hash from-env-file= from-file= from-literal=",
        "create deployment": f"{_CREATE} image= port= replicas/r=",
        "create job": f"{_CREATE} from= image=",
        "create namespace": _CREATE,
        "create secret docker-registry": f"{_CREATE} append-hash docker-email= docker-password= docker-server= "
        "docker-username= from-file=",
        "create secret generic": f"{_CREATE} append-hash from-env-file= from-file= from-literal= type=",
        "create secret tls": f"{_CREATE} append-hash cert= key=",
        "create serviceaccount": _CREATE,
        "create token": f"{_PRINTED} audience= bound-object-kind= bound-object-name= bound-object-uid= duration=",
        "delete": f"{_FILES} {_DELETE} all all-namespaces/A dry-run field-selector= ignore-not-found interactive/i now "
        "output/o= raw= selector/l=",
        "describe": f"{_FILES} all-namespaces/A chunk-size= selector/l= show-events",
        "diff": f"{_FILES} {_APPLY} concurrency= field-manager= show-managed-fields",
        "drain": "chunk-size= delete-emptydir-data delete-local-data disable-eviction dry-run force grace-period= "
        "ignore-daemonsets pod-selector= selector/l= skip-wait-for-delete-timeout= timeout=",
        "events": f"{_PRINTED} all-namespaces/A chunk-size= for= no-headers types= watch/w",
        "get": f"{_PRINTED} {_FILES} all-namespaces/A chunk-size= field-selector= ignore-not-found label-columns/L= "
        "no-headers output-watch-events raw= selector/l= server-print show-kind show-labels sort-by= subresource= "
        "use-openapi-print-columns watch/w watch-only",
        "label": _MARK,
        "logs": "all-containers all-pods container/c= follow/f ignore-errors insecure-skip-tls-verify-backend "
        "limit-bytes= max-log-requests= pod-running-timeout= prefix previous/p selector/l= since= since-time= tail= "
        "timestamps",
        "patch": f"{_CHANGE} {_FILES} {_RECORD} local patch/p= patch-file= subresource= type=",
        "port-forward": "address= pod-running-timeout=",
        "replace": f"{_CREATE} {_FILES} {_DELETE} raw= subresource=",
        "rollout history": f"{_ROLLOUT} revision=",
        "rollout pause": f"{_ROLLOUT} field-manager=",
        "rollout restart": f"{_ROLLOUT} field-manager=",
        "rollout resume": f"{_ROLLOUT} field-manager=",
        "rollout status": f"{_FILES} revision= selector/l= timeout= watch/w",
        "rollout undo": f"{_ROLLOUT} dry-run to-revision=",
        "scale": f"{_PRINTED} {_FILES} {_RECORD} all current-replicas= dry-run replicas= resource-version= selector/l= "
        "timeout=",
        "set env": f"{_SET} containers/c= env/e= from= keys= list overwrite prefix= resolve selector/l=",
        "set image": f"{_SET} selector/l=",
        "set resources": f"{_SET} containers/c= limits= requests= selector/l=",
        "set serviceaccount": _SET,
        "taint": f"{_CHANGE} all overwrite selector/l= validate",
        "top node": "heapster-namespace= no-headers selector/l= show-capacity show-swap sort-by= use-protocol-buffers",
        "top pod": "all-namespaces/A containers field-selector= no-headers selector/l= show-swap sort-by= sum "
        "use-protocol-buffers",
        "uncordon": "dry-run selector/l=",
        "version": "client output/o= short",
        "wait": f"{_PRINTED} all all-namespaces/A field-selector= filename/f= for= local recursive/R selector/l= "
        "timeout=",
    }
)
_GLOBAL = (
    "add-dir-header alsologtostderr as= as-group= as-uid= as-user-extra= cache-dir= certificate-authority= "
    "client-certificate= client-key= cluster= context= disable-compression help/h insecure-skip-tls-verify "
    "kubeconfig= kuberc= log-backtrace-at= log-dir= log-file= log-flush-frequency= logtostderr match-server-version "
    "namespace/n= one-output password= profile= profile-output= request-timeout= server/s= skip-headers "
    "skip-log-headers stderrthreshold= tls-server-name= token= user= username= v/v= vmodule= warnings-as-errors"
)
SUBCOMMANDS = frozenset(_FLAGS)


class Flag(Struct, frozen=True):
    """A flag by its long name. `takes_value` tells that its value may be the next word."""

    name: str
    takes_value: bool


@cache
def flags(subcommand: str) -> MappingProxyType[str, Flag]:
    """The flags of a subcommand, those of every subcommand included, by `--name` and by `-letter`."""
    found: dict[str, Flag] = {}
    for text in f"{_GLOBAL} {_FLAGS.get(subcommand, '')}".split():
        name, _, letter = text.removesuffix("=").partition("/")
        flag = Flag(name, text.endswith("="))
        found[f"--{name}"] = flag
        if letter:
            found[f"-{letter}"] = flag
    return MappingProxyType(found)
