"""Each kind reads what it shows; what it cannot read it refuses with the reason, and nothing is guessed."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.text_table import rows_of
from toolkit.catalogue.as_written import Unreadable
from toolkit.catalogue.kinds import (
    AMOUNT,
    CHOICE,
    COUNT,
    DATE,
    KINDS,
    LIST,
    MOST_CHARACTERS,
    NOT_APPLICABLE,
    TEXT,
    YES_NO,
    Unread,
    is_known,
    read,
    read_text,
    show,
    show_decimal,
    understood,
)

CHOICES = ("待整改", "整改中", "已销号")
LIKELY = st.text(
    alphabet=st.sampled_from("0123456789１２，,.．-－/／ 　年月日无不适用是否、；\n党员次人元待整改"), max_size=12
)
ANYTHING = st.one_of(st.text(max_size=40), LIKELY)


def refusal(kind, text, choices=(), unit=""):
    with pytest.raises(Unreadable) as caught:
        read(kind, text, choices, unit)
    return str(caught.value)


def meaning(kind, text):
    try:
        return read(kind, text, CHOICES)
    except Unreadable as refused:
        return Unread(text, str(refused))


@given(st.integers(-(10**16), 10**16))
def test_a_count_reads_what_it_shows(number):
    assert read(COUNT, show(COUNT, number)) == number


@given(st.decimals(-(10**10), 10**10, places=4))
def test_an_amount_reads_what_it_shows(amount):
    assert read(AMOUNT, show(AMOUNT, amount)) == amount


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_reads_what_it_shows(day):
    assert read(DATE, show(DATE, day)) == day


@given(st.booleans())
def test_yes_and_no_read_what_they_show(answer):
    assert read(YES_NO, show(YES_NO, answer)) is answer


@given(st.sampled_from(CHOICES))
def test_a_choice_reads_what_it_shows(word):
    assert read(CHOICE, show(CHOICE, word), CHOICES) == word


@pytest.mark.parametrize("kind", KINDS.values(), ids=[kind.name for kind in KINDS.values()])
@given(text=ANYTHING)
@example(text="无、")
@example(text="不适用、")
@example(text="、")
@example(text="甲\r\n乙")
@example(text="-0.0")
@example(text="00012")
@example(text="1;:2\n:")
@example(text="1；楼2；院3；门")
def test_whatever_was_typed_means_the_same_once_it_is_shown(kind, text):
    content = meaning(kind, text)

    again = meaning(kind, show(kind, content))

    assert again == content


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("１２", 12),
        ("1,200", 1200),
        ("１，２００，０００", 1_200_000),
        ("12名", 12),
        ("12人", 12),
        ("１，２００ 名", 1200),
        ("　12　", 12),
        ("12.00", 12),
        ("无", 0),
        ("没有", 0),
        ("零", 0),
        ("-3", -3),
        ("−3", -3),
    ],
)
def test_a_count_is_understood_however_it_is_typed(typed, number):
    assert read(COUNT, typed, unit="名") == number


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,200.50", "1200.50"),
        ("１２００．５元", "1200.5"),
        ("0.1", "0.1"),
        ("无", "0"),
        ("99999999999999.99", "99999999999999.99"),
    ],
)
def test_an_amount_is_kept_exactly(typed, amount):
    assert read(AMOUNT, typed, unit="元") == Decimal(amount)


@pytest.mark.parametrize(
    "typed", ["2026年6月30日", "2026-6-30", "2026.06.30", "2026/6/30", "２０２６年６月３０日", "2026 年 6 月 30 日"]
)
def test_a_date_is_understood_however_it_is_typed(typed):
    assert read(DATE, typed) == date(2026, 6, 30)


@pytest.mark.parametrize("typed", ["不适用", "/", "／", "—", "N/A", " 不适用 "])
@pytest.mark.parametrize("kind", KINDS.values(), ids=[kind.name for kind in KINDS.values()])
def test_every_kind_can_be_not_applicable(kind, typed):
    assert read(kind, typed, CHOICES) is NOT_APPLICABLE


@pytest.mark.parametrize("typed", ["", "  ", "　", "\n"])
@pytest.mark.parametrize("kind", KINDS.values(), ids=[kind.name for kind in KINDS.values()])
def test_nothing_typed_is_blank_and_not_zero(kind, typed):
    assert read(kind, typed, CHOICES) is None


def test_a_list_is_parted_at_every_usual_mark():
    assert read(LIST, "东社区、西社区；南社区,北社区\n中社区") == ("东社区", "西社区", "南社区", "北社区", "中社区")


def test_an_empty_list_is_written_as_none():
    assert read(LIST, "无") == ()
    assert show(LIST, ()) == "无"


def test_line_ends_of_a_text_are_made_one():
    assert read(TEXT, "一\r\n二\r三") == "一\n二\n三"


def test_a_text_keeps_its_spaces_inside():
    assert read(TEXT, "  党建  引领  ") == "党建  引领"


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (COUNT, "六趟", "“六趟”不是数字。请只填数字，没有就填0，不适用就填“不适用”。"),
        (COUNT, "6.5", "“6.5”不是整数。请填整数，没有就填0，不适用就填“不适用”。"),
        (COUNT, "约12", "“约12”不是确切的数。请核实后填确切的数。"),
        (COUNT, "1,2345", "“1,2345”不是数字。请只填数字，没有就填0，不适用就填“不适用”。"),
        (AMOUNT, "1.2万多", "“1.2万多”不是确切的数。请核实后填确切的数。"),
        (AMOUNT, "1234567890123456789", "“1234567890123456789”位数太多。请核对后重填。"),
        (DATE, "2026年6月31日", "“2026年6月31日”不是日期。请写成2026年6月30日或2026-6-30。"),
        (DATE, "6月30日", "“6月30日”没有写年份。请写全，如2026年6月30日。"),
        (YES_NO, "也许", "“也许”应填“是”或“否”。"),
        (CHOICE, "完成", "“完成”不在可选项里。请填：待整改、整改中、已销号。"),
        (LIST, "不适用、", "“不适用、”多了标点。请只填“不适用”。"),
    ],
)
def test_a_refusal_says_what_was_typed_and_what_to_type(kind, typed, said):
    assert refusal(kind, typed, CHOICES) == said


@pytest.mark.parametrize("typed", ["3 4", "1 200", "- 5"])
def test_numbers_with_a_space_inside_are_not_guessed(typed):
    assert "不是数字" in refusal(COUNT, typed)


@pytest.mark.parametrize("typed", ["26-6-30", "26年6月30日", "2026-6-30左右", "2026063", "2026-6", "6.30"])
def test_dates_that_leave_something_open_are_not_guessed(typed):
    assert "不是日期" in refusal(DATE, typed)


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\ud800", "\ufffe", "\uffff", "\u2028", "\U0010ffff"]
)
@pytest.mark.parametrize("kind", KINDS.values(), ids=[kind.name for kind in KINDS.values()])
def test_characters_word_cannot_keep_are_refused_by_every_kind(kind, character):
    assert f"U+{ord(character):04X}" in refusal(kind, f"1{character}2", CHOICES)


@pytest.mark.parametrize("name", ["李喆", "赵堃", "王\U0002b413", "孙\U000323a0"])
def test_a_rare_name_is_kept(name):
    assert read(TEXT, name) == name


def test_a_text_too_long_for_any_form_is_refused():
    assert "20001字" in refusal(TEXT, "党" * (MOST_CHARACTERS + 1))


def test_unread_text_is_shown_as_it_was_typed():
    assert show(COUNT, Unread(" 六次 ", "不是数字")) == " 六次 "


@pytest.mark.parametrize("content", [None, NOT_APPLICABLE, Unread("六", "")])
def test_blank_not_applicable_and_unread_are_no_values(content):
    assert not is_known(content)


@pytest.mark.parametrize("content", [0, Decimal(0), False, "", ()])
def test_zero_no_and_an_empty_list_are_values(content):
    assert is_known(content)


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_shown_decimal_is_the_same_number_without_an_exponent(number):
    shown = show_decimal(number)

    assert Decimal(shown) == number
    assert "E" not in shown


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_sent_to_another_process_is_the_same_kind_there(kind):
    assert pickle.loads(pickle.dumps(kind)) is kind


UNDERSTOOD = """
kind | typed          | unit | said
数量 | 12             | 次   |
数量 | 12次           | 次   |
数量 | 1,200          | 次   |
数量 | 12回           | 次   | 12次
数量 | 六             | 次   | 6次
数量 | 未开展         | 次   | 0次
金额 | 0.42万元       | 元   | 4200元
金额 | ¥3300          | 元   | 3300元
日期 | 2026-6-1       |      |
日期 | 20260601       |      | 2026年6月1日
列表 | 东社区、西社区 |      |
列表 | 东社区 西社区  |      | 东社区、西社区
列表 | 无             |      |
选项 | 已销号         |      |
选项 | 已 销号        |      | 已销号
是否 | 是             |      |
是否 | √              |      | 是
文字 | 随便写的       |      |
文字 | 暂无           |      | 空
数量 | 暂无           | 次   | 空
数量 | 不适用         | 次   |
日期 | 无             |      | 空
"""


@pytest.mark.parametrize("row", rows_of(UNDERSTOOD), ids=lambda row: f"{row['kind']} {row['typed']}")
def test_what_was_understood_is_said_where_it_was_not_written_in_the_usual_way(row):
    kind = KINDS[row["kind"]]
    content = read(kind, row["typed"], CHOICES, row["unit"])

    assert understood(kind, content, row["typed"], row["unit"]) == row["said"]


@given(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(["/", "不适用", "不适用。", "暂无", "暂缺。", "—", " n/a", "无", "两行\n字", "甲\u3000"]),
    )
)
def test_a_text_that_is_one_at_first_sight_is_read_as_one(text):
    """As a text with choices of its own it takes the second look: the same must come of it."""
    found = []
    for choices in ((), ("一个不相干的选项",)):
        try:
            found.append(read_text(TEXT, text, choices))
        except Unreadable as fault:
            found.append(str(fault))

    assert found[0] == found[1]
