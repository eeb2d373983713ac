"""One document, filled and checked before it counts: with all that its render added."""

from __future__ import annotations

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from tests.support.make_picture import png
from toolkit.report.merge import merge
from toolkit.word import Picture, RichText, RichTextParagraph, compile_template
from toolkit.word.safety import gate

LINK = "https://example.invalid/通知"


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ("{{ 亮点 }}", RichText("通知全文", url=LINK)),
        ("{{r 亮点 }}", RichText("通知全文", url=LINK).add("，见附件")),
        ("{{p 亮点 }}", RichTextParagraph(RichText("通知全文", url=LINK))),
        ("| {{ 亮点 }} |", RichText("通知全文", url=LINK)),
        ("甲\nheader: {{ 亮点 }}", RichText("通知全文", url=LINK)),
        ("{{ 亮点 }}", Picture(png())),
        ("甲\nfooter: {{ 亮点 }}", Picture(png())),
    ],
)
def test_a_link_or_a_picture_that_a_value_brings_passes_the_gate(lines, value):
    """The gate saw only the texts, and refused a link for want of the relation that came with it."""
    merged = merge(compile_template(docx(lines)), {"亮点": value})

    added = [name for name in read_docx.parts(merged.data) if name not in read_docx.parts(docx(lines))]
    relations = b"".join(part for name, part in read_docx.parts(merged.data).items() if name.endswith(".rels"))
    assert LINK.split("/")[2].encode() in relations or any("media" in name for name in added)


def test_the_gate_still_sees_what_an_addition_has_wrong():
    template = compile_template(docx("{{ 亮点 }}"))
    parts = template.render_parts({"亮点": RichText("通知全文", url=LINK)})
    broken = {name: part.replace(b"rId", b"xId") for name, part in parts.added.items()}

    found = gate.check_parts({**{n: x.encode() for n, x in parts.parts.items()}, **broken}, template.package)

    assert [each.code for each in found] == ["undefined_relation"]
