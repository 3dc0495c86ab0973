"""`ci-lint migrate`: every key of the other linters' files becomes a setting or is named with what to do instead."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from ci_lint.check import Request, check
from ci_lint.migration import Item, Unreadable, migration
from ci_lint.rule import Severity
from ci_lint.settings import Override
from ci_lint.settings_file import settings_for

WORKFLOW = """\
name: a
on: pull_request
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: acme/tool@v1
      - id: say
        run: echo "${{ github.event.pull_request.title }}" # zizmor: ignore[artipacked, cache-poisoning]
"""
ZIZMOR = """\
# every key there is
rules:
  template-injection:
    ignore:
      - a.yml
      - b.yml:12
      - c.yml:3:4
  artipacked:
    disable: true
  concurrency-limits:
    disable: false
  excessive-permissions:
    remap:
      severity: high
  unpinned-uses:
    config:
      policies:
        actions/*: ref-pin
        acme/tool: any
        me/*: hash-pin
        "*": ref-pin
  cache-poisoning:
    disable: true
  dependabot-cooldown:
    config:
      days: 3
  forbidden-uses:
    config:
      deny: [acme/bad]
  known-vulnerable-actions:
    config:
      allow: [GHSA-xxxx]
  secrets-outside-env:
    config:
      allow: [TOKEN]
"""
ACTIONLINT = """\
self-hosted-runner:
  labels: [linux.2xlarge]
config-variables: [STAGE]
require-commit-hash: true
paths:
  .github/workflows/**/*.{yml,yaml}:
    ignore:
      - '.*'
  .github/workflows/a.yml:
    ignore:
      - 'shellcheck reported issue in this script: SC2086:.+'
      - 'workflow command "set-output" was deprecated'
  .github/workflows/{a,{b,c}}.yml:
    ignore: ['.+']
"""
GHALINT = """\
excludes:
  - policy_name: job_secrets
    workflow_file_path: .github/workflows/a.yml
    job_name: greet
  - policy_name: job_timeout_minutes_is_required
    workflow_file_path: .github/workflows/a.yml
  - policy_name: checkout_persist_credentials_should_be_false
    action_file_path: tool/action.yml
  - policy_name: job_permissions
    workflow_file_path: .github/workflows/a.yml
    job_name: greet
  - policy_name: checkout_persist_credentials_should_be_false
    workflow_file_path: .github/workflows/a.yml
    job_name: greet
    step_id: say
  - policy_name: action_ref_should_be_full_length_commit_sha
    action_name: acme/*
  - policy_name: deny_write_all_permission
"""
POUTINE = """\
include:
  - path: ./rules
ignoreForks: true
rulesConfig:
  pr_runs_on_self_hosted:
    allowed_runners: [self-hosted]
allowedRules: [injection]
skip:
  - rule: injection
    path: [.github/workflows/a.yml, .github/workflows/b.yml]
  - rule: injection
    job: greet
  - rule: unpinnable_action
  - level: note
  - osv_id: [GHSA-xxxx]
  - purl: pkg:github/acme/tool
  - path: .github/workflows/c.yml
"""


@dataclass(frozen=True)
class Project:
    folder: Path

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def run(self, *arguments: str, status: int = 0) -> str:
        run = subprocess.run(
            [sys.executable, "-m", "ci_lint", "migrate", *arguments],
            cwd=self.folder, capture_output=True, text=True, check=False, encoding="utf-8",
        )  # fmt: skip
        assert run.returncode == status, run.stdout + run.stderr
        return run.stdout + run.stderr

    def items(self, path: str, text: str) -> dict[int, list[Item]]:
        """The items by the lines that they stand on."""
        self.write(path, text)
        found: dict[int, list[Item]] = {}
        for item in migration(self.folder).items:
            assert item.place.startswith(f"{path}:")
            found.setdefault(int(item.place.rpartition(":")[2]), []).append(item)
        return found


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / ".git").mkdir()
    made = Project(tmp_path)
    made.write(".github/workflows/a.yml", WORKFLOW)
    return made


def settings(items: dict[int, list[Item]]) -> dict[int, list[tuple[str, str, str]]]:
    return {line: [(i.name, i.word, i.path) for i in here] for line, here in items.items() if here[0].name}


def notes(items: dict[int, list[Item]]) -> dict[int, str]:
    return {line: " ".join(item.note for item in here) for line, here in items.items() if not here[0].name}


def leaves(text: str) -> set[int]:
    """The lines that say something: those whose value is not on the lines below."""
    lines = enumerate(text.splitlines(), 1)
    return {n for n, line in lines if not line.rstrip().endswith(":") and not line.startswith("#")}


class TestZizmor:
    def test_every_line_becomes_a_setting_or_a_note(self, project: Project) -> None:
        items = project.items(".github/zizmor.yml", ZIZMOR)
        assert settings(items) == {
            5: [("zizmor:template-injection", "off", ".github/workflows/a.yml")],
            9: [("zizmor:artipacked", "off", "")],
            14: [("zizmor:excessive-permissions", "error", "")],
            21: [("zizmor:unpinned-uses", "off", "")],
        }
        said = notes(items)
        assert "write `# zizmor: ignore[template-injection]` at .github/workflows/b.yml:12" in said[6]
        assert "at .github/workflows/c.yml:3" in said[7]
        assert "it is on in ci-lint too" in said[11]
        assert "settings know no single actions" in said[18]
        assert "settings know no single actions" in said[19]
        assert "ci-lint wants commits for all actions" in said[20]
        # An audit without a rule of ours is named once, for all that stands below it.
        inside = {22: 23, 24: 26, 27: 29, 30: 32, 33: 35}
        assert all("ci-lint has no rule for this audit" in said[line] for line in inside)
        assert leaves(ZIZMOR) - set(inside.values()) <= items.keys()

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("rulez: {}\n", 1),
            ("rules:\n  artipacked:\n    disabled: true\n", 3),
            ("rules:\n  artipacked:\n    remap:\n      severity: worst\n", 4),
            ("rules:\n  artipacked:\n    remap:\n      name: x\n", 4),
            ("rules:\n  artipacked:\n    ignore: [deep/a.yml]\n", 3),
            ("rules:\n  unpinned-uses:\n    config:\n      policies:\n        x/*: never\n", 5),
            ("rules:\n  unpinned-uses:\n    config:\n      other: 1\n", 4),
            ("rules:\n  artipacked:\n    config:\n      other: 1\n", 4),
            ("rules:\n  artipacked:\n    disable: [true]\n", 3),
        ],
    )
    def test_what_zizmor_does_not_document_is_named(self, project: Project, text: str, line: int) -> None:
        assert "not known from its documentation" in notes(project.items("zizmor.yml", text))[line]

    def test_second_file_is_not_read_by_zizmor_and_said_so(self, project: Project) -> None:
        project.write("zizmor.yaml", "rules: {artipacked: {disable: true}}\n")
        project.write(".github/zizmor.yml", "rules: {}\n")
        found = migration(project.folder)
        assert found.addition.empty
        assert "zizmor.yaml is not read, since zizmor reads .github/zizmor.yml only" in found.notes


class TestActionlint:
    def test_every_line_becomes_a_setting_or_a_note(self, project: Project) -> None:
        items = project.items(".github/actionlint.yaml", ACTIONLINT)
        deep = ".github/workflows/**/*."
        assert settings(items) == {
            8: [("actionlint", "off", f"{deep}yml"), ("actionlint", "off", f"{deep}yaml")],
            12: [("actionlint:deprecated-commands", "off", ".github/workflows/a.yml")],
        }
        said = notes(items)
        assert all("stays there: ci-lint runs actionlint, which reads it" in said[line] for line in (2, 3, 11, 14))
        assert "unpinned-action demands it" in said[4]
        assert leaves(ACTIONLINT) <= items.keys()

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("other: 1\n", 1),
            ("self-hosted-runner:\n  other: []\n", 2),
            ("paths:\n  '**':\n    other: []\n", 3),
            ("paths:\n  '**':\n    ignore: [[x]]\n", 3),
        ],
    )
    def test_what_actionlint_does_not_document_is_named(self, project: Project, text: str, line: int) -> None:
        assert "not known from its documentation" in notes(project.items(".github/actionlint.yml", text))[line]


class TestGhalint:
    def test_every_exclusion_becomes_a_setting_or_a_note(self, project: Project) -> None:
        items = project.items(".ghalint.yml", GHALINT)
        assert settings(items) == {
            5: [("ghalint:job_timeout_minutes_is_required", "off", ".github/workflows/a.yml")],
            7: [("ghalint:checkout_persist_credentials_should_be_false", "off", "tool/action.yml")],
            18: [("ghalint:deny_write_all_permission", "off", "")],
        }
        said = notes(items)
        assert "ci-lint has no rule for this policy" in said[2]
        assert "`# ci-lint: ignore[permissions-missing] the reason` at job greet in .github/workflows/a.yml" in said[9]
        assert "at step say of job greet in .github/workflows/a.yml" in said[12]
        assert "`# ci-lint: ignore[unpinned-action] the reason` at .github/workflows/a.yml:9" in said[16]
        assert {n for n, line in enumerate(GHALINT.splitlines(), 1) if "- policy" in line} == items.keys()

    def test_action_that_nobody_uses_is_said_to_be_unused(self, project: Project) -> None:
        policy = "action_ref_should_be_full_length_commit_sha"
        text = f"excludes:\n  - policy_name: {policy}\n    action_name: who/knows\n"
        assert "which is nowhere now" in notes(project.items("ghalint.yaml", text))[2]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("other: 1\n", 1),
            ("excludes:\n  - job_name: x\n", 2),
            ("excludes:\n  - x\n", 2),
            ("excludes:\n  - policy_name: job_permissions\n    other: x\n", 3),
        ],
    )
    def test_what_ghalint_does_not_document_is_named(self, project: Project, text: str, line: int) -> None:
        assert "not known from its documentation" in notes(project.items(".github/ghalint.yaml", text))[line]


class TestPoutine:
    def test_every_line_becomes_a_setting_or_a_note(self, project: Project) -> None:
        items = project.items(".poutine.yml", POUTINE)
        assert settings(items) == {
            9: [("poutine:injection", "off", f".github/workflows/{name}.yml") for name in "ab"],
        }
        said = notes(items)
        assert "settings of ci-lint know no job" in said[11]
        assert "ci-lint has no rule for unpinnable_action" in said[13]
        for line, key in ((14, "level"), (15, "osv_id"), (16, "purl")):
            assert f"settings of ci-lint know no {key}" in said[line]
        assert "all rules of poutine" in said[17]
        assert {1, 3, 4, 7} <= said.keys()

    @pytest.mark.parametrize(
        ("text", "line"), [("other: 1\n", 1), ("skip: [x]\n", 1), ("skip:\n  - rule: injection\n    what: x\n", 3)]
    )
    def test_what_poutine_does_not_document_is_named(self, project: Project, text: str, line: int) -> None:
        assert "not known from its documentation" in notes(project.items(".github/poutine.yml", text))[line]


class TestWriting:
    def test_diff_is_shown_first_and_settings_hold_what_it_says(self, project: Project) -> None:
        project.write(".github/zizmor.yml", ZIZMOR)
        said = project.run()
        assert "+++ b/.ci-lint.toml" in said
        assert "nothing is written yet" in said
        assert not (project.folder / ".ci-lint.toml").exists()
        project.run("--write")
        written = settings_for(project.folder)
        assert written.ignore == ("zizmor:artipacked", "zizmor:unpinned-uses")
        assert written.severity == (("zizmor:excessive-permissions", Severity.ERROR),)
        (override,) = written.overrides
        assert override == Override((".github/workflows/a.yml",), ignore=("zizmor:template-injection",))

    def test_findings_that_were_ignored_there_are_ignored_here(self, project: Project) -> None:
        def found() -> set[str]:
            return {finding.rule for finding in check(Request((str(project.folder),))).findings()}

        assert {"script-injection", "unpinned-action"} <= found()
        project.write(".github/zizmor.yml", ZIZMOR)
        project.run("--write")
        assert not {"script-injection", "unpinned-action"} & found()

    @pytest.mark.parametrize(
        ("name", "before"),
        [
            (".ci-lint.toml", '# mine\nignore = ["docker"]\n'),
            ("pyproject.toml", '[tool.ci-lint]\r\nprofile = "strict"\r\n[tool.other]\r\nx = 1'),
            ("pyproject.toml", "[project]\nname = 'x'\n"),
        ],
    )
    def test_settings_that_are_there_stay_and_a_second_run_has_nothing_to_do(
        self, project: Project, name: str, before: str
    ) -> None:
        file = project.write(name, before)
        project.write(".github/zizmor.yml", ZIZMOR)
        project.write(".ghalint.yml", GHALINT)
        project.run("--write")
        after = file.read_bytes().decode()
        assert after.startswith(before)
        assert after != before
        assert ("\r\n" in after) == ("\r\n" in before)
        assert settings_for(project.folder).overrides
        assert "there is nothing to do" in project.run("--write")
        assert file.read_bytes().decode() == after

    def test_settings_that_cannot_be_added_to_are_an_error_that_says_what_to_add(self, project: Project) -> None:
        project.write(".ci-lint.toml", 'override = [{ paths = ["x"], profile = "strict" }]\n')
        project.write(".github/zizmor.yml", ZIZMOR)
        said = project.run("--write", status=2)
        assert "no override can be added at the end" in said
        assert 'ignore = ["zizmor:template-injection"]' in said

    def test_what_strangers_wrote_does_not_control_the_terminal(self, project: Project) -> None:
        project.write(".github/zizmor.yml", 'rules:\n  "a\\e[31m\\n::error::b": {}\n')
        said = project.run()
        assert r"rules.a\x1b[31m\n::error::b: ci-lint has no rule" in said
        assert "\x1b" not in said

    def test_ignore_comments_are_said_to_hold(self, project: Project) -> None:
        assert "2 names in ignore comments of zizmor stay as they are: 1 of them hide" in project.run()

    def test_nothing_there_is_said(self, tmp_path: Path) -> None:
        said = Project(tmp_path).run()
        assert "there is no zizmor.yml" in said
        assert "there is nothing to do" in said

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("rules: [x\n", "zizmor.yml:1: "),
            ("- x\n", "zizmor.yml: it holds no mapping"),
            ("rules:\n  - x\n", "zizmor.yml:2: a mapping is expected here"),
            ("rules:\n  artipacked: true\n", "zizmor.yml:2: a mapping is expected here"),
            ("rules:\n  [a]: {}\n", "zizmor.yml:2: a key must be a text"),
            ("x" * 1_100_000, "zizmor.yml cannot be read"),
        ],
    )
    def test_broken_file_is_an_error_with_its_place(self, project: Project, text: str, place: str) -> None:
        project.write("zizmor.yml", text)
        assert place in project.run(status=2)
        with pytest.raises(Unreadable):
            migration(project.folder)

    @pytest.mark.parametrize("text", ["", "# only a comment\n", "rules:\n", "rules: {}\n"])
    def test_empty_file_is_nothing(self, project: Project, text: str) -> None:
        project.write("zizmor.yml", text)
        assert "there is nothing to do" in project.run()
