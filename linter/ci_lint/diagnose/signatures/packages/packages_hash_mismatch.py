"""A package that was downloaded is not the one whose hash is written down.

Mostly the download was cut or came from a broken cache or mirror; sometimes a package was published anew under the same
version, or the lock file was written for another index. It may also be an attack, so the hash is not simply renewed.

What it is not: a requirement that has no hash at all; a lock file that does not fit the manifest; layers of an image
whose digest differs; a failed comparison in a test.
"""

from ...signature import Clue, Signature, log_example
from .npm_lines import npm_error

SIGNATURE = Signature(
    id="packages-hash-mismatch",
    summary="a downloaded package does not match its hash",
    why=__doc__,
    decisive=(
        # pip, uv, Poetry
        Clue("DO NOT MATCH THE HASHES", r"\bTHESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE\b"),
        Clue("Hash mismatch for `", r"\bHash mismatch for `\S"),
        Clue("not found in known hashes", r"\bHash for .{1,300} not found in known hashes\b"),
        # npm, Yarn, pnpm
        *npm_error(r"(?:code EINTEGRITY\b|sha\d{1,3}-.{1,200} integrity checksum failed when using)"),
        Clue("Integrity check failed", r"\bIntegrity check failed for \""),
        Clue("YN00", r"\bYN0018: .{1,300}(?:The remote archive|doesn't match the expected checksum)"),
        Clue("ERR_PNPM_", r"\bERR_PNPM_TARBALL_INTEGRITY\b"),
        # apt, Go, Cargo, Bundler
        Clue(
            "Hash Sum mismatch",
            r"^(?!.{0,60}\bW: ).*(?<!\S)Hash Sum mismatch$",
            unless=r"\bW: Some index files failed to download",
            reach=40,
        ),
        Clue("checksum mismatch", r"\bverifying \S+@v\S+: checksum mismatch\b"),
        Clue("failed to verify the checksum of", r"\bfailed to verify the checksum of `\S"),
        Clue("mismatched checksums", r"\bBundler found mismatched checksums\b"),
    ),
    supporting=(Clue("Expected sha", r"^\W*(?:\d[\d.]*\s+)?(?:Expected sha\d{3}|Got) +[0-9a-f]{32,128}$"),),
    cure=(
        "run it again without a cache: pip cache purge, npm cache clean --force, apt-get clean, another cache key",
        "compare the hash with the one that the index shows; if the index has changed, find out why before trusting it",
        "write the hashes anew with the tool that made them: pip-compile --generate-hashes, uv lock, npm install",
    ),
    brings=("docker-run-failed",),
    references=("https://pip.pypa.io/en/stable/topics/secure-installs/",),
    examples=(
        log_example(
            """
            Collecting shopkit==2.1.0
              Downloading shopkit-2.1.0-py3-none-any.whl (31 kB)
            ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes. Otherwise, examine the package contents carefully; someone may have tampered with them.  # <--
                shopkit==2.1.0 from https://files.example.com/shopkit-2.1.0-py3-none-any.whl (from -r requirements.txt (line 3)):
                    Expected sha256 1111111111111111111111111111111111111111111111111111111111111111
                         Got        2222222222222222222222222222222222222222222222222222222222222222
            """,
            near=(
                """
                ERROR: Hashes are required in --require-hashes mode, but they are missing from some requirements.
                """,
                """
                FAILED tests/test_store.py::test_hash - AssertionError: hash mismatch for order 7
                """,
                """
                W: Failed to fetch http://archive.example.com/dists/noble/InRelease  Hash Sum mismatch
                W: Some index files failed to download. They have been ignored, or old ones used instead.
                """,
            ),
        ),
        log_example(
            """
            npm ERR! code EINTEGRITY  # <--
            npm ERR! sha512-aaaa== integrity checksum failed when using sha512: wanted sha512-aaaa== but got sha512-bbbb==. (31 bytes)
            error Integrity check failed for "shopkit" (computed integrity doesn't match our records, got "sha512-bbbb==")  # <--
            ➤ YN0018: │ shopkit@npm:2.1.0: The remote archive doesn't match the expected checksum  # <--
             ERR_PNPM_TARBALL_INTEGRITY  Got unexpected checksum for "https://registry.example.com/shopkit-2.1.0.tgz".  # <--
            """,
        ),
        log_example(
            """
              x Failed to download `shopkit==2.1.0`
              `-> Hash mismatch for `shopkit==2.1.0`  # <--
            RuntimeError: Hash for shopkit (2.1.0) from archive shopkit-2.1.0-py3-none-any.whl not found in known hashes (was: sha256:22)  # <--
            E: Failed to fetch http://archive.example.com/dists/noble/main/binary-amd64/Packages.gz  Hash Sum mismatch  # <--
            """,
        ),
        log_example(
            """
            go: downloading example.com/shopkit v1.2.0
            verifying example.com/shopkit@v1.2.0: checksum mismatch  # <--
            SECURITY ERROR
            error: failed to verify the checksum of `shopkit v1.2.0`  # <--
            """,
        ),
    ),
)
