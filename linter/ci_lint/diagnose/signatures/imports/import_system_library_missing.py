"""A package needs a shared library of the system, and this machine or image does not have it.

`libGL.so.1: cannot open shared object file` is the best known: OpenCV wants the graphics library, which a slim
image or a new runner image lacks. The Python or npm package itself is installed; what is missing comes from apt,
apk or Homebrew. Playwright lists all that its browsers miss.

What it is not: a library in another version of the C library is there and does not fit; libraries of the graphics
card (libcuda, libcudart) come with its driver, and TensorFlow only remarks on them; a library that the project
builds itself needs LD_LIBRARY_PATH.
"""

from ...signature import Clue, Confidence, Signature, log_example

# With the graphics card's driver, from wheels, or part of the C library of another system.
_NOT_FROM_APT = r"(?!lib(?:cu|nv|torch|c10|tensorflow|mkl|rocm|hip|amdhip|triton|arrow)|ld-linux)"
_SYSTEM = (
    r"lib(?:GL|EGL|GLX|OpenGL|GLU|GLEW|glib|gthread|gobject|gtk|gdk|SM|ICE|X\w+|xcb|xkb\w*|Xrender|xml2|xslt|ssl|crypto|ffi"
    r"|pq|mysqlclient|mariadb|odbc|sqlite3|ldap|sasl2|magic|sndfile|portaudio|asound|pulse|av\w+|sw\w+|tiff|jpeg|png|webp"
    r"|openjp2|gomp|quadmath|gfortran|openblas|lapack|atlas|blas|stdc\+\+|gcc_s|atomic|numa|tbb|hdf5|netcdf|proj|geos"
    r"|geos_c|gdal|spatialindex|cairo|pango\w*|harfbuzz|fontconfig|freetype|rsvg|nss3|nspr4|atk|atspi|cups|drm|gbm"
    r"|dbus|secret|usb|bluetooth|zbar|tesseract|lept|poppler|archive|lzma|bz2|z|zstd|snappy|yaml|uuid|udev|systemd"
    r"|ncurses\w*|tinfo|readline|tcl|tk|gdiplus|icu\w+|curl|ssh2?|git2|v8|vips|MagickWand|wkhtml\w*|python3)[\w.+-]{0,40}"
)

SIGNATURE = Signature(
    id="import-system-library-missing",
    summary="a shared library of the system is not installed",
    why=__doc__,
    decisive=(
        Clue(
            "annot open shared object file",
            rf"(?<!dlerror: )(?<![\w/]){_SYSTEM}: cannot open shared object file: No such file",
            unless=r"\bCould not load dynamic library\b",
            reach=1,
        ),
        Clue(
            "annot open shared object file",
            rf"(?:\bImportError: |\bOSError: |while loading shared libraries: ){_NOT_FROM_APT}lib[\w.+-]{{1,60}}\.so(?:\.\d+){{1,4}}"
            r": cannot open shared object file: No such file",
            confidence=Confidence.LIKELY,
        ),
        Clue("Error loading shared library", rf"\bError loading shared library {_SYSTEM}: No such file"),
        Clue(
            "annot load library",
            rf"\bOSError: cannot load library '(?:{_SYSTEM}|(?:gobject|pango|cairo|glib)[\w.-]{{1,40}})'",
        ),
        Clue("missing", r"\bHost system is missing dependencies to run browsers\b"),
        Clue("failed to find libmagic", r"\bImportError: failed to find libmagic\b"),
        Clue("nable to find zbar shared library", r"\bImportError: Unable to find zbar shared library\b"),
        Clue("sndfile library not found", r"\bOSError: sndfile library not found\b"),
        Clue("ould not find the GDAL library", r"\bImproperlyConfigured: Could not find the GDAL library\b"),
        Clue(
            "nable to load shared library", rf"\bUnable to load shared library '{_SYSTEM}' or one of its dependencies\b"
        ),
    ),
    brings=("coverage-no-data", "coverage-threshold"),
    cure=(
        "install it before the tests: apt-get update && apt-get install -y libgl1 (apt-file search FILE names the package)",
        "take a variant of the package that needs none, such as opencv-python-headless",
        "for browsers: npx playwright install --with-deps",
    ),
    rules=("apt-without-update",),
    references=("https://playwright.dev/docs/browsers#install-system-dependencies",),
    examples=(
        log_example(
            """
                import cv2
            E   ImportError: libGL.so.1: cannot open shared object file: No such file or directory  # <--
            """,
            near=(
                """
                ImportError: libcudart.so.12: cannot open shared object file: No such file or directory
                W tensorflow/stream_executor: Could not load dynamic library 'libcudart.so.11.0'; dlerror: libcudart.so.11.0: cannot open shared object file: No such file or directory
                """,
                """
                ImportError: /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /opt/venv/lib/scales.so)
                """,
                """
                OSError: /home/runner/work/till/till/build/libtill.so: cannot open shared object file: No such file or directory
                """,
            ),
        ),
        log_example(
            """
            chrome: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file or directory  # <--
            OSError: cannot load library 'gobject-2.0-0': gobject-2.0-0: cannot open shared object file: No such file or directory.  # <--
            ║ Host system is missing dependencies to run browsers. ║  # <--
            Error loading shared library libstdc++.so.6: No such file or directory (needed by /usr/local/bin/node)  # <--
            """,
        ),
    ),
)
