"""What people write is understood as a person would understand it, and asked where a person would ask."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.text_table import rows_of
from toolkit.catalogue.as_written import (
    Unreadable,
    day_as_written,
    number_as_written,
    parts_as_written,
    says_nothing,
    word_as_written,
    yes_or_no_as_written,
)

ASKED = "（问）"
NUMBERS = """
typed          | unit | means
六             | 名   | 6
十二           | 次   | 12
两             | 次   | 2
二十           | 名   | 20
三百二十一     | 元   | 321
一百零五       | 元   | 105
贰佰元整       | 元   | 200
¥3300          | 元   | 3300
￥ 3,300.50    | 元   | 3300.5
人民币3300元   | 元   | 3300
0.42万元       | 元   | 4200
3.5万          | 元   | 35000
4200元         | 万元 | 0.42
0.42万元       | 万元 | 0.42
0.42万         | 万元 | 0.42
3千            | 元   | 3000
1亿            | 元   | 100000000
1.2万人次      | 人次 | 12000
15人           | 名   | 15
15名           | 人   | 15
15 人次        | 人次 | 15
3场            | 次   | 3
3h             | 小时 | 3
15人           |      | 15
2小时          |      | 2
12。           | 次   | 12
-3             | 名   | -3
未开展         | 次   | 0
没有           | 次   | 0
本期未组织     | 次   | 0
本期没有召开会议 | 次 | 0
未召开过     | 次   | 0
上半年没有开展 | 次   | （问）
没过           | 次   | （问）
未达标         | 次   | （问）
¥3            | 次   | （问）
3块            | 元   | （问）
一百万         | 万元 | （问）
三百二十       | 万元 | （问）
三十           | 万元 | 30
没有举办活动   | 次   | 0
15人           | 次   | （问）
15次           | 人   | （问）
3月            | 次   | （问）
约28           | 名   | （问）
近30           | 名   | （问）
20余           | 名   | （问）
三十多         | 名   | （问）
十几           | 次   | （问）
10+            | 名   | （问）
28左右         | 名   | （问）
不少于5次      | 次   | （问）
>5             | 次   | （问）
20-30          | 次   | （问）
三至五         | 次   | （问）
5或6           | 次   | （问）
若干           | 次   | （问）
六七           | 次   | （问）
一百二三十     | 名   | （问）
12①           | 次   | （问）
5？            | 次   | （问）
5（含联合2次） | 次   | （问）
1 200          | 元   | （问）
1,2345         | 元   | （问）
1.2.3          | 元   | （问）
50%            |      | （问）
第3            | 次   | （问）
百             | 元   | （问）
未             | 次   | （问）
无锡           | 次   | （问）
12345678901234567890 | 元 | （问）
"""


@pytest.mark.parametrize("row", rows_of(NUMBERS), ids=lambda row: f"{row['typed']} {row['unit']}")
def test_a_number_is_understood_as_a_person_would(row: dict[str, str]) -> None:
    if row["means"] == ASKED:
        with pytest.raises(Unreadable, match=row["typed"].replace("+", r"\+").replace("（", ".").replace("）", ".")):
            number_as_written(row["typed"], row["unit"])
    else:
        assert number_as_written(row["typed"], row["unit"]) == Decimal(row["means"])


DAYS = """
typed              | year | means
20260601           |      | 2026-06-01
2026.6.1           |      | 2026-06-01
2026、6、1         |      | 2026-06-01
2026年6月1号       |      | 2026-06-01
2026-6-1（周一）   |      | 2026-06-01
2026年6月1日 星期一 |     | 2026-06-01
二〇二六年六月一日 |      | 2026-06-01
二〇二六年十二月三十一日 | | 2026-12-31
６月１日           | 2026 | 2026-06-01
6月1号             | 2026 | 2026-06-01
6-1                | 2026 | 2026-06-01
6/1                | 2025 | 2025-06-01
六月三十日         | 2026 | 2026-06-30
十十月一日         | 2026 | （问）
六月三十十日       | 2026 | （问）
六月十二三日       | 2026 | （问）
十月十日           | 2026 | 2026-10-10
2月29日            | 2024 | 2024-02-29
2月29日            | 2026 | （问）
6月1日             |      | （问）
6.1                | 2026 | （问）
6月31日            | 2026 | （问）
20261301           |      | （问）
2026年6月          |      | （问）
26.6.1             | 2026 | （问）
6.1-6.3            | 2026 | （问）
6月1日至3日        | 2026 | （问）
46174              | 2026 | （问）
6月上旬            | 2026 | （问）
"""


@pytest.mark.parametrize("row", rows_of(DAYS), ids=lambda row: f"{row['typed']} {row['year']}")
def test_a_day_is_understood_as_a_person_would(row: dict[str, str]) -> None:
    year = int(row["year"]) if row["year"] else None
    if row["means"] == ASKED:
        with pytest.raises(Unreadable):
            day_as_written(row["typed"], year)
    else:
        assert day_as_written(row["typed"], year) == date.fromisoformat(row["means"])


def test_a_day_without_a_year_says_what_is_missing() -> None:
    with pytest.raises(Unreadable, match="没有写年份。请写全"):
        day_as_written("6月1日")


LISTS = """
typed                        ; parts
东风社区、河滨社区           ; 东风社区|河滨社区
东风社区 河滨社区            ; 东风社区|河滨社区
东风社区　　河滨社区         ; 东风社区|河滨社区
东风社区/河滨社区／新村社区  ; 东风社区|河滨社区|新村社区
1、东社区2、西社区           ; 东社区|西社区
1.东社区 2.西社区            ; 东社区|西社区
（1）东社区（2）西社区       ; 东社区|西社区
①东②西                     ; 东|西
一、东社区 二、西社区        ; 东社区|西社区
东社区（一期、二期）、西社区 ; 东社区（一期、二期）|西社区
《甲、乙》《丙 丁》          ; 《甲、乙》《丙 丁》
《甲、乙》 《丙》            ; 《甲、乙》|《丙》
东社区；西社区。             ; 东社区|西社区
三八活动、七一活动           ; 三八活动|七一活动
A/B测试                      ; A/B测试
Party Day 活动               ; Party Day 活动
3月5日 东社区                ; 3月5日 东社区
1.5公里跑、2.5公里跑         ; 1.5公里跑|2.5公里跑
2026年3月、4月               ; 2026年3月|4月
1.东社区                     ; 1.东社区
1、　东社区 2、　西社区      ; 东社区|西社区
0、　东社区                  ; 0|东社区
"""


@pytest.mark.parametrize("line", LISTS.strip().splitlines()[1:])
def test_a_list_is_parted_where_a_person_would_part_it(line: str) -> None:
    typed, parts = (each.strip() for each in line.split(";"))
    assert "|".join(parts_as_written(typed)) == parts


@given(
    st.lists(st.text("东西南北中新村社", min_size=2, max_size=5), min_size=1, max_size=6),
    st.sampled_from("、；，/\n 　"),
)
def test_however_a_list_is_parted_its_parts_are_the_same(parts: list[str], mark: str) -> None:
    assert parts_as_written(mark.join(parts)) == tuple(parts)


WORDS = """
typed   | means
已销号  | 已销号
已 销号 | 已销号
已销号。 | 已销号
ＡＢ    | ab
销号    |
已      |
"""


@pytest.mark.parametrize("row", rows_of(WORDS), ids=lambda row: row["typed"])
def test_a_choice_is_known_without_its_signs(row: dict[str, str]) -> None:
    assert word_as_written(row["typed"], ("待整改", "已销号", "ab")) == (row["means"] or None)


def test_a_word_that_may_mean_two_choices_means_none() -> None:
    assert word_as_written("甲乙", ("甲 乙", "甲乙。")) is None


@pytest.mark.parametrize(
    ("typed", "means"),
    [("√", True), ("✓", True), ("Y", True), ("已", True), ("否", False), ("×", False), ("未", False), ("半", None)],
)
def test_yes_and_no_are_known_by_what_people_tick(typed: str, means: bool | None) -> None:
    assert yes_or_no_as_written(typed) is means


@pytest.mark.parametrize(
    ("text", "is_so"),
    [("无", True), ("未开展。", True), ("本期无", True), ("未", False), ("无人机活动", False), ("", False)],
)
def test_nothing_is_said_in_many_ways(text: str, is_so: bool) -> None:
    assert says_nothing(text) is is_so
