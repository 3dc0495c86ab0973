"""Which commands run tests."""

from collections.abc import Callable
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..late_pattern import late_pattern
from .leading_words import by_name, leads
from .runners import inner_words, program, words_of
from .scripts import PACKAGE_MANAGERS, name_parts, script_names

if TYPE_CHECKING:
    from ..shell import Command

# The leading words of commands that run tests.
TEST_COMMANDS = (
    ("pytest",),
    ("py.test",),
    ("unittest",),
    ("manage.py", "test"),
    ("django-admin", "test"),
    ("runtests.py",),
    ("nose2",),
    ("trial",),
    ("stestr", "run"),
    ("behave",),
    ("robot",),
    ("hatch", "test"),
    ("spin", "test"),
    ("jest",),
    ("vitest",),
    ("mocha",),
    ("ava",),
    ("karma", "start"),
    ("ng", "test"),
    ("react-scripts", "test"),
    ("cypress", "run"),
    ("playwright", "test"),
    ("web-test-runner",),
    ("wtr",),
    ("detox", "test"),
    ("newman", "run"),
    ("node", "--test"),
    ("go", "test"),
    ("gotestsum",),
    ("ginkgo",),
    ("cargo", "test"),
    ("cargo", "nextest", "run"),
    ("cargo", "insta", "test"),
    ("cargo", "llvm-cov"),
    ("cargo", "tarpaulin"),
    ("cross", "test"),
    ("dotnet", "test"),
    ("vstest.console",),
    ("rspec",),
    ("cucumber",),
    ("rails", "test"),
    ("artisan", "test"),
    ("phpunit",),
    ("paratest",),
    ("pest",),
    ("ctest",),
    ("mix", "test"),
    ("swift", "test"),
    ("flutter", "test"),
    ("dart", "test"),
    ("deno", "test"),
    ("bun", "test"),
    ("bats",),
    ("sbt", "test"),
    ("stack", "test"),
    ("cabal", "test"),
    ("bazel", "test"),
    ("bazelisk", "test"),
    ("fastlane", "test"),
)
# Options with which these only tell something, or only build.
_NO_RUN = words_of(
    "--version -V --help -h --collect-only --co --fixtures --markers --clearCache --listTests --list --list-tests "
    "--showConfig --no-run --setup-plan --store-durations"
)
_NO_RUN_COMMANDS = (
    ("cargo", "llvm-cov", "clean"),
    ("cargo", "llvm-cov", "report"),
    ("cargo", "llvm-cov", "show-env"),
    ("vitest", "bench"),
    ("vitest", "init"),
    ("vitest", "list"),
    ("ginkgo", "version"),
    ("ginkgo", "build"),
)
_TESTING, _NOT_RUNNING = by_name(TEST_COMMANDS), by_name(_NO_RUN_COMMANDS)
_GRADLE_TEST = late_pattern(r"(?:^|:)(?:test(?:[A-Z]\w*)?|check|\w+Test|\w+Tests)$")
_MAVEN_TEST = ("test", "verify", "integration-test", "surefire:test", "failsafe:integration-test")
_ENVIRONMENT_OPTIONS = ("-e", "-s", "--session", "--sessions", "--env", "--environment")

_TEST_PARTS = words_of("test tests e2e spec specs unit integration unittest unittests itest pytest jest vitest rspec")
_OTHER_PARTS = words_of(
    "build builder clean cleanup compile compose config create data db delete deploy deps destroy docker down env "
    "fixtures format image images install kill lint logs open prepare publish push release report reports restart "
    "seed serve server setup start stop teardown tools tsc type typecheck typechecking undeploy up update upload "
    "wait watch"
)
_OTHER_ENVIRONMENTS = words_of("docs doc lint mypy type types typing release build package pkg format fix dev")

# Each command that runs tests, and each name of a script that does, has one of these in it.
_MENTIONS = (
    "test", "spec", "tox", "nox", "check", "e2e", "unit", "integration", "verify", "behave", "robot", "mocha", "ava",
    "karma", "cypress", "jest", "pest", "trial", "cucumber", "bats", "ginkgo", "newman", "wtr", "tarpaulin", "llvm-cov",
)  # fmt: skip


def may_run_tests(text: str) -> bool:
    """Whether a script is worth reading for tests: a quick look that misses none."""
    lowered = text.lower()
    return any(map(lowered.__contains__, _MENTIONS))


def runs_tests(command: "Command") -> bool:
    """Whether the command runs tests."""
    # `npm t` is short for `npm test`.
    if command.name not in PACKAGE_MANAGERS and not may_run_tests(command.text) and "nose2" not in command.text:
        return False
    names = script_names(command)
    if any(map(_named_like_tests, names)) or (command.name == "make" and "check" in names):
        return True
    name = program(command)
    if name not in _SPECIAL and name not in _TESTING:
        return False
    words = inner_words(command)
    special = _SPECIAL.get(name)
    return special(words) if special else _runs_known_tests(words)


def _runs_known_tests(words: tuple[str, ...]) -> bool:
    if words[0] == "cargo":  # a toolchain may stand before the subcommand
        words = ("cargo", *(word for word in words[1:] if not word.startswith("+")))
    if not leads(_TESTING, words):
        return False
    return not leads(_NOT_RUNNING, words) and not _NO_RUN.intersection(words)


def _named_like_tests(name: str) -> bool:
    parts = name_parts(name)
    return not parts.isdisjoint(_TEST_PARTS) and parts.isdisjoint(_OTHER_PARTS)


def _runs_gradle_tests(words: tuple[str, ...]) -> bool:
    tasks = [word for before, word in pairwise(words) if before not in ("-x", "--exclude-task", "-p")]
    return any(_GRADLE_TEST.search(task) for task in tasks)


def _runs_maven_tests(words: tuple[str, ...]) -> bool:
    skipped = any(word.startswith(("-DskipTests", "-Dmaven.test.skip")) for word in words)
    return not skipped and any(word in _MAVEN_TEST for word in words[1:])


def _runs_xcode_tests(words: tuple[str, ...]) -> bool:
    return "test" in words or "test-without-building" in words


def _runs_test_environment(words: tuple[str, ...]) -> bool:
    """Whether tox or nox is run for more than the documentation or the linters."""
    if _NO_RUN.intersection(words) or words[1:2] in (("list",), ("l",), ("config",), ("c",), ("devenv",), ("d",)):
        return False
    named = [word for before, word in pairwise(words) if before in _ENVIRONMENT_OPTIONS]
    parts = [name_parts(part) for value in named if "${{" not in value for part in value.split(",")]
    return not parts or any(part.isdisjoint(_OTHER_ENVIRONMENTS) for part in parts)


_SPECIAL: MappingProxyType[str, Callable[[tuple[str, ...]], bool]] = MappingProxyType(
    {
        **dict.fromkeys(("gradle", "gradlew"), _runs_gradle_tests),
        **dict.fromkeys(("mvn", "mvnw"), _runs_maven_tests),
        **dict.fromkeys(("tox", "nox"), _runs_test_environment),
        "xcodebuild": _runs_xcode_tests,
    }
)
