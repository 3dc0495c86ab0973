"""Programs that only run another one: `uv run pytest -x` is `pytest -x`.

Which of their options take a value is what their help texts say; a wrong guess would take an option's value
for the program.
"""

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from ..late_pattern import late_pattern
from ..shell.wrappers import static_name

if TYPE_CHECKING:
    from ..shell import Command, Word

_DEPTH = 5
_PYTHON = late_pattern(r"(?:python|pypy|pythonx?)[\d.]*w?|py")
_ASSIGNMENT = late_pattern(r"[A-Za-z_]\w*=")
_VERSION = late_pattern(r"(?<=.)@[^/@]*$")


def words_of(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


class _Runner(Struct, frozen=True):
    """`subcommands` lead to the program, which stands behind `operands` words; `module` names options before it."""

    subcommands: tuple[str, ...] = ()
    valued: frozenset[str] = frozenset()
    operands: int = 0
    module: tuple[str, ...] = ()


def _runner(subcommands: str = "", valued: str = "", operands: int = 0, module: str = "") -> _Runner:
    return _Runner(tuple(subcommands.split()), words_of(valued), operands, tuple(module.split()))


_UV = (
    "--with --with-editable --with-requirements --extra --no-extra --group --no-group --only-group --python -p "
    "--package --no-install-package --directory --project --env-file --index --index-url --default-index --cache-dir "
    "--config-file --from --color --refresh-package --upgrade-package -P --no-binary-package --no-build-package"
)
_COVERAGE = "--source --source-pkgs --omit --include --rcfile --data-file --concurrency --context --timid"
_COMPOSE = (
    "-f --file -p --project-name --project-directory --profile --env-file --ansi --progress --parallel -e --env "
    "-u --user -v --volume -w --workdir --name --entrypoint -l --label --publish --index --env-from-file"
)
_DOCKER = "-e --env -u --user -w --workdir --env-file --detach-keys --context -c --host -H --config"
_KUBECTL = "-n --namespace -c --container --context --kubeconfig --cluster --user --request-timeout"
_PNPM = "-F --filter --filter-prod -C --dir --prefix --package --workspace-concurrency --reporter"
_RUNNERS: MappingProxyType[str, tuple[_Runner, ...]] = MappingProxyType(
    {
        "uv": (_runner("run", _UV, module="-m --module"), _runner("tool run", _UV)),
        "uvx": (_runner("", _UV),),
        "poetry": (_runner("run", "-C --directory -P --project"),),
        "pipenv": (_runner("run", "--python --pypi-mirror"),),
        "pdm": (_runner("run", "-p --project --venv -c --config"),),
        "hatch": (_runner("run", "--env -e --project -p --data-dir --cache-dir"),),
        "rye": (_runner("run", "--pyproject"),),
        "pixi": (_runner("run", "-e --environment --manifest-path -p --platform"),),
        **{tool: (_runner("run", "-n --name -p --prefix --cwd"),) for tool in ("conda", "mamba", "micromamba")},
        "pipx": (_runner("run", "--spec --python --pip-args --index-url"),),
        "npx": (_runner("", "-p --package -w --workspace --prefix"),),
        "bunx": (_runner("", "-p --package"),),
        "npm": (_runner("exec", "-p --package -w --workspace --prefix -C"),),
        "pnpm": (_runner("exec", _PNPM), _runner("dlx", _PNPM)),
        "yarn": (
            _runner("exec", "--cwd"),
            _runner("dlx", "-p --package"),
            _runner("workspace", "--cwd", operands=1),
        ),
        "bun": (_runner("x", "--cwd -p --package"),),
        "bundle": (_runner("exec", "--gemfile"),),
        "coverage": (_runner("run", _COVERAGE, module="-m --module"),),
        "docker": (
            _runner("compose run", _COMPOSE, operands=1),
            _runner("compose exec", _COMPOSE, operands=1),
            _runner("exec", _DOCKER, operands=1),
        ),
        "docker-compose": (_runner("run", _COMPOSE, operands=1), _runner("exec", _COMPOSE, operands=1)),
        **{tool: (_runner("exec", _KUBECTL, operands=1),) for tool in ("kubectl", "oc")},
        "php": (_runner("", "-d -c"),),
        "cross-env": (_runner(),),
        "dotenv": (_runner("", "-e -f --file -v -c"), _runner("run", "-e -f --file")),
        "dotenvx": (_runner("run", "-f --env-file -e --env"),),
        "doppler": (_runner("run", "-p --project -c --config -t --token --command"),),
        "infisical": (_runner("run", "--env --path --projectId --token --command"),),
        "op": (_runner("run", "--env-file --account"),),
        "nyc": (_runner("", "--reporter -r --report-dir --temp-dir --include -n --exclude -x --cwd"),),
        "c8": (_runner("", "--reporter -r --reports-dir --temp-directory --include -n --exclude -x --src"),),
        "dotnet-coverage": (_runner("collect", "-o --output -f --output-format -s --settings"),),
        "mise": (_runner("exec", "-C --cd"), _runner("x", "-C --cd")),
        "nix": (_runner("develop", "-c --command"),),
    }
)
# What these tools do themselves; any other word is a program of the project, as behind `exec`.
_OWN = words_of(
    "add audit build cache ci config create dedupe dlx exec explain export fetch help i import info init install it "
    "licenses link list login ln node npm outdated owner pack patch prune publish rebuild remove rm root run "
    "run-script search set store t test unlink up update upgrade version versions why workspace workspaces x"
)
_BARE = MappingProxyType({"yarn": words_of("--cwd"), "pnpm": words_of(_PNPM)})


def inner(command: "Command") -> tuple["Word", ...]:
    """The words of the program that a command runs in the end, without those of programs that only run it."""
    words = command.words
    for _ in range(_DEPTH):
        behind = _behind_runner(words)
        if not behind:
            break
        words = behind
    return words


def inner_words(command: "Command") -> tuple[str, ...]:
    """The texts of `inner`; the first is the name of the program without folder and version."""
    words = inner(command)
    if not words:
        return ()
    name = command.name if words[0] is command.words[0] else _VERSION.sub("", static_name(words[0]))
    return (name, *(word.text for word in words[1:]))


def program(command: "Command") -> str:
    """The first of `inner_words`, or ""; the words are read only where a program runs another."""
    name = command.name
    if name in _RUNNERS or name in _BARE or _PYTHON.fullmatch(name):
        return next(iter(inner_words(command)), "")
    return name


def _behind_runner(words: tuple["Word", ...]) -> tuple["Word", ...]:
    """The words of the program that the first one runs; none if it runs no other."""
    name = static_name(words[0]) if words else ""
    if _PYTHON.fullmatch(name):
        return _behind_python(words)
    for runner in _RUNNERS.get(name, ()):
        rest = _behind(words[1:], runner)
        if rest:
            return rest
    if name in _BARE:
        rest = _without_options(words[1:], _BARE[name])
        return rest if rest and rest[0].static and rest[0].text not in _OWN else ()
    return ()


def _behind(words: tuple["Word", ...], runner: _Runner) -> tuple["Word", ...]:
    for subcommand in runner.subcommands:
        words = _without_options(words, runner.valued)
        if not words or words[0].text != subcommand:
            return ()
        words = words[1:]
    for place, word in enumerate(words):
        if word.text in runner.module:
            return words[place + 1 :]
        if not word.text.startswith("-"):
            break
    words = _without_options(words, runner.valued)[runner.operands :]
    if runner.operands:
        # kubectl takes options behind the pod too.
        words = _without_options(words, runner.valued)
    while words and _ASSIGNMENT.match(words[0].text):
        words = words[1:]
    # Some take the program behind `--`, others behind the service or the variables.
    return words[1:] if words and words[0].text == "--" else words


def _without_options(words: tuple["Word", ...], valued: frozenset[str]) -> tuple["Word", ...]:
    place = 0
    while place < len(words) and words[place].text.startswith("-"):
        if words[place].text == "--":
            return words[place + 1 :]
        place += 2 if words[place].text in valued else 1
    return words[place:]


def _behind_python(words: tuple["Word", ...]) -> tuple["Word", ...]:
    """What `-m` runs, or a script; a program given with `-c` is none that has a name."""
    numbered = enumerate(words)
    for place, word in islice(numbered, 1, None):
        if word.text in ("-m", "-Im", "-um"):
            return words[place + 1 :]
        if word.text in ("-W", "-X"):
            next(numbered, None)
        elif word.text in ("-c", "-"):
            return ()
        elif not word.text.startswith("-"):
            return words[place:] if word.text.endswith(".py") else ()
    return ()
