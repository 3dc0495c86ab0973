"""The host name of the request does not resolve to an address.

It is misspelled, empty or not yet in DNS, is only known in another network (a service of Compose asked from the
runner, a private zone), or the job's name server does not answer (`Temporary failure in name resolution`).

What it is not: an address that refuses or does not answer; a package manager that does not find its registry; kubectl with the address
of a cluster that is gone.
"""

from ...signature import Clue, Signature, log_example
from ..requests import asked, ended

_UNKNOWN = r"(?:Name or service not known|Temporary failure in name resolution|nodename nor servname|getaddrinfo failed|No address associated)"

SIGNATURE = Signature(
    id="smoke-dns",
    summary="the host name does not resolve",
    why=__doc__,
    decisive=(
        asked("curl: (", r"\bcurl: \([56]\) Could(?:n't| not) resolve "),
        asked("resolve host", r"\b(?:fatal|error): unable to access '\S{1,400}': Could not resolve (?:host|proxy)"),
        asked("nable to resolve host", r"\bwget: unable to resolve host address"),
        asked("bad address", r"\bwget: bad address '"),
        asked("Max retries exceeded", rf"\bHTTPS?Connection.{{1,600}}(?:Failed to resolve '|{_UNKNOWN})"),
        asked(
            "rror", rf"(?:\bConnectError: |<urlopen error |Cannot connect to host \S{{1,253}} ssl:).{{0,80}}{_UNKNOWN}"
        ),
        asked("getaddrinfo", r"\bgetaddrinfo (?:ENOTFOUND|EAI_AGAIN) \S", unless=r"console\.(?:error|warn|log)"),
        asked(
            "no such host",
            r"\b(?:Get|Post|Put|Head|Delete|Patch) \\?\"?https?://.{1,400}\bdial tcp: lookup \S{1,253}(?: on \S{1,60})?: no such host",
        ),
        asked(
            "name resolution",
            r"\b(?:Get|Post|Put|Head|Delete|Patch) \\?\"?https?://.{1,400}\blookup \S{1,253}.{0,80}: Temporary failure in name resolution",
        ),
        asked("ERR_NAME_NOT_RESOLVED", r"\bnet::ERR_NAME_NOT_RESOLVED\b"),
        asked("not known (", r"\bHttpRequestException: Name or service not known \("),
        ended(6),
    ),
    supporting=(Clue("exit code 6", r"\bexit code 6\b"),),
    cure=(
        "check the name, and the variable it comes from: an empty one gives `http:///`",
        "ask from where the name is known: names of Compose and of Kubernetes services hold inside only; from the runner use localhost and the published port",
        "for a name that was made a moment ago, wait until it resolves: curl --retry 10 --retry-all-errors",
    ),
    references=("https://everything.curl.dev/cmdline/exitcode.html",),
    examples=(
        log_example(
            """
            Run curl --fail https://stagging.example.com/items
            curl: (6) Could not resolve host: stagging.example.com  # <--
            ##[error]Process completed with exit code 6.  # <--
            """,
            near=(
                """
                curl: (7) Failed to connect to localhost port 8000 after 0 ms: Connection refused
                """,
                """
                npm error code ENOTFOUND
                npm error network request to https://registry.npmjs.org/left-pad failed, reason: getaddrinfo ENOTFOUND registry.npmjs.org
                WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f0a>: Failed to establish a new connection: [Errno -2] Name or service not known')': /simple/flask/
                """,
                """
                #9 0.512 curl: (6) Could not resolve host: example.com
                Unable to connect to the server: dial tcp: lookup ABC123.example.com on 127.0.0.53:53: no such host
                """,
            ),
        ),
        log_example(
            """
            curl: (6) Couldn't resolve host 'stagging.example.com'  # <--
            """,
        ),
        log_example(
            """
            requests.exceptions.ConnectionError: HTTPConnectionPool(host='api', port=8000): Max retries exceeded with url: /health (Caused by NameResolutionError("<urllib3.connection.HTTPConnection object at 0x7f0a>: Failed to resolve 'api' ([Errno -2] Name or service not known)"))  # <--
            """,
        ),
        log_example(
            """
              [cause]: Error: getaddrinfo ENOTFOUND stagging.example.com  # <--
            smoke_test.go:31: Get "http://api:8000/items": dial tcp: lookup api on 127.0.0.53:53: no such host  # <--
            wget: unable to resolve host address 'stagging.example.com'  # <--
            """,
        ),
    ),
)
