"""What one render adds to a package: relations, numbers, parts; and whole parts that are replaced."""

from __future__ import annotations

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from tests.support.make_picture import gif, png
from toolkit.errors import ToolkitError
from toolkit.word import compile_template
from toolkit.word.document.rich.drawings import read_image
from toolkit.word.document.rich.parts import Additions
from toolkit.word.package.package import read_package

LINK = "https://example.org/"
BODY = "word/document.xml"


def additions(lines: str = "甲\nheader: 乙", **parts: str | bytes) -> Additions:
    return Additions(read_package(docx(lines, parts), "模板"))


def test_nothing_added_changes_nothing():
    assert additions().changed() == {}


def test_a_relation_takes_a_free_number_and_is_used_again():
    added = additions()
    before = len(added.relations(BODY))

    first, again = (added.relate(BODY, "hyperlink", LINK, external=True) for _ in range(2))

    assert first == again
    assert len(added.relations(BODY)) == before + 1
    assert len({each.get("Id") for each in added.relations(BODY)}) == before + 1


def test_a_part_and_an_address_of_one_name_are_two_relations():
    added = additions()

    assert added.relate(BODY, "image", "word/x.png") != added.relate(BODY, "image", "x.png", external=True)


def test_a_target_is_written_from_the_folder_of_its_part():
    added = additions()

    relation = added.relate("word/header1.xml", "image", "word/media/picture1.png")

    assert added.target("word/header1.xml", relation)[1] == "word/media/picture1.png"
    assert [each.get("Target") for each in added.relations("word/header1.xml")] == ["media/picture1.png"]
    assert added.target("word/header1.xml", "rId77") == ("", "")


def test_relations_of_a_part_that_had_none_are_made_and_those_only_looked_at_are_not():
    added = additions()
    added.target("word/header1.xml", "rId1")
    added.relate("word/styles.xml", "image", "word/media/a.png")

    changed = added.changed()

    assert "word/_rels/header1.xml.rels" not in changed
    assert b"media/a.png" in changed["word/_rels/styles.xml.rels"]


def test_the_same_picture_is_one_part():
    added = additions()

    names = [added.media(read_image(data)) for data in (png(), png(), png(50), gif())]

    assert len(set(names)) == 3
    assert names[0] == names[1]


def test_a_name_of_the_template_is_never_taken():
    added = additions("甲", **{"word/media/picture1.png": png(9)})

    assert added.media(read_image(png())) == "word/media/picture2.png"


def test_kinds_are_declared_once():
    added = additions()

    for size in (10, 20, 30):
        added.media(read_image(png(size)))

    assert added.changed()["[Content_Types].xml"].count(b'Extension="png"') == 1


def test_a_kind_that_differs_from_its_extension_is_declared_for_its_part():
    types = read_docx.parts(docx("甲"))["[Content_Types].xml"]
    odd = types.replace(b"<Override", b'<Default Extension="png" ContentType="image/x-png"/><Override', 1)
    added = additions("甲", **{"[Content_Types].xml": odd})

    added.media(read_image(png()))

    assert b'PartName="/word/media/picture1.png" ContentType="image/png"' in added.changed()["[Content_Types].xml"]


def test_the_ending_of_relations_is_declared_where_it_was_not():
    types = read_docx.parts(docx("甲"))["[Content_Types].xml"].replace(b'Extension="rels"', b'Extension="old"')
    added = additions("甲", **{"[Content_Types].xml": types})
    added.relate(BODY, "hyperlink", LINK, external=True)

    assert b'Extension="rels"' in added.changed()["[Content_Types].xml"]


def test_numbers_begin_after_those_of_the_template():
    drawing = '<w:p><w:r><wp:docPr name="a" id="41"/></w:r><w:bookmarkStart w:id="7" w:name="b"/></w:p>'
    added = additions(f"xml: {drawing}")

    assert [added.number() for _ in range(3)] == [42, 43, 44]


BOOK = "word/embeddings/book1.xlsx"


def with_parts(**parts: bytes | str) -> bytes:
    return docx("{{ 值 }}", parts)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (BOOK, b"PK old", b"PK new"),
        ("word/media/image1.png", png(), png(80)),
        ("word/media/image1.jpg", b"\xff\xd8", b""),
        ("word/styles.xml", "<a/>", b"<b/>"),
        ("word/embeddings/oleObject1.bin", b"old", b"new"),
    ],
)
def test_a_whole_part_is_replaced_from_bytes_or_a_path(tmp_path, name, old, new):
    from tests.support.make_picture import jpeg

    new = new or jpeg()
    template = compile_template(with_parts(**{name: old}))
    path = tmp_path / "新"
    path.write_bytes(new)

    made = [template.render({"值": 1}, parts={name: source}) for source in (new, path, str(path))]

    assert [read_docx.parts(each)[name] for each in made] == [new] * 3
    assert read_docx.parts(template.render({"值": 1}))[name] != new


@pytest.mark.parametrize(
    ("name", "new", "reason"),
    [
        ("word/embeddings/book2.xlsx", b"PK", "没有这个部件.*是不是想写"),
        (BODY, b"<x/>", "不能整个替换"),
        ("[Content_Types].xml", b"<x/>", "不能整个替换"),
        ("word/_rels/document.xml.rels", b"<x/>", "不能整个替换"),
        (BOOK, b"no workbook", "不是xlsx"),
        (BOOK, "没有.xlsx", "读不出来"),
        ("word/media/image1.png", gif(), "gif格式"),
        ("word/media/image1.png", b"x", "不是完整的图片"),
        ("word/styles.xml", b"<a>", "不完整"),
        ("word/styles.xml", b"<!DOCTYPE a><a/>", "文档类型声明"),
    ],
)
def test_a_replacement_of_another_kind_is_refused_with_advice(name, new, reason):
    template = compile_template(with_parts(**{BOOK: b"PK", "word/media/image1.png": png()}))

    with pytest.raises(ToolkitError, match=rf"{reason}"):
        template.render({"值": 1}, parts={name: new})
