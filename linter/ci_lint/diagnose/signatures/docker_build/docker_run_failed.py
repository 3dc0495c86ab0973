"""A command that the Dockerfile runs failed. Docker itself did what it was asked to.

The line `process "/bin/sh -c …" did not complete successfully: exit code: N` names the command. Why it failed
stands in the output above it; BuildKit repeats the last lines of that under ` > [stage 3/5] RUN …`. The
builder before BuildKit says `returned a non-zero code: N`, older BuildKits `executor failed running`.

What it is not: a file that `COPY` does not find, a base image that does not exist, an export or a push that
failed; no command ran there. Where the output of the command tells a cause of its own (a full disk, an
emulator that crashed, a package that cannot be installed), that is the cause.
"""

from ...signature import Clue, Signature, log_example

_OF_THE_COMMAND = (
    r"^\s*> \[.{1,120}\] RUN |did not complete successfully|executor failed running|ERROR \[.{1,120}\] RUN "
)

SIGNATURE = Signature(
    id="docker-run-failed",
    summary="a RUN command of the Dockerfile failed",
    why=__doc__,
    decisive=(
        Clue("did not complete successfully", r'" did not complete successfully: exit code: [1-9]'),
        Clue(
            "executor failed running",
            r"^.{0,200}?executor failed running \[.*\]: (?:exit code: [1-9]|runc did not terminate)",
        ),
        Clue("returned a non-zero code", r"' returned a non-zero code: [1-9]"),
        Clue("ERROR [", r"ERROR \[(?:[^\]]{1,120} )?\d{1,3}/\d{1,3}\] RUN "),
        *(
            Clue(mark, r'^.{0,40}building at STEP "RUN .*": .{0,200}exit status [1-9]')
            for mark in ("rror building at STEP", "rror: building at STEP")
        ),
        Clue(
            "failed to execute command: waiting",
            r"failed to execute command: waiting for process to exit: exit status [1-9]",
        ),
    ),
    supporting=tuple(
        Clue(mark, rf"^\s*(?:#?\d{{1,5}} )?\s{{0,4}}\d{{1,6}}\.\d{{1,3}} .*{pattern}", beside=_OF_THE_COMMAND)
        for mark, pattern in (
            ("rror", r"\b(?:[Ee]rror|\w{1,60}Error)\b"),
            ("ERROR", r"\bERROR\b"),
            ("ERR!", r"\bERR! \S+ "),
            ("ot found", r"\bnot found\b"),
        )
    ),
    cure=(
        "read the output of the named command: that failed, not Docker",
        "run the build up to that stage on your machine: docker build --target STAGE --progress plain .",
    ),
    references=("https://docs.docker.com/reference/dockerfile/#run",),
    examples=(
        log_example(
            """
            #12 [build 5/7] RUN make dist
            #12 3.021 cc -O2 -c shop.c
            #12 3.512 shop.c:41:9: error: 'total' undeclared (first use in this function)
            #12 3.530 make: *** [Makefile:12: shop.o] Error 1
            #12 ERROR: process "/bin/sh -c make dist" did not complete successfully: exit code: 2  # <--
            ------
             > [build 5/7] RUN make dist:
            3.512 shop.c:41:9: error: 'total' undeclared (first use in this function)
            ------
            ERROR: failed to build: failed to solve: process "/bin/sh -c make dist" did not complete successfully: exit code: 2
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref k2x: "/app.tar": not found
                """,
                """
                #12 [build 5/7] RUN make dist
                #12 DONE 3.1s
                #15 ERROR: failed to push registry.example/shop/app:1: denied: requested access to the resource is denied
                """,
                """
                #12 0.710 cc -Werror -c shop.c
                #12 0.911 0 errors, 0 warnings
                #12 DONE 1.1s
                """,
            ),
        ),
        log_example(
            """
            Step 4/6 : RUN ./configure
             ---> Running in 5d1f0c77a1c2
            configure: error: no acceptable C compiler found in $PATH
            The command '/bin/sh -c ./configure' returned a non-zero code: 1  # <--
            """,
        ),
        log_example(
            """
             => ERROR [web 3/4] RUN npm run build                                       4.2s  # <--
            ------
             > [web 3/4] RUN npm run build:
            #0 4.101 npm ERR! Missing script: "build"  # <--
            ------
            error: failed to solve: executor failed running [/bin/sh -c npm run build]: exit code: 1  # <--
            """,
        ),
    ),
)
