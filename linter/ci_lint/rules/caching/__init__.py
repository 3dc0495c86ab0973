"""Rules about caches that never help."""

from . import (
    cache_key_ignores_lockfile,
    cache_key_per_commit,
    cache_key_static,
    cache_path_missing,
    package_cache_unused,
)

RULES = (
    cache_key_static.RULE,
    cache_key_per_commit.RULE,
    cache_key_ignores_lockfile.RULE,
    cache_path_missing.RULE,
    package_cache_unused.RULE,
)
