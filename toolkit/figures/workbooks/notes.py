"""The notes on a sheet of a form: the part with their texts, and the one with the shapes they are shown in.

Takes notes by cell; gives XML. The shapes are those openpyxl drew for the frame: the ones that are not wanted are left out, the
others get the size of their note. Never decides which cell has a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from toolkit.figures.workbooks.contents import Note
from toolkit.figures.workbooks.cut import marked_up, text_element
from toolkit.figures.workbooks.layout import letters_of

_SHAPE: Final = re.compile("<(?P<name>[a-z0-9]+:shape) .*?</(?P=name)>", re.DOTALL)
_SIZE: Final = re.compile("width:[0-9.]+px;height:[0-9.]+px;")
_ROW: Final = re.compile("Row>([0-9]+)<")
_COLUMN: Final = re.compile("Column>([0-9]+)<")
_COMMENTS: Final = '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def notes_part(notes: Mapping[str, Note]) -> bytes:
    """The part with the texts of the notes."""
    authors = {author: number for number, author in enumerate(dict.fromkeys(note.author for note in notes.values()))}
    names = "".join(f"<author>{marked_up(author)}</author>" for author in authors)
    listed = "".join(
        f'<comment ref="{place}" authorId="{authors[note.author]}" shapeId="0">'
        f"<text>{text_element(note.text)}</text></comment>"
        for place, note in notes.items()
    )
    return f"{_COMMENTS}<authors>{names}</authors><commentList>{listed}</commentList></comments>".encode()


class CutShapes:
    """The shapes of the notes of a sheet, cut.

    Args:
        part: their VML as openpyxl wrote it, with a shape for each cell that may have a note.
    """

    def __init__(self, part: bytes) -> None:
        text = part.decode()
        shapes = list(_SHAPE.finditer(text))
        self._before, self._after = text[: shapes[0].start()], text[shapes[-1].end() :]
        self._halves = {_place_of(shape[0]): _SIZE.split(shape[0], maxsplit=1) for shape in shapes}

    def filled(self, notes: Mapping[str, Note]) -> bytes:
        """The part with the shapes of these notes."""
        drawn = (self._shape(place, note) for place, note in notes.items())
        return f"{self._before}{''.join(drawn)}{self._after}".encode()

    def _shape(self, place: str, note: Note) -> str:
        start, end = self._halves[place]
        return f"{start}width:{note.width}px;height:{note.height}px;{end}"


def _place_of(shape: str) -> str:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    assert row is not None and column is not None
    return f"{letters_of(int(column[1]) + 1)}{int(row[1]) + 1}"
