"""A deployment that nothing checks is known to be broken when its users say so.

The tool that deploys knows that it has handed the new version over, not that the version works: the image
starts, the configuration lacks a value, the first request fails. One request to what was just deployed, with
`--fail`, `--max-time` and `--retry`, finds most of that within a minute, while going back is still easy.

Left alone: jobs with a check behind the deployment, also one that the tool makes itself (`helm --wait`,
`kubectl rollout status`, a service that has to be stable), jobs that another one checks or that end in an
action or a workflow of one's own, deployments by a script of one's own, static pages and other files that
are copied, and infrastructure (`terraform apply`).
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from ...purpose import Purpose, deploys, in_words, is_for, job_is_for, script_names
from ...purpose.deploys import DEPLOY_ACTIONS, MENTIONS
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document, Job, Step, Workflow

if TYPE_CHECKING:
    from ...shell import Command

# Files that are copied are what was built; there is nothing that could fail to start. The last one waits itself.
_SURE = (
    "actions/deploy-pages",
    "peaceiris/actions-gh-pages",
    "jamesives/github-pages-deploy-action",
    "firebaseextended/action-hosting-deploy",
    "nwtgck/actions-netlify",
    "cloudflare/pages-action",
    "azure/static-web-apps-deploy",
    "samkirkland/ftp-deploy-action",
    "appleboy/scp-action",
    "burnett01/rsync-deployments",
    "easingthemes/ssh-deploy",
    "azure/k8s-deploy",
)
_STATIC = late_pattern(r"\bpages\b|\bhosting\b|\bnetlify\b|\bscp\b|\brsync\b|\bstorybook\b|\bdocs?\b")
# Infrastructure is what the tool says it is.
_SETTLED = ("terraform", "tofu", "terragrunt", "pulumi", "cdk", "ansible-playbook")
_CHECKS = late_pattern(
    r"\b(?:smoke|health|verif\w+|validat\w+|check|test|e2e|ready|wait|monitor|rollout|sanity|ping)\b", re.IGNORECASE
)
_WAITS = late_pattern(r"--wait\b|--atomic\b|--rollback-on-failure\b|rollout status|\bwait\b|--watch\b")
_STABLE = ("wait-for-service-stability", "wait-for-deployment", "wait")


def check(document: Document) -> Iterator[Problem]:
    """Report each job that deploys a service and that nothing checks."""
    # Who calls a workflow may check what it has deployed.
    if not isinstance(document, Workflow) or "workflow_call" in document.triggers:
        return
    for job in document.jobs():
        place = last_deployment(job)
        if place is not None and job.complete and not any(map(checks, job.all_steps[place:])) and not followed(job):
            yield Problem(job.key, f"nothing checks what job {job.id} has deployed")


def last_deployment(job: Job) -> int | None:
    """Where the last step that deploys a service stands among the steps of the job."""
    if job.calls_workflow:
        return None
    places = [step.position for step in job.all_steps if is_for(step, Purpose.DEPLOY) and serves(step)]
    return places[-1] if places else None


def serves(step: Step) -> bool:
    """Whether what a step deploys answers requests, and the step does not look at it by itself."""
    if step.uses is not None:
        told = " ".join(step.input_text(name) for name in ("script", "command", "run", "args"))
        return not (step.uses.names(*_SURE) or _STATIC.search(told) or says(told) or _WAITS.search(told))
    if step.script is None or says(step.script.text):
        return False
    return any(map(_hands_over, step.script.commands))


def _hands_over(command: "Command") -> bool:
    """Whether a command deploys a service and says no more about it; what the project's own scripts do is not known."""
    own = command.name in _SETTLED or bool(script_names(command)) or bool(_STATIC.search(command.text))
    return not own and (deploys(command) or command.name in ("ssh", "curl"))


def checks(step: Step) -> bool:
    """Whether a step looks at what was deployed, as far as can be told."""
    if step.uses is not None:
        told = any(step.input_text(name).lower() == "true" for name in _STABLE)
        return told or step.uses.local is not None or says(f"{step.name} {step.uses.text}")
    if any(is_for(step, purpose) for purpose in (Purpose.SMOKE, Purpose.WAIT, Purpose.TEST)) or says(step.name):
        return True
    return any(map(_looks, step.script.commands)) if step.script else step.run is not None


def _looks(command: "Command") -> bool:
    return bool(_WAITS.search(command.text)) or (command.name in ("curl", "wget") and not deploys(command))


def followed(job: Job) -> bool:
    """Whether another job that checks something, or of which nothing is known, waits for this one."""
    return job.id in job.workflow.remember("needed by checking jobs", _needed_by_checks)


def _needed_by_checks(workflow: Workflow) -> frozenset[str]:
    return frozenset(needed for job in workflow.jobs() if _may_check(job) for needed in job.needs)


def _may_check(job: Job) -> bool:
    if job.calls_workflow or says(f"{job.id} {job.node.text('name') or ''}"):
        return True
    return any(job_is_for(job, purpose) for purpose in (Purpose.SMOKE, Purpose.WAIT, Purpose.TEST))


def says(name: str) -> bool:
    """Whether a name speaks of a check."""
    return bool(_CHECKS.search(in_words(name)))


RULE = Rule(
    id="smoke-test-missing",
    summary="deployment that nothing checks",
    severity=Severity.INFO,
    why=__doc__,
    check=check,
    profile=Profile.STRICT,
    hints=(*MENTIONS, *DEPLOY_ACTIONS, "ssh"),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:  # <--
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl apply -f k8s/
                  - run: echo deployed
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl apply -f k8s/
                  - run: curl -fsS --max-time 10 --retry 5 --retry-connrefused https://app.example.com/health
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: helm upgrade app chart/ --install --wait --timeout 5m
                  cluster:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl set image deployment/app app=registry.example.com/app:1
                      - run: kubectl rollout status deployment/app --timeout=5m
                  infrastructure:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: terraform apply -auto-approve
                  pages:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/deploy-pages@v4
                  storybook:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: npx wrangler pages deploy storybook-static
                  server:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: ./scripts/deploy.sh production
                  host:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: appleboy/ssh-action@v1
                        with:
                          script: |
                            docker compose up -d
                            curl -sf http://localhost:8001/health
                  web:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: vercel deploy --prod
                  smoke-test:
                    needs: web
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make smoke
                """,
            ),
        ),
    ),
)
