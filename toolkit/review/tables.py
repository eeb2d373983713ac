"""The figures of a period as a table: branches down, figures across, with the total and its coverage below.

Takes filings; gives a pandas DataFrame, for notebooks and for the summary workbook. Never adds up by itself: roll_up does.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.units import BRANCH
from toolkit.figures.figure import Filing
from toolkit.review.rollup import roll_up


def figure_table(catalogue: Catalogue, filings: Sequence[Filing]) -> pd.DataFrame:
    """The branches' numeric figures as exact contents (int, Decimal, 不适用 or None).

    Args:
        catalogue: which figures there are.
        filings: one for each branch, in the order wanted.

    Returns:
        Index: the branches' short names, then 合计 and 已报. Columns: (section, label with unit).
    """
    items = [item for item in catalogue.asked_of(BRANCH) if item.kind.numeric]
    totals = {item.key: roll_up(item, filings) for item in items}
    rows = [[filing[item.key] for item in items] for filing in filings]
    rows.append([totals[item.key].content for item in items])
    rows.append([len(totals[item.key].covered) for item in items])
    names = [filing.unit.short_name for filing in filings]
    columns = pd.MultiIndex.from_tuples(
        [(item.section, f"{item.label}（{item.unit}）") for item in items], names=["类别", "指标"]
    )
    return pd.DataFrame(rows, index=[*names, "合计", "已报"], columns=columns, dtype=object)
