"""How package managers say that a registry did not answer, once they have given up trying.

What they print between two tries is left out, and so is what is not the registry's fault: 401, 403, 404, certificates.
"""

from collections.abc import Iterator

from ...signature import Clue, Confidence
from .npm_lines import npm_error

_STATUS = r"(?:429|50[0-4])"
_SOCKET = r"(?:ECONNRESET|ECONNREFUSED|ETIMEDOUT|ESOCKETTIMEDOUT|EAI_AGAIN|ENOTFOUND|ENETUNREACH|EHOSTUNREACH)"
_LOST = r"(?:[Cc]onnection (?:timed out|reset|refused)|[Rr]ead timed out|[Tt]emporary failure|[Ii]/[Oo] timeout)"
_CURL = r"(?:5|6|7|18|28|35|52|55|56|92)"


def node() -> Iterator[Clue]:
    """What npm, Yarn 1 and later, and pnpm say."""
    yield from npm_error(rf"code (?:E{_STATUS}|{_SOCKET}|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT)\b")
    yield from npm_error(
        rf"{_STATUS} (?:.{{0,200}} - [A-Z]{{3,6}} https?://|(?:Service|Bad Gateway|Gateway|Internal Server|Too Many)\b)"
    )
    yield from npm_error(
        r"(?:network )?(?:request to https?://\S{1,500} failed, reason: (?!.{0,200}certificate)|timeout at: https?://)"
    )
    yield Clue(
        "error ",
        rf"^\W*(?:\d[\d.]* )?error (?:An unexpected error occurred: \"|https?://).{{0,600}}(?:{_SOCKET}\b|Request failed \\?\"{_STATUS}\b)",
    )
    yield Clue("YN00", rf"\bYN0035: .{{0,200}}Response Code: {_STATUS}\b")
    yield Clue("YN00", rf"\bYN0001: .{{0,300}}RequestError: .{{0,200}}(?:{_SOCKET}\b|Timeout awaiting)")
    yield Clue("ERR_PNPM_", rf"\bERR_PNPM_(?:FETCH_{_STATUS}|META_FETCH_FAIL)\b")


def python() -> Iterator[Clue]:
    """What pip, uv, Poetry and conda say."""
    # After its last try, pip says what it says of a package that does not exist.
    yield Clue(
        "No matching distribution found",
        r"\bNo matching distribution found for \S",
        beside=r"Retrying \(Retry\(total=\d.{0,200}after connection broken by '(?!SSLError|ProxyError)",
    )
    pool = r"HTTPS?ConnectionPool\(host='"
    for mark in ("Max retries exceeded", "Read timed out"):
        yield Clue(
            mark,
            rf"^(?!.*(?:Retrying \(Retry\(|SSLError|ProxyError)).*(?:\bdue to an (?:OSError|EnvironmentError): {pool}"
            rf"|\bpip\._vendor\.\S{{1,80}}: {pool}|{pool}(?:pypi\.org|files\.pythonhosted\.org)')",
        )
    yield Clue(
        "HTTP error ", rf"\b(?:because of )?HTTP error {_STATUS}\b.{{0,400}}(?:while getting | for url: )https?://"
    )
    yield Clue("Server Error: ", rf"\b{_STATUS} Server Error: .{{1,100}} for url: https?://\S*(?:pypi|pythonhosted)")
    yield Clue("error: connection-", r"^\W*(?:\d[\d.]* )?error: connection-(?:failed|timeout)$")
    yield Clue(
        "Failed to fetch: `",
        r"\bFailed to fetch: `https?://",
        beside=r"status server error \(5|error sending request for url|request or response body error|operation timed out",
        unless=r"invalid peer certificate|status client error",
        reach=6,
    )
    yield Clue("CondaHTTPError", rf"\bCondaHTTPError: HTTP (?:000 CONNECTION FAILED|{_STATUS}\b)")


def system() -> Iterator[Clue]:
    """What apt, apk and dnf say."""
    reason = (
        rf"(?:Could not (?:connect|resolve|handshake)|Unable to connect|Cannot initiate|Connection failed|{_LOST}"
        rf"|{_STATUS}  ?[A-Z]|Undetermined Error)"
    )
    yield Clue("E: Failed to fetch", rf"\bE: Failed to fetch https?://\S{{1,1000}}\s{{1,20}}.{{0,200}}?{reason}")
    for mark in ("Could not connect to", "Unable to connect to", "Cannot initiate the connection to"):
        yield Clue(
            mark,
            rf"\b{mark} [\w.-]{{1,253}}:(?:80|443|https?)\b",
            beside=r"\bErr:\d{1,4} https?://|\bE: Failed to fetch",
            unless=r"\bW: Some index files failed to download",
            reach=40,
        )
    yield Clue(
        "temporary error (try again later)",
        r"https?://\S{1,500}: temporary error \(try again later\)",
        beside=r"ERROR: (?:unable to select packages|https?://\S{1,500}: temporary error)",
    )
    yield Clue(
        "Curl error (",
        rf"\bCurl error \({_CURL}\): .{{1,200}} for https?://",
        beside=r"Failed to download metadata|Cannot download|All mirrors were (?:already )?tried",
    )


def java() -> Iterator[Clue]:
    """What Maven and Gradle say."""
    maven = rf"(?:(?:status|[Rr]eturn)(?: code)?(?: is)?:? {_STATUS}\b|{_LOST}|\b50[0-4] [a-zA-Z]|Unknown host|Remote host terminated|Premature end)"
    yield Clue(
        "ould not transfer ",
        rf"^(?!\[WARN|\W*Warning).*\bCould not transfer (?:artifact|metadata) \S{{1,300}} from/to .{{1,600}}?{maven}",
    )
    yield Clue("ould not GET '", rf"\bCould not GET '[^']{{1,1000}}'\. Received status code {_STATUS}\b")
    yield Clue("ould not GET '", r"\bCould not GET '", beside=rf"^\s*> .{{0,300}}{_LOST}", reach=4)
    yield Clue("failed: timeout", r"\bDownloading from https?://\S{1,500} failed: timeout\b")


def others() -> Iterator[Clue]:
    """What Cargo, Go, Bundler, NuGet and Composer say."""
    yield Clue(
        "failed to get ",
        rf"\bfailed to get (?:successful HTTP|200) response from `https?://.{{1,500}}, got {_STATUS}\b",
    )
    for mark in ("failed to download from `", "failed to query replaced source registry"):
        yield Clue(
            mark,
            rf"\b{mark}",
            beside=rf"^\W*(?:\d[\d.]* +)?\[{_CURL}\] |Timeout was reached|, got {_STATUS}\b",
            reach=8,
        )
    yield Clue(
        "golang.org/",
        rf"https://(?:proxy|sum)\.golang\.org/\S{{1,500}}\"?: (?:{_STATUS}\b|.{{0,300}}(?:{_LOST}|connection reset|handshake timeout"
        r"|no such host|unexpected EOF|: EOF$|deadline exceeded))",
    )
    yield Clue(
        "ould not fetch specs from", r"\bCould not fetch specs from https?://\S{1,300} due to underlying error <"
    )
    yield Clue(
        "RemoteFetcher::FetchError",
        rf"\bGem::RemoteFetcher::FetchError: (?:bad response .{{1,60}} {_STATUS} |Errno::E|too many connection resets|timed out)",
    )
    yield Clue("ould not reach host", r"\bCould not reach host \S{1,253}\. Check your network connection\b")
    yield Clue(
        "Unable to load the service index",
        r"\bUnable to load the service index for source https?://",
        unless=r"\b40[134] \(|Unauthorized|Forbidden|Not Found",
        reach=3,
        confidence=Confidence.LIKELY,
    )
    yield Clue("curl error ", rf"\bcurl error {_CURL} while downloading https?://")
    yield Clue("ould not be downloaded", rf"\bfile could not be downloaded \(HTTP/\S{{1,5}} {_STATUS}\b")
