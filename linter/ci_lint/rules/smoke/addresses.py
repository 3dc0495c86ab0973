"""Which words of a request are its address, and what an address says about what is asked."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from ...purpose.runners import words_of

if TYPE_CHECKING:
    from ...shell import Command, Word

# Options of curl and wget whose value is never the address.
_VALUED = words_of(
    "--data --data-raw --data-binary --data-ascii --data-urlencode --json --form --form-string --header --referer "
    "--proxy --user-agent --user --resolve --connect-to --output --output-document --write-out --request --cookie "
    "--max-time --connect-timeout --retry --retry-delay --retry-max-time --timeout --tries --post-data --method "
    "--body-data --cacert --cert --key --upload-file --dump-header --url-query --config --proto --range"
)
_VALUED_CLUSTER = late_pattern(r"-[A-Za-z0-9]*[AbcCdDeEFHKmoPQrtTuUwxXyYz]")
_ADDRESS = late_pattern(
    r"\w+://|localhost\b|127\.0\.0\.1\b|\$\{\{|\$\{?\w*(?:URL|URI|HOST|ENDPOINT|ADDRESS|HOOK)"
    r"|[\w-]+(?:\.[\w-]+)+(?:[:/]|\.(?:com|io|org|net|dev|app)$)",
    re.IGNORECASE,
)
_LOCAL = late_pattern(
    r"(?:\w+://)?(?:[^/@\s]*@)?(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|host\.docker\.internal"
    r"|[\w-]+)(?::[\w${}]+)?(?:[/?#]|$)",
    re.IGNORECASE,
)

_METRICS = late_pattern(r"/api/v1/query(?:_range)?(?:[?\"'\s]|$)")


def find_addresses(command: "Command") -> tuple["Word", ...]:
    """The words of a curl or wget that say what is asked for."""
    named = tuple(command.options("--url"))
    return named + tuple(word for before, word in pairwise(command.words) if _is_address(before, word))


def _is_address(before: "Word", word: "Word") -> bool:
    if word.text.startswith("-") or before.text in _VALUED:
        return False
    cluster = not before.text.startswith("--") and _VALUED_CLUSTER.fullmatch(before.text)
    return not cluster and bool(_ADDRESS.match(word.text))


def is_local(address: "Word") -> bool:
    """Whether it is the runner itself or a service beside it, which no one else can reach."""
    return bool(_LOCAL.match(address.text))


def is_metrics_query(address: "Word") -> bool:
    """Whether it is Prometheus' for values."""
    return bool(_METRICS.search(address.text))
