"""A build cache that cannot be written fails the build, unless the export says `ignore-error=true`.

The cache is there to save time; losing it should cost time and nothing else. But BuildKit ends the whole
build when an export to GitHub's cache service or to a registry fails, for a rate limit, a read-only token
or an outage. Since BuildKit 0.28 the export and the push of the image run side by side, so a failing
export can also cancel the push, or leave an image pushed by a build that is red.

Left alone: `type=local` and `type=inline`, which need no service, entries that an expression computes, and
builds on services that keep their own cache.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Cache, builds
from ...docker.cache_edits import add_field
from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document

# Of these, a failing export ends the build (moby/buildkit, `ignore-error` of each backend).
_SERVICES = {"gha": "GitHub's cache service", "registry": "the registry", "s3": "S3", "azblob": "Azure"}


def check(document: Document) -> Iterator[Problem]:
    """Report each cache export to a service whose failure is not ignored."""
    for build in builds(document):
        for cache in build.cache_to:
            if cache.type in _SERVICES and not cache.computed and not cache.ignores_errors:
                service = _SERVICES[cache.type]
                message = f"an error of {service} while the cache is written fails the build"
                yield Problem(cache.span, message, fix=partial(ignore_errors, cache))


def ignore_errors(cache: Cache, _preferences: Preferences) -> Fix:
    """Add the option that makes a failing export a warning."""
    return Fix("let the build go on when the cache cannot be written", (add_field(cache, "ignore-error", "true"),))


RULE = Rule(
    id="docker-cache-export-fatal",
    summary="cache export that can fail the build",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("cache-to",),
    references=(
        "https://docs.docker.com/build/cache/backends/gha/",
        "https://docs.docker.com/build/cache/backends/registry/",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-buildx-action@v4
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha
                      cache-to: type=gha,mode=max  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-buildx-action@v4
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha
                      cache-to: type=gha,mode=max,ignore-error=true
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-to: type=local,dest=.cache/new,mode=max
                      - uses: docker/build-push-action@v7
                        with:
                          cache-to: ${{ github.event_name == 'push' && 'type=gha,mode=max' || '' }}
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker buildx build \\
                        --cache-from type=registry,ref=registry.example.com/app:cache \\
                        --cache-to type=registry,ref=registry.example.com/app:cache,mode=max \\  # <--
                        --push -t registry.example.com/app:1.0 .
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker buildx build \\
                        --cache-from type=registry,ref=registry.example.com/app:cache \\
                        --cache-to type=registry,ref=registry.example.com/app:cache,mode=max,ignore-error=true \\
                        --push -t registry.example.com/app:1.0 .
            """,
        ),
    ),
)
