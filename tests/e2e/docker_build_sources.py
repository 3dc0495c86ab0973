"""A context to build whose steps say when they run."""

from pathlib import Path

from .docker_build_steps import Run
from .services.registry import Registry

TRUNK = {"repository": {"default_branch": "main", "full_name": "octo/app"}}


def write_source(folder: Path, registry: Registry, *commands: str, text: str = "1") -> None:
    """A context with three steps that print a mark when they run, and what else is wanted.

    No other test has the same steps: BuildKit keeps what a killed build holds for a while, whatever is pruned.
    """
    own = f": {folder.parent.name} &&"
    marks = (f"RUN {own} echo ran-{name}-$((40+2)) && head -c 100000 /dev/urandom > /{name}" for name in ("one", "two"))
    lines = [
        f"FROM {registry.base}",
        *marks,
        "COPY source /source",
        f"RUN {own} echo ran-last-$((40+2))",
        *commands,
        "",
    ]
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text("\n".join(lines))
    (folder / "source").write_text(text)


def steps_run(run: Run) -> int:
    """How many of the three steps ran, all builds of the run together."""
    return sum(run.built.count(f"ran-{mark}-42\n") for mark in ("one", "two", "last"))
