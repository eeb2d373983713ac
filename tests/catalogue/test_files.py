"""The office's three files are read as Excel, WPS and Notepad save them; every fault is named, and nothing breaks."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent

import pytest

from toolkit.catalogue.catalogue_findings import RESERVED_KEYS, RESERVED_LABELS
from toolkit.catalogue.files import read_catalogue, read_documents, read_units
from toolkit.catalogue.items import Adding
from toolkit.catalogue.periods import Length
from toolkit.catalogue.targets import Target
from toolkit.errors import FaultsFound, MissingFile
from toolkit.settings import REPOSITORY

CATALOGUE = """\
[[section]]
label = "组织生活"

[[section.item]]
key = "lectures"
label = "党课"
unit = "次"

"""
UNITS = """\
代码,名称,简称,类型,上级,书记,联系领导,党员人数
J,云河市示例局,示例局,局,,,,
01,办公室党支部,办公室,支部,J,赵样本,王示例,14名
02,人事科党支部,,支部,J,钱样本,王示例,９
"""
DOCUMENT = """\
[[document]]
key = "branch"
label = "支部汇报"
template = "支部汇报.docx"
made_for = "支部"
file_name = "{单位}{期间}汇报"
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "党务 资料"
    made.mkdir()
    return made


def catalogue_of(folder, text):
    path = folder / "catalogue.toml"
    path.write_text(dedent(text), encoding="utf-8")
    return read_catalogue(path)


def catalogue_faults(folder, text):
    with pytest.raises(FaultsFound) as caught:
        catalogue_of(folder, text)
    return [f"{finding.place}：{finding.message}" for finding in caught.value.findings]


def units_of(folder, data):
    path = folder / "units.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_units(path)


def units_faults(folder, data):
    with pytest.raises(FaultsFound) as caught:
        units_of(folder, data)
    return [f"{finding.place}：{finding.message}" for finding in caught.value.findings]


def test_the_catalogue_we_ship_is_without_fault():
    catalogue = read_catalogue(REPOSITORY / "templates" / "catalogue.toml")

    assert catalogue["党费实收"].key == "dues_paid"


def test_the_units_of_the_sample_are_without_fault():
    assert len(read_units(REPOSITORY / "sample_data" / "units.csv").branches) == 12


def test_the_documents_we_ship_are_without_fault():
    documents = read_documents(REPOSITORY / "templates" / "documents.toml")

    assert all(document.template.endswith(".docx") for document in documents)


def test_five_added_lines_become_an_item(folder):
    added = """\
[[section.item]]
key = "reading_club"
label = "读书会"
unit = "次"
help = "本期开展次数"
"""

    catalogue = catalogue_of(folder, CATALOGUE + added)

    item = catalogue["读书会"]
    assert (item.key, item.section, item.kind.name, item.unit) == ("reading_club", "组织生活", "数量", "次")
    assert item in catalogue.asked_of("支部")


def test_numbers_add_up_and_start_at_zero_unless_the_catalogue_says_otherwise(folder):
    item = catalogue_of(folder, CATALOGUE)["党课"]

    assert (item.over_units, item.over_months, item.minimum) == (Adding.SUM, Adding.SUM, Decimal(0))


@pytest.mark.parametrize(
    ("kind", "over_units", "over_months"),
    [("列表", Adding.JOIN, Adding.JOIN), ("文字", Adding.NONE, Adding.LAST), ("日期", Adding.NONE, Adding.LAST)],
)
def test_other_kinds_add_up_in_their_own_way(folder, kind, over_units, over_months):
    item = catalogue_of(folder, CATALOGUE + f'kind = "{kind}"\n')["党课"]

    assert (item.over_units, item.over_months, item.minimum) == (over_units, over_months, None)


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("每季度1", Target(Decimal(1), Length.QUARTER)),
        ("每月0.5", Target(Decimal("0.5"), Length.MONTH)),
        ("每半年4", Target(Decimal(4), Length.HALF_YEAR)),
        ("每年32", Target(Decimal(32), Length.YEAR)),
        ("工作周四", Target(None, Length.MONTH)),
    ],
)
def test_a_target_is_read_as_an_office_writes_it(folder, written, target):
    assert catalogue_of(folder, CATALOGUE + f'target = "{written}"\n')["党课"].target == target


def test_bounds_are_exact(folder):
    item = catalogue_of(folder, CATALOGUE + "minimum = -5\nmaximum = 0.1\n")["党课"]

    assert (item.minimum, item.maximum) == (Decimal(-5), Decimal("0.1"))


def test_a_ledger_has_its_columns_in_order(folder):
    ledger = catalogue_of(
        folder,
        CATALOGUE
        + """
[[ledger]]
key = "issues"
label = "问题台账"
columns = [
    { label = "编号", required = true },
    { label = "状态", kind = "选项", choices = ["待整改", "已销号"] },
]
""",
    ).ledger("问题台账")

    assert [(column.label, column.kind.name, column.required) for column in ledger.columns] == [
        ("编号", "文字", True),
        ("状态", "选项", False),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[[section]]\nlabel = "组织\n', "catalogue.toml 第2行第12个字"),
        ("[[section]]\nlabel = “组织”\n", "catalogue.toml 第2行第9个字"),
        ('[[section]]\nlabel = "甲"\nlabel = "乙"\n', "catalogue.toml 第3行第12个字"),
        ('[[section]]\nlabel = ["甲",', "catalogue.toml 末尾"),
    ],
)
def test_a_fault_of_writing_is_named_with_line_and_character(folder, text, place):
    (fault,) = catalogue_faults(folder, text)

    assert fault == f"{place}：写法不对。请检查引号是否成对、是否用了中文引号、等号两边是否完整、名称是否重复。"


@pytest.mark.parametrize("label", sorted(RESERVED_LABELS))
def test_a_word_templates_use_themselves_is_no_label(folder, label):
    faults = catalogue_faults(folder, CATALOGUE.replace("党课", label))

    assert faults == [f"catalogue.toml {label}：label 不能用“{label}”，它在模板里另有意思。请换一个。"]


@pytest.mark.parametrize("key", sorted(key for key in RESERVED_KEYS if key.isalpha()))
def test_a_word_jinja_uses_itself_is_no_key(folder, key):
    faults = catalogue_faults(folder, CATALOGUE.replace("lectures", key))

    assert faults == [f"catalogue.toml {key}：key 不能用“{key}”，它在模板里另有意思。请换一个。"]


def test_keys_and_labels_given_twice_are_faults(folder):
    faults = catalogue_faults(folder, CATALOGUE + CATALOGUE)

    assert faults == [
        "catalogue.toml：label“党课”出现了两次。请改成各不相同。",
        "catalogue.toml：key“lectures”出现了两次。请改成各不相同。",
    ]


def test_a_choice_without_choices_is_a_fault(folder):
    (fault,) = catalogue_faults(folder, CATALOGUE + 'kind = "选项"\n')

    assert fault.startswith("catalogue.toml 党课（lectures）：是选项，却没有 choices。")


def test_joint_events_without_a_type_of_event_are_a_fault(folder):
    (fault,) = catalogue_faults(folder, CATALOGUE + 'over_units = "联合活动算一次"\n')

    assert fault.startswith("catalogue.toml 党课（lectures）：联合活动算一次，却没有 events。")


def test_texts_do_not_add_up(folder):
    faults = catalogue_faults(folder, CATALOGUE + 'kind = "文字"\nover_units = "合计"\n')

    assert faults == ["catalogue.toml 党课（lectures）：文字不能按“合计”汇总。请改成“不汇总”或“合并”。"]


def test_columns_of_a_ledger_are_checked_too(folder):
    faults = catalogue_faults(
        folder,
        CATALOGUE
        + """
[[ledger]]
key = "issues"
label = "问题台账"
columns = [{ label = "日期" }, { label = "日期" }, { label = "状态", kind = "选项" }]
""",
    )

    assert faults == [
        "catalogue.toml 问题台账（issues）：列名“日期”出现了两次。请改成各不相同。",
        'catalogue.toml 问题台账（issues）：“状态”是选项，却没有 choices。请补上 choices = ["…", "…"]。',
    ]


def test_a_check_of_an_unknown_item_is_a_fault_with_the_near_miss(folder):
    faults = catalogue_faults(
        folder, CATALOGUE + '[[check]]\ncode = "odd"\nrule = "党棵 <= 3"\nsay = "…"\ndo = "…"\nunless = "天气"\n'
    )

    assert faults == [
        "catalogue.toml 第11行：核对“odd”的 rule：没有叫“党棵”的指标。是不是想写“党课”？",
        "catalogue.toml 第14行：核对“odd”的 unless：没有叫“天气”的指标。",
    ]


def test_a_rule_that_is_only_a_number_and_a_condition_with_a_slip_are_told_with_their_lines(folder):
    check = '[[check]]\ncode = "odd"\nrule = "党课"\nonly_if = "党课 > "\nsay = "…"\ndo = "…"\n'

    assert catalogue_faults(folder, CATALOGUE + check) == [
        "catalogue.toml 第11行：核对“odd”的 rule：要写成条件，如“指标 <= 指标”，现在只是一个数。请补上比较。",
        "catalogue.toml 第12行：核对“odd”的 only_if：“党课 > ”第6个字处：还缺一个指标或数。",
    ]


def test_a_missing_catalogue_is_named(folder):
    with pytest.raises(MissingFile, match="：找不到指标目录"):
        read_catalogue(folder / "catalogue.toml")


def test_a_folder_in_place_of_a_file_is_named(folder):
    with pytest.raises(MissingFile, match="单位表读不出来"):
        read_units(folder)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_units_are_read_as_excel_and_wps_save_them(folder, encoding, line_end):
    units = units_of(folder, UNITS.replace("\n", line_end).encode(encoding))

    assert [(unit.code, unit.short_name, unit.members) for unit in units] == [
        ("J", "示例局", None),
        ("01", "办公室", 14),
        ("02", "人事科党支部", 9),
    ]


def test_a_catalogue_saved_by_notepad_is_read(folder):
    path = folder / "catalogue.toml"
    path.write_bytes(CATALOGUE.encode("utf-8-sig"))

    assert "党课" in read_catalogue(path)


@pytest.mark.parametrize("data", [UNITS.encode("utf-16"), b"\x50\x4b\x03\x04\xff\xfe\x00\x81"])
def test_what_is_no_text_is_a_fault(folder, data):
    assert units_faults(folder, data) == ["units.csv：不是文本文件。请用记事本另存为 UTF-8 编码。"]


@pytest.mark.parametrize("text", ["", "\n", "代码,名称,类型\n", "代码,名称,类型\n,,\n"])
def test_a_unit_file_without_units_is_a_fault(folder, text):
    assert units_faults(folder, text) == ["units.csv：一个单位也没有。请每行填一个单位，第一个是本局。"]


def test_lines_are_counted_over_blank_ones(folder):
    text = UNITS + ",,,,,,,\n\n03,财务科党支部,,支布,J,,,\n"

    (fault,) = units_faults(folder, text)

    assert fault.startswith("units.csv 第7行：类型“支布”不认识。")


def test_blank_columns_and_short_rows_left_by_excel_are_harmless(folder):
    text = "代码,名称,类型,上级,,\nJ,示例局,局,,,\n\n01,办公室,支部,J\n"

    assert [unit.code for unit in units_of(folder, text)] == ["J", "01"]


def test_a_cell_without_a_column_is_a_fault_of_its_line(folder):
    text = "代码,名称,类型,上级\nJ,示例局,局,\n01,办公室,支部,J,赵样本,多\n"

    assert units_faults(folder, text) == ["units.csv 第3行：多出“赵样本、多”，上面没有列名。请删去，或检查逗号。"]


def test_a_column_given_twice_is_a_fault(folder):
    assert units_faults(folder, "代码,名称,名称,类型\nJ,示例局,另一个,局\n") == [
        "units.csv 第1行：列名“名称”出现了两次。请改成各不相同。"
    ]


def test_a_quotation_mark_left_open_swallows_no_units(folder):
    text = '代码,名称,类型,上级,联系领导\nJ,示例局,局,,\n01,办公室,支部,J,"王示例\n02,人事科,支部,J,李示例\n'

    assert units_faults(folder, text) == ["units.csv 第3行：“联系领导”里换了行。请检查引号是否成对。"]


def test_a_cell_without_end_is_a_fault(folder):
    text = '代码,名称,类型\nJ,"' + "示例局" * 50_000

    assert units_faults(folder, text) == ["units.csv：读不下去，可能有引号不成对。请用 Excel 打开后另存。"]


def test_a_document_is_read(folder):
    path = folder / "documents.toml"
    path.write_text(DOCUMENT, encoding="utf-8")

    (document,) = read_documents(path)

    assert (document.key, document.made_for, document.file_name) == ("branch", "支部", "{单位}{期间}汇报")


def test_documents_are_told_apart_by_key_and_label(folder):
    path = folder / "documents.toml"
    path.write_text(DOCUMENT * 2, encoding="utf-8")

    with pytest.raises(FaultsFound) as caught:
        read_documents(path)

    assert [finding.message for finding in caught.value.findings] == [
        "label“支部汇报”出现了两次。请改成各不相同。",
        "key“branch”出现了两次。请改成各不相同。",
    ]
