"""A catalogue's rules, formulas and sources written with the names of now, and nothing else of it touched."""

from __future__ import annotations

from pathlib import Path

from toolkit.catalogue.files import read_catalogue
from toolkit.catalogue.new_names import with_names_of_now

BEFORE = """\
# 党费实收 是旧名称，注释不动
[[section]]
label = "党费"

[[section.item]]
key = "paid"
label = "实收党费"
was = ["党费实收"]

[[section.item]]
key = "members"
label = "正式党员"

[[section.item]]
key = "note"
label = "情况说明"
was = ["说明"]
kind = "文字"

[[section.item]]
key = "each"
label = "人均"
formula = "党费实收 / 正式党员"   # 每人

[[section.item]]
key = "hours"
label = "时长"
from = "活动登记"
where = '活动类型 = 志愿服务 且 小时 > 1'
take = "平均(小时, 实到)"
date = "日子"

[[ledger]]
key = "activities"
label = "活动台账"
was = ["活动登记"]
columns = [
    { label = "日期", kind = "日期", was = ["日子"] },
    { label = "类型", was = ["活动类型"], kind = "选项", choices = ["志愿服务", "小时"] },
    { label = "时间", kind = "金额", was = ["小时"] },
    { label = "实到", kind = "数量" },
]

[[check]]
code = "one"
rule = "党费实收 >= 上期.党费实收 + paid × 0"
unless = "说明"
only_if = "说明 ≠ “党费实收”"
say = "党费实收不对"
do = "请核对党费实收。"
"""
AFTER = {
    'formula = "党费实收 / 正式党员"   # 每人': 'formula = "实收党费 / 正式党员"   # 每人',
    'from = "活动登记"': 'from = "活动台账"',
    "where = '活动类型 = 志愿服务 且 小时 > 1'": "where = '类型 = 志愿服务 且 时间 > 1'",
    'take = "平均(小时, 实到)"': 'take = "平均(时间, 实到)"',
    'date = "日子"': 'date = "日期"',
    'rule = "党费实收 >= 上期.党费实收 + paid × 0"': 'rule = "实收党费 >= 上期.实收党费 + 实收党费 × 0"',
    'unless = "说明"': 'unless = "情况说明"',
    'only_if = "说明 ≠ “党费实收”"': 'only_if = "情况说明 ≠ “党费实收”"',
}


def test_only_what_is_called_otherwise_now_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(BEFORE, encoding="utf-8")
    wanted = BEFORE
    for old, new in AFTER.items():
        assert wanted.count(old) == 1, old
        wanted = wanted.replace(old, new.replace("实收党费 × 0", "paid × 0"))

    made = with_names_of_now(BEFORE, read_catalogue(path))

    assert made == wanted
    path.write_text(made, encoding="utf-8")
    assert with_names_of_now(made, read_catalogue(path)) == made


def test_lines_that_are_written_otherwise_stay(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    odd = BEFORE.replace('rule = "党费实收 >= 上期.党费实收 + paid × 0"', 'rule = """\n党费实收 >= 1"""')
    path.write_text(odd, encoding="utf-8")

    assert '"""\n党费实收 >= 1"""' in with_names_of_now(odd, read_catalogue(path))
