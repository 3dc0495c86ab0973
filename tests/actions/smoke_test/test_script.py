"""The script as the runner starts it: verdicts, outputs, reports, early ends."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from smoke.causes import Cause
from smoke.results import Kind, Verdict

from . import servers
from .script import ACTION, run, start
from .servers import answer, in_turn, redirect_for_ever, serving

# A server that answers once, hangs up the second time, and is gone a moment later.
MORTAL = """
import socket, time
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
for answer in (b"HTTP/1.1 204 No Content\\r\\n\\r\\n", b""):
    connection, _ = listener.accept()
    connection.recv(65536)
    connection.sendall(answer)
    connection.close()
listener.close()
time.sleep(0.1)
"""


def test_service_that_works_passes(tmp_path: Path) -> None:
    version = answer(body=b'{"version": "1.4.2"}')
    with serving({"/": answer(), "/version": version, "/new": answer(201)}) as server:
        endpoints = '# comment\n/version json .version == "1.4.2"\nPOST /new -> 201\n/ contains "fine"'
        ran = run(tmp_path, base_url=server.url, endpoints=endpoints)
    assert ran.returncode == 0, ran.log
    assert ran.outputs.keys() == {"result", "ready-seconds", "failed-checks", "report-json"}
    assert (ran.outputs["result"], ran.outputs["failed-checks"]) == ("passed", "0")
    assert float(ran.outputs["ready-seconds"]) < 2
    assert "::error" not in ran.log
    assert "4 of 4 checks passed" in ran.summary


def test_each_cause_is_named_in_log_summary_and_report(tmp_path: Path) -> None:
    behaviours = {
        "/": answer(),
        "/error-page": answer(200, b"<h1>Sorry</h1>"),
        "/broken": answer(500, b"trace"),
        "/loop": redirect_for_ever,
        "/mute": servers.mute,
        "/drip": servers.drip_headers,
        "/reset": servers.reset,
        "/other": servers.other_protocol,
    }
    causes = {
        '/error-page contains "Welcome"': "body",
        "/broken": "status",
        "/loop": "redirect",
        "/mute": "timeout",
        "/drip": "timeout",
        "/reset": "reset",
        "/other": "protocol",
    }
    with serving(behaviours) as server:
        ran = run(
            tmp_path, base_url=server.url, endpoints="\n".join(causes), probe_timeout="500ms", follow_redirects="true"
        )
    found = {check["request"].split(" ")[1]: check["cause"] for check in ran.report["checks"][1:]}
    assert found == {line.split(" ")[0]: cause for line, cause in causes.items()}
    assert all(f" {cause}: " in ran.log and f"{cause}&#58; " in ran.summary for cause in causes.values())
    assert (ran.returncode, ran.outputs["failed-checks"]) == (1, "7")
    assert ran.log.count("::error") == 6
    assert "2 more checks failed" in ran.log


def test_refusing_port_is_waited_for_and_then_named(tmp_path: Path) -> None:
    with serving({}) as server:
        pass
    ran = run(tmp_path, base_url=server.url, endpoints="/a", timeout="1s", interval="200ms")
    assert (ran.returncode, ran.outputs["result"]) == (1, "not-ready")
    assert ran.report["checks"][0]["cause"] in ("refused", "unreachable")
    assert len(ran.report["checks"][0]["attempts"]) >= 3
    assert ran.check("GET /a")["result"] == "not run"


def test_service_has_to_be_ready_several_times_in_a_row(tmp_path: Path) -> None:
    flapping = in_turn(answer(503), answer(), answer(), answer(502), answer())
    with serving({"/ready": flapping}) as server:
        ran = run(tmp_path, base_url=server.url, ready_path="/ready", stable_count="3", interval="50ms")
        assert ran.returncode == 0
        assert len(server.requests) == 7
    statuses = [attempt["status"] for attempt in ran.report["checks"][0]["attempts"]]
    assert statuses == [503, 200, 200, 502, 200, 200, 200]


def test_without_a_ready_path_any_answer_of_the_service_itself_will_do(tmp_path: Path) -> None:
    with serving({"/": in_turn(answer(502), answer(404))}) as server:
        ran = run(tmp_path, base_url=server.url, interval="50ms")
    assert ran.returncode == 0
    assert len(ran.report["checks"][0]["attempts"]) == 2


def test_process_that_died_ends_the_waiting_and_shows_its_log(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"]) as process:
        process.wait()
    log = tmp_path / "server.log"
    log.write_text("starting\n::error::forged\nport is taken\n", "utf-8")
    ran = run(tmp_path, base_url="http://localhost:1", watch_pid=str(process.pid), log_file=str(log), timeout="60s")
    assert (ran.returncode, ran.outputs["result"]) == (1, "died")
    assert ran.seconds < 5
    assert "port is taken" in ran.log
    assert "port is taken" in ran.summary
    assert ran.log.index("::stop-commands::") < ran.log.index("::error::forged")


def test_process_that_dies_meanwhile_ends_the_waiting(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1)"]) as process:
        ran = run(tmp_path, base_url="http://localhost:1", watch_pid=str(process.pid), interval="200ms", timeout="60s")
    assert ran.outputs["result"] == "died"
    assert ran.seconds < 15


def test_process_that_dies_of_a_request_is_told_with_it(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", MORTAL], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = f"http://127.0.0.1:{process.stdout.readline().strip()}"
        ran = run(tmp_path, base_url=url, endpoints="/\n/", watch_pid=str(process.pid))
    assert ran.outputs["result"] == "died"
    assert [check["result"] for check in ran.report["checks"]] == ["passed", "failed", "not run"]
    assert ran.report["checks"][1]["message"].startswith("the connection was closed before the answer was complete; ")


@pytest.mark.skipif(sys.platform == "win32", reason="the program in the place of docker is a shell script")
def test_container_that_died_ends_the_waiting_and_shows_its_output(tmp_path: Path) -> None:
    docker = tmp_path / "bin" / "docker"
    docker.parent.mkdir()
    state = '{"Status": "exited", "ExitCode": 137, "OOMKilled": true}'
    docker.write_text(f"#!/bin/sh\nif [ \"$1\" = logs ]; then echo last words; else echo '{state}'; fi\n", "utf-8")
    docker.chmod(0o755)
    environment = {"PATH": f"{docker.parent}:/usr/bin:/bin"}
    ran = run(tmp_path, environment, base_url="http://localhost:1", watch_container="web")
    assert ran.outputs["result"] == "died"
    assert "container web was killed for want of memory with exit code 137" in ran.log
    assert "last words" in ran.log
    assert ran.seconds < 5


@pytest.mark.skipif(sys.platform == "win32", reason="the program in the place of docker is a shell script")
def test_container_of_a_docker_that_hangs_does_not_break_the_deadline(tmp_path: Path) -> None:
    docker = tmp_path / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text("#!/bin/sh\nsleep 60\n", "utf-8")
    docker.chmod(0o755)
    environment = {"PATH": f"{docker.parent}:/usr/bin:/bin"}
    ran = run(tmp_path, environment, base_url="http://localhost:1", watch_container="web", timeout="4s")
    assert ran.report["seconds"] <= 4.4
    assert "the container cannot be watched: docker gave no answer" in ran.log


def test_container_cannot_be_watched_without_docker(tmp_path: Path) -> None:
    ran = run(tmp_path, {"PATH": str(tmp_path)}, base_url="http://localhost:1", watch_container="web")
    assert ran.returncode == 2
    assert "there is no program docker on this runner" in ran.log


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_that_is_cancelled_still_reports(tmp_path: Path, number: int) -> None:
    with serving({"/": answer(), "/mute": servers.mute}) as server:
        running = start(tmp_path, base_url=server.url, endpoints="/\n/mute", probe_timeout="60s")
        end = time.monotonic() + 10
        while not server.seen("/mute") and time.monotonic() < end:
            time.sleep(0.02)
        running.process.send_signal(number)
        ran = running.wait()
    assert ran.returncode == 128 + number
    assert ran.outputs["result"] == "cancelled"
    assert [check["result"] for check in ran.report["checks"]] == ["passed", "passed"]
    assert "cancelled" in ran.summary


def test_insecure_is_said_aloud(tmp_path: Path) -> None:
    with serving({"/": answer()}) as server:
        assert "certificates are not checked" in run(tmp_path, base_url=server.url, insecure="true").log


def test_readme_names_every_cause_kind_and_result() -> None:
    readme = (ACTION / "README.md").read_text("utf-8")
    words = [*(cause.value for cause in Cause), *(kind.value for kind in Kind), *(verdict.value for verdict in Verdict)]
    assert not [word for word in words if f"`{word}`" not in readme]
    described = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))["outputs"]["result"]["description"]
    assert all(word in described for word in ("passed", "failed", "not-ready", "died", "cancelled"))
