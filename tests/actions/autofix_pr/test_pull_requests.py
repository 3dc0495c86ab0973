"""One pull request, and only as many changes at GitHub as there are differences."""

import pytest

from .script import Workplace

FIX = """
from pathlib import Path
path = Path("readme")
path.write_text(path.read_text().replace("teh", "the"))
"""
CREATED = ["new-blob", "new-tree", "new-commit", "new-ref", "new-pull"]


def test_fixes_become_one_pull_request(workplace: Workplace) -> None:
    run = workplace.run(FIX, title="Mend words", labels="bot\nwords")
    assert run.returncode == 0, run.log
    assert run.outputs["changed"] == "true"
    assert run.outputs["pull-request-number"] == "1"
    assert run.outputs["pull-request-url"].endswith("/pull/1")
    assert run.blocked_by == ""
    assert workplace.github.written() == [*CREATED, "labels"]
    one = workplace.github.pulls[0]
    assert (one["title"], one["labels"]) == ("Mend words", ["bot", "words"])
    assert one["head"]["ref"] == "ci-kit/autofix"
    assert workplace.github.objects.git("show", "ci-kit/autofix:readme") == "the text"
    assert workplace.github.objects.git("rev-parse", "ci-kit/autofix^") == workplace.git("rev-parse", "HEAD")


def test_same_result_a_second_time_writes_nothing(workplace: Workplace) -> None:
    workplace.run(FIX)
    workplace.fresh()
    run = workplace.run(FIX)
    assert workplace.github.written() == CREATED
    assert "up to date already" in run.log
    assert run.outputs["pull-request-number"] == "1"


def test_branch_follows_its_base(workplace: Workplace) -> None:
    workplace.run(FIX)
    workplace.fresh()
    tip = workplace.commit({"other": "text\n"})
    run = workplace.run(FIX)
    assert "pull request #1: updated" in run.log
    assert workplace.github.written() == [*CREATED, "new-blob", "new-tree", "new-commit", "move-ref"]
    assert workplace.github.objects.git("rev-parse", "ci-kit/autofix^") == tip


def test_other_fixes_change_branch_and_body(workplace: Workplace) -> None:
    workplace.run(FIX)
    workplace.fresh()
    run = workplace.run(FIX + "Path('new').write_text('x')")
    assert "updated" in run.log
    assert "new" in workplace.github.files("ci-kit/autofix")
    assert "<code>new</code>" in workplace.github.pulls[0]["body"]
    assert len(workplace.github.pulls) == 1


def test_what_people_wrote_into_the_body_stays_while_nothing_changes(workplace: Workplace) -> None:
    workplace.run(FIX)
    one = workplace.github.pulls[0]
    one["body"] = "Looked at by me.\n" + one["body"]
    one["title"] = "Another title"
    workplace.fresh()
    workplace.run(FIX)
    assert workplace.github.written() == CREATED


def test_nothing_to_fix_makes_no_pull_request(workplace: Workplace) -> None:
    run = workplace.run("pass")
    assert run.returncode == 0, run.log
    assert run.outputs["changed"] == "false"
    assert "pull-request-number" not in run.outputs
    assert workplace.github.written() == []


def test_pull_request_is_closed_when_nothing_is_left(workplace: Workplace) -> None:
    workplace.run(FIX)
    workplace.fresh()
    workplace.commit({"readme": "the text\n"})
    run = workplace.run(FIX)
    assert "closed #1" in run.log
    assert run.outputs["changed"] == "false"
    one = workplace.github.pulls[0]
    assert one["state"] == "closed"
    assert one["body"].startswith("_Closed: nothing is left to fix._")
    assert workplace.github.objects.git("branch", "--list", "ci-kit/*") == ""


def test_pull_request_is_left_open_where_that_is_asked_for(workplace: Workplace) -> None:
    workplace.run(FIX)
    workplace.fresh()
    workplace.commit({"readme": "the text\n"})
    run = workplace.run(FIX, close_resolved="false")
    assert workplace.github.pulls[0]["state"] == "open"
    assert run.outputs["pull-request-number"] == "1"


def test_what_was_closed_by_ourselves_is_opened_again_when_needed(workplace: Workplace) -> None:
    workplace.run(FIX)
    workplace.fresh()
    workplace.commit({"readme": "the text\n"})
    workplace.run(FIX)
    workplace.commit({"readme": "teh text\n"})
    run = workplace.run(FIX)
    assert run.outputs["pull-request-number"] == "2", run.log


def test_what_a_person_closed_is_not_opened_again(workplace: Workplace) -> None:
    workplace.run(FIX)
    workplace.github.pulls[0]["state"] = "closed"
    workplace.fresh()
    run = workplace.run(FIX)
    assert (run.returncode, run.blocked_by, run.outputs["changed"]) == (0, "declined", "true")
    assert workplace.github.written() == CREATED
    workplace.fresh()
    run = workplace.run(FIX + "Path('new').write_text('x')")
    assert run.outputs["pull-request-number"] == "2", run.log


def test_merged_one_does_not_stand_in_the_way(workplace: Workplace) -> None:
    workplace.run(FIX)
    workplace.github.pulls[0] |= {"state": "closed", "merged_at": "2026-11-21T00:00:00Z"}
    workplace.fresh()
    assert workplace.run(FIX).outputs["pull-request-number"] == "2"


def test_commits_of_others_are_not_overwritten(workplace: Workplace) -> None:
    workplace.run(FIX)
    workplace.fresh()
    objects = workplace.github.objects
    theirs = objects.git("commit-tree", "-p", "ci-kit/autofix", "-m", "theirs", "main^{tree}")
    objects.git("update-ref", "refs/heads/ci-kit/autofix", theirs)
    run = workplace.run(FIX)
    assert (run.returncode, run.blocked_by) == (0, "foreign-commits")
    assert objects.head("ci-kit/autofix") == theirs


def test_amended_commit_of_ours_is_one_of_others(workplace: Workplace) -> None:
    workplace.run(FIX)
    workplace.fresh()
    objects = workplace.github.objects
    message = objects.git("log", "-1", "--format=%B", "ci-kit/autofix")
    theirs = objects.git("commit-tree", "-p", "main", "-m", message, "main^{tree}")
    objects.git("update-ref", "refs/heads/ci-kit/autofix", theirs)
    assert workplace.run(FIX).blocked_by == "foreign-commits"


def test_base_merged_into_the_branch_by_a_person_is_fine(workplace: Workplace) -> None:
    workplace.run(FIX)
    workplace.fresh()
    workplace.commit({"other": "text\n"})
    objects = workplace.github.objects
    tree = objects.git("merge-tree", "--write-tree", "ci-kit/autofix", "main")
    merge = objects.git("commit-tree", "-p", "ci-kit/autofix", "-p", "main", "-m", "merge", tree)
    objects.git("update-ref", "refs/heads/ci-kit/autofix", merge)
    run = workplace.run(FIX)
    assert "up to date already" in run.log
    assert objects.head("ci-kit/autofix") == merge


def test_checkout_that_is_not_on_the_base_is_refused(workplace: Workplace) -> None:
    workplace.git("commit", "--quiet", "--allow-empty", "--message", "only here")
    run = workplace.run(FIX)
    assert (run.returncode, run.blocked_by) == (1, "checkout")
    assert workplace.github.written() == []


def test_base_that_moved_meanwhile_is_fine(workplace: Workplace) -> None:
    workplace.commit({"other": "text\n"})
    workplace.git("reset", "--quiet", "--hard", "HEAD^")
    assert workplace.run(FIX).outputs["pull-request-number"] == "1"


@pytest.mark.parametrize("branch", ["main", "refs/heads/main", "a..b", "-x", "with blank"])
def test_branch_that_must_not_be_written_is_refused(branch: str, workplace: Workplace) -> None:
    run = workplace.run(FIX, branch=branch)
    assert run.returncode == 2
    assert "input branch" in run.log
    assert workplace.github.written() == []
