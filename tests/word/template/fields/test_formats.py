"""The formats that fields and controls carry: each picture prints what its table says, and nothing else is touched."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.word import ORDINAL, Gap, RichText
from toolkit.word.template.fields.formats import (
    FILTERS,
    chinese_number,
    chosen,
    date_text,
    full_date,
    letters,
    number_text,
    ticked,
)

NUMBERS = [
    ("0", "12.5", "13"),
    ("0", "-0.4", "0"),
    ("0.00", "12.5", "12.50"),
    ("0.00", "2.675", "2.68"),
    ("0.00", "-2.675", "-2.68"),
    ("0.00", "0", "0.00"),
    ("#.##", "12.5", "12.5"),
    ("#.##", "12", "12"),
    ("#.00", "0.5", ".50"),
    (".00", "12.5", "12.50"),
    ("0.0#", "3", "3.0"),
    ("000", "7", "007"),
    ("00#", "1234", "1234"),
    ("#,##0", "1234567", "1,234,567"),
    ("#,##0", "12", "12"),
    (",0.00", "1234.5", "1,234.50"),
    ("000,000", "12", "000,012"),
    ("0元", "12.5", "13元"),
    ("￥#,##0.00元整", "-1234.5", "￥-1,234.50元整"),
    ("'第0号：'0", "7", "第0号：7"),
    ("No. 0", "7", "No. 7"),
    ("0%", "33.4", "33%"),
    ("0.0%", "0.5", "0.5%"),
    ("(000) 000-0000", "1234567", "(000) 123-4567"),
    ("+0", "7", "+7"),
    ("+0", "-7", "-7"),
    ("-0", "7", "7"),
    ("-0", "-7", "-7"),
    ("0;(0)", "-7", "(7)"),
    ("0;-0", "-7", "-7"),
    ("0.00;-0.00;无", "0", "无"),
    ("0.00;-0.00;0.0", "0", "0.0"),
    ("0;负", "-7", "负"),
    ("0';'0", "12", "1;2"),
    ("0." + "0" * 40, "1", "1." + "0" * 40),
    ("甲", "7", "7"),
    ("", "7", "7"),
]


@pytest.mark.parametrize(("picture", "number", "expected"), NUMBERS)
def test_a_number_by_its_picture(picture, number, expected):
    assert str(number_text(Decimal(number), picture)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(5, "5.00"), (0.285, "0.29"), ("1,234.5", "1234.50"), (" -3 ", "-3.00")]
)
def test_whatever_is_a_number_is_formatted(value, expected):
    assert number_text(value, "0.00") == expected


@pytest.mark.parametrize(
    "value",
    ["约五", "", "1,23", "12元", "１２", True, date(2026, 6, 30), ["1"], Decimal("NaN"), Decimal("1E+999"), 10**500],
)
def test_whatever_is_no_number_is_left_as_it_is(value):
    assert number_text(value, "0.00") is value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=6))
def test_no_digit_of_a_number_is_lost(number):
    shown = number_text(number, "#,##0.000000")

    assert Decimal(shown.replace(",", "")) == number
    assert not shown.startswith("-0.000000")


DATES = [
    ("yyyy年M月d日", "2026年6月5日"),
    ("YYYY-MM-DD", "2026-06-05"),
    ("yyyy-mm-dd", "2026-06-05"),
    ("yy/M/d", "26/6/5"),
    ("yyyy'年度'", "2026年度"),
    ("M月d日 dddd", "6月5日 星期五"),
    ("ddd", "周五"),
    ("aaaa", "星期五"),
    ("星期aaa", "星期五"),
    ("MMM", "6月"),
    ("MMMM", "六月"),
    ("EEEE年O月A日", "二〇二六年六月五日"),
    ("HH:mm:ss", "15:04:09"),
    ("H时m分s秒", "15时4分9秒"),
    ("hh:mm am/pm", "03:04 下午"),
    ("AM/PM h", "下午 3"),
    ("上午/下午h时", "下午3时"),
    ("", ""),
]


@pytest.mark.parametrize(("picture", "expected"), DATES)
def test_a_date_by_its_picture(picture, expected):
    assert date_text(datetime(2026, 6, 5, 15, 4, 9), picture) == expected


@pytest.mark.parametrize(("hour", "expected"), [(0, "上午12"), (1, "上午1"), (12, "下午12"), (23, "下午11")])
def test_the_hours_of_half_a_day(hour, expected):
    assert date_text(datetime(2026, 6, 5, hour), "am/pmh") == expected


@pytest.mark.parametrize(
    "value", [date(2026, 6, 5), "2026-06-05", "2026/6/5", "2026年6月5日", "2026-06-05 15:04", "2026-06-05T15:04:09"]
)
def test_whatever_is_a_date_is_formatted(value):
    assert date_text(value, "yyyyMMdd") == "20260605"


@pytest.mark.parametrize("value", ["六月", "2026-13-01", "2026-02-30", "2026", 20260605, ["2026-06-05"]])
def test_whatever_is_no_date_is_left_as_it_is(value):
    assert (date_text(value, "yyyy"), full_date(value)) == (value, None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, ("五", "伍", "五")),
        (12, ("十二", "壹拾贰", "十二")),
        (105, ("一〇五", "壹佰零伍", "一百零五")),
        (Decimal("12.50"), ("十二点五", "壹拾贰点伍", "十二点五")),
        (-3, ("负三", "负叁", "负三")),
        (0, ("零", "零", "零")),
        ("约五", ("约五",) * 3),
    ],
)
def test_a_number_in_characters(value, expected):
    assert tuple(chinese_number(value, style) for style in (1, 2, 3)) == expected


def test_a_number_too_long_for_characters_is_left_as_it_is():
    assert chinese_number(10**17, 3) == 10**17


@pytest.mark.parametrize(
    ("style", "expected"),
    [("upper", "ZHANG SAN"), ("lower", "zhang san"), ("caps", "Zhang SAn"), ("firstcap", "Zhang sAn")],
)
def test_letters_by_their_style(style, expected):
    assert letters("zhang sAn", style) == expected


def test_letters_of_what_is_no_text_are_those_it_prints():
    assert (letters(Decimal("1.50"), "upper"), letters(["a", "b"], "upper")) == ("1.5", "A、B")


@pytest.mark.parametrize("value", [True, 1, "是", "√", ["甲"], Decimal("0.1")])
def test_what_is_true_ticks_a_box(value):
    assert ticked(value, "☒", "☐") == "☒"


@pytest.mark.parametrize("value", [False, 0, "", "否", " 无 ", "0", "No", "×", [], Decimal(0)])
def test_what_is_not_true_leaves_a_box_open(value):
    assert ticked(value, "☒", "☐") == "☐"


@pytest.mark.parametrize(
    ("value", "expected"), [("y", "优秀"), ("优秀", "优秀"), (2, "良好"), ("差", "差"), (["甲", "乙"], ["甲", "乙"])]
)
def test_a_choice_is_shown_by_its_text(value, expected):
    assert chosen(value, [["y", "优秀"], ["2", "良好"]]) == expected


ARGUMENTS = {
    "数字格式": ("0.00",),
    "日期格式": ("yyyy",),
    "字母格式": ("upper",),
    "汉字格式": (2,),
    "勾选": ("☒", "☐"),
    "选项": ([],),
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("value", [None, Gap(), Gap("不适用", counts=True), ORDINAL, RichText("甲")], ids=repr)
def test_a_blank_and_what_prints_in_its_own_way_pass_through_every_filter(name, value):
    assert FILTERS[name](value, *ARGUMENTS.get(name, ())) is value


def test_the_filters_can_be_sent_to_other_processes():
    assert pickle.loads(pickle.dumps(dict(FILTERS))) == FILTERS
