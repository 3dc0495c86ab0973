"""One build of an image, from a step of an action or from a command in a script."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..environment import resolve, resolve_in_shell
from ..late_pattern import late_pattern
from ..source import Span
from ..tree import Node, Scalar
from ..workflow import Document, Remembering, Step
from .cache import Cache, read_cache
from .image import Image, parse_image
from .item import Item, list_items

if TYPE_CHECKING:
    from ..shell import Command, Word

BUILD_ACTIONS = ("docker/build-push-action", "useblacksmith/build-push-action")
# depot builds on its own machines with its own cache, so only the image itself is of interest.
FOREIGN_BUILD_ACTIONS = ("depot/build-push-action",)
_ALL_BUILD_ACTIONS = (*BUILD_ACTIONS, *FOREIGN_BUILD_ACTIONS)
_DIALECTS = (
    ("docker", "buildx", "build"),
    ("docker", "buildx", "b"),
    ("docker", "builder", "build"),
    ("docker", "image", "build"),
    ("docker", "build"),
)
# How each of them begins, in whatever way its first two words are written: a quick look that misses none.
# No other commands of buildx begin with a b, but for bake.
_MENTION = late_pattern(
    r"docker(?:\.exe)?[\"']?[ \t]+(?:build(?!(?:x|er)[ \t]+[ac-z])|image\b(?![ \t]+[ac-z])|[-\"'\\$])"
)
_TRUE, _FALSE = ("true", "1", "t", "yes"), ("false", "0", "f", "no", "")


class Build(Remembering, frozen=True):
    """What is built, from what, with which caches, and where it goes.

    `command` is set for a build in a script. `push` and `load` are None where an expression decides.
    Texts of `context`, `file` and `target` have stated environment variables filled in.
    """

    step: Step
    at: Node | Span
    command: "Command | None"
    cache_from: tuple[Cache, ...]
    cache_to: tuple[Cache, ...]
    tags: tuple[Item, ...]
    push: bool | None
    load: bool | None
    outputs: tuple[Item, ...]
    platforms: tuple[Item, ...]
    build_arguments: tuple[Item, ...]
    secrets: tuple[Item, ...]
    context: str | None
    file: str | None
    target: str | None
    builder: str | None

    @property
    def is_action(self) -> bool:
        """Whether an action builds it, which hands BuildKit the runner's tokens."""
        return self.command is None

    @property
    def foreign(self) -> bool:
        """Whether it runs on a build service that keeps its own cache."""
        return self.is_action and self.step.uses is not None and self.step.uses.names(*FOREIGN_BUILD_ACTIONS)

    @property
    def images(self) -> tuple[Image, ...]:
        """The references it is tagged with, environment variables filled in where they are stated."""
        texts = [*(tag.text for tag in self.tags), *self._output_names()]
        fill = resolve if self.is_action else resolve_in_shell
        return tuple(parse_image(fill(self.step, text)) for text in texts)

    @property
    def uses_no_cache(self) -> bool:
        """Whether it is told to build all layers anew, or may be."""
        if self.command is not None:
            return self.command.has("--no-cache")
        return truth(self.step, self.step.input("no-cache")) is not False

    def _output_names(self) -> Iterator[str]:
        for output in self.outputs:
            for field in read_cache(output, "to").fields:
                if field.name == "name":
                    yield from field.value.strip('"').split(",")

    @property
    def caches(self) -> tuple[Cache, ...]:
        """All caches it reads or writes."""
        return (*self.cache_from, *self.cache_to)

    @property
    def exports_inline(self) -> bool:
        """Whether the pushed image carries its own cache; an expression may say so."""
        argument = "BUILDKIT_INLINE_CACHE="
        texts = (item.text for item in self.build_arguments if item.text.startswith(argument))
        by_argument = any(text.removeprefix(argument) not in ("", "0", "false") for text in texts)
        return by_argument or any(cache.type == "inline" for cache in self.cache_to)

    @property
    def identity(self) -> tuple[str | None, str | None, str | None]:
        """What tells one image from another: context, file and target as written."""
        return self.context, self.file, self.target


def builds(document: Document) -> tuple[Build, ...]:
    """All builds of a workflow or composite action, in the order of the file."""
    return document.remember("builds", lambda _: tuple(b for step in document.steps() for b in builds_of(step)))


def builds_of(step: Step) -> tuple[Build, ...]:
    """The builds of one step."""
    return step.remember("builds", _builds_of)


def _builds_of(step: Step) -> tuple[Build, ...]:
    if step.uses and step.uses.name in _ALL_BUILD_ACTIONS:
        return (_from_action(step),)
    if step.run and "docker" in step.run.text and _MENTION.search(step.run.text) and step.script:
        commands = step.script.commands
        return tuple(_from_command(step, command) for command in commands if _is_build(command))
    return ()


def _is_build(command: "Command") -> bool:
    return command.name == "docker" and any(command.starts_with(*words) for words in _DIALECTS)


def truth(step: Step, scalar: Scalar | None, *, default: bool = False) -> bool | None:
    """What a boolean input says; None if an expression decides."""
    if scalar is None:
        return default
    text = resolve(step, scalar.text).strip().lower()
    if text in _TRUE:
        return True
    return False if text in _FALSE else None


def _from_action(step: Step) -> Build:
    def listed(name: str, *, commas: bool) -> tuple[Item, ...]:
        return tuple(list_items(step.input(name), commas=commas))

    def stated(name: str) -> str | None:
        return resolve(step, step.input_text(name)).strip() or None

    outputs = listed("outputs", commas=False)
    return Build(
        step=step,
        at=step.uses.node if step.uses else step.place,
        command=None,
        cache_from=tuple(read_cache(item, "from") for item in listed("cache-from", commas=False)),
        cache_to=tuple(read_cache(item, "to") for item in listed("cache-to", commas=False)),
        tags=listed("tags", commas=True),
        push=_pushes(outputs, asked=truth(step, step.input("push"))),
        load=truth(step, step.input("load")),
        outputs=outputs,
        platforms=listed("platforms", commas=True),
        build_arguments=listed("build-args", commas=False),
        secrets=(*listed("secrets", commas=False), *listed("secret-envs", commas=False)),
        context=stated("context"),
        file=stated("file"),
        target=stated("target"),
        builder=stated("builder"),
    )


def _pushes(outputs: tuple[Item, ...], *, asked: bool | None) -> bool | None:
    push = asked
    if push:
        return True
    for output in outputs:
        fields = {field.name: field.value.lower() for field in read_cache(output, "to").fields}
        if fields.get("type") == "registry" or fields.get("push") == "true":
            return True
        if "${{" in output.text and ("push" in output.text or "registry" in output.text):
            push = None
    return push


def _from_command(step: Step, command: "Command") -> Build:
    def values(*names: str) -> tuple[Item, ...]:
        return tuple(_item(step, word) for word in command.options(*names))

    def stated(*names: str) -> str | None:
        word = command.option(*names)
        return resolve_in_shell(step, word.text) if word else None

    outputs = values("--output", "-o")
    platforms = [part for item in values("--platform") for part in _split(item)]
    return Build(
        step=step,
        at=command.span,
        command=command,
        cache_from=tuple(read_cache(item, "from") for item in values("--cache-from")),
        cache_to=tuple(read_cache(item, "to") for item in values("--cache-to")),
        tags=values("--tag", "-t"),
        push=_pushes(outputs, asked=command.has("--push")),
        load=command.has("--load"),
        outputs=outputs,
        platforms=tuple(platforms),
        build_arguments=values("--build-arg"),
        secrets=values("--secret"),
        context=_context(step, command),
        file=stated("--file", "-f"),
        target=stated("--target"),
        builder=stated("--builder"),
    )


def _item(step: Step, word: "Word") -> Item:
    assert step.run is not None  # noqa: S101 - a command comes from a script
    return Item(word.text, word.span, step.run, word.start + (1 if word.quote else 0))


def _split(item: Item) -> Iterator[Item]:
    start = 0
    for text in item.text.split(","):
        if text.strip():
            yield Item(text.strip(), item.part(start, start + len(text)), item.origin, item.start + start)
        start += len(text) + 1


# Options of `docker build` and `docker buildx build` that take no value (docker CLI 28, buildx 0.36).
_FLAGS = frozenset(
    ("--push", "--load", "--no-cache", "--pull", "--quiet", "-q", "--rm", "--force-rm", "--squash", "--compress",
     "--debug", "-D", "--check", "--disable-content-trust", "--help")
)  # fmt: skip


def _context(step: Step, command: "Command") -> str | None:
    """The last word that is neither an option nor the value of one."""
    words = [word.text for word in command.arguments]
    start = 1 + next((n for n, text in enumerate(words) if text in ("build", "b")), -1)
    positional = None
    skip = False
    for text in words[start:]:
        if skip:
            skip = False
        elif text.startswith("-") and text != "-":
            skip = "=" not in text and text not in _FLAGS
        else:
            positional = text
    return resolve_in_shell(step, positional) if positional else None
