"""Opening an office, and starting one of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.sample_office import copy_sample, sample_settings
from toolkit.errors import FaultsFound, ToolkitError, UnknownName
from toolkit.tasks import Office, generate, latest_period, open_office, start_own_office


def test_the_faults_of_all_files_are_shown_at_once(tmp_path: Path) -> None:
    settings = sample_settings(copy_sample(tmp_path / "新 文件夹"))
    settings.units.write_text("代码,名称,类型\nJ,局,局\n01,支部,之部\n", encoding="utf-8")
    settings.catalogue.write_text('[[section]]\nlable = "组织"\n', encoding="utf-8")
    settings.documents.unlink()

    with pytest.raises(FaultsFound) as caught:
        open_office(settings)

    places = {finding.place.split()[0] for finding in caught.value.findings}
    assert places == {"units.csv", "catalogue.toml", "documents.toml"}


def test_the_latest_period_is_the_one_last_filed(office: Office) -> None:
    assert latest_period(office).code == "2026H1"


def test_without_any_figure_it_is_the_half_year_that_ended_last(fresh_office: Office) -> None:
    period = latest_period(fresh_office)

    assert period.end <= fresh_office.today < period.end.replace(year=period.year + 1)


def test_an_office_of_its_own_leaves_the_sample_alone(office: Office) -> None:
    generate(office, latest_period(office))

    path = start_own_office(office.settings, "某某市示例局")
    own = open_office(sample_settings(office.settings.root))

    assert own.settings.is_sample is False
    assert own.units.root.name == "某某市示例局"
    assert own.store.periods() == ()
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert sorted(each.name for each in office.settings.root.iterdir() if "output" in each.name) == ["output（示例）"]


def test_an_office_is_never_started_over_an_existing_one(office: Office) -> None:
    start_own_office(office.settings, "某某市示例局")

    with pytest.raises(ToolkitError, match="已经有单位表了"):
        start_own_office(office.settings, "另一个局")


def test_an_office_needs_a_name(fresh_office: Office) -> None:
    with pytest.raises(UnknownName, match="请写上本局的名称"):
        start_own_office(fresh_office.settings, "  ")


def test_a_bureaus_name_with_a_comma_survives(fresh_office: Office) -> None:
    start_own_office(fresh_office.settings, '甲,乙"丙"局')

    own = open_office(sample_settings(fresh_office.settings.root))

    assert own.units.root.name == '甲,乙"丙"局'
