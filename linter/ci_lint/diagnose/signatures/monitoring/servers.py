"""How lines show that it is Prometheus or Grafana that was asked."""

# In an address or a command; 9090 is Prometheus' own port.
PROMETHEUS = r"(?i:prometheus|thanos|promtool|promql|pushgateway|victoria.?metrics)|(?:\bport |:)9090\b|/api/v1/(?:query|series|labels?|targets|rules)\b"
METRICS = rf"{PROMETHEUS}|(?:\bport |:)(?:9091|9093|9100)\b|/-/(?:healthy|ready|reload)\b|/metrics\b|(?i:alertmanager|node[-_]exporter)"
GRAFANA = r"(?i:grafana)|/api/(?:dashboards|folders|datasources|serviceaccounts)\b"

# A line of a script, of its trace, or about a test that passed.
NO_CODE = (
    r"^(?!\s{0,20}(?:\+{1,4} |#\s|\$ |\[command\]|##\[(?:group|command)\]|#\d{1,5} )"
    r"|.*(?:\b(?:e?grep|echo|case|assert\w*|expect)\b|\bif [\[(!]|\[\[|\bPASS(?:ED)?\b|::test|[✓✔√]|--- PASS))"
)
