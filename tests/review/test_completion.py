"""How complete a form is, section by section."""

from __future__ import annotations

from tests.support.office import filing, small_catalogue
from toolkit.catalogue.kinds import NOT_APPLICABLE, Unread
from toolkit.review.completion import Completion, completion_of


def test_only_required_figures_count_and_the_first_that_is_missing_is_named() -> None:
    made = completion_of(filing("01", member_full=14, theme_days=Unread("几次", "看不懂")), small_catalogue())

    assert made == (
        Completion("组织", 1, 1),
        Completion("组织生活", 0, 1, "theme_days"),
        Completion("党费", 0, 2, "dues_due"),
        Completion("文字材料", 0, 1, "highlights"),
    )


def test_zero_and_not_applicable_are_answers() -> None:
    made = completion_of(filing("01", dues_due=0, dues_paid=NOT_APPLICABLE), small_catalogue())

    assert Completion("党费", 2, 2) in made


def test_a_unit_is_asked_only_for_its_own_sections() -> None:
    made = completion_of(filing("B"), small_catalogue())

    assert [each.section for each in made] == ["文字材料", "局本级"]
