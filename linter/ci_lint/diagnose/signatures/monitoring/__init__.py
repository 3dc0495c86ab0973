"""Causes in what watches a deployment: Prometheus and Grafana."""

from .grafana_not_found import SIGNATURE as GRAFANA_NOT_FOUND
from .grafana_unauthorized import SIGNATURE as GRAFANA_UNAUTHORIZED
from .prometheus_bad_query import SIGNATURE as PROMETHEUS_BAD_QUERY
from .prometheus_no_data import SIGNATURE as PROMETHEUS_NO_DATA
from .prometheus_timeout import SIGNATURE as PROMETHEUS_TIMEOUT
from .prometheus_unreachable import SIGNATURE as PROMETHEUS_UNREACHABLE

SIGNATURES = (
    PROMETHEUS_UNREACHABLE,
    PROMETHEUS_BAD_QUERY,
    PROMETHEUS_NO_DATA,
    PROMETHEUS_TIMEOUT,
    GRAFANA_UNAUTHORIZED,
    GRAFANA_NOT_FOUND,
)
