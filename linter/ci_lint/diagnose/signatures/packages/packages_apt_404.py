"""apt asks for a file that the archive no longer has: 404.

The lists of packages in the image or on the runner are older than the archive. An update of a package deletes its
old version from the archive, and with it what the old list names. In a Dockerfile the layer with `apt-get update`
comes from the cache and grows old there. A distribution out of support leaves the archive altogether; then its
`Release` file is what gives 404.

What it is not: a package that no list has (`Unable to locate package`); an archive that does not answer or answers 5xx;
a 404 of `W: Failed to fetch`, with which apt-get update goes on.
"""

from ...signature import Clue, Signature, log_example

_WENT_ON = r"\bW: Some index files failed to download"

SIGNATURE = Signature(
    id="packages-apt-404",
    summary="apt's lists of packages are stale: 404 Not Found",
    why=__doc__,
    decisive=(
        Clue("Failed to fetch", r"\bE: Failed to fetch \S{1,1000}\s{1,20}404\s{1,4}Not Found\b"),
        Clue("404  Not Found", r"(?:^|\s)404  Not Found\b", unless=_WENT_ON, reach=40),
        Clue("404 Not Found", r"(?:^|\s)404 Not Found \[IP: [\da-f.:]{3,40} \d", unless=_WENT_ON, reach=40),
    ),
    supporting=(
        Clue("Unable to fetch some archives", r"\bE: Unable to fetch some archives, maybe run apt-get update\b"),
        Clue("not have a Release file", r"\bE: The repository '.{1,500}' does not have a Release file\b"),
    ),
    cure=(
        "run apt-get update right before apt-get install, in the same step or the same RUN",
        "in a Dockerfile: RUN apt-get update && apt-get install -y … in one command, so that the cache holds both or none",
        "if the Release file is what is missing, take an image of a distribution that is still supported",
    ),
    rules=("apt-without-update",),
    references=("https://docs.docker.com/build/building/best-practices/#apt-get",),
    examples=(
        log_example(
            """
            Err:4 http://archive.example.com/ubuntu noble-updates/main amd64 libshop1 amd64 2.1-1ubuntu3
              404  Not Found [IP: 192.0.2.7 80]  # <--
            E: Failed to fetch http://archive.example.com/ubuntu/pool/main/s/shop/libshop1_2.1-1ubuntu3_amd64.deb  404  Not Found [IP: 192.0.2.7 80]  # <--
            E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?
            ##[error]Process completed with exit code 100.
            """,
            near=(
                """
                E: Unable to locate package libshop-dev
                ##[error]Process completed with exit code 100.
                """,
                """
                Err:9 https://ppa.example.com/ubuntu noble Release
                  404  Not Found [IP: 192.0.2.7 443]
                W: Some index files failed to download. They have been ignored, or old ones used instead.
                """,
                """
                < HTTP/1.1 404 Not Found
                npm error 404 Not Found - GET https://registry.example.com/shopkit
                """,
            ),
        ),
        log_example(
            """
            #8 4.112 E: Failed to fetch http://deb.example.com/debian/pool/main/c/curl/curl_7.88.1-10_amd64.deb  404  Not Found [IP: 192.0.2.9 80]  # <--
            """,
        ),
    ),
)
