"""The inputs of the step that publishes, checked before the token is used."""

from __future__ import annotations

import os
from dataclasses import dataclass

from kit.inputs import InputError, Inputs

from .tokens import Token

_LONGEST_TITLE = 256
_LONGEST_BODY = 20_000
_MOST_LABELS = 100


@dataclass(frozen=True)
class Settings:
    """What is to be published, and how. `sign` is signed or not at all, `push` by git and so unsigned."""

    token: Token
    repository: str
    title: str
    introduction: str
    labels: tuple[str, ...]
    sign: bool
    push: bool
    close_resolved: bool


def read_settings(inputs: Inputs, name: str) -> Settings:
    """The settings; `name` is the program that fixed. Raises InputError."""
    signing = inputs.choice("sign-commits", ("auto", "true", "false"))
    return Settings(
        Token(inputs.secret("token", required=True), os.environ.get("TOKEN_OF_THE_JOB") == "true"),
        _repository(),
        _limited(inputs, "title", inputs.text("title") or f"Apply the fixes of {name}", _LONGEST_TITLE),
        _limited(inputs, "body", inputs.document("body"), _LONGEST_BODY),
        inputs.lines("labels")[:_MOST_LABELS],
        sign=signing == "true",
        push=signing == "false",
        close_resolved=inputs.boolean("close-resolved"),
    )


def _repository() -> str:
    name = os.environ.get("GITHUB_REPOSITORY", "")
    if len(name.split("/")) != 2:  # noqa: PLR2004 - owner and name
        raise InputError("GITHUB_REPOSITORY", name, "the runner did not say which repository this is")
    return name


def _limited(inputs: Inputs, name: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise InputError(name, inputs.document(name), f"GitHub takes {limit} characters at most here")
    return text
