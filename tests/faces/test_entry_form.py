"""The form of one unit.

1. Shows what is stored, last period's value, the target, and the finding beside its field.
2. Saves as soon as a text is typed and left; what was typed is never changed.
3. Somebody else's change is never overwritten: both are shown and one is chosen.
4. What was saved can be taken back; what is odd but true is settled with its reason.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import Any

import pytest

from tests.support.text_table import rows_of
from toolkit.figures.figure import Change
from toolkit.tasks import Office, approve, close_period, save_figure
from toolkit.ui.entry_form import EntryForm
from toolkit.ui.workspace import Workspace


@pytest.fixture
def form(office: Office) -> EntryForm:
    return EntryForm(Workspace(office))


def stored(office: Office, unit: str, key: str) -> str:
    return {entry.item: entry.text for entry in office.store.current("2026H1", unit)}.get(key, "")


def tell(form: EntryForm, kind: str, **message: Any) -> None:
    """Send what the page sends about the place it shows."""
    shown = form.part.shown
    form.part.receive(kind=kind, period=shown["period"], unit=shown["unit"], **message)


def type_in(form: EntryForm, key: str, text: str, **place: str) -> None:
    """Type a text into a field, as the page in view or one that is late shows it."""
    shown = {"period": form.part.shown["period"], "unit": form.part.shown["unit"], **place}
    before = None if place else cell(form, key)["stored"]
    number = form.part.shown["done"].get("view", 0) + 1
    form.part.receive(kind="enter", key=key, text=text, shown=before, view="view", number=number, **shown)


def cell(form: EntryForm, key: str) -> dict[str, Any]:
    return form.part.shown["cells"][key]


def found(form: EntryForm, key: str) -> str:
    return " ".join(each["message"] for each in cell(form, key)["findings"])


def asked(form: EntryForm) -> list[str]:
    return [item["key"] for section in form.part.sections for item in section["items"]]


def change_behind(office: Office, key: str, text: str) -> None:
    """Somebody else changes a figure after the form was opened."""
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    save_figure(office, Change("01", "2026H1", key, text, seen.get(key, 0)), "填报页")


def test_the_form_shows_what_is_stored_and_last_periods_value(form: EntryForm) -> None:
    heading = form.part.heading

    assert (heading["unit"], heading["period"]) == ("01", "2026H1")
    assert (cell(form, "member_full")["text"], cell(form, "member_full")["last"]) == ("14", "14")


def test_each_unit_is_offered_with_its_state(form: EntryForm) -> None:
    labels = [label for label, _code in form.part.heading["units"]]

    assert "档案馆党支部（未填）" in labels
    assert "规划发展科党支部（部分）" in labels


def test_a_target_and_how_far_it_is_reached_stand_beside_the_field(form: EntryForm) -> None:
    type_in(form, "theme_days", "3")

    assert cell(form, "theme_days")["aim"] == "应有6次，完成50%"
    assert cell(form, "talks")["aim"] == ""


def test_a_figure_of_a_formula_says_so_and_follows_what_it_comes_from(form: EntryForm) -> None:
    (item,) = [item for section in form.part.sections for item in section["items"] if item["key"] == "dues_rate"]
    assert item["source"] == "算出"
    assert (cell(form, "dues_rate")["text"], cell(form, "dues_rate")["computed"]) == ("", "100%")

    type_in(form, "dues_paid", "3792.5")

    assert cell(form, "dues_rate")["computed"] == "50%"
    form.part.receive(kind="adopt", keys=["dues_rate"], **form.part.shown)
    assert cell(form, "dues_rate")["text"] == ""


def test_a_figure_is_saved_as_soon_as_it_is_typed(form: EntryForm, office: Office) -> None:
    type_in(form, "talks", "２１")

    assert stored(office, "01", "talks") == "２１"
    assert "已保存" in form.part.heading["saved"]
    assert "谈心谈话" in form.part.heading["saved"]


def test_what_was_typed_is_never_changed_and_survives_a_reload(form: EntryForm, office: Office) -> None:
    type_in(form, "talks", "3.7")

    again = EntryForm(Workspace(office))

    assert cell(again, "talks")["text"] == "3.7"
    assert cell(again, "talks")["state"] == "unread"
    assert "不是整数" in found(again, "talks")


WRITTEN = """
key       | typed    | said
talks     | 21       |
talks     | 二十一   | 读作21人次
talks     | 未开展   | 读作0人次
dues_paid | 0.42万元 | 读作4200元
talks     | 约20     |
"""


@pytest.mark.parametrize("row", rows_of(WRITTEN), ids=lambda row: row["typed"])
def test_what_was_understood_stands_below_what_was_typed(form: EntryForm, row: dict[str, str]) -> None:
    type_in(form, row["key"], row["typed"])

    notes = [each["message"] for each in cell(form, row["key"])["findings"] if each["level"] == "note"]
    assert notes == ([row["said"]] if row["said"] else [])
    assert cell(form, row["key"])["text"] == row["typed"]


def test_what_comes_from_elsewhere_is_not_asked_for(form: EntryForm) -> None:
    (item,) = [item for section in form.part.sections for item in section["items"] if item["key"] == "dues_rate"]

    assert (item["required"], item["about"].split("，")[:2]) == (False, ["不用填", "自动得出"])


def test_a_finding_appears_beside_its_field_and_goes_when_it_is_mended(form: EntryForm) -> None:
    type_in(form, "theme_present", "999")
    before = found(form, "theme_present")
    type_in(form, "theme_present", "80")

    assert "实到多于应到" in before
    assert "实到多于应到" not in found(form, "theme_present")


def test_switching_the_unit_shows_its_figures_and_saves_nothing(form: EntryForm, office: Office) -> None:
    before = office.store.current("2026H1")

    form.part.receive(kind="go", unit="06")

    assert form.part.heading["unit"] == "06"
    assert cell(form, "member_full")["text"] == stored(office, "06", "member_full")
    assert office.store.current("2026H1") == before


def test_the_bureaus_own_level_has_a_form_of_its_own(form: EntryForm) -> None:
    form.part.receive(kind="go", unit="B")

    assert "dzz_seminars" in asked(form)
    assert "member_full" not in asked(form)


def test_a_new_period_is_empty_with_last_periods_values_beside(form: EntryForm) -> None:
    form.part.receive(kind="go", period="2026H2")

    assert (cell(form, "member_full")["text"], cell(form, "member_full")["last"]) == ("", "14")


def test_last_periods_figures_are_taken_over_one_by_one_or_by_section(form: EntryForm, office: Office) -> None:
    form.part.receive(kind="go", period="2026H2")

    tell(form, "adopt", keys=["member_full", "member_prob", "talks"])

    assert cell(form, "member_full")["text"] == "14"
    assert cell(form, "activists_new")["text"] == ""
    assert "（3项）" in form.part.heading["saved"]
    form.part.receive(kind="undo")
    assert cell(form, "member_full")["text"] == ""


@pytest.mark.parametrize(("answer", "expected"), [("keep", "77"), ("take", "88")])
def test_a_conflict_shows_both_values_and_asks(form: EntryForm, office: Office, answer: str, expected: str) -> None:
    change_behind(office, "talks", "88")

    type_in(form, "talks", "77")

    question = cell(form, "talks")["conflict"]
    assert (question["mine"], question["theirs"]) == ("77", "88")
    assert (stored(office, "01", "talks"), cell(form, "talks")["text"]) == ("88", "77")
    tell(form, answer, key="talks")
    assert (stored(office, "01", "talks"), cell(form, "talks")["text"]) == (expected, expected)
    assert cell(form, "talks")["conflict"] is None


def test_an_unanswered_conflict_waits_while_another_unit_is_in_view(form: EntryForm, office: Office) -> None:
    change_behind(office, "talks", "88")
    type_in(form, "talks", "77")

    form.part.receive(kind="go", unit="02")
    assert cell(form, "talks")["conflict"] is None
    form.part.receive(kind="go", unit="01")

    assert cell(form, "talks")["conflict"]["mine"] == "77"


def test_the_last_save_is_taken_back(form: EntryForm, office: Office) -> None:
    before = stored(office, "01", "talks")
    type_in(form, "talks", "99")

    form.part.receive(kind="undo")

    assert (stored(office, "01", "talks"), cell(form, "talks")["text"]) == (before, before)
    assert "已撤销" in form.part.heading["saved"]


def test_what_is_odd_but_true_is_settled_with_its_reason_and_opened_again(form: EntryForm) -> None:
    type_in(form, "theme_days", "3")
    (finding,) = cell(form, "theme_days")["findings"]

    confirm = {"key": "theme_days", "code": finding["code"], "message": finding["said"]}
    tell(form, "confirm", **confirm, reason="搬迁停了三次")

    assert found(form, "theme_days") == "已说明：搬迁停了三次"
    assert cell(form, "theme_days")["state"] == "value"
    tell(form, "confirm", **confirm, reason="")
    assert found(form, "theme_days") == finding["message"]


def test_what_others_entered_is_seen_after_a_refresh(form: EntryForm, office: Office) -> None:
    change_behind(office, "talks", "88")

    form.part.receive(kind="refresh")

    assert cell(form, "talks")["text"] == "88"


def test_a_store_that_cannot_be_written_is_told_and_nothing_is_claimed(form: EntryForm, office: Office) -> None:
    path = office.settings.database.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE entries")

    type_in(form, "talks", "5")

    assert "没有保存" in form.part.heading["saved"]
    assert form.part.heading["mood"] == "error"
    assert cell(form, "talks")["text"] == "5"


def test_an_edit_lands_in_the_unit_its_page_showed_even_if_another_is_in_view_by_then(
    form: EntryForm, office: Office
) -> None:
    before = stored(office, "02", "talks")
    form.part.receive(kind="go", unit="02")

    type_in(form, "talks", "99", period="2026H1", unit="01")

    assert (stored(office, "01", "talks"), stored(office, "02", "talks")) == ("99", before)
    assert form.part.shown["unit"] == "02"
    assert "办公室党支部" in form.part.heading["saved"]


def test_every_answer_names_the_last_edit_it_knows_of(form: EntryForm) -> None:
    type_in(form, "talks", "5")
    type_in(form, "talks", "6")

    assert form.part.shown["done"] == {"view": 2}


def test_what_the_page_did_not_show_yet_is_never_overwritten(form: EntryForm, office: Office) -> None:
    seen = cell(form, "talks")["stored"]
    change_behind(office, "talks", "88")
    form.part.receive(kind="refresh")

    form.part.receive(
        kind="enter", key="talks", text="77", shown=seen, view="view", number=1, period="2026H1", unit="01"
    )

    assert stored(office, "01", "talks") == "88"
    assert cell(form, "talks")["conflict"]["theirs"] == "88"


def test_what_is_not_saved_is_told_until_it_is_wherever_the_clerk_goes(form: EntryForm, office: Office) -> None:
    change_behind(office, "talks", "88")
    type_in(form, "talks", "77")

    form.part.receive(kind="go", unit="02")
    form.part.receive(kind="go", period="2025H2")

    assert "还有1项没有保存：办公室党支部谈心谈话（2026年上半年）" in form.part.heading["saved"]
    assert form.part.heading["mood"] == "error"
    assert stored(office, "01", "talks") == "88"


def test_a_conflict_of_one_period_is_never_answered_in_another(form: EntryForm, office: Office) -> None:
    change_behind(office, "talks", "88")
    type_in(form, "talks", "77")
    form.part.receive(kind="go", period="2025H2")
    before = {entry.item: entry.text for entry in office.store.current("2025H2", "01")}.get("talks")

    tell(form, "keep", key="talks")

    assert {entry.item: entry.text for entry in office.store.current("2025H2", "01")}.get("talks") == before
    assert stored(office, "01", "talks") == "88"


def test_a_finding_that_says_something_else_by_now_is_not_settled(form: EntryForm, office: Office) -> None:
    type_in(form, "theme_days", "3")
    (finding,) = cell(form, "theme_days")["findings"]
    change_behind(office, "theme_days", "1")
    form.part.receive(kind="refresh")

    tell(form, "confirm", key="theme_days", code=finding["code"], message=finding["said"], reason="搬迁")

    assert "已说明" not in found(form, "theme_days")
    assert "再看一遍" in form.part.heading["saved"]


def test_what_is_taken_back_is_named_and_brought_into_view(form: EntryForm, office: Office) -> None:
    before = stored(office, "01", "talks")
    type_in(form, "talks", "91")
    form.part.receive(kind="go", unit="02")

    form.part.receive(kind="undo")

    assert form.part.heading["unit"] == "01"
    assert f"谈心谈话由“91”改回“{before}”" in form.part.heading["saved"]


def test_nothing_to_adopt_is_said(form: EntryForm) -> None:
    tell(form, "adopt", keys=["member_full"])

    assert "没有可沿用的" in form.part.heading["saved"]


def test_a_text_that_cannot_be_read_is_saved_but_not_called_good(form: EntryForm) -> None:
    type_in(form, "talks", "几次")

    assert form.part.heading["mood"] == "warning"
    assert "填得不对" in form.part.heading["saved"]


def test_what_was_said_of_an_edit_goes_when_another_pane_changes_a_figure(form: EntryForm) -> None:
    type_in(form, "talks", "91")

    form._workspace.changed()

    assert "已保存" not in form.part.heading["saved"]


def filing(form: EntryForm) -> tuple[str, bool]:
    return form.part.heading["filing"]["word"], form.part.heading["filing"]["is_done"]


def test_a_unit_files_by_a_button_and_what_is_approved_is_filed_again_once_it_is_changed(office: Office) -> None:
    form = EntryForm(Workspace(office))
    assert filing(form) == ("已报 ✓", True)
    approve(office, form._workspace.period, [office.units["01"]])
    form.part.receive(kind="refresh")
    assert filing(form) == ("已审 ✓", True)

    type_in(form, "talks", "99")

    assert filing(form) == ("已报 ✓", True)


def test_what_is_filed_with_gaps_says_how_many(office: Office) -> None:
    form = EntryForm(Workspace(office))
    form.part.receive(kind="go", unit="01", period="2026H2")
    assert filing(form) == ("上报", False)

    tell(form, "submit")

    assert filing(form) == ("已报 ✓", True)
    assert form.part.heading["saved"].startswith("已上报，必填还有27项没有填")


def test_a_closed_period_says_so_where_something_is_typed(office: Office) -> None:
    form = EntryForm(Workspace(office))
    close_period(office, form._workspace.period, "上级已收")

    type_in(form, "talks", "99")

    assert "2026年上半年已经定稿，不能再改" in form.part.heading["saved"]
    assert form.part.heading["mood"] == "error"
