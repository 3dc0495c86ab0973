"""How a state of a pod is told: in tables, descriptions, events, JSON and messages.

The same words stand in scripts that look for them, in names of tests and in sentences that deny them; those tell nothing.
"""

# Lines of a script, of its trace (`+ grep …`, `##[group]Run …`), or about a test that passed.
_NO_CODE = (
    r"^(?!\s{0,20}(?:\+{1,4} |#\s|//|\$ |\[command\]|##\[(?:group|command)\])"
    r"|.*(?:\b(?:e?grep|jq|awk|sed|echo|case|elif|assert\w*|expect)\b|\bif [\[(!]|\[\[|\|\||&&|=~|[=!]==?|\bin \(|\.includes\("
    r"|jsonpath|\bPASS(?:ED)?\b|::test|[✓✔√]))"
)
_DENIED = r"(?!.*\b(?:[Nn]o|[Nn]ot|[Nn]one|0|zero|without) (?:[\w-]{1,30} ){0,4}(?:in |is )?(?:STATES)\b)"
_TOLD = (
    r"(?:\d/\d{1,5}\s{1,40}|\S\s{2,60}|[:=(\[,]\s{0,40}|[\"']|^\s{0,40}"
    r"|\b(?:with|in|is|was|as|to|state|status|reason|waiting|terminated|error|by|of)\s)"
)


def state(names: str) -> str:
    """A pattern for a line that tells that a pod or container is in one of these states (`A|B`)."""
    denied = _DENIED.replace("STATES", names)
    return rf"{_NO_CODE}{denied}.*?(?:\((?:Init:)?(?:{names})\)|{_TOLD}[\"'\\\[(]{{0,4}}(?:Init:)?(?:{names})\b(?!\||[\"']?\)|[\"']?\s?[:=]\s?(?:false|true)\b))"
