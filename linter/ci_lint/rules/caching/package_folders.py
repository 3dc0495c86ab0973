"""Where package managers keep what they download, and what fills these folders.

From the manuals of the package managers and github.com/actions/cache, examples.md.
"""

from msgspec import Struct


class Folder(Struct, frozen=True):
    """A folder by the paths it is cached as, the programs that fill it, and the systems on which they use another."""

    paths: tuple[str, ...]
    programs: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()


_NODE = ("npm", "npx", "node", "pnpm", "yarn", "bun", "corepack", "lerna", "nx", "turbo")
_PYTHON = ("pip", "pip3", "python", "python3", "py", "pipx", "pipenv", "poetry", "virtualenv", "hatch", "cibuildwheel")
_RUST = ("cargo", "cross", "rustup", "wasm-pack", "maturin", "trunk", "just")
_JAVA = ("gradle", "gradlew", "java", "mvn", "mvnw", "sbt", "flutter", "fastlane", "bazel", "npm", "npx", "yarn")
_MAC_AND_WINDOWS = ("macos-", "windows-")

FOLDERS = (
    Folder(("~/.cache/pip",), ("pip", *_PYTHON), _MAC_AND_WINDOWS),
    Folder(("~/.npm", "~/.npm/_cacache"), _NODE, ("windows-",)),
    Folder(("~/.cache/yarn", "~/.yarn/cache"), ("yarn", *_NODE)),
    Folder(("~/.local/share/pnpm/store", "~/.pnpm-store"), ("pnpm", *_NODE)),
    Folder(("~/.cargo/registry", "~/.cargo/registry/index", "~/.cargo/registry/cache", "~/.cargo/git"), _RUST),
    Folder(("~/go/pkg/mod",), ("go", "gofmt", "golangci-lint", "goreleaser", "ko", "mage", "task", "bazel")),
    Folder(("~/.cache/go-build",), ("go", "golangci-lint", "goreleaser", "ko", "mage", "task"), _MAC_AND_WINDOWS),
    Folder(("~/.m2", "~/.m2/repository"), ("mvn", *_JAVA)),
    Folder(("~/.gradle/caches", "~/.gradle/wrapper"), _JAVA),
    Folder(("~/.cache/ms-playwright",), ("playwright", *_NODE, *_PYTHON, "uv", "uvx"), _MAC_AND_WINDOWS),
    Folder(("~/.cache/Cypress",), ("cypress", *_NODE), _MAC_AND_WINDOWS),
)
# They fill none of these folders.
INERT_ACTIONS = (
    "actions/checkout",
    "actions/cache",
    "actions/cache/restore",
    "actions/cache/save",
    "actions/upload-artifact",
    "actions/download-artifact",
    "actions/setup-python",
    "actions/setup-node",
    "actions/setup-java",
    "actions/setup-go",
    "actions/setup-dotnet",
    "astral-sh/setup-uv",
    "docker/login-action",
    "docker/metadata-action",
    "docker/setup-buildx-action",
    "docker/setup-qemu-action",
    "docker/build-push-action",
    "codecov/codecov-action",
    "aws-actions/configure-aws-credentials",
    "google-github-actions/auth",
    "azure/login",
    "step-security/harden-runner",
)
