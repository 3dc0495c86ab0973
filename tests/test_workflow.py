"""What GitHub sees in a file, however it is written; what is missing or of the wrong shape reads as absent."""

import textwrap
from pathlib import Path

import pytest

from ci_lint.repository import Texts
from ci_lint.source import Source
from ci_lint.tree import Mapping, Scalar, Sequence, parse
from ci_lint.uses import parse_uses
from ci_lint.workflow import FILE_LIMIT, STEPS_LIMIT, Action, Dependabot, Document, Job, Step, Workflow, view

PATH = ".github/workflows/ci.yml"


def document(text: str, path: str = PATH) -> Document:
    return view(parse(Source(path, textwrap.dedent(text).lstrip("\n"))), path, Texts())


def workflow(text: str) -> Workflow:
    found = document(text)
    assert isinstance(found, Workflow)
    return found


def job(text: str) -> Job:
    """The first job of a workflow given as the body of that job."""
    return workflow("on: push\njobs:\n  a:\n" + textwrap.indent(textwrap.dedent(text), "    ")).jobs()[0]


def step(text: str) -> Step:
    return job("steps:\n- " + textwrap.indent(textwrap.dedent(text), "  ").lstrip()).all_steps[0]


class TestKind:
    @pytest.mark.parametrize(
        ("path", "text", "kind"),
        [
            (PATH, "", Workflow),
            (PATH, "runs: {using: composite}", Workflow),
            (PATH, "- a list", Workflow),
            ("sub/.github/workflows/a.yaml", "updates: []", Workflow),
            (".github/dependabot.yml", "jobs: {a: {}}", Dependabot),
            (".github/dependabot.yaml", "", Dependabot),
            ("action.yml", "name: x", Action),
            ("a/b/action.yaml", "runs: {using: node20}", Action),
            ("a/b/action.yml", "jobs: {a: {}}", Workflow),
            ("elsewhere.yml", "runs: {using: node20}", Action),
            ("elsewhere.yml", "version: 2\nupdates: [a]", Dependabot),
            ("elsewhere.yml", "jobs: {}", Workflow),
            ("elsewhere.yml", "nothing: known", Workflow),
        ],
    )
    def test_is_told_by_the_path_and_then_by_the_keys(self, path: str, text: str, kind: type) -> None:
        assert type(document(text, path)) is kind

    def test_file_that_breaks_off_is_not_complete(self) -> None:
        assert not workflow("on: push\njobs: [").complete
        assert not workflow("- a list\n").complete
        assert workflow("on: push\n").complete

    def test_updates_of_dependabot(self) -> None:
        found = document("updates:\n- {package-ecosystem: pip}\n- x\n- [y]\n", ".github/dependabot.yml")
        assert isinstance(found, Dependabot)
        assert [entry.text("package-ecosystem") for entry in found.updates] == ["pip"]
        assert not found.jobs()
        assert not found.steps()


ODD = ["", "~", "x", "[]", "[x]", "{}", "{x: y}", "[[x], {y: z}]", "'${{ x }}'"]
JOB_KEYS = (
    "steps",
    "uses",
    "needs",
    "if",
    "permissions",
    "runs-on",
    "container",
    "strategy",
    "services",
    "defaults",
    "env",
)
STEP_KEYS = ("uses", "run", "with", "env", "if", "id", "name", "shell", "parallel", "working-directory")


class TestOddShapes:
    """No view fails, whatever stands where."""

    @pytest.mark.parametrize("value", ODD)
    @pytest.mark.parametrize("key", ["on", "jobs", "permissions", "defaults", "env", "name"])
    def test_of_a_workflow(self, key: str, value: str) -> None:
        look_at(workflow(f"{key}: {value}\n"))

    @pytest.mark.parametrize("value", ODD)
    @pytest.mark.parametrize("key", JOB_KEYS)
    def test_of_a_job(self, key: str, value: str) -> None:
        look_at(workflow(f"on: push\njobs:\n  a:\n    {key}: {value}\n"))

    @pytest.mark.parametrize("value", ODD)
    @pytest.mark.parametrize("key", STEP_KEYS)
    def test_of_a_step(self, key: str, value: str) -> None:
        look_at(workflow(f"on: push\njobs:\n  a:\n    steps:\n      - {key}: {value}\n"))

    @pytest.mark.parametrize("value", ODD)
    @pytest.mark.parametrize("key", ["runs", "inputs", "name"])
    def test_of_an_action(self, key: str, value: str) -> None:
        action = document(f"{key}: {value}\n", "action.yml")
        assert action.steps() == ()

    @pytest.mark.parametrize("value", ODD)
    def test_of_a_composite_action(self, value: str) -> None:
        found = document(f"runs:\n  using: composite\n  steps: {value}\n", "action.yml")
        assert len(found.steps()) <= 1


def look_at(found: Workflow) -> None:
    """Read every part of a workflow once."""
    assert isinstance(found.triggers.events, tuple)
    assert found.permissions.level("contents") in (None, "read", "write", "none", "y", "x")
    for each in found.jobs():
        properties = (each.id, each.uses, each.calls_workflow, each.permissions, each.runs_on, each.native_shell)
        others = (each.matrix, each.needs, each.condition, each.services, each.default("shell"), each.complete)
        assert len((*properties, *others)) == 12
    for one in found.steps():
        assert isinstance(one.shell + one.name + one.input_text("x") + one.place.text, str)
        assert one.script is None or one.run is not None
        assert one.uses is None or one.uses.text
        assert one.env("x") is None or isinstance(one.env("x"), Scalar)
        assert one not in (*one.earlier, *one.later)


class TestSteps:
    def test_place_is_the_first_key(self) -> None:
        assert step("name: x\nrun: y").place.text == "name"
        assert step("{}").place.text == ""

    def test_input_ignores_the_case_of_its_name(self) -> None:
        found = step("uses: a/b@v1\nwith:\n  Fetch-Depth: 0\n  list: [a]\n")
        assert found.input_text("fetch-depth") == "0"
        assert found.input("list") is None
        assert found.input("missing") is None
        assert step("run: x").input("fetch-depth") is None

    def test_environment_is_that_of_the_nearest_owner(self) -> None:
        text = """
            on: push
            env: {A: workflow, B: workflow, C: workflow}
            jobs:
              a:
                env: {A: job, B: job, D: [x]}
                steps:
                - env: {A: step}
            """
        only = workflow(text).steps()[0]
        values = {name: value.text for name in "ABCDE" if (value := only.env(name))}
        assert values == {"A": "step", "B": "job", "C": "workflow"}

    def test_parallel_steps_are_steps_of_the_job_without_an_order_among_them(self) -> None:
        steps = job(
            """
            steps:
            - run: first
            - parallel:
              - run: left
              - run: right
              - parallel: [{run: not allowed}]
            - run: last
              background: true
            - wait: last
            """
        ).all_steps
        names = {"left": steps[1], "last": steps[4]}
        assert [each.run.text if each.run else "" for each in steps] == ["first", "left", "right", "", "last", ""]
        assert [each.run.text for each in names["left"].earlier if each.run] == ["first"]
        assert [each.run.text for each in names["left"].later if each.run] == ["last"]
        assert len(names["last"].earlier) == 4
        assert [each.position for each in steps] == [0, 1, 2, 3, 4, 5]

    def test_group_belongs_to_the_parallel_steps_only(self) -> None:
        steps = job("steps:\n- run: a\n- parallel:\n  - run: b\n").all_steps
        assert steps[0].group is None
        assert isinstance(steps[1].group, Sequence)

    def test_composite_action_is_the_parent_of_its_steps(self) -> None:
        action = document(
            "runs:\n  using: composite\n  steps:\n  - run: a\n    shell: bash\n  - run: b\n", "action.yml"
        )
        assert isinstance(action, Action)
        assert action.composite
        assert [each.shell for each in action.steps()] == ["bash", ""]
        assert action.steps()[0].script is not None
        assert action.steps()[1].env("A") is None
        assert action.steps()[1].earlier == action.steps()[:1]


class TestShell:
    @pytest.mark.parametrize(
        ("declared", "shell"),
        [
            ("bash", "bash"),
            ("bash -euo pipefail {0}", "bash"),
            ("/usr/bin/bash -e {0}", "bash"),
            ("pwsh", "pwsh"),
            ("cmd.exe /c {0}", "cmd"),
            ("python", "python"),
            ('"  "', ""),
            ("''", "bash"),
        ],
    )
    def test_is_the_program_that_is_named(self, declared: str, shell: str) -> None:
        assert step(f"run: x\nshell: {declared}").shell == shell

    @pytest.mark.parametrize(
        ("runner", "shell"),
        [
            ("runs-on: ubuntu-24.04", "bash"),
            ("runs-on: macos-15", "bash"),
            ("runs-on: Windows-2025", "pwsh"),
            ("runs-on: [self-hosted, windows]", "pwsh"),
            ("runs-on: {group: big, labels: [windows-large]}", "pwsh"),
            ("runs-on: windows-2025\ncontainer: alpine", "sh"),
            ("runs-on: ${{ matrix.os }}\nstrategy: {matrix: {os: [ubuntu-24.04, windows-2025]}}", ""),
            ("runs-on: ${{ matrix.os }}\nstrategy: {matrix: {os: [ubuntu-24.04]}}", "bash"),
            ("runs-on: ${{ inputs.runner }}", "bash"),
        ],
    )
    def test_is_that_of_the_runner_where_none_is_named(self, runner: str, shell: str) -> None:
        assert job(f"{runner}\nsteps:\n- run: x").all_steps[0].shell == shell

    def test_default_of_the_job_comes_before_that_of_the_workflow(self) -> None:
        text = """
            on: push
            defaults: {run: {shell: pwsh, working-directory: all}}
            jobs:
              a:
                defaults: {run: {shell: sh}}
                steps: [{run: x}, {run: y, shell: python}]
              b:
                defaults: {run: x}
                steps: [{run: x}]
            """
        found = workflow(text)
        assert [each.shell for each in found.steps()] == ["sh", "python", "pwsh"]
        assert [each.default("working-directory") for each in found.jobs()] == ["all", "all"]

    def test_only_scripts_of_posix_shells_are_read(self) -> None:
        assert step("run: echo x").script is not None
        assert step("run: echo x\nshell: sh").script is not None
        assert step("run: echo x\nshell: pwsh").script is None
        assert step("uses: a/b@v1").script is None


class TestUses:
    @pytest.mark.parametrize(
        ("text", "slug", "path", "ref"),
        [
            ("actions/checkout@v4", "actions/checkout", "", "v4"),
            ("Actions/CheckOut@v4", "actions/checkout", "", "v4"),
            ("a/b/c/d@main", "a/b", "c/d", "main"),
            ("a/b/.github/workflows/c.yml@v1", "a/b", ".github/workflows/c.yml", "v1"),
            ("a/b@refs/heads/x@y", "a/b", "", "refs/heads/x@y"),
            ("a/b", "a/b", "", ""),
            ("a/b/@v1", "a/b", "", "v1"),
            ("  a/b@v1  ", "a/b", "", "v1"),
            ("a@v1", "", "", ""),
            ("a/b@", "", "", ""),
            ("/a/b@v1", "", "", ""),
            ("a b/c@v1", "", "", ""),
            ("${{ x }}/b@v1", "", "", ""),
        ],
    )
    def test_of_another_repository(self, text: str, slug: str, path: str, ref: str) -> None:
        found = parse_uses(Scalar(Source("", ""), 0, 0, text))
        assert (found.slug, found.path, found.ref) == (slug, path, ref)
        assert found.local is None
        assert found.image is None

    def test_of_a_path_in_the_workspace_or_in_the_repository_of_the_file(self) -> None:
        assert [parse_uses(Scalar(Source("", ""), 0, 0, text)).local for text in ("./a/b", "$/a/b", "./", "../a")] == [
            "a/b",
            "a/b",
            "",
            None,
        ]

    def test_of_an_image(self) -> None:
        found = step("uses: docker://ghcr.io/a/b:1").uses
        assert found
        assert found.image == "ghcr.io/a/b:1"
        assert not found.slug

    def test_commit_is_a_whole_hash(self) -> None:
        refs = ("a" * 40, "A1" * 20, "b" * 64, "a" * 39, "a" * 41, "g" * 40, "v1")
        found = [parse_uses(Scalar(Source("", ""), 0, 0, f"a/b@{ref}")) for ref in refs]
        assert [uses.is_commit for uses in found] == [True, True, True, False, False, False, False]

    def test_names(self) -> None:
        found = step("uses: GitHub/CodeQL-Action/Init@v3").uses
        assert found
        assert found.names("a/b", "github/codeql-action/init")
        assert not found.names("github/codeql-action")

    @pytest.mark.parametrize("value", ["", "~", "[a]", "{}"])
    def test_value_that_names_nothing(self, value: str) -> None:
        assert step(f"uses: {value}").uses is None


class TestPermissions:
    def test_block_of_the_job_replaces_that_of_the_workflow(self) -> None:
        text = """
            on: push
            permissions: {contents: write, issues: write}
            jobs:
              own: {permissions: {contents: read}}
              inherits: {}
              empty: {permissions: {}}
              unset: {permissions: }
              all: {permissions: write-all}
            """
        levels = {each.id: each.permissions.level("issues") for each in workflow(text).jobs()}
        assert levels == {"own": "none", "inherits": "write", "empty": "none", "unset": None, "all": "write"}

    def test_nothing_is_known_without_a_block(self) -> None:
        permissions = job("steps: []").permissions
        assert not permissions.known
        assert permissions.level("contents") is None
        assert not permissions.lacks("contents")

    @pytest.mark.parametrize("value", ["read-all", "write-all"])
    def test_all_scopes_at_once(self, value: str) -> None:
        permissions = job(f"permissions: {value}").permissions
        assert permissions.level("packages") == value.removesuffix("-all")
        assert permissions.lacks("packages") is (value == "read-all")
        assert not permissions.lacks("packages", "read")

    @pytest.mark.parametrize("value", ["${{ x }}", "[contents]", "all", "'read'"])
    def test_value_of_another_shape_says_nothing(self, value: str) -> None:
        permissions = job(f"permissions: {value}").permissions
        assert not permissions.known
        assert not permissions.lacks("contents")


class TestTriggers:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("on: push", ["push"]),
            ("'on': push", ["push"]),
            ("on: [push, pull_request]", ["push", "pull_request"]),
            ("on:\n  push:\n  schedule: [{cron: x}]\n", ["push", "schedule"]),
            ("on: &x {push: }\njobs: {a: *x}\n", ["push"]),
            ("on:", []),
            ("on: [[push], {a: b}]", []),
            ("name: x", []),
            ("true: push", []),
        ],
    )
    def test_names(self, text: str, names: list[str]) -> None:
        triggers = workflow(text).triggers
        assert [trigger.name for trigger in triggers] == names
        assert all(name in triggers for name in names)
        assert "nothing" not in triggers
        assert triggers.only(*names) is bool(names)
        assert not triggers.only()

    def test_settings_are_lists_even_if_one_value_is_written(self) -> None:
        triggers = workflow("on: {push: {branches: main, tags: [a, b], paths: }, pull_request: x}").triggers
        push, pull_request = triggers.get("push"), triggers.get("pull_request")
        assert push
        assert pull_request
        assert [push.values(name) for name in ("branches", "tags", "paths", "types")] == [("main",), ("a", "b"), (), ()]
        assert pull_request.settings is None
        assert pull_request.values("branches") == ()


class TestAnchors:
    def test_steps_that_two_jobs_share_are_steps_of_each(self) -> None:
        text = """
            on: push
            jobs:
              linux:
                runs-on: ubuntu-24.04
                steps: &steps
                - &checkout {uses: actions/checkout@v4}
                - run: make
              windows:
                runs-on: windows-2025
                steps: *steps
              again:
                runs-on: ubuntu-24.04
                steps: [*checkout, *checkout]
            """
        linux, windows, again = workflow(text).jobs()
        assert [each.shell for each in (linux.all_steps[1], windows.all_steps[1])] == ["bash", "pwsh"]
        assert linux.all_steps[0].node is again.all_steps[1].node
        assert [each.position for each in again.all_steps] == [0, 1]
        assert again.all_steps[1].earlier == again.all_steps[:1]
        assert linux.all_steps[0].node.shared

    def test_job_that_is_an_alias_has_its_own_name(self) -> None:
        jobs = workflow("on: push\njobs:\n  a: &a {runs-on: x, steps: [{run: y}]}\n  b: *a\n").jobs()
        assert [each.id for each in jobs] == ["a", "b"]
        assert jobs[0].node is jobs[1].node
        assert jobs[0].all_steps[0].parent is not jobs[1].all_steps[0].parent

    def test_thousands_of_aliases_give_no_more_steps_than_real_files_have(self) -> None:
        steps = "on: push\njobs:\n  a:\n    steps:\n    - &s {run: x}\n" + "    - *s\n" * 20_000
        assert len(workflow(steps).steps()) == STEPS_LIMIT
        jobs = "on: push\njobs:\n  a: &a {steps: [{run: x}, {run: y}]}\n" + "".join(
            f"  b{n}: *a\n" for n in range(9999)
        )
        assert len(workflow(jobs).steps()) <= FILE_LIMIT
        parallel = (
            f"on: push\njobs:\n  a:\n    steps: [{{parallel: &p [{'{run: x}, ' * 999}]}}{', {parallel: *p}' * 999}]\n"
        )
        assert len(workflow(parallel).steps()) == STEPS_LIMIT


class TestJobs:
    def test_job_that_calls_a_workflow(self) -> None:
        found = job("uses: ./.github/workflows/x.yml\nwith: {a: b}")
        assert found.calls_workflow
        assert found.uses
        assert found.uses.local == ".github/workflows/x.yml"
        assert not job("steps: []").calls_workflow
        assert job("uses:").calls_workflow

    def test_needs_are_a_word_or_a_list(self) -> None:
        assert job("needs: b").needs == ("b",)
        assert job("needs: [b, c, [d]]").needs == ("b", "c")
        assert job("needs:").needs == ()

    def test_matrix_and_services(self) -> None:
        assert isinstance(job("strategy: {matrix: {a: [1]}}").matrix, Mapping)
        assert isinstance(job("strategy: {matrix: '${{ x }}'}").matrix, Scalar)
        assert job("strategy: x").matrix is None
        assert job("services: {db: {image: x}}").services
        assert job("services: x").services is None


def test_views_never_fail_on_nasty_files() -> None:
    for file in sorted((Path(__file__).parent / "nasty").glob("*.yml")):
        look_at(workflow(file.read_text(encoding="utf-16" if "16" in file.stem else "utf-8")))


def test_what_is_remembered_is_computed_once() -> None:
    found = workflow("on: push\n")
    calls: list[Document] = []

    def compute(of: Workflow) -> int:
        calls.append(of)
        return len(calls)

    assert [found.remember("x", compute), found.remember("x", compute), found.remember("y", compute)] == [1, 1, 2]
