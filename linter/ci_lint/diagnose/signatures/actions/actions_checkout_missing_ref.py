"""The branch, tag or commit that is to be checked out is not in that repository.

The branch may have been deleted when its pull request was merged, the tag not yet pushed, or `ref:` names the
branch of a fork while `repository:` is not set. For `refs/pull/N/merge` GitHub makes no commit while the pull request has
conflicts. Checkout says little: for a name that may be a branch or a tag it asks for both, git ends with exit
code 1 and no message, and it tries three times. A commit is also missing where only the newest one was fetched, or after a forced push.

What it is not: a repository that is not found or not allowed (`repository '…' not found`, `could not read
Username`); a network error of a fetch, which git names; a tag of an action behind `uses:`.
"""

from ...signature import Clue, Confidence, Signature, log_example

# Checkout asks for a branch and a tag of the name at once; nothing found is exit code 1 without a message.
_ASKED_FOR_BOTH = r"\bfetch .*\+refs/heads/[^\s*:]{1,300}\*:refs/remotes/origin/"
_OTHER_ERROR = r"\b(?:fatal|error|remote): |RPC failed|unable to access"

SIGNATURE = Signature(
    id="actions-checkout-missing-ref",
    summary="the branch, tag or commit to check out does not exist",
    why=__doc__,
    decisive=(
        Clue("could not be found", r"\bA branch or tag with the name '[^']{1,300}' could not be found\b"),
        Clue(
            "find remote ref",
            r"\bfatal: [Cc]ould(?:n't| not) find remote ref \S",
            beside=r"##\[error\]|\bError: |\bexit (?:code|status) [1-9]",
        ),
        # Scripts also ask for a branch that may be missing, and go on.
        Clue(
            "find remote ref",
            r"\bfatal: [Cc]ould(?:n't| not) find remote ref \S",
            confidence=Confidence.LIKELY,
        ),
        Clue("fatal: Remote branch", r"\bfatal: Remote branch \S{1,300} not found in upstream\b"),
        Clue("fatal: reference is not a tree", r"\bfatal: reference is not a tree: \w"),
        Clue(
            "not our ref",
            r"\bremote error: upload-pack: not our ref [0-9a-f]{7,64}\b",
            unless=r"\b[Ss]ubmodule\b",
        ),
        Clue(
            "error: pathspec",
            r"\berror: pathspec '[^']{1,300}' did not match any file\(s\) known to git",
            beside=r"\bgit\b.{0,200}\b(?:checkout|switch)\b",
            confidence=Confidence.LIKELY,
        ),
        Clue(
            "failed with exit code 1",
            r"The process '[^']{1,300}git(?:\.exe)?' failed with exit code 1$",
            beside=_ASKED_FOR_BOTH,
            unless=_OTHER_ERROR,
            reach=3,
        ),
    ),
    cure=(
        "correct ref:, or leave it out: checkout takes the commit that started the run",
        "for the branch of a fork set repository: ${{ github.event.pull_request.head.repo.full_name }} as well",
        "in a run for a merged or closed pull request check out github.sha, because the branch may be gone",
        "fetch what is to be checked out by hand: fetch-depth: 0, or git fetch origin NAME first",
    ),
    references=("https://github.com/actions/checkout#usage",),
    examples=(
        log_example(
            """
            Fetching the repository
              /usr/bin/git -c protocol.version=2 fetch --no-tags --prune --no-recurse-submodules --depth=1 origin +refs/heads/feature/cart*:refs/remotes/origin/feature/cart* +refs/tags/feature/cart*:refs/tags/feature/cart*
              The process '/usr/bin/git' failed with exit code 1  # <--
              Waiting 15 seconds before trying again
              /usr/bin/git -c protocol.version=2 fetch --no-tags --prune --no-recurse-submodules --depth=1 origin +refs/heads/feature/cart*:refs/remotes/origin/feature/cart* +refs/tags/feature/cart*:refs/tags/feature/cart*
              ##[error]The process '/usr/bin/git' failed with exit code 1  # <--
            """,
            near=(
                """
                  /usr/bin/git -c protocol.version=2 fetch --no-tags --prune --depth=1 origin +refs/heads/main*:refs/remotes/origin/main* +refs/tags/main*:refs/tags/main*
                  remote: Repository not found.
                  fatal: repository 'https://github.com/shop/app/' not found
                  The process '/usr/bin/git' failed with exit code 128
                """,
                """
                ##[error]The process '/usr/bin/git' failed with exit code 1
                """,
                """
                fatal: pathspec 'dist' did not match any files
                """,
                """
                error: pathspec 'message' did not match any file(s) known to git
                + git commit -m fix message
                """,
                """
                Fetching submodule vendor/lib
                fatal: remote error: upload-pack: not our ref 0f1e2d3c4b5a69788796a5b4c3d2e1f001122334
                """,
            ),
        ),
        log_example(
            """
            ##[error]fatal: couldn't find remote ref refs/pull/12/merge  # <--
            The process '/usr/bin/git' failed with exit code 128
            Error: A branch or tag with the name 'v9' could not be found  # <--
            """,
        ),
        log_example(
            """
            Cloning into 'app'...
            fatal: Remote branch release/9 not found in upstream origin  # <--
            fatal: reference is not a tree: 0f1e2d3c4b5a69788796a5b4c3d2e1f001122334  # <--
            """,
        ),
        log_example(
            """
            ##[group]Run git checkout develop
            error: pathspec 'develop' did not match any file(s) known to git  # <--
            ##[error]Process completed with exit code 1.
            """,
        ),
    ),
)
