"""The login is known, and it may not write this image: `denied`, `403 Forbidden`, `insufficient_scope`.

On ghcr.io the token of the job needs `packages: write`, and a package that was first pushed from elsewhere must
give this repository write access in its settings. On Docker Hub the user must be a member with write access and
the token must not be read-only. Cloud registries name the right that is missing.

What it is not: a login that was refused or never happened; an organization that lets no workflow create or
write packages (`installation not allowed`); a base image that may not be pulled (`pull access denied`); the
build cache, whose errors stand under `exporting cache`.
"""

from ...signature import Clue, Confidence, Signature, log_example
from ..buildkit import CACHE_FAILED, ENDED, FAILED, IMAGE_FAILED, NO_POD, PUSHES_IMAGE

_DENIED = (
    r"(?:403 Forbidden|401 Unauthorized|\bdenied\b|insufficient_scope|authorization failed|authentication required)"
)
_OTHERS = (
    r"(?!.*(?:installation not allowed|no basic auth|cannot be authenticated|error writing|pull access denied"
    r"|source metadata|reading manifest|read_package|actions-cache|blob\.core\.windows|docker\.io/library/"
    r"|failed to push \S+:[\w.-]{0,80}cache))"
)
_UNOWNED = r"(?:refers to (?:a )?repository \[|failed to push |--tag )docker\.io/library/"

SIGNATURE = Signature(
    id="push-permission-denied",
    summary="the token may not write this image",
    why=__doc__,
    decisive=(
        Clue("failed to push", rf"^{_OTHERS}.*failed to push \S{{1,300}}: .{{0,600}}{_DENIED}"),
        Clue(
            "permission_denied",
            rf"{NO_POD}{_OTHERS}.*\bdenied: permission_denied\b",
            unless=rf"{CACHE_FAILED}|^\s*#\d+ exporting (?:content )?cache",
            reach=4,
        ),
        Clue("ERROR: ", rf"{NO_POD}{_OTHERS}{FAILED}.*{_DENIED}", beside=PUSHES_IMAGE, reach=60),
        Clue(
            "failed to solve",
            rf"^{_OTHERS}.*{ENDED}.{{0,600}}{_DENIED}",
            beside=IMAGE_FAILED,
            unless=CACHE_FAILED,
            reach=6,
        ),
        # An old BuildKit says no more; what it pulls or caches has a prefix.
        Clue(
            "failed to solve",
            r"failed to solve: (?:rpc error: code = \w+ desc = )?unexpected status"
            r"(?: from (?:POST|PUT|PATCH) request to \S+)?: 403 Forbidden$",
            unless=rf"{CACHE_FAILED}|load metadata for|^\s*#\d+ exporting (?:content )?cache",
            confidence=Confidence.LIKELY,
        ),
        Clue("rror checking push permissions", r"error checking push permissions .*\b(?:DENIED|UNAUTHORIZED|403)\b"),
        Clue(
            "requested access to the resource is denied",
            rf"{NO_POD}{_OTHERS}.*\bdenied: requested access to the resource is denied",
            unless=rf"{_UNOWNED}|[Pp]ulling (?:from|image)|^\s*#\d+ exporting (?:content )?cache",
            reach=30,
        ),
        Clue("denied: Permission", r"denied: Permission \W?artifactregistry\.\w+\.upload\w+\W? denied"),
        Clue(
            "not authorized to perform: ecr",
            r"not authorized to perform: ecr(?:-public)?:(?!GetAuth|BatchGet|GetDownload)\w",
        ),
        Clue("nauthorized to access repository", r"unauthorized to access repository: .*action: push"),
        Clue("nauthorized: access token has insufficient", r"unauthorized: access token has insufficient scopes"),
        Clue(
            "orbidden)",
            r"(?:writing blob|reuse blob|pushing image|copying (?:image|config)).{0,400}\b403 \(Forbidden\)",
        ),
    ),
    cure=(
        "give the job permissions: packages: write, also in the workflow that calls it",
        "in the settings of the package, give this repository write access",
        "with another registry, give the user of the login write access and take a token that may write",
        "push no image from pull requests of forks: their token may only read",
    ),
    rules=("docker-push-permission", "docker-push-on-pr", "docker-login-registry-mismatch"),
    references=(
        "https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-container-registry",
    ),
    examples=(
        log_example(
            """
            #20 exporting to image
            #20 pushing layers 0.4s done
            #20 ERROR: failed to push ghcr.io/shop/app:1.2: unexpected status from POST request to https://ghcr.io/v2/shop/app/blobs/uploads/: 403 Forbidden  # <--
            ------
             > exporting to image:
            ------
            ERROR: failed to solve: failed to push ghcr.io/shop/app:1.2: unexpected status from POST request to https://ghcr.io/v2/shop/app/blobs/uploads/: 403 Forbidden  # <--
            """,
            near=(
                """
                #3 [internal] load metadata for ghcr.io/shop/base:2
                #3 ERROR: unexpected status from HEAD request to https://ghcr.io/v2/shop/base/manifests/2: 403 Forbidden
                ERROR: failed to solve: ghcr.io/shop/base:2: failed to resolve source metadata for ghcr.io/shop/base:2: unexpected status from HEAD request to https://ghcr.io/v2/shop/base/manifests/2: 403 Forbidden
                """,
                """
                #21 exporting cache to registry
                #21 ERROR: denied: permission_denied: write_package
                ------
                 > exporting cache to registry:
                ------
                ERROR: failed to solve: denied: permission_denied: write_package
                """,
                """
                docker: Error response from daemon: pull access denied for shop/app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied.
                """,
            ),
        ),
        log_example(
            """
            The push refers to repository [docker.io/shop/app]
            5f70bf18a086: Preparing
            denied: requested access to the resource is denied  # <--
            """,
        ),
        log_example(
            """
            #20 exporting to image
            #20 ERROR: denied: permission_denied: write_package  # <--
            """,
        ),
        log_example(
            """
            Error: writing blob: initiating layer upload to /v2/shop/app/blobs/uploads/ in ghcr.io: requesting access: 403 (Forbidden)  # <--
            """,
        ),
        log_example(
            """
            Error: buildx call failed with: failed to solve: rpc error: code = Unknown desc = unexpected status: 403 Forbidden  # <--
            """,
        ),
        log_example(
            """
            #15 pushing ghcr.io/shop/app:1 with docker
            #15 ERROR: denied: permission_denied: write_package  # <--
            ------
             > pushing ghcr.io/shop/app:1 with docker:
            ------
            """,
        ),
        log_example(
            """
            denied: User: arn:aws:iam::123:user/ann is not authorized to perform: ecr:InitiateLayerUpload on resource: shop  # <--
            """,
        ),
    ),
)
