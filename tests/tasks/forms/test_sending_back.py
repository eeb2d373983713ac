"""What goes back to a unit, and what it is told: its own file with notes, and one line for a chat group."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.libreoffice import saved_by_libreoffice
from tests.tasks.forms.test_writing import HALF, NEXT, answer_cell, current, fill
from toolkit.errors import MissingFile
from toolkit.figures.figure import FilingState
from toolkit.tasks import (
    FormState,
    Office,
    close_period,
    form_folder,
    look_into_forms,
    read_forms,
    receipts,
    send_back_all,
    states_of,
    write_forms,
)


@pytest.fixture
def forms(office: Office, tmp_path: Path) -> list[Path]:
    """Three forms of a new period, in a folder of their own."""
    return [each.path for each in write_forms(office, NEXT, office.units.branches[:3], tmp_path / "收回的 表")]


def test_a_form_with_faults_is_kept_and_goes_back_with_notes_and_a_line(office: Office, forms: list[Path]) -> None:
    fill(forms[0], weekly_study="约20", member_full=12)
    folder = form_folder(office, NEXT) / "退回修改"

    (read,) = read_forms(office, forms[:1])

    assert read.taken is None
    assert re.fullmatch(
        "办公室党支部2026年下半年填报表有1处要改：1. “填报”E[0-9]+格：集中学习：“约20”不是确切的数。"
        "请核实后填确切的数。改好后请原样发回。",
        read.line,
    )
    assert read.sent_back == folder / forms[0].name
    sheet = load_workbook(read.sent_back)["填报"]
    assert "约20" in sheet[answer_cell(read.sent_back, "weekly_study")].comment.text
    assert states_of(office, NEXT)["01"] is FilingState.RETURNED
    assert current(office, "01", "member_full", NEXT.code) == ""


def test_what_went_back_is_not_searched_for_forms_and_is_taken_once_it_was_mended(
    office: Office, forms: list[Path]
) -> None:
    fill(forms[0], weekly_study="约20", member_full=12)
    (read,) = read_forms(office, forms[:1])
    assert read.sent_back
    mended = forms[0].with_name("改好的.xlsx")
    mended.write_bytes(read.sent_back.read_bytes())
    fill(mended, weekly_study=20)

    (again,) = read_forms(office, [mended])

    assert (again.taken, again.findings) == (2, ())
    with pytest.raises(MissingFile):
        look_into_forms(office, paths=[form_folder(office, NEXT).parent])


def test_what_came_in_is_told_with_what_is_still_to_come(office: Office, forms: list[Path]) -> None:
    fill(forms[0], weekly_study=20, member_full=12)
    fill(forms[1], weekly_study="没有开展")

    lines = receipts(office, read_forms(office, forms))

    assert len(lines) == 2, "an empty form is no receipt"
    assert lines[0].startswith("办公室党支部2026年下半年填报表已收到：")
    assert "待补" in lines[0] and "项：" in lines[0]
    assert "集中学习" not in lines[0] + lines[1]


def test_a_form_that_has_all_of_it_is_told_to_be_complete(office: Office, tmp_path: Path) -> None:
    (written,) = write_forms(office, HALF, [office.units["01"]], tmp_path / "改正")
    fill(written.path, talks=31)

    (line,) = receipts(office, read_forms(office, [written.path]))

    assert line.endswith("，都齐了。")


def test_many_faults_are_told_in_one_line_with_their_number(office: Office, forms: list[Path]) -> None:
    keys = ("member_full", "member_prob", "weekly_study", "committee_size", "talks", "theme_days", "lectures")
    fill(forms[0], **dict.fromkeys(keys, "约3"))

    (sent,) = send_back_all(office, look_into_forms(office, paths=forms[:1]))

    assert sent.line.count("约3") == 5
    assert f"……共{len(keys)}处，见表里的批注" in sent.line


def test_a_form_of_a_closed_period_does_not_go_back(office: Office, tmp_path: Path) -> None:
    (written,) = write_forms(office, HALF, [office.units["01"]], tmp_path / "改正")
    fill(written.path, talks="约3")
    close_period(office, HALF, "试")

    (read,) = read_forms(office, [written.path])

    assert (read.taken, read.sent_back, read.line) == (None, None, "")


def test_an_old_workbook_with_faults_is_told_without_a_file(office: Office, forms: list[Path], tmp_path: Path) -> None:
    fill(forms[0], weekly_study="约20")
    old = forms[0].with_suffix(".xls")
    old.write_bytes(saved_by_libreoffice(forms[0].read_bytes(), tmp_path, "xls"))

    (read,) = read_forms(office, [old])

    assert (read.sent_back, "约20" in read.line) == (None, True)


def test_a_zip_of_forms_is_taken_form_by_form(office: Office, forms: list[Path], tmp_path: Path) -> None:
    fill(forms[0], weekly_study=20)
    fill(forms[1], weekly_study="约20")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path in forms[:2]:
            archive.writestr(f"发回 的/{path.name}", path.read_bytes())
        archive.writestr("__MACOSX/._x.xlsx", b"1")
        archive.writestr("照片.jpg", b"\xff\xd8\xff\xe0")
    zipped = tmp_path / "各支部.zip"
    zipped.write_bytes(target.getvalue())

    looked = look_into_forms(office, paths=[zipped])

    assert [(look.path.name, look.state) for look in looked] == [
        (forms[0].name, FormState.FRESH),
        (forms[1].name, FormState.REFUSED),
        ("照片.jpg", FormState.REFUSED),
    ]
    assert "这是图片" in looked[2].findings[0].message
    assert looked == look_into_forms(office, files={str(zipped): zipped.read_bytes()})
    assert [read.taken for read in read_forms(office, [zipped])] == [1, None, None]


def test_an_empty_zip_says_so(office: Office) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w"):
        pass
    (look,) = look_into_forms(office, files={"空.zip": target.getvalue()})
    assert "压缩包里没有文件" in look.findings[0].message
