"""Two modules of the project import each other, and one is asked for a name before it has come to it.

Python says `cannot import name … from partially initialized module … (most likely due to a circular import)`, Go
`import cycle not allowed`. Which of the two fails depends on which is imported first, so it may show in one
entry point only.

What it is not: Python says the same where a compiled module (`_shop`) is missing beside the source, where a file
bears the name of a library and is imported instead of it, and where an installed package is broken.
"""

from ...signature import Clue, Confidence, Signature, log_example
from .known_modules import PACKAGED, STANDARD

_FOREIGN = rf"(?:{PACKAGED}|{STANDARD})"
_INSTALLED = r"(?:site|dist)-packages|[/\\]lib[/\\]python\d"

SIGNATURE = Signature(
    id="import-circular",
    summary="modules import each other in a circle",
    why=__doc__,
    decisive=(
        Clue(
            " module",
            rf"\bcannot import name '(?!_)\w+' from partially initialized module '(?!{_FOREIGN}['.])[\w.]+'"
            rf" \(most likely due to a circular import\)(?!.*(?:{_INSTALLED}))",
        ),
        # A name with an underscore, from a module that can have no submodules.
        Clue(
            " module",
            rf"\bcannot import name '_\w+' from partially initialized module '(?!{_FOREIGN}['.])[\w.]+'"
            rf" \(most likely due to a circular import\)(?!.*(?:{_INSTALLED}|__init__\.py)).*\.py\)",
        ),
        Clue(
            " module",
            rf"\bpartially initialized module '(?P<module>(?!{_FOREIGN}['.])[\w.]+)' (?:from '.{{1,300}}' )?has no attribute '(?!_)\w+'"
            r" \(most likely due to a circular import\)",
            unless=r"(?:site|dist)-packages[/\\](?P=module)\b|-packages[/\\][\w/\\.]*__init__\.py' has no attribute",
            confidence=Confidence.LIKELY,
        ),
        Clue("import cycle not allowed", r"\bimport cycle not allowed\b"),
    ),
    brings=("coverage-no-data", "coverage-threshold"),
    cure=(
        "move what both need into a third module",
        "or import inside of the function that needs it; for types alone under if TYPE_CHECKING:",
    ),
    references=(
        "https://docs.python.org/3/faq/programming.html#what-are-the-best-practices-for-using-import-in-a-module",
    ),
    examples=(
        log_example(
            """
              File "/home/runner/work/till/till/shop/orders.py", line 2, in <module>
                from shop.prices import total
              File "/home/runner/work/till/till/shop/prices.py", line 1, in <module>
                from shop.orders import Order
            ImportError: cannot import name 'Order' from partially initialized module 'shop.orders' (most likely due to a circular import) (/home/runner/work/till/till/shop/orders.py)  # <--
            """,
            near=(
                """
                    from . import _scales
                ImportError: cannot import name '_scales' from partially initialized module 'scales' (most likely due to a circular import) (/home/runner/work/till/till/scales/__init__.py)
                """,
                """
                AttributeError: partially initialized module 'requests' has no attribute 'get' (most likely due to a circular import)
                ImportError: cannot import name 'board' from partially initialized module 'shelves' (most likely due to a circular import) (/opt/venv/lib/python3.12/site-packages/shelves/__init__.py)
                """,
                """
                django.core.exceptions.ImproperlyConfigured: The included URLconf 'till.urls' does not appear to have any patterns in it. If you see the 'urlpatterns' variable with valid patterns in the file then the issue is probably caused by a circular import.
                """,
            ),
        ),
        log_example(
            """
            AttributeError: partially initialized module 'shop.orders' has no attribute 'Order' (most likely due to a circular import)  # <--
            """,
        ),
        log_example(
            """
            package example.com/till
                imports example.com/till/prices
                imports example.com/till/orders
                imports example.com/till/prices: import cycle not allowed  # <--
            """,
        ),
    ),
)
