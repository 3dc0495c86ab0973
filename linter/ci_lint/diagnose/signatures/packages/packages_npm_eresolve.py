"""npm finds no set of versions that satisfies every peer dependency: `ERESOLVE`.

Two packages want different versions of a third one, often after an update of one of them alone. npm has refused
this since version 7; older ones only warned. The lines `Found:` and `Could not resolve dependency:` name both sides.

What it is not: `npm warn ERESOLVE overriding peer dependency` goes on; a lock file that does not fit `package.json`; a
version that does not exist (`ETARGET`, `E404`).
"""

from ...signature import Clue, Signature, log_example
from .npm_lines import npm_error

SIGNATURE = Signature(
    id="packages-npm-eresolve",
    summary="npm cannot resolve the peer dependencies",
    why=__doc__,
    decisive=(
        *npm_error(
            r"(?:ERESOLVE )?(?:unable to resolve dependency tree|ERESOLVE could not resolve|could not resolve$)"
        ),
        *npm_error(r"code ERESOLVE\b", unless=r"unable to resolve dependency tree|could not resolve$"),
        Clue("ERR_PNPM_", r"\bERR_PNPM_PEER_DEP_ISSUES\b"),
    ),
    supporting=tuple(npm_error(r"(?:code ERESOLVE\b|peer .{1,300} from |Could not resolve dependency:)")),
    cure=(
        "bring the two named packages to versions that fit each other: npm explain NAME on both",
        "or say in package.json, under overrides, which version of the third one shall be taken",
        "--legacy-peer-deps only hides it: what runs then is a pair that nobody has tested",
    ),
    references=("https://docs.npmjs.com/cli/using-npm/config#legacy-peer-deps",),
    examples=(
        log_example(
            """
            npm error code ERESOLVE
            npm error ERESOLVE could not resolve  # <--
            npm error
            npm error While resolving: shop-slider@2.1.0
            npm error Found: react@19.0.0
            npm error Could not resolve dependency:
            npm error peer react@"^17.0.0 || ^18.0.0" from shop-slider@2.1.0
            """,
            near=(
                """
                npm warn ERESOLVE overriding peer dependency
                npm warn While resolving: shop-slider@2.1.0
                added 812 packages in 9s
                """,
                """
                npm ERR! code ETARGET
                npm ERR! notarget No matching version found for left-pad@9.9.9.
                """,
            ),
        ),
        log_example(
            """
            npm ERR! code ERESOLVE  # <--
            npm ERR! See /home/runner/.npm/eresolve-report.txt for a full report.
            """,
        ),
        log_example(
            """
            npm ERR! code ERESOLVE
            npm ERR! ERESOLVE unable to resolve dependency tree  # <--
            """,
        ),
        log_example(
            """
             ERR_PNPM_PEER_DEP_ISSUES  Unmet peer dependencies  # <--
            """,
        ),
    ),
)
