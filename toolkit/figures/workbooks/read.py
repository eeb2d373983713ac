"""Reads an Excel form back, whole or not at all.

Takes the bytes of a file; gives a `Form` of changes, or every fault with sheet and cell, and whose form it is as far as that
can be told. A formula without a value and an Excel error are faults, never blanks. Never saves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from toolkit.archives import fingerprint
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.periods import Period, read_period
from toolkit.catalogue.units import Unit, Units, code_of
from toolkit.errors import UnknownName, UnsafeFile
from toolkit.figures.figure import NOTHING, Change
from toolkit.figures.workbooks.answers import AnswerReader
from toolkit.figures.workbooks.beside import complain_of_parts, complain_of_sheets
from toolkit.figures.workbooks.complaints import Complaints
from toolkit.figures.workbooks.head import complain_of_head
from toolkit.figures.workbooks.layout import (
    FORMAT,
    ISSUED_SHEET,
    KEPT_COLUMNS,
    MAIN_SHEET,
    META_BUREAU,
    META_FORMAT,
    META_MARK,
    META_PERIOD,
    META_RAN,
    META_SHEET,
    META_UNIT,
    META_UNIT_NAME,
    META_WRITTEN,
    MOST_COLUMNS,
    MOST_FORM_BYTES,
    MOST_ROWS,
    NOTHING_SAID,
)
from toolkit.figures.workbooks.ledger_sheets import LedgerReader
from toolkit.figures.workbooks.opened import OpenedBook, moment_of
from toolkit.figures.workbooks.peek import sheet_names
from toolkit.file_kinds import FileKind, kind_of
from toolkit.findings import Finding, error, has_errors

WHAT = "填报表"
FOREIGN = "不是本工具发出的填报表。请用本工具写出的表填报，不要另建表格。"


@dataclass(frozen=True)
class Form:
    """A form that was read without a fault.

    Args:
        unit, period: whose, and for when.
        author: the name in the cell 填报人, or an empty string.
        changes: every answer that differs from an empty new form; a ledger's stands under its key, with all its rows.
        fingerprint: SHA-256 of the file, in hex.
        mark: what tells this form, however often it is sent, from every other.
        blanks: the keys of answers and ledgers that are empty, and were when it was sent out.
        written: when it was sent out, with time zone; None where it does not say.
        rows: by ledger, the identity that stands beside each of its rows; a ledger whose sheet is gone is left out.
        issued: the version of each figure and row it was sent out with.
        data: the bytes of the file.
        lacking: by ledger, the labels of the columns that the form does not have.
        ran: by subject, what it knows the rows again by that ran on into its period when it was sent out.
    """

    unit: Unit
    period: Period
    author: str
    changes: tuple[Change, ...]
    fingerprint: str
    mark: str = ""
    blanks: tuple[str, ...] = ()
    written: datetime | None = None
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    issued: Mapping[str, int] = field(default_factory=dict, compare=False)
    data: bytes = field(default=b"", repr=False, compare=False)
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    ran: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Reading:
    """What reading one file came to.

    Args:
        form: the form; None where anything is wrong with it.
        findings: every fault in it, and what asks for a look.
        unit, period: whose form it is and for when, where that could be told; a faulty form has them too.
    """

    form: Form | None
    findings: tuple[Finding, ...] = ()
    unit: Unit | None = None
    period: Period | None = None


def read_form(data: bytes, place: str, catalogue: Catalogue, units: Units) -> Reading:
    """The form in a file, or every fault in it.

    Args:
        data: the bytes of the .xlsx file.
        place: the file's name, for findings.
        catalogue: what was asked.
        units: who may file.
    """
    strange = _strange(data, place)
    if strange is not None:
        return Reading(None, (strange,))
    try:
        book = OpenedBook.of(data, place, WHAT, MOST_FORM_BYTES)
    except UnsafeFile as fault:
        return Reading(None, (error("form_unsafe", place, str(fault).removeprefix(f"{place}：")),))
    except Exception:
        # There is no list of what openpyxl and xlrd raise on a damaged file: whatever the part they were reading raises.
        advice = "打不开，内容不完整，或写法特殊。请让填报人用 Excel 或 WPS 打开后另存为 .xlsx 再发来。"
        return Reading(None, (error("form_damaged", place, advice),))
    return _Reader(book, data, place, catalogue, units).reading()


def _strange(data: bytes, place: str) -> Finding | None:
    """What a file is that cannot be one of our forms, told before anything in it is read; None where it may be one."""
    kind = kind_of(data)
    if not kind.is_workbook:
        return error("form_other_file", place, f"这是{kind.words}，不是填好的填报表。{kind.advice}")
    names = sheet_names(data) if kind is FileKind.XLSX else None
    return None if names is None or META_SHEET in names else error("form_foreign", place, FOREIGN)


class _Reader:
    """One file being read: the opened workbook, and the findings so far."""

    def __init__(self, book: OpenedBook, data: bytes, place: str, catalogue: Catalogue, units: Units) -> None:
        self.book, self.data = book, data
        self.catalogue, self.units = catalogue, units
        self.complaints = Complaints(place)

    def reading(self) -> Reading:
        meta = {row[0]: row[1] for row in self._hidden_rows(META_SHEET, 2)}
        head = self._head(meta)
        if head is None:
            return Reading(None, tuple(self.complaints.findings))
        unit, period = head
        form = self._form(meta, unit, period)
        findings = tuple(self.complaints.findings)
        return Reading(None if has_errors(findings) else form, findings, unit, period)

    def _form(self, meta: Mapping[str, str], unit: Unit, period: Period) -> Form:
        seen = _versions_sent(meta)
        main, ledgers = self._main_sheet(unit), self.catalogue.ledgers_of(unit.kind)
        answers = main.answers()
        kept = LedgerReader(self.book, ledgers, period.year, self.complaints).read()
        said = {f"{NOTHING}{key}": NOTHING_SAID if each.says_nothing else "" for key, each in kept.items()}
        texts = {**answers, **{key: each.text for key, each in kept.items()}, **said}
        author = main.author()
        complain_of_parts(self.book.part_names, self.complaints)
        complain_of_sheets(self.book, self.catalogue.sections, ledgers, self.complaints)
        told = {key: text for key, text in texts.items() if text or key in seen}
        changes = tuple(Change(unit.code, period.code, key, text, seen.get(key, 0)) for key, text in told.items())
        blanks = tuple(key for key in texts if key not in told)
        mark, written = meta.get(META_MARK, ""), moment_of(meta.get(META_WRITTEN, ""))
        rows = {key: each.names for key, each in kept.items()}
        lacking = {key: each.lacking for key, each in kept.items() if each.lacking}
        ran, known_by = _marks_of_rows(meta), fingerprint(self.data)
        return Form(unit, period, author, changes, known_by, mark, blanks, written, rows, seen, self.data, lacking, ran)

    def _main_sheet(self, unit: Unit) -> AnswerReader:
        issued = {row[0]: row[1:] for row in self._hidden_rows(ISSUED_SHEET, 1 + len(KEPT_COLUMNS))}
        known = [item.key for item in self.catalogue.items]
        # A form that went out before a figure came from a ledger still asks for it: what was typed there counts.
        asked = [item for item in self.catalogue.asked_of(unit.kind) if not item.is_derived or item.key in issued]
        return AnswerReader(self.book, asked, known, issued, self.complaints)

    def _hidden_rows(self, title: str, width: int) -> list[Sequence[str]]:
        """The rows of a hidden sheet of ours that have a name, as texts; none where there is no such sheet."""
        if title not in self.book.sheets:
            return []
        sheet = self.book.sheets[title]
        rows = (row for row, column in sheet.cells if column == 1 and row <= MOST_ROWS)
        values = ([sheet.value(row, column) for column in range(1, width + 1)] for row in rows)
        return [["" if value is None else str(value) for value in row] for row in values if row[0] is not None]

    def _head(self, meta: Mapping[str, str]) -> tuple[Unit, Period] | None:
        if meta.get(META_FORMAT) != FORMAT:
            self.complaints.error("form_foreign", FOREIGN)
            return None
        if MAIN_SHEET not in self.book.sheets:
            advice = f"找不到“{MAIN_SHEET}”这一页，可能改了页名。请把页名改回“{MAIN_SHEET}”。"
            self.complaints.error("form_sheet", advice)
            return None
        sizes = [(sheet.max_row, sheet.max_column) for sheet in self.book.sheets.values()]
        if any(rows > MOST_ROWS or columns > MOST_COLUMNS for rows, columns in sizes):
            advice = f"表格行列过多（超过{MOST_ROWS}行或{MOST_COLUMNS}列）。请删去多余的行列。"
            self.complaints.error("form_too_large", advice)
            return None
        return self._owner(meta)

    def _owner(self, meta: Mapping[str, str]) -> tuple[Unit, Period] | None:
        """Whose form it is and for when, as the unit file and the calendar know them."""
        try:
            unit, period = self.units[code_of(meta.get(META_UNIT, ""))], read_period(meta.get(META_PERIOD, ""))
        except UnknownName as fault:
            self.complaints.error("form_head", str(fault))
            return None
        bureau, name = meta.get(META_BUREAU, ""), meta.get(META_UNIT_NAME, unit.name)
        if not unit.is_called(name) or (bureau and not self.units.root.is_called(bureau)):
            sent_to = "”“".join(filter(None, (bureau, name)))
            advice = f"这张表是发给“{sent_to}”的，与单位表里的“{unit.name}”不符。请用本局发出的表。"
            self.complaints.error("form_other_office", advice)
            return None
        if not unit.lives_in(period):
            advice = f"单位表里，“{unit.name}”在{period.name}还没有成立或已经撤销，没有收。请核对期间，或改正单位表的“起”“止”。"
            self.complaints.error("form_unit_ended", advice)
            return None
        names = dict.fromkeys((name, unit.name, unit.short_name, *unit.former))
        complain_of_head(self.book.sheets[MAIN_SHEET], names, period, self.complaints)
        return unit, period


def _versions_sent(meta: Mapping[str, str]) -> dict[str, int]:
    """By subject, the version of what stood when the form was sent out."""
    return {key: int(version) for key, version in meta.items() if re.fullmatch("[0-9]{1,9}", version)}


def _marks_of_rows(meta: Mapping[str, str]) -> dict[str, str]:
    """By subject, what a form knows the rows again by that ran on into its period."""
    return {name.removeprefix(META_RAN): mark for name, mark in meta.items() if name.startswith(META_RAN)}
