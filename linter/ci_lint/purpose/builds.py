"""Which commands build something, and which look for mistakes in what is built.

Neither changes anything elsewhere; what counts is how long they take and what their exit code says.
"""

from typing import TYPE_CHECKING

from .leading_words import by_name, leads
from .runners import inner_words, program
from .scripts import name_parts, script_names

if TYPE_CHECKING:
    from ..shell import Command

BUILD_COMMANDS = (
    ("cargo", "build"),
    ("cargo", "bench"),
    ("cargo", "check"),
    ("cargo", "doc"),
    ("cross", "build"),
    ("maturin", "build"),
    ("go", "build"),
    ("go", "generate"),
    ("goreleaser",),
    ("dotnet", "build"),
    ("dotnet", "publish"),
    ("msbuild",),
    ("swift", "build"),
    ("xcodebuild",),
    ("flutter", "build"),
    ("bazel", "build"),
    ("bazelisk", "build"),
    ("cmake", "--build"),
    ("ninja",),
    ("meson", "compile"),
    ("stack", "build"),
    ("cabal", "build"),
    ("nix", "build"),
    ("nix-build",),
    ("zig", "build"),
    ("docker", "build"),
    ("docker", "buildx", "build"),
    ("docker", "buildx", "bake"),
    ("docker", "compose", "build"),
    ("docker-compose", "build"),
    ("podman", "build"),
    ("buildah", "build"),
    ("next", "build"),
    ("vite", "build"),
    ("ng", "build"),
    ("nuxt", "build"),
    ("astro", "build"),
    ("webpack",),
    ("cibuildwheel",),
    ("packer", "build"),
    ("terraform", "plan"),
    ("tofu", "plan"),
)
CHECK_COMMANDS = (
    ("mypy",),
    ("pyright",),
    ("ruff", "check"),
    ("flake8",),
    ("pylint",),
    ("bandit",),
    ("pip-audit",),
    ("diff-cover",),
    ("coverage", "report"),
    ("pre-commit", "run"),
    ("prek", "run"),
    ("eslint",),
    ("tsc",),
    ("stylelint",),
    ("golangci-lint", "run"),
    ("go", "vet"),
    ("govulncheck",),
    ("staticcheck",),
    ("cargo", "clippy"),
    ("cargo", "deny"),
    ("cargo", "audit"),
    ("cargo", "miri"),
    ("cargo", "careful"),
    ("rubocop",),
    ("shellcheck",),
    ("hadolint",),
    ("actionlint",),
    ("zizmor",),
    ("trivy",),
    ("grype",),
    ("semgrep",),
    ("tflint",),
    ("checkov",),
    ("ansible-lint",),
    ("k6", "run"),
    ("locust",),
    ("artillery", "run"),
    ("lhci", "autorun"),
    ("gitleaks", "detect"),
)
_BUILDING, _CHECKING = by_name(BUILD_COMMANDS), by_name(CHECK_COMMANDS)
_GRADLE = ("gradle", "gradlew")
_MAVEN = ("mvn", "mvnw")
_MAVEN_PHASES = frozenset(("compile", "package", "install", "deploy"))
_KNOWN = frozenset((*_BUILDING, *_CHECKING, *_GRADLE, *_MAVEN))
_BUILD_PARTS = frozenset(("build", "builds", "bundle", "compile"))
_CHECK_PARTS = frozenset(
    ("lint", "linter", "lints", "typecheck", "clippy", "check", "checks", "audit", "analyze", "verify", "benchmark")
)


def builds(command: "Command") -> bool:
    """Whether the command builds something of the project."""
    words = _words(command)
    if words[:1] and words[0] in _GRADLE:
        return any(word.rpartition(":")[2].startswith(("build", "assemble", "bundle")) for word in words[1:])
    if words[:1] and words[0] in _MAVEN:
        return not _MAVEN_PHASES.isdisjoint(words)
    if leads(_BUILDING, words):
        return True
    return any(not _BUILD_PARTS.isdisjoint(name_parts(name)) for name in script_names(command))


def checks(command: "Command") -> bool:
    """Whether the command looks for mistakes, short of running tests."""
    words = _words(command)
    if leads(_CHECKING, words):
        return True
    return any(not _CHECK_PARTS.isdisjoint(name_parts(name)) for name in script_names(command))


def _words(command: "Command") -> tuple[str, ...]:
    if program(command) not in _KNOWN:
        return ()
    words = inner_words(command)
    if words[:1] == ("cargo",):
        return ("cargo", *(word for word in words[1:] if not word.startswith("+")))
    return words
