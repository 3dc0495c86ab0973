"""The cluster does not know who asks: kubectl or helm sent no credentials, or ones that are no longer valid.

`You must be logged in to the server` stands for HTTP 401. The token in the kubeconfig of the job has expired or was revoked,
the cluster was made anew, the account of the cloud is not mapped to one of the cluster (`aws-auth`), or the
program that fetches tokens fails.

What it is not: `Forbidden` (403) means that the cluster knows the account and does not let it; `localhost:8080 was
refused` means that there is no kubeconfig at all; a registry or GitHub says `unauthorized` of a login of its own.
"""

from ...signature import Clue, Signature, log_example

_LOGGED_IN = r"\b[Yy]ou must be logged in to the server\b"
_ASKED = r"the server has asked for the client to provide credentials"

SIGNATURE = Signature(
    id="k8s-unauthorized",
    summary="kubectl is not logged in to the cluster",
    why=__doc__,
    decisive=(
        Clue("be logged in to the server", _LOGGED_IN),
        # kubectl repeats it for each group of the API before it says the above.
        Clue("has asked for the client", rf"\b{_ASKED}\b", unless=_LOGGED_IN, reach=20),
        Clue("Unauthorized", r"\bError from server \(Unauthorized\)"),
        Clue("Unauthorized", r"\bKubernetes cluster unreachable: .*\bUnauthorized\b"),
        Clue("Unauthorized", r"\bcurrent server API group list: Unauthorized\b", unless=_LOGGED_IN, reach=20),
        Clue("Unauthorized", r"\"kind\":\s?\"Status\".{0,300}\"reason\":\s?\"Unauthorized\""),
        Clue(
            "Unauthorized",
            r"^[^\w]{0,8}Error: Unauthorized$",
            beside=r"\bkubernetes_\w+\.|\bhelm_release\.|\bkubectl_manifest\.",
        ),
        Clue(
            "getting credentials", r"\bgetting credentials: (?!decoding ).{0,20}\bexec(?:utable)?\b(?!.*ExecCredential)"
        ),
        Clue(
            "Unauthorized",
            r"\b(?:failed to query with labels|could not get apiVersions from Kubernetes): .{0,200}\bUnauthorized\b",
        ),
        Clue("failed to refresh token", r"\bUnable to connect to the server: .*\bfailed to refresh token\b"),
    ),
    supporting=(Clue("has asked for the client", _ASKED),),
    cure=(
        "write the kubeconfig anew in this job, with a token of its own: aws eks update-kubeconfig, az aks get-credentials, gcloud container clusters get-credentials",
        "renew the secret that holds the kubeconfig or the token of the service account",
        "give the job's account access to the cluster: an access entry (EKS), a role binding for it",
        "ask first, where it is cheap to fail: kubectl auth whoami",
    ),
    references=("https://kubernetes.io/docs/reference/access-authn-authz/authentication/",),
    examples=(
        log_example(
            """
            E1121 10:02:11.345678    2214 memcache.go:265] couldn't get current server API group list: the server has asked for the client to provide credentials
            error: You must be logged in to the server (the server has asked for the client to provide credentials)  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                Error from server (Forbidden): pods is forbidden: User "ci" cannot list resource "pods" in API group "" in the namespace "staging"
                """,
                """
                The connection to the server localhost:8080 was refused - did you specify the right host or port?
                """,
                """
                Error response from daemon: Get "https://registry.example.com/v2/": unauthorized: authentication required
                < HTTP/1.1 401 Unauthorized
                """,
            ),
        ),
        log_example(
            """
            error: You must be logged in to the server (Unauthorized)  # <--
            """,
        ),
        log_example(
            """
            Error: UPGRADE FAILED: Kubernetes cluster unreachable: the server has asked for the client to provide credentials  # <--
            """,
        ),
        log_example(
            """
            Unable to connect to the server: getting credentials: exec: executable aws failed with exit code 254  # <--
            """,
        ),
        log_example(
            """
            kubernetes.client.exceptions.ApiException: (401)
            HTTP response body: {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}  # <--
            """,
        ),
        log_example(
            """
            Error from server (Unauthorized): the server has rejected the client's credentials  # <--
            """,
        ),
    ),
)
