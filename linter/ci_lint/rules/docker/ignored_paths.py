"""What a `.dockerignore` may leave out without changing what a build makes.

Only what is in the folder, or what the tools of its languages leave there and the Dockerfile makes anew; and
nothing that a Dockerfile of the folder copies.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from ...docker import Build, dockerfile_of
from ...docker.dockerfiles import dockerfile_path
from ...late_pattern import late_pattern
from ...repository import Repository, normal

_PYTHON = ("pyproject.toml", "setup.py", "requirements.txt", "Pipfile")
_INSTALLS_PACKAGES = (
    r"\bnpm (?:ci\b|(?:i|install)\b(?!.* (?:-g|--global)\b))|\b(?:yarn|pnpm|bun) (?:i|install)\b"
    r"|\bRUN yarn(?: -|\s*$|\s*&)"
)
# By a file that shows the language: what its tools leave in the folder, and what in a Dockerfile makes it anew.
_LEFTOVERS = (
    (("package.json",), ("**/node_modules",), _INSTALLS_PACKAGES),
    (_PYTHON, ("**/__pycache__", "**/*.pyc"), ""),
    (_PYTHON, (".venv", "venv"), r"\b(?:pip|pipenv|poetry|pdm) install\b|\buv (?:sync|pip)\b"),
    (("Cargo.toml",), ("target",), r"\bcargo (?:build|install|chef)\b"),
    (("pom.xml",), ("**/target",), r"\bmvnw?\b.* (?:package|install|verify)\b"),
    (("build.gradle", "build.gradle.kts"), ("**/build", ".gradle"), r"\bgradlew?\b.* (?:build|\w*[jJ]ar|assemble)\b"),
    (("composer.json",), ("vendor",), r"\bcomposer\b.* install\b"),
    (("Gemfile",), (".bundle", "vendor/bundle"), r"\bbundle install\b"),
    (("mix.exs",), ("_build", "deps"), r"\bmix deps\.get\b"),
)
# These read the version number from the history.
_READS_HISTORY = late_pattern(
    r"\bgit\b|buildvcs|setuptools[-_]scm|hatch-vcs|versioneer|dunamai|dynamic-versioning|gitversion|git-version",
    re.IGNORECASE,
)
_BUILD_FILES = (*_PYTHON, "setup.cfg", "package.json", "build.gradle", "build.gradle.kts", "pom.xml", "build.rs")
_FOLDERS = (".git", ".github", ".idea", ".vscode")
_SAMPLES = (".env.example", ".env.sample", ".env.template", ".env.dist")


def ignorable(repository: Repository, context: str, builds: Iterable[Build], scripts: str) -> tuple[str, ...]:
    """The patterns for the folder `context`, given all builds that take it and the scripts of the workflow."""
    builds = tuple(builds)
    text = "\n".join(repository.text(dockerfile_path(build) or "") or "" for build in builds)
    copied = {part for build in builds for part in _copied(build)}
    patterns = (*_unneeded(repository, context, text, scripts), *_leftovers(repository, context, text))
    return tuple(p for p in dict.fromkeys(patterns) if not copied.intersection(PurePosixPath(p).parts))


def _copied(build: Build) -> Iterator[str]:
    """The names in the paths that the Dockerfile takes from the context."""
    dockerfile = dockerfile_of(build)
    for copy in dockerfile.copies if dockerfile else ():
        for source in copy.sources if not copy.stage else ():
            yield from PurePosixPath(source).parts
    for mount in dockerfile.mounts if dockerfile else ():
        if not mount.options.get("from"):
            yield from PurePosixPath(mount.options.get("source") or mount.options.get("src") or "").parts


def _unneeded(repository: Repository, context: str, dockerfiles: str, scripts: str) -> Iterator[str]:
    """Folders and files that no program in an image looks at, unless the Dockerfile speaks of them."""
    names = repository.names(normal(context))
    texts = (repository.text(f"{context}/{name}") or "" for name in _BUILD_FILES)
    history = bool(_READS_HISTORY.search(dockerfiles)) or any(_READS_HISTORY.search(text) for text in texts)
    for name in _FOLDERS:
        # A checkout always has its history, whether it is listed or not.
        there = name in names or (name == ".git" and normal(context) == ".")
        if there and name not in dockerfiles.replace(".gitignore", "") and not (name == ".git" and history):
            yield name
    # A file that is committed, or written by a step, is meant to be there.
    sample = any(name in names for name in _SAMPLES) and ".env" not in names
    if sample and ".env" not in dockerfiles + scripts:
        yield ".env"


def _leftovers(repository: Repository, context: str, dockerfiles: str) -> Iterator[str]:
    for marks, patterns, maker in _LEFTOVERS:
        if any(repository.exists(f"{context}/{mark}") for mark in marks) and re.search(
            maker, dockerfiles, re.MULTILINE
        ):
            yield from (pattern for pattern in patterns if not _committed(repository, context, pattern))


def _committed(repository: Repository, context: str, pattern: str) -> bool:
    """Whether the repository holds such a path, which is then meant to be there."""
    return "*." not in pattern and repository.exists(f"{context}/{pattern.removeprefix('**/')}")
