"""Rows of a ledger in words a clerk can copy: filtered, taken, counted, sorted, grouped; blanks left out, slips told."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs
from tests.support.text_table import rows_of
from toolkit.report.wording import FILTERS
from toolkit.word import Shape, compile_template

VISITS = [
    {
        "类型": "参观学习",
        "地点": ["党史馆", "纪念馆"],
        "日期": date(2026, 3, 5),
        "实到": 12,
        "主题": "甲",
        "联合": True,
        "月份": "10月",
    },
    {
        "类型": "志愿服务",
        "地点": ["东社区"],
        "日期": date(2026, 1, 9),
        "实到": 8,
        "主题": "乙",
        "联合": False,
        "月份": "2月",
    },
    {"类型": "参观学习", "地点": [], "日期": "", "实到": "", "主题": "", "联合": "", "月份": ""},
    {
        "类型": "参观学习",
        "地点": ["党史馆"],
        "日期": date(2026, 2, 1),
        "实到": 5,
        "主题": "丙",
        "联合": False,
        "月份": "3月",
    },
    {"类型": "", "地点": "", "日期": date(2026, 6, 1), "实到": 1, "主题": "丁", "联合": "", "月份": ""},
]
NAMES = {"活动台账": Shape(row=Shape(dict.fromkeys(VISITS[0], Shape())))}

WORDS = """
写在模板里                                                                    | 印出来
{{ 活动台账;是("类型", "参观学习");取("地点");不重复;等("处") }}                | 党史馆、纪念馆2处
{{ 活动台账;是（“类型”，“参观学习”，“志愿服务”）;取("地点");顿号 }}             | 党史馆、纪念馆、东社区、党史馆
{{ 活动台账;是("类型", "参观学习");个数 }}次                                   | 3次
{{ 活动台账;不是("类型", "参观学习");个数 }}次                                 | 2次
{{ 活动台账;有("地点");个数 }}次                                              | 3次
{{ 活动台账;是("地点", "党史馆");个数 }}次                                     | 2次
{{ 活动台账;是("实到", 8);取("主题");顿号 }}                                   | 乙
{{ 活动台账;合计("实到") }}人次                                               | 26人次
{{ 活动台账;是("日期", "2026年3月5日");个数 }}次                              | 1次
{{ 活动台账;取("日期");顿号 }}                                               | 2026年3月5日、2026年1月9日、2026年2月1日、2026年6月1日
{% for 组 in 活动台账;分组("地点") %}{{ 组.名称 }}{{ 组.个数 }}；{% endfor %}   | 党史馆2；纪念馆1；东社区1；
{{ 活动台账;是("联合", "是");个数 }}次{{ 活动台账;取("联合");不重复;顿号 }}      | 1次是、否
{% for 行 in 活动台账;排序("月份") %}{{ 行.月份 }}{% endfor %}                   | 2月3月10月
{{ 活动台账;取("实到");合计 }}人次                                            | 26人次
{% for 行 in 活动台账;排序("日期") %}{{ 行.主题 }}{% endfor %}                   | 乙丙甲丁
{% for 行 in 活动台账;有("日期");排序("日期", "倒序") %}{{ 行.主题 }}{% endfor %} | 丁甲丙乙
{% for 组 in 活动台账;分组("类型") %}{{ 组.名称 }}{{ 组.个数 }}次{{ 组.行;取("主题");顿号 }}；{% endfor %} | 参观学习3次甲、丙；志愿服务1次乙；
{{ 活动台账;是("类型", "没有的");取("地点");顿号 }}                             |
"""


@pytest.mark.parametrize("row", rows_of(WORDS), ids=lambda row: row["写在模板里"])
def test_what_a_clerk_writes_prints_what_is_meant(row: dict[str, str]) -> None:
    template = compile_template(docx(row["写在模板里"].replace(";", "|")), NAMES, FILTERS)

    assert paragraphs(template.render({"活动台账": VISITS})) == [row["印出来"]]


AT_THE_CHECK = """
写在模板里                                                        | 说
{{ 活动台账;取("地址");顿号 }}                                     | “取”里的“地址”不是这个台账的列。是不是想写“地点”？
{{ 活动台账;是("类型", "甲");有("地址");个数 }}                      | “有”里的“地址”不是这个台账的列
{% for 组 in 活动台账;分组("种类") %}{{ 组.名称 }}{% endfor %}       | “分组”里的“种类”不是这个台账的列
{% for 组 in 活动台账;分组("类型") %}{{ 组.名字 }}{% endfor %}       | 没有叫“名字”的名称。是不是想写“名称”
{% for 行 in 活动台账;有("类型");排序("日期") %}{{ 行.地址 }}{% endfor %} | 没有叫“地址”的名称。是不是想写“地点”
{{ 活动台账;分组("类型");取("名字");顿号 }}                          | “取”里的“名字”不是这个台账的列。是不是想写“名称”？
{{ 活动台账;合计("实道") }}                                        | “合计”里的“实道”不是这个台账的列。是不是想写“实到”？
"""


@pytest.mark.parametrize("row", rows_of(AT_THE_CHECK), ids=lambda row: row["写在模板里"])
def test_a_column_that_is_not_there_is_told_before_anything_is_made(row: dict[str, str]) -> None:
    template = compile_template(docx(row["写在模板里"].replace(";", "|")), NAMES, FILTERS)

    assert any(row["说"] in finding.message for finding in template.findings), template.findings


@pytest.mark.parametrize("row", rows_of(WORDS), ids=lambda row: row["写在模板里"])
def test_what_is_right_is_told_nothing_of(row: dict[str, str]) -> None:
    assert compile_template(docx(row["写在模板里"].replace(";", "|")), NAMES, FILTERS).findings == ()


SLIPS = """
写在模板里                          | 说
{{ 活动台账;取("地址") }}            | “取”里的“地址”不是台账的列。是不是想写“地点”？
{{ 活动台账;是("种类", "甲") }}      | “是”里的“种类”不是台账的列
{{ 活动台账;排序("日期", "从大到小") }} | “排序”后面只能写列名和“倒序”
{{ "字";个数 }}                     | “个数”要用在台账或列表上
"""


@pytest.mark.parametrize("row", rows_of(SLIPS), ids=lambda row: row["写在模板里"])
def test_a_slip_is_told_with_the_near_miss(row: dict[str, str]) -> None:
    template = compile_template(docx(row["写在模板里"].replace(";", "|")), None, FILTERS)

    with pytest.raises(Exception, match="做不下去") as told:
        template.render({"活动台账": VISITS})

    assert row["说"] in str(told.value)
