"""The output folder.

1. Names are safe on three systems and never collide.
2. A file appears whole or not at all; a fault leaves the earlier one unharmed.
3. What was edited by hand is kept; an unchanged file is left alone; an outdated draft goes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from toolkit.archives import fingerprint
from toolkit.report.outputs import (
    MANIFEST,
    OWN_FOLDER,
    Made,
    OutputFault,
    OutputFolder,
    safe_name,
    unique_names,
    write_whole,
    zip_bytes,
)

HOSTILE_NAMES = [
    "../../etc/passwd", "..\\..\\windows", "/绝对/路径", "C:\\盘符", "a/b", "a\\b", "a:b", "a*b?", 'a"b', "a<b>c", "a|b",
    "CON", "con.报告", "PRN", "AUX", "NUL", "COM1", "com9.txt", "LPT1", "LPT0", "末尾点.", "末尾空格 ", "...", " ", "",
    ".隐藏", "a\x00b", "a\nb", "a\tb", "a\x7fb", "\u202e反转", "\u200b零宽", "é", "e\u0301", "甲" * 200, "🎉" * 100,
    "a\u2028b", "~", "名\ud800称", "％２ｅ％２ｅ／",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_becomes_one_plain_file_in_the_folder(name: str, tmp_path: Path) -> None:
    made = safe_name(name) + ".docx"

    write_whole(tmp_path / made, b"x")

    assert [each.name for each in tmp_path.iterdir()] == [made]
    assert len(made.encode()) <= 200
    assert not set(made) & set('\\/:*?"<>|')


@pytest.mark.parametrize(
    ("names", "expected"), [(["A", "a", "A"], ["A", "a（2）", "A（3）"]), (["甲", "乙"], ["甲", "乙"])]
)
def test_names_that_a_system_confuses_are_numbered(names: list[str], expected: list[str]) -> None:
    assert unique_names(names) == expected


@pytest.fixture
def folder(tmp_path: Path) -> OutputFolder:
    return OutputFolder(tmp_path / "2026年 上半年")


def files(folder: OutputFolder) -> list[str]:
    """What a clerk finds in a folder, without what the tool keeps for itself."""
    return sorted(path.name for path in folder.folder.iterdir() if path.name not in (MANIFEST, OWN_FOLDER))


def test_a_document_is_written_once_and_then_left_alone(folder: OutputFolder) -> None:
    first = folder.write("甲.docx", b"one", Made("report", "01", is_draft=False))
    before = first.path.stat().st_mtime_ns
    again = folder.write("甲.docx", b"one", Made("report", "01", is_draft=False))

    assert (first.changed, again.changed) == (True, False)
    assert first.path.stat().st_mtime_ns == before


def test_the_manifest_lets_a_later_run_know_its_own_files(folder: OutputFolder) -> None:
    folder.write("甲.docx", b"one", Made("report", "01", is_draft=False))
    folder.save_manifest()

    again = OutputFolder(folder.folder).write("甲.docx", b"two", Made("report", "01", is_draft=False))

    assert (again.changed, again.kept) == (True, None)
    assert files(folder) == ["甲.docx"]


def test_a_document_edited_by_hand_is_kept_beside_the_new_one(folder: OutputFolder) -> None:
    path = folder.write("甲.docx", b"one", Made("report", "01", is_draft=False)).path
    folder.save_manifest()
    path.write_bytes(b"edited in Word")

    made = OutputFolder(folder.folder).write("甲.docx", b"two", Made("report", "01", is_draft=False))

    assert path.read_bytes() == b"two"
    assert made.kept is not None
    assert (made.kept.name, made.kept.read_bytes()) == ("甲（手改）.docx", b"edited in Word")


def test_without_a_manifest_every_earlier_file_is_kept(folder: OutputFolder) -> None:
    folder.folder.mkdir(parents=True)
    (folder.folder / "甲.docx").write_bytes(b"somebody's own")

    made = folder.write("甲.docx", b"two", Made("report", "01", is_draft=False))

    assert made.kept is not None
    assert made.kept.read_bytes() == b"somebody's own"


def test_a_draft_goes_when_the_finished_document_comes(folder: OutputFolder) -> None:
    folder.write("甲（草稿）.docx", b"draft", Made("report", "01", is_draft=True))
    folder.write("甲.docx", b"done", Made("report", "01", is_draft=False))

    assert files(folder) == ["甲.docx"]


def test_a_draft_edited_by_hand_stays(folder: OutputFolder) -> None:
    draft = folder.write("甲（草稿）.docx", b"draft", Made("report", "01", is_draft=True)).path
    draft.write_bytes(b"edited")
    folder.write("甲.docx", b"done", Made("report", "01", is_draft=False))

    assert draft.read_bytes() == b"edited"


def test_what_was_made_of_a_file_goes_when_the_file_is_another_one(folder: OutputFolder) -> None:
    report = folder.write("甲.docx", b"one", Made("report", "01", is_draft=False)).path
    folder.write("册.docx", b"volume", Made("joined", "", False, made_of={"甲.docx": fingerprint(b"one")}))
    folder.write("册.pdf", b"pdf", Made("joined.pdf", "", False, made_of={"册.docx": fingerprint(b"volume")}))
    own = report.with_name("甲.pdf")
    own.write_bytes(b"a signed scan")

    same = folder.drop_outdated_copies()
    folder.write("甲.docx", b"two", Made("report", "01", is_draft=False))
    outdated = OutputFolder(folder.folder).drop_outdated_copies()

    assert (same.removed, outdated.removed, outdated.left) == ((), ("册.docx", "册.pdf"), ())
    assert files(folder) == ["甲.docx", "甲.pdf"]
    assert own.read_bytes() == b"a signed scan"


def test_an_outdated_copy_that_was_changed_by_hand_is_left_and_named(folder: OutputFolder) -> None:
    folder.write("甲.docx", b"one", Made("report", "01", is_draft=False))
    copy = folder.write(
        "甲.pdf", b"pdf", Made("report.pdf", "01", False, made_of={"甲.docx": fingerprint(b"one")})
    ).path
    copy.write_bytes(b"signed")
    folder.write("甲.docx", b"two", Made("report", "01", is_draft=False))

    assert folder.drop_outdated_copies().left == ("甲.pdf",)
    assert copy.read_bytes() == b"signed"


def test_a_pdf_of_somebody_elses_is_kept_beside_ours(folder: OutputFolder) -> None:
    folder.folder.mkdir(parents=True, exist_ok=True)
    (folder.folder / "甲.pdf").write_bytes(b"a signed scan")

    kept = folder.write("甲.pdf", b"pdf", Made("report.pdf", "01", is_draft=False)).kept

    assert kept is not None
    assert (kept.name, kept.read_bytes()) == ("甲（原有）.pdf", b"a signed scan")


def test_a_file_that_cannot_be_replaced_is_named_and_unharmed(tmp_path: Path) -> None:
    blocked = tmp_path / "甲.docx"
    blocked.mkdir()
    (blocked / "inside").write_bytes(b"x")

    with pytest.raises(OutputFault, match=r"甲\.docx：写不进去"):
        write_whole(blocked, b"new")

    assert [each.name for each in tmp_path.iterdir()] == ["甲.docx"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a process's files")
def test_a_full_disk_leaves_the_earlier_report_unharmed(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "甲.docx"
    write_whole(path, b"earlier")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with pytest.raises(OutputFault, match="写不进去"):
            write_whole(path, b"new" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert path.read_bytes() == b"earlier"
    assert [each.name for each in tmp_path.iterdir()] == ["甲.docx"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a process's files")
def test_a_full_disk_leaves_what_was_edited_by_hand_where_it_is(folder: OutputFolder) -> None:
    import resource

    path = folder.write("甲.docx", b"one", Made("report", "01", is_draft=False)).path
    folder.save_manifest()
    path.write_bytes(b"edited")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(OutputFault, match="原来的文件没有动"):
            folder.write("甲.docx", b"two", Made("report", "01", is_draft=False))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert files(folder) == ["甲.docx"]
    assert path.read_bytes() == b"edited"
    kept = OutputFolder(folder.folder).write("甲.docx", b"two", Made("report", "01", is_draft=False)).kept
    assert kept is not None and kept.read_bytes() == b"edited"


def test_a_zip_of_the_same_files_has_the_same_bytes() -> None:
    files = {"甲.docx": b"1", "乙.docx": b"2"}

    assert zip_bytes(files) == zip_bytes(files)
