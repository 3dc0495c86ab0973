"""A registry or mirror of packages did not answer, or answered with 5xx, until the package manager gave up.

Names that do not resolve, connections that are refused, reset or time out, 500 to 504, and 429 where a registry
limits requests. Package managers try several times before they give up; what they print meanwhile ends nothing.

What it is not: 401, 403 and 404 mean a token, a right or a name; an untrusted certificate stays untrusted on every try;
`Retrying` and `W: Failed to fetch` are only warnings; a registry of images has causes of its own.
"""

from ...signature import Signature, log_example
from .registry_errors import java, node, others, python, system

SIGNATURE = Signature(
    id="packages-registry-unavailable",
    summary="a package registry or mirror did not answer",
    why=__doc__,
    decisive=(*node(), *python(), *system(), *java(), *others()),
    cure=(
        "run the job again, and look at the status page of the registry if it comes back",
        "keep packages in a cache, so that a job asks the registry for few: actions/cache, cache: of the setup action",
        "let the package manager try longer: pip --retries 10 --timeout 60, npm fetch-retries, apt -o Acquire::Retries=5",
        "put a mirror or proxy of your own before the registry",
    ),
    rules=("package-cache-unused",),
    references=("https://status.python.org/", "https://status.npmjs.org/"),
    examples=(
        log_example(
            """
            npm error code ECONNRESET  # <--
            npm error network aborted
            npm error network This is a problem related to network connectivity.
            npm ERR! code E503  # <--
            npm ERR! 503 Service Unavailable - GET https://registry.example.com/shopkit  # <--
            npm ERR! network request to https://registry.example.com/shopkit failed, reason: getaddrinfo EAI_AGAIN registry.example.com  # <--
            """,
            near=(
                """
                npm warn deprecated glob@7.2.3: Glob versions prior to v9 are no longer supported
                npm error code E404
                npm error 404 Not Found - GET https://registry.example.com/shopkit
                """,
                """
                    Error: connect ECONNREFUSED 127.0.0.1:5432
                npm error Lifecycle script `test` failed with error:
                npm error code 1
                """,
                """
                npm http fetch GET 503 https://registry.example.com/shopkit attempt 1 failed with 503
                added 812 packages in 9s
                """,
            ),
        ),
        log_example(
            """
            error An unexpected error occurred: "https://registry.example.com/shopkit/-/shopkit-2.1.0.tgz: Request failed \\"503 Service Unavailable\\"".  # <--
            error https://registry.example.com/shopkit/-/shopkit-2.1.0.tgz: ESOCKETTIMEDOUT  # <--
            ➤ YN0035: │   Response Code: 502 (Bad Gateway)  # <--
             ERR_PNPM_META_FETCH_FAIL  GET https://registry.example.com/shopkit: request to https://registry.example.com/shopkit failed, reason: read ECONNRESET  # <--
            """,
        ),
        log_example(
            """
            WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'ReadTimeoutError("HTTPSConnectionPool(host='pypi.org', port=443): Read timed out. (read timeout=15)")': /simple/shopkit/
            ERROR: Could not find a version that satisfies the requirement shopkit (from versions: none)
            ERROR: No matching distribution found for shopkit  # <--
            """,
            near=(
                """
                WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) after connection broken by 'ReadTimeoutError("HTTPSConnectionPool(host='pypi.org', port=443): Read timed out. (read timeout=15)")': /simple/shopkit/
                Successfully installed shopkit-2.1.0
                """,
                """
                E   requests.exceptions.ConnectionError: HTTPConnectionPool(host='localhost', port=8080): Max retries exceeded with url: /health
                """,
                """
                WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'SSLError(SSLCertVerificationError(1, 'certificate verify failed'))': /simple/shopkit/
                ERROR: No matching distribution found for shopkit
                """,
            ),
        ),
        log_example(
            """
            #9 18.2 pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.pythonhosted.org', port=443): Read timed out.  # <--
            ERROR: Could not install packages due to an OSError: HTTPSConnectionPool(host='pypi.example.com', port=443): Max retries exceeded with url: /simple/shopkit/  # <--
            ERROR: HTTP error 503 while getting https://files.example.com/shopkit-2.1.0.tar.gz  # <--
            error: connection-timeout  # <--
            CondaHTTPError: HTTP 000 CONNECTION FAILED for url <https://conda.example.com/noarch/repodata.json>  # <--
            """,
        ),
        log_example(
            """
            error: Request failed after 3 retries
              Caused by: Failed to fetch: `https://pypi.example.com/simple/shopkit/`  # <--
              Caused by: error sending request for url (https://pypi.example.com/simple/shopkit/)
              Caused by: operation timed out
            """,
            near=(
                """
                error: Failed to fetch: `https://pypi.example.com/simple/shopkit/`
                  Caused by: HTTP status client error (401 Unauthorized) for url (https://pypi.example.com/simple/shopkit/)
                """,
            ),
        ),
        log_example(
            """
            Err:3 http://archive.example.com/ubuntu noble/main amd64 libshop1 amd64 2.1-1
              Could not connect to archive.example.com:80 (192.0.2.7), connection timed out  # <--
            E: Failed to fetch http://archive.example.com/ubuntu/pool/main/s/shop/libshop1_2.1-1_amd64.deb  Could not connect to archive.example.com:80 (192.0.2.7), connection timed out  # <--
            """,
            near=(
                """
                Err:3 http://ppa.example.com/ubuntu noble InRelease
                  Could not connect to ppa.example.com:80 (192.0.2.7), connection timed out
                W: Failed to fetch http://ppa.example.com/ubuntu/dists/noble/InRelease  Could not connect to ppa.example.com:80 (192.0.2.7), connection timed out
                W: Some index files failed to download. They have been ignored, or old ones used instead.
                """,
                """
                psql: error: could not connect to server: Connection refused
                """,
            ),
        ),
        log_example(
            """
            [ERROR] Failed to execute goal on project shop: Could not resolve dependencies for project com.example:shop:jar:1.0: Could not transfer artifact com.example:till:jar:2.1 from/to central (https://repo.example.com/maven2): transfer failed for https://repo.example.com/maven2/till-2.1.jar: Connection timed out (Read failed) -> [Help 1]  # <--
            > Could not GET 'https://repo.example.com/maven2/till-2.1.pom'. Received status code 503 from server: Service Unavailable  # <--
            """,
            near=(
                """
                [ERROR] Could not transfer artifact com.example:till:jar:2.1 from/to shop (https://repo.example.com/shop): status code: 401, reason phrase: Unauthorized (401)
                """,
            ),
        ),
        log_example(
            """
            error: failed to download from `https://static.example.com/crates/shopkit/2.1.0/download`  # <--
            Caused by:
              [28] Timeout was reached (Connection timed out after 30001 milliseconds)
            go: example.com/till@v1.2.0: Get "https://proxy.golang.org/example.com/till/@v/v1.2.0.mod": dial tcp: lookup proxy.golang.org: i/o timeout  # <--
            go: example.com/till@v1.2.0: reading https://proxy.golang.org/example.com/till/@v/v1.2.0.zip: 502 Bad Gateway  # <--
            Could not fetch specs from https://rubygems.example.com/ due to underlying error <Net::OpenTimeout: execution expired>  # <--
            """,
            near=(
                """
                warning: spurious network error (3 tries remaining): [28] Timeout was reached (download of `sh/op/shopkit` failed)
                    Finished `test` profile in 31.2s
                """,
                """
                go: example.com/till@v9.9.9: reading https://proxy.golang.org/example.com/till/@v/v9.9.9.info: 404 Not Found
                """,
            ),
        ),
        log_example(
            """
            error NU1301: Unable to load the service index for source https://nuget.example.com/v3/index.json.  # <--
            curl error 28 while downloading https://packagist.example.com/packages.json: Operation timed out  # <--
            """,
        ),
    ),
)
