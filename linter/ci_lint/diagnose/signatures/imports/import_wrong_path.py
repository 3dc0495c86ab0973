"""The module is the project's own, and Python does not look where it lies.

pytest puts the folder of a test file on the path, `python -m pytest` the current one, an installed project is found
anyway; `from src.shop import …` works only where the folder above `src` is on the path. A folder of the source
tree can also hide the installed package: then its compiled module (`_shop`) is not there, which Python reports as
a circular import.

What it is not: a package from an index that was not installed; two modules that really import each other; a name
that is missing in a module which was found.
"""

from ...signature import Clue, Confidence, Signature, log_example
from .known_modules import ALWAYS_OWN, MOSTLY_OWN, PACKAGED, STANDARD

# Files of a folder of that name at the top of the project, or below `src`; not one among the tests, which may be
# named after what it tests with.
_OWN_FOLDER = (
    r"(?:^|[\s\"'(])(?:/(?!tests?/|examples?/|integrations?/|contrib/|plugins?/|providers/|(?:site|dist)-packages/)"
    r"[\w.-]{1,60}){0,12}/?(?:src/|lib/|python/)?(?P=module)/(?:[\w.-]{1,80}/){0,8}[\w.-]{1,80}\.py\b"
    r"|/work/(?P=module)/|\brootdir: \S{0,300}[/\\](?P=module)(?:$|,)"
)

SIGNATURE = Signature(
    id="import-wrong-path",
    summary="a module of the project itself is not on the path",
    why=__doc__,
    decisive=(
        Clue(" module", rf"\bNo module named ['\"]?(?:{ALWAYS_OWN})(?:\.[\w.]+)?(?:['\"]|$)"),
        Clue(
            " module",
            rf"\bModuleNotFoundError: No module named '(?:{MOSTLY_OWN})(?:\.[\w.]+)?'",
            unless=r"(?:site|dist)-packages[/\\](?!_pytest|pytest|django|uvicorn|gunicorn|celery|flask|alembic|pluggy)",
            reach=3,
            confidence=Confidence.LIKELY,
        ),
        # The log shows files of a folder of that name, or a work folder of that name.
        Clue(
            " module",
            rf"\bModuleNotFoundError: No module named '(?!(?:{PACKAGED}|{STANDARD})')(?P<module>[A-Za-z]\w*)'",
            beside=rf"(?i){_OWN_FOLDER}",
            unless=r"(?:site|dist)-packages[/\\](?P=module)[/\\]",
            reach=30,
            confidence=Confidence.LIKELY,
        ),
        Clue(
            "rror: attempted relative import",
            r"\bImportError: attempted relative import (?:with no known parent|beyond top-level)",
            confidence=Confidence.LIKELY,
        ),
        # A package cannot lack a submodule that is there: the compiled one was not built in this folder.
        Clue(
            " module",
            r"\bcannot import name '_\w+' from partially initialized module '\w+' .*\((?!.{0,300}(?:site|dist)-packages)"
            r".{1,400}__init__\.(?:py|pyc)\)",
            beside=r"^\s*(?:>\s*)?from \.(?:\w+)? import |^\s*(?:>\s*)?from (?:\w+\.){0,4}\w+ import _\w+",
            confidence=Confidence.LIKELY,
        ),
    ),
    brings=("coverage-no-data", "coverage-threshold"),
    cure=(
        "install the project in the job: pip install -e .",
        'or tell pytest where it lies: pythonpath = ["src"] in [tool.pytest.ini_options], or PYTHONPATH in env:',
        "run the command in the folder the imports start from (working-directory:), and modules with python -m",
        "with a compiled module, run the tests outside of the source tree, or build it in place",
    ),
    references=("https://docs.pytest.org/en/stable/explanation/pythonpath.html",),
    examples=(
        log_example(
            """
            rootdir: /home/runner/work/till/till
            tests/test_prices.py:1: in <module>
                from src.prices import total
            E   ModuleNotFoundError: No module named 'src'  # <--
            """,
            near=(
                """
                tests/test_prices.py:1: in <module>
                    import numpy
                E   ModuleNotFoundError: No module named 'numpy'
                """,
                """
                E   ImportError: cannot import name 'total' from 'shop.prices' (/home/runner/work/till/till/shop/prices.py)
                """,
            ),
        ),
        log_example(
            """
            rootdir: /home/runner/work/corner-shop/corner-shop
            tests/test_prices.py:1: in <module>
                from corner_shop import prices
            E   ModuleNotFoundError: No module named 'corner_shop'  # <--
            """,
            near=(
                """
                rootdir: /home/runner/work/till/till
                tests/test_prices.py:1: in <module>
                    from corner_shop import prices
                E   ModuleNotFoundError: No module named 'corner_shop'
                """,
            ),
        ),
        log_example(
            """
                from .prices import total
            ImportError: attempted relative import with no known parent package  # <--
            """,
        ),
        log_example(
            """
            scales/__init__.py:3: in <module>
                from . import _scales
            E   ImportError: cannot import name '_scales' from partially initialized module 'scales' (most likely due to a circular import) (/home/runner/work/till/till/scales/__init__.py)  # <--
            """,
            near=(
                """
                shop/__init__.py:3: in <module>
                    from .prices import total
                E   ImportError: cannot import name 'total' from partially initialized module 'shop.prices' (most likely due to a circular import) (/home/runner/work/till/till/shop/prices.py)
                """,
            ),
        ),
    ),
)
