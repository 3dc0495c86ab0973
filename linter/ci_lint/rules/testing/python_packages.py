"""Which Python packages the steps of a job install, as far as that can be read."""

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from ...docker.dockerfiles import repository_of
from ...late_pattern import late_pattern
from ...purpose import inner, inner_words
from ...workflow import Step
from .working_directory import directory

if TYPE_CHECKING:
    from ...shell import Command, Word

_NAME = late_pattern(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PINNED = late_pattern(r"[=~<>!@ ;]")
_VALUED = frozenset(
    {
        *(
            "-i",
            "--index-url",
            "--extra-index-url",
            "--index",
            "--default-index",
            "-f",
            "--find-links",
            "--trusted-host",
        ),
        *("-t", "--target", "--prefix", "--root", "--python", "--platform", "--python-version", "--cache-dir", "--log"),
        *("-c", "--constraint", "--no-binary", "--only-binary", "--progress-bar", "--upgrade-strategy", "--with"),
    }
)
_FILES = ("-r", "--requirement", "--requirements")
# Programs that install what a project names, and where they keep what that is.
_LOCKS = {
    ("uv", "sync"): "uv.lock",
    ("uv", "run"): "uv.lock",
    ("poetry", "install"): "poetry.lock",
    ("pdm", "install"): "pdm.lock",
    ("pdm", "sync"): "pdm.lock",
    ("pipenv", "install"): "Pipfile.lock",
    ("pipenv", "sync"): "Pipfile.lock",
}
# What may bring packages without naming them where this could be read.
_OPAQUE = frozenset(
    {
        *("make", "just", "task", "tox", "nox", "hatch", "conda", "mamba", "micromamba", "pixi", "docker", "rye"),
        *("apt-get", "apt", "dnf", "yum", "apk", "brew", "nix", "bash", "sh", "source", ".", "setup.py", "spin"),
        *("invoke", "pip-sync"),
    }
)
_FILE_DEPTH = 3
_FROM_FILE = late_pattern(r"install.*-r|--requirement|\b(?:uv|pdm|poetry|pipenv) (?:sync|run|install)")


class Requirement(Struct, frozen=True):
    """A package as an argument of an install command; `pinned` tells that some version is asked for."""

    name: str
    pinned: bool
    word: "Word"


class Installation(Struct, frozen=True):
    """One install command: the packages and the files of packages it names; `opaque` if it names others too."""

    step: Step
    command: "Command"
    packages: tuple[Requirement, ...] = ()
    files: tuple[str, ...] = ()
    lock: str = ""
    opaque: bool = False
    constrained: bool = False


def normal(name: str) -> str:
    """The name of a package in the one spelling of PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installations(step: Step) -> tuple[Installation, ...]:
    """The commands of a step that install Python packages."""
    return step.remember("python installations", lambda step: tuple(_installations(step)))


def _installations(step: Step) -> Iterator[Installation]:
    if step.run is None:
        return
    for command in step.script.commands if step.script else ():
        words, texts = inner(command), inner_words(command)
        own = (command.name, *(word.text for word in command.arguments[:1]))
        if own in _LOCKS:
            yield Installation(step, command, lock=_LOCKS[own])
        arguments = _behind_install(words, texts)
        if arguments is not None:
            yield _read(step, command, arguments)
        elif texts and (texts[0] in _OPAQUE or texts[0].endswith(".sh")):
            yield Installation(step, command, opaque=True)


def _behind_install(words: tuple["Word", ...], texts: tuple[str, ...]) -> tuple["Word", ...] | None:
    """What an install command of pip or uv installs; None if it is none."""
    for lead in (("pip", "install"), ("pip3", "install"), ("uv", "pip", "install"), ("uv", "tool", "install")):
        if texts[: len(lead)] == lead:
            return words[len(lead) :]
    if texts[:2] in (("pipx", "install"), ("pipx", "inject")):
        return words[2:]
    return None


def _read(step: Step, command: "Command", arguments: tuple["Word", ...]) -> Installation:
    packages, files, opaque, constrained = [], [], False, False
    rest = iter(arguments)
    for word in rest:
        text = word.text
        if text in _FILES:
            files.append(next((following.text for following in rest), ""))
        elif text.startswith(tuple(f"{name}=" for name in _FILES)):
            files.append(text.partition("=")[2])
        elif text in _VALUED:
            constrained |= text in ("-c", "--constraint")
            next(rest, None)
        elif text.startswith("-"):
            opaque |= text.startswith(("-e", "--editable", "--group"))
        else:
            found = _NAME.match(text)
            if found is None or not word.static or text.startswith(".") or "/" in text.partition("@")[0]:
                opaque = True
                continue
            remainder = re.sub(r"^\[[^\]]*\]", "", text[found.end() :])
            packages.append(Requirement(normal(found[0]), bool(remainder and _PINNED.match(remainder)), word))
    return Installation(step, command, tuple(packages), tuple(files), "", opaque, constrained)


def brings(step: Step, package: str) -> bool | None:
    """Whether the package is there when the step runs; None where that cannot be told."""
    return step.remember(f"brings {package}", lambda step: _brings(step, package))


def _brings(step: Step, package: str) -> bool | None:
    found = [one for other in (*step.earlier, step) for one in installations(other)]
    if any(requirement.name == package for one in found for requirement in one.packages):
        return True
    opaque = not found or any(
        other.uses and (other.uses.local is not None or other.uses.image) for other in step.earlier
    )
    known = [_in_files(one, package) for one in found]
    if any(known):
        return True
    if opaque or None in known or any(one.opaque or _may_pull(one) for one in found):
        return None
    return False


def brings_from_files(step: Step, package: str) -> bool:
    """Whether an earlier step, or the step itself, installs the package from a file that names it."""
    return step.remember(f"brings {package} from files", lambda step: _brings_from_files(step, package))


def _brings_from_files(step: Step, package: str) -> bool:
    steps = (other for other in (*step.earlier, step) if other.run is not None and _FROM_FILE.search(other.run.text))
    return any(_in_files(one, package) for other in steps for one in installations(other))


def _may_pull(one: Installation) -> bool:
    """Whether a package that is named may bring plugins of pytest along."""
    return any("test" in package.name and not package.name.startswith(("pytest", "types-")) for package in one.packages)


def _in_files(one: Installation, package: str) -> bool | None:
    if not one.files and not one.lock:
        return False
    folder = directory(one.step, one.command)
    if folder is None:
        return None
    texts = [_with_included(one.step, posixpath.join(folder, name)) for name in one.files]
    if one.lock:
        texts.append(_upwards(one.step, folder, one.lock))
    if any(text is not None and names(text, package) for text in texts):
        return True
    return None if None in texts else False


def _upwards(step: Step, folder: str, name: str) -> str | None:
    repository = repository_of(step)
    return repository.text(posixpath.join(folder, name)) or repository.text(name)


def _with_included(step: Step, path: str, depth: int = _FILE_DEPTH) -> str | None:
    """A requirements file with those it includes; None if one of them cannot be read."""
    text = repository_of(step).text(path) if depth else None
    if text is None:
        return None
    if re.search(r"^[ \t]*(?:-e|\.|git\+|https?:)", text, re.MULTILINE):
        return None
    included = re.findall(r"^[ \t]*(?:-r|--requirement)[ =]*(\S+)", text, re.MULTILINE)[:10]
    parts = [_with_included(step, posixpath.join(posixpath.dirname(path), name), depth - 1) for name in included]
    return None if None in parts else "\n".join((text, *(part for part in parts if part)))


def names(text: str, package: str) -> bool:
    """Whether a requirements or lock file names a package."""
    return bool(_mention(package).search(text))


@lru_cache(maxsize=64)
def _mention(package: str) -> re.Pattern[str]:
    spelled = re.escape(package).replace(r"\-", "[-_.]")
    return re.compile(rf"(?<![\w.-]){spelled}(?![\w-]|\.\w)", re.IGNORECASE)
