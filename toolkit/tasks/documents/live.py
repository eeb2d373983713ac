"""The live page: a document of the office as it stands with the figures of this moment, its values marked.

Takes an office, a document, a unit and a sheet; gives bytes and the keys of the marks. Never writes a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.catalogue.documents import Document
from toolkit.catalogue.units import Unit
from toolkit.errors import FaultsFound, UnknownName
from toolkit.findings import has_errors
from toolkit.report.vocabulary import ITEM_GROUPS, items_for
from toolkit.tasks.figures.book import values_of
from toolkit.tasks.figures.sheet import Sheet
from toolkit.tasks.office.office import Office
from toolkit.tasks.templates.checking import check_templates
from toolkit.word import CompiledTemplate, PrintedValue


@dataclass(frozen=True)
class Page:
    """A document for looking at: its bytes, and by the number of each mark in it the item key it stands for, or nothing."""

    data: bytes
    keys: tuple[str, ...]


class LivePages:
    """The documents of an office, ready to be shown again and again.

    Args:
        office: whose.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    def page(self, document: Document, unit: Unit, sheet: Sheet) -> Page:
        """A document about a unit, or about the unit above it that the document is made for.

        Raises:
            FaultsFound: the template has errors.
            RenderFault: a value cannot be printed, or a tag cannot work with it.
        """
        template, names = self._template(document), self._names(document)
        spoken_of = about(self._office.at(sheet.period), document, unit)
        made = template.render_parts(values_of(self._office, sheet.book, spoken_of), is_recorded=True)
        return Page(template.assemble(made.with_marks()), tuple(_key_of(value, names) for value in made.printed))

    def _template(self, document: Document) -> CompiledTemplate:
        (report,) = check_templates(self._office, (document,))
        if report.template is None or has_errors(report.findings):
            raise FaultsFound(report.findings)
        return report.template

    def _names(self, document: Document) -> dict[str, str]:
        items = items_for(self._office.catalogue, document.made_for)
        written = {name: item.key for item in items for name in item.names}
        return written | {f"{group}.{name}": key for group in ITEM_GROUPS for name, key in written.items()}


def _key_of(value: PrintedValue, names: Mapping[str, str]) -> str:
    return next((names[name] for name in value.names if name in names), "")


def about(office: Office, document: Document, unit: Unit) -> Unit:
    """The unit a document speaks of when this one is in view: itself, the one above it that gets such a document, or the first.

    Raises:
        UnknownName: no unit gets such a document.
    """
    candidates: list[Unit] = [unit, *office.units.above(unit.code), *office.units.all]
    fitting = [each for each in candidates if each.kind == document.made_for]
    if not fitting:
        raise UnknownName(f"单位表里没有{document.made_for}，“{document.label}”没有可以显示的。")
    return fitting[0]
