"""The tree of units: the bureau, its general branches, its branches, and 局本级 for what the bureau itself files.

Takes rows of `units.csv`; gives a `Units` tree and findings. Never reads a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.catalogue.kinds import COUNT, Unreadable, read
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
}
REQUIRED = ("代码", "名称", "类型")
NAMELESS = "（没有列名）"
"""Where a row's mapping holds the text of cells that stand under no column name."""


def code_of(text: str) -> str:
    """A unit's code, however Excel wrote it: 1, 01 and 001 are one code.

    >>> code_of("1"), code_of("012"), code_of("Z1")
    ('01', '12', 'Z1')
    """
    plain = text.strip()
    return str(int(plain)).zfill(2) if plain.isascii() and plain.isdigit() else plain


@dataclass(frozen=True)
class Unit:
    """One unit of the tree; `parent` is the code of the unit above, empty at the top."""

    code: str
    name: str
    short_name: str
    kind: str
    parent: str = ""
    secretary: str = ""
    leader: str = ""
    members: int | None = None

    @property
    def files(self) -> bool:
        """Whether this unit fills in a form of its own."""
        return self.kind in FILING_KINDS


@dataclass(frozen=True)
class Units:
    """All units, in the order of the file."""

    all: tuple[Unit, ...]
    _by_code: Mapping[str, Unit] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {unit.code: unit for unit in self.all})

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

    @property
    def branches(self) -> tuple[Unit, ...]:
        """The branches, in order."""
        return tuple(unit for unit in self.all if unit.kind == BRANCH)

    @property
    def filing(self) -> tuple[Unit, ...]:
        """Every unit that fills in a form, in order."""
        return tuple(unit for unit in self.all if unit.files)

    def below(self, code: str) -> tuple[Unit, ...]:
        """The unit itself and all units under it, in order."""
        return tuple(unit for unit in self.all if code == unit.code or code in self._ancestors(unit))

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
        for unit in self.all:
            if wanted in (unit.name, unit.short_name) or code_of(wanted) == unit.code:
                return unit
        names = [unit.short_name for unit in self.all] + [unit.name for unit in self.all]
        raise UnknownName(f"没有叫“{wanted}”的单位。{did_you_mean(wanted, names)}请照单位表里的名称、简称或代码填写。")

    def _ancestors(self, unit: Unit) -> Iterator[str]:
        while unit.parent:
            yield unit.parent
            unit = self._by_code[unit.parent]


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
    members: int | None = None
    try:
        members = _read_members(cells.pop("members", ""))
    except Unreadable as fault:
        findings.append(error("units_members", place, f"党员人数{fault}"))
    if findings:
        return None, findings
    cells["short_name"] = cells.get("short_name") or cells["name"]
    return Unit(**cells, members=members), []


def _read_members(text: str) -> int | None:
    members = read(COUNT, text, unit="名")
    if not isinstance(members, int):
        return None
    if members < 0:
        raise Unreadable(f"“{members}”是负数。请填正整数，不清楚就空着。")
    return members


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
    seen: set[tuple[str, str]] = set()
    for where, unit in placed:
        for column in (("代码", unit.code), ("名称", unit.name), ("简称", unit.short_name)):
            if column in seen:
                yield error("units_twice", where, f"{column[0]}“{column[1]}”出现了两次。请改成各不相同。")
            seen.add(column)


def _is_in_circle(unit: Unit, codes: Mapping[str, Unit]) -> bool:
    seen = {unit.code}
    while unit.parent in codes:
        unit = codes[unit.parent]
        if unit.code in seen:
            return True
        seen.add(unit.code)
    return False
