"""A document as Word will show it: the part of the live page, and of every preview.

Takes the bytes of a .docx; gives a widget. Where its script was not built there is none, and `not_built` says why.
"""

from __future__ import annotations

import traitlets

from toolkit.ui.part import Part


class PagePart(Part):
    """A document shown: `data` are its bytes, `marks` name the values that are marked in it."""

    data = traitlets.Bytes(b"").tag(sync=True)
    marks: traitlets.List[str] = traitlets.List().tag(sync=True)
