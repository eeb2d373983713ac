"""Which sheets a new workbook has, from the part that lists them alone: a workbook that is none of ours is known at once.

Takes the bytes of an archive; gives the names of its sheets. Unpacks one small part, and nothing else.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import Final

from toolkit.archives import BROKEN, ENCRYPTED, METHODS

LISTS_SHEETS: Final = "xl/workbook.xml"
MOST_BYTES: Final = 2_000_000
LIST_END: Final = re.compile(r"</(?:[\w.-]+:)?sheets>")
SHEET: Final = re.compile(r"""<(?:[\w.-]+:)?sheet\b[^>]*?\bname\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def sheet_names(data: bytes) -> tuple[str, ...] | None:
    """The names of a workbook's sheets, hidden ones too; None where they are not where they usually are, or not to be read safely."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = archive.getinfo(LISTS_SHEETS)
            if member.file_size > MOST_BYTES or member.flag_bits & ENCRYPTED or member.compress_type not in METHODS:
                return None
            text = archive.open(member).read(MOST_BYTES).decode("utf-8-sig")
    except (*BROKEN, KeyError, UnicodeDecodeError):
        return None
    # A list that was cut off says nothing of what is missing in it.
    names = tuple(html.unescape(found[1] or found[2] or "") for found in SHEET.finditer(text))
    return names if names and LIST_END.search(text) else None
