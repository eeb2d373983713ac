"""The figures of a period: opened as a book, reviewed, and changed one at a time.

Takes an office and a period; gives filings, progress and findings. A change is saved with the version its editor saw.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from toolkit.catalogue.expressions import LAST as LAST_GROUP
from toolkit.catalogue.expressions import YEAR_AGO as YEAR_AGO_GROUP
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.kinds import is_known
from toolkit.catalogue.periods import Length, Period
from toolkit.catalogue.roles import LedgerRole
from toolkit.catalogue.units import Unit, Units
from toolkit.errors import ChangedMeanwhile
from toolkit.figures.figure import (
    FILING_STATE,
    NO_ROWS,
    NOTHING,
    Around,
    Change,
    Entry,
    Filing,
    filing_of_texts,
    texts_of,
)
from toolkit.figures.ledger_rows import ROW_MARK, is_row, row_in_words, rows_of_text, typed_row, unlike_in_words
from toolkit.figures.running import RowsOfAllTimes, Running
from toolkit.report.context import context_for
from toolkit.report.standing import Book, standing_of
from toolkit.review.case import Case
from toolkit.review.checks import check
from toolkit.review.confirmed import CONFIRMED, confirmations_of, settle
from toolkit.review.derived import with_formulas, with_rows
from toolkit.review.ledger_checks import problem_numbers
from toolkit.review.progress import Progress, progress_of
from toolkit.review.rollup import is_typed_over, over_months, together, with_rows_of_parts
from toolkit.tasks.office.frozen import LAST, NOW, YEAR_AGO
from toolkit.tasks.office.office import Office

Entries: TypeAlias = Mapping[str, Sequence[Entry]]
"""The current entries of each unit, by its code."""
Texts: TypeAlias = Mapping[str, Mapping[str, str]]
"""What each unit says, by its code and the item."""
Parts: TypeAlias = Mapping[Period, Mapping[str, Filing]]
"""Shorter periods within a longer one, with the filings of each unit."""


@dataclass(frozen=True)
class Beside:
    """What a period's own entries are read beside.

    Args:
        parts: the shorter periods within it.
        running: the rows of ledgers that run on into it.
        rows: those of all times.
    """

    parts: Parts
    running: Running
    rows: RowsOfAllTimes


def open_book(office: Office, period: Period, entries: Entries | None = None, beside: Beside | None = None) -> Book:
    """The filings of every unit that files; one that filed nothing has an empty filing.

    Args:
        office, period: whose, and for when.
        entries, beside: the period's own entries and what they are read beside, where they were read already.
    """
    then = office.then(period)
    if then.closing is not None:
        return _closed_book(then, period)
    units = office.at(period).units.filing
    with collecting_nothing():
        texts = _texts(office, period) if entries is None else _texts_of(entries)
        beside = beside_of(office, period, rows_of_all_times(office)) if beside is None else beside
        now = _filled(office, _typed(office, period, texts, beside.running), beside.parts)
        earlier = (period.previous, period.same_last_year)
        last, year_ago = (_earlier(office, when, units, beside.rows) for when in earlier)
        said = entries_of(office, period, beginning=CONFIRMED) if entries is None else entries
        confirmed = {unit.code: confirmations_of(said[unit.code]) for unit in units}
        return Book(period, worked_out(office.catalogue, now, last, year_ago), last, year_ago, confirmed)


def _closed_book(then: Office, period: Period) -> Book:
    """The book of a closed period: what its figures meant when it was closed."""
    said = entries_of(then, period, beginning=CONFIRMED)
    earlier = (period, NOW), (period.previous, LAST), (period.same_last_year, YEAR_AGO)
    now, last, year_ago = (then.filings(group, when) for when, group in earlier)
    # What formulas came to was kept; totals of those that look back ask for what they looked back at.
    beside = _earlier_of(then.catalogue, last, year_ago)
    around = around_of(then, then.units.at(period))
    now = {code: replace(filing, earlier=beside(code), around=around) for code, filing in now.items()}
    return Book(period, now, last, year_ago, {code: confirmations_of(each) for code, each in said.items()})


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """While a book is read, no rings of garbage: it makes a hundred thousand values and no ring, and looking takes a quarter."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def entries_of(office: Office, period: Period, *, beginning: str = "") -> Entries:
    """The current entries of every unit that was asked in a period; only those whose name begins so, where that is given."""
    found: dict[str, list[Entry]] = {unit.code: [] for unit in office.at(period).units.filing}
    for entry in office.store.current(period.code, beginning=beginning):
        found.get(entry.unit, []).append(entry)
    return found


def _texts(office: Office, period: Period) -> Texts:
    """What every unit says that was asked in a period."""
    texts = office.store.texts(period.code)
    return {unit.code: texts.get(unit.code, {}) for unit in office.at(period).units.filing}


def _texts_of(entries: Entries) -> Texts:
    return {code: texts_of(each) for code, each in entries.items()}


def rows_of_all_times(office: Office, unit: Unit | None = None) -> RowsOfAllTimes:
    """The rows of the ledgers that run over periods, of every period; of one unit and those that went into it, or of all."""
    ledgers = [ledger for ledger in office.catalogue.ledgers if ledger.runs_on]
    units = (unit.code, *(each.code for each in office.units if each.merged_into)) if unit else ()
    rows = office.store.holdings.rows_of([ledger.key for ledger in ledgers], units)
    return RowsOfAllTimes(ledgers, (row for row in rows if row.unit not in office.held))


def running_into(office: Office, period: Period, rows: RowsOfAllTimes) -> Running:
    """What runs on into a period, of each unit or of what went into it before."""
    return rows.before(period, office.units.heirs(period))


def beside_of(office: Office, period: Period, rows: RowsOfAllTimes) -> Beside:
    """What the entries of a period are read beside."""
    return Beside(_parts_of(office, period, rows), running_into(office, period, rows), rows)


def _parts_of(office: Office, period: Period, rows: RowsOfAllTimes) -> Parts:
    """The filings of the shorter periods within a period that anything was filed for."""
    stored = set(office.store.holdings.periods())
    lengths = [length for length in Length if length < period.length]
    shorter = [part for length in lengths for part in period.parts(length) if part.code in stored]
    return {part: _filed_in(office, part, rows) for part in shorter}


def _filed_in(office: Office, part: Period, rows: RowsOfAllTimes) -> dict[str, Filing]:
    """What was filed for a part of a longer period; of a closed one, what it meant."""
    then = office.then(part)
    if then.closing is not None:
        return then.filings(NOW, part)
    return _typed(office, part, _texts(office, part), running_into(office, part, rows))


def filings(office: Office, period: Period, entries: Entries, beside: Beside) -> dict[str, Filing]:
    """The filings that these entries of a period make, filled up from the shorter periods within it."""
    return _filled(office, _typed(office, period, _texts_of(entries), beside.running), beside.parts)


def worked_out(
    catalogue: Catalogue, now: Mapping[str, Filing], last: Mapping[str, Filing], year_ago: Mapping[str, Filing]
) -> dict[str, Filing]:
    """Filings with what formulas come to, beside those of the period before and of a year ago."""
    beside = _earlier_of(catalogue, last, year_ago)
    return {code: with_formulas(filing, catalogue, beside(code)) for code, filing in now.items()}


def _earlier_of(
    catalogue: Catalogue, last: Mapping[str, Filing], year_ago: Mapping[str, Filing]
) -> Callable[[str], dict[str, Filing]]:
    """Gives the earlier filings of a unit by what formulas call them; none where no formula looks back."""
    groups = {LAST_GROUP: last, YEAR_AGO_GROUP: year_ago} if catalogue.looks_back else {}
    return lambda code: {group: filings[code] for group, filings in groups.items() if code in filings}


def review_book(office: Office, book: Book) -> tuple[Progress, ...]:
    """How far each unit is and what was found about it, in the order of the units."""
    return tuple(reviewed(office, book))


def reviewed(office: Office, book: Book) -> Iterator[Progress]:
    """The same, unit by unit."""
    then = office.then(book.period)
    return (_progress(then, book, unit) for unit in then.units.at(book.period).filing)


def values_of(office: Office, book: Book, unit: Unit) -> dict[str, Any]:
    """What a template sees that is filled for `unit`."""
    then = office.then(book.period)
    standing = standing_of(then.units, book, unit, office.today)
    return context_for(standing, then.catalogue, then.units.at(book.period))


def save_figure(office: Office, change: Change, source: str) -> tuple[Entry, ...]:
    """Save one figure as typed; gives the new entry, or nothing where it already stood so.

    Raises:
        ChangedMeanwhile: somebody else changed it since the editor looked; both values are in the message.
    """
    try:
        return office.store.save([change], office.settings.author, source)
    except ChangedMeanwhile as fault:
        raise ChangedMeanwhile(conflict_text(office, fault), fault.conflicts) from fault


def conflict_text(office: Office, fault: ChangedMeanwhile) -> str:
    """What changed meanwhile, in the clerk's words."""
    lines = []
    for mine, theirs in fault.conflicts:
        assert isinstance(mine, Change) and isinstance(theirs, Entry)
        shown, stands = two_texts(office, mine.item, mine.text, theirs.text)
        moment = theirs.at.astimezone().strftime("%m月%d日 %H:%M")
        lines.append(f"{label_of(office, mine.item)}：您填的是“{shown}”，{theirs.author}已在{moment}改为“{stands}”")
    return "打开之后被别人改过，没有保存。" + "；".join(lines) + "。请核对后再填一次。"


def label_of(office: Office, key: str) -> str:
    """What a clerk calls an item, a ledger or the ledger of a row; a key that nobody knows stays as it is."""
    if key == FILING_STATE:
        return "上报状态"
    key = key.removeprefix(NOTHING)
    ledgers = {ledger.key: ledger.label for ledger in office.catalogue.ledgers}
    return office.catalogue[key].label if key in office.catalogue else ledgers.get(key.partition(ROW_MARK)[0], key)


def shown_text(office: Office, key: str, text: str) -> str:
    """A stored text for a clerk's eye: a figure as typed, a row by its first cells, a whole ledger by its number of rows."""
    if ROW_MARK in key:
        return row_in_words(typed_row(text))
    is_ledger = any(ledger.key == key for ledger in office.catalogue.ledgers)
    return f"{len(rows_of_text(text))}行" if is_ledger else text


def two_texts(office: Office, key: str, mine: str, theirs: str) -> tuple[str, str]:
    """Two stored texts for a clerk's eye, told apart: of rows that begin alike, also the cells in which they differ."""
    shown = shown_text(office, key, mine), shown_text(office, key, theirs)
    if ROW_MARK not in key or shown[0] != shown[1] or not (is_row(mine) and is_row(theirs)):
        return shown
    rows = typed_row(mine), typed_row(theirs)
    return f"{shown[0]}{unlike_in_words(*rows)}", f"{shown[1]}{unlike_in_words(rows[1], rows[0])}"


def progress_in(office: Office, book: Book, code: str) -> Progress:
    """How far one unit is, what was found about it and is open, and what of that was confirmed."""
    then = office.then(book.period)
    return _progress(then, book, then.units.at(book.period)[code])


def _progress(then: Office, book: Book, unit: Unit) -> Progress:
    filing = book.now[unit.code]
    problems = _problems_known(then, book, unit)
    case = Case(filing, last_filing(then, book, unit), then.catalogue, book.year_ago.get(unit.code), problems)
    found = (then.held[unit.code],) if unit.code in then.held else check(case)
    still_open, confirmed = settle(found, book.confirmations.get(unit.code, {}))
    return progress_of(filing, still_open, then.catalogue, confirmed)


def _problems_known(then: Office, book: Book, unit: Unit) -> frozenset[str] | None:
    """The numbers of the problems of all units, now and before; None where the unit keeps no ledger that speaks of those of others."""
    contacts = then.catalogue.ledger_playing(LedgerRole.CONTACTS)
    if contacts is None or contacts not in then.catalogue.ledgers_of(unit.kind):
        return None
    return problem_numbers(then.catalogue, (*book.now.values(), *book.last.values()))


def last_filing(office: Office, book: Book, unit: Unit) -> Filing:
    """What a unit filed for the period before; of one that others went into, what they and it filed together."""
    if not office.units.predecessors(unit.code, book.period):
        return book.last[unit.code]
    standing = standing_of(office.units, book, unit, None)
    if not standing.last:
        return book.last[unit.code]
    filing = together(unit, standing.last, office.catalogue)
    kept = {key: content for key, content in filing.contents.items() if standing.compares(office.catalogue[key])}
    return replace(filing, contents=kept)


def _earlier(office: Office, period: Period, units: Iterable[Unit], rows: RowsOfAllTimes) -> dict[str, Filing]:
    """The filings of an earlier period: of the units there were then, and empty ones of the units that came later."""
    # Of a unit that was there then, what it was called then.
    asked = {unit.code: unit for unit in (*units, *office.at(period).units.filing)}
    then = office.then(period)
    if then.closing is not None:
        kept = then.filings(NOW, period)
        return {code: kept.get(code) or Filing(unit, period) for code, unit in asked.items()}
    texts, catalogue = office.store.texts(period.code), office.catalogue
    beside = beside_of(office, period, rows)

    def filed(code: str, unit: Unit) -> Filing:
        return filing_of_texts(unit, period, texts.get(code, {}), catalogue, beside.running.get(code, NO_ROWS))

    typed = {code: with_rows(filed(code, unit), catalogue) for code, unit in asked.items()}
    filled = _filled(office, typed, beside.parts)
    return {code: with_formulas(filing, catalogue) for code, filing in filled.items()}


def _filled(office: Office, typed: dict[str, Filing], parts: Parts) -> dict[str, Filing]:
    return {code: _filled_from_parts(office, filing, parts) for code, filing in typed.items()} if parts else typed


def _typed(office: Office, period: Period, texts: Texts, running: Running) -> dict[str, Filing]:
    then, catalogue = office.at(period).units, office.catalogue
    units = {code: then[code] if code in then else office.units[code] for code in texts}
    around = around_of(office, then)
    filed = {
        code: filing_of_texts(units[code], period, each, catalogue, running.get(code, NO_ROWS))
        for code, each in texts.items()
    }
    return {code: with_rows(replace(filing, around=around), catalogue) for code, filing in filed.items()}


def around_of(office: Office, units: Units) -> Around:
    """What is known beside the filings of a period: the day, and what the unit file and the office's rules say."""
    assigned = tuple(dict.fromkeys(unit.leader for unit in units.branches if unit.leader))
    return Around(
        office.today,
        len(units.branches),
        office.rules.leaders or assigned,
        assigned,
        office.rules.habits,
        office.rules.words,
    )


def _filled_from_parts(office: Office, filing: Filing, parts: Mapping[Period, Mapping[str, Filing]]) -> Filing:
    own_parts = {part: filings[filing.unit.code] for part, filings in parts.items() if filing.unit.code in filings}
    summed = over_months(filing.unit, filing.period, own_parts, office.catalogue)
    filing = with_rows_of_parts(filing, own_parts, office.catalogue)
    typed = {key: content for key, content in filing.contents.items() if content is not None}
    gathered = {key: content for key, content in summed.contents.items() if is_known(content)}
    whole = replace(
        filing,
        contents={**gathered, **typed},
        ledgers={**summed.ledgers, **filing.ledgers},
        names={**summed.names, **filing.names},
        of_parts={key: gathered[key] for key in typed if key in gathered},
    )
    # A mean of rows of which one month was typed otherwise would pass over what was typed.
    asked = office.catalogue.asked_of(filing.unit.kind)
    typed_over = {item.key for item in asked if any(is_typed_over(item, each) for each in own_parts.values())}
    return with_rows(whole, office.catalogue, typed_over)
