"""A job starts when its service containers have started, which is before the services inside answer.

A database needs seconds to set itself up. Without a health check the first steps run against a port that
nobody listens on yet, and the tests fail now and then with `connection refused`. With one, GitHub waits for the
service to be healthy before it begins with the steps.

Left alone: images that are not known, many of which have a health check of their own; services with a computed
image; jobs that wait for a service themselves; and jobs that run no tests. Services that are up within
milliseconds, such as Redis, are worth a note only.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Edit, Fix, Preferences, Refusal, insert_entry, replace_in_scalar, replace_value
from ...edits.place import column, indented, line_end
from ...late_pattern import late_pattern
from ...purpose import Purpose, is_for, job_is_for
from ...rule import Problem, Rule, Severity, example
from ...tree import Node, Scalar
from ...workflow import Document, Job
from .health_checks import health_command, is_known, is_quick
from .services import Service, services

_WAITS = late_pattern(
    r"pg_isready|mysqladmin|mariadb-admin|wait-for|wait_for|dockerize|until |while |nc -z|/dev/tcp/|ping\b|--wait|retry"
)
_TIMES = ("--health-interval 10s", "--health-timeout 5s", "--health-retries 5")


def check(document: Document) -> Iterator[Problem]:
    """Report each service of a test job that steps may meet before it answers."""
    for job in document.jobs():
        without = [one for one in services(job) if is_known(one) and not checked(one)]
        if not without or not job_is_for(job, Purpose.TEST) or waits(job):
            continue
        for service in without:
            message = f"the tests of job {job.id} may begin before service {service.name} answers: no health check"
            severity = Severity.INFO if is_quick(service) else None
            yield Problem(service.key, message, severity, partial(add_check, service))


def checked(service: Service) -> bool:
    """Whether the service has a health check in the workflow, or options that cannot be read."""
    options = service.node.get("options")
    if options is None or (isinstance(options, Scalar) and options.is_null):
        return False
    return not isinstance(options, Scalar) or "--health" in options.text or "${{" in options.text


def waits(job: Job) -> bool:
    """Whether a step of the job looks after readiness itself."""
    return any(
        is_for(step, Purpose.WAIT) or (step.run is not None and bool(_WAITS.search(step.run.text)))
        for step in job.all_steps
    )


def add_check(service: Service, _preferences: Preferences) -> Fix:
    """Give the service a health check."""
    command = health_command(service)
    if not command:
        raise Refusal(f"no command is known that tells whether {service.image} is ready")
    title = f"wait until {service.name} answers"
    options = service.node.get("options")
    check = f"--health-cmd {as_option(command)}"
    if options is None:
        lines = "".join(f"\n  {line}" for line in (check, *_TIMES))
        return Fix(title, (insert_entry(service.node, f"options: >-{lines}", after=_last_key(service)),))
    return Fix(title, (with_more_options(service, options, (check, *_TIMES)),))


def with_more_options(service: Service, options: Node, more: tuple[str, ...]) -> Edit:
    """The edit that adds options behind those a service has; they become one a line."""
    entry = service.node.entry("options")
    if not isinstance(options, Scalar) or entry is None:
        raise Refusal("the options are no text")
    if options.style in ("|", ">"):
        end = len(options.text.rstrip())
        joint = " " if options.style == ">" else "\n"
        return replace_in_scalar(options, end, end, joint + joint.join(more))
    source = options.source
    if service.node.flow or source.text[options.end : line_end(source, options.end)].strip():
        raise Refusal("something stands behind the options")
    lines = "\n".join((options.text.strip(), *more))
    return replace_value(options, f">-\n{indented(lines, column(source, entry.key.start) + 2)}")


def as_option(command: str) -> str:
    """The command as one word of the options."""
    return f'"{command}"' if " " in command else command


def _last_key(service: Service) -> str:
    key = service.node.entries[-1].key
    return key.text if isinstance(key, Scalar) else ""


RULE = Rule(
    id="test-service-without-health-check",
    summary="service that nobody waits for",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("services",),
    references=(
        "https://docs.github.com/actions/tutorials/use-containerized-services/create-postgresql-service-containers",
        "https://docs.docker.com/reference/cli/docker/container/run/",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                services:
                  postgres:  # <--
                    image: postgres:${{ matrix.postgres }}
                    env:
                      POSTGRES_PASSWORD: test
                    ports:
                      - 5432:5432
                  cache:  # <--
                    image: docker.io/library/redis
                    options: -v a:/a
                  mongo:  # <--
                    image: mongo:7
                  search:  # <--
                    image: elasticsearch:9.1.0
                    env:
                      xpack.security.enabled: false
                steps:
                  - run: pytest
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                services:
                  postgres:
                    image: postgres:${{ matrix.postgres }}
                    env:
                      POSTGRES_PASSWORD: test
                    ports:
                      - 5432:5432
                    options: >-
                      --health-cmd pg_isready
                      --health-interval 10s
                      --health-timeout 5s
                      --health-retries 5
                  cache:
                    image: docker.io/library/redis
                    options: >-
                      -v a:/a
                      --health-cmd "redis-cli ping"
                      --health-interval 10s
                      --health-timeout 5s
                      --health-retries 5
                  mongo:
                    image: mongo:7
                    options: >-
                      --health-cmd "mongosh --quiet --eval 'db.runCommand({ping: 1})'"
                      --health-interval 10s
                      --health-timeout 5s
                      --health-retries 5
                  search:
                    image: elasticsearch:9.1.0
                    env:
                      xpack.security.enabled: false
                    options: >-
                      --health-cmd "curl --fail --silent http://localhost:9200/_cluster/health"
                      --health-interval 10s
                      --health-timeout 5s
                      --health-retries 5
                steps:
                  - run: pytest
            """,
            near=(
                """
                on: push
                jobs:
                  checked:
                    runs-on: ubuntu-24.04
                    services:
                      postgres:
                        image: postgres:17
                        options: --health-cmd=pg_isready
                      mail:
                        image: axllent/mailpit
                      other:
                        image: ${{ matrix.database }}
                      computed:
                        image: mysql:8
                        options: ${{ matrix.options }}
                    steps:
                      - run: pytest
                  waits:
                    runs-on: ubuntu-24.04
                    services:
                      postgres:
                        image: postgres:17
                    steps:
                      - run: until nc -z localhost 5432; do sleep 1; done
                      - run: pytest
                  builds:
                    runs-on: ubuntu-24.04
                    services:
                      postgres:
                        image: postgres:17
                    steps:
                      - run: make
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
                  old:  # <--
                    image: mongo:4.4
                  closed:  # <--
                    image: opensearchproject/opensearch:3
                  flow: {image: mariadb}  # <--
                steps:
                  - run: pytest
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                services:
                  flow: {image: mariadb, options: --health-cmd "healthcheck.sh --connect --innodb_initialized"}
                steps:
                  - run: pytest
            """,
        ),
    ),
)
