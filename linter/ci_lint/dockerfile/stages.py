"""The stages of a Dockerfile and what each of them takes from others.

Which stages a build runs follows BuildKit: the target and all that it names in FROM, `COPY --from` and
`RUN --mount=…,from=`.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from msgspec import Struct

from ..late_pattern import late_pattern
from .instructions import Instruction, read_instructions
from .parts import Copy, Mount, declared_arguments, filled, read_copy, read_mount, variables

_NUMBER = late_pattern(r"[0-9]{1,4}")
_TARGET = late_pattern(r"\bTARGET(?:ARCH|PLATFORM|OS|VARIANT)\b|\bxx-|tonistiigi/xx|/xx\b")


class Stage(Struct, frozen=True, eq=False, dict=True):
    """One FROM and what follows it.

    `image` is what FROM names with the defaults of ARGs filled in, `base` the earlier stage of that name.
    `platform` is the value of `--platform`, "" if there is none.
    """

    number: int
    name: str
    image: str
    base: "Stage | None"
    platform: str
    line: int
    instructions: tuple[Instruction, ...]

    def of(self, *names: str) -> tuple[Instruction, ...]:
        """Its instructions of these names."""
        return tuple(i for i in self.instructions if i.name in names)

    @cached_property
    def copies(self) -> tuple[Copy, ...]:
        """Its COPY and ADD instructions; heredocs are no sources."""
        return tuple(read_copy(instruction) for instruction in self.of("COPY", "ADD") if len(instruction.words) > 1)

    @cached_property
    def mounts(self) -> tuple[Mount, ...]:
        """The mounts of its RUN instructions."""
        return tuple(read_mount(i, value) for i in self.of("RUN") for value in i.flag_values("mount"))

    @cached_property
    def args(self) -> MappingProxyType[str, str | None]:
        """The build arguments it declares with their defaults."""
        return MappingProxyType(dict(declared_arguments(self.instructions)))

    @cached_property
    def env(self) -> MappingProxyType[str, str]:
        """The environment variables it sets."""
        return MappingProxyType({name: value for i in self.of("ENV") for name, value in variables(i)})

    @property
    def runs(self) -> bool:
        """Whether it executes anything."""
        return bool(self.of("RUN"))

    @property
    def final_image(self) -> str:
        """The image that it starts from, followed through earlier stages."""
        stage = self
        while stage.base:
            stage = stage.base
        return stage.image

    @property
    def effective_platform(self) -> str:
        """Its `--platform`, or that of the stage it builds on; "" is the target's platform."""
        stage = self
        while stage.base and not stage.platform:
            stage = stage.base
        return stage.platform

    @property
    def on_target_platform(self) -> bool:
        """Whether it is executed on the platform that the image is for."""
        return not self.effective_platform or "TARGET" in self.effective_platform

    @property
    def knows_target(self) -> bool:
        """Whether it speaks of the target platform, as cross-compilation does."""
        return any(_TARGET.search(f"{i.text} {i.flags}") for i in self.instructions)


class Dockerfile(Struct, frozen=True, eq=False, dict=True):
    """A Dockerfile. `args` are the build arguments before the first FROM with their defaults."""

    stages: tuple[Stage, ...]
    args: MappingProxyType[str, str | None]

    @property
    def multi_stage(self) -> bool:
        """Whether it has several stages."""
        return len(self.stages) > 1

    @property
    def copies(self) -> tuple[Copy, ...]:
        """The COPY and ADD instructions of all stages."""
        return tuple(copy for stage in self.stages for copy in stage.copies)

    @property
    def mounts(self) -> tuple[Mount, ...]:
        """The mounts of all stages."""
        return tuple(mount for stage in self.stages for mount in stage.mounts)

    @cached_property
    def _named(self) -> dict[str, list[Stage]]:
        found: dict[str, list[Stage]] = {}
        for stage in self.stages:
            found.setdefault(stage.name or "", []).append(stage)
        return found

    def stage(self, target: str | None) -> Stage | None:
        """The stage of a name or number; the last one for no target; None if there is no such stage."""
        if not target:
            return self.stages[-1] if self.stages else None
        return self._before(target, len(self.stages))

    def _before(self, target: str, number: int) -> Stage | None:
        """The last stage of that name before the one of that number, else the one that it counts to."""
        for stage in reversed(self._named.get(target.lower(), [])):
            if stage.number < number:
                return stage
        counted = int(target) if _NUMBER.fullmatch(target) else number
        return self.stages[counted] if counted < number else None

    def built(self, target: str | None = None) -> tuple[Stage, ...]:
        """The stages that a build of the target runs, in order; all of them if the target is not known."""
        last = self.stage(target)
        if last is None:
            return self.stages
        needed: set[int] = set()
        pending = [last]
        while pending:
            stage = pending.pop()
            if stage.number not in needed:
                needed.add(stage.number)
                pending += self._sources(stage)
        return tuple(stage for stage in self.stages if stage.number in needed)

    def _sources(self, stage: Stage) -> Iterator[Stage]:
        """The stages that a stage takes something from."""
        if stage.base:
            yield stage.base
        names = [copy.stage for copy in stage.copies] + [mount.options.get("from", "") for mount in stage.mounts]
        for name in filter(None, names):
            source = self._before(name, stage.number)
            if source:
                yield source

    def has_run(self, target: str | None = None) -> bool:
        """Whether a build of the target executes anything."""
        return any(stage.runs for stage in self.built(target))

    def cross_compiles(self, target: str | None = None) -> bool:
        """Whether a build of the target works for a foreign platform on the builder's own."""
        return any("BUILDPLATFORM" in stage.platform or stage.knows_target for stage in self.built(target))

    def runs_on_target(self, target: str | None = None) -> bool:
        """Whether a build of the target executes something on the target platform: a foreign one is emulated."""
        return any(stage.runs and stage.on_target_platform for stage in self.built(target))

    def has_cache_mounts(self, target: str | None = None) -> bool:
        """Whether a build of the target keeps files in cache mounts, which no cache export holds."""
        return any(mount.type == "cache" for stage in self.built(target) for mount in stage.mounts)


def parse_dockerfile(text: str) -> Dockerfile:
    """Read a Dockerfile; never raises."""
    before: list[Instruction] = []
    groups: list[tuple[Instruction, list[Instruction]]] = []
    for instruction in read_instructions(text):
        if instruction.name == "FROM":
            groups.append((instruction, []))
        else:
            (groups[-1][1] if groups else before).append(instruction)
    args = dict(declared_arguments(before))
    stages: list[Stage] = []
    named: dict[str, Stage] = {}
    for opening, instructions in groups:
        stage = _stage(opening, tuple(instructions), len(stages), named, args)
        stages.append(stage)
        if stage.name:
            named[stage.name] = stage
    return Dockerfile(tuple(stages), MappingProxyType(args))


def _stage(
    opening: Instruction,
    instructions: tuple[Instruction, ...],
    number: int,
    named: Mapping[str, Stage],
    args: Mapping[str, str | None],
) -> Stage:
    words = opening.words
    image = filled(words[0], args) if words else ""
    has_name = len(words) > 2 and words[1].upper() == "AS"  # noqa: PLR2004 - image, AS, name
    name = words[2].lower() if has_name else ""
    platform = filled(opening.flag("platform"), args)
    return Stage(number, name, image, named.get(image.lower()), platform, opening.line, instructions)
