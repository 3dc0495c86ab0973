"""`terraform apply` asks "Do you want to perform these actions?", and in a job nobody answers.

The runner gives commands an empty input, so the question is answered with `error asking for approval: EOF`,
after minutes of planning. It comes only when there is something to change, which is why the flaw stays hidden
until the first real deploy. `-auto-approve`, or better a plan that was saved with `-out` and looked at, is
what a job can do.

The default profile reports `apply` and `destroy` without either. The strict profile also reports commands
that would ask for missing variables (`-input=false` makes that an error at once, also on a runner with a
terminal) and those that fail at once while another run holds the lock of the state (`-lock-timeout`).

Left alone: saved plans, answers from a pipe or a file, `TF_INPUT`, `TF_CLI_ARGS` and its kin, options that
come from a variable, and Terragrunt's `--non-interactive`.
"""

from collections.abc import Iterator
from functools import partial

from ...docker.option_edits import add_option
from ...edits import Fix, Preferences
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document
from .terraform import Call, terraform_calls

_APPROVED = ("apply", "destroy")
_ASKING = ("plan", "apply", "destroy", "import", "refresh")
_LOCK_TIMEOUT = "-lock-timeout=5m"


def check(document: Document) -> Iterator[Problem]:
    """Report each call that asks something, or that does not wait for the lock."""
    for call in terraform_calls(document):
        tool = f"{call.command.name} {call.subcommand}"
        if call.subcommand in _APPROVED and not (call.operands or call.has("-auto-approve") or call.is_answered):
            message = f"{tool} asks for approval, which nobody gives"
            yield Problem(call.command.span, message, fix=partial(approve, call))
        if call.subcommand in _ASKING and not (call.subcommand == "apply" and call.operands):
            yield from check_manners(call, tool)


def check_manners(call: Call, tool: str) -> Iterator[Problem]:
    """Report, for the strict profile, what makes a call fail later or sooner than it has to."""
    if not (call.has("-input") or call.option("-input") or call.input_is_off or call.is_answered):
        message = f"{tool} asks for variables that are missing"
        fix = partial(say, call, "-input=false", "fail when a variable is missing")
        yield Problem(call.command.span, message, Severity.INFO, fix=fix, profile=Profile.STRICT)
    if not (call.option("-lock-timeout") or call.option("-lock")):
        message = f"{tool} fails while the state is locked"
        fix = partial(say, call, _LOCK_TIMEOUT, "wait for the lock of the state")
        yield Problem(call.command.span, message, Severity.INFO, fix=fix, profile=Profile.STRICT)


def approve(call: Call, _preferences: Preferences) -> Fix:
    """Let the call go on without an answer."""
    # Unsafe: what has failed at the question so far changes the infrastructure from now on.
    return Fix("do not ask for approval", (add_option(call.command, call.word, "-auto-approve"),), safe=False)


def say(call: Call, option: str, title: str, _preferences: Preferences) -> Fix:
    """Give the call another option. Terraform reads options only in front of operands."""
    return Fix(title, (add_option(call.command, call.word, option),))


RULE = Rule(
    id="terraform-interactive",
    summary="Terraform command that asks where nobody answers",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("terraform", "tofu", "terragrunt"),
    references=(
        "https://developer.hashicorp.com/terraform/cli/commands/apply",
        "https://developer.hashicorp.com/terraform/tutorials/automation/automate-terraform",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: terraform apply -input=false -lock-timeout=5m  # <--
                  - run: |
                      tofu -chdir=infra destroy -var "stage=$STAGE" -input=false \\  # <--
                        -lock-timeout=5m
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: terraform apply -auto-approve -input=false -lock-timeout=5m
                  - run: |
                      tofu -chdir=infra destroy -auto-approve -var "stage=$STAGE" -input=false \\
                        -lock-timeout=5m
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          terraform init -input=false
                          terraform plan -input=false -lock-timeout=5m -out=plan.out
                          terraform apply plan.out
                      - run: terraform apply -var-file prod.tfvars -auto-approve -input=false -lock=false
                      - run: yes | terraform apply -lock-timeout=1m
                      - run: terraform apply -lock-timeout=1m <<< yes
                      - run: terraform apply $APPLY_FLAGS
                      - run: terraform apply -auto-approve -lock-timeout=1m
                        env:
                          TF_INPUT: 0
                      - run: terragrunt run-all apply --non-interactive
                      - run: terragrunt apply --terragrunt-non-interactive
                      - run: terraform fmt -check
                """,
                """
                on: push
                env:
                  TF_CLI_ARGS_apply: -auto-approve -input=false
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: terraform apply
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              plan:
                runs-on: ubuntu-24.04
                steps:
                  - run: terraform plan -no-color -out plan.out 2>&1 | tee plan.txt  # <--
                  - run: terraform apply -auto-approve  # <--
            """,
            good="""
            on: push
            jobs:
              plan:
                runs-on: ubuntu-24.04
                steps:
                  - run: terraform plan -lock-timeout=5m -input=false -no-color -out plan.out 2>&1 | tee plan.txt
                  - run: terraform apply -lock-timeout=5m -input=false -auto-approve
            """,
        ),
    ),
)
