"""Rates that cannot be: of totals over different units, and above one hundred per cent.

Takes the doubtful divisions of a render, or the texts of a finished document; gives findings. Both make a draft, since what is
printed is not so. Never works out a rate itself.

    参加率101.1%  到课率达到百分之一百零五  覆盖率由98%上升为105%     of the whole: cannot be
    同比增长120%  增速：120%  完成全年任务的120%  是去年同期的130%    may well be
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from toolkit.catalogue.as_written import WIDE_TO_NARROW
from toolkit.findings import Finding, error, warning
from toolkit.word import Coverage, Doubt

WHOLE: Final = Decimal(100)
NARROW: Final = {**WIDE_TO_NARROW, 0xFE6A: ord("%"), 0x066A: ord("%")}
"""Full-width letters and other per cent signs, letter for letter, so that places stay right."""
CHINESE: Final = "〇零一二两三四五六七八九十百千万点"
RATE: Final = re.compile(
    r"(?<![0-9.,])(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)\s*%"
    rf"|百分之(?P<words>[0-9][0-9,]*(?:\.[0-9]+)?|[{CHINESE}]+)"
    rf"|(?<![{CHINESE}])(?P<chinese>[{CHINESE}]+)%"
)
CLAUSE_END: Final = re.compile(r"[，。；！？,;!?]")
ASIDE: Final = re.compile(r"[（(][^（()）]*[）)]")
# What grows, goes beyond a plan, or is held against something else than its whole, may well be more than one hundred per cent.
GROWTH: Final = re.compile(
    r"增长|增加|增幅|增速|涨|提高|提升|上升|扩大|同比|环比|比上|超|翻|相当于|为上|下降|减少|降低|同期|任务|目标|计划|完成|原来|倍"
)
SHARE: Final = re.compile(r"率")
RESULT: Final = re.compile(r"(?:为|到|至|达|达到)约?$")
MOST_UNITS: Final = 6
EXCERPT: Final = 16


def unlike_totals(doubts: Iterable[Doubt], covered: Mapping[str, Coverage], place: str) -> Iterator[Finding]:
    """A finding for each division of totals whose units differ.

    Args:
        doubts: the divisions, with the names above and below the line.
        covered: by name, what its total is the total of.
        place: the document's name.
    """
    for doubt in doubts:
        names = list(dict.fromkeys((*doubt.over, *doubt.under)))
        counts = "，".join(f"“{name}”是{len(covered[name].covered)}个单位的" for name in names)
        units = sorted(_in_some(list(map(covered.__getitem__, names))))
        more = "等" if len(units) > MOST_UNITS else ""
        lacking = f"（{'、'.join(units[:MOST_UNITS])}{more}不是每项都有数）"
        advice = f"{counts}{lacking}，合计的单位不一样，相除得到的比率不准。请补齐，或这几项都填“不适用”，再重新生成。"
        yield error("unlike_totals", place, advice)


def _in_some(coverages: Collection[Coverage]) -> frozenset[str]:
    """The units that are in some of these totals and not in all, though they were asked for all."""
    asked = frozenset.intersection(*(each.asked for each in coverages))
    covered = [each.covered & asked for each in coverages]
    # Where no unit was asked for all of them, two of them differ by themselves.
    asked_for_two = frozenset().union(*(each.covered for each in coverages))
    return frozenset().union(*covered) - frozenset.intersection(*covered) or asked_for_two


def above_whole(texts: Iterable[str], place: str, filed: Callable[[], Collection[str]]) -> Iterator[Finding]:
    """A finding for each printed rate above 100 %, but for growth; one that a unit wrote itself only asks for a look.

    Args:
        texts: the paragraphs of the finished document, in order.
        place: its name.
        filed: gives the texts that units filed, as they were printed.
    """
    texts = list(texts)
    if not any(map(_is_above_whole, RATE.finditer("\n".join(texts).translate(NARROW)))):
        return
    for number, text in enumerate(texts, start=1):
        for found in RATE.finditer(text.translate(NARROW)):
            if not _is_above_whole(found) or _may_be_more(text[: found.start()]):
                continue
            shown = text[found.start() : found.end()]
            where = f"{place} 第{number}段“{text[max(found.start() - EXCERPT, 0) : found.end()]}”"
            advice = f"比率{shown}超过了100%。请核对分子和分母，改正后重新生成。"
            is_filed = any(shown in each and each in text for each in filed())
            yield (warning if is_filed else error)("rate_above_whole", where, advice)


def _is_above_whole(found: re.Match[str]) -> bool:
    text = found["number"] or found["words"] or found["chinese"]
    if text[0].isascii():
        return Decimal(text.replace(",", "")) > WHOLE
    import cn2an  # noqa: PLC0415 - slow to import, and few documents write rates in characters

    try:
        return Decimal(str(cn2an.cn2an(text.replace("〇", "零"), "smart"))) > WHOLE
    except ValueError:
        return False


def _may_be_more(before: str) -> bool:
    """Whether what stands before a rate says that it is no share of a whole, or no rate of now.

    The last word counts: 提高参加率105% is a share, 参加率提高105% a growth, 参加率上升为105% a share again.
    """
    clause = CLAUSE_END.split(ASIDE.sub("", before))[-1]
    growths = list(GROWTH.finditer(clause))
    if not growths:
        return False
    shares = [share.start() for share in SHARE.finditer(clause)]
    last = growths[-1]
    if shares and shares[-1] >= last.end():
        # 增长率, 完成率 and their like are none of a whole.
        return shares[-1] == last.end()
    return not (shares and RESULT.search(clause))
