"""What stands in one cell of a sheet's XML, or in one text of a workbook.

Takes elements; gives values as openpyxl gives them, to the type: a number in the format of a date is that date. What is read
aloud above Chinese letters is no text. Raises `NotKnown` where an element holds what is not known here. Never looks at a sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from lxml.etree import _Element as Element

from toolkit.figures.workbooks.looks import MAIN, Looks, NotKnown, is_marked
from toolkit.figures.workbooks.sheets import Cell, Place

TEXT, RUN, VALUE, FORMULA, INLINE = (f"{MAIN}{name}" for name in ("t", "r", "v", "f", "is"))
RUN_PROPERTIES: Final = f"{MAIN}rPr"
SOUNDS: Final = frozenset({f"{MAIN}rPh", f"{MAIN}phoneticPr"})
ESCAPE: Final = "x005F_"
"""Of how Excel writes a text that looks like one of its own escapes, openpyxl leaves this away."""
NO_SUCH_DATE: Final = "#VALUE!"


class Letters(NamedTuple):
    """A text, and whether some of its letters are struck through or raised."""

    text: str
    is_marked: bool = False


def letters_in(element: Element) -> Letters:
    """The text of a cell."""
    plain, runs = _pieces(element)
    if plain or not runs:
        return Letters(plain.replace(ESCAPE, ""))
    said = "".join((run.findtext(TEXT) or "").replace(ESCAPE, "") for run in runs)
    return Letters(said, any(is_marked(run.find(RUN_PROPERTIES)) for run in runs))


def _plain_text(cell: Element) -> str | None:
    """The text of a cell that holds one, all of one look, and nothing else: what most cells of a form hold."""
    inside = cell[0] if len(cell) == 1 else None
    if inside is None or inside.tag != INLINE or len(inside) != 1 or inside[0].tag != TEXT:
        return None
    return (inside[0].text or "").replace(ESCAPE, "")


def note_in(element: Element) -> str:
    """The text of a note."""
    plain, runs = _pieces(element)
    return "".join([plain, *(run.findtext(TEXT) or "" for run in runs)])


def _pieces(element: Element) -> tuple[str, Sequence[Element]]:
    if len(element) == 1 and element[0].tag == TEXT:
        return element[0].text or "", ()
    plain, runs = "", []
    for child in element:
        tag = child.tag
        if tag == TEXT:
            plain = child.text or ""
        elif tag == RUN:
            runs.append(child)
        elif tag not in SOUNDS:
            raise NotKnown(tag)
    return plain, runs


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of one sheet, in order.

    Args:
        texts: the texts that the sheets of the workbook share.
        looks: its cell styles.
        epoch: the day its dates are counted from.
    """

    texts: tuple[Letters, ...]
    looks: Looks
    epoch: datetime
    _shared: dict[str, Any] = field(default_factory=dict)

    def cell(self, element: Element, place: Place) -> Cell | None:
        """The cell of an element, or None where it holds nothing."""
        kind = element.get("t", "n")
        text = _plain_text(element) if kind == "inlineStr" else None
        if text is not None:
            return Cell(*place, text, "s", self.looks.looks[int(element.get("s", "0"))])
        # By their names at once: looking for each costs more than all else that is done to a cell.
        children = {child.tag: child for child in element}
        if not children and kind != "e":
            return None
        style = int(element.get("s", "0"))
        value, seen_kind, is_marked = self._value(children, kind, style)
        look = self.looks.looks[style]
        if FORMULA in children:
            result = Cell(*place, value, seen_kind, look, is_marked)
            return Cell(*place, self._formula(children[FORMULA], element.get("r")), "f", look, result=result)
        return None if value is None and kind != "e" else Cell(*place, value, seen_kind, look, is_marked)

    def _value(self, children: Mapping[str, Element], kind: str, style: int) -> tuple[Any, str, bool]:
        """The value of a cell, its kind, and whether it has marked letters."""
        if kind == "inlineStr":
            letters = letters_in(children[INLINE]) if INLINE in children else None
            return (letters.text, "s", letters.is_marked) if letters else (None, kind, False)
        raw = children[VALUE].text if VALUE in children else None
        if not raw:
            return None, kind, False
        if kind == "s":
            letters = self.texts[int(raw)]
            return letters.text, kind, letters.is_marked
        return *self._plain(raw, kind, style), False

    def _plain(self, raw: str, kind: str, style: int) -> tuple[Any, str]:
        match kind:
            case "n":
                number = float(raw) if set(raw) & set(".eE") else int(raw)
                return self._dated(number, style) if style in self.looks.dates else (number, kind)
            case "b":
                return bool(int(raw)), kind
            case "str":
                return raw, "s"
            case "e":
                return raw, kind
            case _:
                raise NotKnown(kind)

    def _dated(self, number: float, style: int) -> tuple[Any, str]:
        from openpyxl.utils.datetime import from_excel  # noqa: PLC0415 - slow to import, and wanted only for dates

        try:
            return from_excel(number, self.epoch, timedelta=style in self.looks.spans), "d"
        except (OverflowError, ValueError):
            return NO_SUCH_DATE, "e"

    def _formula(self, formula: Element, reference: str | None) -> str:
        text, number = f"={formula.text or ''}", formula.get("si", "")
        if formula.get("t") != "shared":
            return text if formula.get("t") != "dataTable" else "="
        from openpyxl.formula.translate import Translator  # noqa: PLC0415 - slow to import, and wanted only where one is

        if number in self._shared:
            return str(self._shared[number].translate_formula(reference))
        if text != "=":
            self._shared[number] = Translator(text, reference)
        return text
