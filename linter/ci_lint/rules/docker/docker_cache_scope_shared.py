"""Two different images are cached under one scope, so each export throws the other's cache away.

A scope of `type=gha` has one index, and an export replaces it as a whole. Two images that are built in turn
with the default scope `buildkit`, or with any other one in common, find nothing of their own: the last one
to finish wins, and the storage grows all the same. The legs of a matrix do this too. Give each image, and
each platform that is built by a job of its own, a `scope=`.

Left alone: builds of the same context and Dockerfile, such as a test build and the push behind it, unless
the Dockerfile shows that neither target has all stages of the other; platforms of which the other build has
all; builds that never run on the same event; scopes with an expression that may differ between the legs of
a matrix; a matrix with one leg.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Build, Cache, builds, has_too_many_caches, place_of
from ...docker.kinship import has_all_of, overwrite, run_together, same_dockerfile
from ...docker.legs import varying_part
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .separate_scopes import separate


def check(document: Document) -> Iterator[Problem]:
    """Report each gha cache that takes the place of another image's."""
    scopes: dict[str, list[tuple[Build, Cache]]] = {}
    for build in () if has_too_many_caches(document) else builds(document):
        for cache in build.cache_to:
            if cache.type == "gha" and not cache.computed and not build.foreign:
                scopes.setdefault(place_of(build, cache), []).append((build, cache))
    for scope, writers in scopes.items():
        for number, (build, cache) in enumerate(writers):
            message = loss(scope, build, [other for other, _ in writers], number)
            if message:
                rivals = [other for other, _ in writers if are_rivals(other, build, [])]
                yield Problem(cache.span, message, fix=partial(separate, document, build, cache, rivals))


def loss(scope: str, build: Build, writers: list[Build], number: int) -> str | None:
    """What happens to the cache of a build, the writer of that number, if something does."""
    later = writers[number + 1 :]
    rival = next((other for other in writers[:number] if are_rivals(other, build, later)), None)
    if rival:
        return f"the caches of {titles(rival, build)} overwrite each other in scope {scope}"
    what = varying_part(build, scope)
    return f"the legs of the matrix differ in {what}, but all write the scope {scope}" if what else None


def are_rivals(first: Build, second: Build, later: list[Build]) -> bool:
    """Whether each of two builds loses its cache to the other, and no later one writes what both need."""
    if not overwrite(first, second) or not run_together(first, second):
        return False
    if not same_dockerfile(first, second):
        return True
    return not any(has_all_of(build, first) and has_all_of(build, second) for build in later)


def titles(first: Build, second: Build) -> str:
    """What the file calls two builds: by their steps, or else by what tells them apart."""
    alike = title(first) == title(second)
    told = (place(first), place(second)) if alike and place(first) != place(second) else (title(first), title(second))
    return " and ".join(told)


def title(build: Build) -> str:
    """What the file calls a build."""
    return build.step.name or place(build)


def place(build: Build) -> str:
    """Where the Dockerfile of a build is."""
    return build.file or build.context or "another build"


RULE = Rule(
    id="docker-cache-scope-shared",
    summary="two images in one cache scope",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("type=gha",),
    references=("https://docs.docker.com/build/cache/backends/gha/#scope",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              images:
                runs-on: ubuntu-24.04
                steps:
                  - name: API
                    uses: docker/build-push-action@v7
                    with:
                      context: api
                      cache-from: type=gha
                      cache-to: type=gha,mode=max
                  - name: web pages
                    uses: docker/build-push-action@v7
                    with:
                      context: web
                      cache-from: type=gha
                      cache-to: type=gha,mode=max  # <--
            """,
            good="""
            on: push
            jobs:
              images:
                runs-on: ubuntu-24.04
                steps:
                  - name: API
                    uses: docker/build-push-action@v7
                    with:
                      context: api
                      cache-from: type=gha
                      cache-to: type=gha,mode=max
                  - name: web pages
                    uses: docker/build-push-action@v7
                    with:
                      context: web
                      cache-from: type=gha,scope=web
                      cache-to: type=gha,mode=max,scope=web
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
                          context: .
                          load: true
                          platforms: linux/amd64
                          cache-from: type=gha
                          cache-to: type=gha,mode=max
                      - uses: docker/build-push-action@v7
                        with:
                          context: ./
                          file: ./Dockerfile
                          target: all-in-one
                          push: true
                          platforms: linux/amd64,linux/arm64
                          cache-from: type=gha
                          cache-to: type=gha,mode=max
                """,
                """
                on: [push, pull_request]
                jobs:
                  test:
                    if: github.event_name == 'pull_request'
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          target: test
                          cache-from: type=gha
                          cache-to: type=gha,mode=max
                  image:
                    if: github.event_name != 'pull_request'
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=gha
                          cache-to: type=gha,mode=max
                """,
            ),
        ),
        example(
            files={
                "Dockerfile": """
                FROM alpine:3.22 AS base
                FROM base AS api
                RUN make api
                FROM base AS web
                RUN make web
                FROM base AS all
                COPY --from=api /api /api
                COPY --from=web /web /web
                """,
            },
            bad="""
            on: push
            jobs:
              images:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      target: api
                      cache-to: type=gha,mode=max
                  - uses: docker/build-push-action@v7
                    with:
                      target: web
                      cache-to: type=gha,mode=max  # <--
            """,
            good="""
            on: push
            jobs:
              images:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      target: api
                      cache-to: type=gha,mode=max
                  - uses: docker/build-push-action@v7
                    with:
                      target: web
                      cache-to: type=gha,mode=max,scope=web
            """,
            near=(
                """
                on: push
                jobs:
                  images:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          target: api
                          cache-to: type=gha,mode=max
                      - uses: docker/build-push-action@v7
                        with:
                          target: web
                          cache-to: type=gha,mode=max
                      - uses: docker/build-push-action@v7
                        with:
                          target: all
                          cache-to: type=gha,mode=max
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              image:
                strategy:
                  matrix:
                    platform: [linux/amd64, linux/arm64]
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      platforms: ${{ matrix.platform }}
                      cache-from: type=gha,scope=${{ github.ref_name }}
                      cache-to: type=gha,mode=max,scope=${{ github.ref_name }}  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                strategy:
                  matrix:
                    platform: [linux/amd64, linux/arm64]
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      platforms: ${{ matrix.platform }}
                      cache-from: type=gha,scope=${{ github.ref_name }}-${{ matrix.platform }}
                      cache-to: type=gha,mode=max,scope=${{ github.ref_name }}-${{ matrix.platform }}
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    strategy:
                      matrix:
                        image: [api, web]
                        python: ["3.13"]
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo "NAME=${{ matrix.image }}" >> "$GITHUB_ENV"
                      - uses: docker/build-push-action@v7
                        with:
                          context: ${{ matrix.image }}
                          cache-from: type=gha,scope=${{ env.NAME }}
                          cache-to: type=gha,mode=max,scope=${{ env.NAME }}
                      - uses: docker/build-push-action@v7
                        if: matrix.image == 'api'
                        with:
                          context: tools/${{ matrix.image }}
                          cache-from: type=gha,scope=tools
                          cache-to: type=gha,mode=max,scope=tools
                      - uses: docker/build-push-action@v7
                        with:
                          context: base
                          build-args: PYTHON=${{ matrix.python }}
                          cache-from: type=gha,scope=base
                          cache-to: type=gha,mode=max,scope=base
                """,
            ),
        ),
        example(
            bad="""
            on: [push, pull_request]
            jobs:
              test:
                if: github.event_name == 'pull_request'
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: services/web
                      target: test
                      cache-from: |
                        type=gha,scope=app
                        type=registry,ref=acme/web:cache
              images:
                if: github.event_name == 'push'
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: services/api
                      file: services/api/Dockerfile.production
                      cache-from: type=gha,scope=app
                      cache-to: type=gha,scope=app,mode=max
                  - uses: docker/build-push-action@v7
                    with:
                      context: services/web
                      file: services/web/Dockerfile
                      cache-from: type=gha,scope=app
                      cache-to: type=gha,scope=app,mode=max  # <--
                  - uses: docker/build-push-action@v7
                    with:
                      context: services/api
                      file: services/api/debug.Dockerfile
                      cache-to: type=gha,scope=app,mode=max  # <--
                  - uses: docker/build-push-action@v7
                    with:
                      file: docker/Dockerfile
                      context: ${{ github.workspace }}/Docs_&_More
                      cache-to: type=gha,scope=app,mode=max  # <--
            """,
            good="""
            on: [push, pull_request]
            jobs:
              test:
                if: github.event_name == 'pull_request'
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: services/web
                      target: test
                      cache-from: |
                        type=gha,scope=app-services-web
                        type=registry,ref=acme/web:cache
              images:
                if: github.event_name == 'push'
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: services/api
                      file: services/api/Dockerfile.production
                      cache-from: type=gha,scope=app
                      cache-to: type=gha,scope=app,mode=max
                  - uses: docker/build-push-action@v7
                    with:
                      context: services/web
                      file: services/web/Dockerfile
                      cache-from: type=gha,scope=app-services-web
                      cache-to: type=gha,scope=app-services-web,mode=max
                  - uses: docker/build-push-action@v7
                    with:
                      context: services/api
                      file: services/api/debug.Dockerfile
                      cache-to: type=gha,scope=app-services-api-debug,mode=max
                  - uses: docker/build-push-action@v7
                    with:
                      file: docker/Dockerfile
                      context: ${{ github.workspace }}/Docs_&_More
                      cache-to: type=gha,scope=app-docker,mode=max
            """,
        ),
        example(
            files={
                ".github/workflows/release.yml": """
                on: release
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          context: web
                          push: true
                          cache-from: type=gha
                """,
            },
            bad="""
            on: push
            jobs:
              images:
                strategy:
                  matrix:
                    include:
                      - {service: api, config: {folder: ./api}, args: "A=1,B"}
                      - {service: ui, config: {folder: ./ui}, args: "A=2"}
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: ${{ matrix.config.folder }}
                      build-args: ${{ matrix.args }}
                      cache-from: type=gha
                      cache-to: type=gha,mode=max  # <--
              base:
                strategy:
                  matrix: ${{ fromJSON(inputs.bases) }}
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: bases
                      target: ${{ matrix.base }}
                      cache-to: type=gha,scope=base  # <--
            """,
            good="""
            on: push
            jobs:
              images:
                strategy:
                  matrix:
                    include:
                      - {service: api, config: {folder: ./api}, args: "A=1,B"}
                      - {service: ui, config: {folder: ./ui}, args: "A=2"}
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: ${{ matrix.config.folder }}
                      build-args: ${{ matrix.args }}
                      cache-from: type=gha,scope=${{ matrix.service }}
                      cache-to: type=gha,mode=max,scope=${{ matrix.service }}
              base:
                strategy:
                  matrix: ${{ fromJSON(inputs.bases) }}
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: bases
                      target: ${{ matrix.base }}
                      cache-to: type=gha,scope=base-${{ matrix.base }}
            """,
        ),
        example(
            files={
                ".github/workflows/release.yml": """
                on: release
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          context: web
                          push: true
                          cache-from: type=gha
                """,
            },
            bad="""
            on: push
            jobs:
              images:
                strategy:
                  matrix:
                    platform: ["linux/amd64,linux/386", linux/arm64]
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: api
                      cache-to: type=gha
                  - uses: docker/build-push-action@v7
                    with:
                      context: web
                      cache-to: type=gha  # <--
                  - uses: docker/build-push-action@v7
                    with:
                      context: docs
                      platforms: ${{ matrix.platform }}
                      cache-to: type=gha,scope=docs  # <--
            """,
            good="""
            on: push
            jobs:
              images:
                strategy:
                  matrix:
                    include:
                      - {processor: intel, platform: "linux/amd64,linux/386"}
                      - {processor: arm, platform: linux/arm64}
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: docs
                      platforms: ${{ matrix.platform }}
                      cache-to: type=gha,scope=docs-${{ matrix.processor }}
            """,
        ),
    ),
)
