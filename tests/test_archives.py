"""Dangerous, damaged and foreign archives are refused by name before a reader opens them; honest ones pass unharmed."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.archives import MOST_MEMBERS, RATIO_COUNTS_FROM, check_archive, read_archive
from toolkit.errors import MissingFile, UnsafeFile

WHAT = "填报表"


def archive(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, data in members:
            made.writestr(name, data)
    return buffer.getvalue()


def refusal(data, **limits):
    with pytest.raises(UnsafeFile) as caught:
        check_archive(data, "支部.xlsx", WHAT, **limits)
    return str(caught.value)


GOOD = archive([("xl/workbook.xml", b"<workbook/>"), ("xl/media/", b""), ("a.bin", random.Random(1).randbytes(3000))])


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "发回的 表"
    made.mkdir()
    return made


def test_an_honest_file_is_given_back_unharmed(folder):
    path = folder / "办公室.xlsx"
    path.write_bytes(GOOD)

    assert read_archive(path, WHAT) == GOOD


def test_stored_and_large_members_pass():
    noise = random.Random(2).randbytes(2_500_000)

    check_archive(archive([("a", noise)], zipfile.ZIP_STORED), "支部.xlsx", WHAT)
    check_archive(archive([("a", noise)]), "支部.xlsx", WHAT)


def test_a_small_member_may_compress_as_well_as_it_likes():
    check_archive(archive([("blank.xml", b" " * RATIO_COUNTS_FROM)]), "支部.xlsx", WHAT)


def test_a_missing_file_is_named(folder):
    with pytest.raises(MissingFile, match="：找不到填报表。请检查文件名和所在文件夹。"):
        read_archive(folder / "无.xlsx", WHAT)


def test_a_folder_is_no_file(folder):
    with pytest.raises(MissingFile, match="找不到填报表"):
        read_archive(folder, WHAT)


def test_a_file_larger_than_all_it_may_hold_is_not_even_read(folder):
    path = folder / "大.xlsx"
    path.write_bytes(b"x" * 1001)

    with pytest.raises(UnsafeFile, match="：文件过大"):
        read_archive(path, WHAT, most_bytes=1000)


@pytest.mark.parametrize("data", [b"", b"PK", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_what_is_no_archive_is_refused_with_advice(data):
    assert refusal(data) == (
        "支部.xlsx：不是完整的填报表，可能是旧格式、已加密或已损坏。请用 Word/Excel 或 WPS 打开后另存为新格式再试。"
    )


def test_a_bomb_is_refused():
    data = archive([("bomb.xml", bytes(20_000_000))])

    assert refusal(data) == (
        "支部.xlsx：其中“bomb.xml”压缩得异常，为安全起见没有打开。请确认来源，另存一份正常的填报表再试。"
    )


def test_many_members_that_are_too_much_together_are_refused():
    data = archive([(f"{number}.xml", bytes(900_000)) for number in range(30)])

    assert "解开后过大" in refusal(data, most_bytes=20_000_000)


def test_too_many_members_are_refused():
    data = archive([(f"{number}.xml", b"") for number in range(MOST_MEMBERS + 1)])

    assert "内含文件多达5001个" in refusal(data)


def test_one_member_too_large_is_refused(monkeypatch):
    data = archive([("a.bin", random.Random(3).randbytes(2000))])

    monkeypatch.setattr("toolkit.archives.MOST_MEMBER_BYTES", 1999)

    assert "其中“a.bin”过大" in refusal(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused():
    assert "内含同名文件" in refusal(archive([("a.xml", b"1"), ("a.xml", b"2")]))


def test_a_method_office_files_do_not_use_is_refused():
    assert "“a.xml”已加密或压缩方式不明" in refusal(archive([("a.xml", b"1" * 100)], zipfile.ZIP_BZIP2))


def test_a_member_with_a_password_is_refused():
    data = bytearray(archive([("a.xml", b"1" * 100)]))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert "“a.xml”已加密或压缩方式不明" in refusal(bytes(data))


def test_a_member_that_unfolds_further_than_it_says_is_refused():
    data = understated(b"<a/>" + bytes(30_000_000), says=4)

    assert "“bomb.xml”的大小与目录不符" in refusal(data)


def test_a_member_that_is_shorter_than_it_says_is_refused():
    assert "大小与目录不符" in refusal(understated(b"<a/>", says=400))


def test_a_member_whose_bytes_changed_on_the_way_is_refused():
    data = bytearray(archive([("a.xml", b"honest")], zipfile.ZIP_STORED))
    data[data.index(b"honest")] ^= 1

    assert "不是完整的填报表" in refusal(bytes(data))


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_archive_is_refused_or_holds_nothing_that_was_not_there(changes):
    data = bytearray(GOOD)
    for place, byte in changes:
        data[place] = byte

    try:
        check_archive(bytes(data), "支部.xlsx", WHAT)
    except UnsafeFile:
        return

    assert contents(bytes(data)) <= contents(GOOD)


@given(st.integers(0, len(GOOD) - 1))
def test_an_archive_cut_short_is_refused(length):
    assert "不是完整的填报表" in refusal(GOOD[:length])


def contents(data):
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {opened.read(name) for name in opened.namelist()}


def understated(real, says):
    """An archive whose directory states a false size for its one member, with the checksum that goes with the lie."""
    honest = bytearray(archive([("bomb.xml", real)]))
    checksum = zlib.crc32(real[:says])
    for signature, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        start = honest.index(signature) + offset
        (_crc, packed, _size) = struct.unpack("<III", honest[start : start + 12])
        honest[start : start + 12] = struct.pack("<III", checksum, packed, says)
    return bytes(honest)
