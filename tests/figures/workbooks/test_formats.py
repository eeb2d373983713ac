"""A number format that adds words, hundredths or thousands is seen; one that only arranges the digits says nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.figures.workbooks.formats import seen_otherwise, shows_time, shows_whole_date


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (12, '0"万元"', "12万元"),
        (12.5, "0.0\\万", "12.5万"),
        (3, 'General"人"', "3人"),
        (3, 'G/通用格式"人次"', "3人次"),
        (7585.5, "#,##0.00元", "7585.5元"),
        (6, '"约"0', "约6"),
        (6, '"1"0', "16"),
        (12, "[$USD-409]#,##0", "USD12"),
        (12, '"$"#,##0', "$12"),
        (Decimal("0.5"), "0%", "50%"),
        (1, "0.00%", "100%"),
        (7000, "0,", "7000（以千计）"),
        (7000, '#,##0.0,"千元"', "7000千元（以千计）"),
        (12, '[>=10000]0!.0,"万元";0', "12万元（以千计）"),
        (-3, '0;"负"0', "负3"),
        (0, '0;-0;"无"', "无"),
        ("12", '@"万元"', "12万元"),
    ],
)
def test_what_is_seen_otherwise_than_it_is_stored(value, code, seen):
    assert seen_otherwise(value, code).replace(".", "") == seen.replace(".", "")


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "G/通用格式",
        "@",
        "0",
        "0.00",
        "#,##0.00_ ",
        '"¥"#,##0.00;"¥"\\-#,##0.00',
        "[$¥-804]#,##0.00",
        '_ ¥* #,##0.00_ ;_ ¥* \\-#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ',
        "0_);[Red](0)",
        "[DBNum1][$-804]General",
        "0.00E+00",
        "# ?/?",
        "000",
    ],
)
@pytest.mark.parametrize("value", [12, 0.25, -3])
def test_a_format_that_only_arranges_the_digits_says_nothing(value, code):
    assert seen_otherwise(value, code) == ""


@pytest.mark.parametrize(
    ("value", "code"), [("12名", '0"万元"'), ("甲", "0%"), (True, '0"次"'), (None, '0"次"'), ("", "@")]
)
def test_words_in_a_format_for_numbers_do_not_touch_a_text(value, code):
    assert seen_otherwise(value, code) == ""


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (125, "0!.0", "125."),
        (125, '0"."0', "125."),
        (34, '0"/"0', "34/"),
        (12, '0" "0', "12 "),
        (12, "-0", "-12"),
        (12, ">0", ">12"),
        (12, '"-"', "-"),
        (2, "①0", "①2"),
        (12, '0"½"', "12½"),
        (12, '0"/"', "12/"),
        (12, ";;;", "（空白）"),
        (12, '[>5]"";0', "（空白）"),
        (0, "0;-0;;@", "（空白）"),
        ("12", ";;;", "（空白）"),
        ("12", '0;0;0;"甲"', "甲"),
    ],
)
def test_signs_between_the_digits_and_hidden_values_are_seen_otherwise(value, code, seen):
    assert seen_otherwise(value, code) == seen


@pytest.mark.parametrize(
    ("value", "code"), [(0, '0;-0;"-"'), (0, '0_ ;-0_ ;"—"??'), (-3, "0;-0"), (12, "+0;-0"), ("", ";;;")]
)
def test_a_sign_that_belongs_to_its_number_says_nothing_more(value, code):
    assert seen_otherwise(value, code) == ""


@pytest.mark.parametrize(
    ("code", "is_whole", "has_time"),
    [
        ("yyyy/m/d;@", True, False),
        ('yyyy"年"m"月"d"日"', True, False),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", True, False),
        ("mm-dd-yy", True, False),
        ('e"年"m"月"d"日"', True, False),
        ("m/d/yy h:mm", True, True),
        ('yyyy"年"m"月"', False, False),
        ('m"月"d"日"', False, False),
        ("d-mmm", False, False),
        ("yyyy", False, False),
        ("aaaa", False, False),
        ("h:mm:ss", False, True),
    ],
)
def test_whether_a_format_shows_all_of_a_date(code, is_whole, has_time):
    assert (shows_whole_date(code), shows_time(code)) == (is_whole, has_time)
