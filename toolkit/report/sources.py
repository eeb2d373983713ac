"""Where the figures of a document come from, in words: what the house reads beside a draft for review.

Takes figures and the filings they are made of; gives rows of Chinese text. Never reads the journal: who entered a figure, when, and from
which cell is told by `tasks/figures/explain`.

    党课         6次        12个支部全部已报
    党费实收     7585元     12个支部中11个已报，档案馆党支部未报
    志愿服务     6次        由活动台账算出
    人均党费     24.5元     由公式算出：党费实收÷正式党员
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from toolkit.catalogue.items import Item
from toolkit.report.changes import coverage_of, whose_of
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
    names = {filing.unit.code: filing.unit.short_name for filing in standing.filings}
    is_worked_out = item.is_derived and not _is_typed(item, standing)
    way = _way_in_print(item) if is_worked_out else _who_filed(item, total, names)
    missing = [names[code] for code in total.missing]
    noun = f"个{whose_of(item)}" if len(missing) > NAMES_IN_FULL else ""
    return f"{way}，{named(missing, noun)}未报" if missing else way


def way_of(item: Item) -> str:
    """How a figure that nobody types comes about, in the catalogue's own words."""
    if item.formula:
        return f"由公式算出：{item.formula}"
    assert item.source is not None
    _ledger, where, take, _date = item.source
    return f"{_of_rows(item)}：{'，'.join(part for part in (where, take or '次数') if part)}"


def _way_in_print(item: Item) -> str:
    """The same as officials print it: a formula with the signs of arithmetic, of rows only their ledger."""
    if not item.formula:
        return _of_rows(item)
    signs = dict(zip("*/+-", "×÷＋－", strict=True))
    return re.sub(r" ?([*/+×÷-]) ?", lambda found: signs.get(found[1], found[1]), way_of(item))


def _of_rows(item: Item) -> str:
    assert item.source is not None
    return f"由{item.source[0]}算出"


def _is_typed(item: Item, standing: Standing) -> bool:
    """Whether somebody typed what would have been worked out."""
    return any(
        filing[item.key] is not None and item.key not in filing.worked_out and item.key not in filing.counted
        for filing in standing.filings
    )


def _who_filed(item: Item, total: Total, names: Mapping[str, str]) -> str:
    is_of_one = len(total.covered) == 1 and not total.missing
    return f"{names[total.covered[0]]}已报" if is_of_one else coverage_of(item, total)
