"""What looks like a credential is masked in everything that the diagnosis shows.

Logs are full of other people's output, and a diagnosis is pasted into issues. GitHub masks what it knows as
a secret; tokens that a service hands out at run time it does not know.
"""

import re

MASK = "***"
_KNOWN = (
    r"gh[pousr]_[A-Za-z0-9]{16,255}",
    r"github_pat_[A-Za-z0-9_]{20,255}",
    r"glpat-[A-Za-z0-9_-]{16,64}",
    r"xox[abeoprs]-[A-Za-z0-9-]{10,255}",
    r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    r"sk-[A-Za-z0-9_-]{20,255}",
    r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,255}",
    r"gl(?:sa|c)_[A-Za-z0-9_=+/]{20,255}",
    r"dckr_pat_[A-Za-z0-9_-]{20,64}",
    r"npm_[A-Za-z0-9]{30,64}",
    r"pypi-[A-Za-z0-9_-]{40,255}",
    r"hvs\.[A-Za-z0-9_-]{20,255}",
    r"eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{0,2000}",
    r"AIza[A-Za-z0-9_-]{35}",
)
_TOKEN = re.compile("|".join(_KNOWN))
_IN_ADDRESS = re.compile(r"(?<=://)([^\s/:@]{0,200}):([^\s/@]{1,200})(?=@)")
_HEADER = re.compile(
    r"(?i)\b((?:proxy-)?authorization\s{0,3}[:=]\s{0,3}(?:bearer|basic|token|digest)?\s{0,3})[^\s\"']{6,4000}"
)
_BEARER = re.compile(r"(?i)\b(bearer\s{1,3})[A-Za-z0-9._~+/=-]{12,4000}")
_NAMED = re.compile(
    r"(?i)([\w-]{0,40}(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)"
    r"[\"']?\s{0,3}[:=]\s{0,3}[\"']?)([^\s\"',;&}]{6,4000})"
)
# Values that are no secret: already masked, expressions and variables, plain words that say what went wrong.
_OPEN = re.compile(
    r"\*{3}|\$|<|%|\{|(?i:null|none|true|false|required|missing|invalid|expired|unauthorized|permission)"
)
_KEY_LINE = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*")


def redact(text: str) -> str:
    """The text of a line with what looks like a credential replaced by `***`."""
    text = _KEY_LINE.sub(f"-----BEGIN PRIVATE KEY----- {MASK}", text)
    text = _TOKEN.sub(MASK, text)
    text = _IN_ADDRESS.sub(rf"\1:{MASK}", text)
    text = _HEADER.sub(rf"\g<1>{MASK}", text)
    text = _BEARER.sub(rf"\g<1>{MASK}", text)
    return _NAMED.sub(lambda found: found[0] if _OPEN.match(found[2]) else f"{found[1]}{MASK}", text)
