"""The rows of an old ledger beside those that are kept: which of them is which, what is new, and what is told otherwise.

Takes the rows a table of others has and what is kept of the ledger; gives changes of single rows. What the table says nothing of
stays as it is, and no row is ever taken out. Pure: never looks into a file or the store.

    kept                                 the table                    change
    01 2026-03-05 志愿服务 清洁家园 12    2026/3/5 志愿服务 清洁家园    none: it says nothing else
    02 2026-04-01 党课 学党史 30          2026-4-1 党课 学党史 32       02: 32 for 30, by type, day and subject
                                         2026-5-6 党课 讲政策          a row of its own
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import count
from typing import Final, TypeAlias

from toolkit.catalogue.kinds import CHOICE, DATE, Content
from toolkit.catalogue.ledgers import Column, Ledger, LedgerRow
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import ColumnRole
from toolkit.figures.figure import Change, Entry
from toolkit.figures.ledger_rows import mark_of_row, plain_word, row_contents, row_subject, text_of_row
from toolkit.figures.row_identity import TypedRow, rows_kept

FEW_DAYS: Final = 3
NO_NUMBER: Final = "/"
Sign: TypeAlias = Callable[[Ledger, LedgerRow], tuple[Content, ...]]
Meant: TypeAlias = Callable[[Ledger, LedgerRow, LedgerRow], bool]


@dataclass(frozen=True)
class RowTold:
    """One row of a table of others.

    Args:
        change: what taking it does; None where it says nothing new.
        before: the row that is kept, as typed; empty where it is new.
        told: the cells in which it says something else or something more.
    """

    change: Change | None
    before: TypedRow
    told: TypedRow


@dataclass(frozen=True)
class Kept:
    """What is kept of a ledger.

    Args:
        ledger: which.
        unit, period: whose, and for when.
        current: the current entries of both, by subject.
        running: the rows of ledgers that were not done before the period, by subject.
    """

    ledger: Ledger
    unit: str
    period: Period
    current: Mapping[str, Entry]
    running: Mapping[str, str]

    def contents(self, row: TypedRow) -> LedgerRow:
        """What a typed row says, column by column."""
        return row_contents(self.ledger, row, self.period.year)


def rows_told(kept: Kept, rows: Sequence[TypedRow]) -> tuple[RowTold, ...]:
    """What each row of a table of others would change.

    Args:
        kept: what is kept of the ledger.
        rows: as they would have been typed; only the cells in which something stands.
    """
    stands, _ran = rows_kept(kept.ledger, kept.current, kept.running)
    said = [kept.contents(row) for row in rows]
    before = {subject: kept.contents(row) for subject, row in stands.items()}
    subjects = _subjects(kept.ledger, said, before)
    told = []
    for place, (row, contents, subject) in enumerate(zip(rows, said, subjects, strict=True), start=1):
        known = before.get(subject, {})
        others = {label: text for label, text in row.items() if not _is_same(contents[label], known.get(label))}
        told.append(_told(kept, others, subject or _new_subject(kept, row, place), stands.get(subject, {})))
    return tuple(told)


def _told(kept: Kept, told: TypedRow, subject: str, before: TypedRow) -> RowTold:
    if not told:
        return RowTold(None, before, told)
    entry = kept.current.get(subject)
    text = text_of_row(kept.ledger, {**before, **told})
    return RowTold(Change(kept.unit, kept.period.code, subject, text, entry.version if entry else 0), before, told)


def _subjects(ledger: Ledger, rows: Sequence[LedgerRow], stands: Mapping[str, LedgerRow]) -> list[str]:
    """The subject of the kept row that each row is, the surest sign first and none given twice; empty for a new one."""
    ways: tuple[tuple[Sign, Meant], ...] = (
        (event_sign, _says_nothing_new),
        (event_sign, is_same_event),
        (_number_sign, _has_same_number),
    )
    found, taken = [""] * len(rows), set[str]()
    for sign, is_meant in ways:
        near = _by_sign(stands, partial(sign, ledger))
        for place, row in enumerate(rows):
            # What a row lacks of a sign, any kept row may have.
            candidates = near.get(known, ()) if (known := sign(ledger, row)) else stands
            free = (each for each in candidates if not found[place] and each not in taken)
            found[place] = found[place] or next((each for each in free if is_meant(ledger, row, stands[each])), "")
            taken.add(found[place])
    return found


def _by_sign(
    rows: Mapping[str, LedgerRow], sign: Callable[[LedgerRow], tuple[Content, ...]]
) -> dict[tuple[Content, ...], list[str]]:
    """The subjects of kept rows, by what they are looked for: thousands of rows are not held against thousands."""
    found: dict[tuple[Content, ...], list[str]] = {}
    for subject, row in rows.items():
        found.setdefault(sign(row), []).append(subject)
    return found


def event_sign(ledger: Ledger, row: LedgerRow) -> tuple[Content, ...]:
    """What makes a row one of its ledger, without what people write differently; empty where a part of it is missing."""
    sign = tuple(_plain(row[label]) for label in _event_labels(ledger))
    return sign if len(sign) > 1 and None not in sign else ()


def _number_sign(ledger: Ledger, row: LedgerRow) -> tuple[Content, ...]:
    number = ledger.column(ColumnRole.NUMBER)
    # Without a number of its own a row is no kept one by number.
    return (_plain(row[number.label]),) if number else (NO_NUMBER,)


def _event_labels(ledger: Ledger) -> list[str]:
    apart = (ledger.column(ColumnRole.NUMBER), ledger.state)
    return [column.label for column in ledger.columns if column.required and column not in apart]


def _says_nothing_new(_ledger: Ledger, row: LedgerRow, other: LedgerRow) -> bool:
    return all(_is_same(other[label], content) for label, content in row.items() if content is not None)


def is_same_event(ledger: Ledger, row: LedgerRow, other: LedgerRow) -> bool:
    """Whether all that makes a row one of its ledger is the same in two, and no two numbers speak against it."""
    sign, number = event_sign(ledger, row), ledger.column(ColumnRole.NUMBER)
    # What runs over periods is numbered anew by whoever copies it.
    has_two = number is not None and not ledger.runs_on and _are_unlike(number, row, other)
    return bool(sign) and sign == event_sign(ledger, other) and not has_two


def _has_same_number(ledger: Ledger, row: LedgerRow, other: LedgerRow) -> bool:
    """Whether both have one number, by which a thing that runs over periods is known; of others, on one day and of one kind too."""
    number = ledger.column(ColumnRole.NUMBER)
    if number is None or not _is_alike([number.label], row, other):
        return False
    labels = _event_labels(ledger)
    if ledger.runs_on:
        return not labels or any(_is_alike([label], row, other) for label in labels)
    kinds = [column for column in ledger.columns if column.required and column.kind is CHOICE]
    days = [column.label for column in ledger.columns if column.required and column.kind is DATE]
    return _is_alike(days, row, other) and not any(_are_unlike(column, row, other) for column in kinds)


def _are_unlike(column: Column, row: LedgerRow, other: LedgerRow) -> bool:
    """Whether both say something in a column, and not the same."""
    one, two = row[column.label], other[column.label]
    return one is not None and two is not None and not _is_same(one, two)


def _is_alike(labels: Iterable[str], row: LedgerRow, other: LedgerRow) -> bool:
    return all(row[label] is not None and _is_same(row[label], other[label]) for label in labels)


def _is_same(content: Content, other: Content) -> bool:
    """Whether two contents say the same: of texts, whatever people write differently, such as spaces and 《》."""
    return _plain(content) == _plain(other)


def _plain(content: Content) -> Content:
    return plain_word(content) if isinstance(content, str) else content


def likely_twins(ledger: Ledger, rows: Sequence[LedgerRow]) -> Iterator[tuple[int, int]]:
    """The places of rows that are likely one event twice: of one kind, and on one day, or of one subject within a few days.

    Args:
        ledger: which.
        rows: all that are looked at, in order.
    """
    columns = [ledger.column(role) for role in (ColumnRole.TYPE, ColumnRole.DAY, ColumnRole.SUBJECT)]
    labels = [column.label for column in columns if column]
    if len(labels) < len(columns):
        return
    near: dict[tuple[Content, Content], list[tuple[int, date]]] = {}
    for place, row in enumerate(rows):
        kind, day, subject = (row[label] for label in labels)
        if not isinstance(day, date):
            continue
        signs = (kind, day), (kind, _plain(subject))
        before = {other: then for sign in signs for other, then in near.get(sign, ())}
        yield from ((other, place) for other, then in before.items() if abs((day - then).days) <= FEW_DAYS)
        for sign in signs:
            near.setdefault(sign, []).append((place, day))


def _new_subject(kept: Kept, row: TypedRow, place: int) -> str:
    """The name of a new row: after its place, so that rows stay in order, and after what it says, the same one at each look."""
    name = f"old-{place:05}-{mark_of_row(text_of_row(kept.ledger, row))}"
    # What was taken out since may come in again, and is another row then.
    numbered = (f"{name}-{number}" if number else name for number in count())
    return next(s for s in (row_subject(kept.ledger.key, each) for each in numbered) if s not in kept.current)


def cells_in_words(cells: TypedRow) -> str:
    """Cells of a row for a clerk's eye.

    >>> cells_in_words({"日期": "2026-3-5", "实到": "12"})
    '日期：2026-3-5，实到：12'
    """
    return "，".join(f"{label}：{text}" for label, text in cells.items())
