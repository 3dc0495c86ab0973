"""Workflows run as GitHub would run them, and what must not pass does not."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from .marks import DOCKERFILE, executed
from .runner import Act, Repositories
from .services.broken_registry import BrokenRegistry
from .services.buildkit import BuildKit
from .services.cache_service import CacheService
from .services.registry import Registry

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
        cat
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


BUILD = """
name: minimal
description: one build
outputs:
  metadata:
    description: of the build
    value: ${{ steps.build.outputs.metadata }}
runs:
  using: composite
  steps:
    - id: build
      uses: docker/build-push-action@c3c9e263c25d99ce0380d002d59b67737d91b0dc
      with:
        context: .
        file: folder/Dockerfile
        build-args: |
          WORDS=one, two and "three"
          # no comment, but a name
          OTHER=$(touch pwned)
        secrets: |
          "word=first
          second"
          no-secret
        secret-files: other=folder/secret
        provenance: false
        outputs: type=local,dest=out
"""


def test_build_stand_in_hands_everything_to_buildx(
    act: Act, buildkit: BuildKit, registry: Registry, repository: Repositories, tmp_path: Path
) -> None:
    dockerfile = f"""
FROM {registry.base} AS build
ARG WORDS
ARG OTHER
RUN --mount=type=secret,id=word --mount=type=secret,id=other \\
    mkdir /result && cat /run/secrets/word > /result/word && cat /run/secrets/other > /result/other && \\
    echo "$WORDS" > /result/words && echo "$OTHER" > /result/command
FROM scratch
COPY --from=build /result /
"""
    repository({"folder/Dockerfile": dockerfile, "folder/secret": "from a file"})
    workflow = WORKFLOW.partition("        with:")[0] + '      - run: cp -a . "$KEEP"\n'
    run = replace(act, kit=kit(tmp_path, BUILD)).run(workflow, environment=buildkit.environment)
    assert run.returncode == 0, run.log
    result = {file.name: file.read_text() for file in (run.kept / "out").iterdir()}
    assert result == {
        "word": "first\nsecond",
        "other": "from a file",
        "words": 'one, two and "three"\n',
        "command": "$(touch pwned)\n",
    }
    assert run.messages("warning") == ["no-secret is not a valid secret"]
    assert "buildx.build.ref" in json.loads(run.step_outputs["minimal"]["metadata"])
    assert not [*run.kept.rglob("pwned")]
