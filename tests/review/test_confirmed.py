"""Odd but true: settled for as long as the finding says the same."""

from __future__ import annotations

from dataclasses import replace

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


def test_an_error_stays_open_even_if_somebody_confirmed_it() -> None:
    confirmations = confirmations_of([entry("01", name_of(WRONG), text_of(WRONG, "就这样"))])

    assert settle([WRONG], confirmations) == ((WRONG,), ())


def test_a_confirmation_taken_back_is_none() -> None:
    assert confirmations_of([entry("01", name_of(ODD), "")]) == {}


def test_the_name_fits_the_store_however_long_the_keys_are() -> None:
    assert len(name_of(replace(ODD, item="x" * 80))) == 64
