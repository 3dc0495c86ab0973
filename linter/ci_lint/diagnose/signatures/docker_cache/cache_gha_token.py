"""GitHub's cache service refuses the token of the build cache: it is missing, unreadable, expired or read-only.

The runner gives the token to actions, never to `run:` steps, and it must reach BuildKit unchanged. Links for up-
and downloads that it brings are valid for about an hour, so the export of a very long build can find them
expired. A token of an event that strangers can cause may only read.

What it is not: a registry that refuses the cache answers with 401 or 403 for a reference; `failed to reserve
cache` does not say whether the token or the service was the reason. `Cannot parse GitHub Actions Runtime Token`
is a warning.
"""

from ...signature import Clue, Signature, log_example
from ..buildkit import ENDED

SIGNATURE = Signature(
    id="cache-gha-token",
    summary="GitHub's cache service refuses the token",
    why=__doc__,
    decisive=(
        Clue(
            "failed to configure gha cache exporter",
            r"failed to configure gha cache exporter: .*(?:token|access controls|segments)",
        ),
        Clue(
            "not set for github actions cache",
            rf"(?:{ENDED}|ERROR: ).{{0,300}}(?:token|url) not set for github actions cache",
        ),
        Clue(
            "error response 401",
            rf"(?:{ENDED}|ERROR: ).{{0,300}}\berror response 401\b",
            unless=r"importing cache manifest",
            reach=1,
        ),
        Clue(
            "failed to solve",
            rf"{ENDED}.{{0,600}}(?:cache write denied|token has no writable scopes|error writing layer blob: permission_denied)",
        ),
        Clue(
            "AuthenticationFailed",
            r"\bERROR CODE: AuthenticationFailed\b|\b403\b.{0,200}\bAuthenticationFailed\b",
            beside=r"error writing (?:layer|manifest|config) blob: .{0,300}actions-cache",
            reach=8,
        ),
    ),
    supporting=(Clue("annot parse GitHub Actions", r"Cannot parse GitHub Actions Runtime Token"),),
    cure=(
        "build with docker/build-push-action or docker/bake-action, which hand the token to BuildKit",
        "in a run: step, export ACTIONS_RUNTIME_TOKEN and ACTIONS_RESULTS_URL first with an action made for it",
        "write no cache on events from forks, and add ignore-error=true to cache-to",
        "for builds of more than an hour use a registry cache",
    ),
    rules=("docker-gha-cache-in-run", "docker-cache-write-from-pr", "docker-cache-export-fatal"),
    brings=("cache-export-fatal",),
    references=("https://docs.docker.com/build/cache/backends/gha/#authentication",),
    examples=(
        log_example(
            """
            #3 importing cache manifest from gha:331
            ERROR: failed to build: failed to solve: failed to configure gha cache exporter: token contains an invalid number of segments  # <--
            """,
            near=(
                """
                ##[warning]Cannot parse GitHub Actions Runtime Token ACs: "undefined" is not valid JSON
                #18 exporting to GitHub Actions Cache
                #18 DONE 1.0s
                """,
                """
                #21 exporting cache to registry
                #21 ERROR: error writing layer blob: unexpected status: 401 Unauthorized
                ERROR: failed to solve: error writing layer blob: unexpected status: 401 Unauthorized
                """,
                """
                Warning: Failed to save: Unable to reserve cache with key npm-77aa. More details: cache write denied: token has no writable scopes
                """,
            ),
        ),
        log_example(
            """
            #22 exporting to GitHub Actions Cache
            #22 ERROR: error writing layer blob: PUT https://results.example/actions-cache/ccc-12
            --------------------------------------------------------------------------------
            RESPONSE 403: 403 Server failed to authenticate the request.
            ERROR CODE: AuthenticationFailed  # <--
            AuthenticationErrorDetail: Signature not valid in the specified time frame
            """,
        ),
    ),
)
