"""Makes small pictures of every kind, byte by byte.

Takes a size and a resolution; gives bytes.
"""

from __future__ import annotations

import struct
import zlib


def png(
    width: int = 40, height: int = 20, colour: tuple[int, int, int] = (255, 0, 0), dots_per_metre: int = 0
) -> bytes:
    """A PNG of one colour; without a resolution where that is 0."""
    rows = b"".join(b"\0" + bytes(colour) * width for _ in range(height))
    resolution = _chunk(b"pHYs", struct.pack(">2LB", dots_per_metre, dots_per_metre, 1)) if dots_per_metre else b""
    head = _chunk(b"IHDR", struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + resolution + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def jpeg(width: int = 40, height: int = 20, unit: int = 1, density: int = 72) -> bytes:
    """The head of a JPEG, as far as anybody reads it who does not show it."""
    jfif = b"JFIF\0\1\1" + struct.pack(">B2H2B", unit, density, density, 0, 0)
    frame = struct.pack(">B2HB", 8, height, width, 1) + b"\1\x11\0"
    parts = [b"\xff\xe0" + _sized(jfif), b"\xff\xfe" + _sized("说明".encode()), b"\xff\xff\xc0" + _sized(frame)]
    return b"\xff\xd8" + b"".join(parts) + b"\xff\xd9"


def gif(width: int = 40, height: int = 20) -> bytes:
    """The head of a GIF."""
    return b"GIF89a" + struct.pack("<2H3B", width, height, 0, 0, 0) + b";"


def bmp(width: int = 40, height: int = 20, dots_per_metre: int = 0) -> bytes:
    """The head of a BMP; a negative height is one stored from the top."""
    sizes = struct.pack("<L2lHHLL2lLL", 40, width, height, 1, 24, 0, 0, dots_per_metre, dots_per_metre, 0, 0)
    return b"BM" + struct.pack("<LHHL", 54, 0, 0, 54) + sizes


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def _sized(data: bytes) -> bytes:
    return struct.pack(">H", len(data) + 2) + data
