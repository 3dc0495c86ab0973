"""The pages and tables of this project that a program writes, and whether they are up to date."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from ..diagnose import SIGNATURES
from ..rules import RULES
from ..settings_mistakes import read_schema
from ..settings_page import settings_page
from .action_tables import (
    ACTIONS_FOLDER,
    ActionFile,
    action_files,
    actions_index,
    actions_table,
    inputs_table,
    outputs_table,
)
from .cause_page import CAUSES_FOLDER, cause_page, causes_index
from .page import fenced, rule_page
from .tables import RULES_FOLDER, rules_index, rules_table

SAMPLE_FOLDER = "docs/sample"


def sample_output(root: Path) -> str:
    """What the command prints about the sample, as a console session."""
    import subprocess

    # Neither colours nor the width of somebody's terminal.
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR")}
    environment["PYTHONUTF8"] = "1"
    command = [sys.executable, "-m", "ci_lint", "--no-external", ".github/workflows"]
    run = subprocess.run(  # noqa: S603 - our own program, in our own folder
        command,
        cwd=root / SAMPLE_FOLDER,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode != 1 or run.stderr:
        raise RuntimeError(f"the sample ended with exit code {run.returncode}: {run.stderr}")
    return fenced("console", f"$ ci-lint .github/workflows\n{run.stdout.rstrip()}")


def between(text: str, name: str, content: str) -> str:
    """The text with what stands between the markers of that name replaced.

    Raises ValueError if the markers are not there exactly once.
    """
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"{begin} and {end} are not there exactly once")
    head, rest = text.split(begin)
    return f"{head}{begin}\n{content}\n{end}{rest.split(end)[1]}"


def generated(root: Path) -> dict[str, str]:
    """Every page a program writes, by its path from the root of the project."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    readme = between(readme, "rules", rules_table())
    readme = between(readme, "sample", sample_output(root))
    actions = action_files(root)
    readme = between(readme, "actions", actions_table(actions, f"{ACTIONS_FOLDER}/"))
    pages = {f"{RULES_FOLDER}/{rule.id}.md": rule_page(rule) for rule in RULES}
    pages |= {f"{CAUSES_FOLDER}/{signature.id}.md": cause_page(signature) for signature in SIGNATURES}
    pages |= {f"{RULES_FOLDER}/README.md": rules_index(), f"{CAUSES_FOLDER}/README.md": causes_index()}
    pages |= {"docs/settings.md": settings_page(read_schema())}
    pages |= {f"{ACTIONS_FOLDER}/README.md": actions_index(actions)}
    pages |= {f"{ACTIONS_FOLDER}/{action.name}/README.md": action_page(root, action) for action in actions}
    return {"README.md": readme, **pages}


def action_page(root: Path, action: ActionFile) -> str:
    """The page of an action with its tables as its action.yml says."""
    text = (root / ACTIONS_FOLDER / action.name / "README.md").read_text(encoding="utf-8")
    return between(between(text, "inputs", inputs_table(action)), "outputs", outputs_table(action))


def drifted(root: Path) -> Iterator[str]:
    """The paths of pages that are missing, differ from what would be written, or belong to no rule."""
    pages = generated(root)
    for path, content in pages.items():
        page = root / path
        if not page.is_file() or page.read_text(encoding="utf-8") != content:
            yield path
    yield from stale(root, pages)


def stale(root: Path, pages: dict[str, str]) -> Iterator[str]:
    """The pages on disk that no rule and no cause stands for."""
    for folder in (RULES_FOLDER, CAUSES_FOLDER):
        for page in sorted((root / folder).glob("*.md")):
            path = page.relative_to(root).as_posix()
            if path not in pages:
                yield path


def write(root: Path) -> None:
    """Write every page and delete the stale ones."""
    pages = generated(root)
    for path in stale(root, pages):
        (root / path).unlink()
    for path, content in pages.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8", newline="\n")
