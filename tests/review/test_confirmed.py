"""Odd but true: settled for as long as the finding speaks of the same values, however it is worded."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.support.office import entry
from toolkit.findings import error, warning
from toolkit.review.confirmed import confirmations_of, name_of, settle, text_of

ODD = warning("below_target", "办公室 主题党日", "填了3次，一般应不少于6次。", "01", "theme_days")
WRONG = error("unread", "办公室 党课", "看不懂。", "01", "lectures")


def test_a_confirmed_warning_is_settled_with_its_reason_and_its_author() -> None:
    still_open, settled = settle([ODD, WRONG], confirmations_of([entry("01", name_of(ODD), text_of(ODD, " 搬迁 "))]))

    assert still_open == (WRONG,)
    assert [(each.finding, each.confirmation.reason, each.confirmation.author) for each in settled] == [
        (ODD, "搬迁", "赵样本")
    ]


def test_a_warning_that_says_something_else_now_is_open_again() -> None:
    confirmations = confirmations_of([entry("01", name_of(ODD), text_of(ODD, "搬迁"))])
    changed = replace(ODD, message="填了2次，一般应不少于6次。")

    assert settle([changed], confirmations) == ((changed,), ())


@pytest.mark.parametrize("message", ["本期3次，不到应有的6次。", "少了。", "填了三次。", "填了99次。"])
def test_a_warning_in_other_words_about_the_same_values_stays_settled(message: str) -> None:
    """Every message that was reworded opened all its confirmations again."""
    seen = replace(ODD, seen=("3", "6"))
    confirmations = confirmations_of([entry("01", name_of(seen), text_of(seen, "搬迁"))])

    still_open, settled = settle([replace(seen, message=message)], confirmations)

    assert (still_open, [each.confirmation.reason for each in settled]) == ((), ["搬迁"])


@pytest.mark.parametrize("values", [("2", "6"), ("3", "5"), ("6", "3"), ("3",)])
def test_the_same_words_about_other_values_are_open_again(values: tuple[str, ...]) -> None:
    seen = replace(ODD, seen=("3", "6"))
    confirmations = confirmations_of([entry("01", name_of(seen), text_of(seen, "搬迁"))])
    changed = replace(seen, seen=values)

    assert settle([changed], confirmations) == ((changed,), ())


@pytest.mark.parametrize(
    ("message", "is_settled"),
    [("本期3次，不到应有的6次。", True), ("填了3次，一般应不少于6次。", True), ("填了2次，一般应不少于6次。", False)],
)
def test_a_confirmation_of_an_earlier_version_holds_for_the_numbers_in_its_words(
    message: str, is_settled: bool
) -> None:
    kept = json.dumps({"message": ODD.message, "reason": "搬迁"}, ensure_ascii=False)
    confirmations = confirmations_of([entry("01", name_of(ODD), kept)])

    _still_open, settled = settle([replace(ODD, message=message, seen=("3", "6"))], confirmations)

    assert bool(settled) is is_settled


def test_an_error_stays_open_even_if_somebody_confirmed_it() -> None:
    confirmations = confirmations_of([entry("01", name_of(WRONG), text_of(WRONG, "就这样"))])

    assert settle([WRONG], confirmations) == ((WRONG,), ())


def test_a_confirmation_taken_back_is_none() -> None:
    assert confirmations_of([entry("01", name_of(ODD), "")]) == {}


def test_the_name_fits_the_store_however_long_the_keys_are() -> None:
    assert len(name_of(replace(ODD, item="x" * 80))) == 64


@pytest.mark.parametrize(("letters", "is_cut"), [(10, False), (50, False), (51, True), (300, True)])
def test_a_name_in_the_history_is_never_longer_than_the_history_takes(letters: int, is_cut: bool) -> None:
    names = [name_of(warning("odd", "", "", item="x" * (letters - 1) + last)) for last in "ab"]

    assert len(set(names)) == 2
    assert max(map(len, names)) <= 64
    assert ("#" in names[0]) is is_cut
    assert not is_cut or len(names[0]) == 64
