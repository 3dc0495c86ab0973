"""Secrets of a deploy that belong to no environment are open to every workflow of every branch.

Repository secrets go to whatever job asks for them, on any branch that somebody can push to. The secrets of
an environment go only to jobs that name it, on the branches it allows, after the approval it asks for; and
the page of the repository shows what is deployed where.

Left alone: jobs that use no secret but `GITHUB_TOKEN`, as those with short-lived credentials of a cloud;
previews; jobs that call another workflow, which may name an environment itself.
"""

import re
from collections.abc import Iterator

from ...late_pattern import late_pattern
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document, Job
from .lasting_deploys import HINTS, lasting_deploys

_SECRET = late_pattern(r"\$\{\{[^}]*\bsecrets\.(?!GITHUB_TOKEN\b)\w+", re.IGNORECASE)


def check(document: Document) -> Iterator[Problem]:
    """Report each job that deploys with secrets and names no environment."""
    for job in lasting_deploys(document):
        if not job.calls_workflow and job.complete and job.node.get("environment") is None and uses_secrets(job):
            yield Problem(job.key, f"job {job.id} deploys with secrets of no environment")


def uses_secrets(job: Job) -> bool:
    """Whether a secret other than the token of the run is used in the job."""
    return _SECRET.search(job.node.source.text, job.node.start, job.node.end) is not None


RULE = Rule(
    id="deploy-without-environment",
    summary="deploy with secrets and no environment",
    severity=Severity.WARNING,
    profile=Profile.STRICT,
    why=__doc__,
    check=check,
    hints=HINTS,
    references=("https://docs.github.com/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments",),
    examples=(
        example(
            bad="""
            on:
              push:
                branches: [main]
            jobs:
              deploy:  # <--
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl apply -f k8s/
                    env:
                      KUBECONFIG_DATA: ${{ secrets.KUBECONFIG }}
            """,
            good="""
            on:
              push:
                branches: [main]
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                environment: production
                steps:
                  - run: kubectl apply -f k8s/
                    env:
                      KUBECONFIG_DATA: ${{ secrets.KUBECONFIG }}
            """,
            near=(
                """
                on: push
                jobs:
                  pages:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: peaceiris/actions-gh-pages@v4
                        with:
                          github_token: ${{ secrets.GITHUB_TOKEN }}
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test
                        env:
                          TOKEN: ${{ secrets.TOKEN }}
                """,
            ),
        ),
    ),
)
