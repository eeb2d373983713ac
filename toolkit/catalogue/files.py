"""Reads catalogue.toml, documents.toml, office.toml and units.csv.

Takes paths; gives a `Catalogue`, the documents, the `Units`, or raises `FaultsFound` with every fault at once.
Never writes.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from toolkit.catalogue.catalogue_findings import catalogue_findings, twice
from toolkit.catalogue.dispatch import House, Issue
from toolkit.catalogue.documents import PERIOD_IN_NAME, UNIT_IN_NAME, Document
from toolkit.catalogue.habits import habits_but
from toolkit.catalogue.items import Adding, Catalogue, Check, Item
from toolkit.catalogue.kinds import AMOUNT, KINDS, Kind
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.catalogue.office_rules import OfficeRules
from toolkit.catalogue.own_targets import WrittenTarget
from toolkit.catalogue.periods import LENGTHS_BY_WORD
from toolkit.catalogue.roles import ColumnRole, ItemRole, LedgerRole
from toolkit.catalogue.schema import (
    CatalogueModel,
    ColumnModel,
    DocumentsModel,
    ItemModel,
    LedgerModel,
    OfficeModel,
    TargetModel,
    WordModel,
    WordsModel,
    words_of_steps,
)
from toolkit.catalogue.schema_faults import checked
from toolkit.catalogue.sources import ADDITIVE, SourceFault, kind_made, read_take, rows_from
from toolkit.catalogue.target_rows import targets_from_rows
from toolkit.catalogue.targets import read_target
from toolkit.catalogue.unit_rows import NAMELESS, units_from_rows
from toolkit.catalogue.units import BUREAU, Units
from toolkit.catalogue.word_list import NO_OWN_WORDS, Word, WordList, word_list_of
from toolkit.errors import FaultsFound, MissingFile, reason_of
from toolkit.findings import Finding, error


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
    findings = tuple(catalogue_findings(catalogue, path.name, text))
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
    documents = tuple(Document(**each.model_dump() | {"copies": tuple(each.copies)}) for each in model.document)
    labels = twice((each.label for each in documents), "label", path.name)
    keys = twice((each.key for each in documents), "key", path.name)
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
    targets = tuple(map(_written_target, model.target))
    habits = habits_but(model.habits_off)
    house = House(model.party_body, model.business, model.contact, model.phone)
    issue = Issue(model.day, model.edition)
    told = (periods, targets, tuple(model.leaders), model.ranked, habits)
    return OfficeRules(model.deadline, *told, house=house, issue=issue)


def read_words(path: Path) -> WordList:
    """What an office does not write; nothing of its own where it has no such file. Raises `FaultsFound` like `read_catalogue`."""
    if not path.exists():
        return NO_OWN_WORDS
    text = _read_text(path, "用语表")
    model, findings = checked(WordsModel, _parse(text, path.name), text, path.name)
    if model is None:
        raise FaultsFound(findings)
    return word_list_of(map(_word, model.word), (each.names for each in model.one), model.off)


def _word(model: WordModel) -> Word:
    told = (model.since, model.until, model.level, tuple(model.fine), model.why)
    return Word(model.word, model.instead, *told)


def _written_target(model: TargetModel) -> WrittenTarget:
    target = read_target(model.value)
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


def read_targets(path: Path) -> tuple[WrittenTarget, ...]:
    """The targets of a sheet; none where there is no such file. Raises `FaultsFound` with every line that cannot be read."""
    if not path.exists():
        return ()
    targets, findings = targets_from_rows(_rows_of_csv(path, "目标表"), path.name)
    if findings:
        raise FaultsFound(findings)
    return targets


def read_units(path: Path) -> Units:
    """The units of an office, from a CSV file saved by Excel or WPS (UTF-8 or GB18030).

    Raises:
        MissingFile: there is no such file.
        FaultsFound: it has faults; each names its line.
    """
    units, findings = units_from_rows(_rows_of_csv(path, "单位表"), path.name)
    if units is None:
        raise FaultsFound(findings)
    return units


def _rows_of_csv(path: Path, what: str) -> list[dict[str, str]]:
    text = _read_text(path, what)
    try:
        header, *rows = csv.reader(io.StringIO(text, newline=None)) if text.strip() else [[]]
    except csv.Error as fault:
        raise FaultsFound([error("csv", path.name, "读不下去，可能有引号不成对。请用 Excel 打开后另存。")]) from fault
    columns = [name.strip() for name in header]
    repeated = tuple(twice(filter(None, columns), "列名", f"{path.name} 第1行"))
    if repeated:
        raise FaultsFound(repeated)
    return [_named_cells(columns, row) for row in rows]


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
        folded=frozenset(section.label for section in model.section if section.folded),
    )


def _item(model: ItemModel, section: str, ledgers: Sequence[Ledger]) -> Item:
    kind = KINDS[model.kind] if "kind" in model.model_fields_set else _kind_made(model, ledgers)
    over_units, over_months = _default_adding(kind)
    if model.from_ and kind.numeric and not _is_additive(model.take):
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
        target=read_target(model.target or ""),
        choices=tuple(model.choices),
        help=model.help,
        events=tuple(model.events),
        was=tuple(model.was),
        role=ItemRole(model.role) if model.role else None,
        source=(model.from_, model.where, model.take, model.date) if model.from_ else None,
        formula=model.formula,
        shown=str(model.show),
        points=_decimal(model.points),
        only_if=model.only_if,
        also=tuple(model.also),
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


def _ledger(model: LedgerModel) -> Ledger:
    columns = tuple(map(_column, model.columns))
    role = LedgerRole(model.role) if model.role else None
    return Ledger(model.key, model.label, columns, tuple(model.filed_by), model.help, tuple(model.was), role)


def _column(model: ColumnModel) -> Column:
    role = ColumnRole(model.role) if model.role else None
    steps = tuple(pair for text in model.steps for pair in pairwise(words_of_steps(text)))
    told = (tuple(model.choices), model.required, tuple(model.was), role, tuple(model.done), steps)
    target = read_target(model.target or "")
    return Column(model.label, KINDS[model.kind], *told, target=target, also=tuple(model.also))
