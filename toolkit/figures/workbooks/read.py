"""Reads an Excel form back, whole or not at all.

Takes the bytes of a file; gives a `Form` of changes, or every fault with sheet and cell, and whose form it is as far as that
can be told. A formula without a value and an Excel error are faults, never blanks. Never saves.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.archives import check_archive, fingerprint
from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import TEXT, Unreadable, read
from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Period, read_period
from toolkit.catalogue.units import Unit, Units, code_of
from toolkit.errors import UnknownName, UnsafeFile
from toolkit.figures.figure import Change, text_from_rows
from toolkit.figures.workbooks.cells import typed
from toolkit.figures.workbooks.guard import check_workbook
from toolkit.figures.workbooks.layout import (
    ANSWER_COLUMN,
    AUTHOR_CELL,
    FIRST_ROW,
    FORMAT,
    KEY_COLUMN,
    LEDGER_FIRST_ROW,
    LEDGER_HEADER_ROW,
    MAIN_SHEET,
    META_BUREAU,
    META_FORMAT,
    META_MARK,
    META_PERIOD,
    META_SHEET,
    META_UNIT,
    META_UNIT_NAME,
    MOST_COLUMNS,
    MOST_FORM_BYTES,
    MOST_ROWS,
)
from toolkit.findings import Finding, did_you_mean, error, has_errors, warning

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

WHAT = "填报表"


@dataclass(frozen=True)
class Form:
    """A form that was read without a fault.

    Args:
        unit, period: whose, and for when.
        author: the name in the cell 填报人, or an empty string.
        changes: every answer that differs from an empty new form.
        fingerprint: SHA-256 of the file, in hex.
        mark: what tells this form, however often it is sent, from every other.
    """

    unit: Unit
    period: Period
    author: str
    changes: tuple[Change, ...]
    fingerprint: str
    mark: str = ""


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
    try:
        check_archive(data, place, WHAT, MOST_FORM_BYTES)
        check_workbook(data, place)
        book = _load(data)
    except UnsafeFile as fault:
        return Reading(None, (error("form_unsafe", place, str(fault).removeprefix(f"{place}：")),))
    except Exception:
        # There is no list of what openpyxl raises on a damaged file: whatever the part it was reading raises.
        advice = "打不开，文件已损坏。请让填报人用 Excel 或 WPS 打开后另存为 .xlsx 再发来。"
        return Reading(None, (error("form_damaged", place, advice),))
    return _Reader(book, data, place, catalogue, units).reading()


def _load(data: bytes, data_only: bool = False) -> Workbook:
    with warnings.catch_warnings():
        # openpyxl warns of ornaments it does not keep; a form is never written back.
        warnings.simplefilter("ignore")
        from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and wanted only where a form is read

        return load_workbook(io.BytesIO(data), data_only=data_only)


class _Reader:
    """One file being read: the workbook, its cached values when a formula asks for them, and the findings so far."""

    def __init__(self, book: Workbook, data: bytes, place: str, catalogue: Catalogue, units: Units) -> None:
        self.data, self.place = data, place
        self.sheets: Mapping[str, Worksheet] = {sheet.title: sheet for sheet in book.worksheets}
        self.catalogue, self.units = catalogue, units
        self.findings: list[Finding] = []
        self._values: Workbook | None = None

    def reading(self) -> Reading:
        meta = self._meta()
        head = self._head(meta)
        if head is None:
            return Reading(None, tuple(self.findings))
        unit, period = head
        form = self._form(meta, unit, period)
        return Reading(None if has_errors(self.findings) else form, tuple(self.findings), unit, period)

    def _form(self, meta: Mapping[str, str], unit: Unit, period: Period) -> Form:
        seen = {key: int(version) for key, version in meta.items() if re.fullmatch("[0-9]{1,9}", version)}
        answers = {**self._answers(unit), **self._ledgers(unit)}
        changes = tuple(
            Change(unit.code, period.code, key, text, seen.get(key, 0))
            for key, text in answers.items()
            if text or key in seen
        )
        return Form(unit, period, self._author(), changes, fingerprint(self.data), meta.get(META_MARK, ""))

    def _meta(self) -> Mapping[str, str]:
        if META_SHEET not in self.sheets:
            return {}
        sheet = self.sheets[META_SHEET]
        rows = sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=2, values_only=True)
        return {str(name): "" if value is None else str(value) for name, value in rows if name is not None}

    def _head(self, meta: Mapping[str, str]) -> tuple[Unit, Period] | None:
        if meta.get(META_FORMAT) != FORMAT:
            self._error("form_foreign", self.place, "不是本工具发出的填报表。请用本工具写出的表填报，不要另建表格。")
            return None
        if MAIN_SHEET not in self.sheets:
            self._error(
                "form_sheet", self.place, f"找不到“{MAIN_SHEET}”这一页，可能改了页名。请把页名改回“{MAIN_SHEET}”。"
            )
            return None
        sizes = [(sheet.max_row, sheet.max_column) for sheet in self.sheets.values()]
        if any(rows > MOST_ROWS or columns > MOST_COLUMNS for rows, columns in sizes):
            self._error(
                "form_too_large", self.place, f"表格行列过多（超过{MOST_ROWS}行或{MOST_COLUMNS}列）。请删去多余的行列。"
            )
            return None
        try:
            unit, period = self.units[code_of(meta.get(META_UNIT, ""))], read_period(meta.get(META_PERIOD, ""))
        except UnknownName as fault:
            self._error("form_head", self.place, str(fault))
            return None
        meant = meta.get(META_BUREAU, ""), meta.get(META_UNIT_NAME, unit.name)
        if meant not in ((self.units.root.name, unit.name), ("", unit.name)):
            advice = (
                f"这张表是发给“{'”“'.join(filter(None, meant))}”的，与单位表里的“{unit.name}”不符。请用本局发出的表。"
            )
            self._error("form_other_office", self.place, advice)
            return None
        return unit, period

    def _answers(self, unit: Unit) -> dict[str, str]:
        sheet = self.sheets[MAIN_SHEET]
        asked = {item.key: item for item in self.catalogue.asked_of(unit.kind)}
        answers: dict[str, str] = {}
        for row in range(FIRST_ROW, sheet.max_row + 1):
            key = sheet[f"{KEY_COLUMN}{row}"].value
            place = f"{ANSWER_COLUMN}{row}"
            if key is None:
                self._check_keyless_row(sheet, place)
            elif key not in asked:
                self._unknown_key(str(key), place)
            elif key in answers:
                self._error(
                    "form_twice", self._at(MAIN_SHEET, place), f"“{asked[key].label}”出现了两行。请删去多出的一行。"
                )
            else:
                answers[str(key)] = self._answer(sheet, place, asked[key])
        for key, item in asked.items():
            if key not in answers:
                self._missing_row(item)
        return answers

    def _author(self) -> str:
        sheet = self.sheets[MAIN_SHEET]
        author = self._text_or_fault(sheet, AUTHOR_CELL, "填报人").strip()
        try:
            read(TEXT, author)
        except Unreadable as fault:
            self._error("form_unreadable", self._at(MAIN_SHEET, AUTHOR_CELL), f"填报人：{fault}")
        return author

    def _check_keyless_row(self, sheet: Worksheet, place: str) -> None:
        if sheet[place].value is not None:
            advice = "这一行不是表里原有的，没有收。请填到原有的行里，要添指标请与党务办联系。"
            self.findings.append(warning("form_extra_row", self._at(MAIN_SHEET, place), advice))

    def _unknown_key(self, key: str, place: str) -> None:
        advice = f"指标“{key}”已不在目录里，这一行没有收。{did_you_mean(key, [i.key for i in self.catalogue.items])}"
        self.findings.append(warning("form_unknown_item", self._at(MAIN_SHEET, place), advice))

    def _missing_row(self, item: Item) -> None:
        advice = f"表里没有“{item.label}”这一行，可能是旧表或被删去了。请在填报页补填，或换用新表。"
        self.findings.append(warning("form_missing_item", f"{self.place} {MAIN_SHEET}", advice, item=item.key))

    def _answer(self, sheet: Worksheet, place: str, item: Item) -> str:
        text = self._text_or_fault(sheet, place, item.label)
        try:
            item.read(text)
        except Unreadable as fault:
            self._error("form_unreadable", self._at(sheet.title, place), f"{item.label}：{fault}", item.key)
        return text

    def _ledgers(self, unit: Unit) -> dict[str, str]:
        return {
            ledger.key: text_from_rows(ledger, self._ledger_rows(ledger))
            for ledger in self.catalogue.ledgers_of(unit.kind)
            if self._has_ledger(ledger)
        }

    def _has_ledger(self, ledger: Ledger) -> bool:
        if ledger.label in self.sheets:
            return True
        advice = f"缺少“{ledger.label}”这一页，台账没有收。请在填报表里补上，或换用新表。"
        self.findings.append(warning("form_missing_ledger", self.place, advice, item=ledger.key))
        return False

    def _ledger_rows(self, ledger: Ledger) -> Iterator[Mapping[str, str]]:
        from openpyxl.cell import Cell  # noqa: PLC0415 - as above

        sheet = self.sheets[ledger.label]
        cells = [cell for cell in sheet[LEDGER_HEADER_ROW] if isinstance(cell, Cell)]
        headers = [str(cell.value).strip().rstrip("●") for cell in cells]
        columns = {header: cell.column_letter for header, cell in zip(headers, cells, strict=True)}
        wrong = [column.label for column in ledger.columns if headers.count(column.label) != 1]
        if wrong:
            place = f"{self.place} {ledger.label} 第{LEDGER_HEADER_ROW}行"
            self._error("form_ledger_header", place, f"“{'、'.join(wrong)}”列缺少或重复。请恢复原来的表头。")
            return
        for row in range(LEDGER_FIRST_ROW, sheet.max_row + 1):
            texts = {
                column.label: self._text_or_fault(sheet, f"{columns[column.label]}{row}", column.label)
                for column in ledger.columns
            }
            if any(texts.values()):
                self._check_ledger_row(ledger, columns, row, texts)
                yield texts

    def _check_ledger_row(self, ledger: Ledger, columns: Mapping[str, str], row: int, texts: Mapping[str, str]) -> None:
        for column in ledger.columns:
            place = self._at(ledger.label, f"{columns[column.label]}{row}")
            try:
                read(column.kind, texts[column.label], column.choices)
            except Unreadable as fault:
                self._error("form_unreadable", place, f"{column.label}：{fault}", ledger.key)
            if column.required and not texts[column.label]:
                self._error("form_ledger_blank", place, f"“{column.label}”没有填。请补上，或删去这一行。", ledger.key)

    def _text_or_fault(self, sheet: Worksheet, place: str, label: str) -> str:
        try:
            return self._text(sheet, place)
        except Unreadable as fault:
            self._error("form_cell", self._at(sheet.title, place), f"{label}：{fault}")
            return ""

    def _text(self, sheet: Worksheet, place: str) -> str:
        cell = sheet[place]
        if getattr(cell, "data_type", None) == "f":
            cell = self._cached(sheet.title, place)
            if cell.value is None:
                raise Unreadable("公式没有算出结果。请在 Excel 里打开、算出后保存，或直接填数。")
        if getattr(cell, "data_type", None) == "e":
            raise Unreadable(f"Excel 显示错误 {cell.value}。请改正公式，或直接填数。")
        return typed(cell.value)

    def _cached(self, title: str, place: str) -> Any:
        if self._values is None:
            self._values = _load(self.data, data_only=True)
        return self._values[title][place]

    def _at(self, sheet: str, place: str) -> str:
        return f"{self.place} “{sheet}”{place}格"

    def _error(self, code: str, place: str, message: str, item: str = "") -> None:
        self.findings.append(error(code, place, message, item=item))
