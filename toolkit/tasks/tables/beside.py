"""What a table of others would change: its figures and rows beside what stands, each with what it was, and what asks for a look.

Takes an office, a book of its figures and what was read from a table; gives changes. What ledgers say is never overwritten. Never
saves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import Content, is_waiting
from toolkit.catalogue.ledgers import Ledger, LedgerRow, LedgerRows
from toolkit.catalogue.roles import ColumnRole
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import Change, Entry, Filing
from toolkit.figures.ledger_rows import row_in_words, typed_row
from toolkit.figures.row_identity import rows_kept, twins
from toolkit.figures.rows_of_others import (
    Kept,
    RowTold,
    cells_in_words,
    event_sign,
    is_same_event,
    likely_twins,
    rows_told,
)
from toolkit.findings import Finding, warning
from toolkit.report.standing import Book
from toolkit.review.derived import content_of_rows, with_rows
from toolkit.review.numbers import number_of
from toolkit.tables.ledger_days import day_of
from toolkit.tables.ledger_lines import ProposedRow
from toolkit.tables.proposal import Proposed
from toolkit.tasks.figures.book import rows_of_all_times, running_into
from toolkit.tasks.office.office import Office

MOST_NAMED: Final = 8
TO_COME: Final = "日期还没有到，看不准是不是已经开展了，没有收。开展以后再收，或请核对日期。"
ONE: Final = "和{}是同一件，只收一次。"
UNLIKE: Final = "和{}除了“{}”都一样，这一栏台账里没有，分不清是不是两件，没有收。是两件的，请加一列“编号”再收。"
OLD: Final = "本期以前开始的，已经办完，没有写哪天办完的，没有收。是本期办完的，请补上日期再收。"


@dataclass(frozen=True)
class RowsOfOne:
    """What is kept of a ledger of one unit, each row of a table with what it says beside that, and why others are left out."""

    kept: Kept
    pairs: list[tuple[ProposedRow, RowTold]]
    left: tuple[Finding, ...]


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


def rows_beside(office: Office, book: Book, proposed: Sequence[ProposedRow]) -> tuple[Beside, Book]:
    """What rows of old ledgers would change, what would come of it, and the book as it would be then.

    Args:
        office, book: whose, and what stands in the period.
        proposed: the rows.
    """
    told = list(_rows_told(office, book, proposed))
    wanted = [_row_changing(row, one) for each in told for row, one in each.pairs if one.change is not None]
    same = sum(one.change is None for each in told for _row, one in each.pairs)
    findings = [finding for each in told for finding in (*each.left, *_twin_findings(each))]
    after, zeros = _book_after(office, book, told), _zeros(office, book, told)
    return Beside(tuple(wanted), same, (*findings, *zeros)), after


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
        once, left = _once_each(kept, rows)
        to_come = [row for row in once if _is_to_come(kept, row, office.today)]
        left += [warning("table_row", row.place, TO_COME, row.unit.code) for row in to_come]
        once = [row for row in once if row not in to_come]
        pairs = list(zip(once, rows_told(kept, [row.cells for row in once]), strict=True))
        old = [warning("table_row", row.place, OLD) for row, told in pairs if _is_old(row, told)]
        yield RowsOfOne(kept, [pair for pair in pairs if not _is_old(*pair)], (*left, *old))


def _once_each(kept: Kept, rows: Iterable[ProposedRow]) -> tuple[list[ProposedRow], list[Finding]]:
    """The rows, each that is one with another of them once, with all that both say.

    Two that differ only in a column that is none of the ledger's may be two things: it is told which column that is.
    """
    once: list[ProposedRow] = []
    near: dict[tuple[Content, ...], list[int]] = {}
    findings: list[Finding] = []
    for row in rows:
        contents = kept.contents(row.cells)
        alike = near.setdefault(event_sign(kept.ledger, contents) or tuple(contents.values()), [])
        place = next((n for n in alike if _is_one(kept.contents(once[n].cells), contents, kept.ledger)), None)
        if place is None:
            alike.append(len(once))
            once.append(row)
            continue
        before = once[place]
        names = {**before.others, **row.others}
        unlike = [name for name in names if before.others.get(name) != row.others.get(name)]
        is_unlike = bool(unlike) and kept.contents(before.cells) == contents
        if not is_unlike:
            once[place] = replace(before, cells={**row.cells, **before.cells})
        advice = UNLIKE.format(before.place, "、".join(unlike)) if is_unlike else ONE.format(before.place)
        findings.append(warning("table_row", row.place, advice, kept.unit))
    return once, findings


def _is_one(said: LedgerRow, also: LedgerRow, ledger: Ledger) -> bool:
    """Whether two rows are one thing: all that both say is the same, and enough of it to know a row by."""
    both = [label for label, content in said.items() if content is not None and also[label] is not None]
    is_known = said == also or is_same_event(ledger, said, also)
    return is_known and all(said[label] == also[label] for label in both)


def _is_to_come(kept: Kept, row: ProposedRow, today: date) -> bool:
    """Whether a thing is said to have happened on a day that has not come yet."""
    column = None if kept.ledger.runs_on else day_of(kept.ledger)
    day = kept.contents(row.cells)[column.label] if column else None
    return isinstance(day, date) and day > today


def _is_old(row: ProposedRow, told: RowTold) -> bool:
    """Whether a row may have been done before the period, and none was open then that it could be."""
    return row.is_known_only and not told.before


def _row_changing(row: ProposedRow, told: RowTold) -> Changing:
    assert told.change is not None
    stored = cells_in_words({label: told.before.get(label, "") or "空" for label in told.told}) if told.before else ""
    new = cells_in_words(told.told)
    return Changing(row.unit, row.ledger.label, stored, new, row.place, told.change)


def _twin_findings(told: RowsOfOne) -> Iterator[Finding]:
    """The new rows that are likely another one once more, kept or new."""
    kept, rows = told.kept, [row for row, one in told.pairs if one.change is not None and not one.before]
    stands, _ran = rows_kept(kept.ledger, kept.current, kept.running)
    texts = [*stands.values(), *(row.cells for row in rows)]
    by_day = list(likely_twins(kept.ledger, [kept.contents(text) for text in texts]))
    pairs = [f"“{row_in_words(texts[one])}”和“{row_in_words(texts[two])}”" for one, two in by_day if two >= len(stands)]
    # Of ledgers without a kind and a day nothing but the words can be held against one another.
    known = () if by_day or kept.ledger.column(ColumnRole.TYPE) else stands.values()
    pairs += [f"“{said}”和“{twin}”" for said, twin in twins(kept.ledger, [row.cells for row in rows], known)]
    if pairs:
        named = list(dict.fromkeys(pairs))
        more = f"等{len(named)}对" if len(named) > MOST_NAMED else ""
        advice = (
            f"{'；'.join(named[:MOST_NAMED])}{more}，像是同一件事。是两件的不用管；重复的，请在旧表里删去一行再收。"
        )
        whose = f"{rows[0].unit.short_name} {kept.ledger.label}"
        yield warning("table_row_twin", whose, f"{whose}：{advice}", kept.unit)


def _book_after(office: Office, book: Book, told: Iterable[RowsOfOne]) -> Book:
    """The book as it would be with these rows: figures that ledgers give follow them."""
    now = dict(book.now)
    for each in told:
        filing, key = now[each.kept.unit], each.kept.ledger.key
        counted = filing.counted - {
            item.key for item in office.catalogue.items if item.rows and item.rows.ledger.key == key
        }
        contents = {item: content for item, content in filing.contents.items() if item not in filing.counted - counted}
        ledgers = {**filing.ledgers, key: _rows_after(each)}
        now[each.kept.unit] = with_rows(
            replace(filing, contents=contents, ledgers=ledgers, counted=counted), office.catalogue
        )
    return replace(book, now=now)


def _rows_after(told: RowsOfOne) -> LedgerRows:
    stands, _ran = rows_kept(told.kept.ledger, told.kept.current, told.kept.running)
    changes = [one.change for _row, one in told.pairs if one.change is not None]
    after = {**stands, **{change.item: typed_row(change.text) for change in changes}}
    return tuple(told.kept.contents(row) for row in after.values())


def _zeros(office: Office, book: Book, told: Iterable[RowsOfOne]) -> Iterator[Finding]:
    """The figures that would come to 0 because a ledger comes in for the first time, and holds nothing of their kind."""
    units: dict[tuple[str, tuple[str, ...]], list[Unit]] = {}
    for each in told:
        filing, ledger = book.now[each.kept.unit], each.kept.ledger
        if ledger.key not in filing.ledgers:
            labels = tuple(_at_zero(office.catalogue, filing, ledger, _rows_after(each)))
            units.setdefault((ledger.label, labels), []).append(filing.unit)
    for (ledger_name, labels), known in units.items():
        if labels:
            names = "、".join(unit.short_name for unit in known)
            named = "、".join(labels[:MOST_NAMED]) + (f"等{len(labels)}项" if len(labels) > MOST_NAMED else "")
            advice = f"{names}以前没有{ledger_name}；收下后，表里没有记的都算0：{named}。另有台账的，请接着收；不是0的，请在填报页填上。"
            yield warning("table_zero", ledger_name, advice, known[0].code if len(known) == 1 else "")


def _at_zero(catalogue: Catalogue, filing: Filing, ledger: Ledger, rows: LedgerRows) -> Iterator[str]:
    after = replace(filing, ledgers={**filing.ledgers, ledger.key: rows})
    for item in catalogue.asked_of(filing.unit.kind):
        is_waiting_for_it = item.rows is not None and item.rows.ledger.key == ledger.key and filing[item.key] is None
        if is_waiting_for_it and item.rows and number_of(content_of_rows(item.rows, [after])) == 0:
            yield item.label
