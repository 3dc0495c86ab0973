"""No version of a Python package fits: what is asked for does not exist, or not for this Python or platform.

`from versions: none` means that the index has no such package, or no file of it that this Python can use; a list of
versions means that none of them satisfies the requirement. pip, uv and Poetry also end here when two requirements exclude
each other (`ResolutionImpossible`, `No solution found`, `version solving failed`).

What it is not: an index that cannot be reached looks the same at its end, with `Retrying (Retry(…` or a timeout before it;
a wheel file that was given by name and does not fit (`is not a supported wheel on this platform`).
"""

from ...signature import Clue, Confidence, Signature, log_example

_UNREACHED = (
    r"Retrying \(Retry\(|Failed to establish a new connection|[Rr]ead timed out|Max retries exceeded|Failed to fetch: `"
    r"|Could not fetch URL|Failed to connect to \S+ while fetching"
)

SIGNATURE = Signature(
    id="packages-no-matching-distribution",
    summary="no version of a Python package fits",
    why=__doc__,
    decisive=(
        Clue(
            "ould not find a version that satisfies the requirement",
            r"\bCould not find a version that satisfies the requirement \S",
            unless=_UNREACHED,
        ),
        Clue(
            "ERROR: No matching distribution found",
            r"\bERROR: No matching distribution found for \S",
            unless=_UNREACHED,
        ),
        Clue(
            "conflicting dependencies",
            r"\bCannot install .{1,2000} because these package versions have conflicting dependencies\b",
        ),
        Clue("ERROR: ResolutionImpossible", r"\bERROR: ResolutionImpossible\b"),
        Clue(" not in '", r"\brequires a different Python: \d[\w.+]{0,20} not in '"),
        Clue(
            "No solution found when resolving",
            r"\bNo solution found when resolving\b",
            unless=_UNREACHED,
        ),
        Clue("rror: Distribution `", r"\berror: Distribution `.{1,300}can't be installed because it doesn't have a\b"),
        Clue("Unable to find installation candidates", r"\bUnable to find installation candidates for \S"),
        Clue(
            "version solving failed",
            r"\bversion solving failed\b",
            unless=r"\bpubspec\b|\bpub get\b|\b[Ff]lutter\b|\b[Dd]art\b|SDK version",
            confidence=Confidence.LIKELY,
        ),
    ),
    cure=(
        "correct the name or the version: pip index versions NAME lists what this Python can use",
        "take a Python version for which the package has wheels, in python-version: and in requires-python",
        "if two requirements exclude each other, loosen one of the named ones",
        "if it is a package of your own, name its index: --index-url, and see that the token may read it",
    ),
    references=("https://pip.pypa.io/en/stable/topics/dependency-resolution/",),
    examples=(
        log_example(
            """
            Collecting shopkit==9.9.9 (from -r requirements.txt (line 3))
            ERROR: Could not find a version that satisfies the requirement shopkit==9.9.9 (from versions: 1.0.0, 2.1.0)  # <--
            ERROR: No matching distribution found for shopkit==9.9.9  # <--
            """,
            near=(
                """
                WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/shopkit/
                ERROR: Could not find a version that satisfies the requirement shopkit==2.1.0 (from versions: none)
                ERROR: No matching distribution found for shopkit==2.1.0
                """,
                """
                ERROR: shopkit-2.1.0-cp38-cp38-win_amd64.whl is not a supported wheel on this platform.
                """,
                """
                Because shop depends on intl ^0.20.0 from the SDK, version solving failed.
                Error: Process completed with exit code 1 (flutter pub get).
                """,
            ),
        ),
        log_example(
            """
            ERROR: Cannot install shopkit==2.1.0 and tillkit==1.0.0 because these package versions have conflicting dependencies.  # <--
            ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/#dealing-with-dependency-conflicts  # <--
            """,
        ),
        log_example(
            """
            ERROR: Package 'shopkit' requires a different Python: 3.8.18 not in '>=3.10'  # <--
              x No solution found when resolving dependencies:  # <--
              `-> Because only shopkit<=2.1.0 is available and your project depends on shopkit>=3, we can conclude that your project's requirements are unsatisfiable.
            error: Distribution `shopkit==2.1.0 @ registry+https://pypi.example.com/simple` can't be installed because it doesn't have a source distribution or wheel for the current platform  # <--
            """,
        ),
        log_example(
            """
            Unable to find installation candidates for shopkit (2.1.0)  # <--
            Because shop depends on tillkit (^1) which doesn't match any versions, version solving failed.  # <--
            """,
        ),
    ),
)
