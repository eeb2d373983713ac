"""A filter that asks the document for what its tag does not say."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from toolkit.report.wording import FILTERS
from toolkit.word import compile_template
from toolkit.word.language.context_defaults import context_default, with_context_defaults
from toolkit.word.language.environment import make_environment


@context_default("本局.主业", "business")
def with_business(value: Any, business: str | None = None) -> str:
    """A filter of an office that ends a word with what the house is there for."""
    return f"{value}（{business or '无'}）"


@pytest.mark.parametrize(
    ("tag", "given", "printed"),
    [
        ("{{ 甲|主业 }}", {"本局": {"主业": "水利"}}, "词（水利）"),
        ('{{ 甲|主业("林业") }}', {"本局": {"主业": "水利"}}, "词（林业）"),
        ("{{ 甲|主业 }}", {"本局": {}}, "词（无）"),
        ("{{ 甲|主业 }}", {"本局": "水利局"}, "词（无）"),
        ("{{ 甲|主业 }}", {}, "词（无）"),
        ("{% for 项 in [甲] %}{{ 项|主业 }}{% endfor %}", {"本局": {"主业": "水利"}}, "词（水利）"),
    ],
)
def test_a_filter_is_handed_what_the_document_says_unless_the_tag_says_it(
    tag: str, given: dict[str, Any], printed: str
) -> None:
    environment = make_environment({"主业": with_business})

    assert environment.from_string(tag).render({"甲": "词", **given}) == printed


def test_a_filter_that_asks_for_nothing_is_left_as_it_is() -> None:
    filters = {"顿号": FILTERS["顿号"]}

    assert with_context_defaults(filters) == filters


@pytest.mark.parametrize(
    ("tag", "printed"),
    [
        ("{{ 甲|月日 }}", "6月5日"),
        ("{{ 乙|月日 }}", "2025年12月31日"),
        ("{{ 丙|月日 }}", "2027年1月2日"),
        ("{{ 乙|月日(2025) }}", "12月31日"),
        ("{{ 乙|月日(期间.年) }}", "2025年12月31日"),
    ],
)
@pytest.mark.parametrize("is_sent", [False, True])
def test_a_day_of_another_year_than_the_documents_is_printed_with_its_year(
    tag: str, printed: str, is_sent: bool
) -> None:
    template = compile_template(docx(tag), filters=FILTERS)
    if is_sent:
        template = pickle.loads(pickle.dumps(template))

    made = template.render(
        {
            "期间": {"年": 2026},
            "甲": date(2026, 6, 5),
            "乙": date(2025, 12, 31),
            "丙": date(2027, 1, 2),
        }
    )

    assert read_docx.paragraphs(made) == [printed]
