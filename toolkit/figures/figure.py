"""Entries as they were typed, and filings: one unit's answers for one period.

Takes entries and the catalogue; gives contents. What was typed and what it was read as are both kept: the texts of an open
period are read anew each time, so that a better reader helps; a closed period goes on meaning what it meant. Never touches the
store.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import Final

from toolkit.catalogue.as_written import Unreadable
from toolkit.catalogue.habits import ALL_HABITS, Habit
from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import Content, Unread
from toolkit.catalogue.ledgers import Ledger, LedgerRow, LedgerRows
from toolkit.catalogue.periods import Period, read_period
from toolkit.catalogue.units import Unit
from toolkit.catalogue.word_list import NO_OWN_WORDS, WordList
from toolkit.figures.ledger_rows import (
    ROW_MARK,
    all_typed_rows,
    contents_of_rows,
    is_row,
    is_row_of,
    name_of_row,
    row_contents,
    typed_row,
)
from toolkit.figures.readings import Reading, Sense, cell_of, plain_reading, reading_of
from toolkit.figures.running import running_rows
from toolkit.lazy import Lazy

MARK_OF_WORDS: Final = ":"
"""Stands in the name of every word about a figure or a filing, and in no key of an item, a ledger or a row."""
NO_UNIT: Final = ""
"""The unit of what is said of a period as a whole."""
NO_PERIOD: Final = ""
"""The period of what is remembered of a unit itself."""
OWNER: Final = "unit:owner"
"""What the history calls the name and the place of the unit whose figures stand under a code."""
PERIOD_STATE: Final = "state:period"
"""What the history calls the state of a period; an empty text is an open one."""

UNDONE: Final = "撤销"
"""The source of what stands since a save was taken back."""
DELETED: Final = "彻底删除"
"""The source of what is left of a deletion for good."""
FILING_STATE: Final = "state:filing"
"""What the history calls the state of a unit's filing for a period."""

NOTHING: Final = "nothing:"
"""Before the key of a ledger: under which the history keeps that there is nothing to enter in it for a period."""
NO_ROWS: Final[Mapping[str, str]] = {}
REFUSED_FORM: Final = "form:refused"
"""Under which the history keeps what a form that was sent back is known by."""


class FilingState(Enum):
    """Where a unit's filing for a period stands; how complete it is is another thing."""

    NONE = "未报"
    RETURNED = "待改"
    FILED = "已报"
    APPROVED = "已审"

    @staticmethod
    def of(text: str) -> FilingState:
        """The state that the history keeps so."""
        return FilingState(text) if text else FilingState.NONE


@dataclass(frozen=True)
class Entry:
    """One entry of the history: what was typed for one item of one unit and period.

    Args:
        unit, period, item: codes and key; a row of a ledger is `ledger/row`, a word about a figure or a filing has a colon.
        text: as typed; an empty text is a figure cleared again.
        version: 1 for the first entry, one more each time.
        author, source: who entered it and by what way (a file's name, 填报页).
        at: when, with time zone.
        batch: the number of the save it came with.
        reading: what the text was read as when it was entered, or last while its period was open; None where that was not asked.
    """

    unit: str
    period: str
    item: str
    text: str
    version: int
    author: str
    source: str
    at: datetime
    batch: int = field(default=0, compare=False)
    reading: Reading | None = field(default=None, compare=False)

    @property
    def as_read(self) -> Reading:
        """What the text was read as, where that was asked."""
        assert self.reading is not None
        return self.reading

    @property
    def is_figure(self) -> bool:
        """Whether it is an answer, and not a word about one: those have a colon in their name, which no key has."""
        return MARK_OF_WORDS not in self.item


@dataclass(frozen=True)
class Change:
    """A wish to enter `text`; `seen` is the version the editor saw, 0 where there was none."""

    unit: str
    period: str
    item: str
    text: str
    seen: int

    def overwrites(self, entry: Entry) -> bool:
        """Whether it would put another text in place of one that its author did not see."""
        return entry.version != self.seen and entry.text != self.text


@dataclass(frozen=True)
class Carried:
    """A row of a ledger that was not done at the end of the period before.

    Args:
        before: as it stood then.
        now: as it stands now; None where it was struck out.
        name: its identity.
    """

    before: LedgerRow
    now: LedgerRow | None
    name: str = ""


@dataclass(frozen=True)
class Around:
    """What is known beside a filing.

    Args:
        today: the day it is looked at; None where its period is taken to be over.
        branches: how many branches the office has in its period; None where that is not known.
        leaders: who leads the office.
        assigned: those among them who have a branch of their own to visit.
        habits: how the office writes.
        words: what it does not write.
    """

    today: date | None = None
    branches: int | None = None
    leaders: tuple[str, ...] = ()
    assigned: tuple[str, ...] = ()
    habits: frozenset[Habit] = ALL_HABITS
    words: WordList = NO_OWN_WORDS


NOTHING_KNOWN: Final = Around()


@dataclass(frozen=True)
class Filing(Lazy):
    """One unit's answers for one period.

    Args:
        unit, period: whose, and for when.
        contents: item key to content; an item nobody answered is blank and may be absent.
        ledgers: ledger key to rows; a ledger that was never kept is absent.
        of_parts: of what was filed, what the shorter periods within it say; item key to content.
        worked_out: the keys of what nobody filed: what a formula came to, and what does not apply to the unit.
        counted: the keys of what its ledgers say, where nothing was typed.
        earlier: by 上期 and 去年同期, the same unit's filings of then, where a formula asks for them.
        names: by ledger, the identity of each of its rows, where it has one.
        carried: by ledger, the rows that ran over from earlier periods.
        around: what is known beside it.
    """

    unit: Unit
    period: Period
    contents: Mapping[str, Content] = field(default_factory=dict)
    ledgers: Mapping[str, LedgerRows] = field(default_factory=dict)
    of_parts: Mapping[str, Content] = field(default_factory=dict, compare=False)
    worked_out: frozenset[str] = field(default=frozenset(), compare=False)
    counted: frozenset[str] = field(default=frozenset(), compare=False)
    earlier: Mapping[str, Filing] = field(default_factory=dict, compare=False, repr=False)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    carried: Mapping[str, tuple[Carried, ...]] = field(default_factory=dict, compare=False, repr=False)
    around: Around = field(default=NOTHING_KNOWN, compare=False, repr=False)

    def __getitem__(self, key: str) -> Content:
        return self.contents.get(key)

    def rows_of(self, ledger: str, day: str = "") -> Sequence[LedgerRow]:
        """The rows of a ledger, in order; looked for once, however many figures ask.

        Args:
            ledger: its key.
            day: the label of the column whose day must lie in the period; empty where none is asked.
        """
        if not day:
            return self.ledgers.get(ledger, ())
        if (ledger, day) not in self._dated:
            start, end = self.period.start, self.period.end
            days = ((row, row.get(day)) for row in self.ledgers.get(ledger, ()))
            self._dated[ledger, day] = [row for row, on in days if isinstance(on, date) and start <= on <= end]
        return self._dated[ledger, day]

    def rows_with(self, ledger: str, label: str, content: Content, day: str = "") -> Sequence[LedgerRow]:
        """Those among `rows_of` in which a content stands in a column."""
        key = ledger, label, day
        if key not in self._groups:
            groups: dict[tuple[type, Content], list[LedgerRow]] = {}
            for row in self.rows_of(ledger, day):
                cell = row.get(label)
                groups.setdefault((type(cell), cell), []).append(row)
            self._groups[key] = groups
        # By the type as well: for Python 是 equals 1.
        return self._groups[key].get((type(content), content), ())

    @cached_property
    def _dated(self) -> dict[tuple[str, str], Sequence[LedgerRow]]:
        return {}

    @cached_property
    def _groups(self) -> dict[tuple[str, str, str], Mapping[tuple[type, Content], Sequence[LedgerRow]]]:
        return {}

    @property
    def seen_on(self) -> date:
        """The day it is looked at, and the last one of its period once that is over."""
        today = self.around.today
        return self.period.end if today is None else max(min(today, self.period.end), self.period.start)

    @property
    def filed(self) -> bool:
        """Whether anything at all came in."""
        filed = (content for key, content in self.contents.items() if key not in self.worked_out)
        return any(content is not None for content in filed) or any(self.ledgers.values())


def content_of(item: Item, text: str) -> Content:
    """What typed text means for an item; text that cannot be read is kept as `Unread`."""
    try:
        return item.read(text)
    except Unreadable as fault:
        return Unread(text, str(fault))


def filing_of(
    unit: Unit, period: Period, entries: Iterable[Entry], catalogue: Catalogue, running: Mapping[str, str] = NO_ROWS
) -> Filing:
    """The filing that the current entries of one unit and period make.

    Entries of items the catalogue no longer holds are left out; they stay in the store.
    """
    return filing_of_texts(unit, period, texts_of(entries), catalogue, running)


def texts_of(entries: Iterable[Entry]) -> dict[str, str]:
    """What current entries say, by item.

    What was emptied by taking a save back says nothing: it is as if it had never been entered.
    """
    return {entry.item: entry.text for entry in entries if entry.text or entry.source != UNDONE}


def filing_of_texts(
    unit: Unit, period: Period, texts: Mapping[str, str], catalogue: Catalogue, running: Mapping[str, str] = NO_ROWS
) -> Filing:
    """The filing that the current texts of one unit and period make.

    Args:
        unit, period: whose, and for when.
        texts: by item, as typed.
        catalogue: what is asked.
        running: the rows of ledgers that were not done before the period, by the name they have in the history, as typed; they
            stand in the filing once anything is filed.
    """
    contents = {
        item.key: content_of(item, texts[item.key]) for item in catalogue.asked_of(unit.kind) if item.key in texts
    }
    told = dict(_ledgers_told(unit, period, texts, catalogue, running))
    ledgers = {key: tuple(each.stands.values()) for key, each in told.items()}
    names = {key: tuple(map(name_of_row, each.stands)) for key, each in told.items()}
    carried = {key: each.carried() for key, each in told.items() if each.ran}
    return Filing(unit, period, contents, ledgers, names=names, carried=carried)


@dataclass(frozen=True)
class _Told:
    """A ledger that was returned: its rows by the name they have in the history.

    Args:
        stands: the rows that stand.
        ran: those that ran on into the period, as they were before it.
    """

    stands: Mapping[str, LedgerRow]
    ran: Mapping[str, LedgerRow]

    def carried(self) -> tuple[Carried, ...]:
        """What ran on, each beside what stands of it now."""
        return tuple(Carried(row, self.stands.get(name), name_of_row(name)) for name, row in self.ran.items())


def _ledgers_told(
    unit: Unit, period: Period, texts: Mapping[str, str], catalogue: Catalogue, running: Mapping[str, str]
) -> Iterator[tuple[str, _Told]]:
    """The ledgers that were returned, by their keys.

    Those were returned that have rows, or had some, or of which it was said that there is nothing; and those of which anything
    runs on, once anything is filed at all.
    """
    rows, is_filed = _rows_by_ledger(texts), _is_anything_filed(texts)
    for ledger in catalogue.ledgers_of(unit.kind) if rows or is_filed else ():
        own = rows.get(ledger.key, {})
        ran = running_rows(ledger, running, own) if running and ledger.runs_on and is_filed else {}
        if own or ran or texts.get(f"{NOTHING}{ledger.key}"):
            # A row of an earlier period stands until something is said of it here; one that was cleared here says nothing.
            stand = {each: own.get(each) or ran.get(each, "") for each in sorted({*own, *ran} if ran else own)}
            yield ledger.key, _Told(_read_rows(ledger, stand, period), _read_rows(ledger, ran, period))


def _rows_by_ledger(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for item, text in texts.items():
        key, mark, _name = item.partition(ROW_MARK)
        if mark:
            rows.setdefault(key, {})[item] = text
    return rows


def _is_anything_filed(texts: Mapping[str, str]) -> bool:
    """Whether anything is filed: a figure, a row, or the word that a ledger has none; a word about a figure is not."""
    return any(text and (MARK_OF_WORDS not in item or item.startswith(NOTHING)) for item, text in texts.items())


def _read_rows(ledger: Ledger, texts: Mapping[str, str], period: Period) -> dict[str, LedgerRow]:
    stand = {subject: text for subject, text in texts.items() if is_row(text)}
    typed = all_typed_rows(stand.values(), ledger)
    return dict(zip(stand, contents_of_rows(ledger, typed, period.year), strict=True))


def read_as(catalogue: Catalogue, item: str, text: str, period: str) -> Reading:
    """What a text means that is entered for an item or a row of a ledger, in a period by its code; a word about a figure means itself."""
    if item in catalogue.keys:
        return reading_of(content_of(catalogue[item], text))
    ledger = next((each for each in catalogue.ledgers if is_row_of(each, item)), None)
    if ledger is None or not is_row(text):
        return plain_reading(text)
    contents = row_contents(ledger, typed_row(text, ledger), read_period(period).year)
    cells = {label: cell_of(content) for label, content in contents.items() if content is not None}
    return Reading(Sense.VALUE, json.dumps(cells, ensure_ascii=False))
