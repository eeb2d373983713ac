"""The tree of units: the bureau, its general branches, its branches, and 局本级 for what the bureau itself files.

Takes rows of `units.csv`; gives a `Units` tree and findings; a unit has a beginning and an end, and the names it had before. Never
reads a file, never looks at a figure.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from toolkit.catalogue.kinds import COUNT, DATE, LIST, Unreadable, read
from toolkit.catalogue.periods import Period
from toolkit.errors import UnknownName
from toolkit.findings import Finding, did_you_mean, error

BUREAU, GENERAL_BRANCH, BRANCH, OWN_LEVEL = "局", "总支", "支部", "本级"
UNIT_KINDS = (BUREAU, GENERAL_BRANCH, BRANCH, OWN_LEVEL)
FILING_KINDS = (BRANCH, OWN_LEVEL)
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
}
REQUIRED = ("代码", "名称", "类型")
MONTH: Final = re.compile(r"([0-9]{4}) ?[年./-] ?([0-9]{1,2}) ?月?(?:底|末)?")
MOST_CODE_DIGITS: Final = 18
NAMELESS = "（没有列名）"
"""Where a row's mapping holds the text of cells that stand under no column name."""


def code_of(text: str) -> str:
    """A unit's code, however Excel wrote it: 1, 01 and 001 are one code.

    >>> code_of("1"), code_of("012"), code_of("Z1")
    ('01', '12', 'Z1')
    """
    plain = text.strip()
    # Python refuses to read thousands of digits, and no code has them.
    is_number = plain.isascii() and plain.isdigit() and len(plain) <= MOST_CODE_DIGITS
    return str(int(plain)).zfill(2) if is_number else plain


@dataclass(frozen=True)
class Unit:
    """One unit of the tree.

    Args:
        code: by which its figures are kept; never another unit's.
        name, short_name, kind: what it is called, and 局, 总支, 支部 or 本级.
        parent: the code of the unit above, empty at the top.
        secretary, leader, members: who leads it, and how many it has; empty or None where the file does not say.
        former: the names it had before.
        since, until: its first and its last day; None where it was always there, or has not ended.
    """

    code: str
    name: str
    short_name: str
    kind: str
    parent: str = ""
    secretary: str = ""
    leader: str = ""
    members: int | None = None
    former: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def lives_in(self, period: Period) -> bool:
        """Whether there was such a unit on any day of the period."""
        return (self.since is None or self.since <= period.end) and (self.until is None or self.until >= period.start)

    def is_called(self, name: str) -> bool:
        """Whether this is or was one of its names."""
        return plain_name(name) in map(plain_name, (self.name, self.short_name, *self.former))

    @property
    def files(self) -> bool:
        """Whether this unit fills in a form of its own."""
        return self.kind in FILING_KINDS


@dataclass(frozen=True)
class Units:
    """All units, in the order of the file."""

    all: tuple[Unit, ...]
    _by_code: Mapping[str, Unit] = field(init=False, repr=False, compare=False)
    _at: dict[Period, Units] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {unit.code: unit for unit in self.all})

    @cached_property
    def _below(self) -> Mapping[str, tuple[Unit, ...]]:
        """By code, the unit itself and all units under it."""
        below: dict[str, list[Unit]] = {}
        for unit in self.all:
            for code in (unit.code, *self._ancestors(unit)):
                below.setdefault(code, []).append(unit)
        return {code: tuple(units) for code, units in below.items()}

    def __getitem__(self, code: str) -> Unit:
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownName(f"单位表里没有代码“{code}”。请核对单位表里的代码。") from None

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.all)

    @property
    def root(self) -> Unit:
        """The bureau."""
        return next(unit for unit in self.all if not unit.parent)

    @cached_property
    def branches(self) -> tuple[Unit, ...]:
        """The branches, in order."""
        return tuple(unit for unit in self.all if unit.kind == BRANCH)

    @cached_property
    def filing(self) -> tuple[Unit, ...]:
        """Every unit that fills in a form, in order."""
        return tuple(unit for unit in self.all if unit.files)

    @cached_property
    def own_level(self) -> tuple[Unit, ...]:
        """The units that are the bureau's own level, in order."""
        return tuple(unit for unit in self.all if unit.kind == OWN_LEVEL)

    def at(self, period: Period) -> Units:
        """The units that lived on any day of a period; one whose unit above had ended belongs to the next one up."""
        if period not in self._at:
            self._at[period] = self._then(period)
        return self._at[period]

    def _then(self, period: Period) -> Units:
        if all(unit.lives_in(period) or not unit.parent for unit in self.all):
            return self
        living = {unit.code for unit in self.all if unit.lives_in(period) or not unit.parent}
        above = {code: next((each for each in self._ancestors(self[code]) if each in living), "") for code in living}
        return Units(tuple(replace(unit, parent=above[unit.code]) for unit in self.all if unit.code in living))

    def below(self, code: str) -> tuple[Unit, ...]:
        """The unit itself and all units under it, in order."""
        return self._below.get(code, ())

    def above(self, code: str) -> tuple[Unit, ...]:
        """The units a unit belongs to, the nearest first."""
        return tuple(self[each] for each in self._ancestors(self[code]))

    def filing_below(self, code: str) -> tuple[Unit, ...]:
        """The units under `code` (or itself) that fill in a form."""
        return tuple(unit for unit in self.below(code) if unit.files)

    def find(self, text: str) -> Unit:
        """The unit a clerk means by a code, a name or a short name.

        Raises:
            UnknownName: no unit is called that.
        """
        wanted = text.strip()
        found = [unit for unit in self.all if wanted in (unit.name, unit.short_name) or code_of(wanted) == unit.code]
        if found:
            # Of two that had one name after another, the one that goes on.
            return next((unit for unit in found if unit.until is None), found[-1])
        names = [unit.short_name for unit in self.all] + [unit.name for unit in self.all]
        raise UnknownName(f"没有叫“{wanted}”的单位。{did_you_mean(wanted, names)}请照单位表里的名称、简称或代码填写。")

    def _ancestors(self, unit: Unit) -> Iterator[str]:
        while unit.parent:
            yield unit.parent
            unit = self._by_code[unit.parent]


def plain_name(name: str) -> str:
    """A unit's name without the spaces somebody may have typed into it."""
    return "".join(name.split())


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
    cells |= {column: code_of(cells.get(column, "")) for column in ("code", "parent")}
    findings = list(_row_findings(row, place))
    kind = cells["kind"]
    if kind and kind not in UNIT_KINDS:
        findings.append(
            error(
                "units_kind",
                place,
                f"类型“{kind}”不认识。请填{'、'.join(UNIT_KINDS)}之一。{did_you_mean(kind, UNIT_KINDS)}",
            )
        )
    read_cells, faults = _read_cells(cells, place)
    findings += faults
    if findings:
        return None, findings
    fields: dict[str, Any] = {**cells, **read_cells}
    fields["short_name"] = cells.get("short_name") or cells["name"]
    return Unit(**fields), []


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


def _read_names(text: str) -> tuple[str, ...]:
    names = read(LIST, text)
    return names if isinstance(names, tuple) else ()


READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "members": _read_members,
    "former": _read_names,
    "since": _read_day,
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
    for where, unit in placed:
        if unit.parent and unit.parent not in codes:
            yield error(
                "units_parent",
                where,
                f"{unit.name}的上级“{unit.parent}”不在表里。{did_you_mean(unit.parent, codes)}请填上级单位的代码。",
            )
        elif _is_in_circle(unit, codes):
            yield error("units_circle", where, f"{unit.name}的上级绕成了圈。请检查“上级”一列。")


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


def _is_in_circle(unit: Unit, codes: Mapping[str, Unit]) -> bool:
    seen = {unit.code}
    while unit.parent in codes:
        unit = codes[unit.parent]
        if unit.code in seen:
            return True
        seen.add(unit.code)
    return False
