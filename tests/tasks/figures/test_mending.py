"""A slip of pen is mended by one step: saved like any other edit, and taken back like one."""

from __future__ import annotations

import pytest

from toolkit.catalogue.periods import read_period
from toolkit.tasks import Edit, Office, Sheet, mend_text

HALF = read_period("2026H1")
TEXT = "截止6月底，召开会议,讲党课0次。"


@pytest.fixture
def sheet(shipped_office: Office) -> Sheet:
    sheet = Sheet(shipped_office, HALF, "校核")
    sheet.enter([Edit("01", "highlights", TEXT)])
    return sheet


@pytest.mark.parametrize(
    ("code", "better"),
    [("slip_word", "截至6月底，召开会议,讲党课0次。"), ("slip_half_width", "截止6月底，召开会议，讲党课0次。")],
)
def test_only_what_the_finding_speaks_of_is_mended(sheet: Sheet, code: str, better: str) -> None:
    saved = mend_text(sheet, "01", "highlights", code)

    assert saved is not None and saved.entries
    assert sheet.text("01", "highlights") == better
    sheet.undo()
    assert sheet.text("01", "highlights") == TEXT


def test_where_there_is_nothing_to_mend_nothing_is_saved(sheet: Sheet) -> None:
    assert mend_text(sheet, "01", "highlights", "slip_zero_counted") is None
    assert mend_text(sheet, "02", "highlights", "slip_word") is None
