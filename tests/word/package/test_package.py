"""A Word file as parts: what is let in, what is refused, and that nothing is changed unasked."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from tests.support import read_docx
from tests.support.make_docx import document, docx, zipped
from toolkit.errors import MissingFile, ToolkitError, UnsafeFile
from toolkit.word import compile_template
from toolkit.word.package.package import read_package, write_package

PLAIN = docx("甲{{ 党费 }}\nheader: 页眉")


def with_part(name: str, part: bytes | str) -> bytes:
    return docx("甲", {name: part})


def test_a_package_keeps_its_parts_and_their_order():
    package = read_package(PLAIN, "模板")

    assert dict(package.parts) == read_docx.parts(PLAIN)
    assert list(package.parts) == list(read_docx.parts(PLAIN))


def test_only_changed_parts_are_changed():
    package = read_package(PLAIN, "模板")

    written = read_docx.parts(write_package(package, {"word/document.xml": b"<x/>"}))

    assert written == {**package.parts, "word/document.xml": b"<x/>"}


def test_the_same_parts_give_the_same_bytes():
    first = write_package(read_package(PLAIN, "模板"), {})
    second = write_package(read_package(PLAIN, "模板"), {})

    assert first == second


def test_what_is_written_is_a_whole_archive():
    data = write_package(read_package(PLAIN, "模板"), {})

    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_the_parts_that_may_hold_tags_are_those_with_text():
    data = docx("甲\nheader: 乙\nfooter: 丙\nfootnote: 丁\nendnote: 戊\ncomment: 己\ntitle: 庚")

    fillable = read_package(data, "模板").fillable()

    parts = ["document", "header1", "footer1", "footnotes", "endnotes", "comments"]
    assert set(fillable) == {f"word/{part}.xml" for part in parts} | {"docProps/core.xml"}


def test_a_template_file_of_word_makes_a_document():
    data = docx("甲", main="template.main+xml")

    types = read_docx.parts(compile_template(data).render({}))["[Content_Types].xml"]

    assert b"wordprocessingml.document.main+xml" in types
    assert b"template" not in types


@pytest.mark.parametrize("name", ["模板.docx", "模板.dotx"])
def test_a_template_is_read_from_its_path_and_named_after_it(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(docx("{{ 错"))

    template = compile_template(path)

    assert template.findings[0].place.startswith(f"{name} 正文第1段")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MissingFile, match="没有这个"):
        compile_template(tmp_path / "没有这个.docx")


BOMB = b"0" * 20_000_000
REFUSED = {
    "nothing": b"",
    "a text": "不是压缩包".encode(),
    "an old .doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "half a file": PLAIN[: len(PLAIN) // 2],
    "no document": zipped({"[Content_Types].xml": "<Types/>"}),
    "a workbook": zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}),
    "a bomb in the body": with_part("word/document.xml", document(f"<!--{BOMB.decode()}-->")),
    "a bomb in a picture": with_part("word/media/image1.png", BOMB),
    "too many parts": docx("甲", {f"customXml/item{number}.xml": "<x/>" for number in range(5_001)}),
    "macros": with_part("word/vbaProject.bin", b"\0"),
    "macros in capitals": with_part("word/VBAPROJECT.BIN", b"\0"),
    "macros by another name": with_part(
        "word/_rels/document.xml.rels",
        '<Relationships><Relationship Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
        ' Target="harmless.bin"/></Relationships>',
    ),
    "a file for macros": docx("甲", main="document.macroEnabled.main+xml"),
    "a document type": with_part("word/document.xml", f"<!DOCTYPE x>{document('')[56:]}"),
    "a document type with entities": with_part(
        "word/document.xml", f'<!DOCTYPE x [<!ENTITY a "b">]>{document("&a;")[56:]}'
    ),
    "a document type far down": with_part("word/document.xml", f"<!--{'甲' * 9000}--><!DOCTYPE x>{document('')[56:]}"),
    "a document type in UTF-16": with_part("word/styles.xml", "<!DOCTYPE x><x/>".encode("utf-16")),
    "a document type in relations": with_part("word/_rels/document.xml.rels", "<!DOCTYPE x><x/>"),
    "broken XML": with_part("word/document.xml", document("<w:p>")),
    "an undeclared prefix": with_part("word/document.xml", document("<x:p/>")),
    "an empty body": with_part("word/document.xml", ""),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_a_dangerous_or_broken_file_is_refused_with_advice(data):
    with pytest.raises(UnsafeFile, match=r"^模板：.*(请|再试)"):
        compile_template(data, name="模板")


def test_two_parts_with_one_name_are_refused():
    buffer = io.BytesIO(PLAIN)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", document(""))

    with pytest.raises(UnsafeFile, match="同名"):
        compile_template(buffer.getvalue())


def test_an_encrypted_file_is_refused():
    flagged = bytearray(PLAIN)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = flagged.find(signature)
        while position >= 0:
            flagged[position + offset] |= 1
            position = flagged.find(signature, position + 4)

    with pytest.raises(UnsafeFile, match="加密"):
        compile_template(bytes(flagged))


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_file_is_refused_or_read_but_never_a_crash(seed):
    chance = random.Random(seed)
    outcomes: set[str] = set()

    for _ in range(60):
        data = bytearray(PLAIN)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        outcomes.add(outcome(bytes(data)))

    assert outcomes <= {"read", "refused"}


def outcome(data: bytes) -> str:
    try:
        compile_template(data)
    except ToolkitError:
        return "refused"
    except Exception as fault:
        return repr(fault)
    return "read"
