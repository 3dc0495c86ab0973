"""The image is pushed to a place that is not there: wrong registry, owner or name.

An image without an owner goes to `docker.io/library`, where nobody may write. Amazon's and Google's registries
know only repositories that were created before, by their short name: a whole address in its place is `name
unknown`. A capital letter in the name is refused before anything is sent.

What it is not: a repository that exists and that the token may not write (`denied`, 403); an image that cannot
be pulled; the reference of a build cache.
"""

from ...signature import Clue, Signature, log_example
from ..buildkit import NO_POD

_UNOWNED = r"(?:refers to (?:a )?repository \[|failed to push )docker\.io/library/"

SIGNATURE = Signature(
    id="push-wrong-registry",
    summary="the image is pushed to a place that does not exist",
    why=__doc__,
    decisive=(
        Clue(
            "name unknown: ",
            rf"{NO_POD}(?!.*(?:not found: name unknown|source metadata)).*\bname unknown: (?:The )?[Rr]epository\b",
        ),
        Clue(
            "failed to push",
            r"failed to push \S{1,300}: .{0,600}(?:404 Not Found|name unknown|name invalid|no such host)",
        ),
        Clue(
            "failed to push docker.io/library/",
            r"failed to push docker\.io/library/\S+: .*(?:denied|insufficient_scope)",
        ),
        Clue(
            "requested access to the resource is denied",
            r"^(?!.*pull access).*\bdenied: requested access to the resource is denied",
            beside=_UNOWNED,
            reach=30,
        ),
        Clue(
            "must be lowercase",
            r"(?:invalid tag \"[^\"]{1,300}\": |for \"-t, --tag\" flag: ).{0,300}must be lowercase",
        ),
        Clue("project not found", r"unauthorized: project not found, name: \S"),
    ),
    cure=(
        "write the whole name: REGISTRY/OWNER/IMAGE:TAG, in lower case",
        "create the repository in the registry first, and give its short name where the registry is added already",
        "log in to the registry that the name begins with",
    ),
    rules=("docker-login-registry-mismatch",),
    references=("https://docs.docker.com/reference/cli/docker/image/push/",),
    examples=(
        log_example(
            """
            The push refers to repository [123.dkr.ecr.example/shop]
            5f70bf18a086: Preparing
            name unknown: The repository with name 'shop' does not exist in the registry with id '123'  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                docker: Error response from daemon: repository 123.dkr.ecr.example/shop not found: name unknown: The repository with name 'shop' does not exist in the registry with id '123'.
                """,
                """
                The push refers to repository [docker.io/shop/app]
                denied: requested access to the resource is denied
                """,
            ),
        ),
        log_example(
            """
            The push refers to repository [docker.io/library/app]
            5f70bf18a086: Preparing
            denied: requested access to the resource is denied  # <--
            """,
        ),
        log_example(
            """
            ERROR: failed to build: invalid tag "ghcr.io/Shop/app:1": repository name must be lowercase  # <--
            """,
        ),
    ),
)
