"""What a name in a rule stands for: figures of now and of before, targets, the unit, the period, the columns of a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support.office import HALF, LAST, filing, small_catalogue
from tests.support.text_table import rows_of
from toolkit.catalogue.expressions import Name
from toolkit.catalogue.kinds import Content
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import Around
from toolkit.review.meaning import meaning_in_row, meaning_of

UNIT = Unit(
    "07",
    "云河市示例局老干部党支部",
    "老干部党支部",
    "支部",
    secretary="王示例",
    leader="李示例",
    members=21,
    kind_name="离退休党支部",
)
NAMELESS = replace(UNIT, secretary="", leader="", members=None, kind_name="")
AROUND = Around(date(2026, 4, 20), branches=12, leaders=("李示例", "张示例"))
MEANT = """
name          | of a unit that says all of itself   | of one that says nothing
单位.名称     | 云河市示例局老干部党支部            | 云河市示例局老干部党支部
单位.简称     | 老干部党支部                        | 老干部党支部
单位.代码     | 07                                  | 07
单位.类型     | ('离退休党支部', '支部')            | ('支部',)
单位.书记     | 王示例                              | None
单位.联系领导 | 李示例                              | None
单位.党员人数 | 21                                  | None
单位.支部数   | 12                                  | None
单位.班子人数 | 2                                   | None
期间.起       | 2026-01-01                          | 2026-01-01
期间.止       | 2026-06-30                          | 2026-06-30
期间.今天     | 2026-04-20                          | 2026-06-30
期间.年       | 2026                                | 2026
期间.月数     | 6                                   | 6
期间.已过月数 | 3                                   | 6
主题党日      | 5                                   | None
上期.主题党日 | 4                                   | None
去年同期.主题党日 | None                            | None
目标.主题党日 | 6                                   | 6
"""


def name_of(words: str) -> Name:
    group, _dot, name = words.rpartition(".")
    return Name(name, group)


@pytest.mark.parametrize("row", rows_of(MEANT), ids=lambda row: row["name"])
def test_a_name_stands_for_what_is_known(row: dict[str, str]) -> None:
    whole = replace(filing("01", theme_days=5), unit=UNIT, around=AROUND)
    bare = replace(filing("01"), unit=NAMELESS)
    catalogue = small_catalogue()

    said = meaning_of(whole, catalogue, filing("01", period=LAST, theme_days=4))(name_of(row["name"]))
    unsaid = meaning_of(bare, catalogue)(name_of(row["name"]))

    assert str(said) == row["of a unit that says all of itself"]
    assert str(unsaid) == row["of one that says nothing"]


def test_in_a_row_a_name_without_a_group_is_a_column() -> None:
    row: dict[str, Content] = {"类型": "志愿服务", "名称": "植树"}
    meaning = meaning_in_row(row, replace(filing("01"), unit=UNIT, around=AROUND))

    assert [meaning(name_of(each)) for each in ("类型", "名称", "时长", "单位.名称", "期间.年")] == [
        "志愿服务",
        "植树",
        None,
        UNIT.name,
        HALF.year,
    ]
