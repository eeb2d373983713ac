"""The live page: a document of the office as it stands with the figures of this moment, its values marked.

Takes an office, a document, a unit and a sheet; gives bytes and the keys of the marks. Compiles a template once and again only
when its file changed. Never writes a file.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.catalogue.documents import Document
from toolkit.catalogue.units import Unit
from toolkit.errors import FaultsFound, UnknownName
from toolkit.findings import has_errors
from toolkit.report.vocabulary import ITEM_GROUPS, items_for
from toolkit.tasks.figures import values_of
from toolkit.tasks.office import Office
from toolkit.tasks.sheet import Sheet
from toolkit.tasks.templates import check_templates
from toolkit.word import CompiledTemplate, traced


@dataclass(frozen=True)
class Page:
    """A document for looking at: its bytes, and the item key each mark in it stands for."""

    data: bytes
    keys: tuple[str, ...]


class LivePages:
    """The documents of an office, ready to be shown again and again.

    Args:
        office: whose.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._compiled: dict[str, tuple[float, CompiledTemplate, tuple[str, ...]]] = {}

    def page(self, document: Document, unit: Unit, sheet: Sheet) -> Page:
        """A document about a unit, or about the unit above it that the document is made for.

        Raises:
            FaultsFound: the template has errors.
            RenderFault: a value cannot be printed, or a tag cannot work with it.
        """
        template, keys = self._template(document)
        spoken_of = about(self._office.at(sheet.period), document, unit)
        return Page(template.render(values_of(self._office, sheet.book, spoken_of)), keys)

    def _template(self, document: Document) -> tuple[CompiledTemplate, tuple[str, ...]]:
        path = self._office.settings.templates / document.template
        changed = path.stat().st_mtime if path.exists() else 0.0
        known = self._compiled.get(document.key)
        if known is None or known[0] != changed:
            (report,) = check_templates(self._office, (document,))
            if report.template is None or has_errors(report.findings):
                raise FaultsFound(report.findings)
            known = (changed, *traced(report.template, self._names(document)))
            self._compiled[document.key] = known
        return known[1], known[2]

    def _names(self, document: Document) -> dict[str, str]:
        items = items_for(self._office.catalogue, document.made_for)
        written = {name: item.key for item in items for name in (item.label, item.key)}
        return written | {f"{group}.{name}": key for group in ITEM_GROUPS for name, key in written.items()}


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
