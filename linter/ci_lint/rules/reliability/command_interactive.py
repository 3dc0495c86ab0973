"""A command that asks a question gets no answer in a workflow.

There is no terminal: the question is taken for a no, and the step fails or, worse, goes on without having done
anything; some tools wait. `docker run -it` ends at once with "the input device is not a TTY".

Left alone: commands that get an answer from a pipe, a file or a variable of options; apt on GitHub's own
images, which tell it to assume yes; conda that is set up not to ask; editors that run a script; commits whose
editor is set; and tools that see by themselves that nobody is there.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...workflow import Action, Document, Job
from .questions import APT_MARKS, MARKS, Question, may_ask, question, terminal_flag

if TYPE_CHECKING:
    from ...shell import Command, Word

_QUIET_CONDA = late_pattern(r"always_yes|ALWAYS_YES|setup-miniconda|setup-micromamba|provision-with-micromamba")
_QUIET_APT = late_pattern(r"Assume-Yes")
_EDITOR = late_pattern(r"\b(?:GIT_EDITOR|GIT_SEQUENCE_EDITOR|EDITOR|VISUAL|core\.editor)\b")


def check(document: Document) -> Iterator[Problem]:
    """Report each command that asks what nobody answers."""
    everywhere, of_apt = document.worth_looking_for(MARKS), document.worth_looking_for(APT_MARKS)
    for step in document.steps():
        bare_apt = bool(of_apt) and asks_in_apt(step.parent)
        marks = (*everywhere, *of_apt) if bare_apt else everywhere
        if step.run is None or not may_ask(step.run.text, marks) or step.script is None:
            continue
        quiet_conda = mentions(step.parent, _QUIET_CONDA)
        for command in step.script.commands:
            if not may_ask(command.text, marks) or answered(command):
                continue
            asked = question(command, bare_apt=bare_apt, quiet_conda=quiet_conda)
            flag = terminal_flag(command)
            if asked and not (asked.fact.startswith("git") and mentions(step.parent, _EDITOR)):
                yield Problem(command.span, asked.fact, fix=partial(answer, command, asked))
            elif flag is not None:
                message = f"{command.name} {flag.text} wants a terminal, and there is none"
                yield Problem(flag.span, message, Severity.ERROR, partial(without_terminal, command, flag))


def answered(command: "Command") -> bool:
    """Whether something is read by the command, or its options are not all known."""
    reads = any("<" in redirect.operator for redirect in (*command.redirects, *command.around.redirects))
    scripted = any(wrapper in ("script", "unbuffer") for wrapper in command.wrappers)
    return command.position > 0 or reads or bool(command.heredocs) or command.may_hold_options or scripted


def asks_in_apt(parent: Job | Action) -> bool:
    """Whether the job surely runs where apt asks: in a container, which is no image of GitHub's."""
    return isinstance(parent, Job) and parent.node.get("container") is not None and not mentions(parent, _QUIET_APT)


def mentions(parent: Job | Action, pattern: re.Pattern[str]) -> bool:
    """Whether the text of the job or action has the pattern."""
    node = parent.node
    return parent.remember(
        f"mentions {pattern.pattern}",
        lambda _: pattern.search(node.source.text, node.start, node.end) is not None,
    )


def answer(command: "Command", asked: Question, _preferences: Preferences) -> Fix:
    """Give the answer as an option."""
    if asked.word is None:
        raise Refusal("no option answers the question")
    end = asked.word.end
    return Fix(f"answer with {asked.option}", (replace_in_scalar(command.scalar, end, end, f" {asked.option}"),))


def without_terminal(command: "Command", flag: "Word", _preferences: Preferences) -> Fix:
    """Keep the input, and ask for no terminal."""
    if len(flag.text) == len("-it") and not flag.text.startswith("--"):
        edit = replace_in_scalar(command.scalar, flag.start, flag.end, "-i")
    else:
        before = max(word.end for word in command.words if word.end <= flag.start)
        edit = replace_in_scalar(command.scalar, before, flag.end, "")
    return Fix("ask for no terminal", (edit,))


RULE = Rule(
    id="command-interactive",
    summary="question that nobody answers",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    references=(
        "https://docs.docker.com/reference/cli/docker/container/run/#tty",
        "https://github.com/actions/runner-images/blob/main/images/ubuntu/scripts/build/configure-apt.sh",
    ),
    hints=(*MARKS, *APT_MARKS),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              build:
                runs-on: ubuntu-24.04
                container: fedora:43
                steps:
                  - run: |
                      dnf install gcc make  # <--
                      python3 -m pip uninstall setuptools  # <--
                  - run: apt-get update && apt-get install --no-install-recommends git  # <--
              docker:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker system prune --all  # <--
                      docker run --rm -it -v "$PWD:/src" alpine ls /src  # <--
                      docker exec -t -i web sh -c 'ls'  # <--
                      git commit --amend  # <--
                      pulumi up --stack production  # <--
            """,
            good="""
            on: push
            jobs:
              build:
                runs-on: ubuntu-24.04
                container: fedora:43
                steps:
                  - run: |
                      dnf install -y gcc make
                      python3 -m pip uninstall -y setuptools
                  - run: apt-get update && apt-get install -y --no-install-recommends git
              docker:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker system prune -f --all
                      docker run --rm -i -v "$PWD:/src" alpine ls /src
                      docker exec -i web sh -c 'ls'
                      git commit --amend --no-edit
                      pulumi up --yes --stack production
            """,
            near=(
                """
                on: push
                jobs:
                  host:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          sudo apt-get install gcc
                          yes | sdkmanager --licenses
                          yes | pip uninstall setuptools
                          pip uninstall -qy setuptools
                          uv pip uninstall setuptools
                          docker image prune -af
                          docker run -i alpine cat < input.txt
                          docker run -t alpine ls
                          docker run alpine ls -it
                          git commit -am "update"
                          git -c user.name=bot commit --message="update"
                          git commit -F message.txt
                          apt-get download gcc
                          vim -es -c "set ff=unix" -c "wq" file.txt
                          mysql -psecret -u root < schema.sql
                          pulumi preview
                  container:
                    runs-on: ubuntu-24.04
                    container: debian:13
                    steps:
                      - run: |
                          apt-get install -qqy gcc
                          apt-get install $APT_OPTIONS gcc
                          apt-get -y --no-install-recommends install gcc
                          apt list --installed
                  conda:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: conda-incubator/setup-miniconda@v3
                      - run: conda install numpy
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              update:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      git commit --all  # <--
                      nano config.yml  # <--
                      mysqldump -u root -p shop > shop.sql  # <--
            """,
            good="""
            on: push
            jobs:
              update:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      git commit --all --message "Update"
                      sed -i 's/old/new/' config.yml
                      mysqldump -u root shop > shop.sql
                    env:
                      MYSQL_PWD: ${{ secrets.MYSQL_PASSWORD }}
            """,
        ),
    ),
)
