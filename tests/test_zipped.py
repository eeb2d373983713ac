"""The files in a zip have the names their sender gave them, and nothing else is taken for a file."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from toolkit.errors import UnsafeFile
from toolkit.zipped import files_in


def zipped(files: dict[bytes, bytes], *, flag: int = 0, extra: bytes = b"") -> bytes:
    """A zip whose names are written as these bytes, as its sender's system did."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number, (name, data) in enumerate(files.items()):
            # zipfile writes no name in any encoding but its own: one of the same length is put in its place.
            info = zipfile.ZipInfo(f"{number:03}" + "x" * (len(name) - 3))
            info.extra = extra
            archive.writestr(info, data)
    data = target.getvalue()
    for number, name in enumerate(files):
        data = data.replace(f"{number:03}".encode() + b"x" * (len(name) - 3), name)
    return data.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0" + struct.pack("<H", flag)).replace(
        b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0" + struct.pack("<H", flag)
    )


@pytest.mark.parametrize(
    ("encoding", "flag"), [("gbk", 0), ("utf-8", 0), ("utf-8", 0x800)], ids=["Windows", "an old Mac", "with its mark"]
)
def test_a_name_is_as_its_sender_saw_it(encoding: str, flag: int) -> None:
    names = ["发回的表/01 办公室党支部.xlsx", "02 人事科党支部.xlsx"]
    data = zipped({name.encode(encoding): name.encode() for name in names}, flag=flag)

    assert files_in(data, "表.zip") == [(name, name.encode()) for name in names]


def test_a_name_written_beside_the_name_counts() -> None:
    told = "办公室.xlsx".encode()
    extra = struct.pack("<HHBI", 0x7075, len(told) + 5, 1, 0) + told

    assert [name for name, _data in files_in(zipped({b"???.xlsx": b"1"}, extra=extra), "表.zip")] == ["办公室.xlsx"]


def test_what_a_system_adds_and_what_climbs_out_is_no_file() -> None:
    names = (
        "__MACOSX/._一.xlsx",
        "一.xlsx",
        "甲/.DS_Store",
        "甲/~$二.xlsx",
        "../三.xlsx",
        "/四.xlsx",
        "C:/五.xlsx",
        "甲\\六.xlsx",
        "Thumbs.db",
    )
    data = zipped({name.encode("gbk"): b"1" for name in names})

    assert [name for name, _data in files_in(data, "表.zip")] == ["一.xlsx", "甲/六.xlsx"]


def test_a_locked_zip_is_told() -> None:
    with pytest.raises(UnsafeFile, match=r"表\.zip：其中.*已加密"):
        files_in(zipped({"一二.xlsx".encode("gbk"): b"1"}, flag=1), "表.zip")


def test_an_archive_that_would_grow_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("大.xlsx", b"\0" * 50_000_000)
    with pytest.raises(UnsafeFile, match="压缩得异常"):
        files_in(target.getvalue(), "表.zip")
