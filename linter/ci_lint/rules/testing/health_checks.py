"""Commands that tell whether a service answers, by the image it runs.

Each is run inside of the container, so it may use only what the image has. Sources are the documentation of
the images on Docker Hub and GitHub's own pages on service containers.
"""

from types import MappingProxyType

from .services import Service

_POSTGRES = "pg_isready"
_MYSQL = "mysqladmin ping -h 127.0.0.1"
_COMMANDS = MappingProxyType(
    {
        **dict.fromkeys(("postgres", "postgis/postgis", "pgvector/pgvector", "timescale/timescaledb"), _POSTGRES),
        **dict.fromkeys(("bitnami/postgresql", "supabase/postgres", "paradedb/paradedb"), _POSTGRES),
        # By address, because the server that sets the database up answers on its socket already.
        **dict.fromkeys(("mysql", "bitnami/mysql", "percona"), _MYSQL),
        "mariadb": "healthcheck.sh --connect --innodb_initialized",
        **dict.fromkeys(("redis", "redis/redis-stack", "redis/redis-stack-server", "bitnami/redis"), "redis-cli ping"),
        **dict.fromkeys(("valkey/valkey", "bitnami/valkey"), "valkey-cli ping"),
        "mongo": "mongosh --quiet --eval 'db.runCommand({ping: 1})'",
        **dict.fromkeys(("rabbitmq", "bitnami/rabbitmq"), "rabbitmq-diagnostics -q ping"),
        "elasticsearch": "curl --fail --silent http://localhost:9200/_cluster/health",
        "opensearchproject/opensearch": "curl --fail --silent http://localhost:9200/_cluster/health",
        **dict.fromkeys(("bitnami/minio", "bitnamilegacy/minio"), "curl --fail --silent http://localhost:9000/minio/health/live"),
        "apache/kafka": "/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server localhost:9092",
        "confluentinc/cp-kafka": "kafka-broker-api-versions --bootstrap-server localhost:9092",
        "bitnami/kafka": "kafka-broker-api-versions.sh --bootstrap-server localhost:9092",
    }
)  # fmt: skip
_QUICK = frozenset(("redis", "redis-stack", "redis-stack-server", "valkey", "nats", "memcached"))
_REGISTRIES = ("docker.io/", "index.docker.io/", "public.ecr.aws/docker/", "mirror.gcr.io/", "library/")
# The images had no `mongosh` before.
_FIRST_WITH_MONGOSH = 5
_NO_SECURITY = MappingProxyType(
    {
        "elasticsearch": ("xpack.security.enabled", "false"),
        "opensearchproject/opensearch": ("disable_security_plugin", "true"),
    }
)


def name_of(service: Service) -> str:
    """The image's name without tag, registry and the folder of official images."""
    name = service.repository
    for registry in _REGISTRIES:
        name = name.removeprefix(registry)
    return "elasticsearch" if name == "docker.elastic.co/elasticsearch/elasticsearch" else name


def is_known(service: Service) -> bool:
    """Whether the image is one that takes a while and has no health check of its own."""
    return name_of(service) in _COMMANDS


def is_quick(service: Service) -> bool:
    """Whether the service answers almost as soon as its container runs."""
    return service.program in _QUICK


def health_command(service: Service) -> str:
    """The command that fails until the service answers; "" where none is certain."""
    name = name_of(service)
    if name == "mongo" and not _has_mongosh(service.tag):
        return ""
    setting, value = _NO_SECURITY.get(name, ("", ""))
    if setting and _environment(service).get(setting) != value:
        return ""  # it would ask for a password
    return _COMMANDS.get(name, "")


def _has_mongosh(tag: str) -> bool:
    major = tag.partition(".")[0].partition("-")[0]
    return not tag or tag == "latest" or (major.isdigit() and int(major) >= _FIRST_WITH_MONGOSH)


def _environment(service: Service) -> dict[str, str]:
    from ...tree import Mapping, Scalar

    block = service.node.get("env")
    entries = block.named_entries() if isinstance(block, Mapping) else ()
    return {key.text.lower(): value.text.lower() for key, value in entries if isinstance(value, Scalar)}
