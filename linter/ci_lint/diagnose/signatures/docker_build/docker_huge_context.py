"""Gigabytes were sent to the builder as context, and the build was stopped over it.

Everything in the folder of the build that no `.dockerignore` keeps out may be sent: `.git`, dependencies, test
data, the cache of an earlier build. The log counts the bytes: `transferring context: 2.31GB`, or `Sending build
context to Docker daemon 2.31GB` from the builder before BuildKit.

What it is not: a large context of a build that ended, or that failed for another reason; that is only slow. It
is named as a cause where the build was stopped by a time limit.
"""

from ...signature import Clue, Confidence, Signature, log_example

_STOPPED = (
    r"context canceled|context deadline exceeded|The operation was canceled|exceeded the maximum execution time"
    r"|has timed out after \d+ minutes"
)

SIGNATURE = Signature(
    id="docker-huge-context",
    summary="gigabytes are sent to the builder",
    why=__doc__,
    decisive=(
        Clue(
            " context",
            r"(?:transferring context:|Sending build context to Docker daemon)\s{1,5}\d{1,6}(?:\.\d{1,3})? ?GB\b",
            beside=_STOPPED,
            reach=40,
            confidence=Confidence.LIKELY,
        ),
    ),
    cure=(
        "write a .dockerignore that keeps out all that the Dockerfile does not copy, .git and dependencies first",
        "build from a smaller folder",
        "keep caches that a step restores outside of the context",
    ),
    rules=("docker-context-unfiltered",),
    brings=("docker-context-canceled", "actions-timeout"),
    references=("https://docs.docker.com/build/concepts/context/#dockerignore-files",),
    examples=(
        log_example(
            """
            #6 [internal] load build context
            #6 transferring context: 1.12GB 61.0s  # <--
            #6 transferring context: 3.87GB 240.4s
            #6 CANCELED
            ERROR: failed to solve: Canceled: context canceled
            ##[error]The action 'Build the image' has timed out after 5 minutes.
            """,
            near=(
                """
                #6 [internal] load build context
                #6 transferring context: 1.12GB 14.0s done
                #9 [4/5] RUN make
                #9 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2
                ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2
                """,
                """
                #6 transferring context: 51.20MB 1.2s done
                ERROR: failed to solve: Canceled: context canceled
                """,
            ),
        ),
        log_example(
            """
            Sending build context to Docker daemon   4.21GB  # <--
            error during connect: Post "http://docker.example/v1.41/build": context canceled
            """,
        ),
    ),
)
