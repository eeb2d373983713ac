"""Rates that cannot be: of totals over different units, and above one hundred per cent.

Takes the doubtful divisions of a render, or the texts of a finished document; gives findings. Both make a draft, since what is
printed is not so. Never works out a rate itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from toolkit.findings import Finding, error, warning
from toolkit.word import Doubt

WHOLE: Final = Decimal(100)
RATE: Final = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*[%％]")
CLAUSE_END: Final = re.compile(r"[，。；、：（）,;:()]")
# What grows, or goes beyond a plan, may well be more than the whole.
GROWTH: Final = re.compile(
    r"增长|增加|增幅|涨|提高|提升|上升|扩大|同比|环比|比上|超|翻|相当于|达到?原|为上|下降|减少|降低"
)
MOST_UNITS: Final = 6
EXCERPT: Final = 16


def unlike_totals(doubts: Iterable[Doubt], covered: Mapping[str, frozenset[str]], place: str) -> Iterator[Finding]:
    """A finding for each division of totals whose units differ.

    Args:
        doubts: the divisions, with the names above and below the line.
        covered: by name, the units whose figures are in its total.
        place: the document's name.
    """
    for doubt in doubts:
        names = list(dict.fromkeys(name for name in (*doubt.over, *doubt.under) if name in covered))
        counts = "，".join(f"“{name}”是{len(covered[name])}个单位的" for name in names)
        units = sorted(
            frozenset.union(*(covered[name] for name in names))
            - frozenset.intersection(*(covered[name] for name in names))
        )
        more = "等" if len(units) > MOST_UNITS else ""
        lacking = f"（{'、'.join(units[:MOST_UNITS])}{more}只报了一部分）"
        advice = f"{counts}{lacking}，两个合计的单位不一样，相除得到的比率不准。请补齐后重新生成。"
        yield error("unlike_totals", place, advice)


def above_whole(texts: Iterable[str], place: str, filed: Collection[str]) -> Iterator[Finding]:
    """A finding for each printed rate above 100 %, but for growth; one that a unit wrote itself only asks for a look.

    Args:
        texts: the paragraphs of the finished document, in order.
        place: its name.
        filed: the texts that units filed, as they were printed.
    """
    for number, text in enumerate(texts, start=1):
        for found in RATE.finditer(text):
            clause = CLAUSE_END.split(text[: found.start()])[-1]
            if Decimal(found[1]) <= WHOLE or GROWTH.search(clause):
                continue
            where = f"{place} 第{number}段“{text[max(found.start() - EXCERPT, 0) : found.end()]}”"
            advice = f"比率{found[0]}超过了100%。请核对分子和分母，改正后重新生成。"
            is_filed = any(found[0] in each and each in text for each in filed)
            yield (warning if is_filed else error)("rate_above_whole", where, advice)
