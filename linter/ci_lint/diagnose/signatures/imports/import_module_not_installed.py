"""The code imports a package that nothing in the job has installed.

Python says `ModuleNotFoundError: No module named …`, Node `Cannot find package`, Go `no required module provides
package`. On the laptop it was installed by hand once. Either it is missing in the manifest (pyproject.toml,
requirements.txt, package.json, go.mod), or it is in a group or extra that the job does not install.

What it is not: the same words stand there when the module is the project's own and only the path is wrong; a
module of Python that a version has dropped (distutils, imp) or was built without (_ctypes, _sqlite3) is in no
manifest; a compiled module that does not fit is there and cannot be loaded.
"""

from ...signature import Clue, Confidence, Signature, log_example
from .known_modules import MOSTLY_OWN, PACKAGED

# A file below a folder of that name, outside of where packages are installed, or a work folder of that name.
_FILES = (
    r"(?<!-packages)(?:^|[\s\"'/\\])(?P=module)[/\\](?:[\w.-]{1,80}[/\\]){0,8}[\w.-]{1,80}\.py\b|/work/(?P=module)/"
)

SIGNATURE = Signature(
    id="import-module-not-installed",
    summary="a package that the code imports is not installed",
    why=__doc__,
    decisive=(
        Clue(" module", rf"\bNo module named ['\"](?P<module>{PACKAGED})(?:\.\w+)?['\"]", unless=_FILES),
        # `python -m`
        Clue(
            " module",
            rf"\bpython[\d.]*(?:\.exe)?: No module named (?P<module>{PACKAGED}|build|pip)(?:\.__main__)?(?:;|$)",
        ),
        # An installed package itself imports it: then it is no module of the project.
        Clue(
            " module",
            r"\bModuleNotFoundError: No module named '(?P<module>[A-Za-z]\w*)'",
            beside=r"[/\\](?:site|dist)-packages[/\\](?!(?P=module)[/\\])[^\"]{1,200}\.py\", line \d+, in <module>"
            r"|^\S{0,200}[/\\](?:site|dist)-packages[/\\](?!(?P=module)[/\\])\S{1,200}\.py:\d+: in <module>",
            unless=rf"{_FILES}|No module named '(?:src|tests|conftest|distutils|imp|pkg_resources|tkinter|asyncore)\b"
            r"|frozen importlib|importlib[/\\]__init__\.py|\b(?:__import__|import_module)\(",
            reach=3,
            confidence=Confidence.LIKELY,
        ),
        # Node takes names without a path from node_modules only.
        Clue("annot find package", r"\bCannot find package '(?!file:|[./~#]|@/|src/)[^']{1,200}' imported from\b"),
        Clue(
            "annot find module",
            rf"\bCannot find module '(?!node:|(?:{MOSTLY_OWN}|src|test|tests|components|store|types)')[a-z][a-z0-9.-]{{1,100}}'"
            r"(?!.*\bcorresponding type declarations)",
            beside=r"\bRequire stack:|\bcode: 'MODULE_NOT_FOUND'|\bCannot find module '[^']{1,100}' from '",
            reach=4,
            confidence=Confidence.LIKELY,
        ),
        Clue(" module", r"\bno required module provides package [\w.-]+\.\w+/\S+"),
    ),
    brings=("coverage-no-data", "coverage-threshold"),
    cure=(
        "add the package to the manifest that the job installs, and commit the lock file",
        "if it is in an extra or a group, install that: pip install '.[test]', poetry install --with test, npm ci with dev",
        "make sure that the step runs the Python or Node for which the packages were installed",
    ),
    references=("https://docs.python.org/3/library/exceptions.html#ModuleNotFoundError",),
    examples=(
        log_example(
            """
            ==================================== ERRORS ====================================
            ____________________ ERROR collecting tests/test_prices.py _____________________
            tests/test_prices.py:3: in <module>
                import yaml
            E   ModuleNotFoundError: No module named 'yaml'  # <--
            """,
            near=(
                """
                tests/test_prices.py:3: in <module>
                    from shop.prices import total
                E   ModuleNotFoundError: No module named 'shop'
                """,
                """
                    import sqlite3
                ModuleNotFoundError: No module named '_sqlite3'
                    import distutils.core
                ModuleNotFoundError: No module named 'distutils'
                """,
                """
                rootdir: /home/runner/work/requests/requests
                E   ModuleNotFoundError: No module named 'requests'
                """,
            ),
        ),
        log_example(
            """
            Traceback (most recent call last):
              File "/home/runner/work/till/till/serve.py", line 2, in <module>
                import shelves
              File "/opt/venv/lib/python3.12/site-packages/shelves/__init__.py", line 5, in <module>
                import boards
            ModuleNotFoundError: No module named 'boards'  # <--
            """,
            near=(
                """
                  File "/opt/venv/lib/python3.12/site-packages/shelves/loader.py", line 9, in load
                    return importlib.import_module(name)
                  File "/usr/lib/python3.12/importlib/__init__.py", line 90, in import_module
                    return _bootstrap._gcd_import(name[level:], package, level)
                ModuleNotFoundError: No module named 'boards'
                """,
            ),
        ),
        log_example(
            """
            /usr/bin/python3: No module named pytest  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                /usr/bin/python3: No module named till.serve
                """,
            ),
        ),
        log_example(
            """
            Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'express' imported from /home/runner/work/shop/shop/src/serve.js  # <--
            Error: Cannot find module 'lodash'  # <--
            Require stack:
            - /home/runner/work/shop/shop/src/prices.js
            """,
            near=(
                """
                Error: Cannot find module './prices'
                Require stack:
                - /home/runner/work/shop/shop/src/serve.js
                Error: Cannot find module '/home/runner/work/shop/shop/dist/serve.js'
                """,
            ),
        ),
        log_example(
            """
            main.go:5:2: no required module provides package example.com/till/receipts; to add it:  # <--
                go get example.com/till/receipts
            """,
        ),
    ),
)
