"""Pictures of the template are put in by their name, title or description, and keep their frame."""

from __future__ import annotations

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from tests.support.make_picture import gif, png
from toolkit.word import Picture, compile_template
from toolkit.word.document.render import RenderFault

SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"'
)
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CROPPED = '<a:srcRect l="9"/>'
SVG = '<a:extLst><a:ext uri="{96DAC541}"><svg r:embed="rId9"/></a:ext></a:extLst>'


def framed(names: str, outer: str = "") -> str:
    blip = f'<pic:blipFill><a:blip r:embed="rId1" r:link="rId2">{SVG}</a:blip>{CROPPED}<a:stretch/></pic:blipFill>'
    inner = f"<pic:pic><pic:nvPicPr><pic:cNvPr id='0' {names}/></pic:nvPicPr>{blip}</pic:pic>"
    frame = f"<wp:extent cx='100' cy='50'/><wp:docPr id='1' {outer or 'name=$框$'.replace('$', chr(34))}/>{inner}"
    return f"<w:p {SPACES}><w:r><w:drawing><wp:inline>{frame}</wp:inline></w:drawing></w:r></w:p>"


OLD = f'<w:p {SPACES}><w:r><w:pict><v:shape><v:imagedata r:id="rId1" o:title="章"/></v:shape></w:pict></w:r></w:p>'


def shown(data: bytes, part: str = "document") -> list[bytes]:
    """The bytes of the pictures a part shows."""
    import re

    parts = read_docx.parts(data)
    relations = dict(re.findall(r'Id="(\w+)"[^>]*? Target="([^"]+)"', parts[f"word/_rels/{part}.xml.rels"].decode()))
    root = read_docx.tree(data, f"word/{part}.xml")
    ids = [each.get(f"{R}embed") for each in root.iter(f"{A}blip")]
    ids += [each.get(f"{R}id") for each in root.iter("{urn:schemas-microsoft-com:vml}imagedata")]
    return [parts[f"word/{relations[each or '']}"] for each in ids]


@pytest.mark.parametrize(
    ("names", "outer"),
    [
        ('name="章"', ""),
        ('name="甲" title="章"', ""),
        ('name="甲" descr="章"', ""),
        ('name="甲"', 'name="章"'),
        ('name="甲"', 'name="乙" descr="章"'),
    ],
)
def test_a_picture_is_found_by_any_of_its_names(names, outer):
    template = compile_template(docx(f"xml: {framed(names, outer)}"))

    data = template.render({}, pictures={"章": png()})

    assert shown(data) == [png()]
    assert next(read_docx.tree(data).iter()).tag.endswith("document")
    assert b'cx="100" cy="50"' in read_docx.parts(data)["word/document.xml"]


def test_what_would_show_the_old_picture_is_taken_out():
    framed_once = framed('name="章"')
    data = compile_template(docx(f"xml: {framed_once}")).render({}, pictures={"章": png()})

    body = read_docx.parts(data)["word/document.xml"]
    assert not any(word in body for word in (b"r:link", b"svg", b"srcRect"))


def test_a_picture_in_a_part_without_tags_and_one_in_a_rendered_part():
    picture = framed('name="章"')
    source = docx(f"{{{{ 值 }}}}\nxml: {picture}\nheader: 页眉")
    header = read_docx.parts(source)["word/header1.xml"].decode().replace("</w:hdr>", f"{picture}</w:hdr>")

    data = compile_template(docx(f"{{{{ 值 }}}}\nxml: {picture}\nheader: 页眉", {"word/header1.xml": header})).render(
        {"值": "甲"}, pictures={"章": png()}
    )

    assert (shown(data), shown(data, "header1")) == ([png()], [png()])
    assert read_docx.paragraphs(data)[0] == "甲"


def test_an_old_picture_is_found_by_its_title():
    data = compile_template(docx(f"xml: {OLD}")).render({}, pictures={"章": gif()})

    assert shown(data) == [gif()]


def test_each_of_several_pictures_is_put_in_once(tmp_path):
    path = tmp_path / "图.gif"
    path.write_bytes(gif())
    lines = f"xml: {framed('name=$甲$'.replace('$', chr(34)))}\nxml: {framed('name=$乙$'.replace('$', chr(34)))}"

    data = compile_template(docx(lines)).render({}, pictures={"甲": png(), "乙": path})

    assert shown(data) == [png(), gif()]


def test_a_picture_put_in_by_name_and_one_printed_are_one_part():
    data = compile_template(docx(f"{{{{ 图 }}}}\nxml: {OLD}")).render({"图": Picture(png())}, pictures={"章": png()})

    assert [name for name in read_docx.parts(data) if "media" in name] == ["word/media/picture1.png"]


def test_a_picture_nobody_knows_is_named_with_those_there_are():
    template = compile_template(docx(f"xml: {OLD}"), name="模板")

    with pytest.raises(RenderFault, match=r"^模板：没有叫“印”的图片（有：章）。请检查"):
        template.render({}, pictures={"章": png(), "印": png()})


def test_a_template_without_pictures_says_so():
    with pytest.raises(RenderFault, match="没有图片"):
        compile_template(docx("甲")).render({}, pictures={"章": png()})


@pytest.mark.parametrize("source", [b"x", "没有.png"], ids=ascii)
def test_a_picture_that_is_none_is_refused_by_name(source):
    with pytest.raises(RenderFault, match=r"图片“章”.*请换一张"):
        compile_template(docx(f"xml: {OLD}")).render({}, pictures={"章": source})


def test_parts_rendered_now_carry_their_pictures_along():
    template = compile_template(docx(f"{{{{ 图 }}}}\nxml: {OLD}"))

    parts = template.render_parts({"图": Picture(png())}, {"章": gif()})

    assert shown(template.assemble(parts)) == [png(), gif()]
