"""Signs that tests share a server, and so would meet each other there when they run side by side."""

from __future__ import annotations

import re
from typing import Iterator, Mapping

_SERVERS = re.compile(
    r"^(?:postgres(?:ql)?|mysql|mariadb|mssql|oracle|redis|rediss|mongodb|amqps?|kafka|nats|memcached|elasticsearch)"
    r"(?:\+\w+)*://",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"PGHOST|PGDATABASE|(?:POSTGRES|MYSQL|MARIADB|REDIS|MONGO|MONGODB|RABBITMQ|KAFKA|ELASTICSEARCH|MEMCACHED)"
    r"_(?:HOST|DB|DATABASE|URL|URI|SERVERS|BOOTSTRAP_SERVERS)"
)


def shared_services(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the variables that point at one server for all tests. Their values are looked at and never returned."""
    return tuple(_hints(environ))


def _hints(environ: Mapping[str, str]) -> Iterator[str]:
    for name, value in sorted(environ.items()):
        if value and (_SERVERS.match(value) or (_NAMES.fullmatch(name) and "://" not in value)):
            yield name
