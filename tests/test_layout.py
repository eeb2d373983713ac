"""The shipped templates are laid out by GB/T 9704-2012, to the twip.

Numbers: A4; margins 37/28 mm with a type area of 156 x 225 mm; body 3号仿宋, 22 lines a page at exactly 28.95 pt, 28
characters a line; title 2号小标宋; headings 黑体 and 楷体; page numbers 4号宋体, odd right and even left.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.libreoffice import pages_of
from tests.support.read_docx import W, parts, tree
from toolkit.settings import REPOSITORY
from toolkit.word.package.package import read_package, write_package

TEMPLATES = sorted((REPOSITORY / "templates").glob("*.docx"))
in_each_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)


def attributes(node: ElementTree.Element | None) -> dict[str, str]:
    assert node is not None
    return {name.removeprefix(W): value for name, value in node.attrib.items()}


def style(path: Path, name: str) -> ElementTree.Element:
    styles = tree(path.read_bytes(), "word/styles.xml").findall(f"{W}style")
    return next(each for each in styles if attributes(each.find(f"{W}name"))["val"] == name)


@in_each_template
def test_paper_and_margins_are_the_standards(path: Path) -> None:
    section = tree(path.read_bytes()).find(f"{W}body/{W}sectPr")
    assert section is not None

    assert attributes(section.find(f"{W}pgSz")) == {"w": "11906", "h": "16838"}
    margins = attributes(section.find(f"{W}pgMar"))
    assert [margins[side] for side in ("top", "left", "right", "bottom")] == ["2098", "1588", "1474", "1984"]


@in_each_template
def test_the_body_is_16_point_fangsong_on_exact_lines_with_two_characters_indented(path: Path) -> None:
    root = tree(path.read_bytes(), "word/styles.xml")
    default = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert default is not None

    assert attributes(default.find(f"{W}rFonts"))["eastAsia"] == "仿宋_GB2312"
    assert attributes(default.find(f"{W}sz")) == {"val": "32"}
    assert attributes(default.find(f"{W}spacing")) == {"val": "-5"}
    spacing = style(path, "Normal").find(f"{W}pPr/{W}spacing")
    assert attributes(spacing) == {"line": "579", "lineRule": "exact"}
    assert attributes(style(path, "公文正文").find(f"{W}pPr/{W}ind"))["firstLineChars"] == "200"


@in_each_template
@pytest.mark.parametrize(
    ("name", "font", "size"),
    [
        ("公文标题", "方正小标宋简体", "44"),
        ("heading 1", "黑体", None),
        ("heading 2", "楷体_GB2312", None),
        ("footer", "宋体", "28"),
    ],
)
def test_titles_headings_and_page_numbers_have_their_fonts(path: Path, name: str, font: str, size: str | None) -> None:
    properties = style(path, name).find(f"{W}rPr")
    assert properties is not None

    assert attributes(properties.find(f"{W}rFonts"))["eastAsia"] == font
    assert properties.find(f"{W}b") is None
    if size:
        assert attributes(properties.find(f"{W}sz"))["val"] == size


@in_each_template
def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones(path: Path) -> None:
    data = path.read_bytes()
    section = tree(data).find(f"{W}body/{W}sectPr")
    assert section is not None
    assert tree(data, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    ids = {attributes(each)["type"]: list(each.attrib.values())[1] for each in section.findall(f"{W}footerReference")}
    relations = ElementTree.fromstring(parts(data)["word/_rels/document.xml.rels"])
    targets = {each.get("Id"): each.get("Target") for each in relations}

    sides = {kind: tree(data, f"word/{targets[id_]}").find(f"{W}p/{W}pPr/{W}jc") for kind, id_ in ids.items()}

    assert {kind: attributes(side)["val"] for kind, side in sides.items()} == {"default": "right", "even": "left"}


@in_each_template
def test_no_theme_font_overrides_the_named_ones(path: Path) -> None:
    texts = [data.decode() for name, data in parts(path.read_bytes()).items() if name.endswith(".xml")]

    assert not any("Theme=" in text or "asciiTheme" in text for text in texts)


def test_libreoffice_puts_22_lines_on_a_page(tmp_path: Path) -> None:
    data = TEMPLATES[0].read_bytes()
    lines = "".join(f"<w:p><w:r><w:t>第{number}行</w:t></w:r></w:p>" for number in range(1, 60))
    body = parts(data)["word/document.xml"].decode()
    start, end = body.index("<w:body>") + 8, body.index("<w:sectPr>")
    filled = write_package(read_package(data, "t"), {"word/document.xml": (body[:start] + lines + body[end:]).encode()})

    first_page = pages_of(filled, tmp_path)[0]

    assert sum(1 for line in first_page.splitlines() if "行" in line) == 22
