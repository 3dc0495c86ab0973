"""A stand-in of GitHub's cache service, for BuildKit's `type=gha` and GitHub's own client alike."""

from .service import CacheService, running_cache_service

__all__ = ["CacheService", "running_cache_service"]
