"""What typed text becomes in a cell, and what was typed to get a cell's value.

Takes text, or the value openpyxl reads; gives the other, to the letter. Never looks at a sheet.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from toolkit.catalogue.as_written import Unreadable
from toolkit.catalogue.kinds import show_decimal

# What XML cannot hold, and what would read as Excel's own way of writing it.
_TO_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x(005F|00[01][0-9A-F]|D[89A-F][0-9A-F]{2}|FFF[EF])_", re.IGNORECASE)


def escaped(text: str) -> str:
    """Text as Excel stores it: characters that XML cannot hold are written _xHHHH_."""
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    r"""The text that Excel stored so.

    >>> unescaped(escaped("_x0041_\x07")) == "_x0041_\x07"
    True
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_" in text else text


def exact_number(text: str) -> Decimal | None:
    """The number that Excel would give back as it was typed, or None where it would change it.

    >>> exact_number("120.5"), exact_number("120.50"), exact_number("007")
    (Decimal('120.5'), None, None)
    """
    if re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,15})?", text) and _shown_number(float(text)) == text:
        return Decimal(text)
    return None


def typed(value: Any) -> str:
    """What a person would have typed to get this value; raises `Unreadable` where it is nothing a form asks for."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float():
            return _shown_number(value)
        case datetime() | date():
            return f"{value.year}年{value.month}月{value.day}日"
        case time() | timedelta():
            raise Unreadable("是时间，不是要填的内容。请改成文本格式后重填。")
        case _:
            text = unescaped(str(value))
            return text if text.strip() else ""


def _shown_number(number: float) -> str:
    # Excel shows 15 digits: 0.1+0.2 is 0.3 to whoever looks at the cell.
    return show_decimal(Decimal(format(number, ".15g")))
