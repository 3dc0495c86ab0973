"""How command lines name options, for tools whose grammar is not known here.

The convention is POSIX's and GNU's: `--name value`, `--name=value`, one-letter options that may be
clustered, `--` as the end. Where tools differ from it, or a guess would be wrong too often, a table says
so; the tables hold what the tools' own help texts say.
"""

from collections.abc import Iterator
from types import MappingProxyType

from ..late_pattern import late_pattern
from .words import Word

_CLUSTER = late_pattern(r"-[A-Za-z0-9]{2,}")

# One-letter options that take a value, so that the rest of a cluster is no list of flags.
_VALUE_LETTERS = MappingProxyType(
    {
        "curl": "AbcCdDeEFhHKmoPQrtTuUwxXyYz",
        "docker": "abcefhlmopstuvwH",
        "git": "bcCmoS",
        "kubectl": "cflnosL",
        "npm": "w",
        "pip": "cefir",
        "pip3": "cefir",
        "pytest": "cknmoprW",
        "rsync": "BefMT",
        "scp": "cFiJloPS",
        "ssh": "bcDeEFIiJLlmOopQRSWw",
        "tar": "bCfFgHIKLNTVX",
        "wget": "aABDeghiIloOPQRStTUwxX",
    }
)

# Tools that write long options with one dash, so that nothing is clustered.
_SINGLE_DASH = frozenset({"find", "go", "java", "javac", "mvn", "openssl", "packer", "terraform", "terragrunt", "tofu"})

# Options before a subcommand that take a value as a word of its own.
_GLOBAL_VALUES = MappingProxyType(
    {
        "docker": "--config -c --context -H --host -l --log-level --tlscacert --tlscert --tlskey --builder -f --file "
        "-p --project-name --project-directory --env-file --profile --ansi --progress --parallel",
        "docker-compose": "-f --file -p --project-name --project-directory --env-file --profile --ansi --progress "
        "-c --context -H --host",
        "podman": "--connection -c --log-level --root --url",
        "kubectl": "-n --namespace --context --kubeconfig --cluster --user -s --server --token --as --request-timeout",
        "helm": "-n --namespace --kube-context --kubeconfig --kube-token --kube-apiserver",
        "git": "-C -c --git-dir --work-tree --namespace",
        "gh": "-R --repo",
        "go": "-C",
        "npm": "--prefix -w --workspace -C",
        "pnpm": "-C --dir -F --filter",
        "yarn": "--cwd",
        "uv": "--directory --project --config-file --cache-dir --color",
        "poetry": "-C --directory -P --project",
        "cargo": "--color --config -Z -C",
        "aws": "--profile --region --endpoint-url --output --query",
        "gcloud": "--project --account --configuration --verbosity --format",
        "python": "-W -X",
        "python3": "-W -X",
    }
)


def values(tool: str, arguments: tuple[Word, ...], names: tuple[str, ...]) -> Iterator[Word]:
    """The value of each of these options, in order; an option that ends the line has none."""
    skip = False
    for index, word in enumerate(arguments):
        if skip:
            skip = False
            continue
        text = word.text
        if text == "--" and not word.quote:
            return
        if not text.startswith("-"):
            continue
        place = _value_place(tool, text, names)
        if place is None:
            continue
        if place < len(text):
            yield word.part(place)
        elif index + 1 < len(arguments):
            skip = True
            yield arguments[index + 1]


def _value_place(tool: str, text: str, names: tuple[str, ...]) -> int | None:
    """Where in the text of a word the value of one of the options begins; its length if it is the next word."""
    head, equals, _ = text.partition("=")
    if head in names:
        return len(head) + len(equals)
    letters = _letters(names)
    if not letters or text.startswith("--") or tool in _SINGLE_DASH:
        return None
    if text[1:2] in letters:
        return 2
    if tool in _VALUE_LETTERS:
        return _place_in_cluster(text, letters, frozenset(_VALUE_LETTERS[tool]))
    # Letters behind one in the middle could be its value or more flags: only the end of a cluster is certain.
    before = text[1:-1]
    flags = before.isalnum() and not letters.union(_VALUE_LETTERS.get(tool, "")).intersection(before)
    return len(text) if flags and text[-1] in letters else None


def _place_in_cluster(text: str, letters: frozenset[str], valued: frozenset[str]) -> int | None:
    """Where the value begins in `-xyn4` or behind `-xyn`, of a tool whose letters with values are known."""
    for place, letter in enumerate(text[1:], start=1):
        if letter in letters:
            return place + 1
        if letter in valued or not letter.isalnum():
            return None
    return None


def _letters(names: tuple[str, ...]) -> frozenset[str]:
    """The letters of those options that have one dash and one letter."""
    return frozenset(name[1:] for name in names if len(name.lstrip("-")) == 1)


def is_on(tool: str, arguments: tuple[Word, ...], names: tuple[str, ...]) -> bool:
    """Whether the last mention of these flags switches them on."""
    off = {f"--no-{name[2:]}" for name in names if name.startswith("--")} - set(names)
    letters = _letters(names)
    on = False
    for word in arguments:
        text = word.text
        if text == "--" and not word.quote:
            break
        if not text.startswith("-"):
            continue
        head, _, value = text.partition("=")
        if head in names:
            on = value.lower() != "false"
        elif text in off:
            on = False
        elif letters and _clustered(tool, text, letters):
            on = True
    return on


def _clustered(tool: str, text: str, letters: frozenset[str]) -> bool:
    if tool in _SINGLE_DASH or not _CLUSTER.fullmatch(text):
        return False
    valued = _VALUE_LETTERS.get(tool, "")
    for letter in text[1:]:
        if letter in letters:
            return True
        if letter in valued:
            return False
    return False


def leads(tool: str, arguments: tuple[Word, ...], texts: tuple[str, ...]) -> bool:
    """Whether the arguments begin with these static words, options before and between them left out."""
    valued = _GLOBAL_VALUES.get(tool, "").split()
    rest = iter(arguments)
    for expected in texts:
        for word in rest:
            if word.text == expected and word.static:
                break
            if not word.text.startswith("-"):
                return False
            if word.text in valued:
                next(rest, None)
        else:
            return False
    return True
