"""The answers on the sheet 填报: each read only where the heading of its column and the label of its row are the expected ones.

Takes the opened form, the items asked, and what its locked cells said when it was sent out; gives the typed texts by key, and
complaints with sheet and cell. Columns and rows may have moved; one that says something else than it did is never read.

       A          B        C     D      E          F      G     H
    5             指标     单位  必填   本期填报   上期   目标  填报说明     the headings, wherever their row and columns stand
    7  dues_paid  党费实收 元    ●      7585       6065                      key and label must name the same item
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from toolkit.catalogue.as_written import Unreadable
from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import DATE, TEXT, read
from toolkit.figures.workbooks.cells import typed
from toolkit.figures.workbooks.complaints import Complaints, named
from toolkit.figures.workbooks.layout import (
    ANSWER_COLUMN,
    AUTHOR_LABEL,
    HEADERS,
    KEPT_COLUMNS,
    LABEL_COLUMN,
    MAIN_SHEET,
    NEVER_ANSWERED,
    TARGET_COLUMN,
    UNIT_COLUMN,
    letters_of,
)
from toolkit.figures.workbooks.opened import OpenedBook
from toolkit.figures.workbooks.sheets import Sheet
from toolkit.findings import did_you_mean

LABEL, ANSWER, TARGET = HEADERS[LABEL_COLUMN], HEADERS[ANSWER_COLUMN], HEADERS[TARGET_COLUMN]
UNIT: Final = HEADERS[UNIT_COLUMN]
FOLDED_KEPT, SHORT = 5_000, 100
"""Forms say the same a hundred times over: so many texts of so many letters are remembered as they are folded."""
KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
Issued = Mapping[str, Sequence[str]]
"""What the locked cells of each item's row said when the form was sent out, in the order of `KEPT_COLUMNS`, by key."""


@dataclass(frozen=True)
class Headings:
    """Where the headings of the table stand: their row, and the columns under each."""

    row: int
    columns: Mapping[str, Sequence[int]]

    def column(self, heading: str) -> int | None:
        """The one column under a heading."""
        found = self.columns.get(heading, ())
        return found[0] if len(found) == 1 else None


def headings_of(sheet: Sheet) -> tuple[Headings, ...]:
    """Every row of a sheet that heads a table of answers: one that names the items and one for the answers."""
    cells = [cell for cell in sheet.cells.values() if cell.value is not None]
    labelled = {cell.row for cell in cells if folded(cell.value) == LABEL}
    rows: dict[int, dict[str, list[int]]] = {}
    for cell in cells:
        if cell.row in labelled:
            rows.setdefault(cell.row, {}).setdefault(folded(cell.value), []).append(cell.column)
    return tuple(Headings(row, columns) for row, columns in rows.items() if ANSWER in columns)


def folded(value: object) -> str:
    """A heading or a label, however wide or spaced it was typed."""
    text = "" if value is None else str(value)
    return _folded(text) if len(text) <= SHORT else _folded.__wrapped__(text)


@lru_cache(FOLDED_KEPT)
def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


class AnswerReader:
    """The sheet 填报 being read.

    Args:
        book: the opened form.
        asked: the items this unit is asked.
        known: every key of the catalogue, for near misses.
        issued: what the locked cells said; empty for a form sent out by an earlier version.
        complaints: takes up what is found.
    """

    def __init__(
        self, book: OpenedBook, asked: Sequence[Item], known: Sequence[str], issued: Issued, complaints: Complaints
    ) -> None:
        self._book, self._sheet = book, book.sheets[MAIN_SHEET]
        self._asked, self._known = {item.key: item for item in asked}, known
        self._issued, self._complaints = issued, complaints

        self._table = _table_of(headings_of(self._sheet))

    def answers(self) -> dict[str, str]:
        """The typed texts by key; none where the table is not found."""
        if self._table is None:
            self._complain_of_headings(is_twice=bool(headings_of(self._sheet)))
            return {}
        self._check_headings(self._table)
        return self._answers(self._table, *_label_and_answer(self._table))

    def author(self) -> str:
        """The name of whoever filled the form in, or an empty text."""
        return self._author(self._table, *_label_and_answer(self._table)) if self._table else ""

    def _check_headings(self, table: Headings) -> None:
        """A heading that says something else now: what stands under it is read as nothing, and may be answers."""
        known = set(HEADERS.values())
        lost = [HEADERS[letter] for letter in NEVER_ANSWERED if HEADERS[letter] not in table.columns]
        strange = [heading for heading in table.columns if heading and heading not in known]
        if lost and strange:
            advice = f"列名“{'”“'.join(lost)}”找不到，却有“{'”“'.join(strange)}”，可能改了列名。请恢复原来的列名。"
            self._complaints.error("form_header", advice, MAIN_SHEET, _place(table.row, table.columns[strange[0]][0]))

    def _complain_of_headings(self, *, is_twice: bool) -> None:
        what = (
            "出现了两处，不知道以哪一处为准。请只留填好的一处"
            if is_twice
            else "找不到，看不出哪一列是答案。请恢复原来的列名"
        )
        self._complaints.error("form_header", f"列名“{LABEL}”“{ANSWER}”{what}，或换用新发的表重填。", MAIN_SHEET)

    def _answers(self, table: Headings, label: int, answer: int) -> dict[str, str]:
        answers: dict[str, str] = {}
        strangers: list[str] = []
        for row in range(table.row + 1, self._sheet.max_row + 1):
            key = self._key(row, label)
            item = self._asked.get(key)
            if item is None:
                self._check_row_nobody_asked(key, row, answer)
            elif key in answers:
                advice = f"“{item.label}”出现了两行。请删去多出的一行。"
                self._complaints.error("form_twice", advice, MAIN_SHEET, _place(row, answer), key)
            elif folded(self._sheet.value(row, label)) not in map(folded, (item.label, *item.was)):
                answers[key] = ""
                strangers.append(_place(row, label))
            else:
                answers[key] = self._answer(table, row, answer, item)
        self._check_labels(strangers)
        self._check_rows_missing(answers)
        return answers

    def _key(self, row: int, label: int) -> str:
        """The key of a row, which stands somewhere left of its label; empty where there is none."""
        values = (self._sheet.value(row, column) for column in range(1, label))
        return next((str(value) for value in values if value is not None and KEY.fullmatch(str(value))), "")

    def _answer(self, table: Headings, row: int, column: int, item: Item) -> str:
        place = _place(row, column)
        # The answer of a text goes over the columns up to the target.
        widest = table.column(TARGET) or column
        text = ""
        try:
            text = self._book.text(self._sheet, row, column, widest, is_day=item.kind is DATE)
        except Unreadable as fault:
            self._complaints.error("form_cell", f"{item.label}：{fault}", MAIN_SHEET, place, item.key)
        try:
            item.read(text)
        except Unreadable as fault:
            self._complaints.error("form_unreadable", f"{item.label}：{fault}", MAIN_SHEET, place, item.key)
        for heading, now, before in self._changed(table, row, item.key):
            self._complain_of_change(heading, _place(row, table.column(heading) or 0), now, before, item)
        self._check_unit(table, row, column, item)
        return text

    def _check_unit(self, table: Headings, row: int, answer: int, item: Item) -> None:
        """An answer given in 元 is none in 万元: the catalogue may have changed since the form was sent out."""
        before, column = self._issued.get(item.key), table.column(UNIT)
        cell = self._sheet.value(row, column) if column else None
        asked = before[KEPT_COLUMNS.index(UNIT_COLUMN)] if before else cell
        if asked is not None and folded(asked) != folded(item.unit) and self._sheet.value(row, answer) is not None:
            advice = f"{item.label}：这张表发出时，单位是“{asked}”，现在指标目录里是“{item.unit}”，数会差很多。请换用新发的表，按新的单位填。"
            self._complaints.error("form_unit_changed", advice, MAIN_SHEET, _place(row, answer), item.key)

    def _changed(self, table: Headings, row: int, key: str) -> Iterator[tuple[str, str, str]]:
        """The locked cells of a row that say something else than when the form was sent out: heading, now, and then."""
        before = self._issued.get(key)
        for number, letter in enumerate(KEPT_COLUMNS):
            column = table.column(HEADERS[letter])
            value = self._sheet.value(row, column) if column else None
            if value is None or (before and value == before[number]):
                continue
            with suppress(Unreadable):
                now = typed(value)
                # An earlier version kept no texts, but wrote texts only: a number was typed.
                was = before[number] if before else "" if isinstance(value, int | float) else now
                if now.strip() and not _is_same(now, was):
                    yield HEADERS[letter], now.strip(), was

    def _complain_of_change(self, heading: str, place: str, now: str, before: str, item: Item) -> None:
        if heading in {HEADERS[letter] for letter in NEVER_ANSWERED}:
            was = f"（发出时是“{before}”）" if before else ""
            advice = f"{item.label}：“{heading}”一格改成了“{now}”{was}。答案只填在“{ANSWER}”一列，请移过去，并把这一格改回来。"
            self._complaints.error("form_locked", advice, MAIN_SHEET, place, item.key)
        else:
            advice = f"{item.label}：“{heading}”一格写了“{now}”，没有收。要报的请填在“{ANSWER}”一列。"
            self._complaints.warning("form_remark", advice, MAIN_SHEET, place, item.key)

    def _check_row_nobody_asked(self, key: str, row: int, answer: int) -> None:
        place = _place(row, answer)
        if key:
            advice = f"指标“{key}”已不在目录里，这一行没有收。{did_you_mean(key, self._known)}"
            self._complaints.warning("form_unknown_item", advice, MAIN_SHEET, place)
        elif self._sheet.value(row, answer) is not None:
            advice = "这一行不是表里原有的，没有收。请填到原有的行里，要添指标请与党务办联系。"
            self._complaints.warning("form_extra_row", advice, MAIN_SHEET, place)

    def _check_labels(self, strangers: Sequence[str]) -> None:
        if strangers:
            advice = f"{named(strangers)}的指标名和这一行原来的不一样，可能改了名，或排序时把行打乱了，答案会记到别的指标上。请恢复原来的指标名，或换用新发的表重填。"
            self._complaints.error("form_label", advice, MAIN_SHEET, strangers[0])

    def _check_rows_missing(self, answers: Mapping[str, str]) -> None:
        if self._asked and not answers:
            advice = "隐藏的首列被删去了，认不出各行是哪个指标。请换用新发的表重填。"
            self._complaints.error("form_keys", advice, MAIN_SHEET)
            return
        for key, item in self._asked.items():
            if key not in answers:
                is_new = bool(self._issued) and key not in self._issued
                why = "发表以后指标目录里才加上这一项" if is_new else "可能是旧表或被删去了"
                advice = f"表里没有“{item.label}”这一行，{why}。请在填报页补填，或换用新表。"
                self._complaints.warning("form_missing_item", advice, MAIN_SHEET, item=key)

    def _author(self, table: Headings, label: int, answer: int) -> str:
        rows = (row for row in range(1, table.row) if folded(self._sheet.value(row, label)) == folded(AUTHOR_LABEL))
        row = next(rows, None)
        if row is None:
            return ""
        try:
            author = self._book.text(self._sheet, row, answer, self._sheet.max_column).strip()
            read(TEXT, author)
        except Unreadable as fault:
            self._complaints.error("form_unreadable", f"填报人：{fault}", MAIN_SHEET, _place(row, answer))
            return ""
        return author


def _table_of(headings: Sequence[Headings]) -> Headings | None:
    """The one table of a sheet, if it has exactly one and its headings can be told apart."""
    table = headings[0] if len(headings) == 1 else None
    return table if table and table.column(LABEL) and table.column(ANSWER) else None


def _label_and_answer(table: Headings) -> tuple[int, int]:
    label, answer = table.column(LABEL), table.column(ANSWER)
    assert label and answer
    return label, answer


def _place(row: int, column: int) -> str:
    return f"{letters_of(column)}{row}"


def _is_same(now: str, was: str) -> bool:
    if folded(now) == folded(was):
        return True
    try:
        return Decimal(now) == Decimal(was)
    except InvalidOperation:
        return False
