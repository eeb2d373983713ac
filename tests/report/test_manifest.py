"""The manifest and its journal: what is ours is known after a kill, beside another run, and on a full disk.

1. A line comes before its file: a run killed between the two makes no false copy and loses nothing.
2. Two runs side by side know each other's files. 3. The journal is folded at the end; a manifest of an earlier version is read.
4. Each document is kept as it was made, as long as its file lies there.
"""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from toolkit.archives import fingerprint
from toolkit.findings import warning
from toolkit.report.manifest import JOURNAL, LOCK, MANIFEST, OWN_FOLDER, Inputs, Made, Manifest, OutputFault
from toolkit.report.outputs import OutputFolder

INPUTS = Inputs("模板", "设置", "数", "工具")
REPORT = Made("report", "01", is_draft=False, inputs=INPUTS)


def announced(folder: Path, name: str, data: bytes) -> None:
    """What a run leaves that is killed before it writes the file it announced."""
    manifest = Manifest(folder)
    with manifest.held():
        manifest.announce({name: Made("report", "01", is_draft=False, sha256=fingerprint(data))})


def test_a_run_killed_before_its_file_was_written_knows_the_one_that_stands(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    folder.write("甲.docx", b"one", REPORT)
    folder.save_manifest()
    announced(tmp_path, "甲.docx", b"two")

    after = OutputFolder(tmp_path)

    assert after.standing("report", "01", INPUTS) is not None
    assert after.write("甲.docx", b"three", REPORT).kept is None


def test_a_run_killed_after_its_file_was_written_knows_it(tmp_path: Path) -> None:
    OutputFolder(tmp_path).write("甲.docx", b"one", REPORT)

    after = OutputFolder(tmp_path)

    assert after.find("report", "01") == tmp_path / "甲.docx"
    assert after.write("甲.docx", b"two", REPORT).kept is None


@pytest.mark.parametrize(
    "half", [b'{"name": "\xe4', b'{"name": "x", "made": {"docu', b"\n\n", b"null\n", b'{"name": 1}\n']
)
def test_half_a_line_of_a_killed_run_hides_no_other(tmp_path: Path, half: bytes) -> None:
    OutputFolder(tmp_path).write("甲.docx", b"one", REPORT)
    with (tmp_path / OWN_FOLDER / JOURNAL).open("ab") as journal:
        journal.write(half)

    OutputFolder(tmp_path).write("乙.docx", b"two", Made("report", "02", is_draft=False))
    after = OutputFolder(tmp_path)

    assert [after.is_edited(name) for name in ("甲.docx", "乙.docx")] == [False, False]


def test_runs_side_by_side_know_each_others_files(tmp_path: Path) -> None:
    first, second = OutputFolder(tmp_path), OutputFolder(tmp_path)
    for number in range(3):
        first.write("甲.docx", f"first {number}".encode(), REPORT)
        assert second.write("甲.docx", f"second {number}".encode(), REPORT).kept is None
    first.save_manifest()
    assert second.write("甲.docx", b"last", REPORT).kept is None
    assert first.write("乙.docx", b"other", Made("report", "02", is_draft=False)).kept is None
    second.save_manifest()

    after = OutputFolder(tmp_path)
    assert [after.is_edited(name) for name in ("甲.docx", "乙.docx")] == [False, False]
    assert sorted(json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))) == ["乙.docx", "甲.docx"]


def _write_many(folder: Path, who: str) -> None:
    outputs = OutputFolder(folder)
    for number in range(40):
        outputs.write(f"{number % 8}.docx", f"{who} {number}".encode(), Made("report", str(number % 8), is_draft=False))
    outputs.save_manifest()


def test_processes_that_write_the_same_files_at_once_make_no_false_copies(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    runs = [spawn.Process(target=_write_many, args=(tmp_path, who)) for who in ("甲", "乙", "丙")]
    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert [run.exitcode for run in runs] == [0, 0, 0]
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == [f"{number}.docx" for number in range(8)]
    after = OutputFolder(tmp_path)
    assert not any(after.is_edited(path.name) for path in tmp_path.glob("*.docx"))


def test_the_end_of_a_run_folds_the_journal_into_the_manifest(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    finding = warning("other_unit", "甲 第1段", "提到了别的支部。", seen=("人事科",))
    folder.write("甲.docx", b"one", Made("report", "01", is_draft=True, inputs=INPUTS, blanks=2, findings=(finding,)))
    before = (tmp_path / OWN_FOLDER / JOURNAL).exists()
    folder.save_manifest()

    assert (before, (tmp_path / OWN_FOLDER / JOURNAL).exists()) == (True, False)
    made = OutputFolder(tmp_path).listed("甲.docx")
    assert made is not None
    assert (made.inputs, made.blanks, made.findings) == (INPUTS, 2, (finding,))


def test_a_manifest_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    (tmp_path / "甲.docx").write_bytes(b"one")
    old = {"document": "report", "unit": "01", "is_draft": False, "template": "t", "settings": "s", "made_of": {}}
    listed = {"甲.docx": {**old, "sha256": fingerprint(b"one")}}
    (tmp_path / MANIFEST).write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")

    folder = OutputFolder(tmp_path)

    assert folder.find("report", "01") == tmp_path / "甲.docx"
    assert folder.standing("report", "01", INPUTS) is None
    assert folder.write("甲.docx", b"two", REPORT).kept is None


def test_what_was_made_of_the_same_stands_and_nothing_else_does(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    path = folder.write("甲.docx", b"one", REPORT).path
    whole = folder.standing("report", "01", INPUTS)
    other = folder.standing("report", "01", Inputs("模板", "设置", "另一个数", "工具"))
    path.write_bytes(b"edited")
    edited = folder.standing("report", "01", INPUTS)
    path.unlink()

    assert whole is not None and whole[0] == path
    assert (other, edited, folder.standing("report", "01", INPUTS)) == (None, None, None)


def test_beside_a_draft_that_a_killed_run_left_nothing_stands(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    folder.write("甲.docx", b"done", REPORT)
    folder.write("别.docx", b"draft", Made("other", "01", is_draft=True))
    manifest = Manifest(tmp_path)
    with manifest.held():
        manifest.announce({"别.docx": Made("report", "01", is_draft=True, sha256=fingerprint(b"draft"))})

    again = OutputFolder(tmp_path)
    standing = again.standing("report", "01", INPUTS)
    again.write("甲.docx", b"done", REPORT)

    assert standing is None
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == ["甲.docx"]


def test_each_document_is_kept_as_it_was_made_as_long_as_its_file_lies_there(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    folder.write("甲.docx", b"one", REPORT)
    folder.write("甲.docx", b"two", REPORT)
    folder.write("册.pdf", b"pdf", Made("joined", "", is_draft=False, made_of={"甲.docx": fingerprint(b"two")}))
    folder.save_manifest()
    (tmp_path / "甲.docx").write_bytes(b"edited")

    assert folder.original("甲.docx") == b"two"
    assert [path.stem for path in (tmp_path / OWN_FOLDER).glob("*.docx")] == [fingerprint(b"two")]


def test_what_was_changed_by_hand_and_set_aside_keeps_what_it_was(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    folder.write("甲.docx", b"one", REPORT)
    (tmp_path / "甲.docx").write_bytes(b"edited")
    kept = folder.write("甲.docx", b"two", REPORT).kept
    folder.save_manifest()

    assert kept is not None
    again = OutputFolder(tmp_path)
    assert (again.original(kept.name), again.original("甲.docx")) == (b"one", b"two")
    kept.unlink()
    again.save_manifest()
    assert again.original("甲.docx") == b"two"
    assert [path.stem for path in (tmp_path / OWN_FOLDER).glob("*.docx")] == [fingerprint(b"two")]


def test_what_a_killed_run_set_aside_keeps_what_it_was_too(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    folder.write("甲.docx", b"one", REPORT)
    folder.save_manifest()
    (tmp_path / "甲.docx").write_bytes(b"edited")
    kept = folder.write("甲.docx", b"two", REPORT).kept

    again = OutputFolder(tmp_path)
    again.save_manifest()

    assert kept is not None
    assert again.original(kept.name) == b"one"


def test_an_original_that_was_cut_off_is_none(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    folder.write("甲.docx", b"one", REPORT)
    (tmp_path / OWN_FOLDER / f"{fingerprint(b'one')}.docx").write_bytes(b"on")

    assert folder.original("甲.docx") is None
    assert folder.original("没有.docx") is None


def test_a_file_in_the_place_of_the_own_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / OWN_FOLDER).write_bytes(b"somebody's")

    with pytest.raises(OutputFault, match="写不进去"):
        OutputFolder(tmp_path).write("甲.docx", b"one", REPORT)
    assert (tmp_path / OWN_FOLDER).read_bytes() == b"somebody's"


def test_a_folder_another_run_holds_is_waited_for_and_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr("toolkit.report.manifest.MOST_SECONDS_TO_WAIT", 0.2)
    (tmp_path / OWN_FOLDER).mkdir()
    with FileLock(tmp_path / OWN_FOLDER / LOCK), pytest.raises(OutputFault, match="另一个窗口正在往这里写"):
        OutputFolder(tmp_path).write("甲.docx", b"one", REPORT)
