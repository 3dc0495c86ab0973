"""A compiled package was made for another platform, another C library or another processor.

pip refuses a wheel by its name (`is not a supported wheel on this platform`); where it was installed all the same,
loading fails: the C library is older than the one it was built with (`version GLIBC_2.34 not found`), it is musl
instead of glibc (Alpine), or the file is for another processor. npm packages with native parts say so in their
own words.

What it is not: a shared library that is simply missing can be installed from the system's packages; pip that finds
no version at all names the requirement; `exec format error` of a container is about the image.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="import-binary-platform",
    summary="a compiled package does not fit this platform or its C library",
    why=__doc__,
    decisive=(
        Clue("is not a supported wheel on this platform", r"\.whl is not a supported wheel on this platform\b"),
        Clue(
            "not found (required by", r"version [`'](?:GLIBC|GLIBCXX|CXXABI|GCC)_[\d.]{1,12}' not found \(required by "
        ),
        Clue("Error relocating", r"\bError relocating \S{1,300}: \w{1,300}: symbol not found\b"),
        Clue("Error loading shared library ld-linux", r"\bError loading shared library ld-linux\S{0,40}: No such file"),
        Clue("rror: /", r"\b\w{0,20}Error: /.{1,400}: (?:wrong ELF class: ELFCLASS\d\d|invalid ELF header)\b"),
        Clue("rror: dlopen(", r"\b\w{0,20}Error: dlopen\(.{1,1500}\bis an incompatible architecture \(have "),
        Clue("not a valid Win32 application", r"\bDLL load failed.{0,200}not a valid Win32 application\b"),
        Clue("failed to open elf at", r"\brosetta error: failed to open elf at /lib"),
        Clue(
            "for another platform than",
            r"\bYou installed esbuild for another platform than the one you're currently using",
        ),
        Clue('ould not load the "sharp" module', r"\bCould not load the \"sharp\" module using the \S{1,40} runtime"),
        Clue("annot find module @rollup/rollup-", r"\bCannot find module @rollup/rollup-\w+-\w+"),
        Clue(
            " module",
            r"\bThe module '.{1,400}\.node'",
            beside=r"\bcompiled against a different Node\.js version",
            reach=2,
        ),
    ),
    cure=(
        "install on the platform the code runs on; never copy node_modules or a virtual environment to another one",
        "take a wheel that was built for it (manylinux for glibc, musllinux for Alpine), or an older image to build in",
        "build from source: pip install --no-binary PACKAGE PACKAGE, npm rebuild",
    ),
    references=("https://packaging.python.org/specifications/platform-compatibility-tags/",),
    examples=(
        log_example(
            """
            Run pip install ./dist/scales-1.2.0-cp312-cp312-macosx_14_0_arm64.whl
            ERROR: scales-1.2.0-cp312-cp312-macosx_14_0_arm64.whl is not a supported wheel on this platform.  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                ERROR: Could not find a version that satisfies the requirement scales==9.9 (from versions: 1.1.0, 1.2.0)
                ERROR: No matching distribution found for scales==9.9
                """,
                """
                ImportError: libscales.so.2: cannot open shared object file: No such file or directory
                """,
            ),
        ),
        log_example(
            """
                from scales import _scales
            ImportError: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by /opt/venv/lib/python3.12/site-packages/scales/_scales.so)  # <--
            ./till: /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by ./till)  # <--
            Error relocating /usr/lib/libscales.so: __memcpy_chk: symbol not found  # <--
            """,
        ),
        log_example(
            """
            You installed esbuild for another platform than the one you're currently using.  # <--
            Error: /home/runner/work/till/till/node_modules/scales/build/Release/scales.node: invalid ELF header  # <--
            Error: Could not load the "sharp" module using the linux-x64 runtime  # <--
            """,
        ),
    ),
)
