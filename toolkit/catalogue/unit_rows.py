"""The rows of `units.csv`: one unit each, with every fault of the file told by its line.

Takes rows, column name to text; gives a `Units` tree, or findings. Never reads a file.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, Final

from toolkit.catalogue.as_written import Unreadable
from toolkit.catalogue.kinds import COUNT, DATE, USUAL_MARKS, WORDS_FOR_NONE, WORDS_FOR_NOT_APPLICABLE, read
from toolkit.catalogue.units import (
    BRANCH,
    BUREAU,
    COMMON_KINDS,
    GENERAL_BRANCH,
    OWN_LEVEL,
    UNIT_KINDS,
    Unit,
    Units,
    code_of,
)
from toolkit.findings import Finding, did_you_mean, error

COLUMNS = {
    "代码": "code",
    "名称": "name",
    "简称": "short_name",
    "类型": "kind",
    "上级": "parent",
    "书记": "secretary",
    "联系领导": "leader",
    "党员人数": "members",
    "原名": "former",
    "起": "since",
    "止": "until",
    "并入": "merged_into",
    "备注": "note",
}
REQUIRED = ("代码", "名称", "类型")
MONTH: Final = re.compile(r"([0-9]{4}) ?[年./-] ?([0-9]{1,2}) ?月?(?:底|末)?")
NAMELESS = "（没有列名）"
"""Where a row's mapping holds the text of cells that stand under no column name."""
ENDINGS: Final = (("本级", OWN_LEVEL), ("总支", GENERAL_BRANCH), ("支部", BRANCH))
"""What a kind of unit ends with, whatever an office calls it, and what it is to this program: 功能型党支部 is a 支部."""
COMMITTEE: Final = re.compile(r"(党委|工委|委员会)$")
"""Kinds that are the top of one office and stand in the middle of another."""
TOPS: Final = re.compile(r"(局|党组|厅|办|委|院|中心|学校|公司|集团|机关)$")
DATED_NAME: Final = re.compile(r"(.+?)[（(]\s*至\s*(.+?)\s*[）)]")


def units_from_rows(rows: Sequence[Mapping[str, str]], place: str) -> tuple[Units | None, tuple[Finding, ...]]:
    """The tree that the rows of a unit file describe, or None where it has faults.

    Args:
        rows: one mapping a row, Chinese column name to text; a blank row is passed over.
        place: the file, for findings; a row is named by its line, the header being line 1.
    """
    filled = [
        (f"{place} 第{line}行", row) for line, row in enumerate(rows, start=2) if any(map(str.strip, row.values()))
    ]
    findings = list(_column_findings([row for _, row in filled], place))
    if findings:
        return None, tuple(findings)
    placed: list[tuple[str, Unit]] = []
    for where, row in filled:
        unit, faults = _unit_from_row(row, where)
        findings += faults
        placed += [(where, unit)] if unit else []
    findings += _repeated(placed)
    if len(placed) == len(filled):
        findings += _tree_findings(placed, place)
    return (None if findings else Units(tuple(unit for _, unit in placed))), tuple(findings)


def _column_findings(rows: Sequence[Mapping[str, str]], place: str) -> Iterator[Finding]:
    if not rows:
        yield error("units_empty", place, "一个单位也没有。请每行填一个单位，第一个是本局。")
        return
    if len(rows[0]) == 1 and re.search(r"[;；，\t]", next(iter(rows[0]))):
        yield error(
            "units_separator",
            f"{place} 第1行",
            "各列之间要用英文逗号隔开。请用 Excel 或 WPS 另存为“CSV UTF-8（逗号分隔）”。",
        )
        return
    for column in rows[0]:
        if column not in COLUMNS and column != NAMELESS:
            yield error("units_column", f"{place} 第1行", f"不认识的列“{column}”。{did_you_mean(column, COLUMNS)}")
    for column in REQUIRED:
        if column not in rows[0]:
            yield error("units_column", f"{place} 第1行", f"缺少“{column}”列。请补上这一列。")


def _unit_from_row(row: Mapping[str, str], place: str) -> tuple[Unit | None, list[Finding]]:
    cells = {COLUMNS[column]: text.strip() for column, text in row.items() if column != NAMELESS}
    cells |= {column: code_of(cells.get(column, "")) for column in ("code", "parent", "merged_into")}
    findings = list(_row_findings(row, place))
    kind = cells["kind"]
    meant = _kind_of(kind, cells["parent"])
    if kind and not meant:
        advice = f"类型“{kind}”不认识。请填{'、'.join(COMMON_KINDS)}之一，前面可以加字，如“离退休党支部”。"
        findings.append(error("units_kind", place, advice + did_you_mean(kind, (*UNIT_KINDS, *COMMON_KINDS))))
    read_cells, faults = _read_cells(cells, place)
    findings += faults
    if findings:
        return None, findings
    fields: dict[str, Any] = {**cells, **read_cells, "kind": meant, "kind_name": kind}
    fields["former"], fields["renamed"] = _names_before(read_cells.get("former", ()))
    fields["short_name"] = cells.get("short_name") or cells["name"]
    return Unit(**fields), []


def _kind_of(name: str, parent: str) -> str:
    """What a kind is to this program; empty where that is not known. A party committee with no unit above is the bureau.

    >>> _kind_of("离退休党支部", "J"), _kind_of("机关党委", "J"), _kind_of("机关党委", ""), _kind_of("科室", "J")
    ('支部', '总支', '局', '')
    """
    known = next((kind for ending, kind in ENDINGS if name.endswith(ending)), "")
    if known:
        return known
    if COMMITTEE.search(name):
        return GENERAL_BRANCH if parent else BUREAU
    return BUREAU if TOPS.search(name) else ""


def _names_before(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[str, date], ...]]:
    """The names a unit had, and those with the last day it had them: 法规科党支部（至2026年3月）."""
    dated = [(found[1].strip(), _read_day(found[2])) for name in names if (found := DATED_NAME.fullmatch(name))]
    renamed = sorted(((name, last) for name, last in dated if last is not None), key=lambda each: each[1])
    return tuple(name for name in names if not DATED_NAME.fullmatch(name)), tuple(renamed)


def _read_cells(cells: Mapping[str, str], place: str) -> tuple[dict[str, Any], list[Finding]]:
    """The cells that are more than text, and what is wrong with them."""
    made: dict[str, Any] = {}
    findings: list[Finding] = []
    for column, name in COLUMNS.items():
        if name in READ and name in cells:
            try:
                made[name] = READ[name](cells[name])
            except Unreadable as fault:
                findings.append(error(f"units_{name}", place, f"{column}{fault}"))
    if made.get("since") and made.get("until") and made["since"] > made["until"]:
        findings.append(error("units_until", place, "“止”比“起”还早。请改正。"))
    return made, findings


def _read_members(text: str) -> int | None:
    members = read(COUNT, text, unit="名")
    if not isinstance(members, int):
        return None
    if members < 0:
        raise Unreadable(f"“{members}”是负数。请填正整数，不清楚就空着。")
    return members


def _read_day(text: str) -> date | None:
    """A day, or a month as its last day.

    >>> _read_day("2026年2月"), _read_day("2026-9-1")
    (datetime.date(2026, 2, 28), datetime.date(2026, 9, 1))
    """
    found = MONTH.fullmatch(text.strip())
    if found and int(found[1]) and 1 <= int(found[2]) <= 12:
        year, month = int(found[1]), int(found[2])
        return date(year, month, monthrange(year, month)[1])
    day = read(DATE, text)
    return day if isinstance(day, date) else None


def _read_first_day(text: str) -> date | None:
    """A day, or a month as its first day: a unit that began in April was there in April.

    >>> _read_first_day("2026年4月")
    datetime.date(2026, 4, 1)
    """
    day = _read_day(text)
    return day.replace(day=1) if day is not None and MONTH.fullmatch(text.strip()) else day


def _read_names(text: str) -> tuple[str, ...]:
    # Not as a list of anything: a name may have a space in it.
    parts = (name.strip() for name in USUAL_MARKS.split(text))
    found = tuple(name for name in parts if name not in ("", *WORDS_FOR_NONE, *WORDS_FOR_NOT_APPLICABLE))
    # A day that is none is told here, with the row.
    _names_before(found)
    return found


READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "members": _read_members,
    "former": _read_names,
    "since": _read_first_day,
    "until": _read_day,
}


def _row_findings(row: Mapping[str, str], place: str) -> Iterator[Finding]:
    for column in REQUIRED:
        if not row[column].strip():
            yield error("units_blank", place, f"“{column}”没有填。请补上。")
    if NAMELESS in row:
        yield error("units_column", place, f"多出“{row[NAMELESS]}”，上面没有列名。请删去，或检查逗号。")
    for column, text in row.items():
        if "\n" in text.strip():
            yield error("units_line_break", place, f"“{column}”里换了行。请检查引号是否成对。")


def _tree_findings(placed: Sequence[tuple[str, Unit]], place: str) -> Iterator[Finding]:
    codes = {unit.code: unit for _, unit in placed}
    tops = [unit for _, unit in placed if not unit.parent]
    if len(tops) != 1:
        names = "、".join(unit.name for unit in tops) or "一个也没有"
        yield error("units_top", place, f"应当只有一个单位没有上级（本局），现在是：{names}。请补上“上级”。")
    elif tops[0].kind != BUREAU:
        yield error("units_top", place, f"{tops[0].name}没有上级，应当是本局，类型请填“{BUREAU}”；不是的请补上“上级”。")
    yield from _merged_findings(placed, codes)
    for where, unit in placed:
        if unit.parent and unit.parent not in codes:
            yield error(
                "units_parent",
                where,
                f"{unit.name}的上级“{unit.parent}”不在表里。{did_you_mean(unit.parent, codes)}请填上级单位的代码。",
            )
        elif _is_in_circle(unit, codes, attrgetter("parent")):
            yield error("units_circle", where, f"{unit.name}的上级绕成了圈。请检查“上级”一列。")


def _merged_findings(placed: Sequence[tuple[str, Unit]], codes: Mapping[str, Unit]) -> Iterator[Finding]:
    for where, unit in placed:
        if unit.merged_into and unit.merged_into not in codes:
            advice = f"{unit.name}并入的“{unit.merged_into}”不在表里。{did_you_mean(unit.merged_into, codes)}请填并入单位的代码。"
            yield error("units_merged", where, advice)
        elif unit.merged_into == unit.code:
            yield error("units_merged", where, f"{unit.name}并入了自己。请填并入单位的代码。")
        elif unit.merged_into and _is_in_circle(unit, codes, attrgetter("merged_into")):
            yield error("units_merged", where, f"{unit.name}的“并入”绕成了圈。请检查“并入”一列。")
        elif unit.merged_into and unit.until is None:
            yield error("units_merged", where, f"{unit.name}写了“并入”，没有写“止”。请写上撤销的日期。")


def _repeated(placed: Sequence[tuple[str, Unit]]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], list[Unit]] = {}
    for where, unit in placed:
        for column in (("代码", unit.code), ("名称", unit.name), ("简称", unit.short_name)):
            earlier = seen.setdefault(column, [])
            # A code is used once for ever; a name may be given again once its unit has ended.
            if any(column[0] == "代码" or _overlap(unit, each) for each in earlier):
                yield error("units_twice", where, f"{column[0]}“{column[1]}”出现了两次。请改成各不相同。")
            earlier.append(unit)


def _overlap(one: Unit, other: Unit) -> bool:
    """Whether there was a day on which both were there."""
    starts = [each.since or date.min for each in (one, other)]
    ends = [each.until or date.max for each in (one, other)]
    return max(starts) <= min(ends)


def _is_in_circle(unit: Unit, codes: Mapping[str, Unit], next_of: Callable[[Unit], str]) -> bool:
    """Whether the way from a unit to the next one, and so on, comes back to where it was."""
    seen = {unit.code}
    while next_of(unit) in codes:
        unit = codes[next_of(unit)]
        if unit.code in seen:
            return True
        seen.add(unit.code)
    return False
