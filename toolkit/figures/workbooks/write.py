"""Writes units' Excel forms.

Takes the catalogue and what each form is made from; gives the bytes of an .xlsx, the same for the same input. What the forms of
one kind of unit share is made and compressed once, so that a form costs little more than what it says itself. Never reads the
store, never looks at the clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from toolkit.catalogue.items import Catalogue
from toolkit.figures.workbooks.contents import Blank, Contents, contents_of
from toolkit.figures.workbooks.cut import CutSheet
from toolkit.figures.workbooks.frame import frame
from toolkit.figures.workbooks.notes import CutShapes, notes_part
from toolkit.packing import Headers, Packed, changed_archive, headers_of_all, pack

CORE: Final = "docProps/core.xml"
COMMENTS, SHAPES = "xl/comments/", "xl/drawings/"
NO_MOMENT: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""What a file says of when it was made where nobody knows."""
_MOMENT: Final = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


class FormWriter:
    """Writes many forms; what those of one kind of unit and period share is made once.

    Args:
        catalogue: what is asked.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._cut: dict[object, _CutFrame] = {}

    def form(self, blank: Blank) -> bytes:
        """The workbook of one unit's form, as the bytes of an .xlsx file."""
        contents = contents_of(self._catalogue, blank)
        key = blank.unit.kind, blank.period, contents.rooms, bool(contents.notes)
        if key not in self._cut:
            whole = frame(self._catalogue, *key[:3], is_noted=key[3])
            self._cut[key] = _cut_frame(whole.parts, whole.sheets, whole.quoted)
        return self._cut[key].filled(contents)


@dataclass(frozen=True)
class _CutFrame:
    """A frame cut where contents go; what nothing is written into is packed already.

    Args:
        packed, headers: every part as it lies in the archive while nothing is written into it, in order, and what stands before it.
        sheets: the part of each sheet, and the sheet cut.
        notes, shapes: the parts with the texts and the places of the notes; empty where no cell has one.
        cut_shapes: the second of them cut.
        core: the part that says when the file was made.
    """

    packed: Mapping[str, Packed]
    headers: Mapping[str, Headers]
    sheets: Mapping[str, tuple[str, CutSheet]]
    notes: str
    shapes: str
    cut_shapes: CutShapes | None
    core: bytes

    def filled(self, contents: Contents) -> bytes:
        """The archive with these contents."""
        changed = {CORE: _core(self.core, contents.written)}
        for title, cells in contents.cells.items():
            name, sheet = self.sheets[title]
            if cells:
                changed[name] = sheet.filled(cells)
        if self.cut_shapes:
            changed[self.notes] = notes_part(contents.notes)
            changed[self.shapes] = self.cut_shapes.filled(contents.notes)
        return changed_archive(self.packed, changed, self.headers)


def _cut_frame(parts: Mapping[str, bytes], sheets: Mapping[str, str], quoted: Mapping[int, int]) -> _CutFrame:
    notes = next((name for name in parts if name.startswith(COMMENTS)), "")
    shapes = next((name for name in parts if name.startswith(SHAPES)), "")
    packed = {name: pack(part) for name, part in parts.items()}
    return _CutFrame(
        packed,
        headers_of_all(packed),
        {title: (name, CutSheet(parts[name], quoted)) for title, name in sheets.items()},
        notes,
        shapes,
        CutShapes(parts[shapes]) if shapes else None,
        parts[CORE],
    )


def _core(core: bytes, written: datetime | None) -> bytes:
    moment = (written or NO_MOMENT).astimezone(UTC)
    return _MOMENT.sub(f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode(), core)
