"""Whose an old ledger is: by its title, its sheet, its file; what only looks like a unit is asked, and the next text not taken for it."""

from __future__ import annotations

import pytest

from tests.tables.sheets import grid_of
from tests.tables.test_headings import CATALOGUE, HALF, UNITS
from toolkit.tables.headings import FiguresCalled
from toolkit.tables.ledger_heads import LedgersCalled
from toolkit.tables.ledger_owner import Owner, owner_of
from toolkit.tables.unit_names import UnitsCalled

OWNED = """
title         ; file                      ; first line                            ; owner
办公室党支部  ; 旧表                      ; 活动台账                              ; 01
Sheet1        ; 办公室2026年上半年活动台账 ; 活动台账                             ; 01
Sheet1        ; 旧表                      ; 支部：人事科支部                      ; 02
Sheet1        ; 旧表                      ; 填报单位（盖章）：人事科党支部        ; 02
Sheet1        ; 旧表                      ; 填报单位：人事科党支部    填报人：甲  ; 02
Sheet1        ; 旧表                      ; 填报单位：人事科党支部 | 填报日期：2026年6月30日 ; 02
Sheet1        ; 旧表                      ; 支部名称 | 人事科党支部 | 书记 | 赵样本 ; 02
Sheet1        ; 旧表                      ; 2026年3月财务科活动登记表             ; 03
Sheet1        ; 办公室志愿服务台账        ; 台账                                  ; 01
Sheet1        ; 党务办公室汇总            ; 活动台账                              ;
Sheet1        ; 旧表                      ; 审核部门 | 人事科 | 填表人 | 甲       ;
人事科        ; 旧表                      ; 办公室活动台账                        ; several
Sheet1        ; 办公室党支部活动台账      ; 执法大队支部活动登记表                ; ? 执法大队支部
审批科        ; 办公室                    ; 活动台账                              ; ? 审批科
Sheet1        ; 办公室活动台账            ; 云河市示例局活动登记表                ; 01
Sheet1        ; 旧表                      ; 党支部活动登记表                      ;
Sheet1        ; 旧表                      ; 各党支部活动登记表                    ;
Sheet1        ; 旧表                      ; 说明：人事科的另表登记                ;
"""


@pytest.mark.parametrize("line", OWNED.strip().splitlines()[1:])
def test_a_sheet_without_a_column_of_units_is_of_the_one_it_names(line: str) -> None:
    title, name, first, expected = (each.strip() for each in line.split(";"))
    span = "" if "|" in first else " | « | « | «"
    type_head, type_cell = ("", "") if "志愿" in name else (" | 类型", " | 党课")
    grid = grid_of(f"{first}{span}\n编号 | 日期 | 实到 | 主题{type_head}\nA1 | 2026-3-5 | 9 | 学党史{type_cell}", title)
    heads = LedgersCalled(CATALOGUE, HALF, FiguresCalled(CATALOGUE, HALF)).find(grid, name)
    assert heads is not None

    owner = owner_of(grid, heads, UnitsCalled(UNITS))

    assert said(owner) == expected


def said(owner: Owner) -> str:
    if owner.others:
        return "several"
    return owner.unit.code if owner.unit else f"? {owner.asked}".strip("? ") and f"? {owner.asked}"
