"""Tests that run side by side and share one database get in each other's way.

`pytest -n auto` starts a process for each core. All of them clean, fill and read the same database, cache or
queue of the job: one test deletes the user that another has just made, two make the same one and the second
fails with a duplicate key. The failures come and go with the order, and only in CI. There are two ways out: a
database for each process, named after it (`PYTEST_XDIST_WORKER`, the fixture `worker_id`), or the tests that
need the database in a row.

Left alone: frameworks that give each process its own database (Django, pytest-django, parallel_tests, ParaTest);
any sign of a database for each process in the workflow, in a `conftest.py` or in what that brings in; steps
whose tests are unit tests by path or marker, or whose database is SQLite; tests of another repository, which
cannot be read; and Go, Rust and .NET, where no option says how many tests share what.
"""

import posixpath
import re
from collections.abc import Iterator
from functools import partial

from ...docker.dockerfiles import repository_of
from ...edits import Fix, Preferences
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...tree import Mapping, Scalar
from ...workflow import Document, Step
from .conftests import conftest_texts
from .parallel_runs import ParallelRun, in_a_row, parallel_runs
from .services import Service, services
from .working_directory import directory

# In a workflow or in the settings of the tests: a name for each process, or a tool that gives it a database.
_ISOLATED = late_pattern(
    r"XDIST_WORKER|worker_id|workerinput|testrun_uid|JEST_WORKER_ID|VITEST_(?:WORKER|POOL)_ID|TEST_ENV_NUMBER|TEST_TOKEN"
    r"|testcontainers|pytest[-_]django|DJANGO_SETTINGS_MODULE|pytest[-_](?:postgresql|mysql|mongodb?|redis)\b"
    r"|postgresql_proc|template_?db|TEMPLATE_DATABASE|xdist_group|per[-_ ]worker",
    re.IGNORECASE,
)
_UNIT = late_pattern(
    r"(?:^|[/_ -])(?:unit|fast)(?:$|[/_ .-])|not (?:integration|e2e|slow)|^--ignore=(?:\S*/)?integration/?$"
)
_ELSEWHERE = late_pattern(r"(?:sqlite|duckdb)[\w+]*:|:memory:|^mongomock|^fakeredis")
_TARGETS = 10
_ADDRESS = late_pattern(r"(?:DATABASE|DB|SQL\w*|MONGO\w*|POSTGRES\w*|REDIS\w*)_(?:URL|URI|DSN)$")


def check(document: Document) -> Iterator[Problem]:
    """Report each command that runs tests in several processes in a job with one service that keeps data."""
    found = tuple(shared_by_parallel_tests(document))
    # The look at the whole text takes longest, so it comes last.
    if found and not _ISOLATED.search(document.tree.source.text):
        yield from found


def shared_by_parallel_tests(document: Document) -> Iterator[Problem]:
    """What there is to report if nothing in the file speaks of databases for each process."""
    for job in document.jobs():
        shared = tuple(service for service in services(job) if service.kind)
        for step in job.all_steps if shared else ():
            for run in parallel_runs(step):
                if not spared(step, run):
                    yield problem(run, shared)


def problem(run: ParallelRun, shared: tuple[Service, ...]) -> Problem:
    """What is wrong, with both ways out."""
    option = run.option
    at = run.command.scalar.part(option[0].start, option[-1].end) if option else run.command.span
    names = " and ".join(dict.fromkeys(service.name for service in shared))
    message = (
        f"parallel tests share the {shared[0].kind if len(shared) == 1 else 'services'} {names}; "
        "give each worker its own database, or run these tests in a row"
    )
    return Problem(at, message, fix=partial(run_in_a_row, run))


def spared(step: Step, run: ParallelRun) -> bool:
    """Whether the tests need no service, have one for each process, or cannot be read."""
    if any(_UNIT.search(word.text) for word in run.words):
        return True
    folder = directory(step, run.command)
    return folder is None or uses_none(step) or isolates(step, run, folder)


def uses_none(step: Step) -> bool:
    """Whether the addresses of databases that the step is given name none of the services."""
    for owner in (step.node, *step.parent.env_owners):
        block = owner.get("env")
        entries = block.named_entries() if isinstance(block, Mapping) else ()
        found = [value.text for key, value in entries if isinstance(value, Scalar) and _ADDRESS.search(key.text)]
        if found:
            return all(_ELSEWHERE.search(address) for address in found)
    return False


def isolates(step: Step, run: ParallelRun, folder: str) -> bool:
    """Whether what pytest reads on the way to the tests gives each process something of its own."""
    targets = [word.text.partition("::")[0] for word in run.words[1:] if word.static and not word.text.startswith("-")]
    folders = {posixpath.normpath(posixpath.join(folder, place)) for place in ("", "tests", *targets[:_TARGETS])}
    return any(map(_ISOLATED.search, conftest_texts(repository_of(step), folders)))


def run_in_a_row(run: ParallelRun, _preferences: Preferences) -> Fix:
    """Run one test after the other."""
    # Unsafe: it takes longer, and databases for each process would keep the tests fast.
    return Fix("run the tests in a row", in_a_row(run), safe=False)


RULE = Rule(
    id="test-parallel-shared-service",
    summary="parallel tests on one database",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("services",),
    references=(
        "https://pytest-xdist.readthedocs.io/en/stable/how-to.html#creating-one-database-for-each-worker",
        "https://docs.github.com/actions/tutorials/use-containerized-services/use-docker-service-containers",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              integration:
                runs-on: ubuntu-24.04
                services:
                  mongodb:
                    image: mongo:7
                    ports: ["27017:27017"]
                  redis:
                    image: redis:7-alpine
                steps:
                  - uses: actions/checkout@v6
                  - run: |
                      pytest tests/integration/ -n auto -v --tb=short \\  # <--
                        --ignore=tests/integration/__pycache__
                  - run: uv run python -m pytest tests/integration --numprocesses=4 --dist loadfile  # <--
                    working-directory: api
                  - run: npx jest --maxWorkers=4 --ci  # <--
                  - run: npm run test:integration -- --maxWorkers 50%  # <--
                  - run: go test -p 4 ./...  # <--
                  - run: ./gradlew integrationTest --parallel --info  # <--
            """,
            good="""
            on: push
            jobs:
              integration:
                runs-on: ubuntu-24.04
                services:
                  mongodb:
                    image: mongo:7
                    ports: ["27017:27017"]
                  redis:
                    image: redis:7-alpine
                steps:
                  - uses: actions/checkout@v6
                  - run: |
                      pytest tests/integration/ -v --tb=short \\
                        --ignore=tests/integration/__pycache__
                  - run: uv run python -m pytest tests/integration --dist loadfile
                    working-directory: api
                  - run: npx jest --maxWorkers=1 --ci
                  - run: npm run test:integration -- --maxWorkers=1
                  - run: go test -p=1 ./...
                  - run: ./gradlew integrationTest --info
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    services:
                      postgres:
                        image: postgres:17
                      mail:
                        image: axllent/mailpit
                    env:
                      DATABASE_URL: postgres://localhost/test
                    steps:
                      - uses: actions/checkout@v6
                      - run: pytest -n 0
                      - run: pytest -n 1 tests
                      - run: pytest -n auto tests/unit
                      - run: pytest -n auto -m "not integration"
                      - run: pytest -n auto
                        env:
                          DATABASE_URL: sqlite:///:memory:
                      - run: python manage.py test --parallel 4
                      - run: npx jest --maxWorkers=1
                      - run: npm test
                      - run: go test ./...
                      - run: echo pytest -n auto
                """,
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pytest -n auto
                  others:
                    runs-on: ubuntu-24.04
                    services:
                      postgres:
                        image: postgres:17
                    steps:
                      - uses: actions/checkout@v6
                        with:
                          repository: acme/other
                      - run: pytest -n auto
                  mail:
                    runs-on: ubuntu-24.04
                    services:
                      mail:
                        image: axllent/mailpit
                    steps:
                      - run: pytest -n auto
                """,
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    services:
                      postgres:
                        image: postgres:17
                    env:
                      TEST_DATABASE: test_{PYTEST_XDIST_WORKER}
                    steps:
                      - run: pytest -n auto
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                services:
                  db:
                    image: docker.io/postgis/postgis:${{ matrix.postgis }}
                env:
                  PYTEST_ADDOPTS: -q
                steps:
                  - uses: actions/checkout@v6
                  - run: cd api && pytest tests  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                services:
                  db:
                    image: docker.io/postgis/postgis:${{ matrix.postgis }}
                env:
                  PYTEST_ADDOPTS: -q
                steps:
                  - uses: actions/checkout@v6
                  - run: cd api && pytest tests -n 0
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    services:
                      db:
                        image: postgres:17
                    steps:
                      - uses: actions/checkout@v6
                        with:
                          path: source
                      - run: pytest -n auto tests/orders
                        working-directory: source/shop
                """,
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    services:
                      db:
                        image: postgres:17
                    steps:
                      - uses: actions/checkout@v6
                      - run: pytest -n auto tests/
                        working-directory: web/tests/pages
                      - run: pytest -n auto
                        working-directory: mail
                """,
            ),
            files={
                "api/pyproject.toml": """
                    [tool.pytest.ini_options]
                    addopts = ["-n", "auto"]
                    [tool.other]
                    addopts = "-n 0"
                    """,
                "shop/tests/conftest.py": """
                    def database(worker_id):
                        return f"shop_{worker_id}"
                    """,
                "web/tests/pages/conftest.py": """
                    import os

                    pytest_plugins = [
                        "tests.pages.fixtures.browser",
                        "tests.pages.fixtures.database",
                    ]
                    """,
                "web/tests/pages/fixtures/database.py": """
                    def schema(worker_id):
                        return f"pages_{worker_id}"
                    """,
                "mail/tests/conftest.py": """
                    from .stores import store
                    """,
                "mail/tests/stores.py": """
                    def store(worker_id):
                        return f"mail_{worker_id}"
                    """,
            },
        ),
    ),
)
