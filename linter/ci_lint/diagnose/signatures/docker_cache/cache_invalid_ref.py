"""`cache-from` or `cache-to` names no place that can be: a capital letter, or a type that is read as an image.

References of registries are lower case; `github.repository` keeps the capitals of its owner. And an entry
without `type=` is taken for the name of an image: `cache-to: gha` pushes to `docker.io/library/gha`, which
ends in 401 or `insufficient_scope`.

What it is not: a reference that is well formed and does not exist (`not found`) or is refused (`denied`); the
tag of the image itself has other words, `invalid tag`.
"""

from ...signature import Clue, Confidence, Signature, log_example
from ..buildkit import ENDED, EXPORTS_CACHE, FAILED, IMPORTS_CACHE

_MALFORMED = r"(?:invalid reference format|repository name .{0,200}must be lowercase)"
_TYPE = r"(?:gha|inline|local|registry|s3|azblob)"

SIGNATURE = Signature(
    id="cache-invalid-ref",
    summary="the reference of the build cache is not valid",
    why=__doc__,
    decisive=(
        Clue(
            "failed to configure registry cache exporter",
            rf"failed to configure registry cache exporter: .*{_MALFORMED}",
        ),
        Clue(
            "failed to configure registry cache importer",
            rf"failed to configure registry cache importer: .*{_MALFORMED}",
            unless=rf"{ENDED}(?!.{{0,600}}{_MALFORMED})|did not complete",
            reach=200,
            confidence=Confidence.LIKELY,
        ),
        Clue("ERROR: ", rf"{FAILED}{_MALFORMED}", beside=rf"{IMPORTS_CACHE}|{EXPORTS_CACHE}", reach=6),
        Clue(
            "failed to solve",
            rf"{ENDED}: {_MALFORMED}",
            beside=r"^\s*> (?:importing|exporting) (?:content )?cache|--cache-(?:to|from)",
        ),
        Clue(
            "failed to solve",
            rf"{ENDED}.{{0,600}}(?:401 Unauthorized|insufficient_scope|authorization failed|\bdenied\b)",
            beside=rf"library/{_TYPE}(?::latest)?:pull,push|cache manifest from (?:docker\.io/library/)?{_TYPE}(?::latest)?:?$"
            rf"|--cache-to {_TYPE}(?:,\S+)? ",
            reach=30,
        ),
        Clue("unknown cache ", rf"{ENDED}.{{0,600}}unknown cache (?:ex|im)porter: "),
    ),
    cure=(
        "write the type: cache-to: type=gha,mode=max",
        "write the reference in lower case, for example from an output of docker/metadata-action or with ${NAME,,}",
        "put no comment behind an entry of cache-from or cache-to",
    ),
    rules=("docker-cache-value-comment",),
    brings=("cache-export-fatal", "cache-registry-denied"),
    references=("https://docs.docker.com/reference/cli/docker/buildx/build/#cache-to",),
    examples=(
        log_example(
            """
            #4 importing cache manifest from ghcr.io/Shop/app:buildcache
            ERROR: failed to build: failed to solve: failed to configure registry cache exporter: invalid reference format: repository name (Shop/app) must be lowercase  # <--
            """,
            near=(
                """
                ERROR: failed to build: invalid tag "ghcr.io/Shop/app:1": repository name must be lowercase
                """,
                """
                #4 importing cache manifest from gha:7711
                #20 exporting to image
                #20 ERROR: failed to push ghcr.io/shop/app:1: denied: permission_denied: write_package
                ERROR: failed to solve: failed to push ghcr.io/shop/app:1: denied: permission_denied: write_package
                """,
            ),
        ),
        log_example(
            """
            #19 [auth] library/inline:pull,push token for registry-1.docker.io
            #18 exporting cache to registry
            #18 ERROR: error writing layer blob: server message: insufficient_scope: authorization failed
            ERROR: failed to solve: error writing layer blob: server message: insufficient_scope: authorization failed  # <--
            """,
        ),
        log_example(
            """
            #10 importing cache manifest from ghcr.io/Shop/app:main
            #10 ERROR: invalid reference format: repository name must be lowercase  # <--
            #12 DONE 3.1s
            """,
        ),
    ),
)
