"""`fetch-depth: 0` fetches every commit, branch and tag, and nothing in the job looks at them.

A checkout takes one commit unless it is told otherwise; in a large repository the whole history costs minutes
in each run. It is needed where versions are made of tags, changes are compared with a base, or somebody is
blamed: not for a formatter or a test runner.

Left alone: jobs with any step that is not known to do without history. That is every action but those that
set up tools and carry artifacts, every git command but `config`, and every script, build or package that may
ask git for a version (`pip install .`, `make`, `npm run`, `docker build`).
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, Refusal, remove_entry, require_uncommented
from ...edits.list_input import input_entry
from ...purpose import inner_words
from ...rule import Problem, Profile, Rule, Severity, example
from ...shell import Command
from ...workflow import Document, Job, Step

_ACTIONS = (
    *("actions/checkout", "actions/cache", "actions/cache/restore", "actions/cache/save"),
    *("actions/setup-python", "actions/setup-node", "actions/setup-go", "actions/setup-java", "actions/setup-dotnet"),
    *("actions/upload-artifact", "actions/download-artifact", "actions/setup-ruby", "ruby/setup-ruby"),
    *("astral-sh/setup-uv", "pnpm/action-setup", "oven-sh/setup-bun", "dtolnay/rust-toolchain"),
    *("swatinem/rust-cache", "docker/login-action", "docker/setup-buildx-action", "azure/setup-kubectl"),
    *("azure/setup-helm", "hashicorp/setup-terraform", "aws-actions/configure-aws-credentials"),
)
# By the leading words of a command.
_SHELL = "echo printf cd ls cat mkdir cp mv rm test [ [[ export set true exit sleep curl chmod tar unzip jq grep"
_COMMANDS = tuple(
    tuple(words.split())
    for words in (
        *_SHELL.split(),
        *("apt-get", "apt", "git config", "npm ci", "yarn install", "pnpm install", "bun install"),
        *(
            "pytest",
            "ruff",
            "mypy",
            "black",
            "flake8",
            "isort",
            "pylint",
            "eslint",
            "prettier",
            "tsc",
            "jest",
            "vitest",
        ),
        *("cargo test", "cargo fmt", "cargo clippy", "go test", "go vet", "gofmt", "kubectl", "terraform fmt"),
    )
)

# In an argument: what tells that commits are compared, or that git is called after all.
_HISTORY = ("git", "change", "since", "origin", "HEAD", "history", "base", "tag", "${{")


def check(document: Document) -> Iterator[Problem]:
    """Report each checkout of the whole history in a job that does without it."""
    for job in document.jobs():
        found = [step for step in job.all_steps if whole_history(step)]
        if job.complete and found and len(job.all_steps) > 1 and does_without(job):
            for step in found:
                message = "the whole history is fetched, but nothing in the job looks at it"
                yield Problem(step.input("fetch-depth") or step.place, message, fix=partial(fetch_less, job, step))


def whole_history(step: Step) -> bool:
    """Whether the step checks out all commits."""
    return step.uses is not None and step.uses.names("actions/checkout") and step.input_text("fetch-depth") == "0"


def does_without(job: Job) -> bool:
    """Whether each step of the job surely works with a single commit."""
    if not all(step.uses is None or step.uses.names(*_ACTIONS) for step in job.all_steps):
        return False
    scripts = (step.script for step in job.all_steps if step.uses is None)
    return all(script is not None and not script.broken and all(map(is_plain, script.commands)) for script in scripts)


def is_plain(command: Command) -> bool:
    """Whether a command asks nothing of git's history."""
    if any(sign in word.text for word in command.arguments for sign in _HISTORY) and command.name != "git":
        return False
    words = tuple(inner_words(command))
    if command.starts_with("pip", "install"):
        return command.option("-r", "--requirement") is not None and not command.has("-e", "--editable", ".")
    return any(words[: len(plain)] == plain for plain in _COMMANDS)


def fetch_less(job: Job, step: Step, _preferences: Preferences) -> Fix:
    """Take the input away, and the `with` that would be left empty."""
    entry, inputs = input_entry(step, "fetch-depth"), step.inputs
    whole = step.node.entry("with")
    if entry is None or inputs is None or whole is None or job.node.shared:
        raise Refusal("the input is not the step's own")
    require_uncommented(entry)
    edit = remove_entry(step.node, whole) if len(inputs.entries) == 1 else remove_entry(inputs, entry)
    # Unsafe: a test may ask git, which no workflow tells.
    return Fix("fetch one commit", (edit,), safe=False)


RULE = Rule(
    id="checkout-full-history",
    summary="whole history fetched for nothing",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    why=__doc__,
    check=check,
    hints=("fetch-depth",),
    references=("https://github.com/actions/checkout#usage",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              lint:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                    with:
                      fetch-depth: 0  # <--
                  - run: pip install -r requirements.txt && ruff check .
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                    with:
                      persist-credentials: false
                      fetch-depth: 0  # <--
                  - run: |
                      npm ci
                      npx jest
            """,
            good="""
            on: push
            jobs:
              lint:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: pip install -r requirements.txt && ruff check .
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                    with:
                      persist-credentials: false
                  - run: |
                      npm ci
                      npx jest
            """,
            near=(
                """
                on: push
                jobs:
                  version:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v6
                        with: { fetch-depth: 0 }
                      - run: pip install .
                  compare:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v6
                        with: { fetch-depth: 0 }
                      - run: ruff check $(git diff --name-only origin/main)
                  scan:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v6
                        with: { fetch-depth: 0 }
                      - uses: acme/scan@v1
                  jest:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v6
                        with: { fetch-depth: 0 }
                      - run: npx jest --changedSince=origin/main
                  two:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v6
                        with: { fetch-depth: 2 }
                      - run: ruff check .
                """,
            ),
        ),
    ),
)
