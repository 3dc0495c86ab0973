"""The bench: what the end-to-end tests stand on, started once for the whole run where that is safe."""

import os
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path

import pytest

from .runner import Act, Repositories
from .runner.shell import make_shell
from .services.base_image import push_base_image
from .services.broken_registry import BrokenRegistry, running_broken_registry
from .services.buildkit import BuildKit, running_buildkit
from .services.cache_service import CacheService, running_cache_service
from .services.registry import Registry, running_registry
from .tools import CannotInstall, Tools, install

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Lets all skips for want of the tools count as one in the summary, with one line."""
    report = yield
    if report.skipped and call.excinfo and isinstance(call.excinfo.value.__context__, CannotInstall):
        report.longrepr = (str(HERE), 0, f"Skipped: {call.excinfo.value}")
    return report


@pytest.fixture(scope="session")
def say(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Prints a line at once, past pytest's capture: an installation of minutes must not look like a hang."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def line(text: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\n{text}", flush=True)  # noqa: T201  that is its purpose

    return line


@pytest.fixture(scope="session")
def tools(say: Callable[[str], None]) -> Tools:
    """The installed programs; skips, saying why, where they cannot be had, unless CI_KIT_E2E says `required`."""
    try:
        return install(say)
    except CannotInstall as obstacle:
        if os.environ.get("CI_KIT_E2E") == "required":
            raise
        pytest.skip(str(obstacle))


@pytest.fixture(scope="session")
def bench_folder() -> Iterator[Path]:
    """A folder with a short path for the state of servers, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ci-kit-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def bench_environment(tools: Tools, bench_folder: Path) -> Mapping[str, str]:
    """The variables that programs of the bench get: nothing of the machine's but where its programs are."""
    home = bench_folder / "home"
    home.mkdir()
    return {
        "PATH": os.pathsep.join([str(tools.folder / "bin"), os.environ["PATH"]]),
        "HOME": str(home),
        "LANG": "C.UTF-8",
    }


@pytest.fixture(scope="session")
def registry_address(tools: Tools, bench_folder: Path) -> Iterator[str]:
    """An empty registry, for BuildKit to know before it starts."""
    with running_registry(tools, bench_folder / "registry") as address:
        yield address


@pytest.fixture(scope="session")
def buildkit(
    tools: Tools, bench_folder: Path, registry_address: str, bench_environment: Mapping[str, str]
) -> Iterator[BuildKit]:
    """BuildKit and a builder; its memory is shared by all tests, so those that count steps call prune first."""
    with running_buildkit(tools, bench_folder / "buildkit", registry_address, bench_environment) as daemon:
        yield daemon


@pytest.fixture(scope="session")
def registry(buildkit: BuildKit, bench_folder: Path, registry_address: str) -> Registry:
    """A registry with a base image in it; each test pushes under names of its own."""
    return Registry(registry_address, push_base_image(buildkit, bench_folder / "base", registry_address))


@pytest.fixture
def broken_registry(registry: Registry) -> Iterator[BrokenRegistry]:
    """A proxy before the registry that breaks as a test asks; healthy at first."""
    with running_broken_registry(registry.address) as proxy:
        yield proxy


@pytest.fixture
def cache_service() -> Iterator[CacheService]:
    """GitHub's cache service, empty."""
    with running_cache_service() as service:
        yield service


@pytest.fixture
def repository(tmp_path: Path) -> Repositories:
    """Makes git repositories: `repository({"Dockerfile": "FROM busybox"})`."""
    return Repositories(tmp_path / "repositories")


@pytest.fixture(scope="session")
def shell_path(bench_environment: Mapping[str, str], bench_folder: Path) -> str:
    """PATH with the bash that hides from run steps what GitHub hides."""
    return os.pathsep.join([str(make_shell(bench_folder / "shell")), bench_environment["PATH"]])


@pytest.fixture
def act(
    tools: Tools, bench_environment: Mapping[str, str], shell_path: str, repository: Repositories, tmp_path: Path
) -> Act:
    """Runs workflows that use our actions as org/ci-kit/actions/NAME@v1."""
    base = {**bench_environment, "PATH": shell_path}
    return Act(tools, ROOT / "actions", HERE / "standins", tmp_path / "act", repository, base)
