"""Names, lists, dates and sentences as an office writes them; each table is the rule, with its source beside it.

标准 is GB/T 15834-2011 or GB/T 15835-2011, 国标 GB/T 9704-2012, 办法 支付结算办法 附一; 习惯 is practice, and can be switched off.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from toolkit.catalogue.habits import ABOUT, ALL_HABITS, Habit
from toolkit.report.amounts import WordingFault
from toolkit.report.wording import FILTERS, filters_for
from toolkit.word import Gap

LISTS = """
level  | filter            | names                        | printed
标准   | 顿号              | 甲,乙                        | 甲、乙
标准   | 顿号              | 《学习纲要》,《党章》        | 《学习纲要》《党章》
标准   | 顿号              | “一对一”,“面对面”,“心连心”   | “一对一”“面对面”“心连心”
标准   | 顿号              | 《学习纲要》（上册）,《党章》 | 《学习纲要》（上册）、《党章》
标准   | 顿号              | 《党章》,“三看”              | 《党章》、“三看”
本项目 | 顿号              | 甲,,  ,乙                    | 甲、乙
本项目 | 顿号              |                              |
本项目 | 等                | 甲                           | 甲
本项目 | 等                | 甲,乙                        | 甲、乙
本项目 | 等("个党支部")    | 甲,乙,丙                     | 甲、乙、丙3个党支部
本项目 | 等("个社区")      | 甲,乙,丙,丁,戊               | 甲、乙、丙等5个社区
本项目 | 等("本")          | 《甲》,《乙》,《丙》,《丁》  | 《甲》《乙》《丙》等4本
本项目 | 等("个党支部")    |                              |
本项目 | 等("个党支部")    | ,甲,                         | 甲
"""


@pytest.mark.parametrize("line", LISTS.strip().splitlines()[1:])
def test_a_list_is_written_as_an_office_does(line: str) -> None:
    _level, name, names, printed = (cell.strip() for cell in line.split("|"))
    filter_name, _bracket, noun = name.partition("(")
    arguments = [noun.strip('")')] if noun else []
    assert FILTERS[filter_name](names.split(",") if names else [], *arguments) == printed


def test_a_text_in_several_lines_is_a_list() -> None:
    assert FILTERS["顿号"]("第一行\n\n第二行") == "第一行、第二行"


def test_doubles_are_printed_once_where_it_is_asked() -> None:
    assert FILTERS["顿号"](["甲", "乙", "甲"]) == "甲、乙、甲"
    assert FILTERS["顿号"](FILTERS["不重复"](["甲", "乙", "甲"])) == "甲、乙"


def test_a_day_is_written_without_padding_and_in_full_where_it_is_of_another_year() -> None:
    assert FILTERS["日期"](date(2026, 6, 3)) == "2026年6月3日"
    assert FILTERS["月日"](date(2026, 6, 3)) == "6月3日"
    assert FILTERS["月日"](date(2026, 12, 31), 2026) == "12月31日"
    assert FILTERS["月日"](date(2025, 12, 31), 2026) == "2025年12月31日"


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_a_blank_stays_a_blank_through_every_filter(name: str) -> None:
    blank = Gap(counts=True)

    assert FILTERS[name](blank) is blank


@pytest.mark.parametrize(("name", "value"), [("日期", "6月"), ("月日", 6), ("顿号", 3), ("等", None)])
def test_a_filter_says_what_it_cannot_word(name: str, value: Any) -> None:
    with pytest.raises(WordingFault, match="只能用在"):
        FILTERS[name](value)


def test_every_habit_is_described_and_can_be_switched_off() -> None:
    assert set(ABOUT) == ALL_HABITS
    without = filters_for(ALL_HABITS - {Habit.FRACTIONS})
    assert (FILTERS["余"](12.5), without["余"](12.5)) == ("12.5", "10余")
    assert set(without) == set(FILTERS)


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
