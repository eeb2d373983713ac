r"""What a number format makes of a cell: whether whoever looks at it sees what it holds.

Takes a value and the format code of its cell (ECMA-376 part 1, 18.8.31); gives what is seen where that says something else, or
an empty string. Of a date it tells only whether the format shows all of it: openpyxl has turned those already. Never rounds.

    0"万元" on 12      12万元      the form would take in 12
    0% on 0.5          50%         the form would take in 0.5
    0!.0,"万" on 12000 12000万     conditions and thousands are not worked out: that something is added is enough
    0"."0 on 125       125.        nor where it is added: between the digits it makes another number
    ;;; on 12          （空白）
    #,##0.00 on 12     (nothing)   the same number
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
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
PLAIN: Final = ("General", "@")
"""Formats that show what a cell holds, and nothing more."""
ARRANGING: Final = " \u00a0\u3000()（）+¥￥"
"""What a format may put beside a number, and says nothing more by it: blanks, brackets of negative numbers, our currency."""
MINUS: Final = "-－–—"
NOTHING: Final = "（空白）"
HUNDREDTHS: Final = "%％‰"
MOST_FORMATS: Final = 1_000


def seen_otherwise(value: object, code: str) -> str:
    """What is seen in a cell where it says something else than the value, or an empty string.

    Args:
        value: the cell's value; only numbers and texts are judged.
        code: its number format.

    >>> seen_otherwise(12, '0"万元"'), seen_otherwise(0.5, "0.0%"), seen_otherwise(12, '#,##0.00_ ')
    ('12万元', '50%', '')
    """
    if not isinstance(value, int | float | Decimal | str) or isinstance(value, bool) or code in PLAIN:
        return ""
    sections = _sections(code)
    # A section for negative numbers writes its own sign, if any.
    shown: float | Decimal | str = value
    if not isinstance(value, str) and value < 0 and len(sections) > 1:
        shown = -value
    signs = _harmless(value)
    return next((seen for each in _applicable(value, code, sections) if (seen := _seen(shown, each, signs))), "")


def shows_whole_date(code: str) -> bool:
    """Whether a format shows year, month and day of a date.

    >>> shows_whole_date('yyyy"年"m"月"d"日"'), shows_whole_date("mm-dd-yy"), shows_whole_date('yyyy"年"m"月"')
    (True, True, False)
    """
    letters = _date_letters(code)
    return bool(letters & set("ye")) and {"m", "d"} <= letters


def shows_time(code: str) -> bool:
    """Whether a format shows the time of the day."""
    return bool(_date_letters(code) & set("hs"))


def _date_letters(code: str) -> set[str]:
    return set("".join(each[0] for each in _tokens(code) if each["bare"]).lower())


@lru_cache(MOST_FORMATS)
def _tokens(code: str) -> tuple[re.Match[str], ...]:
    """What a format is made of; the thousands of cells of a sheet have a dozen formats."""
    return tuple(TOKEN.finditer(code))


@lru_cache(MOST_FORMATS)
def _sections(code: str) -> tuple[str, ...]:
    """The parts of a format for positive, negative and zero numbers and for text, as far as they are there."""
    ends = [found.start() for found in _tokens(code) if found["end"]]
    starts = [0, *(end + 1 for end in ends)]
    return tuple(code[start:end] for start, end in zip(starts, [*ends, len(code)], strict=True))


@lru_cache(MOST_FORMATS)
def _adds_nothing(section: str, harmless: str) -> bool:
    """Whether a part of a format shows any number as it is."""
    found = _tokens(section)
    numbers = [place for place, each in enumerate(found) if _is_number(each)]
    is_plain = not any(each["thousands"] or (each["bare"] or " ") in HUNDREDTHS for each in found)
    if not numbers or not is_plain or set("".join(_words(found))) - set(harmless):
        return False
    return not "".join(_words(found[numbers[0] : numbers[-1]]))


def _applicable(value: float | Decimal | str, code: str, sections: Sequence[str]) -> Sequence[str]:
    if isinstance(value, str):
        return [section for section in sections[-1:] if value and ("@" in section or len(sections) == 4)]
    numbers = sections[:3]
    if any(found["condition"] for found in _tokens(code)):
        return numbers
    index = 1 if value < 0 else 2 if value == 0 else 0
    return [numbers[index] if index < len(numbers) else numbers[0]]


def _harmless(value: float | Decimal | str) -> str:
    """The letters that say nothing more beside this value: a minus belongs to a negative number, and stands for nothing."""
    return ARRANGING + (MINUS if not isinstance(value, str) and value <= 0 else "")


def _seen(value: float | Decimal | str, section: str, harmless: str) -> str:
    if _adds_nothing(section, harmless):
        return ""
    found = _tokens(section)
    words = "".join(_words(found))
    says_more = bool(set(words) - set(harmless))
    numbers = [n for n, each in enumerate(found) if _is_number(each)]
    if not numbers:
        return "" if words and not says_more else words or NOTHING
    first, last = numbers[0], numbers[-1]
    hundredths, thousands = _scales(found, value)
    is_parted = bool("".join(_words(found[first:last])))
    if not (thousands or hundredths or says_more or is_parted):
        return ""
    before, after = ("".join(_words(part)) for part in (found[:first], found[first:]))
    number = value if isinstance(value, str) else _shown_number(value, bool(hundredths))
    return f"{before}{number}{after}{hundredths}{thousands}"


def _scales(found: Sequence[re.Match[str]], value: float | Decimal | str) -> tuple[str, str]:
    """What is added to a number that is shown a hundred times as large, and to one that is shown in thousands."""
    hundredths = any((each["bare"] or " ") in HUNDREDTHS for each in found) and not isinstance(value, str)
    thousands = any(each["thousands"] for each in found) and bool(value)
    return "%" if hundredths else "", "（以千计）" if thousands else ""


def _is_number(token: re.Match[str]) -> bool:
    """Whether the number itself stands here."""
    return bool(token["digits"]) or token[0] == "@" or token[0].upper().startswith(("GENERAL", "G/"))


def _shown_number(value: float | Decimal, hundredths: bool) -> str:
    number = Decimal(format(value, ".15g"))
    return show_decimal(number * 100 if hundredths else number)


def _words(found: Sequence[re.Match[str]]) -> Iterator[str]:
    """What a section adds to the number: its literal texts, in order."""
    for each in found:
        bare = each["bare"] or ""
        yield each["quoted"] or each["escaped"] or each["currency"] or (bare if bare not in f"@{HUNDREDTHS}" else "")
