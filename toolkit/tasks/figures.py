"""The figures of a period: opened as a book, reviewed, and changed one at a time.

Takes an office and a period; gives filings, progress and findings. A change is saved with the version its editor saw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.catalogue.kinds import is_known
from toolkit.catalogue.periods import Length, Period
from toolkit.catalogue.units import Unit
from toolkit.errors import ChangedMeanwhile
from toolkit.figures.figure import Change, Entry, Filing, filing_of
from toolkit.report.context import Standing
from toolkit.review.checks import Case, check
from toolkit.review.progress import Progress, progress_of
from toolkit.review.rollup import over_months
from toolkit.tasks.office import Office


@dataclass(frozen=True)
class Book:
    """All filings of a period, with those of the period before and of a year ago, by unit code."""

    period: Period
    now: Mapping[str, Filing]
    last: Mapping[str, Filing]
    year_ago: Mapping[str, Filing]


def open_book(office: Office, period: Period) -> Book:
    """The filings of every unit that files; one that filed nothing has an empty filing."""
    return Book(
        period,
        _filings(office, period),
        _filings(office, period.previous),
        _filings(office, period.same_last_year),
    )


def review_book(office: Office, book: Book) -> tuple[Progress, ...]:
    """How far each unit is and what was found about it, in the order of the units."""
    return tuple(_progress(office, book, unit) for unit in office.units.filing)


def standing_of(office: Office, book: Book, unit: Unit) -> Standing:
    """What a document about `unit` speaks of."""
    below = [each.code for each in office.units.filing_below(unit.code)]
    return Standing(
        unit,
        book.period,
        [book.now[code] for code in below],
        [book.last[code] for code in below],
        [book.year_ago[code] for code in below],
        office.today,
    )


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
        label = office.catalogue[mine.item].label if mine.item in office.catalogue else mine.item
        moment = theirs.at.astimezone().strftime("%m月%d日 %H:%M")
        lines.append(f"{label}：您填的是“{mine.text}”，{theirs.author}已在{moment}改为“{theirs.text}”")
    return "打开之后被别人改过，没有保存。" + "；".join(lines) + "。请核对后再填一次。"


def _progress(office: Office, book: Book, unit: Unit) -> Progress:
    filing = book.now[unit.code]
    findings = check(Case(filing, book.last[unit.code], office.catalogue))
    return progress_of(filing, findings, office.catalogue)


def _filings(office: Office, period: Period) -> dict[str, Filing]:
    filings = _filed(office, period)
    shorter = _shorter_periods(office, period)
    if not shorter:
        return filings
    parts = {part: _filed(office, part) for part in shorter}
    return {code: _filled_from_parts(office, filing, parts) for code, filing in filings.items()}


def _filled_from_parts(office: Office, filing: Filing, parts: Mapping[Period, Mapping[str, Filing]]) -> Filing:
    own_parts = {part: filings[filing.unit.code] for part, filings in parts.items()}
    summed = over_months(filing.unit, filing.period, own_parts, office.catalogue)
    typed = {key: content for key, content in filing.contents.items() if content is not None}
    gathered = {key: content for key, content in summed.contents.items() if is_known(content)}
    return replace(filing, contents={**gathered, **typed})


def _filed(office: Office, period: Period) -> dict[str, Filing]:
    entries: dict[str, list[Entry]] = defaultdict(list)
    for entry in office.store.current(period.code):
        entries[entry.unit].append(entry)
    return {unit.code: filing_of(unit, period, entries[unit.code], office.catalogue) for unit in office.units.filing}


def _shorter_periods(office: Office, period: Period) -> Sequence[Period]:
    stored = set(office.store.periods())
    lengths = [length for length in Length if length < period.length]
    return [part for length in lengths for part in period.parts(length) if part.code in stored]
