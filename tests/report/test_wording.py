"""Official wording; each table is the rule.

Sources: the drafting rules of the project's field notes (余, 万元, 等, 同比), 支付结算办法 for 大写.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from toolkit.report.wording import FILTERS, WordingFault, change_text, coverage_text, done_text
from toolkit.review.compare import Comparison
from toolkit.word import Gap


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("万元", Decimal("9999.99"), "9999.99元"),
        ("万元", Decimal(10000), "1万元"),
        ("万元", Decimal("12345"), "1.23万元"),
        ("万元", Decimal("1000000"), "100万元"),
        ("万元", 0, "0元"),
        ("余", 9, "9"),
        ("余", 10, "10"),
        ("余", 11, "10余"),
        ("余", 999, "990余"),
        ("余", 1000, "1000"),
        ("余", 1001, "1000余"),
        ("余", 1299, "1200余"),
        ("大写", Decimal("1200.50"), "壹仟贰佰元伍角"),
        ("大写", Decimal(10300), "壹万零叁佰元整"),
        ("大写", Decimal("0.05"), "伍分"),
        ("汉字", 12, "十二"),
        ("汉字", 20, "二十"),
        ("汉字", 105, "一百零五"),
        ("百分比", Decimal("0.975"), "97.5%"),
        ("百分比", Decimal(1), "100%"),
        ("千分位", Decimal("72655.5"), "72,655.5"),
        ("顿号", ["甲", "乙"], "甲、乙"),
        ("顿号", "第一行\n第二行", "第一行、第二行"),
        ("等", ["甲"], "甲"),
        ("等", ["甲", "乙", "丙"], "甲、乙、丙"),
        ("等", ["甲", "乙", "丙", "丁"], "甲、乙、丙等"),
        ("日期", date(2026, 6, 3), "2026年6月3日"),
    ],
)
def test_a_filter_writes_as_an_office_does(name: str, value: Any, expected: str) -> None:
    assert FILTERS[name](value) == expected


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_a_blank_stays_a_blank_through_every_filter(name: str) -> None:
    blank = Gap(counts=True)

    assert FILTERS[name](blank) is blank


@pytest.mark.parametrize(("name", "value"), [("万元", "很多"), ("余", "几个"), ("日期", "6月"), ("顿号", 3)])
def test_a_filter_says_what_it_cannot_word(name: str, value: Any) -> None:
    with pytest.raises(WordingFault, match="只能用在"):
        FILTERS[name](value)


@pytest.mark.parametrize(
    ("now", "before", "against", "expected"),
    [
        (13, 10, "比上期", "比上期增加3名，增长30%"),
        (7, 10, "同比", "同比减少3名，下降30%"),
        (5, 2, "比上期", "比上期增加3名"),
        (3, 0, "比上期", "比上期增加3名"),
        (10, 10, "比上期", "与上期持平"),
        (10, 10, "同比", "与上年同期持平"),
        (40, 10, "同比", "同比增加30名，增长300%"),
    ],
)
def test_a_change_is_worded_with_a_rate_only_on_a_base_of_ten_or_more(
    now: int, before: int, against: str, expected: str
) -> None:
    assert change_text(Comparison(Decimal(now), Decimal(before)), "名", against) == expected


def test_nothing_is_said_where_nothing_can_be_compared() -> None:
    assert change_text(None, "名", "比上期") == ""


@pytest.mark.parametrize(
    ("number", "target", "expected"),
    [(6, 6, "已完成"), (7, 6, "已完成"), (5, 6, "完成83%"), (None, 6, ""), (5, None, "")],
)
def test_a_target_is_done_or_done_in_part(number: int | None, target: int | None, expected: str) -> None:
    def decimal(value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    assert done_text(decimal(number), decimal(target)) == expected


def test_coverage_says_how_many_of_how_many() -> None:
    assert coverage_text(9, 12) == "12个支部中9个已报"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("学习了党章", "学习了党章。"),
        ("学习了党章。", "学习了党章。"),
        ("一是学习，\n二是谈心；", "一是学习。\n二是谈心；"),
        ("开展“三看”", "开展“三看”。"),
        ("他说“要学习。”", "他说“要学习。”"),
        ("", ""),
    ],
)
def test_a_text_ends_as_a_sentence_does(typed: str, printed: str) -> None:
    assert FILTERS["成句"](typed) == printed
