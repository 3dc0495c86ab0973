"""A program for another processor could not run: the emulator crashed, or there is none.

An image for `linux/arm64` that is built on an x86 runner runs its commands in QEMU. QEMU translates most
programs and fails on some: `qemu: uncaught target signal 11 (Segmentation fault)`, often in compilers,
package managers and virtual machines. Without QEMU the first command ends in `exec /bin/sh: exec format
error`.

What it is not: a program of the runner's own platform that crashes has no `qemu:` before it; `exec format
error` for a script of your own may only mean that its first line is missing.
"""

from ...signature import Clue, Signature, log_example

_BUILD = (
    r"returned a non-zero code|^Step \d+/\d+ : |did not complete successfully|executor failed running"
    r"|\] RUN |\[linux/\w+"
)

SIGNATURE = Signature(
    id="docker-qemu",
    summary="a program for another platform could not be emulated",
    why=__doc__,
    decisive=(
        Clue("uncaught target signal", r"\bqemu[\w-]{0,20}: uncaught target signal \d+"),
        Clue(
            "exec format error",
            r"(?:/bin/(?:ba|da|a|z)?sh|/busybox/sh|buildkit_qemu_emulator)\S{0,3}: exec format error",
        ),
        Clue("exec format error", r"exec user process caused:? \W?exec format error", beside=_BUILD),
        Clue(
            "exit code",
            r"[\[\"]/dev/\.buildkit_qemu_emulator .*exit code: [1-9]",
            beside=r"Invalid ELF image|\bqemu\S{0,20}: ",
        ),
        Clue("Could not open '/lib", r"\bqemu-\w{1,20}: Could not open '/lib\S+': No such file"),
    ),
    cure=(
        "build each platform on a runner of that platform, and join the images afterwards",
        "install a current emulator before the build: docker/setup-qemu-action with a recent image",
        "cross-compile: FROM --platform=$BUILDPLATFORM, and the compiler's own option for the target",
    ),
    rules=("docker-platform-without-emulation",),
    brings=("docker-run-failed",),
    references=("https://docs.docker.com/build/building/multi-platform/",),
    examples=(
        log_example(
            """
            #14 [linux/arm64 build 4/6] RUN yarn install
            #14 51.20 qemu: uncaught target signal 4 (Illegal instruction) - core dumped  # <--
            #14 51.31 Illegal instruction (core dumped)
            #14 ERROR: process "/dev/.buildkit_qemu_emulator /bin/sh -c yarn install" did not complete successfully: exit code: 132
            """,
            near=(
                """
                #14 [linux/amd64 build 4/6] RUN ./shop --selftest
                #14 1.203 Segmentation fault (core dumped)
                #14 ERROR: process "/bin/sh -c ./shop --selftest" did not complete successfully: exit code: 139
                """,
                """
                docker: exec /entrypoint.sh: exec format error
                """,
            ),
        ),
        log_example(
            """
            #9 [linux/arm64 2/4] RUN apt-get update
            #9 0.312 exec /bin/sh: exec format error  # <--
            #9 ERROR: process "/bin/sh -c apt-get update" did not complete successfully: exit code: 255
            """,
        ),
    ),
)
