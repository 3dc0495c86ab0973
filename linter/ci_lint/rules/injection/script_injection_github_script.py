"""A title, a branch name or a comment that is pasted into the script of actions/github-script runs as JavaScript.

GitHub replaces `${{ }}` in `script:` before node reads it, so quotes and backticks protect nothing: an issue
with the title `${require('child_process').execSync('…')}` is run with the token that the script was given. The
way out is a variable: put the expression in the step's `env` and read `process.env.TITLE` in the script. What
is in the payload of the event is there already, as `context.payload.issue.title`.

Left alone: what cannot carry code, texts of people with write access, and texts of an event that does not start
the workflow, as in script-injection; and `toJSON(…)` where it stands in the code itself, because JSON is a value
of JavaScript that ends where it should. Between quotes, in a template or in a comment it is reported.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, Refusal
from ...expressions import Call
from ...rule import Problem, Rule, Severity, example
from ...tree import Scalar
from ...variables.language import javascript
from ...variables.moving import Body
from ...variables.value import Value
from ...workflow import Document
from .outsiders import Sources, starting_events

ACTION = "actions/github-script"


def check(document: Document) -> Iterator[Problem]:
    """Report each expression in the script of that action that gives text which outsiders write."""
    sources = Sources(starting_events(document))
    for step in document.steps():
        script = step.input("script") if step.uses and step.uses.names(ACTION) else None
        reported = [found for found in sources.within(script, step) if not is_value(found[0], script)] if script else []
        if script is None or not reported:
            continue
        body = Body(step, "with", script, tuple(value for value, _ in reported), partial(javascript, script))
        for value, source in reported:
            message = f"{source}, which outsiders write, is expanded into the script"
            yield Problem(value.expression.span, message, fix=partial(read_from_variable, body, value))


def is_value(value: Value, script: Scalar) -> bool:
    """Whether an expression gives JSON where the script takes a value; also if that cannot be told."""
    tree = value.expression.tree
    if not isinstance(tree, Call) or tree.name.lower() != "tojson":
        return False
    try:
        return javascript(script).is_bare(value.expression.start)
    except Refusal:
        return True


def read_from_variable(body: Body, value: Value, _preferences: Preferences) -> Fix:
    """Put the text into a variable of the step and read it in the script."""
    return body.fix(value)


RULE = Rule(
    id="script-injection-github-script",
    summary="text of outsiders in JavaScript",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=(ACTION,),
    aliases=(
        "zizmor:template-injection",
        "octoscan:expression-injection",
        "ades:ADES101",
        "codeql:actions/code-injection",
        "flowsec:FS029",
    ),
    references=(
        "https://docs.github.com/actions/concepts/security/script-injections",
        "https://github.com/actions/github-script#use-env-as-input",
    ),
    examples=(
        example(
            bad="""
            on:
              issue_comment:
                types: [created]
            jobs:
              answer:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/github-script@v8
                    with:
                      script: |
                        // ${{ github.event.comment.body }}  # <--
                        const body = `You wrote ${{ github.event.comment.body }}`;  # <--
                        const title = '${{ github.event.issue.title }}';  # <--
                        core.info("about " + "issue: ${{ github.event.issue.title }}!");  # <--
                        const comment = ${{ toJSON(github.event.comment) }};
                  - uses: actions/github-script@v8
                    env:
                      FROM: ${{ github.event.comment.body }}
                    with:
                      script: core.info('${{ env.FROM }} ${{ github.event.issue.title }}')  # <--
            """,
            good="""
            on:
              issue_comment:
                types: [created]
            jobs:
              answer:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/github-script@v8
                    env:
                      COMMENT_BODY: ${{ github.event.comment.body }}
                      ISSUE_TITLE: ${{ github.event.issue.title }}
                    with:
                      script: |
                        // github.event.comment.body
                        const body = `You wrote ${process.env.COMMENT_BODY}`;
                        const title = process.env.ISSUE_TITLE;
                        core.info("about " + "issue: " + process.env.ISSUE_TITLE + "!");
                        const comment = ${{ toJSON(github.event.comment) }};
                  - uses: actions/github-script@v8
                    env:
                      FROM: ${{ github.event.comment.body }}
                      ISSUE_TITLE: ${{ github.event.issue.title }}
                    with:
                      script: core.info(process.env.FROM + ' ' + process.env.ISSUE_TITLE)
            """,
            near=(
                """
                on: issues
                jobs:
                  answer:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/github-script@v8
                        with:
                          script: |
                            const issue = ${{ toJSON(github.event.issue) }};
                            const titles = [${{ toJson(github.event.issue.title) }}, context.payload.issue.title];
                            core.info(`#${{ github.event.issue.number }} ${{ github.event.comment.body }}`);
                      - uses: some/other-script@3df4ab11eba7bda6032a0b82a6bb43b11571feac
                        with:
                          script: |
                            ${{ github.event.issue.title }}
                """,
            ),
        ),
        example(
            bad="""
            on: [pull_request_target]
            jobs:
              label:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/github-script@v8
                    with:
                      script: |
                        const data = JSON.parse('${{ toJSON(github.event.pull_request) }}');  # <--
                        console.log(data, [`${{ github.head_ref }}`]);  # <--
            """,
            good="""
            on: [pull_request_target]
            jobs:
              label:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/github-script@v8
                    env:
                      PR_JSON: ${{ toJSON(github.event.pull_request) }}
                      HEAD_REF: ${{ github.head_ref }}
                    with:
                      script: |
                        const data = JSON.parse(process.env.PR_JSON);
                        console.log(data, [`${process.env.HEAD_REF}`]);
            """,
        ),
        example(
            bad="""
            on: [pull_request_target]
            jobs:
              label:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/github-script@v8
                    with:
                      script: |
                        const branch = /${{ github.head_ref }}/.test(name);  # <--
                        exec.exec('git log ${{ github.head_ref }}');  # <--
            """,
            good="""
            on: [pull_request_target]
            jobs:
              label:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/github-script@v8
                    with:
                      script: |
                        const branch = name.includes(context.payload.pull_request.head.ref);
                        exec.exec('git', ['log', context.payload.pull_request.head.ref]);
            """,
        ),
    ),
)
