"""The period an office works on: the one whose deadline is next, and after it, while anything is missing, still that one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.support.sample_office import copy_typed, sample_settings
from toolkit.catalogue.periods import read_period
from toolkit.errors import FaultsFound
from toolkit.tasks import Edit, Office, Sheet, anything_missing, close_period, offered_period, open_office, submit

UNITS = (
    "代码,名称,简称,类型,上级\nJ,云河市示例五局（虚构）,示例五局,局,\n01,甲党支部,甲,支部,J\n02,乙党支部,乙,支部,J\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = copy_typed(tmp_path / "新 文件夹")
    (home / "data").mkdir()
    (home / "data" / "units.csv").write_text(UNITS, encoding="utf-8")
    return home


def on(monkeypatch: pytest.MonkeyPatch, home: Path, day: str) -> Office:
    """The office as it is opened on a day."""
    monkeypatch.setattr(Office, "today", property(lambda _office: date.fromisoformat(day)))
    return open_office(sample_settings(home))


def file(office: Office, period: str, *codes: str) -> None:
    when = read_period(period)
    for code in codes:
        Sheet(office, when, "填报页").enter([Edit(code, "theme_days", "6")])
        submit(office, when, office.units[code])


@pytest.mark.parametrize(
    ("day", "filed", "offered"),
    [
        ("2026-06-20", (), "2025H2"),
        ("2026-06-30", (), "2026H1"),
        ("2026-07-03", ("01",), "2026H1"),
        ("2026-07-03", ("01", "02"), "2026H1"),
        ("2026-07-06", ("01",), "2026H1"),
        ("2026-11-30", ("01",), "2026H1"),
        ("2026-07-06", ("01", "02"), "2026H2"),
        ("2027-02-01", ("01", "02"), "2026H2"),
    ],
)
def test_it_goes_on_once_the_deadline_is_over_and_nothing_is_missing(
    home: Path, monkeypatch: pytest.MonkeyPatch, day: str, filed: tuple[str, ...], offered: str
) -> None:
    office = on(monkeypatch, home, day)
    file(office, "2026H1", *filed)

    assert offered_period(office).code == offered


def test_a_closed_period_is_over_before_its_deadline(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = on(monkeypatch, home, "2026-07-03")
    file(office, "2026H1", "01")

    close_period(office, read_period("2026H1"), "上级已收")

    assert offered_period(office).code == "2026H2"


def test_what_was_filed_with_gaps_is_not_missing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = on(monkeypatch, home, "2026-07-06")
    Sheet(office, read_period("2026H1"), "填报页").enter([Edit("01", "theme_days", "6")])
    file(office, "2026H1", "02")
    assert anything_missing(office, read_period("2026H1"))

    submit(office, read_period("2026H1"), office.units["01"])

    assert not anything_missing(office, read_period("2026H1"))


def test_an_office_that_files_months_is_offered_the_month_that_is_due(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "templates" / "office.toml").write_text(
        'deadline = "当月25日"\nperiods = ["月", "半年"]\n', encoding="utf-8"
    )
    office = on(monkeypatch, home, "2026-09-27")
    file(office, "2026M8", "01", "02")

    assert offered_period(office).code in ("2026H1", "2026M9")
    file(office, "2026H1", "01", "02")
    assert offered_period(office).code == "2026M9"


def test_an_office_without_rules_goes_by_the_defaults(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "templates" / "office.toml").unlink()

    assert on(monkeypatch, home, "2026-07-03").rules.deadline == "次月5日"


def test_a_rule_that_is_none_is_told_with_its_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "templates" / "office.toml").write_text('deadline = "月底前"\nperiods = ["旬"]\n', encoding="utf-8")

    with pytest.raises(FaultsFound) as caught:
        on(monkeypatch, home, "2026-07-03")

    assert str(caught.value) == (
        "错误  office.toml 第1行：截止日“月底前”看不懂。请写成“次月5日”“当月25日”“期末后10天”或“期末前3天”。\n"
        "错误  office.toml 第2行：periods 写成了“旬”。可以写：月、季度、半年、年。"
    )
