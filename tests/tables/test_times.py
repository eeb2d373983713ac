"""Words by which a heading speaks of another time, a target or a part are seen, and those of the period itself are not."""

from __future__ import annotations

import pytest

from tests.support.text_table import rows_of
from toolkit.catalogue.periods import read_period
from toolkit.tables.times import other_words

SAID = """
text                       | period | of something else
2026年上半年党课           | 2026H1 |
党课（1-6月）              | 2026H1 |
党课（1—6月）              | 2026H1 |
党课（1-3月）              | 2026H1 | 1-3月
截至2026年6月底            | 2026H1 |
填表日期：2026年7月3日     | 2026H1 |
二〇二六年上半年           | 2026H1 |
二○二五年上半年            | 2026H1 | 2025
2025年党课                 | 2026H1 | 2025
下半年                     | 2026H1 | 下半年
上半年                     | 2026H2 | 上半年
全年                       | 2026H1 | 全年
全年                       | 2026   |
一季度                     | 2026Q1 |
第二季度                   | 2026Q1 | 第二季度
3月                        | 2026M3 |
4月                        | 2026M3 | 4月
其中：女                   | 2026H1 | 其中、女
较上年增减                 | 2026H1 | 较上、增减
目标                       | 2026H1 | 目标
"""


@pytest.mark.parametrize("row", rows_of(SAID), ids=lambda row: f"{row['text']} {row['period']}")
def test_words_of_something_else_are_seen(row: dict[str, str]) -> None:
    assert "、".join(other_words(row["text"], read_period(row["period"]))) == row["of something else"]


def test_what_is_in_a_figures_own_name_may_stand_in_its_heading() -> None:
    assert other_words("未完成目标", read_period("2026H1"), own="未完成目标") == []
