"""Where the figures of a document come from, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.support.office import HALF, filing, filings_of, small_catalogue, small_units
from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import AMOUNT
from toolkit.figures.figure import Filing
from toolkit.report.sources import source_rows, source_text
from toolkit.report.standing import Standing

CATALOGUE, UNITS = small_catalogue(), small_units()
FILED = """
单位 | 正式党员 | 主题党日 | 党费实收 | 平均积分 | 亮点   | 党组研讨
01   | 14       | 6        | 120.5    |          | 有做法 |
02   | 9        | 0        |          |          |        |
03   | 7        | 不适用   | 80       |          |        |
B    |          |          |          |          |        | 2
"""


def rows(unit: str, filings: tuple[Filing, ...]) -> list[tuple[str, str, str]]:
    standing = Standing(UNITS[unit], HALF, filings)
    return [(row["指标"], row["数"], row["来源"]) for row in source_rows(CATALOGUE.items, standing)]


def test_each_number_of_a_total_says_how_many_filed_it_and_who_did_not() -> None:
    assert rows("J", filings_of(FILED)) == [
        ("正式党员", "30名", "3个支部全部已报"),
        ("主题党日", "6次", "2个支部全部已报"),
        ("党费实收", "200.5元", "3个支部中2个已报，人事科未报"),
        ("党组研讨", "2次", "局本级已报"),
    ]


def test_a_branch_filed_its_own_and_of_what_it_did_not_file_there_is_nothing() -> None:
    first, second, *_others = filings_of(FILED)

    assert rows("01", (first,))[:2] == [("正式党员", "14名", "办公室已报"), ("主题党日", "6次", "办公室已报")]
    assert ("主题党日", "0次", "人事科已报") in rows("02", (second,))
    assert "党费实收" not in [label for label, _number, _source in rows("02", (second,))]


RATE = Item("per_head", "人均党费", "党费", AMOUNT, "元", formula="党费实收 / (正式党员 + 主题党日) * 2")
COUNTED = Item("visits", "参观次数", "组织生活", AMOUNT, "次", source=("活动台账", "类型 = 参观学习", "", ""))


@pytest.mark.parametrize(
    ("item", "typed", "said"),
    [
        (RATE, False, "由公式算出：党费实收÷(正式党员＋主题党日)×2"),
        (COUNTED, False, "由活动台账算出"),
        (RATE, True, "办公室已报"),
        (COUNTED, True, "办公室已报"),
    ],
)
def test_what_nobody_typed_says_how_it_came_about(item: Item, typed: bool, said: str) -> None:
    worked = frozenset() if typed else frozenset([item.key])
    made = replace(
        filing("01"),
        contents={item.key: Decimal(3)},
        worked_out=worked if item.formula else frozenset(),
        counted=frozenset() if item.formula else worked,
    )
    standing = Standing(UNITS["01"], HALF, (made,))

    assert source_text(item, standing.totals[0](item), standing) == said
