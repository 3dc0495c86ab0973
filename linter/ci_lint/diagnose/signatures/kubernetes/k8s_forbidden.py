"""The cluster knows the account and does not let it do this: RBAC.

The message names who, what and where: `User "…" cannot VERB resource "…" in API group "…" in the namespace "…"`. Helm needs to read what it
deploys and the secrets in which it keeps its releases, `kubectl rollout` needs `get` and `watch`.

What it is not: `Unauthorized` (401), where the account is not known; the same word `forbidden` for a pod that exceeds a
quota or violates a policy of pod security, which no role mends.
"""

from ...signature import Clue, Signature, log_example

_DENIED = r"\bforbidden: User \\{0,3}\"[^\"]{0,300}\" cannot [a-z]{1,40} "

SIGNATURE = Signature(
    id="k8s-forbidden",
    summary="the account may not do this in the cluster (RBAC)",
    why=__doc__,
    decisive=(
        Clue("forbidden: User", _DENIED),
        Clue(
            "(Forbidden): User", r"\bError from server \(Forbidden\): User \\{0,3}\"[^\"]{0,300}\" cannot [a-z]{1,40} "
        ),
        Clue("not currently held", r"\battempting to grant RBAC permissions not currently held\b"),
    ),
    cure=(
        "add the verb and the resource that the message names to the role of this account, in that namespace",
        "ask as this account: kubectl auth can-i VERB RESOURCE -n NAMESPACE",
        "check that the job uses the account and the namespace that it is meant to",
    ),
    references=("https://kubernetes.io/docs/reference/access-authn-authz/rbac/",),
    examples=(
        log_example(
            """
            Error from server (Forbidden): deployments.apps "shop" is forbidden: User "system:serviceaccount:ci:deployer" cannot patch resource "deployments" in API group "apps" in the namespace "staging"  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                Error from server (Forbidden): error when creating "pod.yaml": pods "shop" is forbidden: exceeded quota: compute, requested: cpu=2, used: cpu=3, limited: cpu=4
                """,
                """
                Error from server (Forbidden): pods "shop" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false
                """,
                """
                error: You must be logged in to the server (Unauthorized)
                ERROR: failed to solve: unexpected status: 403 Forbidden
                """,
            ),
        ),
        log_example(
            """
            Error: UPGRADE FAILED: query: failed to query with labels: secrets is forbidden: User "ci" cannot list resource "secrets" in API group "" in the namespace "staging"  # <--
            """,
        ),
        log_example(
            """
            HTTP response body: {"kind":"Status","status":"Failure","message":"pods is forbidden: User \\"system:serviceaccount:ci:deployer\\" cannot list resource \\"pods\\" in API group \\"\\" in the namespace \\"staging\\"","reason":"Forbidden","code":403}  # <--
            """,
        ),
        log_example(
            """
            roles.rbac.authorization.k8s.io "shop" is forbidden: user "ci" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:  # <--
            """,
        ),
    ),
)
