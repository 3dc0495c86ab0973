"""An action named by a tag or a branch is whatever its owner, or a thief, puts there tomorrow.

Tags can be moved. In March 2025 the tags of tj-actions/changed-files were all moved to code that printed
secrets into public logs, and 23,000 repositories ran it on their next push. Only a whole commit hash names
the same code for ever; Dependabot and Renovate keep such pins fresh and the version readable:
`uses: owner/action@0123… # v4.2.1`. The fix takes commits from the file `.ci-lint-pins.toml`, which
`ci-lint pin --update` makes and refreshes; it never asks the network and never guesses.

Severity: a warning for everybody's actions and reusable workflows; for those of GitHub's own organisations
(`actions`, `github`, `dependabot`) by version (`v4`) only a note, because GitHub runs the job anyway. A
missing ref and a shortened hash are errors: GitHub runs neither.

Left alone: whole commit hashes with or without a version behind them, paths in the own repository (`./x`,
`$/x`), container images (`docker://`), which are pinned by digest and have a rule of their own, and the reusable
workflows of the SLSA generator, which refuse to be called by anything but a version tag.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Pin, Preferences, Refusal, note_version, replace_in_scalar
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...uses import Uses
from ...workflow import Document

_CALLED_BY_TAG = "slsa-framework/slsa-github-generator/.github/workflows/"
_OWN = ("actions", "github", "dependabot")
_VERSION = late_pattern(r"v?\d+(?:[.\-_+]\w+)*")
_SHORT_COMMIT = late_pattern(r"(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,39}")


def check(document: Document) -> Iterator[Problem]:
    """Report each action or reusable workflow whose code can change without a commit."""
    yield from map(problem, unpinned(document))


def unpinned(document: Document) -> Iterator[Uses]:
    """The actions and reusable workflows that are not named by a commit."""
    called = [job.uses for job in document.jobs()]
    for uses in [*called, *(step.uses for step in document.steps())]:
        if uses is None or not uses.slug or uses.is_commit or "${{" in uses.text:
            continue
        if not uses.name.startswith(_CALLED_BY_TAG):
            yield uses


def problem(uses: Uses) -> Problem:
    """What is wrong with a ref that is no commit hash."""
    name = uses.text.partition("@")[0].strip()
    if not uses.ref:
        return Problem(uses.node, f"{name} has no ref", Severity.ERROR)
    if _SHORT_COMMIT.fullmatch(uses.ref):
        message = f"{name} is named by a shortened commit hash, {uses.ref}"
        return Problem(uses.node, message, Severity.ERROR, partial(pin, uses))
    own = uses.slug.partition("/")[0] in _OWN and _VERSION.fullmatch(uses.ref)
    message = f"{name} is named by {uses.ref}, which can be moved to other code, not by a commit hash"
    return Problem(uses.node, message, Severity.INFO if own else None, partial(pin, uses))


def pin(uses: Uses, preferences: Preferences) -> Fix:
    """Name the commit that the pin file has for an action, with its version behind it."""
    known = known_pin(uses, preferences)
    text = uses.node.text.rstrip()
    ref = replace_in_scalar(uses.node, len(text) - len(uses.ref), len(text), known.commit)
    comment = note_version(uses.node, known.version, instead_of=uses.ref)
    return Fix(f"pin {text} to the commit of {known.version}", (ref, comment))


def known_pin(uses: Uses, preferences: Preferences) -> Pin:
    """The pin of an action; names of repositories ignore case. Raises Refusal if there is none."""
    if not preferences.pins:  # one sentence for all actions of a file, which the report tells once
        raise Refusal("there are no pins yet; `ci-lint pin --update` looks the commits up")
    names = pin_name(uses), f"{uses.slug}@{uses.ref}"
    found = next((preferences.pins[name] for name in names if name in preferences.pins), None)
    if found is None:
        raise Refusal(f"no pin file names a commit of {names[0]}; `ci-lint pin --update` looks it up")
    return found


def pin_name(uses: Uses) -> str:
    """How the pin file names an action: `owner/name@ref`, without the path in the repository."""
    return f"{'/'.join(uses.text.strip().partition('@')[0].split('/')[:2])}@{uses.ref}"


RULE = Rule(
    id="unpinned-action",
    summary="action whose code can change without a commit",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("uses",),
    aliases=(
        "zizmor:unpinned-uses",
        "ghalint:action_ref_should_be_full_length_commit_sha",
        "codeql:actions/unpinned-tag",
        "scorecard:Pinned-Dependencies",
    ),
    references=(
        "https://docs.github.com/actions/reference/security/secure-use#using-third-party-actions",
        "https://github.com/advisories/GHSA-mrrh-fwg8-r2c3",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              build:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4  # <--
                  - uses: docker/build-push-action@v6  # <--
                  - uses: owner/action@main  # <--
                  - uses: owner/action@11bd719  # <--
              call:
                uses: owner/repository/.github/workflows/build.yml@v1  # <--
            """,
            good="""
            on: push
            jobs:
              build:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                  - uses: docker/build-push-action@471d1dc4e07e5cdedd4c2171150001c434f0b7a4 # v6.15.0
                  - uses: owner/action@0123456789abcdef0123456789abcdef01234567
              call:
                uses: owner/repository/.github/workflows/build.yml@0123456789abcdef0123456789abcdef01234567 # v1.0.0
            """,
            near=(
                """
                on: push
                jobs:
                  build:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: ./.github/actions/setup
                      - uses: $/.github/actions/setup
                      - uses: docker://alpine:3.20
                  call:
                    uses: ./.github/workflows/build.yml
                  provenance:
                    uses: slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@v2.1.0
                """,
            ),
        ),
        example(
            path="action.yml",
            bad="""
            name: set up
            runs:
              using: composite
              steps:
                - uses: owner/action@v1  # <--
            """,
            good="""
            name: set up
            runs:
              using: composite
              steps:
                - uses: owner/action@0123456789abcdef0123456789abcdef01234567 # v1.0.0
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - uses: acme/deploy@v2  # <--
                  - uses: "acme/deploy/canary@v2" # v2.0.3  # <--
                  - uses: ACME/deploy@v2  # keep in step with staging  # <--
                    with:
                      at: once
              call:
                uses: acme/deploy/.github/workflows/all.yml@v2 # tag=v2  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - uses: acme/deploy@0123456789abcdef0123456789abcdef01234567 # v2.1.0
                  - uses: "acme/deploy/canary@0123456789abcdef0123456789abcdef01234567" # v2.1.0
                  - uses: ACME/deploy@0123456789abcdef0123456789abcdef01234567 # v2.1.0  # keep in step with staging
                    with:
                      at: once
              call:
                uses: acme/deploy/.github/workflows/all.yml@0123456789abcdef0123456789abcdef01234567 # v2.1.0
            """,
        ),
    ),
)
