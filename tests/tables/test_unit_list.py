"""A list of branches comes to the rows of a unit file, as it is written; from a list of members each branch once."""

from __future__ import annotations

import pytest

from tests.tables.sheets import grid_of
from toolkit.tables.unit_list import units_listed

TOP = "J,示例局,,局, B,局本级,,本级,J"
LIST = """
示例局党组织一览表 | « | « | « | «
序号 | 党组织名称 | 党组织书记 | 党员数 | 所属党总支
1 | 办公室党支部 | 甲样本 | 14 |
2 | 下属单位党总支 | 乙样本 | 30 |
3 | 一中心党支部 | 丙样本 | 16 | 下属单位党总支
4 | 中共示例局机关委员会 | 丁样本 | 9 | 示例局
合计 | | | 60 |
备注：截至6月底 | « | « | « | «
"""
MEMBERS = """
序号 | 姓名 | 所在支部 | 类别
1 | 甲一 | 办公室党支部 | 正式党员
2 | 甲二 | 人事科党支部 | 正式党员
3 | 甲三 | 办公室党支部 | 预备党员
"""
OWN_CODES = """
编码 | 支部
3 | 甲党支部
 | 乙党支部
1 | 丙党支部
"""


def told(text: str) -> str:
    rows = units_listed(grid_of(text), "示例局")
    return " ".join(",".join(row.get(name, "") for name in ("代码", "名称", "书记", "类型", "上级")) for row in rows)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            LIST,
            f"{TOP} 01,办公室党支部,甲样本,党支部,J 02,下属单位党总支,乙样本,党总支,J"
            " 03,一中心党支部,丙样本,党支部,02 04,中共示例局机关委员会,丁样本,党委,J",
        ),
        (MEMBERS, f"{TOP} 01,办公室党支部,,党支部,J 02,人事科党支部,,党支部,J"),
        (OWN_CODES, f"{TOP} 03,甲党支部,,党支部,J 02,乙党支部,,党支部,J 01,丙党支部,,党支部,J"),
        ("随便 | 写的", ""),
        ("", ""),
    ],
    ids=["list", "members", "codes", "none", "empty"],
)
def test_a_list_comes_to_the_rows_of_a_unit_file(text: str, rows: str) -> None:
    assert told(text) == rows


def test_the_number_of_members_comes_along_and_the_bureau_itself_is_not_listed_twice() -> None:
    rows = units_listed(grid_of("名称 | 党员数\n示例局 | 90\n办公室党支部 | 14"), "示例局")
    assert [(row["名称"], row.get("党员人数", "")) for row in rows] == [
        ("示例局", ""),
        ("局本级", ""),
        ("办公室党支部", "14"),
    ]
