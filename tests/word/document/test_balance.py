"""The proof that a part renders well formed XML whatever its blocks do."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.report.wording import FILTERS
from toolkit.settings import REPOSITORY
from toolkit.word import compile_template
from toolkit.word.document.balance import is_always_well_formed


@pytest.mark.parametrize(
    "source",
    [
        "<a/>",
        '<?xml version="1.0"?><a b="{{ 甲 > 乙 }}">{{ "</a>" }}</a>',
        "<a>{% for 行 in 表 %}<b>{{ 行 }}</b>{% endfor %}</a>",
        "<a>{% if 甲 %}<b/>{% elif 乙 %}<c></c>{% else %}丙{% endif %}</a>",
        '<a>{% set 甲 = "<" %}{# <b> #}</a>',
        "<a b='{% if 甲 %}1{% endif %}'/>",
        "<a>1 { 2 } 3</a>",
    ],
)
def test_what_is_even_in_every_branch_is_proven(source: str) -> None:
    assert is_always_well_formed(source)


@pytest.mark.parametrize(
    "source",
    [
        "<a>{% if 甲 %}<b>{% endif %}</b></a>",
        "<a><b>{% if 甲 %}</b>{% endif %}</a>",
        "<a><b>{% if 甲 %}</b><b>{% endif %}</b></a>",
        "<a>{% for 行 in 表 %}</a><a>{% endfor %}</a>",
        "<a>{% if 甲 %}<b>{% else %}<b>{% endif %}</b></a>",
        '<a b="{% if 甲 %}">{% endif %}</a>',
        "<a><b></a></b>",
        "<a>",
        "</a>",
        "<a>{% if 甲 %}</a>",
        "<a>{% endif %}</a>",
        "<a><![CDATA[{{ 甲 }}]]></a>",
        "<a><!-- {{ 甲 }} --></a>",
        "<a b={{ 甲 }}/>",
        "<{{ 甲 }}/>",
    ],
)
def test_what_may_be_uneven_is_left_to_be_parsed(source: str) -> None:
    assert not is_always_well_formed(source)


@pytest.mark.parametrize("path", sorted((REPOSITORY / "templates").glob("*.docx")), ids=lambda path: path.stem)
def test_the_shipped_templates_are_proven(path: Path) -> None:
    sources = compile_template(path, filters=FILTERS).sources

    assert [part for part, source in sources.items() if not is_always_well_formed(source)] == []
    assert "word/document.xml" in sources
