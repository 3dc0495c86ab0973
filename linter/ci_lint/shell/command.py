"""One simple command of a script, and what stands around it."""

from collections.abc import Callable, Iterator
from functools import cached_property

from msgspec import Struct

from ..late_pattern import late_pattern
from ..source import Span
from ..tree import Scalar
from . import options
from .surroundings import Branch, Loop, Surroundings
from .words import Assignment, Heredoc, Redirect, Word

_OPEN = late_pattern(r"\$|`")


# Not frozen, as the parts in .words.
class Parts(Struct):
    """What a command consists of, wrappers taken off."""

    words: tuple[Word, ...]
    wrappers: tuple[str, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    heredocs: tuple[Heredoc, ...] = ()


class Command(Struct, eq=False, dict=True):
    """A simple command.

    `name` is its static name without folder, "" if it is dynamic. Wrappers such as `sudo` are taken off
    and listed in `wrappers`. `start` and `end` are offsets in the script of all of it, wrappers and
    assignments included. `[[ … ]]`, `[ … ]` and `(( … ))` are commands named by their opening, without
    their closing. A command that only assigns has neither name nor words.
    """

    scalar: Scalar
    name: str
    start: int
    end: int
    around: Surroundings
    # Most commands are asked for nothing but their name, so the rest is read when it is wanted.
    read: Callable[[], Parts]
    position: int = 0
    # Filled once by the reader with this command and its neighbours; None if it stands alone.
    _pipeline: "list[Command] | None" = None
    only_assigns: bool = False

    @cached_property
    def _parts(self) -> Parts:
        return self.read()

    @property
    def words(self) -> tuple[Word, ...]:
        """The name and what follows."""
        return self._parts.words

    @property
    def wrappers(self) -> tuple[str, ...]:
        """The names of the commands that run this one, the outer first."""
        return self._parts.wrappers

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """The variables it sets: for itself, or for the script if it only assigns or is `export` or the like."""
        return self._parts.assignments

    @property
    def redirects(self) -> tuple[Redirect, ...]:
        """Its own redirects in order; those of groups around it are in `around`."""
        return self._parts.redirects

    @property
    def heredocs(self) -> tuple[Heredoc, ...]:
        """Its heredocs."""
        return self._parts.heredocs

    @property
    def span(self) -> Span:
        """The place in the file."""
        return self.scalar.part(self.start, self.end)

    @property
    def text(self) -> str:
        """The text of all of it, as written."""
        return self.scalar.text[self.start : self.end]

    @property
    def arguments(self) -> tuple[Word, ...]:
        """The words behind the name."""
        return self.words[1:]

    def option(self, *names: str) -> Word | None:
        """The value of the last of these options; see `options`."""
        found = None
        for found in self.options(*names):  # noqa: B007 - the last one is wanted
            pass
        return found

    def options(self, *names: str) -> Iterator[Word]:
        """The values of these options in order: `--name value`, `--name=value`, `-nvalue`, `-xyn value`."""
        return options.values(self.name, self.arguments, names)

    def has(self, *names: str) -> bool:
        """Whether one of these flags is on; `--no-name` and `--name=false` switch it off, the last counts."""
        return options.is_on(self.name, self.arguments, names)

    def starts_with(self, *texts: str) -> bool:
        """Whether name and subcommands are these; global options between them are skipped."""
        return bool(texts) and self.name == texts[0] and options.leads(self.name, self.arguments, texts[1:])

    @property
    def may_hold_options(self) -> bool:
        """Whether some argument is expanded as a whole, so that options may be in it: `$FLAGS`, `"${ARGS[@]}"`."""
        return any(
            not word.static and _OPEN.match(word.text) and (not word.quote or "[@]" in word.text or word.text == "$@")
            for word in self.arguments
        )

    @property
    def pipeline(self) -> tuple["Command", ...]:
        """The commands joined by `|`, itself included; a loop or group is stood for by its first command."""
        return tuple(self._pipeline) if self._pipeline else (self,)

    @property
    def loop(self) -> Loop | None:
        """The innermost loop it stands in, as a part of the condition or of the body."""
        return self.around.loop

    @property
    def in_loop(self) -> bool:
        """Whether it stands in a loop."""
        return self.around.loop is not None

    @property
    def in_condition(self) -> bool:
        """Whether it stands where `if`, `elif`, `while` or `until` looks at exit codes."""
        return self.around.in_condition

    @property
    def and_or(self) -> tuple[Branch, ...]:
        """What follows behind `&&` and `||`, in order; for a part of a group also what follows the group."""
        return self.around.and_or

    @property
    def otherwise(self) -> tuple["Command", ...]:
        """The commands that run if it fails: those behind the next `||`."""
        return next((branch.commands for branch in self.and_or if branch.operator == "||"), ())

    @property
    def runs_after(self) -> str:
        """The `&&` or `||` it stands directly behind, or ""."""
        return self.around.runs_after

    @property
    def negated(self) -> bool:
        """Whether `!` stands before it or its pipeline."""
        return self.around.negated

    @property
    def background(self) -> bool:
        """Whether `&` sends it to the background."""
        return self.around.background

    @property
    def function(self) -> str:
        """The name of the function it stands in, or ""."""
        return self.around.function

    @property
    def subshell(self) -> bool:
        """Whether it stands in `( … )`."""
        return self.around.subshell

    @property
    def substitution(self) -> bool:
        """Whether it stands in a command or process substitution."""
        return self.around.substitution_depth > 0

    @property
    def assigned_to(self) -> str:
        """The variable that gets its output, as in `X=$(command)`, or ""."""
        return self.around.assigned_to

    @property
    def writes_to(self) -> Word | None:
        """The file that its output goes into, by a redirect of its own or of a group around it."""
        for redirect in (*reversed(self.redirects), *reversed(self.around.redirects)):
            if redirect.descriptor == 1:
                return redirect.target if redirect.writes else None
        return None
