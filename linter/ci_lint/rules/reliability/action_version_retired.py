"""GitHub has switched some versions of its own actions off: a job that uses one fails before it starts.

The services behind `upload-artifact` and `download-artifact` up to v3 and `cache` up to v2 are gone, and so
are exact older versions of cache (before 3.4.0, and 4.0.0 to 4.1.2). GitHub fails such a job with
"automatically failed because it uses a deprecated version". The actions for Pages that are built on them
(`upload-pages-artifact` up to v2, `deploy-pages` up to v3) went with them.

Left alone: branches, commits without a version in the comment behind them, and versions that are old but run.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, note_version, replace_in_scalar
from ...late_pattern import late_pattern
from ...pins import builtin_pin
from ...rule import Problem, Rule, Severity, example
from ...uses import Uses
from ...workflow import Document

_NUMBERS = late_pattern(r"v?(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?")
_COMMENT = late_pattern(r"[ \t]*#[ \t]*(?:tag=)?(v\d{1,4}(?:\.\d{1,4}){0,2})(?=\s|$)")
# The first major version that works: GitHub's changelogs of 2024-04-16 and 2024-12-05, and the release notes of the
# two actions for Pages.
_FIRST_WORKING = {
    "actions/upload-artifact": 4,
    "actions/download-artifact": 4,
    "actions/upload-pages-artifact": 3,
    "actions/deploy-pages": 4,
    "actions/cache": 3,
    "actions/cache/restore": 3,
    "actions/cache/save": 3,
}
# Of the major versions of cache that live on, the first minor version that speaks to the new service.
_FIRST_MINOR = {3: 4, 4: 2}


def check(document: Document) -> Iterator[Problem]:
    """Report each use of an action in a version that fails."""
    for step in document.steps():
        version = retired(step.uses) if step.uses and step.uses.name in _FIRST_WORKING else ""
        if step.uses and version:
            message = f"{step.uses.name} {version} is switched off, so the job fails"
            yield Problem(step.uses.node, message, fix=partial(renew, step.uses))


def retired(uses: Uses) -> str:
    """The version, if it is one that GitHub fails, else ""."""
    version = _commented(uses) if uses.is_commit else uses.ref
    found = _NUMBERS.fullmatch(version)
    if not found:
        return ""
    major, minor = int(found[1]), found[2]
    if major < _FIRST_WORKING[uses.name]:
        return version
    # `v3` and `v4` move on; only an exact version stays old.
    old = uses.slug == "actions/cache" and minor is not None and int(minor) < _FIRST_MINOR.get(major, 0)
    return version if old and found[3] is not None else ""


def _commented(uses: Uses) -> str:
    found = _COMMENT.match(uses.node.source.text, uses.node.end)
    return found[1] if found else ""


def renew(uses: Uses, _preferences: Preferences) -> Fix:
    """Name the commit of the newest version."""
    pin = builtin_pin(uses.slug)
    text = uses.node.text.rstrip()
    ref = replace_in_scalar(uses.node, len(text) - len(uses.ref), len(text), pin.commit)
    # Unsafe: between the versions lie changes, such as artifacts that can be written only once.
    edits = (ref, note_version(uses.node, pin.version, instead_of=uses.ref))
    return Fix(f"use {uses.slug} {pin.version}", edits, safe=False)


RULE = Rule(
    id="action-version-retired",
    summary="version of an action that GitHub has switched off",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("-artifact@", "actions/cache", "deploy-pages@"),
    references=(
        "https://github.blog/changelog/2024-04-16-deprecation-notice-v3-of-the-artifact-actions/",
        "https://github.blog/changelog/2024-12-05-notice-of-upcoming-releases-and-breaking-changes-for-github-actions/",
        "https://github.com/actions/cache/discussions/1510",
        "https://github.com/actions/deploy-pages/releases/tag/v4.0.0",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/cache@v2  # <--
                    with:
                      path: ~/.cache/pip
                      key: pip-${{ hashFiles('requirements.txt') }}
                  - uses: "actions/cache/restore@v3.3.1"  # <--
                    with:
                      path: ~/.cache/uv
                      key: uv-${{ hashFiles('uv.lock') }}
                  - uses: actions/upload-artifact@0b7f8abb1508181956e8e162db84b466c27e18ce # v3.1.2  # <--
                    with:
                      name: reports
                      path: reports
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/cache@55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0
                    with:
                      path: ~/.cache/pip
                      key: pip-${{ hashFiles('requirements.txt') }}
                  - uses: "actions/cache/restore@55cc8345863c7cc4c66a329aec7e433d2d1c52a9" # v6.1.0
                    with:
                      path: ~/.cache/uv
                      key: uv-${{ hashFiles('uv.lock') }}
                  - uses: actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1
                    with:
                      name: reports
                      path: reports
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v2
                      - uses: actions/cache@v3
                      - uses: actions/cache@v3.4.0
                      - uses: actions/cache@v4.2
                      - uses: actions/upload-artifact@main
                      - uses: actions/upload-artifact@v4
                      - uses: actions/download-artifact@0b7f8abb1508181956e8e162db84b466c27e18ce
                      - uses: actions/upload-pages-artifact@v3
                      - uses: acme/upload-artifact@v1
                """,
            ),
        ),
    ),
)
