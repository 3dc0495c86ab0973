"""Grafana has no dashboard, folder or data source of this uid: 404.

An update by uid needs the dashboard to be there; a dashboard that is put into a folder needs the folder first. The uid differs
between installations unless it is written in the JSON, and a numeric `id` holds in one only. A path that Grafana does
not serve answers `Not found` too: `GRAFANA_URL` without or with a sub path too much.

What it is not: a token that is refused (401, 403); a plugin that the catalogue of Grafana does not have.
"""

from ...signature import Clue, Signature, log_example
from .servers import GRAFANA, NO_CODE

_HERE = rf"(?=.*(?:{GRAFANA}))"
_THING = r"(?:[Dd]ashboard|[Ff]older|[Dd]ata ?source)"

SIGNATURE = Signature(
    id="grafana-not-found",
    summary="Grafana does not find the dashboard or folder",
    why=__doc__,
    decisive=(
        Clue(
            "ot found",
            rf"{NO_CODE}.*(?:(?:\b404\b|not-found).{{0,40}}\b{_THING} not found\b|\b{_THING} not found\b.{{0,60}}(?:\b404\b|not-found))",
        ),
        Clue("ot found", rf"{NO_CODE}(?!.*(?:\b404\b|not-found)).*\b{_THING} not found\b", beside=GRAFANA),
        Clue(
            "404",
            rf"{NO_CODE}{_HERE}(?!.*(?:HTTP/[\d.]+\" |plugin|{_THING} not found)).*(?:\b[Ss]tatus(?: ?[Cc]ode)?\W{{1,3}}|\bHTTP/[\d.]{{1,3}} |\bHTTP error |\berror: |\bHTTPError: )404\b",
        ),
        Clue(
            "ot found",
            rf"{NO_CODE}.*\bmessage[\"']:\s?u?[\"']Not [Ff]ound\b",
            beside=GRAFANA,
            unless=r"\"documentation_url\"",
        ),
        Clue("otFound", r"\[\w{3,6} /(?:folders|dashboards|datasources)\b.{0,120}\]\[404\](?!.*not found)"),
        Clue("ot found", r"\bas folder \S{1,80} not found\b"),
        Clue(
            "curl: (",
            r"\bcurl: \(22\) The requested URL returned error: 404\b",
            beside=rf"\bcurl\b.{{0,400}}?(?:{GRAFANA})",
            unless=r"\bmessage[\"']?:",
            reach=4,
        ),
    ),
    cure=(
        'list what is there: curl "$GRAFANA_URL/api/search?query=NAME"',
        "give dashboards and folders a uid of their own in the JSON, and leave `id` out (null)",
        "make the folder first; send the dashboard with POST /api/dashboards/db and overwrite: true, which makes or updates it",
    ),
    references=("https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/",),
    examples=(
        log_example(
            """
            Run curl --fail-with-body -H "Authorization: Bearer $TOKEN" "$GRAFANA_URL/api/dashboards/uid/shop"
            {"message":"Dashboard not found","status":"not-found"}  # <--
            ##[error]Process completed with exit code 22.
            """,
            near=(
                """
                {"message":"Invalid API key"}
                grafana: status 401
                """,
                """
                Error: Data source not found
                npm error 404 Not Found - GET https://registry.npmjs.org/left-pad
                """,
                """
                ✓ renders "Dashboard not found" for status 404
                {"message":"Not Found","documentation_url":"https://docs.github.com/rest","status":"404"}
                Error: ✗ grafana plugin not found: HTTP 404
                """,
            ),
        ),
        log_example(
            """
            Error: [GET /dashboards/uid/{uid}][404] getDashboardByUidNotFound {"message":"Dashboard not found"}  # <--
            """,
        ),
        log_example(
            """
            uploading dashboards to https://grafana.example.com
            resp status: 404
            resp body: {'message': 'folder not found', 'status': 'not-found'}  # <--
            """,
        ),
        log_example(
            """
            requests.exceptions.HTTPError: 404 Client Error: Not Found for url: https://grafana.example.com/api/folders/shop  # <--
            Dashboard.shop failed: cannot upload dashboard shop as folder be9au14 not found  # <--
            """,
        ),
    ),
)
