"""Which words of a command are programs for somebody else: a shell, awk, a database, a build tool.

A variable keeps text from being code for the shell that expands it, not for the program that gets it.
"""

from ..late_pattern import late_pattern
from ..shell import Command, Word
from .words import word_set

_DATABASES = word_set("psql mysql mariadb sqlite mongo mongosh redis-cli cqlsh sqlcmd")
_LANGUAGES = word_set(
    "bash sh dash zsh ksh ash fish busybox pwsh powershell cmd su runuser python pypy node nodejs deno bun ruby perl "
    "php lua osascript Rscript julia groovy tclsh expect bc dc"
)
_INTERPRETERS = _LANGUAGES | _DATABASES | {"ssh"}
# They run what their words name.
_RUNNERS = word_set("docker podman nerdctl kubectl oc xargs find lxc vagrant multipass gcloud flatpak nsenter")
# Whatever they get, they read as code, as a name or as a number that they compute.
_READ_ALL = word_set(
    "eval let source . trap alias ssh sshpass watch parallel script at batch crontab make gmake nmake just "
    "read mapfile readarray getopts unset bind complete coproc"
).union(_DATABASES)
_FILTERS = word_set("awk gawk mawk nawk sed gsed jq gojq jaq yq")
_FILTER_VALUES = ("--arg", "--argjson", "--rawfile", "--slurpfile")
_CODE_OPTION = late_pattern(r"-[a-zA-Z]*[cepE]|--(?:command|eval|execute|expression|print)|-[Cc]ommand|/[cC]")
_CODE_LETTERS = {
    "python": late_pattern(r"-[a-zA-Z]*c"),
    "pypy": late_pattern(r"-c"),
    "php": late_pattern(r"-[a-zA-Z]*[rRBE]"),
}
_QUERY_OPTIONS = ("--jq", "-q", "--template", "-t")
_CODE_FILE = late_pattern(
    r"\.(?:sh|bash|py|js|mjs|cjs|ts|rb|pl|ps1|psm1|bat|cmd|sql|php|lua|groovy|mk)[\"']?$|Makefile$"
)
_VERSION = late_pattern(r"\d[\d.]*$")


def interprets_input(command: Command) -> bool:
    """Whether a command reads its input as code: a shell or language that is given no program, a database."""
    words = command.words
    name = _program(words[0])
    if name in _INTERPRETERS:
        return name not in _LANGUAGES or not _has_program(words[1:])
    inner = [number for number, word in enumerate(words) if _program(word) in _INTERPRETERS]
    if name not in _RUNNERS or not inner:
        return False
    # What xargs reads becomes words of the command it runs.
    return name == "xargs" or not _has_program(words[inner[-1] + 1 :])


def _has_program(words: tuple[Word, ...]) -> bool:
    """Whether a program is among the words behind the name of a language; `-s` and `-` say that it comes as input."""
    operands = (word.text for word in words)
    return any(not text.startswith("-") or text == "-m" or bool(_CODE_OPTION.fullmatch(text)) for text in operands)


def is_code_file(word: Word) -> bool:
    """Whether the name of a file says that it holds code."""
    return bool(_CODE_FILE.search(word.text))


def program_text(command: Command, place: int) -> str:
    """For what program the word at that place of a command is code, a pattern or a name; "" if it is text."""
    name, words = _program(command.words[0]), command.words
    before = words[place - 1].text if place else ""
    if name in _READ_ALL or (name in _FILTERS and not _is_filter_value(words, place)):
        return name
    if name == "printf" and place == _first_operand(words):
        return "the format of printf"
    if name in ("test", "[") and before in ("-v", "-R"):
        return name
    if name == "gh" and _is_query(words, place):
        return "a query of gh"
    reader = next((_program(word) for word in words[:place] if _program(word) in _INTERPRETERS), "")
    return reader if reader and _CODE_LETTERS.get(reader, _CODE_OPTION).fullmatch(before) else ""


def _program(word: Word) -> str:
    name = word.text.rsplit("/", 1)[-1].removesuffix(".exe")
    return _VERSION.sub("", name)


def _is_filter_value(words: tuple[Word, ...], place: int) -> bool:
    """`awk -v NAME=text`, `jq --arg NAME text`."""
    if words[place - 1].text == "-v":
        return True
    return place > 1 and words[place - 2].text in _FILTER_VALUES


def _first_operand(words: tuple[Word, ...]) -> int:
    return next((n for n, word in enumerate(words) if n and not word.text.startswith("-")), 0)


def _is_query(words: tuple[Word, ...], place: int) -> bool:
    if any(word.text == "graphql" for word in words) and words[place].text.startswith("query="):
        return True
    return words[place - 1].text in _QUERY_OPTIONS or words[place].text.startswith(("--jq=", "--template="))
