"""A cache key that does not follow the lock file keeps the packages of an older one.

`hashFiles` of a file that is not there is an empty text, without any warning: after a move from npm to pnpm
`hashFiles('package-lock.json')` makes the same key for ever. And a key made of `package.json` alone stays
the same when the lock file brings other versions, so each run downloads them again and never saves them.

Left alone: patterns with wildcards in the name, files that an earlier step names and may have made, names
that are no lock file, checkouts of other repositories or into a folder, and files whose neighbours are
unknown.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, Refusal, replace_in_scalar
from ...expressions import Call, Expression, Literal, descendants, find_expressions
from ...repository import Repository
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job, Step
from .cache_key_static import brings_repository
from .keys import cache_steps
from .path_locks import MANIFESTS, NAMES, lock_files

_FOLDERS = 500


def check(document: Document) -> Iterator[Problem]:
    """Report each key whose hash no lock file changes."""
    if all(name.startswith(".") for name in document.repository.names(".")):
        return
    for step, key in cache_steps(document, "", "/restore"):
        if "hashfiles" not in key.text.lower() or not checked_out(step):
            continue
        calls = [(e, call) for e in find_expressions(key) if e.tree for call in _hashes(e)]
        names = [name for _, call in calls for name in patterns(call)]
        if "" in names or made_by_step(step, names):
            continue
        locks = lock_files(step.input_text("path"), document.repository)
        message = flaw(names, locks, document.repository)
        if message:
            yield Problem(key, message, fix=partial(follow, calls, locks))


def _hashes(expression: Expression) -> Iterator[Call]:
    for part in descendants(expression.tree) if expression.tree else ():
        if isinstance(part, Call) and part.name.lower() == "hashfiles":
            yield part


def patterns(call: Call) -> Iterator[str]:
    """The files that a call hashes, `""` for each that is not told by its text or has a wildcard in its name."""
    for argument in call.arguments:
        text = argument.value if isinstance(argument, Literal) else ""
        name = text.removeprefix("./").removeprefix("**/") if isinstance(text, str) else ""
        yield "" if any(character in name for character in "*?[!\n") else str(text).removeprefix("./")


def checked_out(step: Step) -> bool:
    """Whether the files of the repository lie where `hashFiles` looks, and nothing else does."""
    checkouts = [s for s in step.earlier if s.uses is not None and s.uses.names("actions/checkout")]
    return isinstance(step.parent, Job) and bool(checkouts) and all(map(brings_repository, checkouts))


def made_by_step(step: Step, names: list[str]) -> bool:
    """Whether an earlier step names one of the files, and so may make it, or is an action of the repository."""
    files = [name.rpartition("/")[2] for name in names]
    scripts = [other.run.text for other in step.earlier if other.run is not None]
    local = any(other.uses is not None and other.uses.local is not None for other in step.earlier)
    return local or any(file in script for file in files for script in scripts)


def flaw(names: list[str], locks: tuple[str, ...], repository: Repository) -> str:
    """What is wrong with a key that hashes these files, "" if nothing is."""
    files = {name.rpartition("/")[2] for name in names}
    if names and files <= NAMES and not any(present(name, repository) for name in names):
        return f"hashFiles finds no {' or '.join(names)} in the repository, so the key never changes"
    wanted = [lock for lock in locks if lock.rpartition("/")[2] not in MANIFESTS]
    if names and files <= set(MANIFESTS) and wanted:
        return f"the key follows {' and '.join(sorted(files))}, but not {' and '.join(wanted)}"
    return ""


def present(name: str, repository: Repository) -> bool:
    """Whether the repository has the file; in doubt, where it has very many folders, it has."""
    if not name.startswith("**/"):
        return repository.exists(name)
    pending, wanted = ["."], name.removeprefix("**/")
    for number, folder in enumerate(pending):
        if number > _FOLDERS or repository.exists(f"{folder}/{wanted}"):
            return True
        inner = (entry for entry in repository.names(folder) if entry not in (".git", "node_modules"))
        pending += (f"{folder}/{entry}" for entry in inner)
    return False


def follow(calls: list[tuple[Expression, Call]], locks: tuple[str, ...], _preferences: Preferences) -> Fix:
    """Hash the lock files that are there."""
    if not locks or len(calls) != 1:
        raise Refusal("the repository has no lock file for what is cached" if not locks else "several hashes are made")
    expression, call = calls[0]
    start = expression.start + len("${{")
    files = ", ".join(f"'{lock}'" for lock in locks)
    arguments = call.arguments
    edit = replace_in_scalar(expression.scalar, start + arguments[0].start, start + arguments[-1].end, files)
    # Unsafe: more may decide on what is cached than the lock files say.
    return Fix(f"let the key of the cache follow {' and '.join(locks)}", (edit,), safe=False)


RULE = Rule(
    id="cache-key-ignores-lockfile",
    summary="cache key that does not follow the lock file",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("hashfiles",),
    references=("https://docs.github.com/actions/reference/workflows-and-actions/expressions#hashfiles",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: actions/cache@v4
                    with:
                      path: ~/.local/share/pnpm/store
                      key: pnpm-${{ hashFiles('**/package-lock.json') }}  # <--
                  - uses: actions/cache@v4
                    with:
                      path: ~/.cargo
                      key: cargo-${{ hashFiles('Cargo.toml', 'tools/Cargo.toml') }}-v2  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: actions/cache@v4
                    with:
                      path: ~/.local/share/pnpm/store
                      key: pnpm-${{ hashFiles('pnpm-lock.yaml') }}
                  - uses: actions/cache@v4
                    with:
                      path: ~/.cargo
                      key: cargo-${{ hashFiles('Cargo.lock') }}-v2
            """,
            files={"pnpm-lock.yaml": "", "Cargo.lock": "", "Cargo.toml": "", "tools/Cargo.toml": ""},
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v6
                      - uses: actions/cache@v4
                        with: { path: ~/.pnpm-store, key: "a-${{ hashFiles('**/pnpm-lock.yaml') }}" }
                      - uses: actions/cache@v4
                        with: { path: ~/.cargo, key: "b-${{ hashFiles('Cargo.toml', 'Cargo.lock') }}" }
                      - uses: actions/cache@v4
                        with: { path: ~/.cargo, key: "c-${{ hashFiles('**/*.lock') }}" }
                      - uses: actions/cache@v4
                        with: { path: models, key: "d-${{ hashFiles('models.txt') }}" }
                  made:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v6
                      - run: pip-compile -o requirements.txt
                      - uses: actions/cache@v4
                        with: { path: ~/.cache/pip, key: "e-${{ hashFiles('requirements.txt') }}" }
                  other:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v6
                        with: { repository: acme/web }
                      - uses: actions/cache@v4
                        with: { path: ~/.npm, key: "f-${{ hashFiles('package-lock.json') }}" }
                """,
            ),
        ),
    ),
)
