"""Pictures: what they are, how large they are, and the drawing Word shows them in.

Takes the bytes of a picture or its path; gives its kind and size, known by its content and never by its name, and the XML of
an inline drawing. Never changes or recompresses a picture.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from toolkit.word.language.values import Rich, UnprintableValue, checked_text
from toolkit.word.package.elements import Element
from toolkit.word.package.names import SPACES, WP

EMU_OF_INCH: Final = 914_400
EMU_OF_MM: Final = 36_000
PLAIN_DPI: Final = 96.0
MOST_PICTURE: Final = 50_000_000
"""Most bytes of one picture."""
MOST_MM: Final = 558.0
"""The widest and highest page of Word."""

DECLARED: Final = " ".join(f'xmlns:{prefix}="{SPACES[prefix]}"' for prefix in ("wp", "a", "pic", "r", "w"))


@dataclass(frozen=True)
class Picture(Rich):
    """A picture in a line of text.

    Args:
        source: its path or bytes: PNG, JPEG, GIF or BMP.
        width, height: in millimetres; where one is missing the proportions are kept, where both are its own size is used.
        description: what it shows, for readers who cannot see it.
        url: where a click on it leads.
    """

    source: str | Path | bytes
    width: float | None = None
    height: float | None = None
    description: str = ""
    url: str = ""


@dataclass(frozen=True)
class Image:
    """A picture read: its bytes, its kind as a file extension, its size in pixels, and how many of them are an inch."""

    data: bytes
    extension: str
    width: int
    height: int
    dpi: tuple[float, float] = (PLAIN_DPI, PLAIN_DPI)

    @property
    def content_type(self) -> str:
        """Its kind as [Content_Types].xml names it."""
        return f"image/{self.extension}"

    @property
    def fingerprint(self) -> str:
        """A name that the same bytes always have."""
        return hashlib.sha256(self.data).hexdigest()


def source_bytes(source: str | Path | bytes, value: object, most: int = MOST_PICTURE) -> bytes:
    """The bytes of a file given by its path or as such.

    Args:
        source: path or bytes.
        value: the value it belongs to, for the message.
        most: how many bytes it may have.

    Raises:
        UnprintableValue: there is no such file, or it is too large.
    """
    try:
        data = source if isinstance(source, bytes) else Path(source).read_bytes()
    except (OSError, ValueError, TypeError) as fault:
        raise UnprintableValue(f"的文件“{source!s:.80}”读不出来", value) from fault
    if len(data) > most:
        raise UnprintableValue("的文件太大", value)
    return data


def read_image(source: str | Path | bytes, value: object = None) -> Image:
    """A picture, recognised by its content.

    Args:
        source: path or bytes.
        value: the value it belongs to, for the message.

    Raises:
        UnprintableValue: it is no picture Word shows, or a broken one.
    """
    data = source_bytes(source, value)
    for start, reader in READERS:
        if data.startswith(start):
            try:
                image = reader(data)
            except (struct.error, IndexError):
                break
            if image and image.width > 0 and image.height > 0:
                return image
    raise UnprintableValue("不是完整的图片（能用PNG、JPEG、GIF、BMP）", value)


def size_in_emu(image: Image, picture: Picture) -> tuple[int, int]:
    """Width and height in Word's own unit.

    Raises:
        UnprintableValue: the size asked for is none, or larger than any page.
    """
    if any(asked is not None and not 0 < asked <= MOST_MM for asked in (picture.width, picture.height)):
        raise UnprintableValue(f"的宽高要在0到{MOST_MM:g}毫米之间", picture)
    width, height = image.width / image.dpi[0] * EMU_OF_INCH, image.height / image.dpi[1] * EMU_OF_INCH
    asked_width, asked_height = (each and each * EMU_OF_MM for each in (picture.width, picture.height))
    across = asked_width or (asked_height / height * width if asked_height else width)
    down = asked_height or (asked_width / width * height if asked_width else height)
    return max(round(across), 1), max(round(down), 1)


def drawing(size: tuple[int, int], number: int, relation: str, picture: Picture, link: str = "") -> Element:
    """The run that shows a picture.

    Args:
        size: width and height in EMU.
        number: an id no other drawing has.
        relation: the id of the relation to the picture.
        picture: its description.
        link: the id of the relation to where it leads, if anywhere.
    """
    width, height = size
    click = f'<a:hlinkClick r:id="{link}"/>' if link else ""
    run = etree.fromstring(
        f"<w:r {DECLARED}><w:drawing>"
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="图片 {number}">{click}</wp:docPr>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{SPACES["pic"]}"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="图片 {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    if picture.description:
        checked_text(picture.description, picture, "")
        next(run.iter(f"{WP}docPr")).set("descr", picture.description)
    return run


def _png(data: bytes) -> Image:
    width, height = struct.unpack_from(">2L", data, 16)
    position, dpi = 8, (PLAIN_DPI, PLAIN_DPI)
    while position + 12 <= len(data):
        (length,), kind = struct.unpack_from(">L", data, position), data[position + 4 : position + 8]
        if kind == b"pHYs":
            across, down, unit = struct.unpack_from(">2LB", data, position + 8)
            dpi = _dpi(across * 0.0254, down * 0.0254) if unit == 1 else dpi
        if kind in (b"IDAT", b"IEND"):
            break
        position += length + 12
    return Image(data, "png", width, height, dpi)


def _jpeg(data: bytes) -> Image | None:
    position, dpi = 2, (PLAIN_DPI, PLAIN_DPI)
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        (length,) = struct.unpack_from(">H", data, position + 2)
        if marker == 0xE0 and data[position + 4 : position + 8] == b"JFIF":
            unit, across, down = struct.unpack_from(">B2H", data, position + 11)
            inches = {1: 1.0, 2: 2.54}.get(unit, 0.0)
            dpi = _dpi(across * inches, down * inches)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">2H", data, position + 5)
            return Image(data, "jpeg", width, height, dpi)
        position += 2 + length
    return None


def _gif(data: bytes) -> Image:
    return Image(data, "gif", *struct.unpack_from("<2H", data, 6))


def _bmp(data: bytes) -> Image:
    width, height = struct.unpack_from("<2l", data, 18)
    across, down = struct.unpack_from("<2l", data, 38)
    return Image(data, "bmp", width, abs(height), _dpi(across * 0.0254, down * 0.0254))


def _dpi(across: float, down: float) -> tuple[float, float]:
    """A resolution as a file states it; one that makes no sense is Word's own."""
    return (across, down) if min(across, down) >= 1 else (PLAIN_DPI, PLAIN_DPI)


READERS: Final[tuple[tuple[bytes, Callable[[bytes], Image | None]], ...]] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"GIF87a", _gif),
    (b"GIF89a", _gif),
    (b"BM", _bmp),
)
