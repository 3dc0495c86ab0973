"""An image that the build starts from, copies from or pulls does not exist: not this name, tag or platform.

`FROM` and `COPY --from` take what is no stage of the Dockerfile for an image of Docker Hub, so a misspelled
stage `bulider` is asked for as `docker.io/library/bulider`. Docker Hub does not tell a missing repository from
a private one: `pull access denied, repository does not exist or may require authorization` can be either.

What it is not: a missing file of the context (`"/app.tar": not found`); a cache that does not exist yet
(`cache importer: … not found`), which is harmless; a pod whose image is missing; a push to a repository that
does not exist.
"""

from ...signature import Clue, Signature, log_example
from ..buildkit import ENDED, FAILED, NO_POD

_MISSING = r"(?:not found\b|no match for platform in manifest|(?:server message: )?manifest unknown)"
_NO_PUSH = r"(?!.*(?:failed to push|\bWarning\b))"

SIGNATURE = Signature(
    id="docker-base-image-not-found",
    summary="an image or stage that the build needs does not exist",
    why=__doc__,
    decisive=(
        Clue(
            "failed to solve",
            rf"{ENDED}: (?:.{{1,300}}: )?failed to resolve source metadata for \S{{1,300}}: .{{0,600}}{_MISSING}",
        ),
        Clue(
            "failed to solve",
            rf"{ENDED}(?: with frontend [\w.]+)?: (?:failed to solve: )?(?:rpc error: code = \w+ desc = )?"
            rf"(?:failed to (?:create LLB definition|build LLB|load cache key): )?(?:\S+: )?[\w.-]+(?::\d+)?/[\w./-]+[:@][\w.:-]+: {_MISSING}",
        ),
        Clue(
            "ERROR: ",
            rf"{FAILED}\S+: {_MISSING}",
            beside=r"^\s*#(?P=vertex) (?:\[[^\]]{1,80}\] load metadata for|resolve image config for|\[.{1,120}\] FROM )",
            reach=6,
        ),
        Clue(
            "pull access denied",
            rf"{NO_POD}{_NO_PUSH}.*\bpull access denied\b.{{0,300}}repository does not exist",
            unless=r"^\s*#\d+ importing cache manifest",
            reach=1,
        ),
        Clue(
            "manifest unknown",
            rf"{NO_POD}{_NO_PUSH}.*(?:manifest for \S+ not found|reading manifest \S+ in \S+|daemon): ",
        ),
        Clue("manifest unknown", rf"{NO_POD}{_NO_PUSH}.*\bGET https://\S+: MANIFEST_UNKNOWN\b"),
        Clue(
            "not found",
            rf"{NO_POD}.*(?:repository \S+ not found: (?:does not exist or no pull access|name unknown)"
            r"|daemon: failed to resolve reference \S+: \S+: not found)",
        ),
        Clue("no matching manifest for", rf"{NO_POD}.*no matching manifest for \S+ in the manifest list"),
        Clue("could not be found", r"target stage \S{1,200} could not be found"),
        Clue("failed to reach build target", r"failed to reach build target \S+ in Dockerfile"),
    ),
    cure=(
        "correct the name or tag in FROM, COPY --from or --target; look it up with docker buildx imagetools inspect",
        "take a tag that exists for the platform of the build",
        "if the image is private, log in to its registry before the build",
    ),
    references=("https://docs.docker.com/build/building/multi-stage/",),
    examples=(
        log_example(
            """
            #3 [internal] load metadata for docker.io/library/python:3.99-slim
            #3 ERROR: docker.io/library/python:3.99-slim: not found  # <--
            ------
             > [internal] load metadata for docker.io/library/python:3.99-slim:
            ------
            ERROR: failed to solve: python:3.99-slim: failed to resolve source metadata for docker.io/library/python:3.99-slim: docker.io/library/python:3.99-slim: not found  # <--
            """,
            near=(
                """
                #5 importing cache manifest from registry.example/shop/app:cache
                #5 ERROR: registry.example/shop/app:cache: not found
                #9 DONE 31.0s
                """,
                """
                ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref k2x: "/app.tar": not found
                """,
                """
                Warning  Failed  kubelet  Failed to pull image "shop:9": Error response from daemon: pull access denied for shop, repository does not exist or may require 'docker login'
                """,
                """
                ERROR: failed to solve: Internal: not found
                """,
                """
                ERROR: failed to solve: failed to push docker.io/shop/app:1: push access denied, repository does not exist or may require authorization
                """,
            ),
        ),
        log_example(
            """
            Step 1/4 : FROM shop/base:2.0
            pull access denied for shop/base, repository does not exist or may require 'docker login': denied: requested access to the resource is denied  # <--
            """,
        ),
        log_example(
            """
            Unable to find image 'registry.example/shop/tools:7' locally
            docker: Error response from daemon: manifest for registry.example/shop/tools:7 not found: manifest unknown: manifest unknown.  # <--
            """,
        ),
        log_example(
            """
            ERROR: failed to build: failed to solve: target stage "prodution" could not be found  # <--
            """,
        ),
        log_example(
            """
            ERROR: failed to solve: shop/base:2: failed to resolve source metadata for docker.io/shop/base:2: no match for platform in manifest: not found  # <--
            """,
        ),
    ),
)
