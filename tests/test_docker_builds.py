"""Builds of images are the same to rules, in whatever way a step spells them."""

import textwrap

import pytest

from ci_lint.docker import (
    Build,
    builds,
    builds_in_repository,
    builds_of,
    comment_start,
    dockerfile_of,
    has_hidden_caches,
    has_too_many_caches,
    image_names,
    logins_before,
    parse_image,
    place_of,
    pushes_of,
)
from ci_lint.docker.builder import emulates, has_own_builder, normal_platform, platform_of
from ci_lint.docker.dockerfiles import context_path, dockerfile_path
from ci_lint.docker.image import registry_host
from ci_lint.docker.item import list_items, split_commas
from ci_lint.repository import Texts
from ci_lint.source import Source, Span
from ci_lint.tree import parse
from ci_lint.workflow import Document, Step, view

PATH = ".github/workflows/ci.yml"
HEAD = "on: push\nenv: {REGISTRY: ghcr.io}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"


def document(text: str, files: dict[str, str] | None = None, path: str = PATH) -> Document:
    return view(parse(Source(path, text)), path, Texts({**(files or {}), path: text}))


def steps_of(text: str, files: dict[str, str] | None = None) -> tuple[Step, ...]:
    """The steps of a workflow, given as the items of `steps`."""
    return document(HEAD + textwrap.indent(textwrap.dedent(text), "      "), files).steps()


def build_of(text: str, files: dict[str, str] | None = None) -> Build:
    (found,) = builds(document(HEAD + textwrap.indent(textwrap.dedent(text), "      "), files))
    return found


def action(inputs: str, name: str = "docker/build-push-action@v7") -> Build:
    return build_of(f"- uses: {name}\n  with:\n" + textwrap.indent(textwrap.dedent(inputs), "    "))


def script(text: str) -> Build:
    return build_of("- run: |\n" + textwrap.indent(textwrap.dedent(text), "    "))


def shown(build: Build, span: Span) -> str:
    return build.step.node.source.text[span.start : span.end]


class TestSpellings:
    """An action, `docker buildx build` and `docker build` give the same build."""

    ACTION = """
        context: app
        file: app/Dockerfile.prod
        target: final
        push: true
        tags: |
          ghcr.io/a/b:1
          ghcr.io/a/b:2
        platforms: linux/amd64,linux/arm64
        build-args: A=1
        secrets: id=x
        cache-from: type=gha,scope=x
        cache-to: type=gha,scope=x,mode=max
        builder: big
        """
    OPTIONS = """build --push -t ghcr.io/a/b:1 --tag=ghcr.io/a/b:2 -f app/Dockerfile.prod --target final \\
          --platform linux/amd64,linux/arm64 --build-arg A=1 --secret id=x --cache-from type=gha,scope=x \\
          --cache-to type=gha,scope=x,mode=max --builder big app
        """

    @pytest.mark.parametrize(
        "way", ["action", "docker buildx", "docker", "docker image", "docker builder", "sudo docker"]
    )
    def test_say_the_same(self, way: str) -> None:
        build = action(self.ACTION) if way == "action" else script(f"{way} {self.OPTIONS}")
        assert build.is_action is (way == "action")
        assert (build.context, build.file, build.target, build.builder) == (
            "app",
            "app/Dockerfile.prod",
            "final",
            "big",
        )
        assert build.push is True
        assert build.load is False
        assert [tag.text for tag in build.tags] == ["ghcr.io/a/b:1", "ghcr.io/a/b:2"]
        assert [item.text for item in build.platforms] == ["linux/amd64", "linux/arm64"]
        assert [item.text for item in (*build.build_arguments, *build.secrets)] == ["A=1", "id=x"]
        assert [(cache.direction, cache.type, cache.value("scope")) for cache in build.caches] == [
            ("from", "gha", "x"),
            ("to", "gha", "x"),
        ]
        assert build.cache_to[0].has_mode_max

    @pytest.mark.parametrize("way", ["action", "docker buildx"])
    def test_every_part_knows_its_place(self, way: str) -> None:
        build = action(self.ACTION) if way == "action" else script(f"{way} {self.OPTIONS}")
        for item in (*build.tags, *build.platforms, *build.build_arguments, *build.secrets):
            assert shown(build, item.span) == item.text
        for cache in build.caches:
            assert shown(build, cache.span) == cache.item.text
            assert [shown(build, field.span) for field in cache.fields] == cache.item.text.split(",")

    @pytest.mark.parametrize(
        "text",
        [
            "- run: docker buildx create --use",
            "- run: docker run x build",
            "- run: echo docker build .",
            "- run: docker compose build",
            "- run: 'docker build .'\n  shell: pwsh",
            "- uses: docker/setup-buildx-action@v3",
            "- uses: ./docker/build-push-action",
            "- {}",
        ],
    )
    def test_other_steps_are_no_builds(self, text: str) -> None:
        assert not [build for step in steps_of(text) for build in builds_of(step)]

    def test_builds_of_one_script_are_several(self) -> None:
        found = builds(document(HEAD + "      - run: docker build -t a . && docker build -t b x\n"))
        assert [(build.tags[0].text, build.context) for build in found] == [("a", "."), ("b", "x")]

    def test_environment_variables_that_the_file_states_are_filled_in(self) -> None:
        assert action("tags: ${{ env.REGISTRY }}/a:1").images[0].registry == "ghcr.io"
        assert script('docker build -t "$REGISTRY/a:1" .').images[0].registry == "ghcr.io"
        assert action("tags: ${{ env.OTHER }}/a:1").images[0].registry is None
        assert script("docker build -t $OTHER/a .").images[0].registry is None


class TestContext:
    @pytest.mark.parametrize(
        ("command", "context"),
        [
            ("docker build .", "."),
            ("docker build -t a .", "."),
            ("docker build . -t a", "."),
            ("docker build --build-arg A app", "app"),
            ("docker build --build-arg=A app", "app"),
            ("docker build --no-cache app", "app"),
            ("docker build -q app", "app"),
            ("docker build -", "-"),
            ("docker build -t a", None),
            ("docker buildx build --push app", "app"),
            ("docker buildx b --load app", "app"),
        ],
    )
    def test_is_the_word_that_belongs_to_no_option(self, command: str, context: str | None) -> None:
        assert script(command).context == context

    @pytest.mark.parametrize(
        ("inputs", "path"),
        [
            ("push: true", "Dockerfile"),
            ("context: .", "Dockerfile"),
            ("context: app", "app/Dockerfile"),
            ("context: ./app/", "app/Dockerfile"),
            ("context: app\nfile: other/Dockerfile", "other/Dockerfile"),
            ("context: '{{defaultContext}}:app'", "app/Dockerfile"),
            ("context: ${{ github.workspace }}/app", "app/Dockerfile"),
            ("context: ${{ matrix.app }}", None),
            ("context: https://github.com/a/b.git", None),
            ("context: git@github.com:a/b.git", None),
            ("context: ../outside", None),
            ("context: app/../../outside", None),
            ("context: /absolute", None),
            ("context: ~/home", None),
        ],
    )
    def test_dockerfile_of_an_action(self, inputs: str, path: str | None) -> None:
        assert dockerfile_path(action(inputs)) == path

    @pytest.mark.parametrize(
        ("step", "path"),
        [
            ("- run: docker build .", "Dockerfile"),
            ("- run: docker build -f a/Dockerfile .", "a/Dockerfile"),
            ("- run: docker build app\n  working-directory: sub", "sub/app/Dockerfile"),
            ("- run: docker build ..\n  working-directory: sub", "Dockerfile"),
            ("- run: docker build .\n  working-directory: ${{ x }}", None),
            ("- run: cd app && docker build .", None),
            ("- run: docker build $GITHUB_WORKSPACE/app", "app/Dockerfile"),
            ("- run: docker build -", None),
        ],
    )
    def test_dockerfile_of_a_command(self, step: str, path: str | None) -> None:
        assert dockerfile_path(build_of(step)) == path

    def test_folder_of_a_checkout_is_left_out(self) -> None:
        steps = """
            - uses: actions/checkout@v4
              with: {path: source}
            - uses: docker/build-push-action@v7
              with: {context: source/app}
            """
        assert context_path(build_of(steps)) == "app"

    def test_dockerfile_is_read_from_the_repository(self) -> None:
        step = "- uses: docker/build-push-action@v7\n  with: {context: app}"
        found = dockerfile_of(build_of(step, {"app/Dockerfile": "FROM a AS b\nFROM b\n"}))
        assert found
        assert [stage.image for stage in found.stages] == ["a", "b"]
        assert dockerfile_of(build_of(step)) is None


class TestPush:
    @pytest.mark.parametrize(
        ("inputs", "push"),
        [
            ("push: true", True),
            ("push: 'TRUE'", True),
            ("push: 1", True),
            ("push: false", False),
            ("context: .", False),
            ("push: ${{ github.event_name == 'push' }}", None),
            ("outputs: type=registry,name=a/b", True),
            ("outputs: type=image,name=a/b,push=true", True),
            ("outputs: type=image,push=${{ x }}", None),
            ("outputs: type=docker", False),
            ("outputs: |\n  type=docker\n  type=image,push=true", True),
        ],
    )
    def test_of_an_action(self, inputs: str, push: bool | None) -> None:  # noqa: FBT001 - a column of the table
        assert action(inputs).push is push

    def test_of_commands(self) -> None:
        assert script("docker buildx build --push .").push is True
        assert script("docker buildx build -o type=registry .").push is True
        assert script("docker buildx build .").push is False

    def test_push_command_is_a_push_too(self) -> None:
        (step,) = steps_of("- run: |\n    docker push -q $REGISTRY/a:1\n    docker image push b:2\n    docker pull c\n")
        assert [(push.images[0].name, push.images[0].tag, push.certain) for push in pushes_of(step)] == [
            ("ghcr.io/a", "1", True),
            ("b", "2", True),
        ]

    def test_push_command_without_an_image_is_no_trouble(self) -> None:
        for text in ("docker push", "docker push --all-tags", "docker image push", "docker push $(x)"):
            (step,) = steps_of(f"- run: {text}\n")
            assert all(push.images for push in pushes_of(step))

    def test_push_that_an_expression_decides_is_not_certain(self) -> None:
        build = action("push: ${{ x }}\ntags: a/b")
        assert [push.certain for push in pushes_of(build.step)] == [False]


class TestCaches:
    @pytest.mark.parametrize(
        ("text", "kind", "location"),
        [
            ("type=gha", "gha", "buildkit"),
            ("type=gha,scope=x", "gha", "x"),
            ("TYPE=gha,Scope=x", "gha", "x"),
            ("type=registry,ref=a/b:c", "registry", "a/b:c"),
            ("a/b:c", "registry", "a/b:c"),
            ("type=local,src=cache/x/", "local", "cache/x"),
            ("type=s3,bucket=x", "s3", "x"),
            ("type=s3,name=y,bucket=x", "s3", "y"),
            ("type=inline", "inline", ""),
            ('type=gha,"scope=a,b"', "gha", "a,b"),
            ("type=gha,scope=x # comment", "gha", "x"),
            ("${{ steps.x.outputs.cache }}", "", ""),
            ("type=${{ x }}", "", ""),
        ],
    )
    def test_kind_and_location(self, text: str, kind: str, location: str) -> None:
        (cache,) = action(f"cache-from: |\n  {text}\n").cache_from
        assert (cache.type, cache.location) == (kind, location)
        assert cache.computed is (kind == "")

    def test_field_that_an_expression_adds_makes_it_computed(self) -> None:
        (cache,) = action("cache-to: type=gha,${{ x && 'mode=max' || '' }}").cache_to
        assert cache.computed

    @pytest.mark.parametrize(
        ("text", "ignores", "everything"),
        [
            ("type=gha", False, False),
            ("type=gha,mode=max,ignore-error=true", True, True),
            ("type=gha,mode=MIN,ignore-error=false", False, False),
            ("type=gha,mode=${{ x }},ignore-error=${{ y }}", True, True),
        ],
    )
    def test_options_that_an_expression_decides_may_be_set(self, text: str, ignores: bool, everything: bool) -> None:  # noqa: FBT001 - columns
        (cache,) = action(f"cache-to: {text}").cache_to
        assert (cache.ignores_errors, cache.has_mode_max) == (ignores, everything)

    def test_place_has_one_spelling(self) -> None:
        inputs = "cache-from: type=registry,ref=${{ env.REGISTRY }}/a/b\ncache-to: type=registry,ref=ghcr.io/A/b:latest"
        build = action(inputs)
        assert place_of(build, build.cache_from[0]) == place_of(build, build.cache_to[0]) == "ghcr.io/a/b:latest"

    def test_inline_cache_may_be_asked_for_by_an_argument(self) -> None:
        assert action("build-args: BUILDKIT_INLINE_CACHE=1").exports_inline
        assert action("cache-to: type=inline").exports_inline
        assert action("build-args: BUILDKIT_INLINE_CACHE=${{ x }}").exports_inline
        assert not action("build-args: BUILDKIT_INLINE_CACHE=0").exports_inline
        assert not action("cache-to: type=gha").exports_inline

    def test_neighbours_are_read_unless_there_are_too_many_to_compare(self) -> None:
        other = HEAD + "      - uses: docker/build-push-action@v7\n        with: {cache-to: type=gha}\n"
        mine = HEAD + "      - uses: docker/build-push-action@v7\n        with: {cache-from: type=gha}\n"
        files = {f".github/workflows/{n}.yml": other for n in range(3)}
        found = document(mine, files)
        assert len(builds_in_repository(found)) == 4
        assert not has_hidden_caches(found)
        entries = "\n".join(f"            type=gha,scope=x{n}" for n in range(150))
        many = document(mine.replace("{cache-from: type=gha}", f"\n          cache-from: |\n{entries}"), files)
        assert has_too_many_caches(many)
        assert not has_too_many_caches(found)

    @pytest.mark.parametrize(
        "step",
        [
            "- uses: docker/bake-action@v6",
            "- run: docker buildx bake",
            "- run: echo cache-to=type=gha >> $GITHUB_OUTPUT",
            '- run: docker build "${OPTIONS[@]}" .',
        ],
    )
    def test_caches_that_are_not_read_as_builds_are_hidden(self, step: str) -> None:
        assert has_hidden_caches(document(f"{HEAD}      {step}\n"))
        assert has_hidden_caches(document(HEAD, {".github/workflows/b.yml": f"{HEAD}      {step}\n# docker\n"}))


class TestImages:
    @pytest.mark.parametrize(
        ("text", "registry", "name", "tag"),
        [
            ("alpine", "docker.io", "alpine", ""),
            ("a/b:1", "docker.io", "a/b", "1"),
            ("index.docker.io/a/b", "docker.io", "index.docker.io/a/b", ""),
            ("GHCR.io/A/B:V1", "ghcr.io", "ghcr.io/a/b", "V1"),
            ("localhost:5000/a", "localhost:5000", "localhost:5000/a", ""),
            ("localhost/a:1", "localhost", "localhost/a", "1"),
            ("a/b@sha256:abc", "docker.io", "a/b", ""),
            ("r.io/a:1@sha256:abc", "r.io", "r.io/a", "1"),
            ("${{ env.R }}/a:${{ github.sha }}", None, "${{ env.r }}/a", "${{ github.sha }}"),
            ("${{ github.repository }}:x", None, "${{ github.repository }}", "x"),
            ("r.io/${{ a:b }}/c", "r.io", "r.io/${{ a:b }}/c", ""),
            ("$R/a:$T", None, "$r/a", "$T"),
            ('"a/b:1"', "docker.io", "a/b", "1"),
            ("", "docker.io", "", ""),
        ],
    )
    def test_reference(self, text: str, registry: str | None, name: str, tag: str) -> None:
        image = parse_image(text)
        assert (image.registry, image.name, image.tag) == (registry, name, tag)

    def test_registry_on_the_runner(self) -> None:
        texts = ["localhost:5000/a", "127.0.0.1:5000/a", "kind.local:5000/a", "host.docker.internal:1/a", "localhost/a"]
        assert all(parse_image(text).on_localhost for text in texts)
        assert not any(parse_image(text).on_localhost for text in ("ghcr.io/a", "a/b", "${{ x }}/a", "locals.com/a"))

    def test_names_of_metadata_action(self) -> None:
        steps = """
            - id: Meta
              uses: docker/metadata-action@v5
              with:
                images: |
                  name=ghcr.io/a/b,enable=true
                  docker.io/c/d
            - uses: docker/build-push-action@v7
              with: {tags: "${{ steps.meta.outputs.tags }}"}
            """
        assert list(image_names(build_of(steps))) == ["ghcr.io/a/b", "docker.io/c/d"]
        assert list(image_names(action("tags: ${{ steps.other.outputs.tags }}"))) == ["${{unknown}}"]
        assert list(image_names(action("tags: 'a/b:1,c/d:2'"))) == ["a/b", "c/d"]


class TestLogins:
    @pytest.mark.parametrize(
        ("step", "registry"),
        [
            ("- uses: docker/login-action@v3", "docker.io"),
            ("- uses: docker/login-action@v3\n  with: {registry: ghcr.io}", "ghcr.io"),
            ("- uses: docker/login-action@v3\n  with: {registry: 'https://GHCR.io/v2/'}", "ghcr.io"),
            ("- uses: docker/login-action@v3\n  with: {registry: '${{ env.REGISTRY }}'}", "ghcr.io"),
            ("- uses: docker/login-action@v3\n  with: {registry: '${{ inputs.x }}'}", None),
            ("- uses: aws-actions/amazon-ecr-login@v2", None),
            ("- run: echo $T | docker login ghcr.io -u x --password-stdin", "ghcr.io"),
            ("- run: docker login -u x -p y", "docker.io"),
            ("- run: docker login -u x -p y $REGISTRY", "ghcr.io"),
            ("- run: docker login $SOMEWHERE", None),
            ("- run: helm registry login r.io", "r.io"),
            ("- run: az acr login --name x", None),
            ("- uses: ./login", None),
        ],
    )
    def test_registry(self, step: str, registry: str | None) -> None:
        steps = steps_of(f"{step}\n- run: docker push ghcr.io/a/b")
        (login,) = logins_before(steps[-1])
        assert login.registry == registry
        assert login.covers("ghcr.io") is (registry in (None, "ghcr.io"))
        assert login.covers(None)

    def test_only_steps_before_count(self) -> None:
        steps = steps_of("- run: docker push a/b\n- uses: docker/login-action@v3\n- run: docker push a/b\n")
        assert [len(logins_before(step)) for step in steps] == [0, 1, 1]
        assert [len(logins_before(step, including=False)) for step in steps] == [0, 0, 1]

    def test_steps_without_a_login_have_none(self) -> None:
        text = "- run: make\n- uses: actions/checkout@v4\n- uses: docker/setup-buildx-action@v3\n- run: docker push a\n"
        assert logins_before(steps_of(text)[-1]) == ()

    def test_token_of_the_job_is_seen(self) -> None:
        secrets = ("${{ secrets.GITHUB_TOKEN }}", "${{ github.token }}", "${{ secrets.PAT }}")
        steps = [f"- uses: docker/login-action@v3\n  with: {{password: '{secret}'}}" for secret in secrets]
        found = [logins_before(steps_of(step)[0])[0].uses_job_token for step in steps]
        assert found == [True, True, False]


class TestBuilder:
    @pytest.mark.parametrize(
        ("steps", "own"),
        [
            ("- run: docker build .", False),
            ("- uses: docker/setup-buildx-action@v3\n- run: docker build .", True),
            ("- run: docker buildx create --use\n- run: docker build .", True),
            ("- run: docker buildx create --use && docker buildx build .", True),
            ("- uses: ./setup\n- run: docker build .", True),
            ("- run: docker build .\n  env: {BUILDX_BUILDER: x}", True),
            ("- run: docker buildx ls\n- run: docker build .", False),
            ("- run: docker build .\n- uses: docker/setup-buildx-action@v3", False),
        ],
    )
    def test_own_builder(self, steps: str, own: bool) -> None:  # noqa: FBT001 - a column of the table
        step = next(step for step in steps_of(steps) if step.run and "build ." in step.run.text)
        assert has_own_builder(step) is own

    def test_emulation(self) -> None:
        assert emulates(steps_of("- uses: docker/setup-qemu-action@v3\n- run: docker build .")[1])
        assert emulates(steps_of("- run: docker run --privileged tonistiigi/binfmt\n- run: docker build .")[1])
        remote = "- uses: docker/setup-buildx-action@v3\n  with: {driver: remote}\n- run: docker build ."
        assert emulates(steps_of(remote)[1])
        assert not emulates(steps_of("- uses: docker/setup-buildx-action@v3\n- run: docker build .")[1])

    def test_platforms(self) -> None:
        texts = ["amd64", "linux/x86_64", "linux/arm64/v8", "aarch64", "linux/arm/v7", "'linux/AMD64' "]
        assert [normal_platform(text) for text in texts] == [
            *("linux/amd64", "linux/amd64", "linux/arm64", "linux/arm64", "linux/arm/v7", "linux/amd64"),
        ]
        assert platform_of(("ubuntu-24.04-arm",)) == "linux/arm64"
        assert platform_of(("self-hosted", "linux")) is None
        assert normal_platform("") == "linux/"


class TestLists:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("a,b", ["a", "b"]),
            ("a", ["a"]),
            ("", [""]),
            (",", ["", ""]),
            ('"a,b",c', ['"a,b"', "c"]),
            ("${{ f(a, b) }},c", ["${{ f(a, b) }}", "c"]),
            ("${{ never, closed", ["${{ never, closed"]),
            ('"never, closed', ['"never, closed']),
        ],
    )
    def test_commas_separate_outside_of_quotes_and_expressions(self, text: str, parts: list[str]) -> None:
        assert [text[start:end] for start, end in split_commas(text)] == parts

    @pytest.mark.parametrize(
        ("line", "start"),
        [
            ("a # b", 2),
            ("# b", 0),
            ("a#b", None),
            ("a\t#b", 2),
            ("${{ '#' }}", None),
            ("${{ ' # ' }} # x", 13),
            ("", None),
        ],
    )
    def test_comment_begins_behind_a_blank(self, line: str, start: int | None) -> None:
        assert comment_start(line) == start

    def test_items_know_their_places_in_any_style(self) -> None:
        for value in (
            "'a, b,c'",
            '"a,b\\n c"',
            "|\n    a\n    b,c # no item\n    # nor this\n",
            ">-\n    a,\n    b,c",
            "a,b ,c",
        ):
            step = steps_of(f"- uses: x/y@v1\n  with:\n   tags: {value}\n")[0]
            items = list(list_items(step.input("tags"), commas=True))
            assert [item.text for item in items] == ["a", "b", "c"]
            assert [step.node.source.text[item.span.start : item.span.end] for item in items] == ["a", "b", "c"]

    def test_registry_host(self) -> None:
        texts = ["", "https://index.docker.io/v1/", "GHCR.io", "${{ x }}", "r.io:5000/path"]
        assert [registry_host(text) for text in texts] == ["docker.io", "docker.io", "ghcr.io", None, "r.io:5000"]
