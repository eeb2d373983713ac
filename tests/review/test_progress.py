"""Progress: four states, and how much is left."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.office import filing, filings_of, small_catalogue
from toolkit.catalogue.kinds import Content
from toolkit.findings import warning
from toolkit.review.progress import State, progress_of

CATALOGUE = small_catalogue()
COMPLETE: dict[str, Content] = {
    "member_full": 14,
    "theme_days": 6,
    "dues_due": Decimal(1),
    "dues_paid": Decimal(1),
    "highlights": "有",
}


@pytest.mark.parametrize(
    ("contents", "doubts", "state", "left"),
    [
        ({}, 0, State.EMPTY, 5),
        (COMPLETE | {"theme_days": None}, 0, State.PARTIAL, 1),
        (COMPLETE, 0, State.COMPLETE, 0),
        (COMPLETE, 1, State.DOUBTFUL, 0),
        (COMPLETE | {"theme_days": 0}, 0, State.COMPLETE, 0),
    ],
)
def test_a_form_is_in_one_of_four_states(contents: dict[str, Content], doubts: int, state: State, left: int) -> None:
    made = progress_of(filing("01", **contents), [warning("odd", "某处", "请核对")] * doubts, CATALOGUE)

    assert (made.state, made.left) == (state, left)


def test_what_cannot_be_read_is_still_to_be_filled_in() -> None:
    (now,) = filings_of("单位 | 正式党员 | 主题党日 | 党费应收 | 党费实收 | 亮点\n01 | 十四个 | 6 | 1 | 1 | 有")

    made = progress_of(now, [], CATALOGUE)

    assert (made.state, made.left) == (State.PARTIAL, 1)


def test_blanks_are_no_doubts() -> None:
    found = [warning(code, "某处", "请核对") for code in ("not_filed", "missing", "odd")]
    assert [each.code for each in progress_of(filing("01", **COMPLETE), found, CATALOGUE).doubts] == ["odd"]
