"""What a returned form wishes to change, beside what stands: a cell left as it was sent out wishes nothing.

Takes a form and what stands for its unit and period; gives changes with the version their author saw, and those that meet what
others changed. Pure: never looks into the store. Where nobody can tell what was meant, the change is left to meet what stands,
and somebody is asked.

    sent out   sent in first   sent in again      wished
    –          40              –                  asked: moved elsewhere, or sent in by somebody who never had the 40
    4          5               4                  asked: put back, or an old copy
    4          5               4, never saved     nothing: the form as it was sent out
    4          5               6                  6: whoever corrects his own form knows what it said
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.ledgers import Ledger
from toolkit.figures.figure import UNDONE, Change, Entry
from toolkit.figures.ledger_rows import ROW_MARK, is_row_of, mark_of_row, row_subject, rows_of_text, text_of_row
from toolkit.figures.row_identity import SheetRows, row_changes
from toolkit.figures.workbooks.read import Form


@dataclass(frozen=True)
class Stood:
    """What stands for one unit and period, and what stood there before.

    Args:
        current: the current entry of each subject.
        before: by subject and version, every text that ever stood there, and the way it came.
        running: the rows of ledgers that were not done before the period, by subject.
    """

    current: Mapping[str, Entry]
    before: Mapping[tuple[str, int], tuple[str, str]]
    running: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> Mapping[str, str]:
        """By subject, what stands in the period: its own, and the rows that run on into it."""
        return {**self.running, **{each: entry.text for each, entry in self.current.items() if entry.text}}

    def origin(self, subject: str) -> tuple[int, str]:
        """Since which version what stands has stood, and by what way it came: what a save put back is what had stood before it.

        >>> Stood({}, {}).origin("talks")
        (0, '')
        """
        entry = self.current.get(subject)
        if entry is None:
            return 0, ""
        if entry.source != UNDONE:
            return entry.version, entry.source
        earlier = ((version, *self.before[subject, version]) for version in range(entry.version - 1, 0, -1))
        return next(((v, source) for v, text, source in earlier if text == entry.text and source != UNDONE), (0, ""))

    def is_as_sent(self, change: Change) -> bool:
        """Whether a cell still holds what it was sent out with, while others changed the figure: nobody wished anything."""
        entry = self.current.get(change.item)
        was_changed = entry is not None and 0 < change.seen < entry.version
        return was_changed and self.before.get((change.item, change.seen), ("", ""))[0] == change.text

    def met(self, changes: Iterable[Change]) -> tuple[tuple[Change, Entry], ...]:
        """The changes that would overwrite what their author did not see, each with that; a save would refuse them."""
        pairs = ((change, self.current[change.item]) for change in changes if change.item in self.current)
        return tuple((mine, theirs) for mine, theirs in pairs if mine.overwrites(theirs))


@dataclass(frozen=True)
class Wish:
    """A form beside what stands.

    Args:
        form: what was read, its ledgers row by row.
        stood: what stands for its unit and period.
        is_resaved: whether somebody saved the form since it was written.
        is_chosen: whether somebody decided that this sending stands, of several: then it stands as a whole.
    """

    form: Form
    stood: Stood
    is_resaved: bool
    is_chosen: bool

    def changes(self) -> tuple[Change, ...]:
        """What it wishes to change."""
        return (*self._filled(), *self._emptied())

    @property
    def current(self) -> Mapping[str, Entry]:
        """What stands, by subject."""
        return self.stood.current

    @cached_property
    def as_sent(self) -> frozenset[str]:
        """The subjects whose cells hold what they were sent out with, while others changed the figure."""
        ran = self.form.ran
        sent = (each for each in self.form.changes if ran.get(each.item) == mark_of_row(each.text))
        as_sent = (change for change in self.form.changes if self.stood.is_as_sent(change))
        return frozenset(change.item for change in (*sent, *as_sent))

    @cached_property
    def is_filled_in(self) -> bool:
        """Whether anybody filled anything in since it was sent out."""
        typed = any(each.item not in self.as_sent and not self._is_as_written(each) for each in self.form.changes)
        return typed or (self.is_resaved and bool(self.form.changes))

    @cached_property
    def _own(self) -> frozenset[str]:
        """The keys whose figures came from an earlier sending of the same form."""
        return own_subjects(self.form, self.stood)

    @cached_property
    def _is_touched(self) -> bool:
        others = (each for each in self.form.changes if each.item not in self.as_sent)
        return self.is_resaved or any(each.text != self._stored(each.item) for each in others)

    def _filled(self) -> Iterator[Change]:
        for change in self.form.changes:
            is_own, is_as_sent = change.item in self._own, change.item in self.as_sent
            if is_as_sent and not (is_own and self._is_touched):
                continue
            # What stands since a save was taken back is what stood before it: the same form may be taken again.
            is_restored = change.item in self.current and self.stood.origin(change.item)[0] == change.seen
            is_known = is_restored or (is_own and (not is_as_sent or self.is_chosen))
            yield replace(change, seen=self.current[change.item].version) if is_known else change

    def _emptied(self) -> Iterator[Change]:
        """The cells that are empty, and that an earlier sending of the same form had filled in."""
        if not (self._is_touched and any(each.text for each in self.form.changes)):
            return
        for key in self.form.blanks:
            if key in self._own and self._stored(key):
                seen = self.current[key].version if self.is_chosen else 0
                yield Change(self.form.unit.code, self.form.period.code, key, "", seen)

    def _stored(self, key: str) -> str:
        return self.current[key].text if key in self.current else ""

    def _is_as_written(self, change: Change) -> bool:
        """Whether a cell holds the figure as it stands and as it was written into the form."""
        entry = self.current.get(change.item)
        return entry is not None and (entry.version, entry.text) == (change.seen, change.text)


def with_rows_apart(form: Form, stood: Stood, catalogue: Catalogue) -> Form:
    """A form whose ledgers are changes of single rows, against what is stored for its unit and period.

    Args:
        form: what was read.
        stood: what stands there.
        catalogue: which ledgers there are.
    """
    kept = [ledger for ledger in catalogue.ledgers_of(form.unit.kind) if ledger.key in form.rows]
    texts = {change.item: change.text for change in form.changes}
    whole = {ledger.key for ledger in kept}
    sent = own_subjects(form, stood)
    # A form nobody wrote anything into takes no row back.
    is_typed = any(change.text and not _is_ours(change, form, sent, catalogue) for change in form.changes)
    own: frozenset[str] = sent if is_typed else frozenset()
    rows: list[Change] = []
    emptied: list[str] = []
    for ledger in kept:
        sheet = _sheet_of(ledger, form, rows_of_text(texts.get(ledger.key, "")))
        rows += row_changes(sheet, form.unit.code, form.period, stood.current, own.__contains__, running=stood.running)
        emptied += () if sheet.rows else sorted(subject for subject in own if is_row_of(ledger, subject))
    figures = tuple(change for change in form.changes if change.item not in whole)
    blanks = (*(key for key in form.blanks if key not in whole), *emptied)
    return replace(form, changes=(*figures, *rows), blanks=blanks)


def _sheet_of(ledger: Ledger, form: Form, typed: Sequence[Mapping[str, str]]) -> SheetRows:
    """One ledger of a form, as its rows are told from one another; what gets a name here is named after this sending of the form."""
    stamp = f"{form.written:%Y%m%d%H%M%S}-{form.mark.strip('-')}" if form.written else form.fingerprint[:16]
    lacking = form.lacking.get(ledger.key, ())
    return SheetRows(ledger, typed, form.rows[ledger.key], form.issued, form.written, stamp, lacking, form.ran)


def is_empty(form: Form, stood: Stood, catalogue: Catalogue) -> bool:
    """Whether nothing stands in a form but what ran on into its period, as we wrote it into it ourselves, and all of that."""
    there = {row_subject(key, name) for key, names in form.rows.items() for name in names}
    kept = {ledger.key for ledger in catalogue.ledgers if ledger.key in form.rows}
    struck = {each for each in form.ran if each.partition(ROW_MARK)[0] in kept} - there
    sent = own_subjects(form, stood)
    return not struck and all(_is_ours(change, form, sent, catalogue) for change in form.changes)


def _is_ours(change: Change, form: Form, sent: frozenset[str], catalogue: Catalogue) -> bool:
    """Whether a ledger holds only rows as they ran on into the period, of which an earlier sending of the form said nothing else."""
    ledger = next((each for each in catalogue.ledgers if each.key == change.item), None)
    if ledger is None or not change.text:
        return False
    subjects = [row_subject(ledger.key, name) for name in form.rows.get(ledger.key, ())]
    rows = zip(subjects, rows_of_text(change.text), strict=True)
    is_as_sent = all(form.ran.get(subject) == mark_of_row(text_of_row(ledger, row)) for subject, row in rows)
    return is_as_sent and not sent.intersection(subjects)


def own_subjects(form: Form, stood: Stood) -> frozenset[str]:
    """What came from an earlier sending of the same form."""
    if not form.mark:
        return frozenset()
    sent = f"填报表{form.mark} "
    return frozenset(subject for subject in stood.current if stood.origin(subject)[1].startswith(sent))
