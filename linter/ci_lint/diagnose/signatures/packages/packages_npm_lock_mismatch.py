"""The lock file is missing or does not fit `package.json`, and an install that may not change it refuses.

`npm ci`, `yarn install --frozen-lockfile` or `--immutable` and, in CI, every `pnpm install` install what the lock
file says and nothing else. Somebody has changed `package.json` without it, has merged one of both, or uses another
version of the package manager, which writes the file in another form.

What it is not: requirements that contradict each other (`ERESOLVE`); a package whose content differs from its hash
(`EINTEGRITY`); warnings about an `old lockfile`, with which npm goes on.
"""

from ...signature import Clue, Signature, log_example
from .npm_lines import npm_error

SIGNATURE = Signature(
    id="packages-npm-lock-mismatch",
    summary="lock file missing or out of step with package.json",
    why=__doc__,
    decisive=(
        *npm_error(r"(?:The )?(?:[`']npm ci['`]|cipm)(?: command)? can only install (?:packages )?(?:when|with)\b"),
        Clue("error Your lockfile needs to be updated", r"\berror Your lockfile needs to be updated\b"),
        Clue("YN00", r"\bYN0028: .{0,20}The lockfile would have been (?:modified|created) by this install\b"),
        Clue("ERR_PNPM_", r"\bERR_PNPM_(?:OUTDATED_LOCKFILE|NO_LOCKFILE|LOCKFILE_CONFIG_MISMATCH)\b"),
        Clue(
            "ERR_PNPM_",
            r"\bERR_PNPM_FROZEN_LOCKFILE_WITH_OUTDATED_LOCKFILE\b",
        ),
        Clue("eadless installation requires", r"\bHeadless installation requires a pnpm-lock\.yaml file\b"),
        Clue("rror: lockfile had changes", r"\berror: lockfile had changes, but lockfile is frozen\b"),
        Clue(
            "ependencies lock file is not found",
            r"\bDependencies lock file is not found in .{1,500}\bSupported file patterns: .{0,80}(?:package-lock|yarn|pnpm)",
        ),
    ),
    supporting=tuple(npm_error(r"(?:code EUSAGE$|(?:Missing|Invalid): .{1,300} lock file)")),
    cure=(
        "run npm install (yarn install, pnpm install) with the version that CI uses, and commit the lock file",
        "pin that version: packageManager in package.json, node-version-file in the workflow",
        "if there is a lock file, see that it is not in .gitignore or .dockerignore, and that the step runs in its folder",
    ),
    references=("https://docs.npmjs.com/cli/commands/npm-ci", "https://pnpm.io/cli/install#--frozen-lockfile"),
    examples=(
        log_example(
            """
            npm error code EUSAGE
            npm error
            npm error `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing.  # <--
            npm error Missing: left-pad@1.3.0 from lock file
            """,
            near=(
                """
                npm warn old lockfile The package-lock.json file was created with an old version of npm
                added 812 packages in 9s
                """,
                """
                npm error code ERESOLVE
                npm error ERESOLVE could not resolve
                """,
                """
                error: the lock file /src/Cargo.lock needs to be updated but --locked was passed to prevent this
                """,
            ),
        ),
        log_example(
            """
            npm ERR! cipm can only install packages with an existing package-lock.json or  # <--
            npm ERR! npm-shrinkwrap.json with lockfileVersion >= 1.
            """,
        ),
        log_example(
            """
            yarn install v1.22.22
            [1/4] Resolving packages...
            error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.  # <--
            ➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.  # <--
             ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date with <ROOT>/package.json  # <--
            """,
        ),
        log_example(
            """
            ##[error]Dependencies lock file is not found in /home/runner/work/shop/shop. Supported file patterns: package-lock.json,npm-shrinkwrap.json,yarn.lock  # <--
            error: lockfile had changes, but lockfile is frozen  # <--
            """,
        ),
    ),
)
