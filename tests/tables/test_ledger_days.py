"""A row is of the period of its day; what runs over periods, of all from the one in which it began to the one in which it was done."""

from __future__ import annotations

import pytest

from tests.support.text_table import rows_of
from tests.tables.test_headings import CATALOGUE, HALF
from toolkit.figures.ledger_rows import row_contents
from toolkit.tables.ledger_days import may_be_done_before, why_not_of

OF_THE_HALF = """
ledger  | 发现日期   | 状态   | 销号日期   | 日期       | 签订日期  | why
issues  | 2025-09-01 | 待整改 |            |            |           |
issues  | 2025-09-01 | 待整改 | 2025-12-01 |            |           |
issues  | 2025-09-01 | 已销号 | 2026-02-01 |            |           |
issues  | 2025-09-01 | 已销号 | 2025-12-01 |            |           | 在2026年上半年以前就办完了
issues  | 2025-09-01 | 已销号 |            |            |           | ?
issues  | 2026-08-01 | 待整改 |            |            |           | 是2026年上半年以后的事
honours |            |        |            | 2026-06-30 |           |
honours |            |        |            | 2026-07-01 |           | 的日期不在2026年上半年里
pledges |            |        |            |            | 2026-03-01 |
pledges |            |        |            |            | 2024-03-01 | 的日期不在2026年上半年里
duties  |            |        |            |            |           |
"""


@pytest.mark.parametrize("case", rows_of(OF_THE_HALF), ids=str)
def test_a_row_is_of_a_period_by_its_days(case: dict[str, str]) -> None:
    one = next(each for each in CATALOGUE.ledgers if each.key == case["ledger"])
    row = row_contents(one, {key: text for key, text in case.items() if text}, 2026)
    assert (why_not_of(one, row, HALF) or "?" * may_be_done_before(one, row, HALF)) == case["why"]
