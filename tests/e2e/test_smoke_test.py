"""The action smoke-test as workflows use it: a real server, a real login, and a log that anybody may read."""

import textwrap

import pytest

from .runner import Act, Repositories

PASSWORD = "hunter2-of-the-smoke-test"  # noqa: S105 - made up, to be looked for
SERVER = """
import http.server, json, secrets, sys

TOKEN = "token-" + secrets.token_hex(8)

class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
        if self.path == "/me" and not known:
            return self.answer(401, {"error": "who?"})
        if self.path == "/crash":
            print("last words, and", TOKEN, flush=True)
            import os
            os._exit(3)
        self.answer(200, {"status": "ok", "path": self.path, "note": "::error::forged"})

    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if sent["password"] != PASSWORD:
            return self.answer(200, {"error": "wrong password", "sent": sent["password"]})
        self.answer(200, {"access_token": TOKEN})

PASSWORD = "hunter2-of-the-smoke-test"
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
open("port", "w").write(str(server.server_port))
print("the token will be", TOKEN, flush=True)
server.serve_forever()
"""
# act ends the process group of each step and waits for what is left at the end of the job; GitHub does neither.
WORKFLOW = """
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - id: server
        run: |
          setsid python3 server.py > server.log 2>&1 < /dev/null &
          echo "pid=$!" >> "$GITHUB_OUTPUT"
          until test -s port; do sleep 0.1; done
          echo "port=$(cat port)" >> "$GITHUB_OUTPUT"
      - id: smoke
        uses: org/ci-kit/actions/smoke-test@v1
        continue-on-error: true
        with:
          base-url: http://localhost:${{ steps.server.outputs.port }}
          timeout: 20s
          login-url: /login
          login-body: '{"user": "smoke", "password": "${{ secrets.PASSWORD }}"}'
          auth-endpoints: |
            /me json .status == "ok"
          watch-pid: ${{ steps.server.outputs.pid }}
          log-file: server.log
INPUTS
      - if: steps.smoke.outputs.report-json
        run: cat "${{ steps.smoke.outputs.report-json }}"
      - if: always()
        run: kill ${{ steps.server.outputs.pid }} || true
      - if: always()
        run: find . -name '*.py' -o -name '*pwned*' > "$KEEP/files"
"""


def workflow(inputs: str) -> str:
    return WORKFLOW.replace("INPUTS\n", textwrap.indent(textwrap.dedent(inputs).strip("\n") + "\n", " " * 10))


def test_service_with_a_login_passes_and_nobody_sees_the_token(act: Act, repository: Repositories) -> None:
    repository({"server.py": SERVER})
    inputs = """
    endpoints: |
      # what everybody may see
      /health -> 200 json .status == "ok"
      / contains "::error::forged"
    """
    run = act.run(workflow(inputs), secrets={"PASSWORD": PASSWORD})
    assert run.returncode == 0, run.log
    outputs = run.step_outputs["smoke"]
    assert (outputs["result"], outputs["failed-checks"]) == ("passed", "0"), run.log
    assert "6 of 6 checks passed" in run.summary
    assert PASSWORD not in run.log + run.summary
    assert "token-" not in run.log.replace("token-path", "").replace("token-header", "") + run.summary


def test_login_that_fails_with_status_200_is_seen_and_quotes_nothing(act: Act, repository: Repositories) -> None:
    repository({"server.py": SERVER})
    run = act.run(workflow("endpoints: /health"), secrets={"PASSWORD": "wrong-password-of-the-test"})
    assert run.step_outputs["smoke"]["result"] == "failed", run.log
    assert "its keys are error, sent" in run.log
    assert "wrong-password-of-the-test" not in run.log + run.summary


def test_server_that_dies_ends_the_test_and_shows_its_last_words(act: Act, repository: Repositories) -> None:
    repository({"server.py": SERVER})
    run = act.run(workflow("endpoints: /crash"), secrets={"PASSWORD": PASSWORD})
    assert run.step_outputs["smoke"]["result"] == "died", run.log
    assert "last words, and" in run.log
    assert "reset: " not in run.log
    assert "died: the connection was closed before the answer was complete; process" in run.log
    assert PASSWORD not in run.log + run.summary


@pytest.mark.parametrize("value", ["$(touch pwned)", '"; touch pwned; "', "x\n::set-output name=result::passed"])
def test_hostile_inputs_are_text(act: Act, repository: Repositories, value: str) -> None:
    repository({"server.py": SERVER})
    inputs = "endpoints: |\n" + textwrap.indent(value, "  ")
    run = act.run(workflow(inputs), secrets={"PASSWORD": PASSWORD})
    assert "input endpoints, line" in run.log
    assert run.step_outputs.get("smoke", {}).get("result", "") == ""
    assert (run.kept / "files").read_text().splitlines() == ["./server.py"], run.log
