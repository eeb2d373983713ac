"""Reads what a report says, so that a time counts only where the work was done.

Takes the bytes of a .docx; gives its texts. Shares no code with any engine.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final
from xml.etree import ElementTree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STORIES: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
SEPARATORS_BEFORE_STOP: Final = re.compile(r"[，、；,;]*。+")


def texts(data: bytes) -> list[str]:
    """The paragraphs of body, headers and footers that say something, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        roots = [
            ElementTree.fromstring(archive.read(name)) for name in sorted(archive.namelist()) if STORIES.match(name)
        ]
    found = ("".join(node.text or "" for node in each.iter(f"{W}t")) for root in roots for each in root.iter(f"{W}p"))
    return [text for text in found if text.strip()]


def running_text(data: bytes) -> str:
    """All a report says in one piece, without what our marks for full stops tidy up and no other engine can.

    >>> SEPARATORS_BEFORE_STOP.sub("。", "开展党课3次，。")
    '开展党课3次。'
    """
    whole = re.sub(r"\s", "", "".join(texts(data)))
    return SEPARATORS_BEFORE_STOP.sub("。", whole)
