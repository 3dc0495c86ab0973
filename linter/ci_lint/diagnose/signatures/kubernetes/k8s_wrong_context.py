"""kubectl or helm has no kubeconfig, or no context of the name that it was given.

Without a kubeconfig kubectl asks `localhost:8080`, where nothing listens. In a workflow the file was not written in this job, was
written for another user or to another path than `KUBECONFIG` says, or the secret that it comes from is empty.

What it is not: another address that refuses is a cluster that is down or behind a firewall; `You must be logged in` comes
from a cluster that was found; a test whose own service on port 8080 does not answer has no kubectl.
"""

from ...signature import Clue, Signature, log_example

_HERE = r"(?:localhost|127\.0\.0\.1|\[::1\]):8080"
_REFUSED = rf"\bconnection to the server {_HERE} was refused\b"
_DOCKER = r"\bdocker context\b|docker --context|DOCKER_CONTEXT|\.docker/"

SIGNATURE = Signature(
    id="k8s-wrong-context",
    summary="no kubeconfig, or no context of that name",
    why=__doc__,
    decisive=(
        Clue("was refused", _REFUSED),
        # Requests that only clients of Kubernetes make.
        Clue(
            "refused",
            rf"\"http://{_HERE}/(?:version(?:\?timeout=\w{{1,9}})?|(?:api|apis|openapi/v[23])\?\S{{0,80}}timeout=\w{{1,9}})\\{{0,3}}\": dial tcp .*\brefused\b",
            unless=_REFUSED,
            reach=20,
        ),
        Clue(
            "does not exist",
            r"(?:\b[Ee]rror: |unreachable: )(?:.{0,80}: )?(?:context|auth info|cluster) \\{0,3}\"[^\"]{1,300}\" does not exist\b",
            unless=_DOCKER,
        ),
        Clue("no context exists with", r"\bno context exists with the name: "),
        Clue("context was not found for", r"\bcontext was not found for specified context: "),
        Clue(
            "no configuration has been provided",
            r"\bno configuration has been provided(?:, try setting KUBERNETES_MASTER)?\b",
            beside=r"(?i)kube|helm|server",
        ),
        Clue("incomplete configuration info", r"\bMissing or incomplete configuration info\b"),
        Clue("no such file", r"(?:\berror: |\bunreachable: )stat \S{0,300}kube\S{0,100}: no such file or directory"),
        Clue("current-context is not set"),
        Clue("current-context must exist", r"\bcurrent-context must exist in order to minify\b"),
        Clue("cluster has no server defined"),
        Clue("rror loading config file", r"\berror loading config file \\{0,3}\"[^\"]{1,300}\": ", unless=_DOCKER),
    ),
    supporting=(Clue("Config not found", r"\bloader\.go:\d+\] Config not found: "),),
    cure=(
        "write the kubeconfig in this job, before the first kubectl, and set KUBECONFIG to its path",
        "name the context in each call (--context, helm --kube-context); kubectl config get-contexts lists them",
        "check that the secret with the kubeconfig is there for this environment, and is decoded from base64",
    ),
    rules=("kubectl-context-implicit",),
    references=("https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/",),
    examples=(
        log_example(
            """
            E1121 10:02:11.345678    2214 memcache.go:265] couldn't get current server API group list: Get "http://localhost:8080/api?timeout=32s": dial tcp [::1]:8080: connect: connection refused
            The connection to the server localhost:8080 was refused - did you specify the right host or port?  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                The connection to the server 10.0.0.7:6443 was refused - did you specify the right host or port?
                """,
                """
                Get "http://localhost:8080/api/items": dial tcp 127.0.0.1:8080: connect: connection refused
                """,
                """
                docker context use remote
                Error: context "remote" does not exist
                """,
                """
                error: You must be logged in to the server (Unauthorized)
                KUBE_CONFIG_DATA:
                """,
            ),
        ),
        log_example(
            """
            error: context "staging" does not exist  # <--
            """,
        ),
        log_example(
            """
            error: no context exists with the name: "staging"  # <--
            """,
        ),
        log_example(
            """
            Error: INSTALLATION FAILED: Kubernetes cluster unreachable: Get "http://localhost:8080/version": dial tcp [::1]:8080: connect: connection refused  # <--
            """,
        ),
        log_example(
            """
            error: error validating "app.yaml": error validating data: failed to download openapi: Get "http://localhost:8080/openapi/v2?timeout=32s": dial tcp 127.0.0.1:8080: connect: connection refused; if you choose to ignore these errors, turn validation off with --validate=false  # <--
            """,
        ),
        log_example(
            """
            error: Missing or incomplete configuration info.  Please point to an existing, complete config file:  # <--
            Error: Kubernetes cluster unreachable: invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable  # <--
            error: current-context is not set  # <--
            """,
        ),
    ),
)
