"""Headings that lose what stood under them, and thin sections put together under one; through real documents.

A template is drawn with # and ## for headings of the first and second level.
"""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.support import read_docx
from toolkit.report.wording import FILTERS
from toolkit.word import GATHER, ORDINAL, STOP, compile_template

LONG = "第一季度在三个社区开展环境整治，清理楼道十二处，第二季度组织技术骨干为沿河六个村检修水泵、疏通沟渠，群众来信表扬两次，属地街道两次发函致谢，并在全系统通报"


def drawn(text: str) -> bytes:
    document = Document()
    for line in text.strip().splitlines():
        marks, _space, words = line.strip().partition(" ")
        level = len(marks) if set(marks) == {"#"} else 0
        document.add_paragraph(words if level else line.strip(), style=f"Heading {level}" if level else None)
    return saved(document)


def saved(document: Any) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def outline(data: bytes) -> list[str]:
    """The paragraphs, headings with their #."""
    document = Document(io.BytesIO(data))
    assert not read_docx.faults(data)
    signs = {f"Heading {level}": "#" * level + " " for level in range(1, 10)}
    return [signs.get(each.style.name, "") + each.text for each in document.paragraphs]


def rendered(text: str, **context: Any) -> list[str]:
    template = compile_template(drawn(text), filters=FILTERS)
    assert all(each.code.startswith("gather") for each in template.findings)
    return outline(template.render({"一是": ORDINAL, "句号": STOP, "短节并入": GATHER, "空": [], **context}))


SECTIONS = """
# 主要工作
## 组织生活
召开党课{{ 党课 }}次。{{ 详情 }}
## 阵地建设
投入资金{{ 资金 }}元{{ 句号 }}
## 示范引领
{{ 引领 }}
## 建言献策
征集意见建议{{ 建议 }}条。
## 其他工作{{ 短节并入 }}
# 下一步打算
抓学习。
"""


def test_thin_sections_are_put_together_under_the_heading_that_gathers_them() -> None:
    made = rendered(SECTIONS, 党课=2, 详情="内容充实。", 资金=800, 引领=f"{LONG}。", 建议=3)

    assert made == [
        "# 主要工作",
        "## 组织生活",
        "召开党课2次。内容充实。",
        "## 示范引领",
        f"{LONG}。",
        "## 其他工作",
        "一是投入资金800元；二是征集意见建议3条。",
        "# 下一步打算",
        "抓学习。",
    ]


def test_one_thin_section_alone_stays_and_the_gathering_heading_goes() -> None:
    made = rendered(SECTIONS, 党课=2, 详情="内容充实。", 资金=800, 引领=f"{LONG}。", 建议=f"3条，{LONG}，共12")

    assert "## 其他工作" not in made
    assert made[3:5] == ["## 阵地建设", "投入资金800元。"]


def test_where_all_are_thin_they_stand_right_under_the_heading_above() -> None:
    made = rendered(SECTIONS, 党课=2, 详情="", 资金=800, 引领="设岗5个。", 建议=3)

    assert made == [
        "# 主要工作",
        "一是召开党课2次；二是投入资金800元；三是设岗5个；四是征集意见建议3条。",
        "# 下一步打算",
        "抓学习。",
    ]


def test_a_section_is_not_thin_that_has_two_paragraphs_a_heading_of_its_own_or_counts_itself() -> None:
    made = rendered("""
    # 工作
    ## 甲
    第一段。
    第二段。
    ## 乙
    ### 子
    一句。
    ## 丙
    {{ 一是 }}抓学习，{{ 一是 }}抓服务。
    ## 丁
    一句。
    ## 其他{{ 短节并入 }}
    """)

    assert made[-3:] == ["一是抓学习；二是抓服务。", "## 丁", "一句。"]


def test_only_sections_under_the_same_heading_are_put_together() -> None:
    made = rendered("""
    # 去年
    ## 甲
    去年一句。
    # 今年
    ## 乙
    今年一句。
    ## 其他{{ 短节并入 }}
    ## 丙
    今年又一句。
    # 明年
    ## 丁
    明年一句。
    """)

    assert made == [
        "# 去年",
        "## 甲",
        "去年一句。",
        "# 今年",
        "一是今年一句；二是今年又一句。",
        "# 明年",
        "## 丁",
        "明年一句。",
    ]


def test_the_gathering_heading_keeps_what_stands_under_it() -> None:
    made = rendered("""
    # 工作
    ## 甲
    甲一句。
    ## 乙
    乙一句。
    ## 其他{{ 短节并入 }}
    另有一事。
    """)

    assert made == ["# 工作", "## 其他", "一是甲一句；二是乙一句。", "另有一事。"]


def test_sections_of_the_first_level_keep_the_heading_that_gathers_them() -> None:
    made = rendered("# 甲\n甲一句。\n# 乙\n乙一句。\n# 其他{{ 短节并入 }}")

    assert made == ["# 其他", "一是甲一句；二是乙一句。"]


@pytest.mark.parametrize(
    ("sections", "printed"),
    [
        ("## 甲\n投入资金1万元\n## 乙\n征集意见3条", ["# 工作", "一是投入资金1万元；二是征集意见3条。"]),
        ("## 甲\n　　甲一句。\n## 乙\n　　乙一句。", ["# 工作", "一是甲一句；二是乙一句。"]),
        ("## 甲\n主要做法：一是抓学；二是抓干。\n## 乙\n乙一句。", None),
        ("## 甲\n主要有：\n## 乙\n乙一句。", None),
        ("## 甲\n他说“学了。”\n## 乙\n乙一句。", None),
        ("## 党课{{ 党课 }}次\n甲一句。\n## 乙\n乙一句。", None),
        ("## （一）甲\n甲一句。\n## （二）乙\n乙一句。", None),
    ],
)
def test_what_would_not_read_as_items_stays_apart(sections: str, printed: list[str] | None) -> None:
    made = rendered(f"# 工作\n{sections}\n## 其他{{{{ 短节并入 }}}}", 党课=7)

    apart = [line.replace("{{ 党课 }}", "7") for line in ["# 工作", *sections.split("\n")]]
    assert made == (printed or apart)


def test_a_heading_gathers_though_its_own_paragraph_goes() -> None:
    made = rendered("# 工作\n## 甲\n甲一句。\n## 乙\n乙一句。\n## 其他{{ 短节并入 }}\n到{{ 空|顿号 }}参观。\n# 下")

    assert made == ["# 工作", "一是甲一句；二是乙一句。", "# 下"]


def test_in_a_plain_paragraph_the_mark_prints_nothing() -> None:
    assert rendered("# 甲\n甲一句。{{ 短节并入 }}\n乙一句。") == ["# 甲", "甲一句。", "乙一句。"]


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("# 甲\n到{{ 空|顿号 }}参观。\n# 乙\n乙一句。", ["# 乙", "乙一句。"]),
        ("# 甲\n## 子\n到{{ 空|顿号 }}参观。\n# 乙\n乙一句。", ["# 乙", "乙一句。"]),
        ("# 甲\n## 子\n到{{ 空|顿号 }}参观。\n## 丑\n丑一句。", ["# 甲", "## 丑", "丑一句。"]),
        ("# 甲\n到{{ 空|顿号 }}参观。\n　\n# 乙\n乙一句。", ["", "# 乙", "乙一句。"]),
        ("# 甲3项\n到{{ 空|顿号 }}参观。\n# 乙\n乙一句。", ["# 甲3项", "# 乙", "乙一句。"]),
        ("# 甲\n前一句。\n到{{ 空|顿号 }}参观。", ["# 甲", "前一句。"]),
        ("# 甲\n到{{ 空|顿号 }}参观。\n后一句。", ["# 甲", "后一句。"]),
    ],
)
def test_a_heading_goes_with_the_last_paragraph_under_it(template: str, printed: list[str]) -> None:
    assert rendered(template) == printed


def with_element(data: bytes, words: str, element: str) -> bytes:
    """The document with an element in the paragraph that has these words."""
    document = Document(io.BytesIO(data))
    paragraph = next(each for each in document.paragraphs if words in each.text)
    if element == "w:sectPr":
        paragraph._p.get_or_add_pPr().append(OxmlElement(element))
    else:
        made = OxmlElement(element)
        made.set(qn("w:id"), "7")
        made.set(qn("w:name"), "书签")
        paragraph._p.append(made)
    return saved(document)


@pytest.mark.parametrize("element", ["w:sectPr", "w:bookmarkStart"])
def test_a_paragraph_that_ends_a_section_or_half_a_bookmark_stays_though_empty(element: str) -> None:
    data = with_element(drawn("# 甲\n到{{ 空|顿号 }}参观。\n# 乙\n乙一句。"), "参观", element)

    made = compile_template(data, filters=FILTERS).render({"空": []})

    assert [each.text for each in Document(io.BytesIO(made)).paragraphs] == ["甲", "", "乙", "乙一句。"]


def test_a_style_of_the_office_that_rests_on_a_heading_is_one() -> None:
    document = Document()
    for name, base in (("一级", "Heading 1"), ("二级", "Heading 2")):
        document.styles.add_style(name, 1).base_style = document.styles[base]
    for words, style in (
        ("甲", "一级"),
        ("乙", "二级"),
        ("到{{ 空|顿号 }}参观。", None),
        ("丙", "一级"),
        ("丙一句。", None),
    ):
        document.add_paragraph(words, style=style)

    made = compile_template(saved(document), filters=FILTERS).render({"空": []})

    assert [each.text for each in Document(io.BytesIO(made)).paragraphs] == ["丙", "丙一句。"]


def test_a_level_stated_by_the_paragraph_itself_counts() -> None:
    document = Document()
    for words, level in (("甲", "0"), ("到{{ 空|顿号 }}参观。", ""), ("乙", "0"), ("乙一句。", "")):
        paragraph = document.add_paragraph(words)
        if level:
            stated = OxmlElement("w:outlineLvl")
            stated.set(qn("w:val"), level)
            paragraph._p.get_or_add_pPr().append(stated)

    made = compile_template(saved(document), filters=FILTERS).render({"空": []})

    assert [each.text for each in Document(io.BytesIO(made)).paragraphs] == ["乙", "乙一句。"]


def test_beside_headings_in_a_content_control_nothing_is_gathered() -> None:
    document = Document(
        io.BytesIO(drawn("# 工作\n## 甲\n甲一句。\n## 乙\n乙一句。\n## 丙\n丙一句。\n## 其他{{ 短节并入 }}"))
    )
    first, text = document.paragraphs[1]._p, document.paragraphs[2]._p
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    first.addprevious(control)
    control.append(content)
    content.extend([first, text])

    made = compile_template(saved(document)).render({"短节并入": GATHER})

    assert read_docx.paragraphs(made) == ["工作", "甲", "甲一句。", "乙", "乙一句。", "丙", "丙一句。"]
