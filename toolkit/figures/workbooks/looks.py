"""The styles of a workbook: the look of each cell style, and which of them show numbers as dates.

Takes the part with the styles; gives what openpyxl would tell of them. Raises `NotKnown` where openpyxl would take its own
defaults. Never looks at a sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml.etree import _Element as Element

from toolkit.figures.workbooks.sheets import OWN_FORMATS, RAISED, Look

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FALSE: Final = ("false", "f", "0")


class NotKnown(Exception):
    """Something in a workbook is not written as this reader knows it; nothing is wrong with that."""


@dataclass(frozen=True)
class Looks:
    """The cell styles of a workbook, by number.

    Args:
        looks: the look of each.
        dates: which of them show a number as a date or a time of the day.
        spans: which of them show it as a length of time.
    """

    looks: tuple[Look, ...]
    dates: frozenset[int]
    spans: frozenset[int]


def looks_of(styles: Element) -> Looks:
    """The looks in the part of the styles.

    Raises:
        NotKnown: it has none, or names a format that is not there.
    """
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format  # noqa: PLC0415 - slow to import

    own = {int(each.get("numFmtId", "")): each.get("formatCode", "") for each in styles.iter(f"{MAIN}numFmt")}
    marked = [_is_marked(font) for font in styles.iterfind(f"{MAIN}fonts/{MAIN}font")]
    styled = styles.findall(f"{MAIN}cellXfs/{MAIN}xf")
    if not styled:
        raise NotKnown("no cell styles")
    formats = [_format(int(each.get("numFmtId", "0")), own) for each in styled]
    return Looks(
        tuple(
            Look(code or "General", number, marked[int(each.get("fontId", "0"))])
            for each, (number, code) in zip(styled, formats, strict=True)
        ),
        frozenset(n for n, (_number, code) in enumerate(formats) if is_date_format(code)),
        frozenset(n for n, (_number, code) in enumerate(formats) if is_timedelta_format(code)),
    )


def is_marked(properties: Element | None) -> bool:
    """Whether letters of these properties are struck through or raised."""
    return properties is not None and _is_marked(properties)


def _is_marked(font: Element) -> bool:
    strike, raised = font.find(f"{MAIN}strike"), font.find(f"{MAIN}vertAlign")
    is_struck = strike is not None and strike.get("val") not in FALSE
    return is_struck or (raised is not None and raised.get("val") in RAISED)


def _format(number: int, own: Mapping[int, str]) -> tuple[int, str | None]:
    """The number and the code of a format; a code that Excel has a number for counts as that one."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_REVERSE  # noqa: PLC0415 - slow to import

    if number in own:
        return BUILTIN_FORMATS_REVERSE.get(own[number], OWN_FORMATS), own[number]
    if number >= OWN_FORMATS:
        raise NotKnown(f"format {number}")
    return number, BUILTIN_FORMATS.get(number)
