"""Inputs and answers that want to be more than text."""

import contextlib
import re
from pathlib import Path

import pytest

from kit.inputs import InputError, Inputs
from smoke.settings import read_settings, read_watches

from .script import DEFAULTS, run
from .servers import Behaviour, answer, serving

HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    "'; touch pwned; '",
    '" && touch pwned #',
    "x\n::set-output name=result::passed",
    "x\r\n::error::forged",
    "x\n::add-mask::e",
    "##[error]forged",
    "-e --help",
    "--",
    "${{ github.token }}",
    "\x1b[2J\x1b]0;title\x07",
    "result<<EOF\npassed\nEOF",
    "%0A::error::forged",
    "\u202e reversed \u2066",
    "A" * 20_000,
)
INPUTS = tuple(DEFAULTS)


def settings(**inputs: str) -> None:
    given = {**DEFAULTS, "base-url": "http://localhost:1"} | {name.replace("_", "-"): v for name, v in inputs.items()}
    inputs_read = Inputs({f"CIKIT_{name.upper().replace('-', '_')}": value for name, value in given.items()})
    read_settings(inputs_read)
    read_watches(inputs_read)


@pytest.mark.parametrize("value", HOSTILE[:5], ids=range(5))
def test_hostile_inputs_all_at_once_are_harmless(tmp_path: Path, value: str) -> None:
    ran = run(tmp_path, **{name.replace("-", "_"): value for name in INPUTS})
    assert ran.returncode == 2, ran.log
    assert_harmless(tmp_path, ran.log)


@pytest.mark.parametrize("name", INPUTS)
def test_hostile_input_is_refused_in_one_sentence_or_taken_as_text(name: str) -> None:
    for value in HOSTILE:
        with contextlib.suppress(InputError):
            settings(**{name: value})


@pytest.mark.parametrize("name", ["endpoints", "headers", "expect-body", "login-body", "log-file", "auth-endpoints"])
def test_hostile_input_among_good_ones_is_harmless(tmp_path: Path, name: str) -> None:
    value = HOSTILE[0] if name in ("headers", "log-file") else HOSTILE[4]
    others = {"login_url": "/login", "login_body": "a=b"} if name == "auth-endpoints" else {}
    with serving({"/": answer()}) as server:
        ran = run(tmp_path, base_url=server.url, **{**others, name.replace("-", "_"): value})
    assert_harmless(tmp_path, ran.log)


def hostile_behaviours(number: int, value: str) -> dict[str, Behaviour]:
    header = re.sub(r"[\r\n]", " ", value)[:200].encode().decode("latin-1")
    return {
        f"/body{number}": answer(500, value.encode()),
        f"/json{number}": answer(200, value.encode()),
        f"/to{number}": answer(302, Location=header),
    }


def test_hostile_answers_and_logs_are_harmless(tmp_path: Path) -> None:
    behaviours: dict[str, Behaviour] = {"/": answer()}
    for number, value in enumerate(HOSTILE):
        behaviours.update(hostile_behaviours(number, value))
    log = tmp_path / "server.log"
    log.write_bytes("\n".join(HOSTILE).encode())
    endpoints = [f"{path} json .a" if "json" in path else path for path in behaviours]
    with serving(behaviours) as server:
        ran = run(tmp_path, base_url=server.url, endpoints="\n".join(endpoints), log_file=str(log))
    failed = str(len(HOSTILE) * 3)
    assert (ran.returncode, ran.outputs["result"], ran.outputs["failed-checks"]) == (1, "failed", failed), ran.log
    assert_harmless(tmp_path, ran.log)
    assert "passed" not in ran.outputs.values()


def assert_harmless(folder: Path, log: str) -> None:
    """Nothing was run, nothing was forged: every command in the log is ours, or behind a fence."""
    assert not list(folder.rglob("pwned"))
    assert "\x1b" not in log
    assert "\u202e" not in log
    fenced = re.sub(r"::stop-commands::(\w+)\n.*?\n::\1::", "", log, flags=re.DOTALL)
    commands = [line.strip() for line in re.split(r"[\r\n]", fenced) if line.strip().startswith("::") or "##[" in line]
    ours = re.compile(r"::(error title=smoke-test[\w%. -]*::|group::End of |endgroup::|add-mask::)")
    assert all(ours.match(command) for command in commands), commands
    assert (folder / "env").read_text("utf-8") == ""
    assert (folder / "path").read_text("utf-8") == ""


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"base_url": ""}, "input base-url is empty: it is required"),
        ({"base_url": "localhost:8000"}, 'input base-url is "localhost:8000": write an address such as'),
        ({"base_url": "http://me:hunter2@h"}, "input base-url is wrong: an address with a user name"),
        ({"timeout": "90"}, 'input timeout is "90": say which unit: 90s'),
        ({"timeout": "-5s"}, 'input timeout is "-5s": write a duration'),
        ({"timeout": "0s"}, 'input timeout is "0s": write a duration from 100ms to 1d'),
        ({"interval": "0s"}, 'input interval is "0s": write a duration from 50ms to 1d'),
        ({"stable_count": "0"}, 'input stable-count is "0": write a whole number from 1 to 1000'),
        ({"method": "get"}, 'input method is "get": choose one of GET, HEAD'),
        ({"expect_status": "2xx"}, 'input expect-status is "2xx": write numbers and ranges'),
        ({"expect_json": ".a == 1\n.b = 2"}, 'input expect-json, line 2, is ".b = 2": write one claim a line'),
        ({"insecure": "yes"}, 'input insecure is "yes": write true or false'),
        ({"headers": "X-A: 1\nhunter2"}, "input headers, line 2, is wrong: write a header as Name: value"),
        ({"headers": "X-A: 1\nx-a: hunter2"}, "input headers is wrong: write each header once"),
        ({"headers": "Content-Length: 0"}, "this header belongs to the connection"),
        ({"ready_path": "ready"}, 'input ready-path is "ready": write [METHOD] /path'),
        ({"auth_endpoints": "/me"}, "input login-url is empty: auth-endpoints need it"),
        ({"login_url": "/login"}, "input login-body is empty: login-url needs it"),
        ({"login_url": "ftp://h", "login_body": "a=hunter2"}, "input login-url is wrong: write an address"),
        ({"login_url": "/l", "login_body": "a=b", "token_path": "a b"}, 'input token-path is "a b": write a path'),
        (
            {"login_url": "/l", "login_body": "a=b", "token_header": "X: y"},
            'input token-header is "X: y": write a header',
        ),
        (
            {"login_url": "/l", "login_body": "a=b", "headers": "authorization: hunter2"},
            "headers has it too; a check without token would not be without",
        ),
        ({"watch_pid": "self"}, 'input watch-pid is "self": write a whole number'),
        ({"watch_pid": "-1"}, 'input watch-pid is "-1": write a whole number'),
        ({"watch_container": "-v"}, 'input watch-container is "-v": write the name or the id'),
    ],
)
def test_mistake_in_an_input_says_what_to_write(inputs: dict[str, str], told: str) -> None:
    with pytest.raises(InputError) as caught:
        settings(**inputs)
    assert told in str(caught.value)
    assert "hunter2" not in str(caught.value)
