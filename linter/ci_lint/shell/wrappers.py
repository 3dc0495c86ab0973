"""Commands that run another command: what they are and how many of their own words stand before it.

Options with values are those of the manual pages of sudo, GNU coreutils, GNU time, bash and util-linux.
"""

from types import MappingProxyType

from msgspec import Struct

from ..late_pattern import late_pattern
from .words import Word

_ASSIGNMENT = late_pattern(r"[A-Za-z_][A-Za-z0-9_]*=")


class _Wrapper(Struct, frozen=True):
    """`valued`: options whose value is a word of its own; `operands`: words of its own before the command."""

    valued: frozenset[str] = frozenset()
    operands: int = 0
    assigns: bool = False
    # Options with which it does something else than run the command.
    queries: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WRAPPERS = MappingProxyType(
    {
        "sudo": _Wrapper(
            _words("-u --user -g --group -h --host -p --prompt -C --close-from -D --chdir -r --role -t --type -T -R"),
            assigns=True,
            queries=_words("-l --list -v --validate -V --version -K -e --edit"),
        ),
        "doas": _Wrapper(_words("-u -C")),
        "env": _Wrapper(
            _words("-u --unset -C --chdir"), assigns=True, queries=_words("-S --split-string --version --help")
        ),
        "time": _Wrapper(_words("-f --format -o --output")),
        "nohup": _Wrapper(),
        "setsid": _Wrapper(),
        "command": _Wrapper(queries=_words("-v -V")),
        "builtin": _Wrapper(),
        "exec": _Wrapper(_words("-a")),
        "timeout": _Wrapper(_words("-s --signal -k --kill-after"), operands=1),
        "gtimeout": _Wrapper(_words("-s --signal -k --kill-after"), operands=1),
        "nice": _Wrapper(_words("-n --adjustment")),
        "ionice": _Wrapper(_words("-c --class -n --classdata"), queries=_words("-p --pid")),
        "stdbuf": _Wrapper(_words("-i --input -o --output -e --error")),
        "xvfb-run": _Wrapper(
            _words("-e --error-file -f --auth-file -n --server-num -p --xauth-protocol -s --server-args -w --wait")
        ),
    }
)


WRAPPERS = frozenset(_WRAPPERS)


class Peeled(Struct, frozen=True):
    """The words of the inner command, its wrappers, and the words that assign variables for it."""

    words: tuple[Word, ...]
    wrappers: tuple[str, ...] = ()
    assignments: tuple[Word, ...] = ()


def peel(words: tuple[Word, ...]) -> Peeled:
    """Take the wrappers off; a wrapper that runs nothing is a command of its own."""
    names: list[str] = []
    assignments: list[Word] = []
    while words and (wrapper := _WRAPPERS.get(name := static_name(words[0]))):
        count = _own_words(wrapper, words)
        if count >= len(words):
            break
        names.append(name)
        assignments += (word for word in words[1:count] if _ASSIGNMENT.match(word.text))
        words = words[count:]
    return Peeled(words, tuple(names), tuple(assignments))


def _own_words(wrapper: _Wrapper, words: tuple[Word, ...]) -> int:
    """How many words belong to the wrapper; all of them if it runs nothing."""
    index = 1
    while index < len(words):
        text = words[index].text
        if text == "--":
            index += 1
            break
        if text in wrapper.queries:
            return len(words)
        if text.startswith("-"):
            index += 2 if text in wrapper.valued else 1
        elif wrapper.assigns and _ASSIGNMENT.match(text):
            index += 1
        else:
            break
    return index + wrapper.operands


_NAME = late_pattern(r"[\w.+:\[\]-]+")


def static_name(word: Word) -> str:
    """The name of the program without its folder, which alone may be dynamic; "" if it is not known."""
    if word.static and "/" not in word.text:
        return word.text.removesuffix(".exe")
    folder, slash, name = word.text.rpartition("/")
    if word.static:
        return name.removesuffix(".exe")
    return name.removesuffix(".exe") if slash and folder and _NAME.fullmatch(name) else ""
