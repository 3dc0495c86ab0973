"""The image was built, and the step failed only because the build cache could not be written.

BuildKit ends a build with an error when an export of the cache fails, unless the export says
`ignore-error=true`. Since BuildKit 0.28 the push of the image runs beside it and may be cut off, so look in the
registry before you believe that nothing, or everything, was pushed.

What it is not: where the log says why the cache could not be written (denied, too many requests, a token, a full
disk), that is the cause. An export that was allowed to fail shows the same `ERROR`, and the build goes on.
"""

from ...signature import Clue, Confidence, Signature, log_example
from ..buildkit import CACHE_FAILED, ENDED, EXPORTS_CACHE, FAILED, IMAGE_FAILED, WENT_ON

SIGNATURE = Signature(
    id="cache-export-fatal",
    summary="only the build cache could not be written",
    why=__doc__,
    decisive=(
        Clue("error writing", rf"{ENDED}.{{0,600}}\berror writing (?:layer|manifest|config|cache)\b"),
        Clue(
            "failed to solve",
            rf"{ENDED}: (?!.{{0,600}}(?:failed to push|context canceled))",
            beside=CACHE_FAILED,
            unless=rf"{IMAGE_FAILED}|did not complete",
            reach=6,
        ),
        Clue(
            "ERROR: ",
            rf"{FAILED}(?!failed to push|context canceled)",
            beside=EXPORTS_CACHE,
            unless=rf"{WENT_ON}|did not complete|failed to push",
            reach=60,
            confidence=Confidence.LIKELY,
        ),
    ),
    cure=(
        "add ignore-error=true to cache-to: a lost cache then costs time in the next build and nothing else",
        "run the job again; if it goes on failing, give the cache another scope or reference",
    ),
    rules=("docker-cache-export-fatal",),
    references=("https://docs.docker.com/build/cache/backends/#ignore-errors",),
    examples=(
        log_example(
            """
            #18 exporting to GitHub Actions Cache
            #18 preparing build cache for export 2.1s done
            #18 writing layer sha256:77aa01 0.3s done
            #18 ERROR: error writing layer blob: not_found  # <--
            ------
             > exporting to GitHub Actions Cache:
            ------
            ERROR: failed to build: failed to solve: error writing layer blob: not_found  # <--
            """,
            near=(
                """
                #18 exporting to GitHub Actions Cache
                #18 ERROR: error writing layer blob: not_found
                ##[group]ImageID
                sha256:12ab
                ##[endgroup]
                """,
                """
                #18 exporting to GitHub Actions Cache
                #18 preparing build cache for export 2.1s done
                #18 DONE 2.3s
                #17 exporting to image
                #17 ERROR: failed to push registry.example/shop/app:1: unexpected status: 500 Internal Server Error
                ERROR: failed to solve: failed to push registry.example/shop/app:1: unexpected status: 500 Internal Server Error
                """,
            ),
        ),
        log_example(
            """
            #20 [api] exporting cache to client directory
            #20 ERROR: rename /tmp/cache-new/ingest/77aa/data /tmp/cache-new/blobs/sha256/77aa: no such file or directory  # <--
            ------
             > [api] exporting cache to client directory:
            ------
            error: failed to solve: rename /tmp/cache-new/ingest/77aa/data /tmp/cache-new/blobs/sha256/77aa: no such file or directory  # <--
            """,
        ),
    ),
)
