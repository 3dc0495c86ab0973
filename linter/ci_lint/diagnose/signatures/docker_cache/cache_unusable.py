"""A stored build cache was found and cannot be used: parts of it are missing or damaged.

A restored directory that was saved while it was written, a file cut short by a full disk, or a layer that the
service has removed while the list of layers still names it. BuildKit trusts the list, and the build ends where
it needs the layer.

What it is not: a cache that does not exist (`not found`, `index.json: no such file`) is skipped. A base image
whose layers arrive damaged, with no cache imported, is a matter of the network or the registry.
"""

from ...signature import Clue, Confidence, Signature, log_example
from ..buildkit import ENDED, FAILED, WENT_ON

_DAMAGED = (
    r"(?:short read: expected \d+ bytes but got \d+|failed to load cache: "
    r"|failed to read expected number of bytes|content digest sha256:\w+: not found"
    r"|invalid (?:tar|gzip|zstd)\b|archive/tar: invalid|(?:gzip|flate|zstd): (?:invalid|corrupt)"
    r"|failed to copy: GET https://\S+/actions-cache/)"
)
# The layers of a base image may arrive damaged too.
_BASE_IMAGE = r"^\s*#(?P=vertex) (?:\[.{1,120}\] (?:FROM|load metadata for) |resolve image config for )"
_IMPORTED = r"importing cache manifest from|inferred cache manifest type|--cache-from|actions-cache/"

SIGNATURE = Signature(
    id="cache-unusable",
    summary="the stored build cache is damaged",
    why=__doc__,
    decisive=(
        Clue(
            "failed to solve",
            rf"{ENDED}(?!.{{0,600}}source metadata).{{0,600}}{_DAMAGED}",
            beside=_IMPORTED,
            unless=r"403 Server failed to authenticate|error writing|no space left",
            reach=120,
            confidence=Confidence.LIKELY,
        ),
        Clue(
            "ERROR: ",
            rf"{FAILED}.*(?:{_DAMAGED}|unexpected commit digest|digest mismatch)",
            beside=_IMPORTED,
            unless=rf"403 Server failed to authenticate|error writing|no space left|{WENT_ON}|{_BASE_IMAGE}",
            reach=120,
            confidence=Confidence.LIKELY,
        ),
    ),
    cure=(
        "build once without the cache, or drop it: another key or scope, gh cache delete",
        "save a local cache only after a build that ended well, and only if its index.json is there",
    ),
    rules=("docker-local-cache-lost-on-failure", "docker-local-cache-unbounded"),
    references=("https://docs.docker.com/build/cache/backends/local/",),
    examples=(
        log_example(
            """
            #5 importing cache manifest from local:7711
            #5 inferred cache manifest type: application/vnd.oci.image.manifest.v1+json done
            #5 DONE 0.0s
            #8 [build 2/4] RUN npm ci
            #8 ERROR: short read: expected 52428800 bytes but got 0: unexpected EOF  # <--
            ERROR: failed to build: failed to solve: short read: expected 52428800 bytes but got 0: unexpected EOF  # <--
            """,
            near=(
                """
                #6 [1/2] FROM docker.io/shop/base:2
                ERROR: failed to solve: failed to compute cache key: failed commit on ref "layer-sha256:77aa": unexpected commit digest sha256:12ab, expected sha256:77aa
                """,
                """
                #5 importing cache manifest from gha:7711
                #6 [1/2] FROM docker.io/shop/base:2
                #6 ERROR: failed commit on ref "layer-sha256:77aa": unexpected commit digest sha256:12ab, expected sha256:77aa: failed precondition
                """,
                """
                WARNING: local cache import at /tmp/cache skipped due to err: could not read /tmp/cache/index.json: no such file or directory
                """,
            ),
        ),
    ),
)
