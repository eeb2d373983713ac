"""Writes a zip whose unchanged members keep their compressed bytes.

Takes members already compressed and new ones; gives the bytes of an archive, the same for the same input. zipfile would
compress everything anew for each report, which costs more than filling it. Never reads a clock, never unpacks.

Format: PKWARE APPNOTE 6.3.9, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

LEVEL: Final = 3
"""How hard new members are deflated. Measured on the parts of both shipped templates' reports and the benchmark's: 3 takes as long
as 1 and gives smaller members; 4 to 6 take three to eight times as long. Against 6 a report grows by 0.6 to 4 %, one with a hundred
branches by 15 %."""
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
VERSION: Final = 20
UTF8_NAME: Final = 0x800
FIRST_OF_1980: Final = (0, 0x21)
LOCAL: Final = struct.Struct("<4s5H3L2H")
ENTRY: Final = struct.Struct("<4s6H3L5HL")
"""An entry of the central directory, but for its last number: where the member begins."""
END: Final = struct.Struct("<4s4H2LH")


@dataclass(frozen=True)
class Packed:
    """A member as it lies in an archive: how it is compressed, its checksum, its size unpacked, its bytes."""

    method: int
    crc: int
    size: int
    data: bytes


def pack(data: bytes) -> Packed:
    """New content, compressed."""
    return Packed(DEFLATED, zlib.crc32(data), len(data), zlib.compress(data, LEVEL, -zlib.MAX_WBITS))


def packed_members(archive_bytes: bytes) -> dict[str, Packed]:
    """The members of an archive as they lie in it, in order.

    Args:
        archive_bytes: an archive that zipfile has already read without a complaint.
    """
    with zipfile.ZipFile(io.BytesIO(archive_bytes)) as archive:
        return {member.filename: _packed(archive_bytes, member) for member in archive.infolist() if not member.is_dir()}


@dataclass(frozen=True)
class Headers:
    """What stands before a member, and in the directory before and behind the number of where it begins."""

    local: bytes
    entry: bytes
    name: bytes


def headers_of(name: str, member: Packed) -> Headers:
    """The headers of a member, which say nothing of where it stands."""
    encoded = name.encode()
    fields = (UTF8_NAME, member.method, *FIRST_OF_1980, member.crc, len(member.data), member.size, len(encoded))
    local = LOCAL.pack(b"PK\3\4", VERSION, *fields, 0) + encoded
    return Headers(local, ENTRY.pack(b"PK\1\2", VERSION, VERSION, *fields, 0, 0, 0, 0, 0), encoded)


def write_archive(members: Iterable[tuple[Headers, Packed]]) -> bytes:
    """The bytes of an archive of these members, in order."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for headers, member in members:
        directory += (headers.entry, offset.to_bytes(4, "little"), headers.name)
        pieces += (headers.local, member.data)
        offset += len(headers.local) + len(member.data)
    central = b"".join(directory)
    count = len(pieces) // 2
    end = END.pack(b"PK\5\6", 0, 0, count, count, len(central), offset, 0)
    return b"".join((*pieces, central, end))


def changed_archive(
    members: Mapping[str, Packed], changed: Mapping[str, bytes], headers: Mapping[str, Headers] | None = None
) -> bytes:
    """The archive with some members changed, and those that are new added at its end.

    Args:
        members: as they lie in it.
        changed: name to new content.
        headers: those of the members; made here where they are not given.
    """
    known = headers_of_all(members) if headers is None else headers
    new = {name: pack(data) for name, data in changed.items()}
    kept = (
        (headers_of(name, new[name]), new[name]) if name in new else (known[name], member)
        for name, member in members.items()
    )
    added = ((headers_of(name, member), member) for name, member in new.items() if name not in members)
    return write_archive([*kept, *added])


def headers_of_all(members: Mapping[str, Packed]) -> dict[str, Headers]:
    """The headers of the members of an archive."""
    return {name: headers_of(name, member) for name, member in members.items()}


def _packed(archive: bytes, member: zipfile.ZipInfo) -> Packed:
    name_length, extra_length = struct.unpack_from("<2H", archive, member.header_offset + 26)
    start = member.header_offset + LOCAL.size + name_length + extra_length
    data = archive[start : start + member.compress_size]
    if member.compress_type in (STORED, DEFLATED):
        return Packed(member.compress_type, member.CRC, member.file_size, data)
    with zipfile.ZipFile(io.BytesIO(archive)) as again:
        return pack(again.read(member))
