"""The form of one unit.

1. Shows what is stored, last period's value, and the finding beside its field.
2. Saves as soon as a text is typed and left; what was typed is never changed.
3. Somebody else's change is never overwritten: both are shown and one is chosen.
"""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from toolkit.figures.figure import Change
from toolkit.tasks import Office, save_figure
from toolkit.ui.entry_form import EntryForm


def stored(office: Office, unit: str, key: str) -> str:
    return {entry.item: entry.text for entry in office.store.current("2026H1", unit)}.get(key, "")


def finding_beside(form: EntryForm, key: str) -> str:
    return str(form.fields[key].box.children[4].value)


def test_the_form_shows_what_is_stored_and_last_periods_value(office: Office) -> None:
    form = EntryForm(office)

    field = form.fields["member_full"]

    assert (form.unit.value, form.period.value, field.input.value) == ("01", "2026H1", "14")
    assert "上期 14" in field.box.children[3].value


def test_a_figure_is_saved_as_soon_as_it_is_typed(office: Office) -> None:
    form = EntryForm(office)

    form.fields["talks"].input.value = "２１"

    assert stored(office, "01", "talks") == "２１"
    assert "已保存" in form.saved.value
    assert "谈心谈话" in form.saved.value


def test_what_was_typed_is_never_changed_and_survives_a_reload(office: Office) -> None:
    EntryForm(office).fields["talks"].input.value = "3.7"

    again = EntryForm(office)

    assert again.fields["talks"].input.value == "3.7"
    assert "不是整数" in finding_beside(again, "talks")


def test_a_second_change_of_the_same_figure_is_saved_too(office: Office) -> None:
    form = EntryForm(office)

    for text in ("1", "2", "3"):
        form.fields["talks"].input.value = text

    assert [entry.text for entry in office.store.history("01", "2026H1", "talks")][-3:] == ["1", "2", "3"]


def test_a_finding_appears_beside_its_field_and_goes_when_it_is_mended(office: Office) -> None:
    form = EntryForm(office)

    form.fields["theme_present"].input.value = "999"
    before = finding_beside(form, "theme_present")
    form.fields["theme_present"].input.value = "80"

    assert "实到多于应到" in before
    assert "实到多于应到" not in finding_beside(form, "theme_present")


def test_switching_the_unit_shows_its_figures_and_saves_nothing(office: Office) -> None:
    form = EntryForm(office)
    before = office.store.current("2026H1")

    form.unit.value = "05"
    form.next.click()

    assert form.unit.value == "06"
    assert form.fields["member_full"].input.value == stored(office, "06", "member_full")
    assert office.store.current("2026H1") == before


def test_the_bureaus_own_level_has_a_form_of_its_own(office: Office) -> None:
    form = EntryForm(office)

    form.unit.value = "B"

    assert "dzz_seminars" in form.fields
    assert "member_full" not in form.fields


def test_a_new_period_is_empty_with_last_periods_values_beside(office: Office) -> None:
    form = EntryForm(office)

    form.period.value = "2026H2"

    assert form.fields["member_full"].input.value == ""
    assert "上期 14" in form.fields["member_full"].box.children[3].value


@pytest.mark.parametrize(("button", "expected"), [(0, "77"), (1, "88")])
def test_a_conflict_shows_both_values_and_asks(office: Office, button: int, expected: str) -> None:
    form = EntryForm(office)
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    save_figure(office, Change("01", "2026H1", "talks", "88", seen["talks"]), "填报页")

    form.fields["talks"].input.value = "77"
    question = form.fields["talks"].box.children[5]
    kept_meanwhile = stored(office, "01", "talks")
    question.children[1].children[button].click()

    assert "“77”" in question.children[0].value
    assert "“88”" in question.children[0].value
    assert kept_meanwhile == "88"
    assert (stored(office, "01", "talks"), form.fields["talks"].input.value) == (expected, expected)
    assert len(form.fields["talks"].box.children) == 5


def test_a_text_counts_its_characters_against_the_limit(office: Office) -> None:
    form = EntryForm(office)

    form.fields["highlights"].input.value = "长" * 301

    assert "301/300字" in finding_beside(form, "highlights")
    assert "请精简" in finding_beside(form, "highlights")


def test_text_with_angle_brackets_is_shown_as_text(office: Office) -> None:
    form = EntryForm(office)

    form.fields["talks"].input.value = "<b>多</b>"

    assert "<b>多</b>" not in finding_beside(form, "talks")
    assert "&lt;b&gt;多" in finding_beside(form, "talks")


def test_a_store_that_cannot_be_written_says_so_and_keeps_what_was_typed(office: Office) -> None:
    form = EntryForm(office)
    database = office.settings.database.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("ALTER TABLE entries RENAME TO gone")

    form.fields["talks"].input.value = "12"

    assert "没有保存" in form.saved.value
    assert form.fields["talks"].input.value == "12"
