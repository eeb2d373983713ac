"""Contents and page references are brought up to date when the document is opened."""

from __future__ import annotations

import pytest

from tests.support.make_docx import document, docx
from tests.support.read_docx import W, tree
from toolkit.word import compile_template
from toolkit.word.package.package import read_package, write_package

SIMPLE = '<w:p><w:fldSimple w:instr="{}"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
COMPLEX = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


def dirty_fields(xml: str) -> list[str]:
    """The fields of a filled document that Word is asked to refresh."""
    data = docx("甲")
    body = document(xml + "<w:p><w:r><w:t>{{ 甲 }}</w:t></w:r></w:p>")
    template = write_package(read_package(data, "t"), {"word/document.xml": body.encode()})
    made = tree(compile_template(template).render({"甲": 1}))
    return [node.tag.removeprefix(W) for node in made.iter() if node.get(f"{W}dirty") == "true"]


@pytest.mark.parametrize(
    "instruction",
    [
        "TOC \\o 1-3",
        "PAGEREF _Toc1",
        " toc ",
        "NUMPAGES",
        " REF 落款 \\h ",
        "STYLEREF 1",
        "TITLE",
        " DOCPROPERTY 期间 ",
        "=SUM(ABOVE)",
        " = 2+3 ",
    ],
)
def test_what_filling_outdates_is_refreshed(instruction: str) -> None:
    assert dirty_fields(SIMPLE.format(instruction)) == ["fldSimple"]
    assert dirty_fields(COMPLEX.format(instruction)) == ["fldChar"]


@pytest.mark.parametrize("instruction", ["PAGE", "HYPERLINK x", "DATE", "SYMBOL 61"])
def test_other_fields_are_left_alone(instruction: str) -> None:
    assert dirty_fields(COMPLEX.format(instruction)) == []
