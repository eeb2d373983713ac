"""An office is kept safe: one zip with all of it, taken while others write, checked, and put back without losing what it replaces.

1. A backup holds everything, whichever the database, and can be put into another.
2. A damaged one is refused before anything is changed.
3. The doctor finds what a disk or a hand changed.
4. An office moves into a folder of its own, and never into one that something copies behind our back.
"""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.sample_office import copy_typed, sample_settings
from tests.tasks.forms.test_writing import HALF
from toolkit.errors import MissingFile, ToolkitError
from toolkit.settings import CHOSEN, chosen_folder, read_settings, shared_by
from toolkit.tasks import (
    Edit,
    Office,
    Sheet,
    back_up,
    check_backup,
    close_period,
    diagnose,
    generate,
    move_office,
    new_office,
    open_book,
    open_office,
    restore,
)


@pytest.fixture
def own(office: Office) -> Office:
    """An office of its own with the sample's units and figures."""
    home = office.settings.root
    (home / "data" / "units.csv").write_bytes(office.settings.units.read_bytes())
    office.store.close()
    shutil.copy(home / "data" / "sample_figures.db", home / "data" / "figures.db")
    return open_office(sample_settings(home))


def all_of(office: Office) -> dict[str, list[str]]:
    """Everything the store holds, as lines."""
    told: dict[str, list[str]] = {"files": []}
    office.store.care.dump(
        lambda name, line: told.setdefault(name, []).append(line),
        lambda sha256, _media, data: told["files"].append(f"{sha256} {len(data)}"),
    )
    return {name: sorted(lines) for name, lines in told.items()}


def enter(office: Office, text: str) -> None:
    Sheet(office, HALF, "填报页").enter([Edit("01", "talks", text)])


def test_what_was_lost_comes_back_and_what_it_replaces_is_kept(own: Office) -> None:
    close_period(own, HALF.previous, "上级已收")
    made, before = back_up(own), all_of(own)
    catalogue = own.settings.catalogue.read_bytes()
    enter(own, "99\u2028第二行")
    own.settings.catalogue.write_text("坏了", encoding="utf-8")

    kept = restore(own, made.path)

    assert all_of(own) == before
    assert own.settings.catalogue.read_bytes() == catalogue
    assert own.store.care.misplaced() == () and own.store.journal.damaged() == ()
    enter(own, "98")
    again = restore(own, kept.path)
    assert open_book(own, HALF).now["01"]["talks"].text == "99\u2028第二行"  # type: ignore[union-attr]
    assert len({made.path, kept.path, again.path}) == 3


def test_a_backup_of_one_database_goes_into_another(own: Office, tmp_path: Path, postgres_url: str) -> None:
    made, before = back_up(own), all_of(own)
    home = copy_typed(tmp_path / "服务器 版")
    server = open_office(replace(sample_settings(home), database=postgres_url))

    restore(server, made.path)
    enter(server, "99")
    back = back_up(server)
    restore(own, back.path)

    assert [line for line in all_of(own)["batches"] if line in before["batches"]] == before["batches"]
    assert open_book(own, HALF).now["01"]["talks"] == 99
    server.store.close()


def test_a_backup_taken_while_eight_write_is_whole(own: Office, tmp_path: Path) -> None:
    def write(number: int) -> None:
        writer = open_office(own.settings)
        for time in range(15):
            Sheet(writer, HALF, "填报页").enter([Edit(f"{number + 1:02}", "talks", f"{time}")])
        writer.store.close()

    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(write, number) for number in range(8)]
        taken = [back_up(own, tmp_path / f"第{number}份") for number in range(3)]
        for writer in writers:
            writer.result()

    assert [check_backup(each.path).batches for each in taken] == [each.batches for each in taken]
    assert back_up(own, tmp_path).batches >= taken[-1].batches


def spoiled(path: Path, name_part: str, change: bytes) -> Path:
    """A copy of a backup with one member changed."""
    copy = path.with_name("坏的.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(data[5:9], change, 1) if name_part in name else data)
    return copy


@pytest.mark.parametrize("name", ["entries", "数据/文件/", "说明"])
def test_a_damaged_backup_is_refused_and_nothing_is_changed(own: Office, name: str) -> None:
    bad, before = spoiled(back_up(own).path, name, "坏坏".encode()), all_of(own)

    with pytest.raises(ToolkitError):
        restore(own, bad)

    assert all_of(own) == before


def test_what_is_no_backup_is_told(office: Office, tmp_path: Path) -> None:
    (tmp_path / "别的.zip").write_bytes(b"no zip")
    with zipfile.ZipFile(tmp_path / "另一个.zip", "w") as archive:
        archive.writestr("a.txt", "a")

    with pytest.raises(ToolkitError, match="不是zip文件，或已损坏"):
        restore(office, tmp_path / "别的.zip")
    with pytest.raises(ToolkitError, match="不是本工具做的备份"):
        restore(office, tmp_path / "另一个.zip")
    with pytest.raises(MissingFile, match="没有这个文件"):
        restore(office, tmp_path / "没有.zip")


def test_a_sound_office_has_nothing_to_be_told(office: Office) -> None:
    assert diagnose(office) == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("UPDATE entries SET text = '7' WHERE subject = 'talks' AND unit = '01'", "batch_damaged"),
        ("UPDATE current SET text = '7' WHERE subject = 'talks' AND unit = '01'", "current_differs"),
        ("DELETE FROM current WHERE subject = 'talks' AND unit = '01'", "current_differs"),
        ("UPDATE blobs SET bytes = x'00'", "file_damaged"),
    ],
)
def test_the_doctor_finds_what_was_changed_behind_our_back(office: Office, words: str, code: str) -> None:
    with closing(sqlite3.connect(office.settings.root / "data" / "sample_figures.db")) as connection, connection:
        connection.execute(words)

    assert code in {finding.code for finding in diagnose(office)}


def test_an_office_that_was_never_backed_up_is_told(own: Office) -> None:
    assert [finding.code for finding in diagnose(own)] == ["no_backup"]

    back_up(own)

    assert diagnose(own) == ()


@pytest.mark.parametrize(
    ("folder", "by"),
    [
        ("C:/Users/赵/OneDrive - 某局/党务", "OneDrive"),
        ("/home/赵/坚果云/党务", "坚果云"),
        ("D:/WPSDrive/123/党务", "WPS云盘"),
        ("//server/share/党务", "网络共享"),
        ("/home/赵/党务", ""),
    ],
)
def test_a_folder_that_something_copies_behind_our_back_is_known(folder: str, by: str) -> None:
    assert shared_by(Path(folder)) == by


def test_a_network_drive_is_known_by_what_is_mounted_there(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/vda / ext4 rw 0 0\n//nas/d /mnt/nas\\040x cifs rw 0 0\n/dev/vdb /mnt/nas\\040x/own ext4 rw 0 0\n"
    )

    assert shared_by(Path("/mnt/nas x/党务"), mounts) == "网络共享"
    assert shared_by(Path("/mnt/nas x/own/党务"), mounts) == ""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "程序"
    folder.mkdir()
    return folder


def test_a_new_office_lies_in_a_folder_of_its_own(office: Office, tmp_path: Path, program: Path) -> None:
    units = new_office(office.settings, "云河市示例六局（虚构）", tmp_path / "党务 办公室", program)

    assert chosen_folder(program) == (tmp_path / "党务 办公室").resolve()
    fresh = open_office(read_settings({"TOOLKIT_HOME": str(tmp_path / "党务 办公室")}))
    assert (fresh.units.root.name, units.parent.parent.name) == ("云河市示例六局（虚构）", "党务 办公室")
    fresh.store.close()


def test_an_office_moves_with_all_it_has(own: Office, tmp_path: Path, program: Path) -> None:
    home = own.settings.root
    generate(own, HALF, units=[own.units["01"]])
    talks = open_book(own, HALF).now["01"]["talks"]

    left = move_office(own, tmp_path / "新 家", program)

    moved = open_office(read_settings({"TOOLKIT_HOME": str(tmp_path / "新 家")}))
    assert left == ()
    assert open_book(moved, HALF).now["01"]["talks"] == talks
    assert len(list((tmp_path / "新 家" / "output").rglob("*.docx"))) >= 1
    assert sorted(path.name for path in home.iterdir()) == ["notebooks", "sample_data"]
    assert (program / CHOSEN).read_text(encoding="utf-8") == str((tmp_path / "新 家").resolve())
    moved.store.close()


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("坚果云/党务", "由“坚果云”管着"),
        ("程序/办公室", "在程序的文件夹里"),
        ("有东西", "里面已经有东西了"),
        ("是文件", "里面已经有东西了"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_and_nothing_is_made(
    office: Office, tmp_path: Path, program: Path, folder: str, said: str
) -> None:
    (tmp_path / "有东西").mkdir()
    (tmp_path / "有东西" / "a.txt").touch()
    (tmp_path / "是文件").touch()

    with pytest.raises(ToolkitError, match=said):
        new_office(office.settings, "示例局", tmp_path / folder, program)

    assert not (program / CHOSEN).exists()


def test_the_sample_is_not_moved(office: Office, tmp_path: Path, program: Path) -> None:
    with pytest.raises(ToolkitError, match="示例单位，没有可移的"):
        move_office(office, tmp_path / "新 家", program)


def test_an_office_that_lies_in_such_a_folder_opens_and_says_so(tmp_path: Path) -> None:
    home = copy_typed(tmp_path / "坚果云" / "党务")
    (home / "data").mkdir()
    shutil.copy(home / "sample_data" / "units.csv", home / "data" / "units.csv")

    office = open_office(sample_settings(home))

    assert [
        (finding.code, "由" in finding.message or "“坚果云”" in finding.message) for finding in office.findings
    ] == [("database_shared", True)]
    office.store.close()


def test_on_a_new_computer_the_backup_becomes_an_office_of_its_own_and_the_sample_stays(
    own: Office, tmp_path: Path
) -> None:
    made, home = back_up(own), copy_typed(tmp_path / "新 电脑")
    sample = open_office(sample_settings(home))
    units = (home / "sample_data" / "units.csv").read_bytes()

    restore(sample, made.path)

    fresh = open_office(sample_settings(home))
    assert (fresh.settings.is_sample, open_book(fresh, HALF).now["01"]["talks"] is not None) == (False, True)
    assert (home / "sample_data" / "units.csv").read_bytes() == units
    assert sample.store.holdings.periods() == ()


def test_the_backup_of_another_bureau_is_asked_about(own: Office, tmp_path: Path) -> None:
    made = back_up(own)
    units = own.settings.units.read_text(encoding="utf-8").replace("云河市示例管理局（虚构）", "另一个示例局（虚构）")
    own.settings.units.write_text(units, encoding="utf-8")
    other = open_office(own.settings)

    with pytest.raises(ToolkitError, match="请加 --other"):
        restore(other, made.path)

    restore(other, made.path, is_other_meant=True)


def test_a_backup_cut_short_or_of_another_kind_is_told_in_words(own: Office, tmp_path: Path) -> None:
    whole = back_up(own).path
    data = bytearray(whole.read_bytes())
    data[2000:2040] = bytes(40)
    (tmp_path / "坏字节.zip").write_bytes(bytes(data))
    about = zipfile.ZipFile(whole).read("说明.json")
    for name, content in (("没有数据", about), ("不是对象", b"[]")):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr("说明.json", content)

    for path in tmp_path.glob("*.zip"):
        with pytest.raises(ToolkitError, match=r"请换一份备份|不是本工具做的备份"):
            check_backup(path)
    (tmp_path / "文件").touch()
    with pytest.raises(ToolkitError, match="建不了这个文件夹"):
        back_up(own, tmp_path / "文件")
