"""Rules see the files around a workflow, and never one outside of its repository."""

import os
import sys
from pathlib import Path

import pytest

from ci_lint.repository import Folder, Repository, Texts, normal, repository_root
from ci_lint.source import SIZE_LIMIT, Source, TooLarge, decode, read_source
from ci_lint.tree import Mapping

FILES = {
    "Dockerfile": "FROM scratch\n",
    "app/package.json": '{"name": "app"}',
    "app/broken.json": '{"name": ',
    "app/deep.json": "[" * 100_000,
    ".github/workflows/a.yml": "on: push\n",
    ".github/workflows/b.yaml": "on: [push\n",
    ".github/workflows/notes.md": "x",
    "one/action.yml": "runs: {}\n",
    "two/action.yaml": "runs: {}\n",
}

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links take a privilege there")


def folder_with(root: Path) -> Folder:
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode())
    return Folder(root)


@pytest.fixture(params=["folder", "texts"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    """The same files, from disk and from texts."""
    return folder_with(tmp_path / "repository") if request.param == "folder" else Texts(FILES)


class TestBothKinds:
    def test_file_is_read_by_its_path(self, repository: Repository) -> None:
        assert repository.text("Dockerfile") == "FROM scratch\n"
        assert repository.text("./app//package.json") == '{"name": "app"}'
        assert repository.text("/Dockerfile") == "FROM scratch\n"

    @pytest.mark.parametrize("path", ["nothing", "app", "", ".", "..", "../Dockerfile", "app/../Dockerfile", "a\0b"])
    def test_what_is_no_file_inside_is_not_there(self, repository: Repository, path: str) -> None:
        assert repository.content(path) is None
        assert repository.text(path) is None
        assert repository.tree(path) is None
        assert repository.json(path) is None

    def test_files_and_folders_exist(self, repository: Repository) -> None:
        present = ["Dockerfile", "app", "app/", "./app/package.json", ".", "", "/"]
        assert [path for path in present if not repository.exists(path)] == []
        absent = ["x", "app/x", "Dockerfile/x", "..", "../x", "app/..", "dockerfile-"]
        assert [path for path in absent if repository.exists(path)] == []

    def test_names_of_a_folder(self, repository: Repository) -> None:
        assert repository.names("app") == ("broken.json", "deep.json", "package.json")
        assert repository.names(".") == (".github", "Dockerfile", "app", "one", "two")
        assert repository.names("") == repository.names("/") == repository.names(".")
        assert repository.names("nothing") == repository.names("Dockerfile") == repository.names("..") == ()

    def test_broken_json_reads_as_none(self, repository: Repository) -> None:
        assert repository.json("app/package.json") == {"name": "app"}
        assert repository.json("app/broken.json") is None
        assert repository.json("app/deep.json") is None
        assert repository.json("missing.json") is None

    def test_broken_yaml_is_a_tree_with_an_error(self, repository: Repository) -> None:
        tree = repository.tree(".github/workflows/b.yaml")
        assert tree
        assert tree.error

    def test_workflows_are_the_yaml_files_of_their_folder(self, repository: Repository) -> None:
        assert repository.workflows() == (".github/workflows/a.yml", ".github/workflows/b.yaml")

    def test_action_has_either_extension(self, repository: Repository) -> None:
        for folder in ("one", "./two/"):
            action = repository.action(folder)
            assert action
            assert isinstance(action.root, Mapping)
        assert repository.action("app") is None
        assert repository.action("../one") is None

    def test_file_is_read_once(self, repository: Repository) -> None:
        assert repository.source("Dockerfile") is repository.source("./Dockerfile")
        assert repository.tree("one/action.yml") is repository.tree("/one/action.yml")


class TestFolder:
    @needs_links
    def test_link_out_of_the_root_is_not_followed(self, tmp_path: Path) -> None:
        repository = folder_with(tmp_path / "repository")
        (tmp_path / "secret").mkdir()
        (tmp_path / "secret" / "key").write_text("secret")
        (repository.root / "file").symlink_to(tmp_path / "secret" / "key")
        (repository.root / "relative").symlink_to("../secret/key")
        (repository.root / "folder").symlink_to(tmp_path / "secret")
        (repository.root / "devices").symlink_to("/dev")
        for path in ("file", "relative", "folder/key", "devices/zero", "devices/null"):
            assert repository.text(path) is None, path
        assert repository.names("folder") == ()

    @needs_links
    def test_link_inside_the_root_is_followed(self, tmp_path: Path) -> None:
        repository = folder_with(tmp_path / "repository")
        (repository.root / "link").symlink_to("app/package.json")
        (repository.root / "folder").symlink_to("app")
        assert repository.text("link") == repository.text("folder/package.json") == '{"name": "app"}'

    @needs_links
    def test_root_may_be_a_link_itself(self, tmp_path: Path) -> None:
        folder_with(tmp_path / "repository")
        (tmp_path / "link").symlink_to("repository")
        assert Folder(tmp_path / "link").text("Dockerfile") == "FROM scratch\n"

    @needs_links
    def test_links_in_a_circle_and_to_nowhere_are_not_there(self, tmp_path: Path) -> None:
        repository = folder_with(tmp_path / "repository")
        (repository.root / "circle").symlink_to("circle")
        (repository.root / "nowhere").symlink_to("missing")
        for path in ("circle", "circle/x", "nowhere", "nowhere/x"):
            assert repository.text(path) is None
            assert repository.names(path) == ()

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
    def test_pipe_is_not_opened(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert Folder(tmp_path).text("pipe") is None

    def test_file_above_the_limit_is_not_read(self, tmp_path: Path) -> None:
        (tmp_path / "large").write_bytes(b"x" * (SIZE_LIMIT + 1))
        (tmp_path / "full").write_bytes(b"x" * SIZE_LIMIT)
        assert Folder(tmp_path).text("large") is None
        assert len(Folder(tmp_path).text("full") or "") == SIZE_LIMIT

    def test_name_that_is_too_long_is_not_there(self, tmp_path: Path) -> None:
        assert Folder(tmp_path).text("x" * 5000) is None
        assert Folder(tmp_path).text("x/" * 5000) is None
        assert not Folder(tmp_path).exists("x" * 5000)

    def test_bytes_that_are_no_text_are_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "x").write_bytes(b"FROM \xff\n")
        assert Folder(tmp_path).text("x") == "FROM \ufffd\n"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", "a"),
        ("./a", "a"),
        ("/a//b/", "a/b"),
        ("", "."),
        (".", "."),
        ("//", "."),
        ("a/./b", "a/b"),
        ("../a", "../a"),
    ],
)
def test_normal_path(path: str, expected: str) -> None:
    assert normal(path) == expected


class TestRoot:
    def test_is_the_folder_with_the_github_folder_of_the_file(self, tmp_path: Path) -> None:
        assert repository_root(tmp_path / ".github" / "workflows" / "a.yml") == tmp_path
        assert repository_root(tmp_path / "sub" / ".github" / "dependabot.yml") == tmp_path / "sub"

    @pytest.mark.parametrize("mark", [".github", ".git"])
    def test_is_the_nearest_folder_with_a_mark(self, tmp_path: Path, mark: str) -> None:
        (tmp_path / mark).mkdir()
        (tmp_path / "a" / "b").mkdir(parents=True)
        assert repository_root(tmp_path / "a" / "b" / "action.yml") == tmp_path


class TestSource:
    @pytest.mark.parametrize(
        ("content", "text", "encoding"),
        [
            (b"a: \xc3\xa9\n", "a: é\n", "utf-8"),
            (b"\xef\xbb\xbfa: b\r\n", "a: b\r\n", "utf-8"),
            ("a: é🚀\n".encode("utf-16"), "a: é🚀\n", "utf-16-le"),
            (b"\xfe\xff" + "a: é\n".encode("utf-16-be"), "a: é\n", "utf-16-be"),
            (b"", "", "utf-8"),
        ],
    )
    def test_text_can_be_written_back_as_it_was(self, content: bytes, text: str, encoding: str) -> None:
        source = decode("x.yml", content)
        assert (source.text, source.encoding, source.damage) == (text, encoding, None)
        assert source.byte_order_mark + source.text.encode(source.encoding) == content

    @pytest.mark.parametrize(
        ("content", "offset"),
        [(b"a: \xff\xfe", 3), (b"\xc3\xa9\xe9", 1), (b"\xff\xfea\x00\x00\xd8b\x00", 1), (b"\xef\xbb\xbf\xff", 0)],
    )
    def test_first_bad_bytes_are_named(self, content: bytes, offset: int) -> None:
        source = decode("x.yml", content)
        assert source.damage
        assert source.damage.offset == offset
        assert source.text[offset] == "\ufffd"

    def test_lines_end_in_each_of_three_ways(self) -> None:
        source = Source("x.yml", "a\nb\r\nc\rd")
        assert [source.line_text(line) for line in (1, 2, 3, 4)] == ["a", "b", "c", "d"]
        places = [source.position(offset) for offset in range(len(source.text) + 1)]
        assert [(place.line, place.column) for place in places] == [
            *((1, 1), (1, 2)),
            *((2, 1), (2, 2), (2, 3)),
            *((3, 1), (3, 2)),
            *((4, 1), (4, 2)),
        ]

    def test_file_above_the_limit_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "x.yml").write_bytes(b"x" * (SIZE_LIMIT + 1))
        with pytest.raises(TooLarge, match=r"x\.yml has 1\.0 MiB"):
            read_source(tmp_path / "x.yml", "x.yml")
