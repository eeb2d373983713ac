"""Targets an office sets itself: for a year, for some units; the nearest counts, and a slip is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.office import small_catalogue, small_units
from tests.support.text_table import rows_of
from toolkit.catalogue.files import read_office
from toolkit.catalogue.own_targets import target_findings, with_targets
from toolkit.catalogue.periods import Length, read_period
from toolkit.catalogue.targets import Target
from toolkit.errors import FaultsFound

OFFICE = """
[[target]]
item = "主题党日"
value = "每年24"

[[target]]
item = "主题党日"
value = "每年36"
year = 2026

[[target]]
item = "theme_days"
value = "每月3"
units = ["办公室", "02"]

[[target]]
item = "主题党日"
value = "每季度20"
year = 2027
units = ["人事科党支部"]
"""


@pytest.fixture
def catalogue(tmp_path: Path):
    path = tmp_path / "office.toml"
    path.write_text(OFFICE, encoding="utf-8")
    return with_targets(small_catalogue(), read_office(path).targets, small_units())


WANTED = """
unit | period | target
03   | 2025H1 | 12
03   | 2026H1 | 18
03   | 2026M5 | 3
03   | 2025M5 | 2
01   | 2026H1 | 18
01   | 2026M1 | 3
02   | 2026H1 | 18
02   | 2027Q1 | 20
02   | 2027M1 | 6
01   | 2027Q1 | 9
"""


@pytest.mark.parametrize("row", rows_of(WANTED), ids=str)
def test_the_nearest_target_counts_and_is_scaled_to_the_period(catalogue, row: dict[str, str]) -> None:
    target = catalogue["主题党日"].target_in(read_period(row["period"]), row["unit"])

    assert target == Decimal(row["target"])


def test_what_is_no_whole_one_in_a_shorter_period_is_not_asked_for() -> None:
    item = small_catalogue()["主题党日"]

    assert item.target_in(read_period("2026M1"), "01") == 1
    assert Target(Decimal(1), Length.YEAR).in_period(read_period("2026H1")) is None


def test_a_form_for_all_units_names_no_target_where_some_have_their_own(catalogue) -> None:
    assert catalogue["主题党日"].common_target_in(read_period("2026H1")) is None
    assert small_catalogue()["主题党日"].common_target_in(read_period("2026H1")) == 6


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('item = "主题党曰"\nvalue = "每年1"', "指标目录里没有“主题党曰”。是不是想写“主题党日”？"),
        ('item = "亮点"\nvalue = "每年1"', "“亮点”是文字，没有目标可言。"),
        ('item = "主题党日"\nvalue = "每年1"\nunits = ["办公市"]', "办公市"),
        ('item = "主题党日"\nvalue = "每年1"\nunits = ["局本级"]', "局本级不填“主题党日”，没有目标可言。"),
    ],
)
def test_a_target_that_names_what_is_not_there_is_told(tmp_path: Path, lines: str, told: str) -> None:
    path = tmp_path / "office.toml"
    path.write_text(f"[[target]]\n{lines}\n", encoding="utf-8")

    (finding,) = target_findings(small_catalogue(), read_office(path).targets, small_units(), path.name)

    assert finding.place == "office.toml 第1个 [[target]]"
    assert told in finding.message


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('item = "主题党日"\nvalue = "一年12次"', "第3行：目标“一年12次”看不懂。"),
        ('item = "主题党日"\nvalue = "每年12"\nyear = 20266', "第4行：year 写成了20266，超出了范围。"),
        ('item = "主题党日"\nvalue = "每年12"\nunit = "办公室"', "第4行：不认识“unit”。是不是想写“units”？"),
        ('item = "主题党日"', "缺少“value”。"),
    ],
)
def test_a_target_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, lines: str, told: str) -> None:
    path = tmp_path / "office.toml"
    path.write_text(f"[[target]]\n{lines}\n", encoding="utf-8")

    with pytest.raises(FaultsFound) as found:
        read_office(path)

    assert told in str(found.value)
