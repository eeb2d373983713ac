"""A list of branches as an office has it, as the rows of a unit file.

Takes a grid and the bureau's name; gives rows, column name of `units.csv` to text, the bureau and its own level first. Of a list of
members (花名册) each branch is one row. Names stay as they are written; whatever is not in the list stays blank. Never reads a file.

    序号 | 党组织名称     | 书记   | 党员数
    1    | 办公室党支部   | 甲样本 | 14        01,办公室党支部,,党支部,J,甲样本,,14
    2    | 下属单位党总支 | 乙样本 | 30        02,下属单位党总支,,党总支,J,乙样本,,30
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from toolkit.catalogue.units import code_of
from toolkit.tables.grid import Grid
from toolkit.tables.headings import folded
from toolkit.tables.layout import OF_NAMES, OF_PEOPLE
from toolkit.tables.unit_names import is_total

BUREAU_CODE, OWN_CODE = "J", "B"
HEADS: Final[Mapping[str, frozenset[str]]] = {
    "代码": frozenset({"代码", "编码", "单位代码"}),
    "名称": OF_NAMES,
    "简称": frozenset({"简称"}),
    "类型": frozenset({"类型", "类别", "组织类型", "组织类别", "党组织类别"}),
    "上级": frozenset({"上级", "上级党组织", "所属党组织", "所属党总支", "所属总支", "所属党委", "隶属"}),
    "书记": frozenset({"书记", "支部书记", "党支部书记", "书记姓名", "党组织书记", "支部书记姓名"}),
    "联系领导": frozenset({"联系领导", "联系局领导", "包联领导", "挂点领导"}),
    "党员人数": frozenset({"党员人数", "党员数", "党员总数", "人数", "党员"}),
    "备注": frozenset({"备注", "说明"}),
}
"""What offices write over the columns of a list, by what the unit file calls them."""
KINDS: Final = (("总支", "党总支"), ("支部委员会", "党支部"), ("支部", "党支部"), ("党委", "党委"), ("委员会", "党委"))
"""What a unit is by how its name ends; the first that fits."""


def units_listed(grid: Grid, bureau: str) -> list[dict[str, str]]:
    """The rows of a unit file; none where the grid has no column of names.

    Args:
        grid: the list.
        bureau: what the bureau is called, the top of the tree.
    """
    columns, head = _columns(grid)
    if "名称" not in columns:
        return []
    lines = [{name: grid.at(row, column) for name, column in columns.items()} for row in _rows(grid, columns, head)]
    is_roster = any(folded(text) in OF_PEOPLE for (row, _column), text in grid.texts.items() if row == head)
    if is_roster:
        # What stands beside a member's name is the member's.
        lines = [{"名称": name} for name in dict.fromkeys(line["名称"] for line in lines)]
    own = [line for line in lines if line["名称"] != bureau]
    coded = list(zip(_codes(own), own, strict=True))
    codes = {line["名称"]: code for code, line in coded}
    top = [
        {"代码": BUREAU_CODE, "名称": bureau, "类型": "局"},
        {"代码": OWN_CODE, "名称": "局本级", "类型": "本级", "上级": BUREAU_CODE},
    ]
    below = [
        {
            **line,
            "代码": code,
            "类型": line.get("类型") or _kind_of(line["名称"]),
            "上级": codes.get(line.get("上级", ""), BUREAU_CODE),
        }
        for code, line in coded
    ]
    return [*top, *below]


def _columns(grid: Grid) -> tuple[dict[str, int], int]:
    """The columns of a list by what the unit file calls them, and the line of its headings."""
    for row in range(1, grid.rows + 1):
        found: dict[str, int] = {}
        for column in range(1, grid.columns + 1):
            word = folded(grid.texts.get((row, column), ""))
            name = next((name for name, words in HEADS.items() if word in words), "")
            if name:
                found.setdefault(name, column)
        if "名称" in found:
            return found, row
    return {}, 0


def _rows(grid: Grid, columns: Mapping[str, int], head: int) -> Iterator[int]:
    """The lines that name a unit; not those of totals, and no remark across the sheet."""
    for row in range(head + 1, grid.rows + 1):
        place = (row, columns["名称"])
        first = next((text for column in range(1, grid.columns + 1) if (text := grid.at(row, column))), "")
        span = [other for other, begin in grid.spans.items() if begin == place and other[1] != place[1]]
        if place in grid.texts and not span and not is_total(grid.texts[place]) and not is_total(first):
            yield row


def _codes(lines: list[dict[str, str]]) -> Iterator[str]:
    """The code of each line: its own, and else the next number that nobody has."""
    taken = {code_of(line.get("代码", "")) for line in lines}
    free = (code for number in range(1, len(lines) + len(taken) + 1) if (code := f"{number:02}") not in taken)
    for line in lines:
        yield code_of(line.get("代码", "")) or next(free)


def _kind_of(name: str) -> str:
    """What a unit is, as its name says; a branch where it does not say.

    >>> _kind_of("下属单位党总支"), _kind_of("中共示例局办公室支部委员会"), _kind_of("办公室")
    ('党总支', '党支部', '党支部')
    """
    plain = re.sub(r"[（(].*?[）)]", "", name).strip()
    return next((kind for ending, kind in KINDS if plain.endswith(ending)), "党支部")
