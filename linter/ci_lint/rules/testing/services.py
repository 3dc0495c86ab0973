"""Service containers of a job that keep data or messages, by their images."""

from collections.abc import Iterator
from types import MappingProxyType

from msgspec import Struct

from ...tree import Mapping, Scalar
from ...workflow import Job

_DATABASES = (
    "postgres postgresql postgis timescaledb pgvector cockroach mysql mariadb percona mongo mongodb neo4j cassandra "
    "scylla clickhouse clickhouse-server arangodb couchdb influxdb dynamodb-local rethinkdb surrealdb mssql "
    "elasticsearch opensearch"
)
_CACHES = "redis valkey keydb dragonfly memcached redis-stack redis-stack-server"
_BROKERS = "rabbitmq kafka cp-kafka redpanda nats activemq pulsar elasticmq"
_STORES = "minio localstack azurite etcd consul"
_KIND_OF = MappingProxyType(
    {
        **dict.fromkeys(_DATABASES.split(), "database"),
        **dict.fromkeys(_CACHES.split(), "cache"),
        **dict.fromkeys(_BROKERS.split(), "broker"),
        **dict.fromkeys(_STORES.split(), "store"),
    }
)


class Service(Struct, frozen=True):
    """A service that keeps what is put into it. `program` is the last part of its image's name."""

    key: Scalar
    node: Mapping
    image: str

    @property
    def name(self) -> str:
        """The name under which a container job reaches it."""
        return self.key.text

    @property
    def program(self) -> str:
        """The last part of the image's name, without tag: `postgis` of `docker.io/postgis/postgis:16`."""
        return self.repository.rpartition("/")[2]

    @property
    def repository(self) -> str:
        """The image without tag and digest."""
        image = self.image.partition("@")[0]
        head, colon, tag = image.rpartition(":")
        return head if colon and "/" not in tag else image

    @property
    def tag(self) -> str:
        """The tag of the image, or ""."""
        return self.image.partition("@")[0][len(self.repository) + 1 :]

    @property
    def kind(self) -> str:
        """What it is: `database`, `cache`, `broker` or `store`; "" for anything else."""
        return _KIND_OF.get(self.program, "")


def services(job: Job) -> Iterator[Service]:
    """The services of a job whose image is named, be it with a computed tag."""
    for key, node in job.services.named_entries() if job.services else ():
        if isinstance(node, Mapping) and (image := node.text("image")) and not image.lstrip().startswith("${{"):
            yield Service(key, node, image.strip().lower())
