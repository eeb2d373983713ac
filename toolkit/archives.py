"""Word and Excel files are zip archives: this module refuses the dangerous ones before they can grow.

Takes the bytes of a file; gives its members, or raises `UnsafeFile`. Never writes what it unpacks to the disk.
Limits: 100:1 is also Apache POI's ratio; none of 1,383 real office files met any of these.
"""

from __future__ import annotations

import hashlib
import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from pathlib import Path

from toolkit.errors import MissingFile, UnsafeFile, reason_of

MOST_MEMBERS = 5_000
MOST_BYTES = 200_000_000
MOST_MEMBER_BYTES = 100_000_000
MOST_RATIO = 100
# A small part of blanks compresses better than any attack needs to: the ratio counts only above this size.
RATIO_COUNTS_FROM = 1_000_000
CHUNK = 1_000_000
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)


def fingerprint(data: bytes) -> str:
    """By which a content is known again: the SHA-256 of its bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def read_archive(path: Path, what: str, most_bytes: int = MOST_BYTES) -> bytes:
    """The bytes of the office file at `path`, once it is known to be safe to open.

    Args:
        path: the file.
        what: what it should be, in Chinese, for the message ("Word模板", "填报表").
        most_bytes: how large all its parts together may be once unpacked.

    Raises:
        MissingFile: there is no such file, or it cannot be read.
        UnsafeFile: it is no zip archive, or breaks a limit above.
    """
    data = read_unchecked(path, what, most_bytes)
    check_archive(data, str(path), what, most_bytes)
    return data


def read_unchecked(path: Path, what: str, most_bytes: int = MOST_BYTES) -> bytes:
    """The bytes of the office file at `path`, for those who check them before they open anything; as `read_archive` otherwise."""
    if not path.is_file():
        raise MissingFile(f"{path}：找不到{what}。请检查文件名和所在文件夹。")
    try:
        if path.stat().st_size > most_bytes:
            raise UnsafeFile(f"{path}：文件过大，为安全起见没有打开。请确认来源，另存一份正常的{what}再试。")
        return path.read_bytes()
    except OSError as fault:
        raise MissingFile(f"{path}：{what}读不出来（{reason_of(fault)}）。请关闭正在打开它的程序后重试。") from fault


def check_archive(data: bytes, place: str, what: str, most_bytes: int = MOST_BYTES) -> None:
    """Raise `UnsafeFile` where `data` is no zip archive or one that could exhaust the machine."""
    for _member, _chunk in _unpacked(data, place, what, most_bytes):
        pass


def unpack(data: bytes, place: str, what: str, most_bytes: int = MOST_BYTES) -> dict[str, bytes]:
    """The members of an archive, name to content in its order, once it is known to be safe to open.

    Raises:
        UnsafeFile: `data` is no zip archive or one that could exhaust the machine.
    """
    chunks: dict[str, list[bytes]] = {}
    for member, chunk in _unpacked(data, place, what, most_bytes):
        if not member.is_dir():
            chunks.setdefault(member.filename, []).append(chunk)
    return {name: b"".join(each) for name, each in chunks.items()}


def _unpacked(data: bytes, place: str, what: str, most_bytes: int) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Each member with its content, chunk by chunk and at least one; raises `UnsafeFile` before anything grows too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            reason = _danger(archive.infolist(), most_bytes)
            for member in () if reason else archive.infolist():
                size = 0
                for chunk in _chunks_of(archive, member):
                    size += len(chunk)
                    yield member, chunk
                if size != member.file_size:
                    reason = f"其中“{member.filename}”的大小与目录不符"
                    break
    except BROKEN as fault:
        raise UnsafeFile(
            f"{place}：不是完整的{what}，可能是旧格式、已加密或已损坏。请用 Word/Excel 或 WPS 打开后另存为新格式再试。"
        ) from fault
    if reason:
        raise UnsafeFile(f"{place}：{reason}，为安全起见没有打开。请确认来源，另存一份正常的{what}再试。")


def _danger(members: list[zipfile.ZipInfo], most_bytes: int) -> str:
    if len(members) > MOST_MEMBERS:
        return f"内含文件多达{len(members)}个"
    if len({member.filename for member in members}) != len(members):
        return "内含同名文件"
    if sum(member.file_size for member in members) > most_bytes:
        return "解开后过大"
    for member in members:
        if member.compress_type not in METHODS or member.flag_bits & ENCRYPTED:
            return f"其中“{member.filename}”已加密或压缩方式不明"
        if member.file_size > MOST_MEMBER_BYTES:
            return f"其中“{member.filename}”过大"
        if member.file_size > RATIO_COUNTS_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            return f"其中“{member.filename}”压缩得异常"
    return ""


def _chunks_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a member, up to where it is larger than the archive says; every limit above rests on that size."""
    # zipfile stops silently at the stated size, but unfolds all of the rest in memory before it does.
    unstated = copy(member)
    unstated.file_size = sys.maxsize
    left = member.file_size
    with archive.open(unstated) as part:
        chunk = part.read(CHUNK)
        yield chunk
        while chunk and (left := left - len(chunk)) >= 0:
            chunk = part.read(CHUNK)
            yield chunk
