"""The filings of a closed period come back as what they meant, whatever a later catalogue would make of the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support.office import HALF, LAST, filing, filings_of, small_catalogue, small_units
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.kinds import TEXT, Unread
from toolkit.catalogue.units import Units
from toolkit.figures.figure import Filing
from toolkit.figures.frozen import filings_of_text, text_of_filings, text_of_units, units_of_text

NOW = filings_of("""
    单位 | 主题党日 | 党费实收 | 届满日期  | 服务社区       | 欠缴说明 | 正式党员
    01   | 6次      | 120.50   | 2027-3-1  | 东社区、西社区 | 无       | 不适用
    02   |          | 1200     |           |                | 病假     | 约十四
""")


def kept(groups: dict[str, dict[str, Filing]]) -> str:
    return text_of_filings(groups)


def back(text: str, group: str = "now", catalogue: Catalogue | None = None) -> dict[str, Filing]:
    return filings_of_text(text, group, HALF, small_units(), catalogue or small_catalogue())


def test_filings_come_back_as_they_were_and_each_from_its_own_group() -> None:
    ledgers = {
        "activities": [{"编号": "1", "日期": "2026-3-5", "类型": "志愿服务", "实到": "约十二", "是否联合": "是"}]
    }
    first, second = replace(NOW[0], ledgers=filing("01", ledgers=ledgers).ledgers), NOW[1]
    before = filing("01", period=LAST, theme_days=5)
    text = kept({"now": {"01": first, "02": second}, "last": {"01": before}})

    assert back(text) == {"01": first, "02": second}
    assert filings_of_text(text, "last", LAST, small_units(), small_catalogue()) == {"01": before}
    assert back(text, "year_ago") == {}
    (row,) = back(text)["01"].ledgers["activities"]
    assert (row["日期"], row["实到"], row["是否联合"]) == (date(2026, 3, 5), Unread("约十二", row["实到"].reason), True)


def test_what_was_not_understood_stays_so_with_its_reason_and_a_blank_stays_blank() -> None:
    filed = back(kept({"now": {"02": NOW[1]}}))["02"]

    assert filed["member_full"] == NOW[1]["member_full"]
    assert isinstance(filed["member_full"], Unread) and filed["member_full"].text == "约十四"
    assert "theme_days" not in filed.contents


def test_items_and_ledgers_that_were_not_kept_with_it_are_left_out() -> None:
    whole = small_catalogue()
    fewer = replace(
        whole, items=tuple(item for item in whole.items if item.key != "dues_paid"), ledgers=whole.ledgers[1:]
    )
    text = kept({"now": {"01": replace(NOW[0], ledgers=filing("01", ledgers={"activities": [{"编号": "1"}]}).ledgers)}})

    filed = back(text, catalogue=fewer)["01"]

    assert "dues_paid" not in filed.contents and filed["theme_days"] == 6
    assert filed.ledgers == {}


def test_units_come_back_with_their_names_and_days() -> None:
    units = small_units()
    changed = replace(
        units["01"],
        former=("秘书科",),
        since=date(2020, 1, 1),
        until=date(2026, 5, 31),
        merged_into="02",
        renamed=(("综合科", date(2024, 6, 30)),),
        note="并入人事科",
    )
    all_of_them = Units(tuple(changed if unit.code == "01" else unit for unit in units))

    assert units_of_text(text_of_units(all_of_them)).all == all_of_them.all


@pytest.mark.parametrize("code", ["01", "02"])
def test_a_better_reader_of_later_changes_nothing(code: str) -> None:
    whole = small_catalogue()
    read_otherwise = replace(
        whole, items=tuple(replace(item, kind=TEXT) if item.key == "dues_note" else item for item in whole.items)
    )
    text = kept({"now": {filed.unit.code: filed for filed in NOW}})

    assert back(text, catalogue=read_otherwise)[code] == back(text)[code]
