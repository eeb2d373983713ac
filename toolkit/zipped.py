"""The files that people put into a zip, under the names they gave them.

Takes the bytes of an archive; gives names and contents, in the archive's order. Windows writes names in GBK and says nothing of it,
a Mac adds files of its own: neither is what anybody meant. Never writes to the disk, never goes into a zip within a zip.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Final

from toolkit.archives import unpack

WHAT: Final = "压缩包"
UTF_8: Final = 0x800
UNICODE_NAME: Final = 0x7075
"""The extra field that holds a name in UTF-8 (APPNOTE 4.6.9)."""
OF_SYSTEMS: Final = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
PASSED_OVER: Final = ("~", ".")
HAN: Final = re.compile("[\u4e00-\u9fff]")
DRIVE: Final = re.compile(r"[A-Za-z]:")


def files_in(data: bytes, place: str) -> list[tuple[str, bytes]]:
    """The files in a zip, each with its name and the folders it lies in.

    Args:
        data: the archive.
        place: what messages call it.

    Raises:
        UnsafeFile: it is no whole archive, is locked by a password, or could exhaust the machine.
    """
    contents = unpack(data, place, WHAT)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {member.filename: _name_of(member) for member in archive.infolist() if not member.is_dir()}
    return [(name, contents[member]) for member, name in members.items() if is_meant(name)]


def is_meant(name: str) -> bool:
    """Whether a name in a zip is a file somebody meant: none of a system's own, no lock file, none that climbs out of its folder.

    >>> [is_meant(each) for each in ("甲/一.xlsx", "__MACOSX/._一.xlsx", "~$一.xlsx", "../一.xlsx", "C:/一.xlsx")]
    [True, False, False, False, False]
    """
    parts = PurePosixPath(name).parts
    if not parts or OF_SYSTEMS & set(parts) or parts[-1].startswith(PASSED_OVER):
        return False
    return ".." not in parts and not name.startswith("/") and DRIVE.match(name) is None


def _name_of(member: zipfile.ZipInfo) -> str:
    """The name as its sender saw it."""
    told = next((text for tag, text in _extra_fields(member.extra) if tag == UNICODE_NAME), None)
    if told is not None:
        name = told[5:].decode("utf-8", "replace")
    elif member.flag_bits & UTF_8:
        name = member.filename
    else:
        name = _decoded(member.orig_filename.encode("cp437", "replace"))
    return name.replace("\\", "/")


def _decoded(raw: bytes) -> str:
    """A name whose encoding nobody wrote down: that of a Mac where it can be read so, else that of a Chinese Windows."""
    read: list[str] = []
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            read.append(raw.decode(encoding))
    # 一 in GBK is a Cyrillic letter in UTF-8: of two readings the Chinese one is meant.
    return next((name for name in read if HAN.search(name)), [*read, raw.decode("cp437")][0])


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    while len(extra) >= 4:
        tag, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        yield tag, extra[4 : 4 + size]
        extra = extra[4 + size :]
