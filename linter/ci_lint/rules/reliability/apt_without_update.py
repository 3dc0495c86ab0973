"""`apt-get install` without `apt-get update` before it works until the mirror drops an old package.

The runner image carries the package lists of the day it was built. When a package has had a security update
since, the version in the lists is gone from the mirror and the install ends with 404, on a day when nobody
changed anything. A container image has no lists at all.

Left alone: jobs in which anything before may have updated the lists (`update` in any script, a script or
action of the repository, `add-apt-repository`), packages that are files, packages that all images have already
(`jq`, `shellcheck`), downloads switched off, runners that are not GitHub's, and composite actions. One finding a
job, because one update is enough.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, Refusal, replace_in_scalar
from ...rule import Problem, Rule, Severity, example
from ...shell import Command
from ...workflow import Document, Job, Step
from .runner_images import PACKAGES

_PROGRAMS = ("apt-get", "apt")


def check(document: Document) -> Iterator[Problem]:
    """Report the first install of each job that no update comes before."""
    for job in document.jobs():
        found = first_install(job) if any(label.startswith("ubuntu-") for label in job.runs_on) else None
        if found:
            step, command = found
            message = f"{command.name} install uses the package lists that the image was built with"
            yield Problem(command.span, message, fix=partial(update_before, step, command))


def first_install(job: Job) -> tuple[Step, Command] | None:
    """The first install of a job, unless something before it may update the package lists."""
    for step in job.all_steps:
        if not may_install(step):
            continue
        if step.script is None or step.script.broken:
            return None
        commands = step.script.commands
        command = next((command for command in commands if brings_new(job, command) or may_update(command)), None)
        if command is None:
            continue
        # Most scripts update the lists themselves, so what comes before them need not be read.
        updated = not brings_new(job, command) or any(map(step_may_update, job.all_steps[: step.position]))
        return None if updated else (step, command)
    return None


def step_may_update(step: Step) -> bool:
    """Whether a step may update the package lists, or cannot be read."""
    if step.run is None:
        return step.uses is None or step.uses.local is not None or "apt" in step.uses.name
    return step.script is None or step.script.broken or any(map(may_update, step.script.commands))


def may_install(step: Step) -> bool:
    """Whether a script is worth reading: a quick look that misses none."""
    return step.run is not None and "apt" in step.run.text and "install" in step.run.text


def installs(command: Command) -> bool:
    """Whether a command installs packages by name from the package lists."""
    if command.name not in _PROGRAMS or not command.starts_with(command.name, "install") or command.function:
        return False
    if command.has("--no-download", "--print-uris", "--download-only"):
        return False
    names = packages(command)
    return bool(names) and not any(n.startswith((".", "/", "~", "$")) or n.endswith(".deb") for n in names)


def brings_new(job: Job, command: Command) -> bool:
    """Whether a command installs what the image does not have already; a container has nothing."""
    there = job.node.get("container") is None and PACKAGES.issuperset(packages(command))
    return installs(command) and not there


def packages(command: Command) -> list[str]:
    """What is to be installed."""
    return [word.text for word in command.arguments if not word.text.startswith("-")][1:]


def may_update(command: Command) -> bool:
    """Whether a command updates the package lists, or runs something that may."""
    if command.name in (*_PROGRAMS, "aptitude", "nala"):
        return any(word.text == "update" for word in command.arguments)
    if command.name in ("add-apt-repository", "source", ".", "eval", "make", "") or command.function:
        return True
    if command.name in ("bash", "sh"):
        return True
    raw = command.words[0].text
    return "/" in raw and not raw.startswith(("/bin/", "/usr/"))


def update_before(step: Step, command: Command, _preferences: Preferences) -> Fix:
    """Update the package lists right before the install."""
    run = command.scalar
    if len(command.pipeline) > 1 or command.negated or command.background or command.runs_after == "||":
        raise Refusal("the install is a part of another command")
    if set(command.wrappers) - {"sudo"} or command.in_condition or step.run is not run:
        raise Refusal("the install is a part of another command")
    update = f"{'sudo ' if 'sudo' in command.wrappers else ''}{command.name} update"
    before = run.text[: command.start]
    line = before.rpartition("\n")[2]
    alone = run.style == "|" and not line.strip() and not command.runs_after and not before.rstrip(" \n").endswith("\\")
    text = f"{update}\n{line}" if alone else f"{update} && "
    return Fix("update the package lists first", (replace_in_scalar(run, command.start, command.start, text),))


RULE = Rule(
    id="apt-without-update",
    summary="packages installed by old lists",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("apt install", "apt-get install", "apt -", "apt-get -"),
    references=("https://docs.github.com/actions/how-tos/manage-runners/github-hosted-runners/customize-runners",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: sudo apt-get install -y shellcheck
                  - run: sudo apt-get install -y libxmlsec1-dev  # <--
                  - run: sudo apt-get install -y gettext
              container:
                runs-on: ubuntu-24.04
                container: debian:13
                steps:
                  - run: apt-get install -y jq  # <--
              lines:
                runs-on: ubuntu-latest
                steps:
                  - run: |
                      set -e
                      if [ -n "$CI" ]; then
                        sudo DEBIAN_FRONTEND=noninteractive apt install -y \\  # <--
                          graphviz
                      fi
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: sudo apt-get install -y shellcheck
                  - run: sudo apt-get update && sudo apt-get install -y libxmlsec1-dev
                  - run: sudo apt-get install -y gettext
              container:
                runs-on: ubuntu-24.04
                container: debian:13
                steps:
                  - run: apt-get update && apt-get install -y jq
              lines:
                runs-on: ubuntu-latest
                steps:
                  - run: |
                      set -e
                      if [ -n "$CI" ]; then
                        sudo apt update
                        sudo DEBIAN_FRONTEND=noninteractive apt install -y \\
                          graphviz
                      fi
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: sudo apt-get -y update
                      - run: sudo apt-get install -y libxmlsec1-dev
                  one:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: sudo sh -c 'apt-get update && apt-get install -y jq'
                      - run: sudo apt-get install -y libxmlsec1-dev
                  there:
                    runs-on: ubuntu-latest
                    steps:
                      - run: sudo apt-get install -y --no-install-recommends jq zip libpq-dev
                  file:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: sudo apt-get install -y ./tool.deb
                  repository:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          sudo add-apt-repository -y ppa:acme/tools
                          sudo apt-get install -y tool
                  own:
                    runs-on: [self-hosted, linux]
                    steps:
                      - run: sudo apt-get install -y tool
                """,
            ),
        ),
    ),
)
