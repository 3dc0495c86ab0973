"""Which files of a repository tell what a cached folder should hold: the lock files of its package manager."""

from collections.abc import Iterator

from ...late_pattern import late_pattern
from ...repository import Repository

_FOLDERS = 64
# By what the path of a cache looks like; of the groups of names the first that is there counts. Where package managers
# keep their downloads and their locks: the pages on them in github.com/actions/cache, examples.md.
_LOCKS = tuple(
    (late_pattern(folder), tuple(tuple(names.split()) for names in groups))
    for folder, groups in (
        (r"pre-commit|prek", (".pre-commit-config.yaml",)),
        (
            r"(?:^|[/.~])(?:pip|venv|virtualenvs?|pypoetry|poetry|pipenv|uv|pdm)\b|site-packages",
            ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "requirements.txt requirements-dev.txt"),
        ),
        (
            r"node_modules|\.npm\b|npm-cache|yarn|pnpm|\.bun\b|Cypress|ms-playwright",
            ("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb"),
        ),
        (r"go/pkg/mod|go-build", ("go.sum",)),
        (r"\.cargo\b|(?:^|/)target/?$", ("Cargo.lock",)),
        (r"\.gradle\b", ("gradle.lockfile", "build.gradle settings.gradle", "build.gradle.kts settings.gradle.kts")),
        (r"\.m2\b", ("pom.xml",)),
        (r"vendor/bundle|\.bundle|\.gem\b", ("Gemfile.lock",)),
        (r"composer|(?:^|/)vendor/?$", ("composer.lock",)),
        (r"\.nuget\b", ("packages.lock.json",)),
        (r"\.terraform", (".terraform.lock.hcl",)),
        (r"pub-cache|\.pub\b", ("pubspec.lock",)),
        (r"(?:^|/)(?:deps|_build)/?$", ("mix.lock",)),
        (r"(?:^|/)Pods/?$", ("Podfile.lock",)),
        (r"SourcePackages|(?:^|/)\.build/?$", ("Package.resolved",)),
    )
)

# What names the dependencies but not their exact versions, so that it stays the same when those change.
MANIFESTS = ("package.json", "pyproject.toml", "setup.py", "setup.cfg", "Cargo.toml", "Gemfile", "composer.json")
NAMES = frozenset(name for _, groups in _LOCKS for group in groups for name in group)


def lock_files(path: str, repository: Repository) -> tuple[str, ...]:
    """The patterns of the lock files for a cached path, which may have several lines; empty if there are none.

    A file in the root is named; where only folders have it, all of them are meant.
    """
    found: dict[str, None] = {}
    for line in path.split("\n"):
        groups = next((groups for folder, groups in _LOCKS if folder.search(line.strip())), ())
        present = (tuple(_present(names, repository)) for names in groups)
        found.update(dict.fromkeys(next(filter(None, present), ())))
    return tuple(found)


def _present(names: tuple[str, ...], repository: Repository) -> Iterator[str]:
    root = repository.names(".")
    for name in names:
        if name in root:
            yield name
        elif any(name in repository.names(folder) for folder in _folders(root)):
            yield f"**/{name}"


def _folders(root: tuple[str, ...]) -> list[str]:
    return [name for name in root if not name.startswith(".") and name != "node_modules"][:_FOLDERS]
