"""Two runs that deploy at the same time leave a mixture of two versions, or the older one.

Two merges within ten minutes start two runs, and nothing says which one comes last: a run that was slower to
build overwrites the newer one, migrations of one run meet the code of the other, and a rollback of the first
undoes the second. A `concurrency` group lets them go one after the other.

Left alone: jobs and workflows with any `concurrency`; previews, deploys into clusters made for a test, and those
with which the repository of an action tries it out; workflows that only others call, and jobs that call one,
where the group may stand on the other side; scripts that wait for a lock (`flock`, `-lock-timeout` of Terraform).
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, Refusal, insert_entry
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...tree import Mapping, Scalar, Sequence
from ...workflow import Document, Job
from .lasting_deploys import HINTS, deploy_events, deploy_steps, lasting_deploys, runs_on

_LOCK = late_pattern(r"\bflock[ \t]|\s-lock-timeout=")
TARGETS = ("environment", "env", "target", "stage", "cluster")


def check(document: Document) -> Iterator[Problem]:
    """Report each job that may deploy while another run does."""
    if document.node.get("concurrency") is not None:
        return
    for job in lasting_deploys(document):
        called = set(deploy_events(job)) <= {"workflow_call"} or job.calls_workflow
        if not called and job.complete and job.node.get("concurrency") is None and not waits_for_lock(job):
            yield Problem(job.key, f"two runs can deploy in job {job.id} at once", fix=partial(queue, job))


def waits_for_lock(job: Job) -> bool:
    """Whether a script that deploys, here or on the server, takes its turn."""
    scripts = ((step.run.text if step.run else step.input_text("script")) for step in deploy_steps(job))
    return any(map(_LOCK.search, scripts))


def queue(job: Job, _preferences: Preferences) -> Fix:
    """Let the runs go one after the other."""
    group = "-".join(("${{ github.workflow }}", job.id, *targets(job)))
    text = f"concurrency:\n  group: {group}\n  cancel-in-progress: false"
    names = [key.text for key, _ in job.node.named_entries()]
    after = next((name for name in ("environment", "runs-on", "needs") if name in names), "")
    # Unsafe: of the runs that wait only the newest goes on, and what is one target is for the owner to say.
    return Fix("deploy in one run at a time", (insert_entry(job.node, text, after=after),), safe=False)


def targets(job: Job) -> Iterator[str]:
    """What tells apart the places that one job deploys to: the legs of its matrix, its environment, its input."""
    known = "".join(leg := tuple(f"${{{{ matrix.{key} }}}}" for key in matrix_keys(job)))
    yield from leg
    environment = job.node.get("environment")
    name = environment.get("name") if isinstance(environment, Mapping) else environment
    if isinstance(name, Scalar) and "${{" in name.text and name.text not in known and "matrix." not in name.text:
        if "\n" in name.text or ": " in name.text or "#" in name.text:
            raise Refusal("the name of the environment cannot be a part of the group")
        yield name.text
    elif "workflow_dispatch" in job.workflow.triggers and not isinstance(name, Scalar):
        yield from (f"${{{{ inputs.{target} }}}}" for target in asked_targets(job))
    if "pull_request" in job.workflow.triggers and runs_on(job, "pull_request"):
        yield "${{ github.event.pull_request.number }}"


def matrix_keys(job: Job) -> tuple[str, ...]:
    """The keys by which the legs of a job differ. Raises Refusal where they are not known."""
    matrix = job.matrix
    if matrix is None:
        return ()
    if not isinstance(matrix, Mapping):
        raise Refusal("how the legs of the matrix differ is not known")
    keys = [(key.text, value) for key, value in matrix.named_entries() if key.text not in ("include", "exclude")]
    if not keys or not all(isinstance(value, Sequence) for _, value in keys):
        raise Refusal("how the legs of the matrix differ is not known")
    if any(isinstance(item, Mapping) for _, value in keys if isinstance(value, Sequence) for item in value.items):
        raise Refusal("the legs of the matrix differ by more than a word")
    return tuple(name for name, _ in keys)


def asked_targets(job: Job) -> tuple[str, ...]:
    """The inputs of a run started by hand that say where to deploy."""
    event = job.workflow.triggers.get("workflow_dispatch")
    inputs = event.settings.get("inputs") if event and event.settings else None
    names = [key.text for key, _ in inputs.named_entries()] if isinstance(inputs, Mapping) else []
    return tuple(name for name in names if name.lower() in TARGETS)


RULE = Rule(
    id="deploy-without-concurrency",
    summary="two runs can deploy at once",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=HINTS,
    references=(
        "https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency",
    ),
    examples=(
        example(
            bad="""
            on:
              push:
                branches: [main]
            jobs:
              deploy:  # <--
                runs-on: ubuntu-24.04
                environment: production
                steps:
                  - run: kubectl set image deployment/api api=ghcr.io/acme/api:${{ github.sha }}
              regions:  # <--
                strategy:
                  matrix:
                    region: [eu, us]
                runs-on: ubuntu-24.04
                steps:
                  - run: helm upgrade --install api ./chart --kube-context ${{ matrix.region }}
            """,
            good="""
            on:
              push:
                branches: [main]
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                environment: production
                concurrency:
                  group: ${{ github.workflow }}-deploy
                  cancel-in-progress: false
                steps:
                  - run: kubectl set image deployment/api api=ghcr.io/acme/api:${{ github.sha }}
              regions:
                strategy:
                  matrix:
                    region: [eu, us]
                runs-on: ubuntu-24.04
                concurrency:
                  group: ${{ github.workflow }}-regions-${{ matrix.region }}
                  cancel-in-progress: false
                steps:
                  - run: helm upgrade --install api ./chart --kube-context ${{ matrix.region }}
            """,
            near=(
                """
                on: push
                concurrency: production
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl apply -f k8s/
                """,
                """
                on: [push, pull_request]
                jobs:
                  preview:
                    if: github.event_name == 'pull_request'
                    runs-on: ubuntu-24.04
                    steps:
                      - run: vercel deploy --token "$TOKEN"
                  chart:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: helm/kind-action@v1
                      - run: helm upgrade --install api ./chart
                  scripted-cluster:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: bash hack/minikube.sh start
                      - run: helm install api ./chart
                  database:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: yarn prisma:deploy
                      - run: yarn test
                  build:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: terraform plan
                  infrastructure:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: terraform apply -auto-approve -lock-timeout=15m
                  profile:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: az functionapp deployment list-publishing-credentials --name jobs
                  release:
                    uses: acme/workflows/.github/workflows/deploy.yml@v1
                """,
                """
                on: workflow_call
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl apply -f k8s/
                """,
                """
                on: push
                jobs:
                  publish:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: appleboy/scp-action@v1
                        with:
                          source: site.tar
                          target: /srv/incoming/${{ github.sha }}
                      - uses: appleboy/ssh-action@v1
                        with:
                          script: |
                            (
                            flock -x -w 300 200 || exit 1
                            tar -xf /srv/incoming/${{ github.sha }}/site.tar -C /srv/site
                            ) 200>/run/site.lock
                """,
            ),
        ),
        example(
            bad="""
            on:
              workflow_dispatch:
                inputs:
                  environment:
                    type: environment
            jobs:
              deploy:  # <--
                runs-on: ubuntu-24.04
                environment: ${{ inputs.environment }}
                steps:
                  - uses: azure/k8s-deploy@v5
              functions:  # <--
                runs-on: ubuntu-24.04
                steps:
                  - run: serverless deploy --stage "$STAGE"
                    env:
                      STAGE: ${{ inputs.environment }}
            """,
            good="""
            on:
              workflow_dispatch:
                inputs:
                  environment:
                    type: environment
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                environment: ${{ inputs.environment }}
                concurrency:
                  group: ${{ github.workflow }}-deploy-${{ inputs.environment }}
                  cancel-in-progress: false
                steps:
                  - uses: azure/k8s-deploy@v5
              functions:
                runs-on: ubuntu-24.04
                concurrency:
                  group: ${{ github.workflow }}-functions-${{ inputs.environment }}
                  cancel-in-progress: false
                steps:
                  - run: serverless deploy --stage "$STAGE"
                    env:
                      STAGE: ${{ inputs.environment }}
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              deploy:  # <--
                strategy:
                  matrix: ${{ fromJSON(vars.TARGETS) }}
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl apply -f k8s/
            """,
            good="""
            on: push
            jobs:
              deploy:
                strategy:
                  matrix: ${{ fromJSON(vars.TARGETS) }}
                runs-on: ubuntu-24.04
                concurrency: deploy-${{ matrix.cluster }}
                steps:
                  - run: kubectl apply -f k8s/
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              site:  # <--
                runs-on: ubuntu-24.04
                environment: production
                steps:
                  - run: kubectl apply -f site.yaml
            """,
            good="""
            on: push
            jobs:
              site:
                runs-on: ubuntu-24.04
                environment: production
                concurrency:
                  group: ${{ github.workflow }}-site
                  cancel-in-progress: false
                steps:
                  - run: kubectl apply -f site.yaml
            """,
            near=(
                """
                on: push
                jobs:
                  several-hosts:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: ./
                      - run: terraform apply -auto-approve -input=false
                """,
            ),
            files={"action.yml": "name: Copy files"},
        ),
        example(
            bad="""
            on: [push, pull_request]
            jobs:
              terraform:  # <--
                runs-on: ubuntu-24.04
                steps:
                  - run: terraform plan -input=false -out=plan
                  - if: github.event_name == 'push'
                    run: terraform apply -input=false plan
            """,
            good="""
            on: [push, pull_request]
            jobs:
              terraform:
                runs-on: ubuntu-24.04
                concurrency:
                  group: ${{ github.workflow }}-terraform-${{ github.event.pull_request.number }}
                  cancel-in-progress: false
                steps:
                  - run: terraform plan -input=false -out=plan
                  - if: github.event_name == 'push'
                    run: terraform apply -input=false plan
            """,
        ),
    ),
)
