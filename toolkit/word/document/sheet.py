"""What render code writes on: the pieces of one part as bytes, with each value printed as the language prints it.

Takes values as they come; gives the part's bytes and which marks were printed. Never words a refusal: what is out of the
ordinary raises, and the part is then rendered in the general way, whose messages, places and limits alone count.

    out.extend((b'<w:t>', p(l_0_value), b'</w:t>'))     what the code of a part does with a sheet's `pieces` and `printed`
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import markupsafe
from jinja2 import Environment
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup, escape

from toolkit.word.language.notes import Notes, notes_of
from toolkit.word.language.values import MARKS, MOST_BITS, Mark, printed

SHEET: Final = "sheet of a part"
"""Where the code of a part finds its sheet in Jinja's context: a name no template can write."""
MOST_QUICK: Final = 16_000_000
"""Most bytes of a part made by its code; of more, the general way says whether it is too much."""
MOST_PIECES: Final = 2_000
"""How many pieces are gathered before they are put together and counted."""
SHORT: Final = 4_096
"""Up to how many letters a text is printed where it stands, and counted only with the others."""

MARK_BYTES: Final = {mark: mark.encode() for mark in MARKS}

Written = tuple[bytes, frozenset[str]]
"""The bytes of a part, and which marks were printed in it."""
Root = Callable[[Context], Iterator[object]]
"""What the code of a part defines: it writes on the sheet and gives nothing."""


class OutOfTheOrdinary(Exception):
    """No fault: the general way is to be taken."""


class _Values(dict[str, Any]):
    """The names of a render; one that is not there has Jinja's sign for it as its value."""

    def __missing__(self, name: str) -> Any:
        return missing


def _slowly_escaped(text: str) -> str:
    return str(escape(text))


def _escaping() -> Callable[[str], str]:
    """What escapes a plain text: MarkupSafe's own function, which gives it as a plain text, where it still does so."""
    own: Callable[[str], str] | None = getattr(markupsafe, "_escape_inner", None)
    try:
        return own if own is not None and own("<&>\"'甲") == _slowly_escaped("<&>\"'甲") else _slowly_escaped
    except TypeError:
        return _slowly_escaped


escaped: Final = _escaping()


class Sheet:
    """The pieces of one part while it is made.

    Args:
        values: the names it is made with.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.pieces: list[bytes] = []
        self.marks: set[str] = set()
        self.value_of: Callable[[str], Any] = values.__getitem__
        self._notes = notes_of(values) or Notes()
        self._blocks: list[bytes] = []
        self._room = MOST_QUICK

    def printed(self, value: Any) -> bytes:
        """What a value prints, escaped.

        Raises:
            OutOfTheOrdinary: it is a rich one, has no value, or is more than the sheet holds.
            UnprintableValue: Word cannot hold it.
        """
        kind = type(value)
        if kind is int and value.bit_length() <= MOST_BITS:
            return b"%d" % value
        if kind is Mark and value.character in MARKS:
            self.marks.add(value.character)
            return MARK_BYTES[value.character]
        self._notes.count(value)
        made = printed(value)
        if type(made) is Markup and kind is not Markup:
            # A text of lines: every other one is printable, and so without a mark.
            self.marks.update(mark for mark in MARKS if mark in made)
        elif type(made) is not str:
            raise OutOfTheOrdinary
        data = escaped(made).encode() if type(made) is str else made.encode()
        if len(data) > SHORT:
            # Counted again with the other pieces: that only brings the general way sooner.
            self._spend(len(data))
        return data

    def flush(self) -> None:
        """Put the pieces together, so that a loop is bounded by bytes and not by its turns."""
        block = b"".join(self.pieces)
        self.pieces.clear()
        self._blocks.append(block)
        self._spend(len(block))

    def whole(self) -> bytes:
        """All that was written."""
        self.flush()
        return self._blocks[0] if len(self._blocks) == 1 else b"".join(self._blocks)

    def _spend(self, size: int) -> None:
        self._room -= size
        if self._room < 0:
            raise OutOfTheOrdinary


def written(root: Root, environment: Environment, values: Mapping[str, Any]) -> Written | None:
    """What the code of a part writes; None where the general way is to be taken.

    Args:
        root: what the code of the part defines.
        environment: the language it was written for.
        values: the names of the render.
    """
    given = _Values(values)
    notes = notes_of(values) or Notes()
    counted = notes.optional
    sheet = given[SHEET] = Sheet(given)
    try:
        for _ in root(environment.context_class(environment, given, None, {})):
            # Another Jinja gives pieces that should have been written.
            raise OutOfTheOrdinary
        return sheet.whole(), frozenset(sheet.marks)
    except Exception:
        # Whatever it is: the general way raises it anew, with its words and its place, or does without; and counts anew.
        notes.optional = counted
        return None
    finally:
        # The sheet is among the values and knows them: without this both would stay until the next collection.
        given.clear()
