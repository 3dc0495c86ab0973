"""Causes of requests that do not get the answer that they should, in smoke tests and elsewhere."""

from .smoke_auth import SIGNATURE as SMOKE_AUTH
from .smoke_dns import SIGNATURE as SMOKE_DNS
from .smoke_health_red import SIGNATURE as SMOKE_HEALTH_RED
from .smoke_own_limit import SIGNATURE as SMOKE_OWN_LIMIT
from .smoke_refused import SIGNATURE as SMOKE_REFUSED
from .smoke_timeout import SIGNATURE as SMOKE_TIMEOUT
from .smoke_tls import SIGNATURE as SMOKE_TLS

SIGNATURES = (
    SMOKE_TIMEOUT,
    SMOKE_REFUSED,
    SMOKE_DNS,
    SMOKE_TLS,
    SMOKE_AUTH,
    SMOKE_HEALTH_RED,
    SMOKE_OWN_LIMIT,
)
