r"""What a number format makes of a cell: whether whoever looks at it sees what it holds.

Takes a value and the format code of its cell (ECMA-376 part 1, 18.8.31); gives what is seen where that says something else, or
an empty string. Never rounds, never reads a date: openpyxl has turned those already.

    0"万元" on 12      12万元      the form would take in 12
    0% on 0.5          50%         the form would take in 0.5
    0!.0,"万" on 12000 12000万     conditions and thousands are not worked out: that something is added is enough
    #,##0.00 on 12     (nothing)   the same number
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from toolkit.catalogue.kinds import show_decimal

TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"'
    r"|[\\!](?P<escaped>.)"
    r"|[_*]."
    r"|\[\$(?P<currency>[^\]-]*)[^\]]*\]"
    r"|(?P<condition>\[[<>=][^\]]*\])"
    r"|\[[^\]]*\]"
    r"|General|G/通用格式"
    r"|(?P<digits>[0#?](?:[0#?,./ ]*[0#?])?(?:E[+-]0+)?)(?P<thousands>,*)"
    r"|(?P<end>;)"
    r"|(?P<bare>.)",
    re.DOTALL | re.IGNORECASE,
)
OUR_CURRENCY: Final = "¥￥"
HUNDREDTHS: Final = "%％‰"


def seen_otherwise(value: object, code: str) -> str:
    """What is seen in a cell where it says something else than the value, or an empty string.

    Args:
        value: the cell's value; only numbers and texts are judged.
        code: its number format.

    >>> seen_otherwise(12, '0"万元"'), seen_otherwise(0.5, "0.0%"), seen_otherwise(12, '#,##0.00_ ')
    ('12万元', '50%', '')
    """
    if not isinstance(value, int | float | Decimal | str) or isinstance(value, bool) or code == "General":
        return ""
    sections = _sections(code)
    # A section for negative numbers writes its own sign, if any.
    shown: float | Decimal | str = value
    if not isinstance(value, str) and value < 0 and len(sections) > 1:
        shown = -value
    return next((seen for section in _applicable(value, code, sections) if (seen := _seen(shown, section))), "")


def _sections(code: str) -> list[str]:
    """The parts of a format for positive, negative and zero numbers and for text, as far as they are there."""
    ends = [found.start() for found in TOKEN.finditer(code) if found["end"]]
    return [code[start:end] for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(code)], strict=True)]


def _applicable(value: float | Decimal | str, code: str, sections: Sequence[str]) -> Sequence[str]:
    if isinstance(value, str):
        return [section for section in sections[-1:] if "@" in section]
    numbers = sections[:3]
    if any(found["condition"] for found in TOKEN.finditer(code)):
        return numbers
    index = 1 if value < 0 else 2 if value == 0 else 0
    return [numbers[index] if index < len(numbers) else numbers[0]]


def _seen(value: float | Decimal | str, section: str) -> str:
    found = list(TOKEN.finditer(section))
    words = list(_words(found))
    is_scaled = any(each["thousands"] for each in found) and bool(value)
    hundredths = any((each["bare"] or " ") in HUNDREDTHS for each in found) and not isinstance(value, str)
    if not (is_scaled or hundredths or any(_says_more(word) for word in words)):
        return ""
    place = next((n for n, each in enumerate(found) if _is_number(each)), None)
    if place is None:
        return "".join(words)
    number = value if isinstance(value, str) else _shown_number(value, hundredths)
    before, after = "".join(_words(found[:place])), "".join(_words(found[place:]))
    return f"{before}{number}{after}{'%' if hundredths else ''}{'（以千计）' if is_scaled else ''}"


def _is_number(token: re.Match[str]) -> bool:
    """Whether the number itself stands here."""
    return bool(token["digits"]) or token[0] == "@" or token[0].upper().startswith(("GENERAL", "G/"))


def _shown_number(value: float | Decimal, hundredths: bool) -> str:
    number = Decimal(format(value, ".15g"))
    return show_decimal(number * 100 if hundredths else number)


def _words(found: list[re.Match[str]]) -> Iterator[str]:
    """What a section adds to the number: its literal texts, in order."""
    for each in found:
        bare = each["bare"] or ""
        yield each["quoted"] or each["escaped"] or each["currency"] or (bare if bare not in f"@{HUNDREDTHS}" else "")


def _says_more(word: str) -> bool:
    kinds = {unicodedata.category(letter) for letter in word if letter not in OUR_CURRENCY}
    return any(kind[0] == "L" or kind in ("Sc", "Nd") for kind in kinds)
