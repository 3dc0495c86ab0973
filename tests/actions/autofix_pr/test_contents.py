"""Every kind of change arrives as it was made, through GitHub's interface and through git."""

import os

import pytest

from tests.e2e.services.github_repository import Token

from .script import Workplace
from .test_pull_requests import FIX

EVERYTHING = """
import os
from pathlib import Path
Path("binary").write_bytes(bytes(range(256)) * 40)
Path("gone").unlink()
os.rename("before", "after")
os.chmod("program", 0o755)
Path("tool").write_text("#!/bin/sh\\n")
os.chmod("tool", 0o755)
os.remove("link")
os.symlink("program", "link")
os.symlink("../outside", "new-link")
Path("folder").mkdir()
Path("folder/na\u00efve name \u2603").write_text("text")
Path("file").unlink()
Path("file").mkdir()
Path("file/inside").write_text("was a file\\n")
"""
FILES = {"gone": "x", "before": "text that moves\n", "program": "#!/bin/sh\n", "file": "x"}


@pytest.fixture
def furnished(workplace: Workplace) -> Workplace:
    (workplace.checkout / "link").symlink_to("gone")
    workplace.commit(dict(FILES))
    return workplace


@pytest.mark.parametrize("signing", ["auto", "true", "false"])
def test_all_kinds_of_changes_arrive(signing: str, furnished: Workplace) -> None:
    run = furnished.run(EVERYTHING, sign_commits=signing)
    assert run.returncode == 0, run.log
    furnished.git("add", "--all")
    assert furnished.github.objects.git("rev-parse", "ci-kit/autofix^{tree}") == furnished.git("write-tree")
    files = furnished.github.files("ci-kit/autofix")
    assert files["tool"].startswith("100755")
    assert files["program"].startswith("100755")
    assert files["new-link"].startswith("120000")
    assert "gone" not in files
    body = furnished.github.pulls[0]["body"]
    assert "its mode is now 100755" in body
    assert ("push" in furnished.github.written()) == (signing == "false")


def test_pushed_a_second_time_writes_nothing(furnished: Workplace) -> None:
    furnished.run(EVERYTHING, sign_commits="false")
    written = furnished.github.written()
    furnished.fresh()
    run = furnished.run(EVERYTHING, sign_commits="false")
    assert "up to date already" in run.log
    assert furnished.github.written() == written


def test_pushed_branch_follows_its_base(furnished: Workplace) -> None:
    furnished.run(EVERYTHING, sign_commits="false")
    furnished.fresh()
    tip = furnished.commit({"other": "text\n"})
    run = furnished.run(EVERYTHING, sign_commits="false")
    assert "updated" in run.log
    assert furnished.github.objects.git("rev-parse", "ci-kit/autofix^") == tip


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_name_that_json_cannot_say_is_pushed(workplace: Workplace) -> None:
    fix = "open(b'na\\xefve', 'w').write('x')"
    run = workplace.run(fix)
    assert run.returncode == 0, run.log
    assert "pushing with git, unsigned: the name of a file is not UTF-8" in run.log
    workplace.fresh()
    refused = workplace.run(fix, sign_commits="true", branch="other")
    assert (refused.returncode, refused.blocked_by) == (1, "unsigned")


def test_many_files_are_pushed(workplace: Workplace) -> None:
    run = workplace.run("for number in range(61): open(f'file-{number}', 'w').write(str(number))")
    assert "61 files are more than GitHub takes" in run.log
    assert len(workplace.github.files("ci-kit/autofix")) == 62
    assert "and 11 more" in workplace.github.pulls[0]["body"]


def test_checkout_of_one_commit_will_do(workplace: Workplace) -> None:
    workplace.commit({"other": "x"})
    (workplace.checkout / ".git" / "shallow").write_text(workplace.git("rev-parse", "HEAD") + "\n")
    for signing in ("auto", "false"):
        run = workplace.run(FIX, sign_commits=signing, branch=f"branch-{signing}")
        assert run.returncode == 0, run.log
        workplace.fresh()


def test_unsigned_commit_is_not_published_where_it_must_be_signed(workplace: Workplace) -> None:
    workplace.token = Token("github_pat_0123456789")
    run = workplace.run(FIX, sign_commits="true")
    assert (run.returncode, run.blocked_by) == (1, "unsigned")
    assert "new-ref" not in workplace.github.written()
    assert workplace.run(FIX, sign_commits="auto").returncode == 0


def test_what_was_changed_before_is_not_published(workplace: Workplace) -> None:
    (workplace.checkout / "built").write_text("by a step before")
    (workplace.checkout / "readme").write_text("teh text, changed before\n")
    run = workplace.run("open('new', 'w').write('x')")
    assert run.returncode == 0, run.log
    assert set(workplace.github.files("ci-kit/autofix")) == {"readme", "new"}
    assert workplace.github.objects.git("show", "ci-kit/autofix:readme") == "teh text"


def test_file_that_was_changed_before_and_by_the_command_is_refused(workplace: Workplace) -> None:
    (workplace.checkout / "readme").write_text("teh text, changed before\n")
    run = workplace.run(FIX)
    assert (run.returncode, run.blocked_by) == (1, "checkout")
    assert "readme: changed in the checkout before" in run.log


def test_what_the_command_staged_or_committed_is_published_all_the_same(workplace: Workplace) -> None:
    commit = "import subprocess\nsubprocess.run(['git', 'commit', '--quiet', '--all', '--message', 'x'], check=True)"
    run = workplace.run(FIX + commit)
    assert run.returncode == 0, run.log
    log = workplace.github.objects.git("log", "--format=%s", "main..ci-kit/autofix").split("\n")
    assert len(log) == 1
    assert log[0].startswith("Apply the fixes of python")


def test_ignored_files_are_left_out_and_the_index_stays(workplace: Workplace) -> None:
    workplace.commit({".gitignore": "*.log\n"})
    before = workplace.git("ls-files", "--stage")
    run = workplace.run("open('x.log', 'w').write('x'); open('new', 'w').write('x')")
    assert run.returncode == 0, run.log
    assert "x.log" not in workplace.github.files("ci-kit/autofix")
    assert workplace.git("ls-files", "--stage") == before


def test_only_the_paths_that_are_named_are_published(workplace: Workplace) -> None:
    script = "import os; os.mkdir('docs')\nfor name in ('docs/a.md', 'docs/b.txt', 'c.md'): open(name, 'w').write('x')"
    run = workplace.run(script, add_paths="docs/*.md\nnot-there")
    assert set(workplace.github.files("ci-kit/autofix")) == {"readme", "docs/a.md"}
    assert "2 changed files are left out" in run.log


def test_tree_that_came_out_otherwise_is_not_published(workplace: Workplace) -> None:
    tree = workplace.git("rev-parse", "HEAD^{tree}")
    workplace.github.answers.tree_instead = tree
    run = workplace.run(FIX)
    assert (run.returncode, run.blocked_by) == (1, "github")
    assert "new-ref" not in workplace.github.written()


def test_file_that_git_lfs_keeps_is_refused(workplace: Workplace) -> None:
    workplace.commit({".gitattributes": "*.png filter=lfs\n"})
    run = workplace.run("open('a.png', 'w').write('x'); open('b', 'w').write('x')")
    assert (run.returncode, run.blocked_by) == (1, "checkout")
    assert "a.png: kept by Git LFS" in run.log
    workplace.fresh()
    run = workplace.run("open('a.png', 'w').write('x'); open('b', 'w').write('x')", add_paths=":!*.png")
    assert set(workplace.github.files("ci-kit/autofix")) == {".gitattributes", "readme", "b"}, run.log


def test_sparse_checkout_publishes_what_it_has(workplace: Workplace) -> None:
    workplace.commit({"docs/a": "x", "source/b": "x"})
    workplace.git("sparse-checkout", "set", "docs")
    assert not (workplace.checkout / "source").exists()
    run = workplace.run("open('docs/a', 'w').write('y')")
    assert run.returncode == 0, run.log
    assert set(workplace.github.files("ci-kit/autofix")) == {"readme", "docs/a", "source/b"}
    assert workplace.github.objects.git("show", "ci-kit/autofix:docs/a") == "y"
