"""Where a number comes from, what changed, and how it is taken back: the questions to the journal, in the clerk's words.

Takes an office and names; gives plain values for a face to show. Nothing is changed but by `undo`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from toolkit.catalogue.ledgers import Ledger, LedgerRow
from toolkit.catalogue.periods import Period, read_period
from toolkit.catalogue.sources import Rows
from toolkit.catalogue.units import Unit, Units
from toolkit.errors import ChangedMeanwhile, ToolkitError
from toolkit.figures.figure import FILING_STATE, NO_UNIT, PERIOD_STATE, UNDONE, Entry
from toolkit.figures.ledger_rows import is_row, is_row_of, row_contents, typed_row
from toolkit.figures.store import Batch
from toolkit.report.changes import coverage_of
from toolkit.report.manifest import Manifest
from toolkit.report.outputs import write_whole
from toolkit.report.sources import way_of
from toolkit.report.standing import Book
from toolkit.review.derived import rows_that_count
from toolkit.review.rollup import roll_up
from toolkit.tasks.figures.book import conflict_text, label_of, open_book, two_texts
from toolkit.tasks.office.office import Office, folder_of
from toolkit.tasks.office.own_files import contents_before, names_of

NOTHING_YET: Final = "还没有填"


@dataclass(frozen=True)
class Entered:
    """One entry of the history, for a clerk's eye.

    Args:
        unit, label, text: whose, what, and as it was typed; an empty text is a figure that was cleared.
        before: what stood there.
        at, author, source, place: when, by whom, from which file or page, and from which cell of it.
        reason: why, where somebody said so.
        batch: the number of the save.
    """

    unit: str
    label: str
    text: str
    before: str
    at: datetime
    author: str
    source: str
    place: str = ""
    reason: str = ""
    batch: int = 0


@dataclass(frozen=True)
class Explanation:
    """What a figure is made of.

    Args:
        title: of which unit, for when, what.
        shown: the figure as it stands.
        entered: of one unit its whole history, the latest first; of several the entry that counts of each.
        coverage: how many units are in a total; empty for a single one.
        missing: the units that are not in it.
    """

    title: str
    shown: str
    entered: tuple[Entered, ...]
    coverage: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Saves:
    """One batch, for a clerk's eye: its number, when, by whom, by what way, what, why, and whether it was taken back."""

    number: int
    at: datetime
    author: str
    source: str
    what: str
    reason: str
    is_undone: bool


def explain(office: Office, period: Period, unit: Unit, name: str) -> Explanation:
    """Where the figure of a unit, or the total over the units below it, comes from.

    Raises:
        UnknownName: the catalogue has no such figure.
    """
    then = office.at(period)
    item = then.catalogue[name]
    book, below = open_book(office, period), then.units.filing_below(unit.code)
    total = roll_up(item, [book.now[each.code] for each in below])
    title = f"{unit.short_name}{period.name}{item.label}"
    shown = item.show(total.content) + (item.unit if total.content is not None else "")
    if item.is_derived:
        shown = f"{shown or NOTHING_YET}（{way_of(item)}）"
    if unit.files and item.rows is not None and not office.store.journal.history(unit.code, period.code, item.key):
        return Explanation(title, shown, _entered(office, _rows_counted(office, period, book, unit, item.rows)))
    if unit.files:
        history = office.store.journal.history(unit.code, period.code, item.key)
        return Explanation(title, shown, tuple(reversed(_entered(office, history))))
    current = [e for e in office.store.current(period.code) if e.item == item.key and e.unit in total.covered]
    names = {each.code: each.short_name for each in then.units}
    missing = tuple(names[code] for code in total.missing)
    # A hundred forms are not opened to say in which cell each part of a total stood: whoever wants one asks for that unit.
    entered = _entered(office, current, with_places=False)
    return Explanation(title, shown, entered, coverage_of(item, total), missing)


def _rows_counted(office: Office, period: Period, book: Book, unit: Unit, rows: Rows) -> list[Entry]:
    """The entries of the rows that a figure counts, as they stand."""
    filing = book.now[unit.code]
    counting = list(rows_that_count(rows, filing))
    said = _said_last(office, period, unit, rows.ledger)
    return [entry for entry in said if is_row(entry.text) and _contents(rows, entry) in counting]


def _said_last(office: Office, period: Period, unit: Unit, ledger: Ledger) -> Sequence[Entry]:
    """Of each row of a ledger what was said last: in the period and, where its rows run on, before it."""
    periods = sorted(map(read_period, office.store.holdings.periods()), key=lambda each: each.end)
    meant = [each for each in periods if each == period or (ledger.runs_on and each.end < period.start)]
    entries = [entry for each in meant for entry in office.store.current(each.code, unit.code)]
    return tuple({entry.item: entry for entry in entries if entry.text and is_row_of(ledger, entry.item)}.values())


def _contents(rows: Rows, entry: Entry) -> LedgerRow:
    return row_contents(rows.ledger, typed_row(entry.text, rows.ledger), read_period(entry.period).year)


def changes_since(office: Office, period: Period) -> tuple[Entered, ...]:
    """What was changed in a period since its documents were made, the latest first.

    Raises:
        ToolkitError: no document of this period says when it was made.
    """
    made = [each.batch for _name, each in Manifest(folder_of(office, period)).items() if each.batch]
    if not made:
        raise ToolkitError(f"{period.name}还没有生成过文书，或是旧版本生成的，看不出生成以后改了什么。")
    entries = [each for each in office.store.journal.since(min(made), period.code) if each.is_figure]
    return tuple(reversed(_entered(office, entries)))


def latest_saves(office: Office, most: int) -> tuple[Saves, ...]:
    """The latest saves, the last one first."""
    return tuple(_saves(office, batch) for batch in office.store.journal.batches(most))


def undo(office: Office, number: int, reason: str = "") -> int:
    """Take a save back, a form as a whole; what was taken back can be brought again by taking that back.

    Args:
        office, number: whose, and which save.
        reason: why; may be empty.

    Returns:
        How many figures, rows and files are others now.

    Raises:
        ToolkitError: it closed or opened a period, or was taken back already.
        ChangedMeanwhile: something of it was changed since; nothing is taken back.
    """
    journal = office.store.journal
    batch = journal.batch(number)
    if any(entry.item == PERIOD_STATE for entry in journal.entries_of(batch.id)):
        raise ToolkitError("这一批是定稿或重新打开，不能这样撤销。请用 period reopen 或 period close。")
    back = journal.restoring(batch.id)
    files = contents_before(office.settings, office.store, back)
    try:
        fresh = office.store.save(back, office.settings.author, UNDONE, reason=reason.strip(), undoes=batch.id)
    except ChangedMeanwhile as fault:
        if files:
            names = "、".join(path.name for path in files)
            raise ToolkitError(f"{names}以后又改过，没有撤销。请先撤销后来的，或直接改文件。") from fault
        told = conflict_text(office, fault).replace("打开之后被别人改过，没有保存。", "之后又改过，没有撤销。")
        raise ChangedMeanwhile(
            told.replace("请核对后再填一次。", "请先撤销后来的，或直接改数。"), fault.conflicts
        ) from fault
    for path, data in files.items():
        write_whole(path, data)
    return sum(entry.is_figure for entry in fresh) + len(files)


def _entered(office: Office, entries: Sequence[Entry], *, with_places: bool = True) -> tuple[Entered, ...]:
    batches = {number: office.store.journal.batch(number) for number in {entry.batch for entry in entries}}
    units = {code: office.at(read_period(code)).units for code in {entry.period for entry in entries}}
    files: dict[str, bytes] = {}
    return tuple(
        _one_entered(
            office,
            entry,
            batches[entry.batch],
            _short_name(units[entry.period], entry.unit),
            _place(office, entry, batches[entry.batch], files) if with_places else "",
        )
        for entry in entries
    )


def _short_name(units: Units, code: str) -> str:
    return units[code].short_name if code in units else code


def _one_entered(office: Office, entry: Entry, batch: Batch, unit: str, place: str) -> Entered:
    history = office.store.journal.history(entry.unit, entry.period, entry.item)
    before = next((each.text for each in reversed(history) if each.version < entry.version), "")
    shown, stood = two_texts(office, entry.item, entry.text, before)
    who = (entry.at, entry.author, _source(entry.source))
    return Entered(unit, label_of(office, entry.item), shown, stood, *who, place, batch.save.reason, batch.id)


def _place(office: Office, entry: Entry, batch: Batch, files: dict[str, bytes]) -> str:
    from toolkit.figures.workbooks.places import place_of  # noqa: PLC0415 - slow to import, wanted only here

    known_by = batch.save.fingerprint
    if known_by is None or not entry.text:
        return ""
    if known_by not in files:
        files[known_by] = office.store.journal.file(known_by) or b""
    return place_of(files[known_by], entry.item) if files[known_by] else ""


def _source(source: str) -> str:
    """The way a figure came, without what only tells forms apart: 填报表-ab12 办公室.xlsx is 办公室.xlsx."""
    return source.partition(" ")[2] or source if source.startswith("填报表") else source


def _saves(office: Office, batch: Batch) -> Saves:
    entries, save = office.store.journal.entries_of(batch.id), batch.save
    told = (save.at, save.author, _source(save.source), _what(office, entries), save.reason)
    return Saves(batch.id, *told, is_undone=bool(batch.undone))


def _what(office: Office, entries: Sequence[Entry]) -> str:
    """What a save was about: the units and the period, and what it changed."""
    figures = [entry for entry in entries if entry.is_figure]
    about = figures or [entry for entry in entries if entry.item in (PERIOD_STATE, FILING_STATE)]
    files = list(names_of(entries))
    if files:
        return "、".join(files)
    if not about:
        return "其他" if entries else "没有改动"
    names: Mapping[str, str] = {unit.code: unit.short_name for unit in office.units} | {NO_UNIT: ""}
    units = "、".join(dict.fromkeys(names.get(entry.unit, entry.unit) for entry in about))
    periods = "、".join(dict.fromkeys(read_period(entry.period).name for entry in about))
    labels = list(dict.fromkeys(label_of(office, entry.item) for entry in figures))
    told = f"{'、'.join(labels[:3])}{f'等{len(labels)}项' if len(labels) > 3 else ''}" if labels else _state(about[-1])
    return f"{units} {periods} {told}".strip()


def _state(entry: Entry) -> str:
    if entry.item == FILING_STATE:
        return entry.text or "未报"
    return "定稿" if entry.text else "重新打开"
