"""Which version of a tool a repository names: for pre-commit, in a lock file, in a requirements file."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from ...late_pattern import late_pattern
from ...repository import Repository
from ...tree import Mapping, Sequence

_HOOKS = MappingProxyType(
    {
        "ruff-pre-commit": "ruff",
        "black": "black",
        "black-pre-commit-mirror": "black",
        "mirrors-mypy": "mypy",
        "pylint": "pylint",
        "flake8": "flake8",
        "isort": "isort",
        "pyright-python": "pyright",
        "mirrors-eslint": "eslint",
        "mirrors-prettier": "prettier",
    }
)
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
_REQUIREMENTS = ("requirements-dev.txt", "requirements_dev.txt", "dev-requirements.txt", "requirements.txt")
_VERSION = late_pattern(r"v?(\d+(?:\.\d+)+)$")


def version_of(repository: Repository, tool: str) -> str:
    """The version, or "" where none is named, or two different ones are."""
    found = {version for version in _versions(repository, tool) if version}
    return found.pop() if len(found) == 1 else ""


def _versions(repository: Repository, tool: str) -> Iterator[str]:
    yield _of_hook(repository, tool)
    for name in _LOCKS:
        yield _found(rf'^name = "{re.escape(tool)}"\r?\nversion = "([^"]+)"', repository.text(name))
    for name in _REQUIREMENTS:
        yield _found(rf"^{re.escape(tool)}[ \t]*==[ \t]*([\w.]+)[ \t]*(?:\\?$|[;#])", repository.text(name))
    lock = repository.json("package-lock.json")
    packages = lock.get("packages") if isinstance(lock, dict) else None
    entry = packages.get(f"node_modules/{tool}") if isinstance(packages, dict) else None
    version = entry.get("version") if isinstance(entry, dict) else None
    yield version if isinstance(version, str) else ""


def _found(pattern: str, text: str | None) -> str:
    found = re.search(pattern, text or "", re.MULTILINE)
    return found[1] if found else ""


def _of_hook(repository: Repository, tool: str) -> str:
    tree = repository.tree(".pre-commit-config.yaml")
    root = tree.root if tree else None
    hooks = root.get("repos") if isinstance(root, Mapping) else None
    for hook in hooks.items if isinstance(hooks, Sequence) else ():
        if not isinstance(hook, Mapping):
            continue
        name = (hook.text("repo") or "").removesuffix(".git").rpartition("/")[2]
        version = _VERSION.match(hook.text("rev") or "")
        if _HOOKS.get(name) == tool and version:
            return version[1]
    return ""
