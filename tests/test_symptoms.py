"""The page from symptoms to rules, causes and actions names what exists, and each of what it was written for."""

import re
from pathlib import Path

import pytest

from ci_lint.diagnose import SIGNATURES, diagnose
from ci_lint.rules import GROUPS, RULES

# What the two reports quote from their logs, as a log would say it.
QUOTED = (
    (
        "E11000 duplicate key error collection: shop.users index: username_1 dup key: { username: 'test' }",
        "tests-shared-duplicate-key",
    ),
    (
        "ERROR: failed to solve: failed to push ghcr.io/shop/app: denied: permission_denied: write_package",
        "push-permission-denied",
    ),
    ("E   sqlite3.IntegrityError: UNIQUE constraint failed: users.email", "tests-shared-unique-constraint"),
    ("E   sqlite3.OperationalError: database is locked", "tests-database-locked"),
    ("ModuleNotFoundError: No module named 'requests'", "import-module-not-installed"),
    (
        'app.py:1: error: Argument 1 to "function" has incompatible type "str"; expected "int"  [arg-type]',
        "types-errors",
    ),
    ("Coverage below 25% threshold", "coverage-threshold"),
    ("ERROR: failed to solve: context canceled", "docker-context-canceled"),
    (
        "#5 ERROR: failed to configure registry cache importer: ghcr.io/shop/app:buildcache: not found",
        "cache-importer-not-found",
    ),
    ("denied: permission_denied", "push-permission-denied"),
    ("no basic auth credentials", "push-no-basic-auth"),
    ("error: You must be logged in to the server (Unauthorized)", "k8s-unauthorized"),
    ("smoke test: login failed: HTTP/1.1 401 Unauthorized", "smoke-auth"),
    ("0/3 nodes are available: 3 Insufficient cpu.", "k8s-unschedulable"),
    ("curl: (28) Operation timed out after 5001 milliseconds with 0 bytes received", "smoke-timeout"),
    (
        "curl: (7) Failed to connect to prometheus port 9090 after 0 ms: Connection refused",
        "prometheus-unreachable",
    ),
    ("Grafana dashboard update failed: 401 Unauthorized", "grafana-unauthorized"),
    ('Grafana dashboard update failed: 404 Not Found {"message":"Dashboard not found"}', "grafana-not-found"),
    ("error: timed out waiting for the condition on deployments/shop", "k8s-rollout-timeout"),
)


def named(root: Path) -> set[str]:
    return set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", (root / "docs/symptoms.md").read_text(encoding="utf-8")))


def test_every_rule_and_cause_that_is_named_exists(root: Path) -> None:
    assert named(root) <= {rule.id for rule in RULES} | {signature.id for signature in SIGNATURES}


def test_every_rule_on_smoke_tests_has_its_symptom(root: Path) -> None:
    assert {rule.id for rule in GROUPS["smoke"]} <= named(root)


@pytest.mark.parametrize(("line", "cause"), QUOTED, ids=[f"{n}-{cause}" for n, (_, cause) in enumerate(QUOTED)])
def test_what_the_reports_quote_is_named(root: Path, tmp_path: Path, line: str, cause: str) -> None:
    log = tmp_path / "step.log"
    log.write_text(f"{line}\n", encoding="utf-8")
    assert [found.signature.id for found in diagnose(str(log), SIGNATURES).causes] == [cause]
    assert cause in named(root)
