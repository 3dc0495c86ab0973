"""Grafana refuses the token of the request: it is not valid (401), or may not do this (403).

Tokens of service accounts expire and can be revoked; API keys of old are gone since Grafana 11.3 and were turned into service accounts; a Grafana that
was set up anew knows none of them; without a token the answer is `Unauthorized` as well. A 403 names the permission that is missing.

What it is not: a dashboard or folder that is not there (404); Prometheus behind Grafana that refuses; another service's 401.
"""

from ...signature import Clue, Signature, log_example
from .servers import GRAFANA, NO_CODE

_HERE = rf"(?=.*(?:{GRAFANA}))"
_SAID = r"[Uu]nauthorized|[Ii]nvalid API key|[Ee]xpired API key|API key (?:expired|not found|is not valid)|[Ii]nvalid username or password|Permission denied|Access denied|Basic auth failed"

SIGNATURE = Signature(
    id="grafana-unauthorized",
    summary="Grafana refuses the token",
    why=__doc__,
    decisive=(
        *(
            Clue(
                status,
                rf"{NO_CODE}{_HERE}(?!.*HTTP/[\d.]+\" ).*(?:\b[Ss]tatus(?: ?[Cc]ode)?\W{{1,3}}|\bHTTP/[\d.]{{1,3}} |\bHTTP error "
                r"|\berror: |\bHTTPError: )40[13]\b",
            )
            for status in ("401", "403")
        ),
        Clue("nauthorized", rf"{NO_CODE}{_HERE}(?!.*(?:HTTP/[\d.]+\" |[Ss]tatus|HTTP)).*\b401 Unauthorized\b"),
        Clue(
            "nauthorized",
            r"\[\w{3,6} /(?:folders|dashboards|datasources|org|orgs|teams|serviceaccounts|v1/provisioning)\b.{0,120}\]\[401\]",
        ),
        *(
            Clue(
                word,
                rf"{NO_CODE}.*\bmessage[\"']?:\s?u?[\"'](?:{_SAID})",
                beside=GRAFANA,
                unless=rf"(?:{GRAFANA}).*\b40[13]\b|\"kind\":\s?\"Status\"|\"messageId\"|\]\[401\]",
            )
            for word in ("nauthorized", "API key", "sername or password", "enied")
        ),
        Clue(
            "messageId",
            r"\"messageId\":\s?\"(?:api-key\.(?:invalid|expired|not-found)|api-auth\.\S{1,60}|auth\.unauthorized|session\.token\S{0,40}|password-auth\.\S{1,60})\"",
            unless=rf"(?:{GRAFANA}).*\b40[13]\b",
            reach=3,
        ),
        Clue("accessErrorId", r"\"accessErrorId\":\s?\"ACE\d"),
        Clue(
            "ermissions needed",
            r"\bPermissions needed: (?:dashboards|folders|datasources|serviceaccounts|org|users|alert)\b",
        ),
        Clue(
            "curl: (",
            r"\bcurl: \(22\) The requested URL returned error: 40[13]\b",
            beside=rf"\bcurl\b.{{0,400}}?(?:{GRAFANA})",
            unless=r"\bmessage[\"']?:",
            reach=4,
        ),
    ),
    cure=(
        "make a new token for the service account, and set the secret anew: gh secret set GRAFANA_API_KEY",
        'check that it is sent to the Grafana that it belongs to: curl -H "Authorization: Bearer $TOKEN" $GRAFANA_URL/api/org',
        "for 403 give the service account the permission that the answer names, or the role Editor",
    ),
    references=("https://grafana.com/docs/grafana/latest/administration/service-accounts/",),
    examples=(
        log_example(
            """
            Run curl --fail-with-body -X POST "$GRAFANA_URL/api/dashboards/db" -d @dashboards/shop.json
            {"message":"Invalid API key"}  # <--
            ##[error]Process completed with exit code 22.
            """,
            near=(
                """
                {"message":"Dashboard not found","status":"not-found"}
                grafana: 404
                """,
                """
                {"message":"Unauthorized"}
                ##[error]Process completed with exit code 1.
                """,
                """
                ✓ grafana client throws for status 401
                grafana  | 10.0.0.7 - - "GET /api/dashboards/uid/shop HTTP/1.1" 200
                < HTTP/1.1 401 Unauthorized
                """,
            ),
        ),
        log_example(
            """
            Error: error fetching https://grafana.example.com/api/dashboards/uid/shop: status: 401, body: {"message":"Unauthorized"}  # <--
            """,
        ),
        log_example(
            """
            {"accessErrorId":"ACE0123456789","message":"You'll need additional permissions to perform this action. Permissions needed: dashboards:create","title":"Access denied"}  # <--
            """,
        ),
        log_example(
            """
            {"extra":null,"message":"Invalid API key","messageId":"api-key.invalid","statusCode":401,"traceID":""}  # <--
            """,
        ),
        log_example(
            """
            grafana_client.client.GrafanaUnauthorizedError: Client Error 401: Unauthorized
            requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://grafana.example.com/api/folders  # <--
            """,
        ),
    ),
)
