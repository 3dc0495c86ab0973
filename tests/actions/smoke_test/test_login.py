"""Login, token, and what is behind it; and that nobody sees either."""

import base64
import json
import threading
from pathlib import Path

import pytest

from smoke.exchange import Answer
from smoke.json_paths import parse_path
from smoke.login import Login, content_type, secrets_in
from smoke.login import take_token as take
from smoke.urls import parse_url

from .script import Ran, run, start
from .servers import Behaviour, answer, mute, serving, with_token

PASSWORD = 'hunter2-and-%&"more'  # noqa: S105 - made up, to be looked for
TOKEN = "eyJhbGciOiJIUzI1NiJ9.c21va2U.abc_DEF-123"  # noqa: S105 - made up, to be looked for
BODY = json.dumps({"user": "smoke-user", "password": PASSWORD})


def logging_in(folder: Path, login: Behaviour, inside: Behaviour | None = None, **inputs: str) -> Ran:
    behaviours = {"/": answer(), "/login": login, "/me": inside or with_token(TOKEN, answer(body=b'{"id": 7}'))}
    with serving(behaviours) as server:
        given = {"login_url": "/login", "login_body": BODY, "auth_endpoints": "/me json .id == 7"}
        return run(folder, base_url=server.url, **{**given, **inputs})


def token_answer(token: object = TOKEN) -> Behaviour:
    return answer(body=json.dumps({"access_token": token, "refresh_token": "r3fr3sh-me"}).encode())


def leaks(ran: Ran, *secrets: str) -> list[str]:
    """The secrets that stand anywhere but in the command that hides them."""
    lines = (line for line in ran.written().splitlines() if not line.startswith("::add-mask::"))
    text = "\n".join(lines)
    forms = [*secrets, *(base64.b64encode(secret.encode()).decode() for secret in secrets)]
    return [form for form in forms if form in text]


def test_token_opens_what_is_shut_without(tmp_path: Path) -> None:
    ran = logging_in(tmp_path, token_answer())
    assert (ran.returncode, ran.outputs["result"], ran.outputs["failed-checks"]) == (0, "passed", "0"), ran.log
    assert [check["kind"] for check in ran.report["checks"]] == ["ready", "without token", "login", "with token"]
    assert [check["attempts"][0]["status"] for check in ran.report["checks"]] == [200, 401, 200, 200]
    assert not leaks(ran, TOKEN, PASSWORD, "smoke-user", "r3fr3sh-me")


def test_token_is_masked_before_anything_else_is_said_of_the_login(tmp_path: Path) -> None:
    lines = logging_in(tmp_path, token_answer()).log.splitlines()
    masked = lines.index(f"::add-mask::{TOKEN}")
    told = next(number for number, line in enumerate(lines) if "POST login-url" in line)
    assert masked < told


def test_server_that_repeats_what_it_was_sent_leaks_nothing(tmp_path: Path) -> None:
    knowing = f"failed for {TOKEN} {base64.b64encode(TOKEN.encode()).decode()} {PASSWORD} smoke-user".encode()
    echo = with_token(TOKEN, answer(500, knowing), answer(500, f"{PASSWORD} of smoke-user".encode()))
    log = tmp_path / "server.log"
    log.write_text(f"login of smoke-user with {PASSWORD}\nwith {TOKEN}\n", "utf-8")
    ran = logging_in(tmp_path, token_answer(), echo, endpoints="/me", log_file=str(log))
    log.unlink()
    assert ran.outputs["failed-checks"] == "3"
    assert 'it begins with "*** of ***"' in ran.log
    assert "login of *** with ***" in ran.log
    assert not leaks(ran, TOKEN, PASSWORD, "smoke-user")


@pytest.mark.parametrize(
    ("login", "told"),
    [
        (answer(401, b'{"error": "hunter2-and-more is wrong"}'), "status: 401, expected 200-299"),
        (answer(200, b'{"error": "hunter2-and-more", "detail": "s3cret"}'), "its keys are error, detail"),
        (answer(200, b'{"error": "hunter2-and-more"}'), 'without key "access_token"'),
        (answer(200, b"<h1>hunter2-and-more</h1>"), "body: the body is not JSON"),
        (answer(200, b'["hunter2-and-more"]'), 'is a list without key "access_token"'),
        (answer(200, b'"hunter2-and-more"'), 'is a string without key "access_token"'),
        (token_answer(None), "is no token"),
        (token_answer({"hunter2-and-more": 1}), "is no token"),
        (token_answer("hunter2-and-more\r\nX-Injected: yes"), "is no token"),
        (token_answer("hunter2-and-more" * 2000), "is no token"),
        (token_answer(""), "is no token"),
        (answer(302, Location="/?code=hunter2-and-more"), "302 sends to another address"),
    ],
)
def test_login_that_gives_no_token_fails_and_quotes_nothing(tmp_path: Path, login: Behaviour, told: str) -> None:
    ran = logging_in(tmp_path, login, auth_negative="false")
    assert told in ran.log
    assert ran.check("POST login-url", "login")["result"] == "failed"
    assert ran.check("GET /me", "with token")["result"] == "not run"
    assert (ran.outputs["result"], ran.outputs["failed-checks"]) == ("failed", "2")
    assert not leaks(ran, "hunter2-and-more", "s3cret")


@pytest.mark.parametrize("clause", ["-> 204", 'contains "x"', "json .x", "json .private == 1", "-> 201 json .id == 7"])
def test_answer_to_a_token_is_not_quoted(tmp_path: Path, clause: str) -> None:
    inside = with_token(TOKEN, answer(body=b'{"id": 7, "private": "s3cret-of-a-person"}'))
    ran = logging_in(tmp_path, token_answer(), inside, auth_endpoints=f"/me {clause}")
    assert ran.check("GET /me", "with token")["result"] == "failed"
    assert not leaks(ran, "s3cret-of-a-person")


@pytest.mark.parametrize("status", [200, 204, 302, 404, 500])
def test_door_that_is_not_shut_without_token_fails(tmp_path: Path, status: int) -> None:
    without = answer(status, Location="/login")
    ran = logging_in(tmp_path, token_answer(), with_token(TOKEN, answer(body=b'{"id": 7}'), without))
    assert ran.check("GET /me", "without token")["result"] == "failed"
    assert ran.check("GET /me", "with token")["result"] == "passed"
    assert ran.returncode == 1


def test_door_may_be_left_unchecked(tmp_path: Path) -> None:
    ran = logging_in(tmp_path, token_answer(), answer(body=b'{"id": 7}'), auth_negative="false")
    assert ran.returncode == 0


def test_form_another_host_another_place_and_another_header(tmp_path: Path) -> None:
    with serving({"/token": answer(body=b'{"data": {"tokens": ["t0k3n"]}}')}) as other:
        headers = "X-Api-Key: for-the-base-only"
        behaviours = {"/app/": answer(), "/app/me": answer()}
        with serving(behaviours) as server:
            ran = run(
                tmp_path,
                base_url=f"{server.url}/app",
                headers=headers,
                ready_path="/",
                login_url=f"{other.url}/token",
                login_body="user=smoke&password=hunter2",
                token_path="data.tokens[0]",  # noqa: S106 - a path
                token_header="X-Token: {token}",  # noqa: S106 - a template
                auth_endpoints="/me",
                auth_negative="false",
            )
    assert ran.returncode == 0, ran.log
    assert other.requests[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert other.requests[0].body == b"user=smoke&password=hunter2"
    assert "x-api-key" not in other.requests[0].headers
    assert server.seen("/app/me")[0].headers["x-token"] == "t0k3n"
    assert server.seen("/app/me")[0].headers["x-api-key"] == "for-the-base-only"


def test_token_is_in_no_argument_and_in_no_file_while_it_is_used(tmp_path: Path) -> None:
    if not Path("/proc").is_dir():
        pytest.skip("this system does not show the arguments of processes in /proc")
    asked = threading.Event()
    behaviours = {"/": answer(), "/login": token_answer(), "/me": tell(asked)}
    with serving(behaviours) as server:
        inputs = {"login_url": "/login", "login_body": BODY, "auth_endpoints": "/me", "auth_negative": "false"}
        running = start(tmp_path, base_url=server.url, probe_timeout="2s", **inputs)
        assert asked.wait(10)
        process = Path(f"/proc/{running.process.pid}")
        shown = process.joinpath("cmdline").read_bytes() + process.joinpath("environ").read_bytes()
        files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        running.wait()
    assert TOKEN.encode() not in shown + files


def tell(asked: threading.Event) -> Behaviour:
    def behave(connection: object, request: object, closing: threading.Event) -> None:
        asked.set()
        mute(connection, request, closing)  # type: ignore[arg-type]  # handed on as they came

    return behave


def test_kind_of_a_body_is_told_from_what_it_is() -> None:
    assert content_type(BODY) == "application/json"
    assert content_type("user=a&password=b") == "application/x-www-form-urlencoded"
    assert content_type("12345") == "application/x-www-form-urlencoded"


def test_secrets_are_found_in_json_and_in_forms() -> None:
    assert set(secrets_in('{"a": ["long-one", {"b": "other"}], "c": "abc", "d": 1}')) >= {"long-one", "other"}
    assert set(secrets_in("user=smoke&password=a%26b%20c")) >= {"smoke", "a&b c"}
    assert "abc" not in secrets_in('{"c": "abc"}')


def test_login_does_not_show_its_body_when_printed() -> None:
    login = Login(parse_url("http://h/login"), PASSWORD, parse_path("t"), "X", "{token}")
    assert PASSWORD not in repr(login)
    assert PASSWORD not in repr(login.request((("X-Key", PASSWORD),)))
    assert take(login, Answer(200, (), '{"t": "x"}')) == "x"
