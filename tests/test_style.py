"""The house's style, as far as a machine can hold it; docs/architecture.md says what for."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from ci_lint.rules import GROUPS, RULES

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "linter" / "ci_lint"

# A module imports only from those before it. A name stands for a module or for a folder of them.
ORDER = (
    "late_pattern",
    "indented_text",
    "source",
    "scalars",
    "toml_places",
    "toml_text",
    "yaml_errors",
    "pardons",
    "parsers",
    "tree",
    "comments",
    "ignores",
    "uses",
    "permissions",
    "triggers",
    "expressions",
    "shell",
    "dockerfile",
    "repository",
    "hints",
    "workflow",
    "job_names",
    "environment",
    "reach",
    "purpose",
    "edits",
    "pins",
    "variables",
    "docker",
    "git_remote",
    "least_permissions",
    "rule",
    "rules",
    "report",
    "catalogue",
    "path_globs",
    "settings",
    "settings_mistakes",
    "settings_file",
    "toml_file",
    "pin_file",
    "limits_file",
    "settings_page",
    "selection",
    "suppress",
    "baseline",
    "worktree",
    "paths",
    "checkers",
    "engine",
    "proof",
    "judgement",
    "fixer",
    "writer",
    "proposal",
    "settings_addition",
    "setup",
    "migration",
    "forked",
    "workers",
    "check",
    "diagnose",
    "history",
    "remote_refs",
    "pin",
    "docs",
    "reports",
    "command_group",
    "terminal",
    "offer",
    "pin_command",
    "diagnose_command",
    "history_command",
    "init_command",
    "migrate_command",
    "cli",
    "__main__",
)

MODULE_LIMIT = 250
RULE_LIMIT = 120  # without its card: every wrong finding stays as an example, so examples may grow
CARD = "RULE = Rule("
LONGER_MODULES = MappingProxyType(
    {
        "tree.py": 370,  # the nodes, and what builds them: nothing else may write to them
        "workflow.py": 420,  # views that name each other: a step its job, a job its workflow
        "shell/reader.py": 300,  # one short method for each kind of node of tree-sitter's grammar
        "cli.py": 390,  # every option of every command, with its help
    }
)
FUNCTION_LIMIT = 40
IDEALESS = ("utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc")

SILENCED = re.compile(r"#\s*(?:noqa\b(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[^\]]*\])?)(.*)$")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def layer(path: Path) -> str:
    """The name in ORDER that a module stands under."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


with_each_module = pytest.mark.parametrize("path", modules(), ids=name_of)


def exit_text(*arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    return f"{run.stdout}{run.stderr}exit code {run.returncode}" if run.returncode else ""


def test_ruff_would_format_nothing() -> None:
    assert not exit_text("ruff", "format", "--check", ".")


def test_ruff_finds_nothing() -> None:
    assert not exit_text("ruff", "check", ".")


def test_mypy_finds_nothing() -> None:
    assert not exit_text("mypy")


def imported_layers(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """The line and layer of every import inside the package, late ones included.

    Imports for type checkers are left out: two modules may name each other's types, and at run time
    nothing depends on it.
    """
    pending: list[ast.AST] = [ast.parse(text)]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            pending += node.orelse
            continue
        pending += ast.iter_child_nodes(node)
        if isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, name) for name in targets(path, node))
        elif isinstance(node, ast.Import):
            inside = [alias.name.split(".") for alias in node.names if alias.name.startswith("ci_lint.")]
            yield from ((node.lineno, parts[1]) for parts in inside)


def targets(path: Path, node: ast.ImportFrom) -> list[str]:
    """The layers that a `from … import …` takes from."""
    here = ["ci_lint", *path.relative_to(PACKAGE).parent.parts]
    start = here[: len(here) - node.level + 1] if node.level else []
    module = [*start, *(node.module.split(".") if node.module else [])]
    if module[0] != "ci_lint":
        return []
    return [module[1]] if len(module) > 1 else [alias.name for alias in node.names]


@with_each_module
def test_module_imports_only_from_its_left(path: Path) -> None:
    imported = list(imported_layers(path, path.read_text(encoding="utf-8")))
    if path == PACKAGE / "__init__.py":
        assert not imported
        return
    assert layer(path) in ORDER, "give it its place in ORDER and in docs/architecture.md"
    allowed = {*ORDER[: ORDER.index(layer(path)) + 1], "__version__"}
    wrong = [f"line {line}: {name}" for line, name in imported if name not in allowed]
    assert not wrong


def test_late_imports_are_read_and_those_for_type_checkers_are_not() -> None:
    path = PACKAGE / "rules" / "docker" / "imaginary.py"
    text = """
import json, ci_lint.cli
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from ...shell import Script
def late():
    from ...engine import Choice
    from ... import docs
    from . import sibling
"""
    assert sorted(imported_layers(path, text)) == [(2, "cli"), (7, "engine"), (8, "docs"), (9, "rules")]


def test_order_has_no_place_for_what_is_not_there() -> None:
    assert not set(ORDER) - {layer(path) for path in modules()}


def test_architecture_page_names_the_modules_in_this_order() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.]+/?)` \|", page, re.MULTILINE)
    assert [row.removesuffix(".py").removesuffix("/") for row in rows] == [name for name in ORDER if name != "__main__"]
    assert all((PACKAGE / row).is_dir() == row.endswith("/") for row in rows)


def test_rule_stands_in_the_file_of_its_id() -> None:
    expected = {
        PACKAGE / "rules" / group.replace("-", "_") / f"{rule.id.replace('-', '_')}.py"
        for group, rules in GROUPS.items()
        for rule in rules
    }
    files = {path for path in PACKAGE.glob("rules/*/*.py") if CARD in path.read_text(encoding="utf-8")}
    assert files == expected, "a file without a line in its group's __init__.py, or a rule with another id"


def test_ids_are_words_and_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule_id) for rule_id in ids)
    assert not set(ids) & set(GROUPS), "an id must not read like a group"


def test_no_module_is_named_after_nothing() -> None:
    names = {part for path in modules() for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert not names & set(IDEALESS)


@with_each_module
def test_module_is_short(path: Path) -> None:
    text, card, _ = path.read_text(encoding="utf-8").partition(f"\n{CARD}")
    limit = RULE_LIMIT if card else LONGER_MODULES.get(name_of(path), MODULE_LIMIT)
    assert len(text.splitlines()) <= limit


@with_each_module
def test_functions_are_short(path: Path) -> None:
    for function in functions(path):
        assert length(function) <= FUNCTION_LIMIT, f"{function.name} has {length(function)} lines"


def test_exceptions_are_still_needed() -> None:
    for name in LONGER_MODULES:
        assert len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) > MODULE_LIMIT, name


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def length(function: ast.FunctionDef) -> int:
    """How many lines a function has, without its docstring."""
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_checks_are_silenced_with_a_reason_only() -> None:
    for folder in ("linter", "tests", "bench"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                silenced = SILENCED.search(line)
                assert not silenced or re.search(r"\w{3}", silenced[1]), f"{path}:{number} gives no reason"


@with_each_module
def test_patterns_of_modules_are_compiled_when_they_are_used(path: Path) -> None:
    for node in _outside_of_functions(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"), node.lineno


def _outside_of_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _outside_of_functions(child)


@with_each_module
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    if name_of(path) in ("cli.py", "__main__.py", "docs/__main__.py"):
        return
    worker_ends = "os._exit" if name_of(path) == "forked.py" else None
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) != worker_ends:
            assert ast.unparse(node.func) not in ("print", "exit", "sys.exit", "os._exit", "sys.stdout.write"), (
                node.lineno
            )
