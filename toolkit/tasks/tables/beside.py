"""What a table of others would change: its figures and rows beside what stands, each with what it was, and what asks for a look.

Takes an office, a book of its figures and what was read from a table; gives changes. What ledgers say is never overwritten. Never
saves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import is_waiting
from toolkit.catalogue.ledgers import Ledger, LedgerRows
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import Change, Entry, Filing
from toolkit.figures.row_identity import rows_kept, twins
from toolkit.figures.rows_of_others import Kept, RowTold, cells_in_words, rows_told
from toolkit.findings import Finding, warning
from toolkit.report.standing import Book
from toolkit.review.derived import content_of_rows
from toolkit.review.numbers import number_of
from toolkit.tables.ledger_lines import ProposedRow
from toolkit.tables.proposal import Proposed
from toolkit.tasks.figures.book import rows_of_all_times, running_into
from toolkit.tasks.office.office import Office

MOST_NAMED: Final = 8
OLD: Final = "本期以前开始的，已经办完，没有写哪天办完的，没有收。是本期办完的，请补上日期再收。"
RowsOfOne: TypeAlias = tuple[Kept, list[tuple[ProposedRow, RowTold]]]
"""What is kept of a ledger of one unit, and each row of a table with what it says beside that."""


@dataclass(frozen=True)
class Changing:
    """A figure or a row that the table would change.

    Args:
        unit: whose.
        label: what the figure or the ledger is called.
        stored, new: what stands, and what would; of a row, the cells that are said otherwise.
        place: where it stands in the table.
        change: what is saved when it is taken.
    """

    unit: Unit
    label: str
    stored: str
    new: str
    place: str
    change: Change


@dataclass(frozen=True)
class Beside:
    """What a table would change, how much of it stands there already, and what asks for a look."""

    wanted: tuple[Changing, ...]
    same: int
    findings: tuple[Finding, ...]


def figures_beside(office: Office, book: Book, proposed: Iterable[Proposed]) -> Beside:
    """What figures of a table would change, and where ledgers say something else.

    Args:
        office, book: whose, and what stands in the period.
        proposed: the figures; of one that stands there twice with two values, none is taken.
    """
    once, findings = _once(proposed)
    period = book.period
    current = {(entry.unit, entry.item): entry for entry in office.store.current(period.code)}
    wanted: list[Changing] = []
    same = 0
    for each in once:
        content, entry = book.now[each.unit.code][each.item.key], current.get((each.unit.code, each.item.key))
        if _means(each.item, each.text) == (number_of(content) if number_of(content) is not None else content):
            same += 1
        elif each.item.is_derived and not is_waiting(content) and not (entry and entry.text):
            findings.append(_apart(each, each.item.show(content)))
        else:
            change = Change(each.unit.code, period.code, each.item.key, each.text, entry.version if entry else 0)
            stored = entry.text if entry else ""
            wanted.append(Changing(each.unit, each.item.label, stored, each.text, each.cell, change))
    return Beside(tuple(wanted), same, tuple(findings))


def _once(proposed: Iterable[Proposed]) -> tuple[list[Proposed], list[Finding]]:
    """Each figure of each unit once; of one that stands there twice with two values, none."""
    found: dict[tuple[str, str], list[Proposed]] = {}
    for each in proposed:
        found.setdefault((each.unit.code, each.item.key), []).append(each)
    findings = [
        warning(
            "table_twice",
            f"{group[0].unit.short_name} {group[0].item.label}",
            f"表里有两个数：{'、'.join(f'{each.cell}格是{each.text}' for each in group)}，没有收。请核对，只留一个。",
            group[0].unit.code,
        )
        for group in found.values()
        if len({each.text for each in group}) > 1
    ]
    return [group[0] for group in found.values() if len({each.text for each in group}) == 1], findings


def _means(item: Item, text: str) -> object:
    content = item.read(text)
    number = number_of(content)
    return content if number is None else number


def _apart(each: Proposed, says: str) -> Finding:
    source = each.item.rows.ledger.label if each.item.rows else "公式"
    advice = f"表里是{each.text}，由{source}得出的是{says}，没有收。请核对；以表里的为准的，请在填报页填上并写明原因。"
    return warning("table_derived", f"{each.unit.short_name} {each.item.label}", advice, each.unit.code, each.item.key)


def rows_beside(office: Office, book: Book, proposed: Sequence[ProposedRow]) -> Beside:
    """What rows of old ledgers would change, and what would come of it.

    Args:
        office, book: whose, and what stands in the period.
        proposed: the rows.
    """
    told = list(_rows_told(office, book, proposed))
    old = [warning("table_row", row.place, OLD) for _kept, pairs in told for row, one in pairs if _is_old(row, one)]
    told = [(kept, [pair for pair in pairs if not _is_old(*pair)]) for kept, pairs in told]
    wanted = [_row_changing(row, one) for _kept, pairs in told for row, one in pairs if one.change is not None]
    same = sum(one.change is None for _kept, pairs in told for _row, one in pairs)
    twice = [finding for kept, pairs in told for finding in _twin_findings(kept, pairs)]
    return Beside(tuple(wanted), same, (*old, *twice, *_zeros(office, book, told)))


def _is_old(row: ProposedRow, told: RowTold) -> bool:
    """Whether a row may have been done before the period, and none was open then that it could be."""
    return row.is_known_only and not told.before


def _rows_told(office: Office, book: Book, proposed: Sequence[ProposedRow]) -> Iterator[RowsOfOne]:
    """The rows of each unit and ledger beside those that are kept."""
    groups: dict[tuple[str, str], list[ProposedRow]] = {}
    for row in proposed:
        groups.setdefault((row.unit.code, row.ledger.key), []).append(row)
    if not groups:
        return
    current: dict[str, dict[str, Entry]] = {}
    for entry in office.store.current(book.period.code):
        current.setdefault(entry.unit, {})[entry.item] = entry
    running = running_into(office, book.period, rows_of_all_times(office))
    for (code, _key), rows in groups.items():
        kept = Kept(rows[0].ledger, code, book.period, current.get(code, {}), running.get(code, {}))
        yield kept, list(zip(rows, rows_told(kept, [row.cells for row in rows]), strict=True))


def _row_changing(row: ProposedRow, told: RowTold) -> Changing:
    assert told.change is not None
    stored = cells_in_words({label: told.before.get(label, "") or "空" for label in told.told}) if told.before else ""
    new = cells_in_words(told.told)
    return Changing(row.unit, row.ledger.label, stored, new, row.place, told.change)


def _twin_findings(kept: Kept, pairs: Iterable[tuple[ProposedRow, RowTold]]) -> Iterator[Finding]:
    """The new rows that are likely a kept one once more."""
    rows = [row for row, told in pairs if told.change is not None and not told.before]
    stands, _ran = rows_kept(kept.ledger, kept.current, kept.running)
    for row in rows:
        for said, twin in twins(kept.ledger, [row.cells], stands.values()):
            advice = f"{kept.ledger.label}：新的一行“{said}”和已有的“{twin}”像是同一件事。是两件事的不用管；重复的，请在旧表里删去再收。"
            yield warning("table_row_twin", row.place, advice, kept.unit)


def _zeros(office: Office, book: Book, told: Iterable[RowsOfOne]) -> Iterator[Finding]:
    """The figures that would come to 0 because a ledger comes in for the first time, and holds nothing of their kind."""
    units: dict[tuple[str, tuple[str, ...]], list[Unit]] = {}
    for kept, pairs in told:
        filing = book.now[kept.unit]
        if kept.ledger.key not in filing.ledgers:
            rows = tuple(kept.contents(row.cells) for row, _told in pairs)
            labels = tuple(_at_zero(office.catalogue, filing, kept.ledger, rows))
            units.setdefault((kept.ledger.label, labels), []).append(filing.unit)
    for (ledger, labels), known in units.items():
        if labels:
            names = "、".join(unit.short_name for unit in known)
            named = "、".join(labels[:MOST_NAMED]) + (f"等{len(labels)}项" if len(labels) > MOST_NAMED else "")
            advice = (
                f"以前没有{ledger}；收下后，表里没有记的都算0：{named}。另有台账的，请接着收；不是0的，请在填报页填上。"
            )
            yield warning("table_zero", names, advice, known[0].code if len(known) == 1 else "")


def _at_zero(catalogue: Catalogue, filing: Filing, ledger: Ledger, rows: LedgerRows) -> Iterator[str]:
    after = replace(filing, ledgers={**filing.ledgers, ledger.key: rows})
    for item in catalogue.asked_of(filing.unit.kind):
        is_waiting_for_it = item.rows is not None and item.rows.ledger.key == ledger.key and filing[item.key] is None
        if is_waiting_for_it and item.rows and number_of(content_of_rows(item.rows, [after])) == 0:
            yield item.label
