"""Every filter has an example, and what the example shows is what a template prints."""

from __future__ import annotations

import pytest

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs
from toolkit.report.filter_examples import FILTER_EXAMPLES, FilterExample
from toolkit.report.official import official_template
from toolkit.report.wording import FILTERS

SHOWN = """
filter | printed
等     | 甲、乙、丙3个社区
百分比 | 99.9%
余     | 12.8万
月日   | 3月12日
分组   | 志愿服务2次；党课1次；
排序   | 2026年3月2日、2026年4月1日、2026年5月6日
"""


def test_every_filter_has_an_example() -> None:
    assert {each.filter_name for each in FILTER_EXAMPLES} == set(FILTERS)


@pytest.mark.parametrize("line", SHOWN.strip().splitlines()[1:])
def test_an_example_shows_what_is_printed(line: str) -> None:
    name, printed = (cell.strip() for cell in line.split(" | "))
    (example,) = (each for each in FILTER_EXAMPLES if each.filter_name == name)
    assert printed in example.printed


@pytest.mark.parametrize("example", FILTER_EXAMPLES, ids=lambda each: each.filter_name)
def test_a_template_that_says_so_prints_so(example: FilterExample) -> None:
    # A quotient is worked out by the template itself; here it is its own value.
    write = example.write.replace(example.name, "值")
    template = official_template(docx(write))

    for value in example.values:
        (text,) = paragraphs(template.render({"值": value}))
        assert text and text in example.printed
