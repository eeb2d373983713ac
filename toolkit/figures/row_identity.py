"""The rows of a ledger, each with an identity of its own: which row of a sheet is which of those that are kept.

Takes the rows of a form and what is kept of the ledger; gives changes of single rows. A row that nobody touched, and one that the
form was never sent out with, stay as they are. Pure: never looks into a file or the store.

    kept            the form                            changes
    a 01 3月5日     (a) 01 3月5日 with a new theme      a: the new row
    b 02 4月1日     (b) gone                            b: emptied, where the form was sent out with it
    c 03 4月9日     no identity, 03 4月9日              none: known by its number and its day
                    no identity, 04 5月6日              a row of its own
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Period
from toolkit.figures.figure import NO_ROWS, Change, Entry
from toolkit.figures.ledger_rows import (
    STRUCK_OUT,
    is_row,
    is_row_of,
    is_same_thing,
    links_of,
    mark_of_row,
    row_in_words,
    row_subject,
    signs_of,
    text_of_row,
    typed_row,
)
from toolkit.figures.running import running_rows

TypedRow: TypeAlias = Mapping[str, str]
"""One row as typed, column label to text."""


@dataclass(frozen=True)
class SheetRows:
    """What a form holds of one ledger.

    Args:
        ledger: which.
        rows: its rows as typed.
        names: the identity that stands beside each row; empty where none does.
        issued: by subject, the version of each row the form was sent out with.
        written: when it was sent out, with time zone; None where it does not say.
        stamp: what the identities of its new rows begin with.
        lacking: the labels of the columns that the form does not have: of them it says nothing.
        sent: by subject, what the form knows the rows again by that ran on into its period when it was sent out.
    """

    ledger: Ledger
    rows: Sequence[TypedRow]
    names: Sequence[str]
    issued: Mapping[str, int]
    written: datetime | None
    stamp: str
    lacking: tuple[str, ...] = ()
    sent: Mapping[str, str] = field(default_factory=dict)


def row_changes(
    sheet: SheetRows,
    unit: str,
    period: Period,
    current: Mapping[str, Entry],
    is_own: Callable[[str], bool],
    *,
    running: Mapping[str, str] = NO_ROWS,
) -> tuple[Change, ...]:
    """What a form wishes of the rows of one ledger, each with the version its author saw.

    Args:
        sheet: what the form holds.
        unit, period: whose form it is, and for when.
        current: what is kept for them, by subject.
        is_own: whether what is kept under a subject came from an earlier sending of the same form, which this one takes up.
        running: the rows of ledgers that were not done before the period, by subject, as typed.
    """
    kept, ran = rows_kept(sheet.ledger, current, running)
    subjects = _subjects(sheet, kept, current)
    filled = [
        Change(unit, period.code, each, text_of_row(sheet.ledger, row), _seen(sheet, current.get(each)))
        for each, row in zip(subjects, _whole_rows(sheet, kept, subjects, current), strict=True)
    ]
    gone = [
        _going(sheet, Change(unit, period.code, subject, STRUCK_OUT if subject in ran else "", 0), current.get(subject))
        for subject in kept
        if subject not in subjects
        and (
            _was_shown(sheet, subject, current.get(subject)) or (sheet.rows and subject in current and is_own(subject))
        )
    ]
    changed = (
        each
        for each in filled
        if kept.get(each.item) != typed_row(each.text) and (is_own(each.item) or not _is_as_sent(sheet, each))
    )
    return (*changed, *gone)


def twins(ledger: Ledger, rows: Iterable[TypedRow], kept: Iterable[TypedRow]) -> Iterator[tuple[str, str]]:
    """The rows that are likely another one once more: same day and same words, under another number, or the other way round.

    Args:
        ledger: which.
        rows: those to be looked at.
        kept: those that are kept already.

    Yields:
        The row and its likely twin, in words.
    """
    known = list(kept)
    for row in rows:
        twin = next((each for each in known if each != row and _are_alike(ledger, row, each)), None)
        if twin is not None:
            yield row_in_words(row), row_in_words(twin)


def _is_as_sent(sheet: SheetRows, change: Change) -> bool:
    """Whether a row stands in the form as it ran on into its period when it was sent out: whoever left it so wishes nothing."""
    return sheet.sent.get(change.item) == mark_of_row(change.text)


def _whole_rows(
    sheet: SheetRows, kept: Mapping[str, TypedRow], subjects: Sequence[str], current: Mapping[str, Entry]
) -> Iterator[TypedRow]:
    """The rows of a form, with what is kept in the columns of which it says nothing.

    Those are the columns that it does not have, and the links that one step entered after it was sent out.
    """
    links = links_of(sheet.ledger)
    for subject, row in zip(subjects, sheet.rows, strict=True):
        before, entry = kept.get(subject, {}), current.get(subject)
        is_older = entry is not None and _seen(sheet, entry) < entry.version
        unsaid = {*sheet.lacking, *(label for label in links if is_older and not row.get(label))}
        yield {**row, **{label: before[label] for label in unsaid if label in before}}


def rows_kept(
    ledger: Ledger, current: Mapping[str, Entry], running: Mapping[str, str]
) -> tuple[dict[str, TypedRow], Collection[str]]:
    """The rows that stand, by subject, and which of those run on from earlier periods.

    Args:
        ledger: of which.
        current: what is kept for a unit and a period, by subject.
        running: the rows of ledgers that were not done before the period, by subject, as typed.
    """
    own = {subject: entry.text for subject, entry in current.items() if is_row_of(ledger, subject) and entry.text}
    ran = running_rows(ledger, running, own)
    return {each: typed_row(text, ledger) for each, text in {**ran, **own}.items() if is_row(text)}, ran.keys()


def _going(sheet: SheetRows, change: Change, entry: Entry | None) -> Change:
    """That a row is gone, for whoever saw it as it was when the form went out; where that is not known, as it stands."""
    return replace(change, seen=_seen(sheet, entry) or (entry.version if entry else 0))


def _subjects(sheet: SheetRows, kept: Mapping[str, TypedRow], current: Mapping[str, Entry]) -> list[str]:
    """The subject of each row of a form: the surest sign first, and none given twice."""
    found: dict[int, str] = {}
    free = dict(kept)
    signs: tuple[Callable[[str, TypedRow, str], bool], ...] = (
        lambda name, row, subject: subject == name and free[subject] == row,
        lambda _name, row, subject: free[subject] == row,
        lambda name, row, subject: subject == name and _share_a_cell(row, free[subject]),
        lambda _name, row, subject: is_same_thing(sheet.ledger, row, free[subject]),
        lambda name, _row, subject: subject == name,
    )
    named = [row_subject(sheet.ledger.key, name) if name else "" for name in sheet.names]
    for is_meant in signs:
        for n, row in enumerate(sheet.rows):
            subject = next((each for each in free if n not in found and is_meant(named[n], row, each)), None)
            if subject is not None:
                found[n] = subject
                del free[subject]
    return list(_with_new(sheet, found, current))


def _with_new(sheet: SheetRows, found: Mapping[int, str], current: Mapping[str, Entry]) -> Iterator[str]:
    """The subjects found, and new ones for the rows that have none: the same ones for the same form, whenever it is read."""
    taken = {*current, *found.values()}
    for n in range(len(sheet.rows)):
        if n in found:
            yield found[n]
            continue
        ran = row_subject(sheet.ledger.key, sheet.names[n])
        if sheet.issued.get(ran) == 0 and ran not in taken:
            # It runs on from a period whose form has not come in yet.
            taken.add(ran)
            yield ran
            continue
        number = n + 1
        while (subject := row_subject(sheet.ledger.key, f"{sheet.stamp}-{number:03}")) in taken:
            number += len(sheet.rows)
        taken.add(subject)
        yield subject


def _seen(sheet: SheetRows, entry: Entry | None) -> int:
    """The version of a row that the author of a form saw."""
    if entry is None:
        return 0
    if entry.item in sheet.issued:
        return sheet.issued[entry.item]
    return entry.version if _was_before(sheet, entry) else 0


def _was_shown(sheet: SheetRows, subject: str, entry: Entry | None) -> bool:
    """Whether a form was sent out with a row, so that its going means something."""
    return subject in sheet.issued or (entry is not None and _was_before(sheet, entry))


def _was_before(sheet: SheetRows, entry: Entry) -> bool:
    # An earlier version wrote no identities into its forms, and all rows there were.
    return sheet.ledger.key in sheet.issued and sheet.written is not None and entry.at <= sheet.written


def _share_a_cell(row: TypedRow, other: TypedRow) -> bool:
    return any(row.get(label) == text for label, text in other.items())


def _are_alike(ledger: Ledger, row: TypedRow, other: TypedRow) -> bool:
    signs = set(signs_of(ledger))
    rest = [column.label for column in ledger.columns if column.label not in signs and row.get(column.label)]
    same_signs = sum(bool(row.get(label)) and row.get(label) == other.get(label) for label in signs)
    return bool(rest) and same_signs >= 1 and all(row.get(label) == other.get(label) for label in rest)
