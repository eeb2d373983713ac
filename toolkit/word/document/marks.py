"""Marks around printed texts, which tell in a finished part which value a text is: noncharacters, which no value can hold.

Takes a text and a number, or a part with marks; gives the marked text, the part without them, or where each stands. What closes
up or splits a paragraph sees the same text with and without them, so that a marked part without its marks is the plain one.

    12元，     ⟦7⟧12元⟦end⟧，    what may close up stays outside
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from markupsafe import Markup, escape

from toolkit.word.language.sentences import SEPARATORS
from toolkit.word.language.values import PARAGRAPH_MARK, TAB_MARK, VALUE_DIGITS, VALUE_END, VALUE_START
from toolkit.word.package.elements import parse
from toolkit.word.package.names import W

OUTSIDE: Final = f"{SEPARATORS}。{PARAGRAPH_MARK}{TAB_MARK} "
"""What stays outside the marks at the ends of a text."""
DIGITS: Final = str.maketrans("01234567", VALUE_DIGITS)
PLAIN_DIGITS: Final = str.maketrans(VALUE_DIGITS, "01234567")
START: Final = re.compile(f"{VALUE_START}([{VALUE_DIGITS}]+)")
MARK: Final = re.compile(f"{START.pattern}|{VALUE_END}")


def with_mark(text: str, number: int) -> Markup:
    """A text between the marks of a value, escaped; without them where nothing of it is sure to stay.

    Args:
        text: what is printed.
        number: the value's, from 0.
    """
    core = text.strip(OUTSIDE)
    if not core:
        return Markup(text)
    # What stays outside has no sign to be escaped; and an escaped one would end in a separator.
    before, after = text.split(core, 1)
    start = VALUE_START + f"{number:o}".translate(DIGITS)
    return Markup(f"{before}{start}{escape(core)}{VALUE_END}{after}")


def without_marks(text: str) -> str:
    """A text as it would be if nothing had been marked."""
    return MARK.sub("", text)


def paragraphs_of_marks(parts: Mapping[str, str]) -> dict[int, tuple[str, int]]:
    """By the number of a value, the part it stands in and the number of its paragraph there, from 1."""
    return dict(found for name, xml in parts.items() if VALUE_START in xml for found in _marks_in(name, xml))


def _marks_in(name: str, xml: str) -> Iterator[tuple[int, tuple[str, int]]]:
    root = parse(xml.encode())
    numbers = {paragraph: number for number, paragraph in enumerate(root.iter(f"{W}p"), start=1)}
    for node in root.iter(f"{W}t"):
        for found in START.finditer(node.text or ""):
            paragraph = next(node.iterancestors(f"{W}p"), None)
            yield int(found[1].translate(PLAIN_DIGITS), 8), (name, numbers[paragraph] if paragraph is not None else 0)
