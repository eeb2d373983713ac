"""How officials write names, lists, dates and sentences; with the filters for numbers and rows, all that a template may use.

Takes plain values; gives Chinese text. A `Gap` passes through every function unchanged, so that a blank stays visible.

Sources: GB/T 15834-2011 4.5.3.5 (no 、 between 》《 and ”“); GB/T 9704-2012 (dates); 党政机关 drafting practice as set down in the
project's field notes: no 等 after a full list.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from toolkit.catalogue.habits import ALL_HABITS, Habit
from toolkit.report.amounts import AMOUNT_FILTERS, WordingFault, about_whole
from toolkit.report.gaps import leaving_gaps
from toolkit.report.row_words import ROW_FILTERS
from toolkit.word import BLANK_TEXT, SILENT, Gap, context_default

ENDS: Final = "。！？…；：.!?;:"
NAMES_IN_FULL: Final = 3
SIDE_BY_SIDE: Final = ("》《", "”“")
"""Between these stands no 、."""


def listed(value: Any) -> Any:
    """顿号: all of them, joined by 、; a text in several lines is joined likewise, blanks are left out.

    >>> listed(["甲", "", "乙"]), listed(["《甲》", "《乙》"]), listed(["《甲》（节选）", "《乙》"]), listed([])
    ('甲、乙', '《甲》《乙》', '《甲》（节选）、《乙》', '')
    """
    return value if isinstance(value, Gap) else _joined(_names(value)) or SILENT


def named(value: Any, noun: str = "") -> Any:
    """等: up to three in full; more are cut, and counted with all of them; nothing of an empty list.

    >>> named(["甲", "乙", "丙"], "个党支部"), named(["甲", "乙", "丙", "丁"], "个党支部"), named([], "个党支部")
    ('甲、乙、丙3个党支部', '甲、乙、丙等4个党支部', '')
    """
    if isinstance(value, Gap):
        return value
    names = _names(value)
    if len(names) < 2:
        return _joined(names) or SILENT
    counted = f"{len(names)}{noun}" if noun else ""
    return _joined(names[:NAMES_IN_FULL]) + ("等" if len(names) > NAMES_IN_FULL else "") + counted


def otherwise(value: Any, words: str = "—") -> Any:
    """没填时: other words for what nobody had to fill in and did not; a required blank and 不适用 stay as they are."""
    return words if isinstance(value, Gap) and not value.counts and value.text == BLANK_TEXT else value


def sentence(value: Any) -> Any:
    """成句: a text whose paragraphs end as sentences do; a missing full stop is added.

    >>> sentence("学习了党章"), sentence("学习了党章。"), sentence("开展“三看”")
    ('学习了党章。', '学习了党章。', '开展“三看”。')
    """
    if isinstance(value, Gap) or not isinstance(value, str) or not value:
        return value
    return "\n".join(_ended(line.rstrip()) for line in value.split("\n"))


@leaving_gaps
def dated(value: Any) -> str:
    """日期: 2026年6月30日, without padding."""
    day = _day(value, "日期")
    return f"{day.year}年{day.month}月{day.day}日"


@context_default("期间.年", "year")
@leaving_gaps
def month_and_day(value: Any, year: int | None = None) -> str:
    """月日: 6月30日; a day of another year than the one of which the document speaks in full (GB/T 9704-2012: a date is 年月日).

    >>> month_and_day(date(2026, 6, 5)), month_and_day(date(2025, 6, 5), 2026)
    ('6月5日', '2025年6月5日')
    """
    day = _day(value, "月日")
    return f"{day.month}月{day.day}日" if year in (None, day.year) else str(dated(day))


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    **AMOUNT_FILTERS,
    "顿号": listed,
    "等": named,
    "日期": dated,
    "月日": month_and_day,
    "成句": sentence,
    "没填时": otherwise,
    **ROW_FILTERS,
}


def filters_for(habits: Collection[Habit] = ALL_HABITS) -> Mapping[str, Callable[..., Any]]:
    """The filters of an office that goes by these habits."""
    return FILTERS if Habit.FRACTIONS in habits else {**FILTERS, "余": about_whole}


def _day(value: Any, filter_name: str) -> date:
    if not isinstance(value, date):
        raise WordingFault(f"“{filter_name}”只能用在日期上")
    return value


def _ended(line: str) -> str:
    ends = line.rstrip("”’）)》】")[-1:] in ENDS or not line
    return line if ends else f"{line.rstrip('，、,')}。"


def _joined(names: Sequence[str]) -> str:
    text = ""
    for name in names:
        text += ("、" if text and text[-1] + name[0] not in SIDE_BY_SIDE else "") + name
    return text


def _names(value: Any) -> list[str]:
    """The names in a list, or in the lines of a text; blanks are none."""
    if isinstance(value, str):
        value = value.splitlines()
    if not isinstance(value, Sequence):
        raise WordingFault("“顿号”和“等”只能用在列表上")
    return [name for each in value if (name := str(each).strip())]
