"""Names for the variables that hold what expressions give."""

import re
from collections.abc import Collection, Iterator
from itertools import chain, count

from ..expressions import Call, Expr, find_expressions, references
from ..expressions.taint import outside_text
from ..late_pattern import late_pattern
from ..tree import Mapping, Node, Scalar
from ..workflow import Step
from .tokens import masked
from .value import Value, key_of
from .words import word_set

_NAME = late_pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_POWERSHELL = late_pattern(r"env:(\w+)", re.IGNORECASE)
_ODD = late_pattern(r"[^A-Za-z0-9]+")
# GitHub sets the first ones; shells, languages and tools read the others.
_RESERVED_START = late_pattern(
    r"\A(?:GITHUB|RUNNER|ACTIONS|INPUT|STATE|LC|LD|DYLD|GIT|PYTHON|PIP|NODE|NPM|DOCKER|BUILDKIT|COMPOSE|BASH|AWS)(?:_|$)"
)
_RESERVED = word_set(
    "CI PATH HOME USER USERNAME LOGNAME SHELL PWD OLDPWD IFS ENV LANG LANGUAGE TERM TMPDIR TEMP TMP TZ EDITOR VISUAL "
    "PAGER MAIL EMAIL HOST HOSTNAME UID EUID GID PPID RANDOM SECONDS LINENO REPLY OPTARG OPTIND COLUMNS LINES DISPLAY "
    "OS OSTYPE HOSTTYPE MACHTYPE DIRSTACK FUNCNAME GROUPS PIPESTATUS SHLVL SHELLOPTS CC CXX CFLAGS LDFLAGS PREFIX"
)
_CONTEXTS = ("github", "inputs", "secrets", "vars", "env", "steps", "needs", "matrix")
# What a script may do with a variable without changing it: read it, in any of the languages.
_READ = late_pattern(r"(?:\$\{?|\$\{?env:|process\.env\.|environ\[[\"']|\benv\.)$")
_CHANGES = late_pattern(r"\s*(?:[-+]?=(?!=)|:?=)")


def wanted_name(value: Value) -> str:
    """What an expression would be called: `ISSUE_TITLE` for `github.event.issue.title`."""
    tree = value.expression.tree
    path = _path(tree) if tree else ()
    name = _ODD.sub("_", "_".join(path)).strip("_").upper() or "VALUE"
    if isinstance(tree, Call) and tree.name.lower() == "tojson":
        name += "_JSON"
    return f"_{name}" if name[0].isdigit() else name


def _path(tree: Expr) -> tuple[str, ...]:
    outside = next(outside_text(tree, None), None)
    found = outside or next(references(tree), None)
    if found is None:
        return ()
    path = tuple(part for part in found.path if part not in ("*", "outputs", "result"))
    while len(path) > 1 and path[0] in (*_CONTEXTS, "event"):
        path = path[1:]
    return ("pr", *path[1:]) if path[0] == "pull_request" else path


class Names:
    """The names of one script: which are free in it, which hold a value already."""

    def __init__(self, step: Step, code: Scalar) -> None:
        self.code = masked(code)
        self.blocks = list(environments(step))
        self.set_elsewhere = _exported(step.node.source.text)
        # Windows knows no case in the names of variables.
        keys = (key.text.upper() for block in self.blocks for key, _ in block.named_entries())
        in_powershell = (name.upper() for name in _POWERSHELL.findall(self.code))
        self.taken = {*_NAME.findall(self.code), *keys, *in_powershell, *self.set_elsewhere}

    def existing(self, value: Value) -> str | None:
        """The variable that holds the value already; None if there is none, or the script changes it."""
        seen: set[str] = set()
        for depth, block in enumerate(self.blocks):
            for key, text in block.named_entries():
                if key.text in seen:
                    continue
                seen.add(key.text)
                own = depth == 0 or key.text not in self.set_elsewhere
                if own and _holds(text, key.text, value) and self.only_read(key.text):
                    return key.text
        return None

    def only_read(self, name: str) -> bool:
        """Whether the script does nothing to a variable but read it."""
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", self.code):
            before = self.code[max(0, found.start() - 20) : found.start()]
            if not _READ.search(before) or _CHANGES.match(self.code, found.end()):
                return False
        return True

    def free(self, name: str, used: Collection[str]) -> str:
        """The name, with a number behind it if it is taken."""
        name = _RESERVED_START.sub("", name) or f"{name}_VALUE"
        if name in _RESERVED:
            name = f"{name}_VALUE"
        numbered = chain((name,), (f"{name}_{number}" for number in count(2)))
        return next(candidate for candidate in numbered if candidate not in self.taken and candidate not in used)


def environments(step: Step) -> Iterator[Mapping]:
    """The `env` mappings that a step sees, its own first."""
    yield _environment(step.node)
    for owner in step.parent.env_owners:
        yield _environment(owner)


def _environment(owner: Mapping) -> Mapping:
    block = owner.get("env")
    return block if isinstance(block, Mapping) else Mapping(owner.source, owner.start, owner.start)


def _holds(text: Node, name: str, value: Value) -> bool:
    """Whether a variable has the value: it is the one that is asked for, or made from the same expression."""
    if not isinstance(text, Scalar) or not _NAME.fullmatch(name):
        return False
    held = find_expressions(text)
    same = len(held) == 1 and (held[0].start, held[0].end) == (0, len(text.text)) and key_of(held[0]) == value.key
    return same or value.key == f"env.{name}"


_EXPORT = late_pattern(r"([A-Za-z_]\w*)(?:=|<<)")


def _exported(text: str) -> frozenset[str]:
    """The names that some step of the file may set for later ones."""
    if "GITHUB_ENV" not in text and "set-env" not in text:
        return frozenset()
    return frozenset(_EXPORT.findall(text))
