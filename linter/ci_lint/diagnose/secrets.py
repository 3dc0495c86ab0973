"""What looks like a credential is masked in everything that the diagnosis shows.

Logs are full of other people's output, and a diagnosis is pasted into issues. GitHub masks what it knows as
a secret; tokens that a service hands out at run time it does not know. What only resembles a secret, such as
digests, commits, keys of caches and messages about passwords, must stay: it is what a reader looks for.
"""

import re

from ..late_pattern import late_pattern

MASK = "***"

# Kinds of tokens that are known by how they begin.
_TOKENS = (
    r"gh[pousr]_[A-Za-z0-9_]{16,520}",
    r"github_pat_[A-Za-z0-9_]{20,255}",
    r"gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas|imt)-[A-Za-z0-9_.-]{16,400}",
    r"xox[abcdeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,255}|xapp-[A-Za-z0-9-]{10,255}",
    r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b",
    r"sk-(?=[\w-]{0,200}[A-Z0-9])[A-Za-z0-9_-]{20,255}",
    r"(?:sk|rk|pk|whsec)_(?:live|test)?_?[A-Za-z0-9]{24,255}",
    r"gl(?:sa|c)_[A-Za-z0-9_=+/]{20,400}",
    r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,64}",
    r"npm_[A-Za-z0-9]{30,64}",
    r"pypi-[A-Za-z0-9_-]{40,400}",
    r"hv[sbr]\.[A-Za-z0-9_-]{20,400}",
    r"eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,8000}(?:\.[A-Za-z0-9_-]{0,2000}){1,3}",
    r"AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,400}|GOCSPX-[A-Za-z0-9_-]{20,64}",
    r"rubygems_[a-f0-9]{48}|hf_[A-Za-z0-9]{30,64}|dop_v1_[a-f0-9]{64}|dapi[a-f0-9]{32}",
    r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,100}|ATATT3[A-Za-z0-9_=-]{40,400}",
    r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}|AGE-SECRET-KEY-1[A-Z0-9]{50,64}",
    r"shp(?:at|ss|ca|pa)_[a-fA-F0-9]{32}|lin_api_[A-Za-z0-9]{32,64}|NRAK-[A-Z0-9]{20,40}",
)
_TOKEN = late_pattern(rf"(?<![A-Za-z0-9])(?:{'|'.join(_TOKENS)})")
_HOOK = late_pattern(r"(hooks\.slack\.com/(?:services|workflows)/|discord(?:app)?\.com/api/webhooks/)[\w/-]{8,200}")
_IN_ADDRESS = late_pattern(r"(://[^\s/:@?#]{0,200}:)(?!\*\*\*@)[^\s/?]{1,400}(?=@)|(://)[^\s/:@?#]{20,400}(?=@)")
_IN_QUERY = late_pattern(
    r"(?i)([?&;](?:access_?token|auth_?token|token|sig|signature|x-(?:amz|goog)-(?:signature|credential|security-token)"
    r"|password|secret|client_secret|api_?key|key|code)=)[^\s&;#\"'<>]{6,4000}"
)
_HEADER = late_pattern(
    r"(?i)\b((?:proxy-)?authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:(?:bearer|basic|token|digest|negotiate|apikey)\s{1,3})?)"
    r"(?!bearer|basic|token\b|digest|\*\*\*)[^\s\"']{6,8000}"
)
_BEARER = late_pattern(r"(?i)\b(bearer\s{1,3})(?=[A-Za-z0-9._~+/=-]{0,200}\d)[A-Za-z0-9._~+/=-]{12,8000}")
_COOKIE = late_pattern(r"(?i)\b((?:set-)?cookie:\s{0,3})\S.{0,4000}")
_DOCKER_AUTH = late_pattern(r"(\"(?:auth|identitytoken|registrytoken)\"\s{0,3}:\s{0,3}\")[A-Za-z0-9+/=_.-]{8,8000}")
_ARGUMENT = late_pattern(
    r"((?:^|\s)(?:-u|--user|--proxy-user)[ =][\"']?[^\s:\"'/]{1,100}:)[^\s\"'/]{1,400}"
    r"|(\b(?:docker|podman|helm registry|sshpass)\b[^|;&]{0,200}\s-p[ =]?)[^\s$-]\S{0,400}"
    r"|(\blogin\s{1,3}\S{1,100}\s{1,3}password\s{1,3})\S{1,400}"
)
_KEY_LINE = late_pattern(r"(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----).*")
_BASE64_LINE = late_pattern(r"^\W{0,12}([A-Za-z0-9+/]{60,80}={0,2})$")
_HEXADECIMAL = late_pattern(r"[0-9a-f]*|[0-9A-F]*")
_FEW_SLASHES = 4

_NAME = late_pattern(
    r"(?i)(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|(?:access|account|private|signing|encryption|ssh|shared"
    r"[_-]?access|master|deploy|license)[_-]?key|credentials?|connection[_-]?string)[\"']?"
    r"(?:(?P<sign>\s{0,3}(?:=>?|:=?)\s{0,3})|(?P<gap>[ =]))(?P<quote>[\"']?)(?P<value>[^\s\"'<>]{4,4000})"
)
_BEFORE_OPTION = late_pattern(r"(?:^|\s)--?[\w-]{0,40}$")
_BEFORE_ENTRY = late_pattern(r"^\W{0,40}(?:export |set |env |ENV |ARG )?[\w.-]{0,60}$")
# Values that are no secret: masked ones, variables, places, and words that say what is wrong with one.
_OPEN = late_pattern(
    r"\*{3}|\$|%|\{|\[|\(|~?/|\./|https?://|file:"
    r"|(?i:null|none|nil|undefined|true|false|yes|no|ok|empty|required|missing|invalid|incorrect|wrong|expired|revoked|denied"
    r"|unauthorized|forbidden|permission|not|cannot|could|unable|failed|failure|error|request|response|must|is|was|has|the|this"
    r"|read|write|inherit|include|omit|same-origin|authentication|bearer|basic|string|bytes?|object|function|default|optional"
    r"|unexpected|unknown|unsupported|malformed|rejected|bad|too|please|check|got|expected|found|exists?|already)"
    r"(?![\w@#$!*+-])"
)
_TELLING = late_pattern(r"\d|[A-Za-z][^\w\s,.;:)\]][A-Za-z]|[a-z][A-Z]")
_TRAILING = late_pattern(r"[,;)\]}.]+$")


def redact(text: str) -> str:
    """The text of a line with what looks like a credential replaced by `***`."""
    text = _KEY_LINE.sub(rf"\1 {MASK}", text)
    text = _HOOK.sub(rf"\1{MASK}", text)
    text = _IN_ADDRESS.sub(lambda found: f"{found[1] or found[2]}{MASK}", text)
    text = _HEADER.sub(rf"\1{MASK}", text)
    text = _COOKIE.sub(rf"\1{MASK}", text)
    text = _TOKEN.sub(MASK, text)
    text = _IN_QUERY.sub(rf"\1{MASK}", text)
    text = _BEARER.sub(rf"\1{MASK}", text)
    text = _DOCKER_AUTH.sub(rf"\1{MASK}", text)
    text = _ARGUMENT.sub(lambda found: f"{found[1] or found[2] or found[3]}{MASK}", text)
    text = _NAME.sub(_masked_value, text)
    return MASK if _is_part_of_key(text) else text


def _masked_value(found: re.Match[str]) -> str:
    """`NAME=value` without its value, if the value is one: words behind a colon mostly tell of trouble."""
    value = found["value"]
    before = found.string[: found.start()]
    option = bool(found["gap"]) and bool(_BEFORE_OPTION.search(before[-80:]))
    if _OPEN.match(value) or (found["gap"] and not option):
        return found[0]
    entry = "=" in (found["sign"] or "") or found["quote"] or option or _BEFORE_ENTRY.match(before)
    if not entry and not _TELLING.search(_TRAILING.sub("", value)):
        return found[0]
    return f"{found[0][: found.start('value') - found.start()]}{MASK}"


def _is_part_of_key(text: str) -> bool:
    """Whether a line is one of those of which the text form of a key consists, and no digest."""
    found = _BASE64_LINE.match(text.rstrip())
    return bool(found and not _HEXADECIMAL.fullmatch(found[1]) and found[1].count("/") <= _FEW_SLASHES)
