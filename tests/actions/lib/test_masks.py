"""A secret is hidden before it can be printed, and in everything that is written to files."""

import base64
import json
import sys
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kit import commands
from kit.masks import HIDDEN, mask, redact

from .runner_log import read

secrets = st.text(min_size=4).filter(lambda text: len(text.strip()) >= 4)


def masked(output: str) -> list[str]:
    return [command.data for command in read(output).named("add-mask")]


def test_each_line_is_masked_for_itself(capsys: pytest.CaptureFixture[str]) -> None:
    mask("-----BEGIN KEY-----\nabc%0Adef\r\n  ghij  \n\nxyz\n")
    assert masked(capsys.readouterr().out) == ["-----BEGIN KEY-----", "abc%0Adef", "ghij"]


def test_short_values_are_not_masked_because_that_would_hide_everything(capsys: pytest.CaptureFixture[str]) -> None:
    mask("abc")
    mask("")
    mask("  \n ")
    assert capsys.readouterr().out == ""


def test_value_that_looks_like_a_command_is_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    mask("::error::pwned")
    log = read(capsys.readouterr().out)
    assert [(command.name, command.data) for command in log.commands] == [("add-mask", "::error::pwned")]


def test_mask_works_behind_a_fence(capsys: pytest.CaptureFixture[str]) -> None:
    with commands.fence():
        mask("hunter2hunter2")
        sys.stdout.write("output\n")
    output = capsys.readouterr().out
    assert masked(output) == ["hunter2hunter2"]
    assert read(output).shown == ("output", "")


@given(secrets, st.text(), st.text())
def test_no_form_of_a_secret_is_left(secret: str, before: str, after: str) -> None:
    assume(all(part not in HIDDEN for part in secret.split()))
    forms = [
        secret,
        quote(secret, safe="", errors="replace"),
        quote_plus(secret, errors="replace"),
        json.dumps(secret)[1:-1],
        base64.b64encode(secret.encode("utf-8", "replace")).decode(),
    ]
    for form in forms:
        clean = redact(f"{before}{form}{after}", [secret])
        assert form not in clean or form in HIDDEN
        assert HIDDEN in clean


@pytest.mark.parametrize("form", ["a b/c!d", "a%20b%2Fc%21d", "a%20b/c%21d", "a+b%2Fc%21d", "YSBiL2MhZA=="])
def test_each_form_of_a_secret_is_hidden(form: str) -> None:
    assert redact(f"<{form}>", ["a b/c!d"]) == f"<{HIDDEN}>"


def test_each_line_of_a_secret_is_hidden() -> None:
    assert redact("first and second", ["first\nsecond\n"]) == f"{HIDDEN} and {HIDDEN}"


def test_longer_secrets_go_first() -> None:
    assert redact("password123", ["password", "password123"]) == HIDDEN


def test_nothing_is_hidden_where_there_is_no_secret() -> None:
    assert redact("text", []) == "text"
    assert redact("text", ["", " \n"]) == "text"


def test_short_secrets_are_hidden_too_where_we_write_the_text() -> None:
    assert redact("pin 123", ["123"]) == f"pin {HIDDEN}"
