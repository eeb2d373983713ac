"""Where the figures of a document come from, in words: what the house reads beside a draft for review.

Takes figures and the filings they are made of; gives rows of Chinese text. Never reads the journal: who entered a figure, when, and from
which cell is told by `tasks/figures/explain`.

    党课         6次        12个支部填报
    党费实收     7585元     12个支部中11个填报，缺档案馆党支部
    志愿服务     6次        由活动台账算出
    人均党费     24.5元     由公式算出：党费实收÷正式党员
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from toolkit.catalogue.items import Item
from toolkit.catalogue.units import BRANCH
from toolkit.report.changes import ANY_UNIT
from toolkit.report.standing import Standing
from toolkit.report.vocabulary import SOURCE_COLUMNS
from toolkit.report.wording import NAMES_IN_FULL, named
from toolkit.review.numbers import number_of
from toolkit.review.rollup import Total


def source_rows(items: Iterable[Item], standing: Standing) -> Iterator[dict[str, str]]:
    """For each number a document may print, what it is and where it comes from; of what nobody filed there is none."""
    now = standing.totals[0]
    for item in items:
        total = now(item)
        if number_of(total.content) is not None:
            shown = f"{item.show(total.content)}{item.unit}"
            yield dict(zip(SOURCE_COLUMNS, (item.label, shown, source_text(item, total, standing)), strict=True))


def source_text(item: Item, total: Total, standing: Standing) -> str:
    """Where one figure comes from."""
    way = _way_in_print(item) if item.is_derived and not _is_typed(item, standing) else ""
    return "，".join(
        part for part in (way or _who_filed(item, total, standing), _who_is_missing(total, standing)) if part
    )


def way_of(item: Item) -> str:
    """How a figure that nobody types comes about, in the catalogue's own words."""
    if item.formula:
        return f"由公式算出：{item.formula}"
    assert item.source is not None
    ledger, where, take, _date = item.source
    return f"由{ledger}算出：{'，'.join(part for part in (where, take or '次数') if part)}"


def _way_in_print(item: Item) -> str:
    """The same as officials print it: a formula with the signs of arithmetic, of rows only whose they are."""
    signs = dict(zip("*/+-", "×÷＋－", strict=True))
    way = re.sub(r" ?([*/+×÷-]) ?", lambda found: signs.get(found[1], found[1]), way_of(item))
    return way if item.formula else way.partition("：")[0]


def _is_typed(item: Item, standing: Standing) -> bool:
    """Whether somebody typed what would have been worked out."""
    return any(
        filing[item.key] is not None and item.key not in filing.worked_out and item.key not in filing.counted
        for filing in standing.filings
    )


def _who_filed(item: Item, total: Total, standing: Standing) -> str:
    names = _short_names(standing)
    if len(total.covered) == 1 and not total.missing:
        return f"{names[total.covered[0]]}填报"
    whose = BRANCH if set(item.filed_by) == {BRANCH} else ANY_UNIT
    asked = len(total.covered) + len(total.missing)
    return f"{asked}个{whose}中{len(total.covered)}个填报" if total.missing else f"{asked}个{whose}填报"


def _who_is_missing(total: Total, standing: Standing) -> str:
    names = _short_names(standing)
    # How many there are is said where not all are named.
    noun = f"个{ANY_UNIT}" if len(total.missing) > NAMES_IN_FULL else ""
    return f"缺{named([names[code] for code in total.missing], noun)}" if total.missing else ""


def _short_names(standing: Standing) -> Mapping[str, str]:
    return {filing.unit.code: filing.unit.short_name for filing in standing.filings}
