"""Tags in charts, in SmartArt and in the addresses of links are named: nobody fills them in."""

from __future__ import annotations

import pytest

from tests.support.make_docx import DECLARATION, OFFICE, RELATIONSHIPS, docx
from toolkit.findings import Level
from toolkit.word import Shape, compile_template
from toolkit.word.template.check.elsewhere import tags_elsewhere

CHART = '<c:chart xmlns:c="c" xmlns:a="a"><a:t>{}</a:t></c:chart>'
DATA = '<dgm:dataModel xmlns:dgm="d" xmlns:a="a"><a:r><a:t>{}</a:t></a:r></dgm:dataModel>'


def relations(target: str) -> str:
    one = f'<Relationship Id="rId9" Type="{OFFICE}hyperlink" Target="{target}" TargetMode="External"/>'
    return f'{DECLARATION}<Relationships xmlns="{RELATIONSHIPS}">{one}</Relationships>'


def told(name: str, text: str) -> list[str]:
    return [f"{each.place}：{each.message}" for each in tags_elsewhere({name: text.encode()})]


@pytest.mark.parametrize(
    ("name", "text", "tag", "place"),
    [
        ("word/charts/chart1.xml", CHART.format("{{ 党费 }}走势"), "{{ 党费 }}", "图表"),
        ("word/charts/chart12.xml", CHART.format("｛｛党费｝｝"), "｛｛党费｝｝", "图表"),
        ("word/charts/chart1.xml", CHART.format("{{ 党</a:t><a:t>费 }}"), "{{ 党费 }}", "图表"),
        ("word/diagrams/data1.xml", DATA.format("{% if 党费 &gt; 1 %}"), "{% if 党费 > 1 %}", "SmartArt 图形"),
        ("word/_rels/document.xml.rels", relations("https://example.invalid/{{ 党费 }}"), "{{ 党费 }}", "超链接的地址"),
        (
            "word/_rels/footer1.xml.rels",
            relations("https://example.invalid/%7B%7B党费%7D%7D"),
            "{{党费}}",
            "超链接的地址",
        ),
    ],
)
def test_a_tag_that_nobody_fills_in_is_named_with_its_place(name: str, text: str, tag: str, place: str) -> None:
    (message,) = told(name, text)

    assert f"标签“{tag}”写在{place}里" in message
    assert "请" in message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("word/charts/chart1.xml", CHART.format("{ 党费 }")),
        ("word/_rels/document.xml.rels", relations("https://example.invalid/a%20b")),
        ("word/document.xml", "<w:t>{{ 党费 }}</w:t>"),
    ],
)
def test_braces_that_are_no_tag_and_places_that_are_filled_are_no_matter(name: str, text: str) -> None:
    assert told(name, text) == []


def test_a_template_with_such_a_tag_is_refused() -> None:
    data = docx("{{ 党费 }}", {"word/charts/chart1.xml": CHART.format("{{ 党费 }}")})

    (finding,) = compile_template(data, {"党费": Shape()}).findings

    assert (finding.code, finding.level) == ("tag_elsewhere", Level.ERROR)
