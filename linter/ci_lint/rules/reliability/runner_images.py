"""Programs that people expect on GitHub's Ubuntu runners, and that some or all of the images lack.

From the lists of software and the toolsets in github.com/actions/runner-images, images of 2026-08-17. The lists do not
name every package of Ubuntu itself, so only programs are here that no package of the images brings along.
"""

from types import MappingProxyType

IMAGES = MappingProxyType(
    {"ubuntu-22.04": "22.04", "ubuntu-24.04": "24.04", "ubuntu-26.04": "26.04", "ubuntu-latest": "24.04"}
)
_ONLY_22 = frozenset(("22.04",))
_UNTIL_24 = frozenset(("22.04", "24.04"))
_NONE: frozenset[str] = frozenset()

# By program, the images that have it.
FOUND_ON: MappingProxyType[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("terraform", "oras", "heroku", "netlify", "vercel", "aliyun"),
                *("sbt", "lein", "mono", "msbuild", "nuget", "svn", "convert"),
            ),
            _ONLY_22,
        ),
        **dict.fromkeys(("conda", "julia", "pulumi", "fastlane", "lerna", "newman", "parcel"), _UNTIL_24),
        **dict.fromkeys(
            (
                *("pnpm", "bun", "bunx", "deno", "uv", "uvx", "poetry", "pdm", "just", "task", "hugo", "buf", "protoc"),
                *("terragrunt", "tofu", "tflint", "helmfile", "argocd", "k3d", "k3s", "eksctl", "skaffold", "kubeseal"),
                *("flyctl", "railway", "firebase", "wrangler", "doctl", "serverless", "cdk", "sops", "vault", "nomad"),
                *("trivy", "grype", "syft", "cosign", "gitleaks", "hadolint", "actionlint", "semgrep", "snyk", "k6"),
                *("redis-cli", "mongosh", "ffmpeg", "valgrind", "golangci-lint", "goreleaser", "gotestsum", "mage"),
                *("wasm-pack", "maturin", "cross", "infisical", "doppler", "lighthouse", "lhci", "eas", "expo"),
            ),
            _NONE,
        ),
    }
)

# Of these, what a package of Python may bring: pip may install it from a file that is not read here.
IN_PYTHON_PACKAGES = ("uv", "uvx", "poetry", "pdm", "maturin", "semgrep", "hadolint", "actionlint", "just", "buf")

# Packages of Ubuntu that every image has already: to install them changes nothing.
PACKAGES = frozenset(
    (
        *(
            "acl",
            "aria2",
            "autoconf",
            "automake",
            "binutils",
            "bison",
            "brotli",
            "bzip2",
            "ca-certificates",
            "coreutils",
        ),
        *("curl", "dbus", "dpkg", "dpkg-dev", "fakeroot", "file", "findutils", "flex", "ftp", "g++", "gcc", "gfortran"),
        *("git", "git-lfs", "gnupg2", "iproute2", "iputils-ping", "jq", "libicu-dev", "libnss3-tools", "libpq-dev"),
        *("libsqlite3-dev", "libssl-dev", "libtool", "libyaml-dev", "locales", "lz4", "m4", "make", "net-tools"),
        *("netcat", "openssh-client", "parallel", "patchelf", "pigz", "pkg-config", "rpm", "rsync", "shellcheck"),
        *("sqlite3", "ssh", "sshpass", "sudo", "swig", "tar", "telnet", "texinfo", "time", "tk", "tzdata", "unzip"),
        *("wget", "xvfb", "xz-utils", "zip", "zsync"),
    )
)

# Actions that bring none of these.
PLAIN_ACTIONS = (
    "step-security/harden-runner",
    "actions/checkout",
    "actions/cache",
    "actions/cache/restore",
    "actions/upload-artifact",
    "actions/download-artifact",
    "actions/setup-python",
    "actions/setup-node",
    "actions/setup-go",
    "actions/setup-java",
    "actions/setup-dotnet",
    "actions/github-script",
    "aws-actions/configure-aws-credentials",
    "azure/login",
    "google-github-actions/auth",
    "docker/login-action",
    "docker/metadata-action",
    "docker/setup-buildx-action",
    "docker/setup-qemu-action",
    "docker/build-push-action",
    "codecov/codecov-action",
    "azure/setup-kubectl",
    "azure/setup-helm",
)
