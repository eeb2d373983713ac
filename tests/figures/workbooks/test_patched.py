"""A form put together from cut pieces is the one openpyxl would have written, in all that openpyxl tells of it.

Hypothesis gives what clerks type and what they cannot; the rows by hand are those that once went wrong somewhere.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.forms import form_bytes, opened
from tests.support.libreoffice import saved_by_libreoffice
from tests.support.office import ACTIVITIES, HALF, LAST, entry, filing, row_entries, small_catalogue, small_units
from tests.support.workbooks import poured, told
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.kinds import Unread
from toolkit.figures.workbooks.contents import Blank
from toolkit.figures.workbooks.write import FormWriter

CATALOGUE, UNITS = small_catalogue(), small_units()
MOMENT = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
KEYS = [item.key for item in CATALOGUE.asked_of("支部")]
STRANGE = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "a\x07b", "\x00", "_x0041_", "_x000D_", "a\r\nb", "\ud800", "\ufffe"),
    *(" 前", "后 ", "\n", "\t", "<&>\"'", "]]>", "120.50", "007", "0.000001", "1e3", "123456789012345", "𠮷😀", "\xa0"),
)
TYPED = st.one_of(st.sampled_from(STRANGE), st.integers(0, 10**6).map(str), st.text(min_size=1, max_size=30))
ROWS = st.lists(st.dictionaries(st.sampled_from([each.label for each in ACTIVITIES.columns]), TYPED), max_size=4)


def blank(unit="01", answers=None, last=None, rows=(), **known):
    entries = [entry(unit, key, text, version=n) for n, (key, text) in enumerate((answers or {}).items(), start=1)]
    if rows:
        entries += row_entries(ACTIVITIES, rows, unit)
    before = {key: Unread(text, "") for key, text in (last or {}).items()}
    return Blank(UNITS[unit], HALF, entries, filing(unit, period=LAST, **before), written=MOMENT, **known)


def assert_as_openpyxl_writes_it(sent, catalogue=CATALOGUE):
    ours, theirs = told(form_bytes(catalogue, sent)), told(poured(catalogue, sent))
    differing = [key for key in ours | theirs if ours.get(key) != theirs.get(key)]

    assert {key: ours.get(key) for key in differing} == {key: theirs.get(key) for key in differing}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    answers=st.dictionaries(st.sampled_from(KEYS), TYPED, max_size=8),
    last=st.dictionaries(st.sampled_from(KEYS), TYPED, max_size=8),
    rows=ROWS,
    name=TYPED,
    mark=st.sampled_from(["", "ab12cd34"]),
)
def test_a_form_is_as_openpyxl_writes_it(answers, last, rows, name, mark):
    sent = blank(answers=answers, last=last, rows=rows, mark=mark, bureau=name)

    assert_as_openpyxl_writes_it(replace(sent, unit=replace(sent.unit, name=name)))


@pytest.mark.parametrize("typed", STRANGE, ids=ascii)
def test_every_strange_text_is_as_openpyxl_writes_it_wherever_it_stands(typed):
    everywhere = dict.fromkeys(KEYS, typed)

    assert_as_openpyxl_writes_it(blank(answers=everywhere, last=everywhere, rows=[{"编号": typed, "实到": typed}]))


@pytest.mark.parametrize("count", [39, 40, 41, 100])
def test_a_ledger_of_any_length_is_as_openpyxl_writes_it(count):
    assert_as_openpyxl_writes_it(blank(rows=[{"编号": str(n), "实到": "3"} for n in range(count)]))


def test_a_text_longer_than_a_cell_is_cut_where_openpyxl_cuts_it():
    assert_as_openpyxl_writes_it(blank(answers={"highlights": "长" * 40_000}, last={"highlights": "长" * 40_000}))


def test_a_form_without_a_note_is_as_openpyxl_writes_it():
    assert_as_openpyxl_writes_it(blank())


def test_a_form_with_advice_on_its_cells_is_as_openpyxl_writes_it():
    items = tuple(replace(item, help=f"<说明>{item.label}") for item in CATALOGUE.items)
    catalogue = Catalogue(CATALOGUE.sections, items, CATALOGUE.ledgers)

    assert_as_openpyxl_writes_it(blank(last={"highlights": "上期的亮点"}), catalogue)
    assert_as_openpyxl_writes_it(blank("B"), catalogue)


def test_forms_written_one_after_another_are_those_written_alone():
    sent = [blank(answers={"theme_days": "6"}, last={"highlights": "党建"}), blank("02"), blank("B"), blank("01")]
    writer = FormWriter(CATALOGUE)

    assert [writer.form(each) for each in (*sent, *sent)] == [form_bytes(CATALOGUE, each) for each in (*sent, *sent)]


def test_a_form_says_it_was_made_when_it_was_written_and_nothing_else_of_the_clock():
    sent = blank(answers={"theme_days": "6"})

    assert form_bytes(CATALOGUE, sent) == form_bytes(CATALOGUE, sent)
    assert form_bytes(CATALOGUE, sent) != form_bytes(CATALOGUE, replace(sent, written=MOMENT.replace(hour=10)))


def test_a_spreadsheet_program_reads_what_was_put_together(tmp_path):
    everywhere = {key: typed for key, typed in zip(KEYS, STRANGE, strict=False) if ord(typed[0]) > 31}
    sent = blank(answers=everywhere, last=everywhere)

    ours, theirs = (
        opened(saved_by_libreoffice(data, tmp_path)) for data in (form_bytes(CATALOGUE, sent), poured(CATALOGUE, sent))
    )

    values = [[list(sheet.values) for sheet in book.worksheets] for book in (ours, theirs)]
    assert values[0] == values[1]
    assert ours["填报"]["B2"].value == "填报单位：办公室党支部"
