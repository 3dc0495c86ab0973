"""A cache whose path does not exist when the job ends is never saved, and says so in a warning that nobody reads.

`actions/cache` expands `~` and patterns, and no variables: `$HOME/.npm` is a folder called `$HOME` in the workspace,
which nothing ever makes. Other paths are those of a package manager that the job has stopped using, or that keeps
its downloads somewhere else on macOS and Windows. Each run then downloads everything again.

Left alone: paths without a variable that are not those of a known package manager; caches that are only restored;
jobs with an action that is not known to leave these folders alone, or with a script or a target of the repository,
which may fill any of them; files that set a variable for some cache; and matrices of systems.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...purpose import inner_words
from ...purpose.scripts import script_names
from ...rule import Problem, Profile, Rule, Severity, example
from ...tree import Scalar
from ...workflow import Document, Job, Step
from .keys import cache_steps
from .package_folders import FOLDERS, INERT_ACTIONS, Folder

if TYPE_CHECKING:
    from ...shell import Command

_LINE = late_pattern(r"[^\n]+")
_VARIABLE = late_pattern(r"\$(?:\{(\w+)\}|(\w+))|%(\w+)%")
# How a path says what these variables say.
_INSTEAD = {
    "HOME": "~",
    "USERPROFILE": "~",
    "GITHUB_WORKSPACE": "${{ github.workspace }}",
    "RUNNER_TEMP": "${{ runner.temp }}",
    "RUNNER_TOOL_CACHE": "${{ runner.tool_cache }}",
}
_OPAQUE = ("", "bash", "sh", "zsh", "source", ".", "eval", "docker", "nix", "devbox", "pre-commit", "tox", "nox")


def check(document: Document) -> Iterator[Problem]:
    """Report each path of a cache that will not exist."""
    for step, _ in cache_steps(document, "", "/save"):
        paths = step.input("path")
        for line in _LINE.finditer(paths.text) if paths is not None else ():
            yield from problems(step, paths, line)


def problems(step: Step, paths: Scalar | None, line: re.Match[str]) -> Iterator[Problem]:
    """What is wrong with one path."""
    text = line[0].strip()
    if paths is None or not text or text.startswith(("!", "#")):
        return
    start = line.start() + line[0].index(text)
    variable = _VARIABLE.match(text)
    if variable:
        message = f"{variable[0]} is not expanded in the path of a cache, so nothing is saved from there"
        yield Problem(paths.part(start, start + len(text)), message, fix=partial(expand, paths, start, variable))
    elif why := missing(step, text):
        yield Problem(paths.part(start, start + len(text)), why, severity=Severity.INFO, profile=Profile.STRICT)


def missing(step: Step, path: str) -> str:
    """Why the job does not fill this folder of a package manager, or ""."""
    folder = next((folder for folder in FOLDERS if path.rstrip("/") in folder.paths), None)
    job = step.parent
    if folder is None or not isinstance(job, Job) or not job.complete or not job.runs_on:
        return ""
    # A variable may have moved it.
    if "_CACHE" in job.workflow.tree.source.text:
        return ""
    if any(word in " ".join(job.runs_on) for word in folder.elsewhere):
        return f"{folder.programs[0]} keeps nothing in {path} on {job.runs_on[0]}"
    if job.remember("fills unknown folders", fills_unknown) or fills(job, folder):
        return ""
    return f"nothing in job {job.id} fills {path}"


def fills_unknown(job: Job) -> bool:
    """Whether a step may fill any folder: an action that is not known, or a script of the repository."""
    return any(
        not step.uses.names(*INERT_ACTIONS) if step.uses is not None else step.script is None or is_opaque(step)
        for step in job.all_steps
    )


def is_opaque(step: Step) -> bool:
    """Whether a script runs what is not written in it."""
    commands = step.script.commands if step.script else ()
    return any(c.name in _OPAQUE or "/" in c.words[0].text or script_names(c) for c in commands)


def fills(job: Job, folder: Folder) -> bool:
    """Whether a command of the job puts something into the folder."""
    commands = (command for step in job.all_steps if step.script for command in step.script.commands)
    return any(map(partial(uses_folder, folder), commands))


def uses_folder(folder: Folder, command: "Command") -> bool:
    """Whether a command is one of the programs that use a folder, or speaks of it."""
    called = {command.name, *inner_words(command)[:1]}
    last = folder.paths[0].rpartition("/")[2]
    return not called.isdisjoint(folder.programs) or any(last in word.text for word in command.arguments)


def expand(paths: Scalar, start: int, variable: re.Match[str], _preferences: Preferences) -> Fix:
    """Say it in a way that the action reads."""
    name = variable[1] or variable[2] or variable[3]
    instead = _INSTEAD.get(name.upper())
    if instead is None:
        raise Refusal(f"what {variable[0]} stands for is not known")
    edit = replace_in_scalar(paths, start, start + variable.end(), instead)
    return Fix(f"write {instead} for {variable[0]}", (edit,))


RULE = Rule(
    id="cache-path-missing",
    summary="cached folder that is never there",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("/cache",),
    references=("https://github.com/actions/cache#inputs",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/cache@v5
                    with:
                      path: $HOME/.npm  # <--
                      key: npm-${{ hashFiles('package-lock.json') }}
                  - uses: actions/cache/save@v5
                    with:
                      path: |
                        ~/.cache/tool
                        ${HOME}/.tool/bin  # <--
                        $RUNNER_TEMP/tool  # <--
                      key: tool-${{ hashFiles('tool.lock') }}
                  - run: npm ci
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/cache@v5
                    with:
                      path: ~/.npm
                      key: npm-${{ hashFiles('package-lock.json') }}
                  - uses: actions/cache/save@v5
                    with:
                      path: |
                        ~/.cache/tool
                        ~/.tool/bin
                        ${{ runner.temp }}/tool
                      key: tool-${{ hashFiles('tool.lock') }}
                  - run: npm ci
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/cache@v5
                        with:
                          path: |
                            ${{ env.HOME }}/.npm
                            ~/.cache/pip
                            dist/*.js
                            !dist/$temporary.js
                          key: ${{ github.sha }}
                      - run: npm ci && pip install -r requirements.txt
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: astral-sh/setup-uv@v7
                  - uses: actions/cache@v5
                    with:
                      path: ~/.cache/pip  # <--
                      key: pip-${{ hashFiles('uv.lock') }}
                  - run: uv sync
                  - run: uv run pytest
              mac:
                runs-on: macos-15
                steps:
                  - uses: actions/cache@v5
                    with:
                      path: |
                        ~/.cache/pip  # <--
                        ~/.npm
                      key: pip-${{ hashFiles('requirements.txt') }}
                  - run: pip install -r requirements.txt
                  - run: npm ci
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: astral-sh/setup-uv@v7
                    with:
                      enable-cache: true
                  - run: uv sync
                  - run: uv run pytest
              mac:
                runs-on: macos-15
                steps:
                  - uses: actions/cache@v5
                    with:
                      path: |
                        ~/Library/Caches/pip
                        ~/.npm
                      key: pip-${{ hashFiles('requirements.txt') }}
                  - run: pip install -r requirements.txt
                  - run: npm ci
            """,
            near=(
                """
                on: push
                jobs:
                  script:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/cache@v5
                        with:
                          path: ~/.cache/pip
                          key: ${{ hashFiles('requirements.txt') }}
                      - run: ./ci/install.sh
                  action:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/cache@v5
                        with:
                          path: ~/.cache/pip
                          key: ${{ hashFiles('requirements.txt') }}
                      - uses: ./.github/actions/install
                  module:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/cache@v5
                        with:
                          path: ~/.cache/pip
                          key: ${{ hashFiles('requirements.txt') }}
                      - run: python -m pip install -r requirements.txt
                """,
                """
                on: push
                jobs:
                  moved:
                    runs-on: macos-15
                    env:
                      PIP_CACHE_DIR: /Users/runner/.cache/pip
                    steps:
                      - uses: actions/cache@v5
                        with:
                          path: ~/.cache/pip
                          key: ${{ hashFiles('requirements.txt') }}
                      - run: pip install -r requirements.txt
                """,
                """
                on: push
                jobs:
                  restored:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/cache/restore@v5
                        with:
                          path: ~/.cache/pip
                          key: ${{ hashFiles('requirements.txt') }}
                      - run: ls
                  systems:
                    runs-on: ${{ matrix.os }}
                    strategy:
                      matrix:
                        os: [ubuntu-24.04, macos-15]
                    steps:
                      - uses: actions/cache@v5
                        with:
                          path: ~/.cache/pip
                          key: ${{ hashFiles('requirements.txt') }}
                      - run: pip install -r requirements.txt
                """,
            ),
        ),
    ),
)
