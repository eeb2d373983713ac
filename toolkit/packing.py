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
as 1 and gives smaller members; 4 to 6 take three to eight times as long. Against 6 a report grows by 0.6 to 5 %."""
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
VERSION: Final = 20
UTF8_NAME: Final = 0x800
FIRST_OF_1980: Final = (0, 0x21)
LOCAL: Final = struct.Struct("<4s5H3L2H")
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
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


def write_archive(members: Iterable[tuple[str, Packed]]) -> bytes:
    """The bytes of an archive of these members, in order."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, member in members:
        encoded = name.encode()
        fields = (UTF8_NAME, member.method, *FIRST_OF_1980, member.crc, len(member.data), member.size, len(encoded))
        local = LOCAL.pack(b"PK\3\4", VERSION, *fields, 0) + encoded
        directory.append(CENTRAL.pack(b"PK\1\2", VERSION, VERSION, *fields, 0, 0, 0, 0, 0, offset) + encoded)
        pieces += (local, member.data)
        offset += len(local) + len(member.data)
    central = b"".join(directory)
    end = END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), len(central), offset, 0)
    return b"".join((*pieces, central, end))


def changed_archive(members: Mapping[str, Packed], changed: Mapping[str, bytes]) -> bytes:
    """The archive with some members changed, and those that are new added at its end."""
    kept = ((name, pack(changed[name]) if name in changed else member) for name, member in members.items())
    added = ((name, pack(data)) for name, data in changed.items() if name not in members)
    return write_archive([*kept, *added])


def _packed(archive: bytes, member: zipfile.ZipInfo) -> Packed:
    name_length, extra_length = struct.unpack_from("<2H", archive, member.header_offset + 26)
    start = member.header_offset + LOCAL.size + name_length + extra_length
    data = archive[start : start + member.compress_size]
    if member.compress_type in (STORED, DEFLATED):
        return Packed(member.compress_type, member.CRC, member.file_size, data)
    with zipfile.ZipFile(io.BytesIO(archive)) as again:
        return pack(again.read(member))
