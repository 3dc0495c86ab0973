"""The bench itself: a stand-in that is too kind would make every other test here a lie."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from .runner import Act, Repositories
from .services.broken_registry import BrokenRegistry
from .services.buildkit import BuildKit
from .services.cache_service import CacheService
from .services.faulty_server import Behaviour
from .services.registry import Registry
from .tools import Tools
from .tools.installation import locked

ROOT = Path(__file__).parent.parent.parent

DOCKERFILE = """
FROM {base}
RUN echo marker-one-$((40+2))
COPY content /content
RUN echo marker-two-$((40+2))
"""


def context(folder: Path, base: str, content: str = "first") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(DOCKERFILE.format(base=base))
    (folder / "content").write_text(content)
    return folder


def executed(log: str) -> list[str]:
    """The markers of the RUN steps that really ran; the step's own text has no 42 in it."""
    return re.findall(r"marker-(\w+)-42", log)


def test_build_runs_each_step_once_and_then_reuses_them(buildkit: BuildKit, registry: Registry, tmp_path: Path) -> None:
    folder = context(tmp_path / "context", registry.base)
    buildkit.prune()

    cold = buildkit.build(["."], folder)
    assert cold.returncode == 0, cold.stdout
    assert executed(cold.stdout) == ["one", "two"]
    assert executed(buildkit.build(["."], folder).stdout) == []
    context(folder, registry.base, "second")
    assert executed(buildkit.build(["."], folder).stdout) == ["two"]
    buildkit.prune()
    assert executed(buildkit.build(["."], folder).stdout) == ["one", "two"]


def test_registry_tells_what_was_pushed(buildkit: BuildKit, registry: Registry, tmp_path: Path) -> None:
    folder = context(tmp_path / "context", registry.base)
    assert registry.manifest("bench/pushed", "1") is None
    assert registry.tags("bench/pushed") == []

    done = buildkit.build(["--push", "--tag", f"{registry.address}/bench/pushed:1", "."], folder)
    assert done.returncode == 0, done.stdout
    manifest = registry.manifest("bench/pushed", "1")
    assert manifest
    assert manifest["schemaVersion"] == 2
    assert registry.tags("bench/pushed") == ["1"]


def test_name_without_registry_resolves_to_ours(buildkit: BuildKit, tmp_path: Path, registry: Registry) -> None:
    assert registry.manifest("library/busybox", "latest")
    done = buildkit.build(["."], context(tmp_path / "context", "busybox"))
    assert done.returncode == 0, done.stdout


def test_broken_registry_passes_everything_on(
    buildkit: BuildKit, registry: Registry, broken_registry: BrokenRegistry, tmp_path: Path
) -> None:
    folder = context(tmp_path / "context", f"{broken_registry.address}/base:1")
    done = buildkit.build(["--push", "--tag", f"{broken_registry.address}/bench/through:1", "."], folder)
    assert done.returncode == 0, done.stdout
    assert registry.manifest("bench/through", "1")
    assert {"upload", "publish", "resolve"} <= {request.operation for request in broken_registry.requests}


@pytest.mark.parametrize(
    ("behaviour", "message"), [(403, "installation not allowed"), (500, "500"), ("reset", "reset")]
)
def test_broken_registry_breaks_as_told(  # noqa: PLR0913, PLR0917  each is a fixture
    buildkit: BuildKit,
    registry: Registry,
    broken_registry: BrokenRegistry,
    behaviour: Behaviour,
    message: str,
    tmp_path: Path,
) -> None:
    name = f"bench/broken-{behaviour}"
    folder = context(tmp_path / "context", registry.base, content=name)
    push = ["--push", "--tag", f"{broken_registry.address}/{name}:1", "."]
    broken_registry.fail("upload", behaviour)

    failed = buildkit.build(push, folder)
    assert failed.returncode != 0
    assert message in failed.stdout
    assert registry.manifest(name, "1") is None
    broken_registry.heal()
    healed = buildkit.build(push, folder)
    assert healed.returncode == 0, healed.stdout
    assert registry.manifest(name, "1")


def test_broken_registry_stays_mute_until_it_heals(
    buildkit: BuildKit, registry: Registry, broken_registry: BrokenRegistry, tmp_path: Path
) -> None:
    folder = context(tmp_path / "context", registry.base, content="mute")
    broken_registry.fail("upload", "stall", repository="bench/mute")
    healing = threading.Timer(2, broken_registry.heal)
    healing.start()
    start = time.monotonic()
    buildkit.build(["--push", "--tag", f"{broken_registry.address}/bench/mute:1", "."], folder)
    assert time.monotonic() - start > 2
    healing.join()


def test_protected_registry_wants_its_password(
    buildkit: BuildKit, registry: Registry, broken_registry: BrokenRegistry, tmp_path: Path
) -> None:
    broken_registry.protect("robot", "swordfish")
    folder = context(tmp_path / "context", registry.base)
    push = ["--push", "--tag", f"{broken_registry.address}/bench/protected:1", "."]
    assert "401" in buildkit.build(push, folder).stdout

    assert docker_login(buildkit, broken_registry.address, "wrong") != 0
    assert docker_login(buildkit, broken_registry.address, "swordfish") == 0
    done = buildkit.build(push, folder)
    docker(buildkit, "logout", broken_registry.address)
    assert done.returncode == 0, done.stdout


def docker_login(buildkit: BuildKit, address: str, password: str) -> int:
    """The exit code of a login as robot."""
    return docker(buildkit, "login", "--username", "robot", "--password-stdin", address, text=password)


def docker(buildkit: BuildKit, *words: str, text: str = "") -> int:
    """The exit code of that command of docker."""
    environment = {**os.environ, **buildkit.environment}
    command = [str(buildkit.tools.docker), *words]
    return subprocess.run(command, env=environment, input=text, text=True, capture_output=True, check=False).returncode


def gha(scope: str) -> list[str]:
    return ["--cache-from", f"type=gha,scope={scope}", "--cache-to", f"type=gha,scope={scope},mode=max"]


@pytest.mark.parametrize("version", [1, 2])
def test_cache_service_serves_buildkit(
    buildkit: BuildKit, registry: Registry, cache_service: CacheService, version: Literal[1, 2], tmp_path: Path
) -> None:
    folder = context(tmp_path / "context", registry.base)
    service = cache_service.environment(version=version)
    buildkit.prune()
    cold = buildkit.build([*gha("bench"), "."], folder, service)
    assert cold.returncode == 0, cold.stdout
    assert executed(cold.stdout) == ["one", "two"]
    assert cache_service.count("commit") >= 3

    buildkit.prune()
    warm = buildkit.build([*gha("bench"), "--output", "type=local,dest=out", "."], folder, service)
    assert warm.returncode == 0, warm.stdout
    assert executed(warm.stdout) == []
    assert cache_service.count("download") >= 1


def test_cache_service_keeps_branches_apart(
    buildkit: BuildKit, registry: Registry, cache_service: CacheService, tmp_path: Path
) -> None:
    folder = context(tmp_path / "context", registry.base)
    feature, main = "refs/heads/feature", "refs/heads/main"
    buildkit.prune()
    buildkit.build([*gha("x"), "."], folder, cache_service.environment(readable=[feature, main], writable=[feature]))
    assert {entry.scope for entry in cache_service.entries} == {feature}

    buildkit.prune()
    other = buildkit.build([*gha("x"), "."], folder, cache_service.environment())
    assert executed(other.stdout) == ["one", "two"], "main must not read what a feature branch wrote"


def test_cache_service_refuses_writing_with_a_read_only_token(
    buildkit: BuildKit, registry: Registry, cache_service: CacheService, tmp_path: Path
) -> None:
    folder = context(tmp_path / "context", registry.base)
    buildkit.prune()
    done = buildkit.build([*gha("x"), "."], folder, cache_service.environment(writable=[]))
    assert done.returncode != 0
    assert "failed to reserve cache" in done.stdout
    assert cache_service.entries == []


def test_cache_service_serves_github_client(tools: Tools, cache_service: CacheService, tmp_path: Path) -> None:
    assert client(tools, tmp_path, cache_service.environment(), "save", "key-1") == "1"
    (tmp_path / "kept" / "file").unlink()
    assert client(tools, tmp_path, cache_service.environment(), "restore", "key-2", "key-") == "key-1"
    assert (tmp_path / "kept" / "file").read_text() == "content"
    assert client(tools, tmp_path, cache_service.environment(), "save", "key-1") == "-1"
    assert client(tools, tmp_path, cache_service.environment(writable=[]), "save", "key-3") == "-1"
    assert client(tools, tmp_path, cache_service.environment(), "restore", "other") == "undefined"
    assert [entry.key for entry in cache_service.entries] == ["key-1"]


def client(tools: Tools, folder: Path, service: dict[str, str], verb: str, key: str, *restore_keys: str) -> str:
    """What GitHub's own cache client returns for the folder `kept`."""
    (folder / "kept").mkdir(exist_ok=True)
    if verb == "save":
        (folder / "kept" / "file").write_text("content")
    module = tools.node_modules / "@actions" / "cache" / "lib" / "cache.js"
    program = f"""
        const cache = await import({json.dumps(module.as_uri())});
        const [verb, ...keys] = process.argv.slice(1);
        const [method, key, ...more] = [verb === 'save' ? cache.saveCache : cache.restoreCache, ...keys];
        const result = await method(['kept'], key, ...(verb === 'save' ? [] : [more]));
        console.log('result=' + result);
    """
    (folder / "temporary").mkdir(exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(folder / "temporary"), **service}
    environment["GITHUB_WORKSPACE"] = str(folder)
    node = [str(tools.node), "--input-type=module", "--eval", program, verb, key, *restore_keys]
    done = subprocess.run(node, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.rpartition("result=")[2].strip()


def test_cache_service_drops_what_was_not_used_for_longest(
    tools: Tools, cache_service: CacheService, tmp_path: Path
) -> None:
    service = cache_service.environment()
    client(tools, tmp_path, service, "save", "a")
    client(tools, tmp_path, service, "save", "b")
    client(tools, tmp_path, service, "restore", "a")
    cache_service.limit(cache_service.size * 5 // 4)  # room for two; archives differ by a few bytes
    client(tools, tmp_path, service, "save", "c")
    assert [entry.key for entry in cache_service.entries] == ["a", "c"]


def test_cache_service_fails_as_told(tools: Tools, cache_service: CacheService, tmp_path: Path) -> None:
    cache_service.fail("reserve", 500, times=1)
    assert client(tools, tmp_path, cache_service.environment(), "save", "key") == "1", "the client tries again"
    assert cache_service.count("reserve") == 2
    cache_service.fail("lookup", "reset")
    assert client(tools, tmp_path, cache_service.environment(), "restore", "key") == "undefined"


KIT = """
name: minimal
description: every stand-in once
inputs:
  registry:
    description: address
    default: ''
  username:
    description: name
    default: ''
  password:
    description: password
    default: ''
outputs:
  digest:
    description: digest
    value: ${{ steps.build.outputs.digest }}
runs:
  using: composite
  steps:
    - id: login
      uses: docker/login-action@dbcb813823bdd20940b903addbd779551569679f
      with:
        registry: ${{ inputs.registry }}
        username: ${{ inputs.username }}
        password: ${{ inputs.password }}
    - id: setup
      uses: docker/setup-buildx-action@f87e5991a6d7451dcb8d9637bfbc97413f497069
    - id: restore
      uses: actions/cache/restore@55cc8345863c7cc4c66a329aec7e433d2d1c52a9
      with:
        path: kept
        key: kept-1
    - id: build
      uses: docker/build-push-action@c3c9e263c25d99ce0380d002d59b67737d91b0dc
      with:
        context: .
        push: 'true'
        tags: ${{ inputs.registry }}/bench/minimal:1
        secrets: |
          word=swordfish
        cache-from: type=gha,scope=minimal
        cache-to: type=gha,scope=minimal,mode=max
    - id: report
      if: always()
      shell: bash
      env:
        HIT: ${{ steps.restore.outputs.cache-hit }}
      run: |
        env | grep -E '^(INPUT_|ACTIONS_|CI_KIT_)' || echo nothing-hidden
        mkdir -p kept && echo content > kept/file
        echo "hit=$HIT" >> "$GITHUB_OUTPUT"
        printf '# restored: %s\\n' "$HIT" >> "$GITHUB_STEP_SUMMARY"
    - id: save
      uses: actions/cache/save@55cc8345863c7cc4c66a329aec7e433d2d1c52a9
      with:
        path: kept
        key: kept-1
"""

WORKFLOW = """
on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
      - uses: org/ci-kit/actions/minimal@v1
        id: minimal
        with:
          registry: {registry}
          username: robot
          password: swordfish
"""


def kit(folder: Path, action: str = KIT) -> Path:
    (folder / "actions" / "minimal").mkdir(parents=True)
    (folder / "actions" / "minimal" / "action.yml").write_text(action)
    return folder / "actions"


def test_act_runs_a_composite_action_with_every_stand_in(  # noqa: PLR0913, PLR0917  each is a fixture
    act: Act,
    buildkit: BuildKit,
    registry: Registry,
    broken_registry: BrokenRegistry,
    cache_service: CacheService,
    repository: Repositories,
    tmp_path: Path,
) -> None:
    broken_registry.protect("robot", "swordfish")
    bench = replace(act, kit=kit(tmp_path))
    repository({"Dockerfile": DOCKERFILE.format(base=registry.base), "content": "minimal"})
    buildkit.prune()
    environment = {**buildkit.environment, **cache_service.environment()}
    workflow = WORKFLOW.format(registry=broken_registry.address)

    cold = bench.run(workflow, environment=environment)
    assert cold.returncode == 0, cold.log
    assert executed(cold.output) == ["one", "two"]
    assert cold.step_outputs["minimal"]["digest"].startswith("sha256:")
    assert cold.step_outputs["minimal/build"]["imageid"].startswith("sha256:")
    assert json.loads(cold.step_outputs["minimal/build"]["metadata"])
    assert cold.step_outputs["minimal/setup"]["driver"] == "docker-container"
    assert cold.step_outputs["minimal/report"] == {"hit": ""}
    assert cold.output_of("minimal/report") == "nothing-hidden"
    assert "swordfish" not in cold.log
    assert registry.manifest("bench/minimal", "1")
    assert "kept-1" in {entry.key for entry in cache_service.entries}

    buildkit.prune()
    warm = bench.run(workflow, environment=environment)
    assert warm.returncode == 0, warm.log
    assert executed(warm.output) == []
    assert warm.step_outputs["minimal/restore"]["cache-hit"] == "true"
    assert warm.summary == "# restored: true\n"
    assert "minimal/save" in warm.outcomes


def test_act_knows_failure(act: Act, tmp_path: Path) -> None:
    workflow = """
    on: push
    jobs:
      one:
        runs-on: ubuntu-latest
        steps:
          - run: |
              echo '::error title=Broken,file=a.py,line=3::it broke'
              echo 'NAME=value' >> "$GITHUB_ENV"
              exit 3
            id: broken
          - run: echo never
            id: skipped
    """
    run = replace(act, kit=kit(tmp_path)).run(workflow)
    assert run.returncode != 0
    assert run.outcomes == {"broken": "failure"}
    assert run.messages("error") == ["it broke"]
    assert run.annotations[0].file == "a.py"
    assert run.exported == {"NAME": "value"}


def test_act_sees_the_event_of_the_test(act: Act, tmp_path: Path) -> None:
    pull_request = {"number": 7, "head": {"ref": "topic", "repo": {"fork": True}}, "base": {"ref": "main"}}
    run = replace(act, kit=kit(tmp_path)).run(
        """
        on: pull_request
        jobs:
          one:
            runs-on: ubuntu-latest
            steps:
              - run: echo "$GITHUB_EVENT_NAME $GITHUB_REF $GITHUB_BASE_REF $FORK $WORD"
                env:
                  FORK: ${{ github.event.pull_request.head.repo.fork }}
                  WORD: ${{ secrets.WORD }}
        """,
        event="pull_request",
        payload={"number": 7, "pull_request": pull_request},
        secrets={"WORD": "swordfish"},
    )
    assert run.output == "pull_request refs/pull/7/merge main true ***"


def test_unknown_input_is_an_error(act: Act, tmp_path: Path) -> None:
    bench = replace(act, kit=kit(tmp_path, KIT.replace("key: kept-1", "keys: kept-1")))
    with pytest.raises(AssertionError, match="actions/cache/restore has no input keys"):
        bench.run(WORKFLOW.format(registry="x"))
    bench = replace(act, kit=kit(tmp_path / "second"))
    with pytest.raises(AssertionError, match="org/ci-kit/actions/minimal has no input user"):
        bench.run(WORKFLOW.format(registry="x").replace("username", "user"))


def test_action_without_stand_in_is_an_error(act: Act, tmp_path: Path) -> None:
    bench = replace(act, kit=kit(tmp_path, KIT.replace("docker/login-action", "docker/other-action")))
    with pytest.raises(AssertionError, match="no stand-in for docker/other-action"):
        bench.run(WORKFLOW.format(registry="x"))


def test_commit_that_no_action_of_ours_names_is_not_found(act: Act, tmp_path: Path) -> None:
    workflow = WORKFLOW.format(registry="x").replace("org/ci-kit/actions/minimal@v1", "docker/login-action@" + "0" * 40)
    run = replace(act, kit=kit(tmp_path)).run(workflow)
    assert run.returncode != 0
    assert "LocalRepositoryCache not matched https://github.com/docker/login-action" in run.log


def test_act_that_does_not_end_is_stopped(act: Act, tmp_path: Path) -> None:
    workflow = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo before; sleep 60\n"
    start = time.monotonic()
    with pytest.raises(AssertionError, match="before"):
        replace(act, kit=kit(tmp_path)).run(workflow, timeout=2)
    assert time.monotonic() - start < 10


def installation(folder: Path, command: Sequence[str] = (), path: str = "") -> subprocess.CompletedProcess[str]:
    """Tries to install the tools into an empty folder, with that command in front or that PATH."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder), "PATH": path or os.environ["PATH"]}
    python = [*command, sys.executable, "-B", "-m", "tests.e2e.tools"]
    return subprocess.run(python, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_installation_says_what_is_missing(tools: Tools, tmp_path: Path) -> None:
    assert tools.folder.is_dir()
    done = installation(tmp_path, path="/nonexistent")
    assert done.returncode == 1
    assert "end-to-end tools need go, npm, apt-get" in done.stderr
    done = installation(tmp_path, ["setpriv", "--reuid", "65534", "--clear-groups"])
    assert done.returncode == 1
    assert done.stderr.startswith("end-to-end tests need root")


def test_two_installations_do_not_meet(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with locked(tmp_path / "lock"):
            order.append("second")

    with locked(tmp_path / "lock"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
