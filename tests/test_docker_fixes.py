"""Fixes of the Docker rules: strategies, new files and refusals, and scripts that do what they did."""

import os
import subprocess
import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ci_lint.edits import Preferences
from ci_lint.fixer import Patient, Wanted, fix_source
from ci_lint.report import FileReport
from ci_lint.repository import Texts
from ci_lint.rules import RULES
from ci_lint.selection import Choice
from ci_lint.source import Source
from ci_lint.tree import parse
from ci_lint.workflow import view

WORKFLOW = ".github/workflows/ci.yml"


def fixed(rule: str, text: str, files: dict[str, str] | None = None, docker_cache: str = "gha") -> FileReport:
    """The report on a workflow after the fixes of one rule, with all rules of the group watching."""
    repository = Texts({**(files or {}), WORKFLOW: text})
    choices = tuple(Choice(each) for each in RULES if each.id.startswith("docker-"))
    preferences = Preferences(docker_cache=docker_cache)
    patient = Patient(WORKFLOW, repository, choices, preferences)
    return fix_source(Source(WORKFLOW, text), patient, Wanted(preferences, unsafe=True, rule=lambda id_: id_ == rule))


def steps(text: str, permissions: str = "") -> str:
    """A workflow with one job that has these steps."""
    body = textwrap.indent(textwrap.dedent(text).strip("\n"), "      ")
    return f"on: push\n{permissions}jobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n{body}\n"


def refusals(report: FileReport) -> list[str]:
    assert not report.changed
    return [repair.refusal for repair in report.repairs]


READ_ONLY = "permissions:\n  contents: read\n"
CACHED = steps(
    """
    - name: Check out
      uses: actions/checkout@v7
    - name: Build
      if: github.ref == 'refs/heads/main'
      uses: docker/build-push-action@v7
      with:
        context: .
        cache-from: |
          type=registry,ref=ghcr.io/acme/app:buildcache
          type=registry,ref=ghcr.io/acme/app:1.0
        # Layers of all stages.
        cache-to: type=registry,ref=ghcr.io/acme/app:buildcache,mode=max
    """,
    READ_ONLY,
)


class TestStrategiesOfAnUnwritableCache:
    RULE = "docker-registry-cache-permission"

    def mended(self, docker_cache: str, text: str = CACHED) -> str:
        report = fixed(self.RULE, text, docker_cache=docker_cache)
        assert report.changed, [repair.refusal for repair in report.repairs]
        assert not [finding for finding in report.findings if finding.rule == self.RULE]
        return report.source.text

    def test_gha_names_the_scope_after_the_image(self) -> None:
        text = CACHED.replace("type=registry,ref=ghcr.io/acme/app:buildcache\n", "type=gha,scope=app\n")
        text = text.replace(
            "type=registry,ref=ghcr.io/acme/app:buildcache,mode=max", "type=gha,scope=app,mode=max,ignore-error=true"
        )
        assert self.mended("gha") == text

    def test_permission_gives_the_job_a_block_with_all_that_the_workflow_grants(self) -> None:
        block = "    permissions:\n      contents: read\n      packages: write # to write the cache\n"
        assert self.mended("permission") == CACHED.replace("ubuntu-24.04\n", f"ubuntu-24.04\n{block}")

    def test_none_takes_only_this_cache_away(self) -> None:
        uncommented = CACHED.replace("          # Layers of all stages.\n", "")
        lines = [line for line in uncommented.splitlines(keepends=True) if ":buildcache" not in line]
        assert self.mended("none", uncommented) == "".join(lines)

    def test_a_comment_is_not_left_without_what_it_speaks_of(self) -> None:
        assert refusals(fixed(self.RULE, CACHED, docker_cache="none")) == ["a comment speaks of cache-to"]

    def test_local_restores_builds_moves_and_saves(self) -> None:
        mended = self.mended("local")
        job = view(parse(Source(WORKFLOW, mended)), WORKFLOW).jobs()[0]
        assert [step.name for step in job.all_steps] == [
            "Check out",
            "Set up Docker Buildx",
            "Restore the build cache",
            "Build",
            "Replace the old build cache",
            "Save the build cache",
        ]
        restore, build, save = (job.all_steps[place] for place in (2, 3, 5))
        assert restore.input_text("path") == save.input_text("path") == "${{ runner.temp }}/buildx-cache"
        assert restore.input_text("key") == save.input_text("key")
        assert restore.input_text("key").startswith(restore.input_text("restore-keys"))
        assert save.condition is not None
        assert save.condition.text == "github.ref == 'refs/heads/main'"
        assert build.input_text("cache-to") == "type=local,dest=${{ runner.temp }}/buildx-cache-new,mode=max"

    @pytest.mark.parametrize("docker_cache", ["local", "none"])
    def test_options_of_a_command_are_changed_in_place(self, docker_cache: str) -> None:
        text = steps(
            """
            - uses: docker/setup-buildx-action@v4
            - run: |
                docker buildx build --push \\
                  --cache-from type=registry,ref=ghcr.io/acme/app:cache \\
                  --cache-to=type=registry,ref=ghcr.io/acme/app:cache,mode=max \\
                  -t registry.example.com/app .
            """,
            READ_ONLY,
        )
        mended = self.mended(docker_cache, text)
        if docker_cache == "none":
            assert "docker buildx build --push \\\n            -t registry.example.com/app .\n" in mended
        else:
            assert '--cache-from "type=local,src=$RUNNER_TEMP/buildx-cache" \\\n' in mended
            assert '--cache-to="type=local,dest=$RUNNER_TEMP/buildx-cache-new,mode=max" \\\n' in mended

    def test_gha_is_refused_in_a_script(self) -> None:
        text = steps("- run: docker buildx build --cache-to type=registry,ref=ghcr.io/acme/app:cache .", READ_ONLY)
        assert "no access to GitHub's cache service" in refusals(fixed(self.RULE, text))[0]

    def test_a_cache_that_another_workflow_reads_stays(self) -> None:
        other = steps(
            """
            - uses: docker/build-push-action@v7
              with:
                cache-from: type=registry,ref=ghcr.io/acme/app:buildcache
            """
        )
        report = fixed(self.RULE, CACHED, {".github/workflows/other.yml": other})
        assert refusals(report) == ["another workflow of the repository uses the cache too"]

    def test_images_of_one_name_get_scopes_of_their_own(self) -> None:
        build = (
            "- uses: docker/build-push-action@v7\n  with:\n    context: {0}\n    cache-from: {1}\n    cache-to: {1}\n"
        )
        places = ("type=registry,ref=ghcr.io/one/app:cache", "type=registry,ref=ghcr.io/two/app:cache")
        mended = self.mended("gha", steps("".join(map(build.format, ("a", "b"), places)), READ_ONLY))
        assert "scope=one-app" in mended
        assert mended.count("scope=app") + mended.count("scope=two-app") == 2


PUSH = steps(
    """
    - run: echo "${{ github.token }}" | docker login ghcr.io -u me --password-stdin
    - run: docker push ghcr.io/acme/app:1.0
    """,
    READ_ONLY,
)


class TestPermissionToPush:
    RULE = "docker-push-permission"

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ("on: push\n", "on: workflow_call\n", "the workflow is called by others"),
            ("permissions:\n  contents: read\n", "permissions: read-all\n", "the workflow has read-all"),
        ],
    )
    def test_refused_where_it_would_be_a_guess(self, old: str, new: str, reason: str) -> None:
        assert refusals(fixed(self.RULE, PUSH.replace(old, new)))[0].startswith(reason)

    def test_a_block_that_an_alias_uses_is_not_touched(self) -> None:
        job = "    runs-on: ubuntu-24.04\n    permissions: "
        text = PUSH.replace("    runs-on: ubuntu-24.04\n", f"{job}&rights {{contents: read}}\n")
        text += "  other:\n    runs-on: ubuntu-24.04\n    permissions: *rights\n    steps:\n      - run: make\n"
        assert refusals(fixed(self.RULE, text)) == ["an alias uses this part of the file too"]


class TestIgnoreFile:
    RULE = "docker-context-unfiltered"
    BUILD = steps("- uses: docker/build-push-action@v7\n  with:\n    context: .\n")

    def patterns(self, files: dict[str, str]) -> list[str]:
        report = fixed(self.RULE, self.BUILD, files)
        assert [file.path for file in report.new_files] == [".dockerignore"]
        return report.new_files[0].text.splitlines()

    def test_leaves_out_what_the_dockerfile_makes_anew(self) -> None:
        dockerfile = "FROM node:24\nCOPY . .\nRUN npm ci\nFROM node:24\nCOPY --from=0 /app/node_modules node_modules\n"
        files = {"Dockerfile": dockerfile, "package.json": "{}", ".env.example": ""}
        assert self.patterns(files) == [".git", ".github", ".env", "**/node_modules"]

    def test_keeps_what_a_step_may_have_made(self) -> None:
        files = {"Dockerfile": "FROM node:24\nCOPY . .\nCMD yarn start\n", "package.json": "{}", ".env": ""}
        assert self.patterns(files) == [".git", ".github"]

    def test_keeps_what_the_dockerfile_copies(self) -> None:
        dockerfile = "FROM node:24\nCOPY . .\nCOPY node_modules ./node_modules\nRUN npm ci\n"
        assert self.patterns({"Dockerfile": dockerfile, "package.json": "{}"}) == [".git", ".github"]

    def test_keeps_the_history_for_versions_made_of_it(self) -> None:
        project = '[build-system]\nrequires = ["setuptools-scm"]\n'
        files = {"Dockerfile": "FROM python:3.14\nCOPY . .\nRUN pip install .\n", "pyproject.toml": project}
        assert self.patterns(files) == [".github", "**/__pycache__", "**/*.pyc", ".venv", "venv"]

    def test_refused_where_another_build_is_not_known(self) -> None:
        text = (
            self.BUILD
            + "      - uses: docker/build-push-action@v7\n        with:\n          context: ${{ inputs.c }}\n"
        )
        report = fixed(self.RULE, text, {"Dockerfile": "FROM node:24\nCOPY . .\n"})
        assert "its Dockerfile is not known" in refusals(report)[0]


def script_of(report: FileReport, step: int = 0) -> str:
    """The script of a step of the fixed file."""
    run = view(parse(report.source), WORKFLOW).steps()[step].run
    assert run is not None
    return run.text


PASSWORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A search path on which `docker` is a program that prints what it reads."""
    folder = tmp_path_factory.mktemp("bin")
    program = folder / "docker"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$*" >&2\ncat\n')
    program.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


class TestPipedPassword:
    def run(self, script: str, shell: str, path: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
        environment = {"PATH": path, **variables}
        return subprocess.run([shell, "-ec", script], env=environment, capture_output=True, check=True, timeout=20)

    @pytest.mark.parametrize("shell", ["bash", "sh"])
    @pytest.mark.parametrize(
        "written", ["$TOKEN", '"$TOKEN"', "${TOKEN}", "${{ secrets.TOKEN }}", "'${{ secrets.TOKEN }}'"]
    )
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
    @given(password=PASSWORDS)
    def test_any_password_arrives_intact(self, shell: str, written: str, path: str, password: str) -> None:
        report = fixed("docker-password-in-args", steps(f"- run: |\n    docker login quay.io -u me -p {written}"))
        done = self.run(script_of(report), shell, path, TOKEN=password)
        assert done.stdout == password.encode()
        assert done.stderr == b"login quay.io -u me --password-stdin\n"

    @given(password=st.sampled_from(["-n", "-e \\n", "$(touch x)", "`id`", "a'b\"c", "\\t", "%s", "ü 😀"]))
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    def test_hostile_passwords_arrive_intact(self, path: str, password: str) -> None:
        report = fixed("docker-password-in-args", steps("- run: docker login -u me --password=$TOKEN"))
        assert self.run(script_of(report), "sh", path, TOKEN=password).stdout == password.encode()

    @pytest.mark.parametrize(
        ("script", "reason"),
        [
            ("cat x | docker login -p $TOKEN", "reads from somewhere else already"),
            ("docker login -p $TOKEN < x", "reads from somewhere else already"),
            ("docker login -p a$TOKEN", "how the shell reads the password is not certain"),
            ("docker login -p ${{ secrets.A }}${{ secrets.B }}", "more than one secret"),
        ],
    )
    def test_refused_where_it_would_be_a_guess(self, script: str, reason: str) -> None:
        assert reason in refusals(fixed("docker-password-in-args", steps(f"- run: {script}")))[0]


class TestGuardedMove:
    BUILD = (
        "- uses: docker/build-push-action@v7\n"
        "  with:\n"
        "    cache-from: type=local,src=old\n"
        "    cache-to: type=local,dest=new,mode=max\n"
    )

    SCRIPTS = (
        "rm -rf old\nmv new old",
        "rm -rf old && mv new old",
        "rm -rf old; mkdir old\n# all of it\nmv new/* old/ || true",
        "if true; then\n  rm -rf ./old/\n  mv './new' old\nfi",
    )

    def mended(self, script: str) -> str:
        text = steps(self.BUILD + "- run: |\n" + textwrap.indent(script, "    "))
        report = fixed("docker-local-cache-lost-on-failure", text)
        assert report.changed, [repair.refusal for repair in report.repairs]
        return script_of(report, 1)

    def run(self, script: str, folder: Path, *, whole: bool) -> str:
        for name in ("old", "new"):
            (folder / name).mkdir()
        (folder / "old" / "index.json").write_text("old")
        if whole:
            (folder / "new" / "index.json").write_text("new")
        subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder, check=True, timeout=20)
        return (folder / "old" / "index.json").read_text()

    @pytest.mark.parametrize("script", SCRIPTS)
    def test_a_whole_new_cache_takes_the_place_of_the_old_one(self, script: str, tmp_path: Path) -> None:
        (tmp_path / "before").mkdir()
        (tmp_path / "after").mkdir()
        assert self.run(script, tmp_path / "before", whole=True) == "new"
        assert self.run(self.mended(script), tmp_path / "after", whole=True) == "new"

    @pytest.mark.parametrize("script", SCRIPTS)
    def test_an_empty_one_does_not(self, script: str, tmp_path: Path) -> None:
        assert self.run(self.mended(script), tmp_path, whole=False) == "old"

    def test_commands_between_are_not_swallowed(self) -> None:
        script = "rm -rf old\nmake\nmv new old"
        text = steps(self.BUILD + "- run: |\n" + textwrap.indent(script, "    "))
        report = fixed("docker-local-cache-lost-on-failure", text)
        assert refusals(report) == ["other commands stand between the removal of the old cache and the move"]


class TestBuilder:
    RULE = "docker-cache-without-buildx"

    def test_several_platforms_cannot_be_loaded_for_later_steps(self) -> None:
        text = steps(
            """
            - uses: docker/build-push-action@v7
              with:
                platforms: linux/amd64,linux/arm64
                cache-to: type=gha,ignore-error=true
            - run: docker run app
            """
        )
        assert refusals(fixed(self.RULE, text)) == [
            "later steps may use the image, and several platforms cannot be loaded"
        ]

    def test_a_base_that_an_earlier_build_makes_stays_in_sight(self) -> None:
        text = steps(
            """
            - run: docker build -t acme/base base
            - uses: docker/build-push-action@v7
              with:
                context: app
                cache-to: type=gha,ignore-error=true
            """
        )
        assert "the base may be an image of an earlier build" in refusals(fixed(self.RULE, text))[0]
        files = {"app/Dockerfile": "FROM alpine:3.22\nCOPY app /app\n"}
        assert fixed(self.RULE, text, files).changed


CACHES = ("cache-from", "cache-to")
CACHE_INPUTS = "".join(f"    {name}: type=registry,ref=ghcr.io/acme/app:cache\n" for name in CACHES)


class TestCacheOfSeveralImages:
    RULE = "docker-registry-cache-permission"

    def scopes(self, text: str) -> set[str]:
        report = fixed(self.RULE, text)
        assert report.changed, [repair.refusal for repair in report.repairs]
        inputs = [step.input_text(name) for step in view(parse(report.source), WORKFLOW).steps() for name in CACHES]
        return {field for entry in inputs for field in entry.split(",") if field.startswith("scope=")}

    def test_each_gets_a_scope_of_its_own(self) -> None:
        build = "- uses: docker/build-push-action@v7\n  with:\n    context: {}\n" + CACHE_INPUTS
        assert self.scopes(steps(build.format("api") + build.format("web"), READ_ONLY)) == {
            "scope=app-api",
            "scope=app-web",
        }

    def test_each_leg_gets_a_scope_of_its_own(self) -> None:
        build = "- uses: docker/build-push-action@v7\n  with:\n    context: ${{ matrix.folder }}\n" + CACHE_INPUTS
        legs = "    runs-on: ubuntu-24.04\n    strategy:\n      matrix:\n        folder: [api, web]\n"
        text = steps(build, READ_ONLY).replace("    runs-on: ubuntu-24.04\n", legs)
        assert self.scopes(text) == {"scope=app-${{ matrix.folder }}"}
