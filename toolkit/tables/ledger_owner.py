"""Whose an old ledger is, or the part of one below a line: the unit that its title, its sheet or its file names.

Takes a grid with its headings, or a text, and what names mean; gives an owner. A unit named as that of an auditor, or in one cell
among others, is nobody's title. What looks like a unit and is none that is known is asked, and the next best text is not taken for it.

    填报单位（盖章）：办公室党支部  填报人：甲      办公室党支部
    2026年上半年人事科活动登记表                    人事科党支部
    执法大队支部活动登记表                          asked: 执法大队支部
    审核部门 | 人事科 | 填表人 | 甲                 nobody
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from toolkit.catalogue.as_written import MEASURES
from toolkit.catalogue.units import Unit
from toolkit.tables.grid import Grid
from toolkit.tables.headings import NUMBERED, folded
from toolkit.tables.layout import OF_NAMES
from toolkit.tables.ledger_heads import LedgerHeads
from toolkit.tables.ledger_words import FOOT, OF_LEDGERS, core_of
from toolkit.tables.unit_names import UnitsCalled

OWNED: Final = re.compile(
    r"^(?:填报|报送|上报)?(?:单位|党?支部|党组织)(?:名称|全称)?(?:[（(][^（()）]*[）)])?[:：]\s*(?P<name>[^\s:：]+)"
)
"""填报单位：办公室, whatever stands behind it."""
TIMES: Final = re.compile(r"20[0-9]{2}年?度?|[上下]半年|全年|第?[一二三四1-4]季度|[0-9]{1,2}[-—至到]?[0-9]{0,2}月份?")
LIKE_A_UNIT: Final = re.compile(r".{1,14}(?:支部|总支|科|室|处|股|队|中心|站|所|办|部|院|馆)")
SEAL: Final = re.compile(r"[（(](?:盖章|公章|签章|章)[）)]?.*$")
OTHER_MEASURES: Final = frozenset({"万元", "千元", "百元", "亿元", "分钟"})
"""What stands behind 单位： where that is a measure."""
AROUND: Final = ' _-—·.．、:：“”"《》（）()'
GENERAL: Final = frozenset({"各", "全局", "局机关", "机关", "全体", "本局"})


@dataclass(frozen=True)
class Owner:
    """Whose a sheet is.

    Args:
        unit: the unit; None where none is named, or several are.
        asked: the text that looks like a unit's name and is none that is known; empty where there is none.
        others: the units that are named, where they are several.
    """

    unit: Unit | None = None
    asked: str = ""
    others: tuple[Unit, ...] = ()


def owner_of(grid: Grid, heads: LedgerHeads, names: UnitsCalled) -> Owner:
    """Whose a sheet is without a column of units: by what stands above its headings and its name, and else by its file's name."""
    said = [named_in(text, heads, names) for text in (grid.title, *_title_texts(grid, heads.line))]
    made = _together(said)
    return made if made != Owner() else _together([named_in(heads.titles[0], heads, names)])


def named_in(text: str, heads: LedgerHeads, names: UnitsCalled) -> Owner:
    """The unit that a title names, without what says when and of which ledger it is."""
    found = OWNED.match(text)
    plain = SEAL.sub("", found["name"]) if found else _without_the_rest(text, heads)
    if plain in MEASURES or plain in OTHER_MEASURES:
        return Owner()
    for each in dict.fromkeys((text, plain)):
        if unit := names.find(each.strip(AROUND)):
            return Owner(unit)
    if unit := names.beginning(plain):
        return Owner(unit)
    is_unit = bool(found) or LIKE_A_UNIT.fullmatch(plain) is not None
    is_general = folded(plain) in OF_NAMES or any(plain.startswith(word) for word in GENERAL) or names.is_bureau(plain)
    return Owner(asked=plain) if is_unit and not is_general and not names.is_none(plain) else Owner()


def _without_the_rest(text: str, heads: LedgerHeads) -> str:
    ledger = heads.ledger
    words = (*ledger.names, *OF_LEDGERS, *heads.said_above.values(), core_of(ledger.label))
    pattern = "|".join(map(re.escape, sorted(filter(None, words), key=len, reverse=True)))
    return re.sub(pattern, "", TIMES.sub("", NUMBERED.sub("", text))).strip(AROUND)


def _title_texts(grid: Grid, line: int) -> Iterator[str]:
    """What stands above a line and may say whose the sheet is: alone in its line, or behind 支部 or 填报单位."""
    for row in range(1, line):
        cells = list(dict.fromkeys(text for n in range(1, grid.columns + 1) if (text := grid.at(row, n))))
        if len(cells) == 1 and not (cells[0].startswith(FOOT) and not OWNED.match(cells[0])):
            yield cells[0]
        for left, text in zip(["", *cells], cells, strict=False):
            label = re.sub("^(?:填报|报送|上报)", "", folded(left))
            if len(cells) > 1 and (label in OF_NAMES or OWNED.match(text)):
                yield text if OWNED.match(text) else f"单位：{text}"


def _together(said: Iterable[Owner]) -> Owner:
    """What several texts say together: a unit where they name one and nothing that would have to be asked."""
    known = list(said)
    units = {each.unit.code: each.unit for each in known if each.unit}
    asked = next((each.asked for each in known if each.asked), "")
    if len(units) > 1:
        return Owner(others=tuple(units.values()))
    return Owner(None if asked else next(iter(units.values()), None), asked)
