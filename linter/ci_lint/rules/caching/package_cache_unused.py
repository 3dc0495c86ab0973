"""A setup action that could keep what the package manager downloads is not asked to.

`setup-python`, `setup-node`, `setup-java` and `setup-ruby` save what pip, npm, Maven or Bundler download under
a key made of the lock file, and bring it back in the next run. It takes one line, and each run is quicker and
asks less of the package index.

Left alone: repositories without that lock file in their root, jobs that never call the package manager there
or have a cache of another kind, actions that cache unasked (`setup-go`, `setup-uv`, `setup-node` 5 with a
`packageManager`), runners that are not GitHub's, and jobs that deploy or publish: what they ship should not
come out of a cache that others may write.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, insert_input
from ...purpose import Purpose, job_is_for
from ...repository import Repository
from ...rule import Problem, Profile, Rule, Severity, example
from ...shell import Command
from ...workflow import Document, Job, Step

# By action: the input, its value, the lock file in the root, and the programs that download.
_CACHES = {
    "actions/setup-python": ("cache", "pip", "requirements.txt", ("pip", "pip3")),
    "actions/setup-node": ("cache", "npm", "package-lock.json", ("npm",)),
    "actions/setup-java": ("cache", "maven", "pom.xml", ("mvn", "mvnw")),
    "ruby/setup-ruby": ("bundler-cache", "true", "Gemfile.lock", ("bundle",)),
}
_OTHERS = ("cache", "bundler-cache", "package-manager-cache", "cache-dependency-path")
_HOSTED = ("ubuntu-", "macos-", "windows-")
_LEFT_ALONE = ("/cache", "publish", "release", "deploy", "twine", "self-hosted")


def check(document: Document) -> Iterator[Problem]:
    """Report each setup step whose cache would help the job."""
    for job in document.jobs():
        steps = [step for step in job.all_steps if step.uses is not None and step.uses.name in _CACHES]
        if not steps or not job.complete or left_alone(job):
            continue
        for step in steps:
            if step.uses is not None and unused(step, document.repository):
                name, value, lock, _ = _CACHES[step.uses.name]
                message = f"{step.uses.name} keeps no packages between runs, though {lock} is there for its key"
                yield Problem(step.uses.node, message, fix=partial(keep, step, name, value))


def left_alone(job: Job) -> bool:
    """Whether the job ships something, caches in another way, or runs where nothing need be brought back."""
    text = job.node.source.text[job.node.start : job.node.end].lower()
    hosted = any(label.startswith(_HOSTED) for label in job.runs_on)
    return not hosted or any(word in text for word in _LEFT_ALONE) or job_is_for(job, Purpose.DEPLOY)


def unused(step: Step, repository: Repository) -> bool:
    """Whether the action could keep what later steps download, and does not."""
    if step.uses is None or any(step.input(name) is not None for name in _OTHERS):
        return False
    lock = _CACHES[step.uses.name][2]
    if lock not in repository.names(".") or caches_unasked(step, repository):
        return False
    return isinstance(step.parent, Job) and step.position < step.parent.remember("last downloads", last_downloads)[lock]


def last_downloads(job: Job) -> dict[str, int]:
    """By lock file, the position of the last step that has its packages downloaded; -1 if none has."""
    found = {lock: -1 for _, _, lock, _ in _CACHES.values()}
    for step in job.all_steps:
        for command in commands_in_root(step):
            found.update((lock, step.position) for _, _, lock, names in _CACHES.values() if downloads(command, names))
    return found


def caches_unasked(step: Step, repository: Repository) -> bool:
    """Whether setup-node finds in package.json what it needs; it does so from version 5 on."""
    package = repository.json("package.json") if step.uses and step.uses.name == "actions/setup-node" else None
    return isinstance(package, dict) and ("packageManager" in package or "devEngines" in package)


def commands_in_root(step: Step) -> tuple[Command, ...]:
    """The commands of a step that works in the root of the repository."""
    if step.run is None or step.node.get("working-directory") is not None or step.parent.default("working-directory"):
        return ()
    commands = step.script.commands if step.script is not None else ()
    return () if any(command.name in ("cd", "pushd") for command in commands) else commands


def downloads(command: Command, programs: tuple[str, ...]) -> bool:
    """Whether a command has one of the programs install what the lock file names."""
    if command.name.startswith("python") and "pip" in programs:
        return command.starts_with(command.name, "-m", "pip") and "requirements.txt" in command.text
    if command.name not in programs:
        return False
    if command.name.startswith("pip"):
        return "requirements.txt" in command.text
    return command.name.startswith("mvn") or any(command.starts_with(command.name, verb) for verb in ("ci", "install"))


def keep(step: Step, name: str, value: str, _preferences: Preferences) -> Fix:
    """Ask the action for its cache."""
    # Unsafe for Bundler: the action installs the packages then, with settings of its own.
    return Fix("keep the packages between runs", (insert_input(step, f"{name}: {value}"),), safe=value != "true")


RULE = Rule(
    id="package-cache-unused",
    summary="packages downloaded anew in each run",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    why=__doc__,
    check=check,
    hints=tuple(_CACHES),
    references=("https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: actions/setup-python@v6  # <--
                    with:
                      python-version: '3.13'
                  - uses: actions/setup-node@v6  # <--
                  - run: |
                      pip install -r requirements.txt
                      npm ci
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: actions/setup-python@v6
                    with:
                      python-version: '3.13'
                      cache: pip
                  - uses: actions/setup-node@v6
                    with:
                      cache: npm
                  - run: |
                      pip install -r requirements.txt
                      npm ci
            """,
            files={"requirements.txt": "flask==3.1.2", "package-lock.json": "{}"},
            near=(
                """
                on: push
                jobs:
                  kept:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/setup-python@v6
                        with: { cache: pip }
                      - run: pip install -r requirements.txt
                  own:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/setup-python@v6
                      - uses: actions/cache@v4
                        with: { path: ~/.cache/pip, key: "pip-${{ hashFiles('requirements.txt') }}" }
                      - run: pip install -r requirements.txt
                  tool:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/setup-python@v6
                      - run: pip install ruff==0.14.1
                  publish:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/setup-node@v6
                      - run: npm ci && npm publish
                  elsewhere:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/setup-node@v6
                      - run: npm ci
                        working-directory: web
                """,
            ),
        ),
    ),
)
