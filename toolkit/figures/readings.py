"""What a typed text was read as, written down beside it, so that a better reader never changes a closed period.

Takes contents; gives `Reading` values that a table can hold, and the contents back from them. Never reads typed text: that is
`catalogue.kinds`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from toolkit.catalogue.kinds import NOT_APPLICABLE, Content, Kind, Unread

DECIMALS: Final = 4
"""Numbers are kept as whole ten-thousandths: 0.01 元 and 0.0001 万元 (1 元) are exact, and a database can add them up."""
MOST_SUMMABLE: Final = 10**14
"""What is larger is not kept as a number: ninety thousand of them must fit into 64 bits."""


class Sense(StrEnum):
    """What became of a text: a value, nothing, 不适用, or not understood."""

    VALUE = "value"
    BLANK = "blank"
    NOT_APPLICABLE = "不适用"
    UNREAD = "unread"


@dataclass(frozen=True)
class Reading:
    """What a text was read as.

    Args:
        sense: what became of it.
        value: the value in a form that does not depend on how texts are read: 1200.5, 2026-06-30, a JSON list; of what was not
            understood, the reason.
        number: a number in whole ten-thousandths; None where it is none, or too large or too fine.
    """

    sense: Sense
    value: str = ""
    number: int | None = None


BLANK: Final = Reading(Sense.BLANK)


def plain_reading(text: str) -> Reading:
    """How a text is read that no kind describes: as it stands."""
    return Reading(Sense.VALUE, text) if text else BLANK


def reading_of(content: Content) -> Reading:
    """The reading that keeps a content.

    >>> reading_of(Decimal("1200.50"))
    Reading(sense=<Sense.VALUE: 'value'>, value='1200.50', number=12005000)
    >>> reading_of(("东风社区", "河滨社区")).value
    '["东风社区", "河滨社区"]'
    """
    match content:
        case None:
            return BLANK
        case Unread():
            return Reading(Sense.UNREAD, content.reason)
        case bool():
            return Reading(Sense.VALUE, "1" if content else "0")
        case int():
            return Reading(Sense.VALUE, str(content), summable(Decimal(content)))
        case Decimal():
            return Reading(Sense.VALUE, f"{content:f}", summable(content))
        case date():
            return Reading(Sense.VALUE, content.isoformat())
        case tuple():
            return Reading(Sense.VALUE, json.dumps(content, ensure_ascii=False))
        case str():
            return Reading(Sense.VALUE, content)
    return Reading(Sense.NOT_APPLICABLE)


def content_of_reading(kind: Kind, reading: Reading, text: str) -> Content:
    """The content that a reading keeps.

    Args:
        kind: what was asked for when it was read.
        reading: as it was kept.
        text: what was typed.
    """
    match reading.sense:
        case Sense.BLANK:
            return None
        case Sense.NOT_APPLICABLE:
            return NOT_APPLICABLE
        case Sense.UNREAD:
            return Unread(text, reading.value)
        case Sense.VALUE:
            return _VALUES[kind.name](reading.value)


def cell_of(content: Content) -> list[str]:
    """A content as JSON keeps it beside others: its sense and its value, and what was typed where that was not understood."""
    reading = reading_of(content)
    return [reading.sense, reading.value, *([content.text] if isinstance(content, Unread) else [])]


def content_of_cell(kind: Kind, cell: Sequence[str] | None) -> Content:
    """The content that was kept so; blank where nothing was."""
    if cell is None:
        return None
    sense, value, *text = cell
    return content_of_reading(kind, Reading(Sense(sense), value), text[0] if text else "")


def summable(number: Decimal) -> int | None:
    """A number in whole ten-thousandths; None where it is too large or too fine to be one.

    >>> summable(Decimal("0.42")), summable(Decimal("0.00001"))
    (4200, None)
    """
    scaled = number.scaleb(DECIMALS)
    return int(scaled) if scaled == scaled.to_integral_value() and abs(scaled) <= MOST_SUMMABLE else None


def number_of_sum(scaled: int) -> Decimal:
    """The number that so many ten-thousandths are.

    >>> number_of_sum(12005000)
    Decimal('1200.5')
    """
    number = Decimal(scaled).scaleb(-DECIMALS)
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _list(value: str) -> tuple[str, ...]:
    return tuple(json.loads(value))


_VALUES: Final[Mapping[str, Callable[[str], Content]]] = {
    "数量": int,
    "金额": Decimal,
    "日期": date.fromisoformat,
    "文字": str,
    "列表": _list,
    "选项": str,
    "是否": lambda value: value == "1",
}
