"""Credentials are masked wherever they stand; what only resembles them is what a reader looks for, and stays."""

import string
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ci_lint.diagnose.secrets import MASK, redact

LETTERS = string.ascii_letters + string.digits


def made(alphabet: str, length: int) -> str:
    """So many letters, none of which is a real secret's."""
    return (alphabet * (length // len(alphabet) + 1))[:length]


# Put together, so that no scanner takes this file for a leak.
TOKENS = {
    "GitHub": "gh" + "p_" + made(LETTERS, 36),
    "GitHub of an app": "gh" + "s_" + made(LETTERS, 36),
    "GitHub, fine-grained": "github" + "_pat_" + made(LETTERS, 60),
    "GitLab": "gl" + "pat-" + made(LETTERS, 20),
    "AWS": "AK" + "IA" + made(string.ascii_uppercase, 16),
    "Slack": "xo" + "xb-" + made(string.digits, 12) + "-" + made(LETTERS, 24),
    "npm": "np" + "m_" + made(LETTERS, 36),
    "PyPI": "py" + "pi-" + made(LETTERS, 80),
    "Docker Hub": "dckr" + "_pat_" + made(LETTERS, 27),
    "JWT": "ey" + "J" + made(LETTERS, 20) + "." + made(LETTERS, 40) + "." + made(LETTERS, 43),
    "Google": "AI" + "za" + made(LETTERS, 35),
    "Vault": "hv" + "s." + made(LETTERS, 30),
    "Grafana": "gl" + "sa_" + made(LETTERS, 32) + "_" + made("0af", 8),
    "OpenAI": "s" + "k-" + made(LETTERS, 48),
    "Stripe": "s" + "k_live_" + made(LETTERS, 24),
}
AROUND = (
    "{}",
    "token {} was used",
    "({})",
    "Error: '{}'",
    "a={},b",
    "https://example.com/{}/x",
    '{{"x":"{}"}}',
    "E   {}",
)


@pytest.mark.parametrize("kind", TOKENS)
@pytest.mark.parametrize("around", AROUND)
def test_known_token_is_masked_wherever_it_stands(kind: str, around: str) -> None:
    shown = redact(around.format(TOKENS[kind]))
    assert TOKENS[kind][8:] not in shown
    assert MASK in shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Authorization: Bearer abcdef123456", "Authorization: Bearer ***"),
        ("> authorization: Basic dXNlcjpwYXNzd29yZA==", "> authorization: Basic ***"),
        ("curl -H 'Authorization: token 0123456789abcdef'", "curl -H 'Authorization: token ***'"),
        ('"Authorization": "Bearer abcdefghijkl"', '"Authorization": "Bearer ***"'),
        ("Proxy-Authorization: Negotiate YIIabcdefgh", "Proxy-Authorization: Negotiate ***"),
        ("Set-Cookie: session=abc; Path=/", "Set-Cookie: ***"),
        ("postgres://shop:hunter2@db:5432/shop", "postgres://shop:***@db:5432/shop"),
        ("redis://:hunter2@cache:6379", "redis://:***@cache:6379"),
        ("https://ann:p@ss@example.com/x", "https://ann:***@example.com/x"),
        ("https://x-access-token:***@github.com/o/r", "https://x-access-token:***@github.com/o/r"),
        ("https://0123456789abcdef0123@example.com", "https://***@example.com"),
        ("GET /a?sig=abcdefgh%3D&sv=2020 200", "GET /a?sig=***&sv=2020 200"),
        ("?X-Amz-Signature=0123456789abcdef&x=1", "?X-Amz-Signature=***&x=1"),
        ("https://hooks.slack.com/services/T00000/B0000/abcdefgh", "https://hooks.slack.com/services/***"),
        ("DB_PASSWORD=hunter", "DB_PASSWORD=***"),
        ("  AWS_SECRET_ACCESS_KEY: wJalrXUtnFEMI/K7MDENG", "  AWS_SECRET_ACCESS_KEY: ***"),
        ("export API_KEY='plainword'", "export API_KEY='***'"),
        ('{"password": "hunter2", "user": "ann"}', '{"password": "***", "user": "ann"}'),
        ("connecting with password: sup3rsecret", "connecting with password: ***"),
        ("//registry.example/:_authToken=abcdef", "//registry.example/:_authToken=***"),
        ("shop login --password hunter --verbose", "shop login --password *** --verbose"),
        ("shop --api-key=abcdef", "shop --api-key=***"),
        ("docker login -u ann -p hunter2 registry.example", "docker login -u ann -p *** registry.example"),
        ("curl -u ann:hunter2 https://example.com", "curl -u ann:*** https://example.com"),
        ("machine example.com login ann password hunter2", "machine example.com login ann password ***"),
        ('"auth": "dXNlcjpwYXNz"', '"auth": "***"'),
        ("AccountKey=abcdefghijklmnop==;EndpointSuffix=x", "AccountKey=***"),
        ("-----BEGIN RSA PRIVATE KEY-----MIIEabc", "-----BEGIN RSA PRIVATE KEY----- ***"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "-----BEGIN OPENSSH PRIVATE KEY----- ***"),
    ],
)
def test_value_is_masked_and_what_names_it_stays(line: str, shown: str) -> None:
    assert redact(line) == shown


@pytest.mark.parametrize(
    "line",
    [
        "denied: permission_denied: write_package",
        "password: required",
        "token: ***",
        "Error: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable",
        "using password: YES",
        "  id-token: write",
        "  token: ${{ secrets.SHOP_TOKEN }}",
        "persist-credentials: false",
        "error getting credentials - err: exit status 1",
        "failed to fetch oauth token: unexpected status: 401 Unauthorized",
        "failed to get token: Request failed with status code 403",
        "Cache restored from key: Linux-node-0123456789abcdef0123456789abcdef",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "HEAD is now at 0123456789abcdef0123456789abcdef01234567 Add a basket",
        "  Expected sha256 290b3ec2c421571a5fd8293971e314aae1323834e8cddc05d7053b94c2f1999b",
        '"integrity": "sha512-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=="',
        "/home/runner/work/shop/shop/src/app/basket/controllers/total/lines/of/orders",
        "task-runner-with-a-very-long-name-2026-11-21 finished",
        'secret "shop-db" not found',
        "Error: couldn't find key VALUE in Secret default/shop-secret",
        "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
        "ghcr.io/shop/app:buildcache@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "Login failed: invalid username/password",
        "E   AssertionError: token expired",
        "tests/test_password.py::test_token PASSED",
        "ssh: handshake failed: git@github.com: Permission denied (publickey).",
        "Bearer authentication is required",
        "curl: (22) The requested URL returned error: 403",
        "at Object.token (src/lexer.ts:12:3)",
        "the push refers to repository [docker.io/shop/app]",
        "secretName: shop-tls",
        "SECRET_FILE=/run/secrets/shop",
        'www-authenticate: Bearer realm="https://ghcr.io/token",service="ghcr.io"',
    ],
)
def test_what_only_resembles_a_credential_stays(line: str) -> None:
    assert redact(line) == line


def test_lines_of_a_private_key_are_masked() -> None:
    for line in (made(LETTERS + "+/", 64), "  " + made(LETTERS + "+/", 64), made(LETTERS, 62) + "=="):
        assert redact(line) == MASK


@given(st.text(alphabet=LETTERS, min_size=36, max_size=36), st.text(max_size=40), st.text(max_size=40))
def test_token_is_masked_in_any_text(token: str, before: str, after: str) -> None:
    assume(token not in before + after)
    assert token not in redact(f"{before} gh" + f"p_{token} {after}")


@given(st.text(alphabet=string.ascii_letters + string.digits + "!#+-_.:", min_size=8, max_size=40))
def test_password_of_an_address_is_masked(password: str) -> None:
    assert redact(f"amqp://shop:{password}@queue:5672") in ("amqp://shop:***@queue:5672", "amqp://shop:***")


@given(st.text(max_size=300))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@given(st.text(alphabet="0123456789abcdef", min_size=40, max_size=40), st.sampled_from(("commit ", "sha1:", "", "at ")))
def test_commits_stay(commit: str, before: str) -> None:
    assert redact(before + commit) == before + commit


@pytest.mark.parametrize(
    "line",
    [
        "token=" * 1400,
        "a:" * 4096,
        "://" * 2700,
        "eyJ" * 2700,
        "password " * 900,
        "-" * 8192,
        "A" * 8192,
        "?key=" * 1600,
    ],
)
def test_hostile_line_takes_no_time(line: str) -> None:
    begun = time.process_time()
    redact(line)
    assert time.process_time() - begun < 1
