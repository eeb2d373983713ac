"""The table of figures: branches down, figures across, total and coverage below."""

from __future__ import annotations

from tests.support.office import filings_of, small_catalogue
from toolkit.review.tables import figure_table


def test_the_table_ends_with_the_total_and_how_many_are_in_it() -> None:
    filings = filings_of(
        """
        单位 | 主题党日 | 正式党员
        01   | 6       | 14
        02   |         | 9
        """
    )

    table = figure_table(small_catalogue(), filings)

    assert list(table.index) == ["办公室", "人事科", "合计", "已报"]
    assert list(table[("组织生活", "主题党日（次）")]) == [6, None, 6, 1]
    assert list(table[("组织", "正式党员（名）")]) == [14, 9, 23, 2]
