"""The registry refuses the build cache: the token may not write, or not even read, where the cache is kept.

`cache-to: type=registry` pushes blobs and a manifest as an image is pushed, so it needs the same rights:
`packages: write` in the job, and on ghcr.io the access of this repository to the package. The build itself is
done by then. A cache that only cannot be read costs time; the build goes on without it.

What it is not: the push of the image is refused in the part `exporting to image`, with `failed to push` and the
tag of the image. A cache that is `not found` does not exist yet. GitHub's cache service, `type=gha`, has tokens
of its own.
"""

from ...signature import Clue, Confidence, Signature, log_example
from ..buildkit import CACHE_FAILED, ENDED, EXPORTS_CACHE, FAILED, IMAGE_FAILED, WENT_ON

_DENIED = (
    r"(?:403 Forbidden|401 Unauthorized|\bdenied\b|insufficient_scope|authorization failed|authentication required)"
)
# Other causes: an organization's rule, a missing login, GitHub's cache service.
_OTHERS = (
    r"(?!.*(?:installation not allowed|no basic auth|actions\.githubusercontent|actions-cache|blob\.core\.windows"
    r"|failed to push|cache importer|source metadata))"
)
# A cache type without `type=` is read as the name of an image.
_TYPE_AS_IMAGE = (
    r"library/(?:gha|inline|local|registry|s3|azblob)\b|cache manifest from (?:gha|inline|local|registry):?$"
)

SIGNATURE = Signature(
    id="cache-registry-denied",
    summary="the registry refuses the build cache",
    why=__doc__,
    decisive=(
        Clue(
            "error writing",
            rf"^{_OTHERS}.*error writing (?:layer|manifest|config|cache)\b.{{0,60}}: .{{0,600}}{_DENIED}",
            unless=rf"{_TYPE_AS_IMAGE}|{WENT_ON}",
            reach=20,
        ),
        Clue(
            "failed to push",
            rf"failed to push \S+:[\w.-]{{0,80}}cache[\w.-]{{0,80}}: (?!.*(?:installation not allowed|no basic auth)).*{_DENIED}",
        ),
        Clue(
            "ERROR: ",
            rf"^{_OTHERS}{FAILED}.*{_DENIED}",
            beside=EXPORTS_CACHE,
            unless=rf"{_TYPE_AS_IMAGE}|{WENT_ON}",
            reach=40,
        ),
        Clue(
            "failed to solve",
            rf"^{_OTHERS}.*{ENDED}.{{0,600}}{_DENIED}",
            beside=CACHE_FAILED,
            unless=rf"{IMAGE_FAILED}|{_TYPE_AS_IMAGE}",
            reach=6,
        ),
        # Cut to pieces, as reports quote it: the reference that was refused is a blob, no tag.
        Clue(
            "403 Forbidden",
            r"unexpected status from \w+ request to \S+: 403 Forbidden",
            beside=r":blobs/sha256:",
            reach=3,
        ),
        Clue(
            "failed to configure registry cache importer",
            rf"failed to configure registry cache importer: (?!.*repository does not exist).*{_DENIED}",
            unless=rf"{ENDED}|did not complete|ERROR: (?!failed to configure)|##\[error\]",
            reach=200,
            confidence=Confidence.LIKELY,
        ),
    ),
    cure=(
        "give the job permissions: packages: write, and on ghcr.io give this repository write access to the package",
        "log in to the registry of the cache before the build",
        "use another cache, such as type=gha, or ignore-error=true so that a refused cache costs time only",
        "write the cache from pushes only: the token of a pull request from a fork may not",
    ),
    rules=(
        "docker-registry-cache-permission",
        "docker-registry-cache-login",
        "docker-cache-write-from-pr",
        "docker-cache-export-fatal",
    ),
    brings=("cache-export-fatal",),
    references=("https://docs.docker.com/build/cache/backends/registry/",),
    examples=(
        log_example(
            """
            #21 exporting cache to registry
            #21 preparing build cache for export
            #21 writing layer sha256:77aa01
            #21 ERROR: error writing layer blob: server message: insufficient_scope: authorization failed  # <--
            ------
             > exporting cache to registry:
            ------
            ERROR: failed to build: failed to solve: error writing layer blob: server message: insufficient_scope: authorization failed  # <--
            """,
            near=(
                """
                #20 exporting to image
                #20 pushing layers 0.4s done
                #20 ERROR: failed to push ghcr.io/shop/app:1.2: denied: permission_denied: write_package
                ------
                 > importing cache manifest from ghcr.io/shop/app:buildcache:
                ------
                ------
                 > exporting to image:
                ------
                ERROR: failed to solve: failed to push ghcr.io/shop/app:1.2: denied: permission_denied: write_package
                """,
                """
                #4 importing cache manifest from ghcr.io/shop/app:buildcache
                #4 ERROR: failed to configure registry cache importer: unexpected status from HEAD request to https://ghcr.io/v2/shop/app/manifests/buildcache: 403 Forbidden
                #9 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2
                ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2
                """,
                """
                #21 exporting cache to registry
                #21 ERROR: error writing layer blob: unexpected status: 403 Forbidden
                ##[group]ImageID
                sha256:12ab
                """,
            ),
        ),
        log_example(
            """
            #22 exporting cache to registry
            #22 writing config sha256:5511
            #22 ERROR: unexpected status from POST request to https://ghcr.io/v2/shop/app/blobs/uploads/: 403 Forbidden  # <--
            #23 exporting to image
            #23 DONE 3.0s
            ------
             > exporting cache to registry:
            ------
            ERROR: failed to solve: unexpected status from POST request to https://ghcr.io/v2/shop/app/blobs/uploads/: 403 Forbidden
            """,
        ),
        log_example(
            """
            #4 importing cache manifest from ghcr.io/shop/app:buildcache
            #4 ERROR: failed to configure registry cache importer: unexpected status from HEAD request to https://ghcr.io/v2/shop/app/manifests/buildcache: 403 Forbidden  # <--
            #9 [build 2/3] RUN make
            #9 DONE 12.0s
            """,
        ),
        log_example(
            """
            failed to push
            ghcr.io/shop/app:blobs/sha256:77aa01...
            unexpected status from HEAD request to https://ghcr.io/...: 403 Forbidden  # <--
            """,
        ),
    ),
)
