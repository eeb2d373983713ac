"""The names a template may use, each as it is written, with what it prints now.

Takes an office, a document, a unit and a period; gives groups of names. Never prints a document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from toolkit.catalogue.documents import Document
from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import LedgerRole
from toolkit.catalogue.units import Unit
from toolkit.report.vocabulary import (
    BRANCHES,
    ITEM_GROUPS,
    OVERDUE,
    SHORT,
    SOURCE_COLUMNS,
    SOURCES,
    NameEntry,
    items_for,
)
from toolkit.tasks.figures.book import open_book, values_of
from toolkit.tasks.office.office import Office
from toolkit.tasks.templates.checking import template_names
from toolkit.tasks.templates.phrase_examples import TITLE, phrases
from toolkit.word import Mark, UnprintableValue, words_of

PRINTS_NOTHING: Final = "（空，不印）"
MARK_EXAMPLES: Final = {"一是": "一是、二是……", "句号": "。", "短节并入": PRINTS_NOTHING}
BRANCH_LOOP: Final = "{% for 支部 in 各支部 %}{{ 支部.简称 }}、{% endfor %}{{ 句号 }}"
BRANCH_ABOUT: Final = "逐个支部循环；循环里写 支部.简称、支部.书记，或 支部. 后面接指标名"
IN_TABLES: Final = "表格里不用写循环：一行各格都写 {{{{ {}.{} }}}} 这样的名称，就自动逐行列出"


@dataclass(frozen=True)
class NameExample:
    """One name.

    Args:
        write: what to write in the template.
        about: what it means.
        example: what it prints for the unit and period asked about; empty where there is no such unit.
        key: its English name, where it has one.
    """

    write: str
    about: str
    example: str = ""
    key: str = ""


@dataclass(frozen=True)
class NameGroup:
    """Names that belong together."""

    title: str
    names: tuple[NameExample, ...]


def names_with_examples(office: Office, document: Document, unit: Unit | None, period: Period) -> tuple[NameGroup, ...]:
    """The names a template of this document may use, in groups.

    Args:
        office: the office.
        document: whose template.
        unit: for which the examples are, of the kind the document is made for; None where the office has none.
        period: for when.
    """
    values = values_of(office, open_book(office, period), unit) if unit else {}
    entries = template_names(office, document.made_for)
    subjects = _subjects(office, document, values)
    ways = phrases(tuple(items_for(office.catalogue, document.made_for)), values)
    return (
        NameGroup(TITLE, tuple(NameExample(way.write, way.about, way.example) for way in ways)),
        *(
            NameGroup(title, tuple(_example(office, entry, values, subjects) for entry in group))
            for title, group in groupby(entries, lambda entry: entry.group)
        ),
    )


def _subjects(office: Office, document: Document, values: Mapping[str, Any]) -> dict[str, str]:
    """For each group of comparisons, a figure that has one: 上期.指标名 as it stands is no name."""
    labels = [item.label for item in items_for(office.catalogue, document.made_for)]
    return {
        group: next((label for label in labels if values.get(group, {}).get(label, "") != ""), labels[0])
        for group in (*ITEM_GROUPS, SHORT)
        if labels
    }


def _example(office: Office, entry: NameEntry, values: Mapping[str, Any], subjects: Mapping[str, str]) -> NameExample:
    group, _, last = entry.name.partition(".")
    if entry.name in {ledger.label for ledger in office.catalogue.ledgers}:
        return _ledger_example(entry, office.catalogue.ledger(entry.name), values)
    issues = office.catalogue.ledger_playing(LedgerRole.ISSUES)
    if entry.name == OVERDUE and issues is not None:
        return _ledger_example(entry, issues, values)
    if entry.name == BRANCHES:
        about = f"{BRANCH_ABOUT}。{IN_TABLES.format(BRANCHES, '简称')}"
        return NameExample(BRANCH_LOOP, about, _rows(values, BRANCHES))
    if entry.name == SOURCES:
        about = f"{entry.about}。{IN_TABLES.format(SOURCES, SOURCE_COLUMNS[0])}"
        return NameExample(_loop(SOURCES, SOURCE_COLUMNS), about, _rows(values, SOURCES))
    if group in subjects and last:
        name, about = f"{group}.{subjects[group]}", f"{entry.about}；“{subjects[group]}”可换成别的指标"
        return NameExample(f"{{{{ {name} }}}}", about, _shown(values, name))
    key = office.catalogue[entry.name].key if entry.name in office.catalogue else ""
    return NameExample(f"{{{{ {entry.name} }}}}", entry.about, _shown(values, entry.name), key)


def _ledger_example(entry: NameEntry, ledger: Ledger, values: Mapping[str, Any]) -> NameExample:
    """The loop over the rows of a ledger, or of some of them."""
    about = f"{entry.about}。{IN_TABLES.format(entry.name, ledger.columns[0].label)}"
    loop = _loop(entry.name, [column.label for column in ledger.columns])
    return NameExample(loop, about, _rows(values, entry.name), ledger.key if entry.name in ledger.names else "")


def _loop(name: str, columns: Sequence[str]) -> str:
    cells = "，".join(f"{{{{ 行.{column} }}}}" for column in columns)
    return f"{{% for 行 in {name} %}}{cells}；{{% endfor %}}{{{{ 句号 }}}}"


def _rows(values: Mapping[str, Any], name: str) -> str:
    return f"{len(values[name])}行" if name in values else ""


def _shown(values: Mapping[str, Any], name: str) -> str:
    if not values:
        return ""
    value = _value(values, name)
    if isinstance(value, Mark):
        return MARK_EXAMPLES[name]
    try:
        words = "、".join(map(words_of, value)) if isinstance(value, list) else words_of(value)
    except UnprintableValue as fault:
        return f"印不出来：{fault}"
    return words or PRINTS_NOTHING


def _value(values: Mapping[str, Any], name: str) -> Any:
    group, _, last = name.partition(".")
    return values[name] if name in values else values[group][last]
