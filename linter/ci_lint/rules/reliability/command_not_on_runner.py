"""A program that the image of the runner does not have ends the step with `command not found`.

Images change: `terraform`, `vercel` or `svn` were on Ubuntu 22.04 and are not on 24.04, and `ubuntu-latest` moved on.
In a job that runs seldom, such as a release or a rollback, nobody sees that until it matters. A step that installs the
program, in a version, keeps the job independent of the image.

Left alone: programs that are not in a small table of those which the images lack; jobs in a container, on other
runners or on several; all behind a step that could have installed something: an action that is not known not to, a
script or a target of the repository, a download, a package that the program may be in; programs that the script asks
for first, or whose failure it handles; and composite actions.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from ...purpose.scripts import script_names
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document, Job, Step
from .runner_images import FOUND_ON, IMAGES, IN_PYTHON_PACKAGES, PLAIN_ACTIONS

if TYPE_CHECKING:
    from ...shell import Command

# What they install is not written in the workflow.
_OPAQUE = frozenset(
    {
        *("", "bash", "sh", "zsh", "source", ".", "eval", "ln", "mv", "cp", "install", "alias", "sdk", "corepack"),
        *("nix", "nix-env", "nix-shell", "mise", "asdf", "brew", "conda", "mamba", "micromamba", "pixi", "devbox"),
    }
)
_FROM_FILES = ("-r", "--requirement", "-e", "--editable", ".", "--group")
_PRINTING = ("echo", "printf", "cd")
_PROGRAM = late_pattern(rf"(?<![\w.-])(?:{'|'.join(sorted(FOUND_ON))})(?![\w-])")
_TOKENS = late_pattern(r"[a-z0-9]+")


def check(document: Document) -> Iterator[Problem]:
    """Report each program that a job calls and that its runner lacks, once a job."""
    for job in document.jobs():
        image = IMAGES.get(job.runs_on[0], "") if len(job.runs_on) == 1 else ""
        if image and job.complete and job.node.get("container") is None and may_call(job, image):
            for command in missing(job, image):
                message = f"{command.name} is not on the image of {job.runs_on[0]}, and no step before installs it"
                yield Problem(command.words[0].span, message)


def may_call(job: Job, image: str) -> bool:
    """Whether a script of the job calls a program that the image lacks."""
    return any(
        lacks(image, command.name)
        for step in job.all_steps
        if step.run is not None and _PROGRAM.search(step.run.text) and step.script is not None
        for command in step.script.commands
    )


def lacks(image: str, program: str) -> bool:
    """Whether the image is known not to have a program."""
    return image not in FOUND_ON.get(program, (image,))


def missing(job: Job, image: str) -> Iterator["Command"]:
    """The commands that cannot be found, up to the first step that may have installed anything."""
    spoken: set[str] = set()
    for step in job.all_steps:
        if step.run is None:
            if not is_plain(step):
                return
            continue
        if step.script is None or step.script.broken or "PATH" in step.run.text:
            return
        for command in step.script.commands:
            if is_missing(command, image) and stem(command.name) not in spoken:
                yield command
                spoken.add(stem(command.name))
            if is_opaque(command):
                return
            spoken.update(named(command))


def is_plain(step: Step) -> bool:
    """Whether an action installs nothing that is in the table."""
    return step.uses is not None and step.uses.local is None and step.uses.names(*PLAIN_ACTIONS)


def is_missing(command: "Command", image: str) -> bool:
    """Whether a program is called by its bare name that the image lacks, and nobody is ready for that."""
    if not lacks(image, command.name) or command.words[0].text != command.name:
        return False
    return not (command.in_condition or command.otherwise or command.negated or command.function)


def is_opaque(command: "Command") -> bool:
    """Whether a command may bring programs that it does not name."""
    if command.name in _OPAQUE or "/" in command.words[0].text or command.function or script_names(command):
        return True
    return command.name in ("apt-get", "apt") and any(not word.static for word in command.arguments)


def named(command: "Command") -> Iterator[str]:
    """The words of the programs that a command may bring, because it names them or a file that may do so."""
    if command.name in (*_PRINTING, *FOUND_ON):
        return
    found = {token for word in command.arguments for token in _TOKENS.findall(word.text.lower())}
    if command.name not in ("pip", "pip3") and "pip" not in found:
        yield from found
    elif any(word.text in _FROM_FILES for word in command.arguments):
        yield from IN_PYTHON_PACKAGES
    else:
        yield from found.intersection(IN_PYTHON_PACKAGES)


def stem(program: str) -> str:
    """The first word of a name: packages of `redis-cli` are called `redis` or `redis-tools`."""
    return program.partition("-")[0]


RULE = Rule(
    id="command-not-on-runner",
    summary="program that the runner lacks",
    severity=Severity.WARNING,
    profile=Profile.STRICT,
    why=__doc__,
    check=check,
    hints=tuple(FOUND_ON),
    references=("https://github.com/actions/runner-images#available-images",),
    examples=(
        example(
            bad="""
            on: workflow_dispatch
            jobs:
              plan:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v6
                  - run: |
                      cd infrastructure/terraform
                      terraform init  # <--
                      terraform plan
                  - run: vercel deploy --token "$TOKEN"  # <--
              wait:
                runs-on: ubuntu-24.04
                steps:
                  - run: pip install -r requirements.txt redis
                  - run: |
                      sudo apt-get install -y postgresql-client
                      psql -c 'select 1'
                      timeout 30 redis-cli -h localhost ping  # <--
            """,
            good="""
            on: workflow_dispatch
            jobs:
              plan:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v6
                  - uses: hashicorp/setup-terraform@v4
                  - run: |
                      cd infrastructure/terraform
                      terraform init
                      terraform plan
                  - run: npm install --global vercel@48
                  - run: vercel deploy --token "$TOKEN"
              wait:
                runs-on: ubuntu-24.04
                steps:
                  - run: pip install -r requirements.txt redis
                  - run: |
                      sudo apt-get install -y postgresql-client redis-tools
                      psql -c 'select 1'
                      timeout 30 redis-cli -h localhost ping
            """,
            near=(
                """
                on: push
                jobs:
                  old:
                    runs-on: ubuntu-22.04
                    steps:
                      - run: terraform fmt -check
                  own:
                    runs-on: [self-hosted, linux]
                    steps:
                      - run: terraform fmt -check
                  container:
                    runs-on: ubuntu-24.04
                    container: hashicorp/terraform
                    steps:
                      - run: terraform fmt -check
                  many:
                    runs-on: ${{ matrix.os }}
                    steps:
                      - run: terraform fmt -check
                """,
                """
                on: push
                jobs:
                  asked:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: command -v terraform || exit 1
                      - run: terraform fmt -check
                  ready:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pnpm --version || npm install --global pnpm
                      - run: pnpm test
                  tools:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: ./.github/actions/tools
                      - run: terraform fmt -check
                  script:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: ./tools/install.sh
                      - run: uv sync
                  download:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: curl -fsSL https://bun.sh/install | bash
                      - run: bun test
                  package:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: python -m pip install -r requirements.txt
                      - run: uv sync
                  tool:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install poetry==2.1
                      - run: poetry install
                  target:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make tools
                      - run: golangci-lint run
                  function:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          task() { echo "$1"; }
                          task build
                """,
            ),
        ),
    ),
)
