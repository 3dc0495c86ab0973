"""Inputs, as the caller may have written them."""

from pathlib import Path

import pytest
import yaml

from building.requests import Options, choose_provenance, pushes, read_options, without_pushes
from kit.inputs import InputError, Inputs

ACTION = Path(__file__).parents[3] / "actions" / "docker-build" / "action.yml"
DEFAULTS = {name: entry["default"] for name, entry in yaml.safe_load(ACTION.read_text())["inputs"].items()}


def options(**inputs: str) -> Options:
    """The options with what action.yml gives where nothing is said; names with underscores stand for dashes."""
    given = {**DEFAULTS, "login": "false", "extra-contexts": "false"}
    given.update({name.replace("_", "-"): value for name, value in inputs.items()})
    return read_options(Inputs({f"CIKIT_{name.upper().replace('-', '_')}": value for name, value in given.items()}))


def refusal(**inputs: str) -> str:
    with pytest.raises(InputError) as caught:
        options(**inputs)
    return str(caught.value)


def test_defaults_of_the_action_are_good_inputs() -> None:
    plain = options()
    assert (plain.context, plain.backend, plain.mode, plain.write) == (".", "auto", "max", "auto")
    assert (plain.max_size, plain.cache_timeout, plain.timeout) == (2 << 30, 300, 1800)
    assert not plain.push_asked
    assert plain.buildkit_image.startswith("moby/buildkit:v")
    assert "@sha256:" in plain.buildkit_image


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("context", "--load", "must not begin with a dash"),
        ("context", "-", "must not begin with a dash"),
        ("file", "-f", "must not begin with a dash"),
        ("context", "a\nb", "write one line"),
        ("cache_ref", "ghcr.io/a/b:c,mode=max", "write an image reference"),
        ("cache_ref", "$(touch pwned)", "write an image reference"),
        ("builder", "--config=/etc", "write the name of a builder"),
        ("builder", "../../x", "write the name of a builder"),
        ("buildx_version", "https://example.com/x.git", "write a version"),
        ("buildkit_image", "moby/buildkit:v1\nnetwork=host", "input buildkit-image"),
        ("buildkit_image", "moby/buildkit:v1,network=host", "write an image reference"),
        ("cache_backend", "s3", "input cache-backend is "),
        ("cache_mode", "all", "input cache-mode is "),
        ("cache_write", "yes", "input cache-write is "),
        ("push", "maybe", "input push is "),
        ("timeout", "5x", "input timeout is "),
        ("timeout", "30", "input timeout is "),
        ("cache_timeout", "2h", "input cache-timeout is "),
        ("cache_max_size", "much", "input cache-max-size is "),
    ],
)
def test_wrong_input_is_told_with_its_name_and_the_way_out(name: str, value: str, words: str) -> None:
    message = refusal(**{name: value})
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("output", "sends"),
    [
        ("type=registry", True),
        ("type=image,name=a/b,push=true", True),
        ("type=image,name=a/b,push-by-digest=true,push=True", True),
        (" type = registry ", True),
        ('type=image,"name=a/b,c/d",push=1', True),
        ("type=image,push=false", False),
        ("type=oci,dest=a.tar", False),
        ("out", False),
    ],
)
def test_outputs_that_push_are_known(output: str, sends: bool) -> None:  # noqa: FBT001  a column
    assert pushes(output) is sends
    assert without_pushes(["type=local,dest=x", output]) == ("type=local,dest=x", *(() if sends else (output,)))


def test_lists_come_apart_by_lines_and_commas() -> None:
    assert options(tags="a/b:1, a/b:2\n\n a/b:3").tags == ("a/b:1", "a/b:2", "a/b:3")
    assert options(platforms="linux/amd64\nlinux/arm64").platforms == "linux/amd64,linux/arm64"
    image = options(tags="not an image\nghcr.io/octo/app:1").image
    assert image
    assert image.name == "ghcr.io/octo/app"


def test_provenance_records_no_arguments_and_leaves_room_for_the_engine() -> None:
    assert choose_provenance(options()) == "mode=min,inline-only=true"
    assert choose_provenance(options(load="true")) == ""
    assert choose_provenance(options(outputs="type=docker,dest=x.tar")) == ""
    assert choose_provenance(options(provenance="mode=max")) == "mode=max"
