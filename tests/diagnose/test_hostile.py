"""A log is written by strangers: it may not crash, hang or fill anything, nor command a terminal or a runner."""

import io
import os
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_lint.diagnose import SIGNATURES, diagnose, zips
from ci_lint.diagnose.unreadable import UnreadableLog
from ci_lint.reports import diagnosis_json, diagnosis_markdown, diagnosis_text
from ci_lint.reports.escalation import Circumstances, escalation
from ci_lint.reports.options import ReportOptions

FAILED = "##[error]Process completed with exit code 1.\n"


def packed(*files: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return content.getvalue()


def outputs(log: Path) -> dict[str, str]:
    found = diagnose(str(log), SIGNATURES)
    known = Circumstances("https://example.com/\n::error::x", "##[error]x", "::warning::x", ("::stop-commands::x",))
    return {
        "text": diagnosis_text.render(found, (), ReportOptions(version="1", working_directory="/", width=80)),
        "json": diagnosis_json.render(found, (), "/"),
        "markdown": diagnosis_markdown.render(found, (), "/"),
        "escalation": escalation(found, (), known),
    }


HOSTILE_LINES = (
    "::error::fatal: caught",
    "   ::stop-commands::fatal: token",
    "##[error]::set-output name=a::fatal: b",
    "error: ##[add-mask]everything",
    "##[group]Run ::error::x",
    "fatal: \x1b]0;title\x07\x1b]8;;https://example.com\x1b\\link \x1b[2J\x1b[31m red",
    "fatal: \u202egnihton\u202c \u2066x\u2069 \u200b \ufeff \u2028 ::error::after a separator",
    "fatal: \x07\x08\x00\x9b31m \x85::error::after a next line",
    "fatal: ``` ```` ~~~ </details><script>alert(1)</script> @ann #1 ![x](y)",
    "fatal: " + "word " * 30 + "::error::at the edge of a terminal",
)


@pytest.fixture
def hostile(tmp_path: Path) -> dict[str, str]:
    log = tmp_path / "run.log"
    groups = (
        f"##[group]Run step {number}\n##[endgroup]\n{line}\n{FAILED}" for number, line in enumerate(HOSTILE_LINES)
    )
    log.write_text("".join(groups), encoding="utf-8", newline="")
    return outputs(log)


def test_no_line_commands_the_runner(hostile: dict[str, str]) -> None:
    """It takes `::` at the start of a line, behind blanks, and `##[` anywhere."""
    for text in hostile.values():
        assert text.count("fatal") + text.count("error") > 3
        for line in text.splitlines():
            assert not line.lstrip().startswith("::")
            assert "##[" not in line


def test_nothing_commands_the_terminal(hostile: dict[str, str]) -> None:
    for text in hostile.values():
        assert all(line.isprintable() for line in text.split("\n"))


def test_no_line_closes_its_fence(hostile: dict[str, str]) -> None:
    for name in ("markdown", "escalation"):
        fences = [line for line in hostile[name].split("\n") if line.startswith("```")]
        assert len(fences) == 2
        assert fences[0].removesuffix("text") == fences[1]
        assert "<script>" not in hostile[name].split(fences[0])[0]


def test_markdown_is_never_longer_than_a_comment_may_be(tmp_path: Path) -> None:
    shows = "\n".join(example.text for signature in SIGNATURES for example in signature.examples)
    (tmp_path / "run.log").write_text(shows * 2 + ("fatal: " + "`" * 8000 + "\n") * 9, encoding="utf-8")
    text = outputs(tmp_path / "run.log")["markdown"]
    assert len(text) < 65_536
    assert text.count("###") > 10


@pytest.mark.parametrize(
    "content",
    [
        b"x" * 10_000_000,
        b"error: " * 1_500_000,
        b"\r" * 10_000_000,
        b"50%\r" * 2_500_000,
        b"\n" * 10_000_000,
        b"\x1b[" * 5_000_000,
        b"\x1b]" * 5_000_000,
        b"a\t" * 5_000_000,
        b"E11000 " * 1_000_000,
        b"##[group]Run x\n" * 700_000,
        b"0 error" * 1_000_000,
        b"\x00" * 10_000_000,
        b"\xff" * 10_000_000,
    ],
    ids=lambda content: repr(content[:12]),
)
def test_ten_megabytes_of_anything_are_read_in_bounded_time(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "run.log").write_bytes(content)
    begun = time.process_time()
    diagnose(str(tmp_path / "run.log"), SIGNATURES)
    assert time.process_time() - begun < 8


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.binary(max_size=60), st.sampled_from([line.encode() for line in HOSTILE_LINES])), max_size=30)
)
def test_any_bytes_can_be_diagnosed(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    log = tmp_path_factory.mktemp("logs") / "run.log"
    log.write_bytes(b"\n".join(parts))
    try:
        found = outputs(log)
    except UnreadableLog:
        return
    for text in found.values():
        assert all(line.isprintable() and not line.lstrip().startswith("::") for line in text.split("\n"))


def refusal(content: bytes, folder: Path) -> str:
    (folder / "logs.zip").write_bytes(content)
    with pytest.raises(UnreadableLog) as caught:
        diagnose(str(folder / "logs.zip"), SIGNATURES)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_names_that_climb_out_are_names_only(tmp_path: Path) -> None:
    names = ("../../etc/1_passwd.txt", "/etc/2_shadow.txt", "..\\..\\3_x.txt", "a/../../4_b.txt")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/run.zip").write_bytes(packed(*((name, FAILED.encode()) for name in names)))
    found = diagnose(str(tmp_path / "logs/run.zip"), SIGNATURES)
    assert len(found.failures) == len(names)
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["logs", "run.zip"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_come_twice_are_both_read(tmp_path: Path) -> None:
    files = [("test/1_a.txt", f"##[error]{word}\n".encode()) for word in ("first", "second")]
    (tmp_path / "run.zip").write_bytes(packed(*files))
    assert diagnose(str(tmp_path / "run.zip"), SIGNATURES).lines == 2


def test_zip_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "UNPACKED_LIMIT", 1_000_000)
    assert "unpacks to more than" in refusal(packed(("0_a.txt", b"\0" * 2_000_000)), tmp_path)


def test_zip_that_lies_about_its_size_is_not_read_further_than_it_says(tmp_path: Path) -> None:
    content = bytearray(packed(("0_a.txt", b"\0" * 50_000_000)))
    entry = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, entry + 24, 1000)
    begun = time.process_time()
    assert "no zip that can be read" in refusal(bytes(content), tmp_path)
    assert time.process_time() - begun < 2


def test_zip_of_too_many_files_is_refused_before_its_directory_is_read(tmp_path: Path) -> None:
    content = bytearray(packed(("0_a.txt", b"x")))
    end = content.index(b"PK\x05\x06")
    struct.pack_into("<HH", content, end + 8, 60_000, 60_000)
    assert "more than 20000 files" in refusal(bytes(content), tmp_path)
    struct.pack_into("<HHI", content, end + 8, 1, 1, 4_000_000_000)
    assert "more than 20000 files" in refusal(bytes(content), tmp_path)


def test_encrypted_zip_is_refused(tmp_path: Path) -> None:
    content = bytearray(packed(("0_a.txt", b"x")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    assert "encrypted" in refusal(bytes(content), tmp_path)


def test_zip_with_a_packing_that_takes_memory_is_refused(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("0_a.txt", b"x")
    assert "GitHub does not use" in refusal(content.getvalue(), tmp_path)


def test_zip_of_other_things_is_refused(tmp_path: Path) -> None:
    assert "no log" in refusal(packed(("a.png", b"x")), tmp_path)
    assert "no log" in refusal(packed(), tmp_path)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_broken_zip_is_one_sentence(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = bytearray(packed(("0_test.txt", FAILED.encode() * 50), ("test/1_x.txt", FAILED.encode())))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(4, len(content) - 1)) :]
    else:
        content[data.draw(st.integers(4, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    log = tmp_path_factory.mktemp("zips") / "run.zip"
    log.write_bytes(content)
    assert said(log).count("\n") == 0


def said(log: Path) -> str:
    """Why a log cannot be read, "" if it can."""
    try:
        diagnose(str(log), SIGNATURES)
    except UnreadableLog as error:
        return str(error)
    return ""


def run(*arguments: str, content: bytes | None = b"", **options: object) -> subprocess.CompletedProcess[bytes]:
    command = (sys.executable, "-m", "ci_lint", "diagnose", *arguments)
    return subprocess.run(command, input=content, capture_output=True, check=False, timeout=60, **options)  # type: ignore[call-overload,no-any-return] # options of any kind


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x1f\x8b\x08\x00", "packed with gzip"),
        (b"BZh91AY", "packed with bzip2"),
        (b"PK\x03\x04 and no more", "no zip that can be read"),
        (packed(("0_a.txt", b"x"))[:-10], "no zip that can be read"),
    ],
)
@pytest.mark.parametrize("piped", [True, False])
def test_unreadable_log_is_one_sentence(content: bytes, reason: str, piped: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of the test
    (tmp_path / "run.log").write_bytes(content)
    done = run(content=content) if piped else run(str(tmp_path / "run.log"))
    assert done.returncode == 2
    assert reason in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert not done.stdout


@pytest.mark.parametrize("name", ["nowhere.log", ".", "a" * 5000])
def test_log_that_is_not_there_is_one_sentence(name: str) -> None:
    done = run(name)
    assert (done.returncode, done.stderr.count(b"\n"), done.stdout) == (2, 1, b"")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_log_that_may_not_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "run.log").touch(mode=0)
    done = run(str(tmp_path / "run.log"))
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


def test_closed_standard_input_is_one_sentence() -> None:
    done = subprocess.run(
        ("sh", "-c", f"{sys.executable} -m ci_lint diagnose <&-"), capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (2, b"Error: standard input is closed\n")


def test_zip_can_be_piped_in() -> None:
    done = run(content=packed(("0_test.txt", FAILED.encode())))
    assert done.returncode == 0
    assert b"Job test failed with exit code 1" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_cannot_be_written_is_one_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            (sys.executable, "-m", "ci_lint", "diagnose"),
            input=FAILED.encode(), stdout=full, stderr=subprocess.PIPE, check=False, timeout=60,
        )  # fmt: skip
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
