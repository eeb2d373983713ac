"""Reads catalogue.toml, documents.toml, office.toml and units.csv.

Takes paths; gives a `Catalogue`, the documents, the `Units`, or raises `FaultsFound` with every fault at once.
Never writes.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

from toolkit.catalogue.documents import PERIOD_IN_NAME, UNIT_IN_NAME, Document
from toolkit.catalogue.expressions import ExpressionFault, Names, is_condition, read_expression
from toolkit.catalogue.items import WORKING_THURSDAYS, Adding, Catalogue, Check, Item, Target
from toolkit.catalogue.kinds import AMOUNT, KINDS, Kind
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.catalogue.office_rules import OfficeRules
from toolkit.catalogue.own_targets import WrittenTarget
from toolkit.catalogue.periods import LENGTHS_BY_WORD, Length
from toolkit.catalogue.roles import ColumnRole, ItemRole, LedgerRole
from toolkit.catalogue.schema import (
    TARGET_PATTERN,
    CatalogueModel,
    ColumnModel,
    DocumentsModel,
    ItemModel,
    LedgerModel,
    OfficeModel,
    TargetModel,
    checked,
    line_of,
)
from toolkit.catalogue.source_findings import source_findings
from toolkit.catalogue.sources import ADDITIVE, SourceFault, kind_made, read_take, rows_from
from toolkit.catalogue.unit_rows import NAMELESS, units_from_rows
from toolkit.catalogue.units import BUREAU, Units
from toolkit.errors import FaultsFound, MissingFile, reason_of
from toolkit.findings import Finding, did_you_mean, error

# Jinja finds a dict's methods before its keys, and the other words mean something of their own in a template.
RESERVED_KEYS = frozenset(dir(dict)) | {"loop", "range", "true", "false", "none", "not", "and", "or", "is", "in", "if"}
RESERVED_LABELS = frozenset(
    [
        "单位",
        "期间",
        "上期",
        "去年同期",
        "变化",
        "同比",
        "目标",
        "完成",
        "覆盖",
        "各支部",
        "支部数",
        "已报支部",
        "未报支部",
        "成文日期",
        "待填项数",
        "草稿",
        "一是",
        "句号",
        "名称",
        "简称",
        "代码",
        "书记",
        "联系领导",
        "上级",
        "党员人数",
    ]
)


def read_catalogue(path: Path) -> Catalogue:
    """The catalogue of an office.

    Raises:
        MissingFile: there is no such file.
        FaultsFound: it has faults; each names its line, key and near miss.
    """
    text = read_catalogue_text(path)
    model, findings = checked(CatalogueModel, _parse(text, path.name), text, path.name)
    if model is None:
        raise FaultsFound(findings)
    catalogue = _catalogue(model)
    findings = tuple(_cross_findings(catalogue, path.name, text))
    if findings:
        raise FaultsFound(findings)
    return catalogue


def read_catalogue_text(path: Path) -> str:
    """The text of a catalogue, as it stands in its file; raises `MissingFile` where it cannot be read."""
    return _read_text(path, "指标目录")


def read_documents(path: Path) -> tuple[Document, ...]:
    """The documents an office makes; raises like `read_catalogue`."""
    text = _read_text(path, "文书清单")
    model, findings = checked(DocumentsModel, _parse(text, path.name), text, path.name)
    if model is None:
        raise FaultsFound(findings)
    documents = tuple(Document(**each.model_dump()) for each in model.document)
    labels = _twice((each.label for each in documents), "label", path.name)
    keys = _twice((each.key for each in documents), "key", path.name)
    findings = (*labels, *keys, *_file_name_findings(documents, path.name))
    if findings:
        raise FaultsFound(findings)
    return documents


def read_office(path: Path) -> OfficeRules:
    """The rules of an office; the defaults where it has no such file. Raises `FaultsFound` like `read_catalogue`."""
    if not path.exists():
        return OfficeRules()
    text = _read_text(path, "本单位设置")
    model, findings = checked(OfficeModel, _parse(text, path.name), text, path.name)
    if model is None:
        raise FaultsFound(findings)
    periods = tuple(LENGTHS_BY_WORD[word] for word in model.periods)
    return OfficeRules(model.deadline, periods, tuple(map(_written_target, model.target)))


def _written_target(model: TargetModel) -> WrittenTarget:
    target = _target(model.value)
    assert target is not None
    return WrittenTarget(model.item, target, model.year, tuple(model.units))


def _file_name_findings(documents: Iterable[Document], place: str) -> Iterator[Finding]:
    for document in documents:
        where = f"{place} {document.label}"
        for name in re.findall(r"[{｛]([^}｝]*)[}｝]", document.file_name):
            if f"{{{name}}}" not in (UNIT_IN_NAME, PERIOD_IN_NAME):
                advice = f"file_name 里只能写 {UNIT_IN_NAME} 和 {PERIOD_IN_NAME}，不能写“{name}”。请改正。"
                yield error("file_name", where, advice)
        if document.made_for != BUREAU and UNIT_IN_NAME not in document.file_name:
            yield error("file_name", where, f"file_name 里要有 {UNIT_IN_NAME}，否则各单位的文件重名。请补上。")


def read_units(path: Path) -> Units:
    """The units of an office, from a CSV file saved by Excel or WPS (UTF-8 or GB18030).

    Raises:
        MissingFile: there is no such file.
        FaultsFound: it has faults; each names its line.
    """
    text = _read_text(path, "单位表")
    try:
        header, *rows = csv.reader(io.StringIO(text, newline=None)) if text.strip() else [[]]
    except csv.Error as fault:
        raise FaultsFound([error("csv", path.name, "读不下去，可能有引号不成对。请用 Excel 打开后另存。")]) from fault
    columns = [name.strip() for name in header]
    repeated = tuple(_twice(filter(None, columns), "列名", f"{path.name} 第1行"))
    if repeated:
        raise FaultsFound(repeated)
    units, findings = units_from_rows([_named_cells(columns, row) for row in rows], path.name)
    if units is None:
        raise FaultsFound(findings)
    return units


def _named_cells(columns: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """The cells of a row by column; text under no column name at all comes under NAMELESS."""
    pairs = list(zip_longest(columns, row, fillvalue=""))
    nameless = "、".join(cell.strip() for name, cell in pairs if not name and cell.strip())
    return {name: cell for name, cell in pairs if name} | ({NAMELESS: nameless} if nameless else {})


def _read_text(path: Path, what: str) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise MissingFile(f"{path}：找不到{what}。请检查文件夹，或从工具自带的样例复制一份。") from None
    except OSError as fault:
        raise MissingFile(f"{path}：{what}读不出来（{reason_of(fault)}）。请关闭正在打开它的程序后重试。") from fault
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FaultsFound([error("encoding", path.name, "不是文本文件。请用记事本另存为 UTF-8 编码。")])


def _parse(text: str, place: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"line (\d+), column (\d+)", str(fault))
        where = f"{place} 第{found[1]}行第{found[2]}个字" if found else f"{place} 末尾"
        advice = "写法不对。请检查引号是否成对、是否用了中文引号、等号两边是否完整、名称是否重复。"
        raise FaultsFound([error("toml", where, advice)]) from fault


def _catalogue(model: CatalogueModel) -> Catalogue:
    ledgers = tuple(_ledger(ledger) for ledger in model.ledger)
    return Catalogue(
        sections=tuple(section.label for section in model.section),
        items=tuple(_item(item, section.label, ledgers) for section in model.section for item in section.item),
        ledgers=ledgers,
        checks=tuple(Check(**check.model_dump()) for check in model.check),
    )


def _item(model: ItemModel, section: str, ledgers: Sequence[Ledger]) -> Item:
    kind = KINDS[model.kind] if "kind" in model.model_fields_set else _kind_made(model, ledgers)
    over_units, over_months = _default_adding(kind)
    if model.from_ and not _is_additive(model.take):
        over_units = Adding.NONE
    return Item(
        key=model.key,
        label=model.label,
        section=section,
        kind=kind,
        unit=model.unit,
        over_units=Adding(model.over_units) if model.over_units else over_units,
        over_months=Adding(model.over_months) if model.over_months else over_months,
        required=model.required,
        filed_by=tuple(model.filed_by),
        minimum=_decimal(model.minimum) if model.minimum is not None else (Decimal(0) if kind.numeric else None),
        maximum=_decimal(model.maximum),
        limit=model.limit,
        target=_target(model.target),
        choices=tuple(model.choices),
        help=model.help,
        events=tuple(model.events),
        was=tuple(model.was),
        role=ItemRole(model.role) if model.role else None,
        source=(model.from_, model.where, model.take, model.date) if model.from_ else None,
        formula=model.formula,
        shown=str(model.show),
    )


def _kind_made(model: ItemModel, ledgers: Sequence[Ledger]) -> Kind:
    """The kind of a figure whose kind is not written: of what comes from elsewhere, what that makes of it."""
    if model.formula:
        return AMOUNT
    if not model.from_:
        return KINDS[model.kind]
    ledger = next((each for each in ledgers if model.from_ in each.names), None)
    try:
        return kind_made(rows_from(ledger, "", model.take, "")) if ledger else KINDS[model.kind]
    except SourceFault:
        # Told with the other faults of sources.
        return KINDS[model.kind]


def _is_additive(take: str) -> bool:
    # What cannot be read is told with the other faults of sources.
    with suppress(SourceFault):
        return read_take(take)[0] in ADDITIVE
    return True


def _default_adding(kind: Kind) -> tuple[Adding, Adding]:
    if kind.numeric:
        return Adding.SUM, Adding.SUM
    return (Adding.JOIN, Adding.JOIN) if kind.name == "列表" else (Adding.NONE, Adding.LAST)


def _decimal(number: int | float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def _target(text: str | None) -> Target | None:
    if text is None:
        return None
    if text == WORKING_THURSDAYS:
        return Target(None, Length.MONTH)
    found = re.fullmatch(TARGET_PATTERN, text)
    assert found
    return Target(Decimal(found[2]), LENGTHS_BY_WORD[found[1]])


def _ledger(model: LedgerModel) -> Ledger:
    columns = tuple(map(_column, model.columns))
    role = LedgerRole(model.role) if model.role else None
    return Ledger(model.key, model.label, columns, tuple(model.filed_by), model.help, tuple(model.was), role)


def _column(model: ColumnModel) -> Column:
    role = ColumnRole(model.role) if model.role else None
    told = (tuple(model.choices), model.required, tuple(model.was), role, tuple(model.done))
    return Column(model.label, KINDS[model.kind], *told)


def _cross_findings(catalogue: Catalogue, place: str, text: str) -> Iterator[Finding]:
    names = [name for item in catalogue.items for name in (item.label, *item.was)]
    names += [title for ledger in catalogue.ledgers for title in ledger.titles]
    keys = [item.key for item in catalogue.items] + [ledger.key for ledger in catalogue.ledgers]
    yield from _twice(names, "label", place)
    yield from _twice(keys, "key", place)
    yield from _twice((check.code for check in catalogue.checks), "code", place)
    yield from _twice((item.role for item in catalogue.items if item.role), "role", place)
    yield from _twice((ledger.role for ledger in catalogue.ledgers if ledger.role), "role", place)
    yield from _reserved_findings("key", keys, RESERVED_KEYS, place)
    yield from _reserved_findings("label", names, RESERVED_LABELS, place)
    yield from _item_findings(catalogue, place)
    yield from _ledger_findings(catalogue, place)
    yield from source_findings(catalogue, place)
    yield from _check_findings(catalogue, place, text)


def _reserved_findings(what: str, words: Iterable[str], reserved: Collection[str], place: str) -> Iterator[Finding]:
    for word in words:
        if word in reserved:
            yield error("reserved", f"{place} {word}", f"{what} 不能用“{word}”，它在模板里另有意思。请换一个。")


def _item_findings(catalogue: Catalogue, place: str) -> Iterator[Finding]:
    for item in catalogue.items:
        where = f"{place} {item.label}（{item.key}）"
        if item.kind.name == "选项" and not item.choices:
            yield error("choices", where, '是选项，却没有 choices。请补上一行 choices = ["…", "…"]。')
        if item.over_units is Adding.DISTINCT and not item.events:
            yield error("events", where, '联合活动算一次，却没有 events。请补上一行 events = ["活动类型"]。')
        if not item.kind.numeric and item.over_units not in (Adding.NONE, Adding.JOIN):
            yield error(
                "adding", where, f"{item.kind.name}不能按“{item.over_units.value}”汇总。请改成“不汇总”或“合并”。"
            )


def _ledger_findings(catalogue: Catalogue, place: str) -> Iterator[Finding]:
    for ledger in catalogue.ledgers:
        where = f"{place} {ledger.label}（{ledger.key}）"
        yield from _twice((name for column in ledger.columns for name in column.names), "列名", where)
        yield from _twice((column.role for column in ledger.columns if column.role), "role", where)
        for column in ledger.columns:
            if column.kind.name == "选项" and not column.choices:
                yield error("choices", where, f'“{column.label}”是选项，却没有 choices。请补上 choices = ["…", "…"]。')


def _check_findings(catalogue: Catalogue, place: str, text: str) -> Iterator[Finding]:
    for number, check in enumerate(catalogue.checks):
        for word, written in (("rule", check.rule), ("only_if", check.only_if)):
            fault = _condition_fault(written, catalogue.names) if written or word == "rule" else ""
            if fault:
                where = _line(text, place, "check", number, word)
                yield error("check_expression", where, f"核对“{check.code}”的 {word}：{fault}")
        if check.unless and check.unless not in catalogue:
            near = did_you_mean(check.unless, [item.label for item in catalogue.items])
            where = _line(text, place, "check", number, "unless")
            yield error("check_name", where, f"核对“{check.code}”的 unless：没有叫“{check.unless}”的指标。{near}")


def _condition_fault(text: str, names: Names) -> str:
    """Why a text is no condition; empty where it is one."""
    try:
        expression = read_expression(text, names)
    except ExpressionFault as fault:
        return str(fault) if str(fault)[-1] in "。？" else f"{fault}。"
    return "" if is_condition(expression) else "要写成条件，如“指标 <= 指标”，现在只是一个数。请补上比较。"


def _line(text: str, place: str, *path: int | str) -> str:
    """Where a key of a file stands."""
    line = line_of(text, path)
    return f"{place} 第{line}行" if line else place


def _twice(texts: Iterable[str], what: str, place: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            yield error("twice", place, f"{what}“{text}”出现了两次。请改成各不相同。")
        seen.add(text)
