"""Each fault in the shape of catalogue.toml is named with its line, its key and the near miss, all at once."""

from __future__ import annotations

import tomllib
from textwrap import dedent

import pytest

from toolkit.catalogue.schema import CatalogueModel, DocumentsModel
from toolkit.catalogue.schema_faults import checked, line_of

GOOD = """\
[[section]]
label = "组织生活"

[[section.item]]
key = "lectures"
label = "党课"
"""


def faults(text, model=CatalogueModel):
    text = dedent(text)
    checked_model, findings = checked(model, tomllib.loads(text), text, "catalogue.toml")
    assert checked_model is None
    return [f"{finding.place} {finding.message}" for finding in findings]


def test_two_lines_are_enough_for_an_item():
    model, findings = checked(CatalogueModel, tomllib.loads(GOOD), GOOD, "catalogue.toml")

    assert findings == ()
    assert model.section[0].item[0].kind == "数量"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('labl = "x"', "不认识“labl”。是不是想写“label”？请改正或删去这一行。"),
        ('kind = "数目"', "kind 写成了“数目”。是不是想写“数量”？可以写：数量、金额、日期、文字、列表、选项、是否。"),
        (
            'over_units = "合记"',
            "over_units 写成了“合记”。是不是想写“合计”？可以写：合计、期末、平均、按党员人数平均、联合活动算一次、合并、不汇总。",
        ),
        ('filed_by = ["支部", "本局"]', "filed_by 写成了“本局”。是不是想写“局”？可以写：局、总支、支部、本级。"),
        ('required = "true"', "required 的写法不对，应是true 或 false。请照样例改正。"),
        ('minimum = "0"', "minimum 的写法不对，应是数字。请照样例改正。"),
        ("maximum = nan", "maximum 的写法不对，应是数字。请照样例改正。"),
        ("limit = 0", "limit 应大于0。请改正。"),
        ("limit = 1.5", "limit 的写法不对，应是整数。请照样例改正。"),
        ("help = 1", "help 的写法不对，应是带引号的文字。请照样例改正。"),
        ('choices = "甲"', "choices 的写法不对，应是方括号里的一列。请照样例改正。"),
        ("choices = [1]", "choices 的写法不对，应是带引号的文字。请照样例改正。"),
        ('target = "每周1"', "目标“每周1”看不懂。请写成“每季度1”“每月1”“每半年4”“每年32”或“工作周四”。"),
    ],
)
def test_a_fault_in_an_item_is_named_with_line_key_and_near_miss(line, said):
    assert faults(GOOD + line) == [f"catalogue.toml 第7行 {said}"]


@pytest.mark.parametrize("key", ["Dues", "党费", "2_dues", "dues-paid", ""])
def test_a_key_is_small_english_letters(key):
    text = GOOD.replace('"lectures"', f'"{key}"')

    assert faults(text) == [
        f"catalogue.toml 第5行 key 写成了“{key}”。请用小写英文字母、数字和下划线，以字母开头，如 dues_paid。"
    ]


@pytest.mark.parametrize("label", ["党.课", " 党课", "{党课}", "党|课", "党#课"])
def test_a_label_can_stand_in_a_template(label):
    text = GOOD.replace('"党课"', f'"{label}"')

    assert faults(text) == [
        f"catalogue.toml 第6行 label 写成了“{label}”。请去掉开头的空格，以及其中的点、花括号、方括号、斜杠、冒号等符号。"
    ]


def test_a_label_is_neither_empty_nor_endless():
    empty, endless = GOOD.replace('"党课"', '""'), GOOD.replace('"党课"', f'"{"党" * 41}"')

    assert faults(empty) == ["catalogue.toml 第6行 label 不能是空的。请至少写一个。"]
    assert faults(endless) == ["catalogue.toml 第6行 label 太长。请缩短到40个字以内。"]


def test_a_key_longer_than_the_database_holds_is_a_fault():
    assert faults(GOOD.replace('"lectures"', f'"{"a" * 65}"')) == [
        "catalogue.toml 第5行 key 太长。请缩短到64个字以内。"
    ]


def test_a_missing_key_is_named_at_the_head_of_its_table():
    assert faults(GOOD.replace('label = "党课"', "")) == ["catalogue.toml 第4行 缺少“label”。请补上一行 label = …"]


def test_an_unknown_table_is_named_at_its_own_line():
    text = GOOD + "\n[[section.items]]\nkey = 'a'\n\n[[lejer]]\nkey = 'b'\n"

    assert faults(text) == [
        "catalogue.toml 第8行 不认识“items”。是不是想写“item”？请改正或删去这一行。",
        "catalogue.toml 第11行 不认识“lejer”。是不是想写“ledger”？请改正或删去这一行。",
    ]


def test_a_catalogue_without_sections_is_a_fault():
    assert faults('sections = "目录"') == [
        "catalogue.toml 缺少“section”。请补上一行 section = …",
        "catalogue.toml 第1行 不认识“sections”。是不是想写“section”？请改正或删去这一行。",
    ]


def test_all_faults_of_a_file_are_named_at_once():
    text = """\
        [[section]]
        label = "组织生活"

        [[section.item]]
        key = "lectures"
        label = "党课"
        kind = "数目"

        [[section.item]]
        key = "Talks"
        label = "谈心谈话"
        requird = true

        [[check]]
        code = "odd"
        rule = "党课"
        say = "…"
        do = "…"
    """

    places = [fault.split(" ")[1] for fault in faults(text)]
    assert places == ["第7行", "第10行", "第12行"]


def test_a_fault_in_a_ledger_column_is_named_at_the_line_of_that_column():
    text = (
        GOOD
        + """
[[ledger]]
key = "issues"
label = "问题台账"
columns = [
    { label = "编号", required = true },
    { label = "时限", kind = "日子" },
]
"""
    )

    assert faults(text) == [
        "catalogue.toml 第13行 kind 写成了“日子”。是不是想写“日期”？可以写：数量、金额、日期、文字、列表、选项、是否。"
    ]


def test_a_ledger_without_columns_is_a_fault():
    text = GOOD + '[[ledger]]\nkey = "issues"\nlabel = "问题台账"\ncolumns = []\n'

    assert faults(text) == ["catalogue.toml 第10行 columns 不能是空的。请至少写一个。"]


@pytest.mark.parametrize("label", ["活动/台账", "活动[1]", "活动:台账", "活动*", "活动?", "活动\\\\台账"])
def test_a_ledger_is_called_something_excel_accepts_as_the_name_of_a_sheet(label):
    text = GOOD + f'[[ledger]]\nkey = "a"\nlabel = "{label}"\ncolumns = [{{ label = "编号" }}]\n'

    (fault,) = faults(text)

    assert fault.startswith("catalogue.toml 第9行 label 写成了")


def test_documents_are_checked_like_the_catalogue():
    text = """\
        [[document]]
        key = "branch"
        label = "支部汇报"
        templat = "支部汇报.docx"
        made_for = "支布"
        file_name = "{单位}.docx"
    """

    assert faults(text, DocumentsModel) == [
        "catalogue.toml 第1行 缺少“template”。请补上一行 template = …",
        "catalogue.toml 第5行 made_for 写成了“支布”。是不是想写“支部”？可以写：局、总支、支部、本级。",
        "catalogue.toml 第4行 不认识“templat”。是不是想写“template”？请改正或删去这一行。",
    ]


def test_a_table_that_is_nowhere_has_no_line():
    assert line_of(GOOD, ("ledger", 0, "key")) is None


def test_the_second_section_is_found_behind_the_first():
    text = GOOD + '\n[[section]]\nlabel = "党费"\n\n[[section.item]]\nkey = "dues"\n'

    assert line_of(text, ("section", 1, "item", 0, "key")) == 12
