"""The registry asked for a login and none is known for it: `no basic auth credentials`.

A login belongs to a host name and to a job. One for `docker.io` says nothing to an ECR registry, one of the
job before is gone, and a `docker login` of root is not seen by the user. Passwords of Amazon's registry expire
after twelve hours.

What it is not: a login that was tried and refused; a token that is known and may not write (`denied`); a pod
that has no pull secret.
"""

from ...signature import Clue, Signature, log_example
from ..buildkit import NO_POD

SIGNATURE = Signature(
    id="push-no-basic-auth",
    summary="the job is not logged in to this registry",
    why=__doc__,
    decisive=(Clue("no basic auth credentials", rf"{NO_POD}.*\bno basic auth credentials\b"),),
    cure=(
        "log in to exactly this host in the same job, before the push: docker/login-action with registry:",
        "for Amazon ECR, configure the credentials and log in with aws-actions/amazon-ecr-login",
    ),
    rules=("docker-login-registry-mismatch", "docker-registry-cache-login"),
    references=("https://docs.docker.com/reference/cli/docker/login/",),
    examples=(
        log_example(
            """
            The push refers to repository [registry.example/shop/app]
            5f70bf18a086: Preparing
            no basic auth credentials  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                Warning  Failed  12s  kubelet  Failed to pull image "registry.example/shop/app:1": no basic auth credentials
                """,
                """
                denied: requested access to the resource is denied
                """,
            ),
        ),
        log_example(
            """
            ERROR: failed to solve: failed to push registry.example/shop/app:1: failed to authorize: no basic auth credentials  # <--
            """,
        ),
    ),
)
