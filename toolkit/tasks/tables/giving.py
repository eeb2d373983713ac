"""Figures out again: a workbook of all there is of a period, and an old table filled as it was laid out.

Takes an office and a period; gives files. An old layout that was learned is filled cell by cell in the file itself, so that all else
in it stays as it was. Never changes a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeAlias

from toolkit.catalogue.items import Adding, Item
from toolkit.catalogue.kinds import LIST, TEXT, Content, Kind, is_known, show
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.errors import ToolkitError
from toolkit.figures.workbooks.edited import EditedBook
from toolkit.figures.workbooks.layout import letters_of
from toolkit.file_kinds import FileKind, kind_of
from toolkit.findings import Finding, warning
from toolkit.report.outputs import safe_name, write_whole
from toolkit.report.standing import Book
from toolkit.review.numbers import number_of
from toolkit.review.rollup import roll_up
from toolkit.tables.export import Formula, SheetOut, Value, workbook_of
from toolkit.tables.grid import name_of_cell
from toolkit.tables.headings import Match
from toolkit.tables.layout import Direction, Layout
from toolkit.tables.proposal import Table
from toolkit.tasks.figures.book import label_of, open_book, review_book, shown_text
from toolkit.tasks.office.office import Office, folder_of
from toolkit.tasks.tables.taking import TableLook

MOST_HISTORY: Final = 5_000
Plain: TypeAlias = str | int | Decimal | None


@dataclass(frozen=True)
class FilledTable:
    """An old table with the figures of a period in it: its bytes, how many cells were filled, and what was left out."""

    data: bytes
    cells: int
    findings: tuple[Finding, ...] = ()


def export_figures(office: Office, period: Period, path: Path | None = None) -> Path:
    """Write a workbook with all of a period; gives where.

    Raises:
        OutputFault: it cannot be written.
    """
    whole, office = office.then(period), office.at(period)
    book = open_book(whole, period)
    sheets = [
        _all_figures(office, book),
        _texts(office, book),
        _totals(office, book),
        _findings(whole, book),
        *_ledgers(office, book),
        _history(office, period),
    ]
    target = path or folder_of(office, period) / f"{safe_name(period.name)}数据.xlsx"
    write_whole(target, workbook_of(sheets))
    return target


def fill_table(office: Office, look: TableLook) -> FilledTable:
    """An old table with the figures of a period, laid out as it is.

    Raises:
        ToolkitError: it is no workbook of today (.xlsx), nothing in it is known for sure, or it may be of something else than the figures
            of the period.
    """
    if kind_of(look.data) is not FileKind.XLSX:
        raise ToolkitError(f"{look.name}：只能照 .xlsx 的样子填。请打开后另存为 .xlsx 再试。")
    book, edited = open_book(office.then(look.period), look.period), _opened(look)
    doubts = [doubt for table in look.tables for doubt in table.doubts]
    if doubts:
        # A line for the plan beside one for what was done: there is no telling which of them the figure belongs into.
        raise ToolkitError(
            f"{look.name}：{'；'.join(doubts)}，没有填。请另存一份只有一张表、标题改成{look.period.name}的，再照它填。"
        )
    cells = [(table.title, *each) for table in look.tables for each in _cells_of(book, table)]
    filled = sum(edited.put(title, place, value) for title, place, value in cells)
    if not filled:
        raise ToolkitError(f"{look.name}：没有认出任何一栏、任何一个支部，没有填。请先看一看，说明各栏是什么。")
    return FilledTable(edited.packed(), filled, tuple(_left_as_they_are(look)))


def _opened(look: TableLook) -> EditedBook:
    try:
        return EditedBook(look.data)
    except KeyError as fault:
        raise ToolkitError(f"{look.name}：写法特殊，填不进去。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。") from fault


def _left_as_they_are(look: TableLook) -> Iterator[Finding]:
    """What in a table is not known for sure, and so still says what it said before."""
    if look.asked:
        yield warning(
            "table_asked", look.name, f"这几栏没有认准，还是原来的：{'、'.join(look.asked)}。请说明是什么，再填一次。"
        )
    if look.unknown:
        yield warning(
            "table_unknown",
            look.name,
            f"这几行没有认出是哪个单位，还是原来的，合计也没有填：{'、'.join(look.unknown)}。请说明是谁，再填一次。",
        )


def write_table(office: Office, period: Period, path: Path | None, name: str, data: bytes) -> Path:
    """Write a filled table; gives where."""
    target = path or folder_of(office, period) / f"{safe_name(Path(name).stem)}（{safe_name(period.name)}）.xlsx"
    write_whole(target, data)
    return target


def _cells_of(book: Book, table: Table) -> Iterator[tuple[str, Plain]]:
    """The cells of a table with what belongs in them."""
    layout = table.layout
    if layout is None or layout.direction in (Direction.SHEET, Direction.ROSTER, Direction.LEDGER):
        return
    for head, match in zip(layout.heads, table.matches, strict=True):
        if match.item is not None:
            for row, content in _contents(book, table, layout, match.item):
                yield name_of_cell(*layout.place(row, head.line)), _scaled(match, content, match.item)


def _contents(book: Book, table: Table, layout: Layout, item: Item) -> Iterator[tuple[int, Content]]:
    """What belongs below a heading, by row: of each unit, and of each line of totals where all its units are known."""
    known = {row: unit for row, unit in table.units.items() if unit is not None}
    for row, unit in known.items():
        if unit.kind in item.filed_by:
            yield row, book.now[unit.code][item.key]
    for total in () if table.unknown else layout.totals:
        filings = [book.now[known[row].code] for row in layout.added_by(total) if row in known]
        if filings:
            yield total, roll_up(item, filings).content


def _scaled(match: Match, content: Content, item: Item) -> Plain:
    number = number_of(content)
    return item.show(content) if number is None else number / match.factor


def _all_figures(office: Office, book: Book) -> SheetOut:
    """A row a figure, a column a unit: as wide as there are units, and as long as there are figures."""
    units = office.units.filing
    items = [item for item in office.catalogue.items if item.kind not in (TEXT, LIST)]
    rows = [_row_of(item, units, book, number) for number, item in enumerate(items, start=3)]
    heads = ("类别", "指标", "计量单位", *(unit.short_name for unit in units), "合计")
    return SheetOut(f"{book.period.name}总表", heads, rows, standing=3)


def _row_of(item: Item, units: Sequence[Unit], book: Book, number: int) -> Sequence[Value]:
    filings = [book.now[unit.code] for unit in units]
    values = [_value(item, filing[item.key]) if filing.unit.kind in item.filed_by else None for filing in filings]
    total = _value(item, roll_up(item, filings).content)
    numbers = [Decimal(value) for value in values if isinstance(value, int | Decimal)]
    # Where joint events count once, or it is a mean, no sum of the row would say the same.
    if isinstance(total, int | Decimal) and item.over_units is Adding.SUM and sum(numbers, Decimal(0)) == total:
        total = Formula(f"=SUM(D{number}:{letters_of(3 + len(units))}{number})", Decimal(total))
    return (item.section, item.label, item.unit, *values, total)


def _texts(office: Office, book: Book) -> SheetOut:
    items = [item for item in office.catalogue.items if item.kind in (TEXT, LIST)]
    rows = [
        (filing.unit.short_name, item.label, item.show(filing[item.key]))
        for filing in book.now.values()
        for item in items
        if filing.unit.kind in item.filed_by and is_known(filing[item.key])
    ]
    return SheetOut("文字材料", ("单位", "指标", "内容"), rows)


def _value(item: Item, content: Content) -> Value:
    number = number_of(content)
    return item.show(content) if number is None or item.shown else number


def _totals(office: Office, book: Book) -> SheetOut:
    filings = list(book.now.values())
    rows: list[Sequence[Value]] = []
    for item in office.catalogue.items:
        total = roll_up(item, filings)
        asked = len(total.covered) + len(total.missing)
        last = roll_up(item, list(book.last.values())).content
        rows.append(
            (
                item.section,
                item.label,
                item.unit,
                _value(item, total.content),
                _value(item, last),
                f"{len(total.covered)}/{asked}",
            )
        )
    return SheetOut("汇总", ("类别", "指标", "计量单位", "合计", "上期", "已报/应报"), rows)


def _findings(whole: Office, book: Book) -> SheetOut:
    rows = [
        (row.unit.short_name, finding.level.label, finding.place, finding.message)
        for row in review_book(whole, book)
        for finding in row.findings
    ]
    return SheetOut("核对", ("单位", "轻重", "位置", "说明"), rows)


def _ledgers(office: Office, book: Book) -> Iterator[SheetOut]:
    for ledger in office.catalogue.ledgers:
        rows = [
            (filing.unit.short_name, *(_cell(column.kind, row.get(column.label)) for column in ledger.columns))
            for filing in book.now.values()
            for row in filing.ledgers.get(ledger.key, ())
        ]
        summed = frozenset(number for number, column in enumerate(ledger.columns, start=1) if column.kind.numeric)
        yield SheetOut(ledger.label, ("单位", *(column.label for column in ledger.columns)), rows, summed)


def _cell(kind: Kind, content: Content) -> Value:
    number = number_of(content)
    return show(kind, content) if number is None else number


def _history(office: Office, period: Period) -> SheetOut:
    figures = [entry for entry in office.store.current(period.code) if entry.is_figure]
    entries = sorted(figures, key=lambda entry: entry.at, reverse=True)[:MOST_HISTORY]
    rows = [
        (
            _name_of(office, entry.unit),
            label_of(office, entry.item),
            shown_text(office, entry.item, entry.text),
            entry.author,
            entry.source,
            entry.at.astimezone().strftime("%Y-%m-%d %H:%M"),
        )
        for entry in entries
    ]
    return SheetOut("填报记录", ("单位", "指标", "内容", "填报人", "来源", "时间"), rows)


def _name_of(office: Office, code: str) -> str:
    return office.units[code].short_name if code in office.units else code
