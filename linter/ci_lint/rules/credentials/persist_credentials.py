"""actions/checkout leaves the token of the job on disk, where every later step can read it.

The token is put where git finds it: up to version 5 in `.git/config` inside the checkout, from version 6
in a file under `$RUNNER_TEMP`. Install scripts, test code and the actions of others run next to it, and a
step that uploads the whole checkout publishes it while it is still valid. Most jobs never talk to the
remote again and need none of that: `persist-credentials: false`.

Severity: a note, because by itself it leaks nothing; a warning where a later step uploads a checkout of
version 5 or older with its hidden files, and where a token or key of your own was given, to fetch another
repository or submodules, that outlives the job.

Left alone: any value that is given, `true` and expressions included, because somebody has decided; jobs in
which something may use git with the remote (git push, fetch, pull, submodules, `gh pr`, a script, tool or
action that by its name releases, publishes, deploys, commits, formats or tags, an action with `git-push: true`,
a local action that cannot be read to its end); a token or key of your own for the repository itself, which is
given to push; and composite actions, whose caller may go on to push.

The fix is safe where all actions behind the checkout are known.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, insert_input
from ...git_remote import needs_git_remote
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job, Step, Workflow

_FIRST_OUTSIDE_WORKSPACE = 6
_MAJOR = late_pattern(r"v?(\d{1,3})(?:\.[\w.\-]+)?(?![\w])")
_WHOLE_CHECKOUT = late_pattern(
    r"(?:\./?|\*\*?(?:/\*)?|(?:\./)?\.git/?|\$\{\{ *github\.workspace *\}\}/?)(?:\*\*?(?:/\*)?)?"
)


def check(document: Document) -> Iterator[Problem]:
    """Report each checkout that leaves credentials behind for nobody."""
    if not isinstance(document, Workflow) or not document.complete:
        return
    for job in document.jobs():
        checkouts = [step for step in job.all_steps if keeps_credentials(step)]
        if checkouts and not needs_git_remote(job):
            yield from (problem(step, job) for step in checkouts)


def keeps_credentials(step: Step) -> bool:
    """Whether it is a checkout that says nothing about its credentials and was not given some to push with."""
    if step.uses is None or not step.uses.names("actions/checkout"):
        return False
    if step.input("persist-credentials") is not None:
        return False
    return given_secret(step) is None or fetches_others(step)


def given_secret(step: Step) -> str | None:
    """The input by which a checkout takes a secret other than the job's own token."""
    token = step.input_text("token").lower()
    if token and "github.token" not in token and "secrets.github_token" not in token:
        return "token"
    return "ssh-key" if step.input_text("ssh-key") else None


def fetches_others(step: Step) -> bool:
    """Whether a checkout fetches a repository that is not the workflow's own, or submodules."""
    repository, submodules = step.input_text("repository"), step.input_text("submodules").lower()
    return ("github.repository" not in repository and repository != "") or submodules in ("true", "recursive")


def problem(step: Step, job: Job) -> Problem:
    """The finding for one checkout, as severe as what can come of it."""
    at = step.uses.node if step.uses else step.place
    fix = partial(forget, step)
    secret = given_secret(step)
    if secret:
        message = f"checkout leaves the {secret} it was given on disk, where nothing in job {job.id} needs it"
        return Problem(at, message, fix=fix)
    if any(uploads_checkout(later) for later in step.later) and inside_workspace(step):
        message = f"checkout leaves the token of job {job.id} in .git/config, and a later step uploads it"
        return Problem(at, message, fix=fix)
    message = f"checkout leaves the token of job {job.id} on disk, where nothing needs it"
    return Problem(at, message, Severity.INFO, fix)


def forget(step: Step, _preferences: Preferences) -> Fix:
    """Let a checkout take its credentials away when it is done."""
    from ...least_permissions import is_known

    edit = insert_input(step, "persist-credentials: false")
    # Unsafe where an action may use git that nothing is known of.
    return Fix("let the checkout forget its credentials", (edit,), safe=all(map(is_known, step.later)))


def inside_workspace(step: Step) -> bool:
    """Whether this version writes the token into the checkout; not if the version is not known."""
    if step.uses is None:
        return False
    found = _MAJOR.match(step.uses.ref) if not step.uses.is_commit else _MAJOR.search(comment_behind(step))
    return found is not None and int(found[1]) < _FIRST_OUTSIDE_WORKSPACE


def comment_behind(step: Step) -> str:
    """The comment behind the `uses` of a step, or ""."""
    if step.uses is None:
        return ""
    source, end = step.node.source, step.uses.node.end
    return source.text[end : source.line_span(source.position(end).line).end].partition("#")[2]


def uploads_checkout(step: Step) -> bool:
    """Whether it uploads all of the workspace with the hidden files in it."""
    if step.uses is None or not step.uses.names("actions/upload-artifact"):
        return False
    paths = step.input_text("path").split("\n")
    hidden = step.input_text("include-hidden-files").lower() == "true"
    return hidden and any(_WHOLE_CHECKOUT.fullmatch(path.strip()) for path in paths)


RULE = Rule(
    id="persist-credentials",
    summary="checkout leaves credentials on disk",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("actions/checkout",),
    aliases=("zizmor:artipacked", "ghalint:checkout_persist_credentials_should_be_false"),
    references=(
        "https://github.com/actions/checkout#usage",
        "https://unit42.paloaltonetworks.com/github-repo-artifacts-leak-tokens/",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4  # <--
                  - run: make test
                  - uses: actions/upload-artifact@v4
                    with:
                      name: everything
                      path: .
                      include-hidden-files: true
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4
                    with:
                      persist-credentials: false
                  - run: make test
                  - uses: actions/upload-artifact@v4
                    with:
                      name: everything
                      path: .
                      include-hidden-files: true
            """,
            near=(
                """
                on: push
                jobs:
                  format:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v4
                      - run: |
                          make format
                          git push origin HEAD
                  bump:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v4
                      - run: make notes
                      - uses: stefanzweifel/git-auto-commit-action@v5
                  docs:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v4
                      - uses: owner/renders-notes@v2
                        with:
                          git-push: "true"
                  mirror:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v4
                      - uses: nick-fields/retry@v3
                        with:
                          max_attempts: 3
                          command: git push origin HEAD:mirror
                  revert:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v4
                        with:
                          token: ${{ secrets.BOT_TOKEN }}
                      - uses: owner/does-something@v2
                  nightly:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v4
                        with:
                          persist-credentials: ${{ github.event_name == 'schedule' }}
                      - run: make
                """,
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v4
                      - uses: ./.github/actions/somewhere-else
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6  # <--
                  - uses: docker/build-push-action@v7
                    with:
                      context: .
                      push: true
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                    with:
                      persist-credentials: false
                  - uses: docker/build-push-action@v7
                    with:
                      context: .
                      push: true
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              smoke:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6  # <--
                    with:
                      repository: owner/private-tests
                      token: ${{ secrets.TESTS_TOKEN }}
                  - run: npm test
            """,
            good="""
            on: push
            jobs:
              smoke:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                    with:
                      repository: owner/private-tests
                      token: ${{ secrets.TESTS_TOKEN }}
                      persist-credentials: false
                  - run: npm test
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6  # <--
                  - uses: ./.github/actions/setup
                  - run: make test
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                    with:
                      persist-credentials: false
                  - uses: ./.github/actions/setup
                  - run: make test
            """,
            files={
                ".github/actions/setup/action.yml": """
                runs:
                  using: composite
                  steps:
                    - run: make dependencies
                      shell: bash
                """,
            },
        ),
        example(
            bad="""
            on: push
            jobs:
                test:
                    runs-on: ubuntu-24.04
                    steps:
                        # The code
                        - name: Check out
                          uses: "actions/checkout@v6" # latest  # <--
                          # with:
                          #     fetch-depth: 0
                          env:
                              A: b
                        - if: github.event_name == 'push'
                          with: { fetch-depth: 0 }
                          uses: actions/checkout@v6  # <--
            """,
            good="""
            on: push
            jobs:
                test:
                    runs-on: ubuntu-24.04
                    steps:
                        # The code
                        - name: Check out
                          uses: "actions/checkout@v6" # latest
                          with:
                              persist-credentials: false
                          # with:
                          #     fetch-depth: 0
                          env:
                              A: b
                        - if: github.event_name == 'push'
                          with: { persist-credentials: false, fetch-depth: 0 }
                          uses: actions/checkout@v6
            """,
        ),
    ),
)
