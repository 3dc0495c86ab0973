"""A login answers 401 in a test because another test has removed or replaced the user.

Tests that share one database also share its users: one registers `ann`, the next finds that the name is taken,
a third cleans up and deletes her. The login in between is refused although its password is right. What shows
it is the company: in the same log, users could not be made because they were there already.

What it is not: a 401 alone proves nothing, for a test of a wrong password expects it, and a changed login fails
it everywhere; a 401 from the deployed service in a smoke test is about that service's users.
"""

from ...signature import Clue, Confidence, Signature, log_example
from .traces import TRACES

_TAKEN = (
    r"(?i)(?:E11000 duplicate key|UNIQUE constraint failed|duplicate key value violates|Duplicate entry)"
    r".{0,200}(?:user|account|member|mail|login)"
    r"|(?:user|account|member|mail|login)\w{0,12}.{0,60}\balready (?:exists|registered|taken|in use)\b"
)


def _refused(mark: str, pattern: str) -> Clue:
    return Clue(mark, pattern, beside=_TAKEN, reach=60, confidence=Confidence.LIKELY)


SIGNATURE = Signature(
    id="tests-shared-401",
    summary="a login is refused because tests share their users",
    why=__doc__,
    decisive=(
        _refused("401", r"^E?\s*assert 401 == 20\d\b"),
        _refused("401", r"\bAssertionError: 401 != 20\d\b"),
        _refused("401", r"\bexpected 401 to (?:equal|be|deeply equal) 20\d\b"),
        _refused("401", r"\bexpected 20\d (?:\"\w+\")?, got 401\b"),
        _refused("401", r"\bexpected:<20\d> but was:<401>"),
    ),
    supporting=TRACES,
    cure=(
        "give each worker its own users: unique names, or a database of its own",
        "make the user in the test that logs in, and let no other test delete it",
        "until then run these tests one after the other",
    ),
    rules=("test-parallel-shared-service",),
    examples=(
        log_example(
            """
            ___________________________ test_login_gives_token ___________________________
            [gw0] linux -- Python 3.12.3 /opt/venv/bin/python
            E   assert 401 == 200  # <--
            ___________________________ test_register_twice ______________________________
            [gw1] linux -- Python 3.12.3 /opt/venv/bin/python
            E   AssertionError: {'detail': 'user ann already exists'}
            """,
            near=(
                """
                ___________________________ test_login_gives_token ___________________________
                E   assert 401 == 200
                E    +  where 401 = <Response [401 Unauthorized]>.status_code
                """,
                """
                E   pymongo.errors.DuplicateKeyError: E11000 duplicate key error collection: shop.users index: name_1 dup key: { name: "ann" }
                tests/test_login.py::test_wrong_password_gives_401 PASSED
                """,
            ),
        ),
    ),
)
