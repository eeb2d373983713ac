"""What docxtpl-lint, the one other checker of such templates, calls a fault is one to us as well.

Each of its rules that needs no data has its smallest template here; one that it stopped finding would fail as well. The
other way round there is nothing to compare: it does not know the names, spellings and rows that our language adds.
"""

from __future__ import annotations

import pytest
from docxtpl_lint import lint as their_lint

from tests.support.make_docx import docx
from toolkit.word import Shape, compile_template

NAMES = {"名": Shape(), "列": Shape(row=Shape({"名": Shape()}))}
DELETED = '<w:del w:id="1" w:author="甲"><w:r><w:delText>{{ 名 }}</w:delText></w:r></w:del>'
RULES = {
    "DTL001": ("甲{{ 名", "stray_brace"),
    "DTL002": ("甲{{ 名\n乙 }}", "stray_brace"),
    "DTL003": (f"xml: <w:p>{DELETED}</w:p>", "tag_deleted"),
    "DTL101": ("{% if 名 %}甲", "unclosed"),
    "DTL102": ("甲{% endif %}", "no_block"),
    "DTL103": ("{% set 名 = %}", "syntax"),
    "DTL104": ("{{ 名|没有 }}", "forbidden"),
    "DTL105": ("{% if 名 is 没有 %}{% endif %}", "forbidden"),
    "DTL106": ("{% for 行 in 列 %}{% endfor %}{{ 行.名 }}", "unknown_name"),
    "DTL202": ("| {% tr for 行 in 列 %} |\n| 甲 |\n| {% tr endfor %} |", "unknown_word"),
    "DTL203": ("{%tr for 行 in 列 %}\n甲\n{%tr endfor %}", "outside_table"),
    "DTL204": ("{%p if 名 %}\n甲\n{% endif %}", "uneven"),
    "DTL205": ("| {%tr for 行 in 列 %} |\n| 甲 |\n中\n| 乙 |\n| {%tr endfor %} |", "apart"),
    "DTL206": ("| {%tr for 行 in 列 %}{{ 行.名 }}{%tr endfor %} |", "together"),
    "DTL207": ("| {%tc for 行 in 列 %} | 甲 |\n| 乙 | {%tc endfor %} |", "apart"),
    "DTL208": ("{% colspan 2 %}甲", "outside_table"),
    "DTL209": ("{%p if 名 %}甲\n乙\n{%p endif %}", "swallowed"),
    "DTL210": ("{%p if 名 %}{%p endif %}", "together"),
}
# Its own rule for what Jinja cannot parse is silent where another rule of its speaks.
ONLY_OURS = {"DTL103"}


@pytest.mark.parametrize("rule", RULES)
def test_what_another_checker_calls_a_fault_is_one_to_us(rule: str) -> None:
    lines, code = RULES[rule]

    theirs = {issue.rule for issue in their_lint(docx(lines)).issues}
    ours = {finding.code for finding in compile_template(docx(lines), NAMES).findings}

    assert rule in theirs or rule in ONLY_OURS
    assert code in ours
