"""How calls of kubectl are read: subcommands, flags with and without values, workloads, limits."""

import shutil
import subprocess

import pytest

from ci_lint.repository import Texts
from ci_lint.rules.deploy.aftermath import Effect, aftermath
from ci_lint.rules.deploy.kubectl import Call, kubectl_calls
from ci_lint.rules.deploy.kubectl_flags import SUBCOMMANDS, flags
from ci_lint.rules.deploy.timeouts import longest_timeout, seconds
from ci_lint.source import Source
from ci_lint.tree import parse
from ci_lint.workflow import Job, view

PATH = ".github/workflows/deploy.yml"


def job(*lines: str) -> Job:
    script = "".join(f"          {line}\n" for line in lines)
    text = f"on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: |\n{script}"
    return view(parse(Source(PATH, text)), PATH, Texts()).jobs()[0]


def call(line: str) -> Call:
    (found,) = kubectl_calls(job(line).all_steps[0])
    return found


class TestCall:
    @pytest.mark.parametrize(
        ("line", "subcommand"),
        [
            ("kubectl rollout status deployment/api", "rollout status"),
            ("sudo kubectl -n shop --context=prod rollout -v 4 undo deployment/api", "rollout undo"),
            ("kubectl create secret generic key --from-literal a=b", "create secret generic"),
            ("kubectl create -f api.yaml", "create"),
        ],
    )
    def test_subcommand_is_read_past_flags(self, line: str, subcommand: str) -> None:
        assert call(line).subcommand == subcommand

    @pytest.mark.parametrize(
        "line",
        [
            "kubectl argo rollouts undo api",
            "kubectl apply view-last-applied deployment/api",
            "kubectl create clusterrolebinding admin --user=ci",
            "kubectl $COMMAND deployment/api",
            "kubectl --help",
            "echo kubectl rollout status",
        ],
    )
    def test_what_the_table_does_not_know_is_no_call(self, line: str) -> None:
        assert not kubectl_calls(job(line).all_steps[0])

    @pytest.mark.parametrize(
        "line",
        ["--namespace shop", "--namespace=shop", "-n shop", "-nshop", "-n=shop", "-Rnshop", '-n "shop"'],
    )
    def test_values_of_flags_are_found_in_every_form(self, line: str) -> None:
        found = call(f"kubectl get {line} pods")
        assert found.text("namespace").removeprefix("=") == "shop"
        assert [word.text for word in found.operands] == ["pods"]

    def test_flags_that_the_subcommand_lacks_are_kept_without_a_flag(self) -> None:
        found = call("kubectl rollout undo deployment/api --timeout=1m -w")
        assert [(option.name, option.flag) for option in found.options] == [("--timeout", None), ("-w", None)]

    @pytest.mark.parametrize(
        ("line", "targets"),
        [
            ("kubectl rollout status deployment/api", ["deployment/api"]),
            ("kubectl rollout status Deploy api", ["deployment/api"]),
            ("kubectl set image sts/db db=acme/db:1 log=acme/log:2", ["statefulset/db"]),
            ("kubectl rollout restart deploy/api ds/agent", ["deployment/api", "daemonset/agent"]),
            ("kubectl rollout status deployment/$NAME", [""]),
            ('kubectl rollout status "$WORKLOAD"', [""]),
            ("kubectl set image cronjob/nightly job=acme/job", []),
            ("kubectl set env deployment/api STAGE-", ["deployment/api"]),
            ("kubectl rollout status -f api.yaml", []),
        ],
    )
    def test_workloads_have_one_name_however_they_are_written(self, line: str, targets: list[str]) -> None:
        assert [workload.target for workload in call(line).workloads] == targets

    def test_connection_is_what_another_call_needs(self) -> None:
        found = call('kubectl --context prod rollout undo deployment/api -n "$NAMESPACE" --to-revision=2')
        assert found.connection() == ' --context prod -n "$NAMESPACE"'

    @pytest.mark.parametrize(
        ("line", "may"),
        [
            ("kubectl rollout status deployment/$NAME", False),
            ("kubectl rollout status $WORKLOAD", False),
            ("kubectl rollout status $KIND $NAME", False),
            ("kubectl rollout status deployment/api $FLAGS", True),
            ('kubectl rollout status deployment/api "${ARGS[@]}"', True),
            ("kubectl rollout status deployment api $MORE", True),
        ],
    )
    def test_variables_behind_the_workload_may_be_flags(self, line: str, may: bool) -> None:  # noqa: FBT001 - a column
        assert call(line).may_hold_options is may


class TestAftermath:
    def test_functions_run_behind_what_stands_before_them(self) -> None:
        found = aftermath(job("check() {", "  kubectl rollout status deployment/api", "}", "kubectl get pods"))
        assert found.next(Effect.WATCHES, (0, 500), "deployment/api")

    def test_other_workloads_do_not_count(self) -> None:
        found = aftermath(job("kubectl rollout status deployment/web --timeout=1m"))
        assert found.next(Effect.WATCHES, (0, -1), "deployment/web")
        assert found.next(Effect.WATCHES, (0, -1), "")
        assert not found.next(Effect.WATCHES, (0, -1), "deployment/api")


class TestTimeouts:
    @pytest.mark.parametrize(
        ("text", "length"),
        [("90s", 90), ("1h30m", 5400), ("1.5m", 90), ("0", 0), ("0s", 0), ("5", None), ("-1s", None), ("$T", None)],
    )
    def test_durations_are_read_as_go_does(self, text: str, length: float | None) -> None:
        assert seconds(text) == length

    def test_longest_limit_of_the_file_is_taken(self) -> None:
        lines = [f"kubectl rollout status deployment/api --timeout={limit}" for limit in ("90s", "20m", "$T", "300s")]
        assert longest_timeout(job(*lines).all_steps[0]) == "20m"
        assert longest_timeout(job("kubectl get pods").all_steps[0]) == "10m"


def documented(subcommand: str) -> set[str]:
    """The flags that the installed kubectl names in its help."""
    run = subprocess.run(["kubectl", *subcommand.split(), "--help"], capture_output=True, text=True, check=True)
    options = run.stdout.partition("\nOptions:\n")[2].partition("\nUsage:\n")[0]
    return {line.strip().split("=")[0].split(", ")[-1] for line in options.splitlines() if line.startswith("    -")}


def installed() -> str:
    """The version of the kubectl that is installed, or ""."""
    if shutil.which("kubectl") is None:
        return ""
    return subprocess.run(["kubectl", "version", "--client"], capture_output=True, text=True, check=False).stdout


@pytest.mark.skipif("v1.32." not in installed(), reason="kubectl 1.32, which the table follows, is not installed")
def test_no_flag_of_kubectl_is_missing() -> None:
    missing = {name: documented(name) - set(flags(name)) for name in SUBCOMMANDS}
    assert not {name: found for name, found in missing.items() if found}
