"""Inputs that contradict themselves or the rest."""

from pathlib import Path

import pytest

from kit.inputs import InputError, Inputs
from testrun.settings import Settings, read_settings

from .action import defaults


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))


def settings(**inputs: str) -> Settings:
    given = {**defaults(), **{name.replace("_", "-"): value for name, value in inputs.items()}}
    return read_settings(Inputs({f"CIKIT_{name.upper().replace('-', '_')}": text for name, text in given.items()}))


def test_defaults_are_what_action_yml_says(tmp_path: Path) -> None:
    found = settings()
    assert found.tests.folder == tmp_path
    assert found.company.mode == "auto"
    assert found.company.rerun
    assert found.company.forgive
    assert (found.limits.total, found.limits.idle, found.limits.test) == (1200, 300, 0)
    assert not found.coverage.wanted


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"mode": "both"}, "choose one of auto, serial, parallel"),
        ({"dist": "each"}, "choose one of loadfile"),
        ({"workers": "0"}, "whole number from 1 to 256"),
        ({"timeout": "20"}, "20s, 20m or 20h"),
        ({"timeout": "1s"}, "from 5s"),
        ({"random_seed": "4294967296"}, "from 0 to 4294967295"),
        ({"coverage_min": "101"}, "from 0 to 100"),
        ({"coverage_min": "nan"}, "from 0 to 100"),
        ({"import_check": "a-b"}, "names of modules"),
        ({"import_check": "*"}, "names of modules"),
        ({"args": "it's"}, "a quote is opened and not closed"),
        ({"python": ""}, "required"),
        ({"command": "make test"}, "input junit-path is empty"),
        ({"command": "make test", "junit_path": "x.xml", "paths": "tests"}, "works with pytest only"),
    ],
)
def test_mistake_names_the_input_and_the_way_out(inputs: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        settings(**inputs)
