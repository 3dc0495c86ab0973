"""A registry gave no more images: too many pulls, `429 Too Many Requests` or `toomanyrequests`.

Docker Hub counts pulls without a login by the address they come from, and many runners share one. A login,
even of a free account, is counted by itself. Other registries have limits of their own and the same words.

What it is not: GitHub's cache service has a limit too (`artifactcache`, `maximum timeout reached`), and so have
package indexes; a registry that refuses further logins; a pod that cannot pull.
"""

from ...signature import Clue, Signature, log_example
from ..buildkit import NO_POD

_REGISTRY = (
    r"docker\.io|docker\.com|public\.ecr\.aws|load metadata|source metadata|pulling from host|httpReadSeeker"
    r"|failed to fetch (?:anonymous|oauth) token|daemon:"
)
_NO_PUSH = r"(?!.*(?:failed to push|login attempt|failed login|artifactcache|actions-cache))"

SIGNATURE = Signature(
    id="docker-rate-limit",
    summary="the registry limits pulls",
    why=__doc__,
    decisive=(
        Clue("toomanyrequests", rf"{NO_POD}{_NO_PUSH}.*\btoomanyrequests\b:?"),
        *(
            Clue(mark, rf"{NO_POD}{_NO_PUSH}.*(?:{_REGISTRY}).{{0,400}}\b429 T")
            for mark in ("ERROR: ", "failed to solve", "rror response from daemon")
        ),
        Clue("rror from registry: You have reached", rf"{NO_POD}.*reached your (?:\w{{1,30}} )?pull rate limit\b"),
    ),
    cure=(
        "log in to the registry before the first pull, also in the jobs of pull requests that may",
        "pull through a mirror, or keep the base images in a registry of your own",
    ),
    references=("https://docs.docker.com/docker-hub/usage/",),
    examples=(
        log_example(
            """
            #2 [internal] load metadata for docker.io/library/node:22
            #2 ERROR: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/node/manifests/sha256:77aa: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit  # <--
            ERROR: failed to solve: node:22: failed to resolve source metadata for docker.io/library/node:22: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/node/manifests/sha256:77aa: 429 Too Many Requests
            """,
            near=(
                """
                npm error 429 Too Many Requests - GET https://registry.npmjs.org/left-pad
                """,
                """
                Warning  Failed  12s  kubelet  Failed to pull image "shop:9": toomanyrequests: You have reached your pull rate limit.
                """,
                """
                #5 ERROR: failed to configure registry cache importer: unexpected status from HEAD request to https://registry-1.docker.io/v2/shop/app/manifests/cache: 429 Too Many Requests
                """,
                """
                Error response from daemon: toomanyrequests: too many failed login attempts for username or IP address
                """,
            ),
        ),
        log_example(
            """
            Unable to find image 'redis:8' locally
            docker: Error response from daemon: toomanyrequests: You have reached your pull rate limit.  # <--
            """,
        ),
        log_example(
            """
            Error response from daemon: error from registry: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit  # <--
            """,
        ),
    ),
)
