"""`gh` finds no token in a workflow by itself: a step that does not give it one fails.

The token of a job lies in `github.token`, not in its environment. Without `GH_TOKEN`, gh asks for it and
ends with exit code 4, often in release and label steps that no pull request has ever run.

Left alone: tokens in `env` of the step, job or workflow, exports, earlier writes to `GITHUB_ENV`, `gh auth`,
commands that ask no server (`gh --version`), steps behind an action that loads secrets or cannot be looked
into, runners and containers that are not GitHub's, and composite actions, whose caller may set the token.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences
from ...edits.environment import add_variables
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...shell import Command, Script
from ...tree import Mapping, Scalar
from ...workflow import Document, Job, Step

_TOKENS = ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
# What gh does without asking a server; `auth` finds or brings a token itself.
_LOCAL = ("alias", "auth", "completion", "config", "extension", "help", "version")
_LOADERS = ("secret", "vault", "doppler", "infisical", "sops", "1password", "env")
_CALL = late_pattern(r"\bgh\s")
_HOSTED = ("ubuntu-", "macos-", "windows-")


def check(document: Document) -> Iterator[Problem]:
    """Report the first gh command of each step that has no token for it."""
    for job in document.jobs():
        if job.complete and hosted(job):
            yield from _problems(job)


def hosted(job: Job) -> bool:
    """Whether a runner of GitHub's own runs the job, outside any container."""
    return job.node.get("container") is None and any(label.startswith(_HOSTED) for label in job.runs_on)


def _problems(job: Job) -> Iterator[Problem]:
    for step in job.all_steps:
        if brings_token(step):
            return
        command = None if not may_call(step) or given(step) else next(calls(step), None)
        if command:
            message = "gh has no token here: neither GH_TOKEN nor GITHUB_TOKEN is set"
            yield Problem(command.words[0].span, message, fix=partial(give_token, step))


def may_call(step: Step) -> bool:
    """Whether a script is worth reading: a quick look that misses none."""
    return step.run is not None and "gh" in step.run.text and bool(_CALL.search(step.run.text))


def calls(step: Step) -> Iterator[Command]:
    """The gh commands of a step that need a token and get none from the script itself."""
    if step.script is None or _sets_token(step.script):
        return
    for command in step.script.named("gh"):
        words = [word.text for word in command.arguments if not word.text.startswith("-")]
        alone = not any(assignment.name in _TOKENS for assignment in command.assignments) and not command.wrappers
        if words and alone and words[0] not in _LOCAL and not command.has("--help"):
            yield command


def _sets_token(script: Script) -> bool:
    own = any(command.function == "gh" or command.name in ("source", ".", "eval") for command in script.commands)
    return script.broken or own or any(name in script.assignments for name in _TOKENS)


def given(step: Step) -> bool:
    """Whether `env` has a token for the step, or cannot be read."""
    owners = (step.node, *step.parent.env_owners)
    if any(isinstance(owner.get("env"), Scalar) for owner in owners):
        return True
    blocks = (block for owner in owners if isinstance(block := owner.get("env"), Mapping))
    return any(key.text.upper() in (*_TOKENS, "<<") for block in blocks for key, _ in block.named_entries())


def brings_token(step: Step) -> bool:
    """Whether the step may leave a token for gh to those behind it, or to its own later commands."""
    if step.run is not None:
        text = step.run.text
        return "gh auth " in text or ("GITHUB_ENV" in text and any(name in text for name in _TOKENS))
    if step.uses is None or step.uses.local is not None:
        return True
    return any(word in step.uses.name for word in _LOADERS)


def give_token(step: Step, _preferences: Preferences) -> Fix:
    """Give the step the token of the job."""
    edit = add_variables(step.node, "run", {"GH_TOKEN": "${{ github.token }}"})
    return Fix("give gh the token of the job", (edit,))


RULE = Rule(
    id="gh-cli-without-token",
    summary="gh without a token",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("gh ",),
    references=("https://docs.github.com/actions/tutorials/authenticate-with-github_token",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              release:
                runs-on: ubuntu-24.04
                permissions:
                  contents: write
                steps:
                  - uses: actions/checkout@v6
                  - run: gh release create "$GITHUB_REF_NAME" dist/*  # <--
                  - name: notes
                    env:
                      TAG: v1
                    run: |
                      gh --version
                      notes=$(gh release view "$TAG" --json body)  # <--
            """,
            good="""
            on: push
            jobs:
              release:
                runs-on: ubuntu-24.04
                permissions:
                  contents: write
                steps:
                  - uses: actions/checkout@v6
                  - run: gh release create "$GITHUB_REF_NAME" dist/*
                    env:
                      GH_TOKEN: ${{ github.token }}
                  - name: notes
                    env:
                      TAG: v1
                      GH_TOKEN: ${{ github.token }}
                    run: |
                      gh --version
                      notes=$(gh release view "$TAG" --json body)
            """,
            near=(
                """
                on: push
                env:
                  GH_TOKEN: ${{ github.token }}
                jobs:
                  release:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: gh release create v1
                """,
                """
                on: push
                jobs:
                  release:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          gh --version
                          GH_TOKEN=${{ github.token }} gh pr list
                          echo "use gh release create"
                      - run: |
                          export GITHUB_TOKEN="$(cat token)"
                          gh pr list
                      - run: echo "GH_TOKEN=${{ secrets.BOT }}" >> "$GITHUB_ENV"
                      - run: gh pr list
                  login:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          gh auth login --with-token < token
                          gh pr list
                      - run: gh pr list
                  loaded:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: acme/load-secrets-action@v2
                      - run: gh pr list
                  own:
                    runs-on: [self-hosted, linux]
                    steps:
                      - run: gh pr list
                """,
            ),
        ),
    ),
)
