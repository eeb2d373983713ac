"""Numbers as an office writes them; each table is the rule, with its source beside it.

办法 is 支付结算办法 附一, whose own examples are the first six of 大写; 标准 is GB/T 15835-2011; 习惯 is practice.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.report.amounts import AMOUNT_FILTERS, WordingFault, capital_amount

WORDED = """
level    | filter  | number       | printed
本项目   | 余      | 9            | 9
本项目   | 余      | 10           | 10
本项目   | 余      | 11           | 10余
本项目   | 余      | 999          | 990余
本项目   | 余      | 1000         | 1000
本项目   | 余      | 1099         | 1000余
本项目   | 余      | 1299         | 1200余
标准     | 余      | 9999         | 9900余
标准     | 余      | 10000        | 1万
标准     | 余      | 73000        | 7.3万
标准     | 余      | 73999        | 7.3万余
习惯     | 余      | 36.5         | 36.5
习惯     | 余      | 136.5        | 130余
习惯     | 余      | 0.5          | 0.5
习惯     | 万余元  | 79999        | 7万余元
习惯     | 万余元  | 30000        | 3万元
习惯     | 万余元  | 4200.5       | 4200.5元
习惯     | 万余元  | 1234567      | 123万余元
标准     | 万元    | 9999.99      | 9999.99元
标准     | 万元    | 9999.994     | 9999.99元
标准     | 万元    | 9999.995     | 1万元
标准     | 万元    | 10000        | 1万元
标准     | 万元    | 12345        | 1.23万元
标准     | 万元    | 99999999.99  | 1亿元
标准     | 万元    | 350000000    | 3.5亿元
标准     | 万元    | 0            | 0元
习惯     | 保留    | 7585.5       | 7585.50
习惯     | 保留    | 300          | 300.00
标准     | 千分位  | 72655.5      | 72,655.5
本项目   | 百分比  | 0.975        | 97.5%
本项目   | 百分比  | 1            | 100%
本项目   | 百分比  | 0.9996       | 99.9%
本项目   | 百分比  | 1.0496       | 105%
标准     | 汉字    | 12           | 十二
标准     | 汉字    | 20           | 二十
标准     | 汉字    | 105          | 一百零五
办法     | 大写    | 1409.50      | 壹仟肆佰零玖元伍角
办法     | 大写    | 6007.14      | 陆仟零柒元壹角肆分
办法     | 大写    | 1680.32      | 壹仟陆佰捌拾元零叁角贰分
办法     | 大写    | 107000.53    | 壹拾万柒仟元零伍角叁分
办法     | 大写    | 16409.02     | 壹万陆仟肆佰零玖元零贰分
办法     | 大写    | 325.04       | 叁佰贰拾伍元零肆分
办法     | 大写    | 10300        | 壹万零叁佰元整
办法     | 大写    | 0.05         | 伍分
办法     | 大写    | 0            | 零元整
办法     | 大写    | 200000005000 | 贰仟亿零伍仟元整
办法     | 大写    | 100000001    | 壹亿零壹元整
办法     | 大写    | -20          | 负贰拾元整
"""


@pytest.mark.parametrize("line", WORDED.strip().splitlines()[1:])
def test_a_number_is_written_as_an_office_does(line: str) -> None:
    _level, name, number, printed = (cell.strip() for cell in line.split("|"))
    assert AMOUNT_FILTERS[name](Decimal(number)) == printed


@given(st.integers(0, 10**12 - 1))
def test_whole_amounts_in_capitals_are_read_back_as_the_same(whole: int) -> None:
    words = capital_amount(Decimal(whole)).removesuffix("元整")
    assert cn2an.cn2an(words, "normal") == whole


@given(st.integers(1, 10**9), st.integers(1, 99))
def test_what_follows_the_yuan_says_both_places(whole: int, cents: int) -> None:
    words = capital_amount(Decimal(whole) + Decimal(cents) / 100)
    jiao, fen = divmod(cents, 10)
    assert (("角" in words), ("分" in words), words.endswith("整")) == (jiao > 0, fen > 0, False)
    assert ("元零" in words) == (not jiao or whole % 10 == 0)


@pytest.mark.parametrize("places", [0, 1, 3])
def test_so_many_decimals_are_kept_as_are_asked_for(places: int) -> None:
    shown = AMOUNT_FILTERS["保留"](Decimal("5"), places)
    assert shown == ["5", "5.0", "", "5.000"][places]


@pytest.mark.parametrize("places", [-1, 7, "两位"])
def test_how_many_decimals_has_to_be_a_small_number(places: Any) -> None:
    with pytest.raises(WordingFault, match="小数的位数"):
        AMOUNT_FILTERS["保留"](Decimal("5"), places)


@pytest.mark.parametrize("name", sorted(AMOUNT_FILTERS))
def test_what_is_no_number_is_told_and_what_is_silent_stays_so(name: str) -> None:
    with pytest.raises(WordingFault, match="只能用在数上"):
        AMOUNT_FILTERS[name]("很多")
    assert AMOUNT_FILTERS[name]("") == ""


def test_an_amount_too_large_to_be_written_is_told() -> None:
    with pytest.raises(WordingFault, match="写不了这么大的数"):
        capital_amount(Decimal(10) ** 16)
