"""Archives whose unchanged members keep their compressed bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from toolkit.packing import changed_archive, headers_of_all, packed_members


def archive(method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return buffer.getvalue()


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert made.testzip() is None
        return {name: made.read(name) for name in made.namelist()}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_not_changed_comes_through_whatever_packed_it(method: int) -> None:
    members = {"甲.xml": b"1" * 5000, "b.xml": b"", "c/d.bin": bytes(range(256))}

    made = changed_archive(packed_members(archive(method, **members)), {"b.xml": b"new"})

    assert contents(made) == members | {"b.xml": b"new"}


def test_unchanged_members_keep_their_compressed_bytes() -> None:
    before = packed_members(archive(a=b"1" * 5000, b=b"2"))

    after = packed_members(changed_archive(before, {"b": b"3"}))

    assert after["a"] == before["a"]
    assert after["b"] != before["b"]


def test_new_members_come_last() -> None:
    made = changed_archive(packed_members(archive(a=b"1")), {"z": b"2", "a": b"3"})

    assert list(contents(made).items()) == [("a", b"3"), ("z", b"2")]


def test_the_same_input_gives_the_same_bytes() -> None:
    packed = packed_members(archive(a=b"1", b=b"2"))

    assert changed_archive(packed, {"a": b"x"}) == changed_archive(packed, {"a": b"x"})


def test_headers_made_before_give_the_same_archive() -> None:
    packed = packed_members(archive(甲=b"1" * 5000, b=b"2", c=b"3"))
    changed = {"b": b"new", "z": b"added"}

    assert changed_archive(packed, changed, headers_of_all(packed)) == changed_archive(packed, changed)
    assert contents(changed_archive(packed, changed)) == {"甲": b"1" * 5000, "b": b"new", "c": b"3", "z": b"added"}


def test_an_archive_of_new_members_alone_is_whole() -> None:
    assert contents(changed_archive({}, {"a": b"1", "乙": b""})) == {"a": b"1", "乙": b""}
