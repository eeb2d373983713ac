"""Opening an office, and starting one of its own."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.support.sample_office import copy_typed, sample_settings
from toolkit.errors import FaultsFound, MissingFile, StoreUnavailable, ToolkitError, UnknownName
from toolkit.figures.figure import Change
from toolkit.tasks import Office, generate, latest_period, open_office, save_figure, start_own_office, write_forms


def test_the_faults_of_all_files_are_shown_at_once(tmp_path: Path) -> None:
    settings = sample_settings(copy_typed(tmp_path / "新 文件夹"))
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
    assert own.store.holdings.periods() == ()
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


def own_office(folder: Path) -> Office:
    """An office of its own that has made a document."""
    start_own_office(sample_settings(copy_typed(folder)), "某某市示例局")
    office = open_office(sample_settings(folder))
    save_figure(office, Change("01", "2026H1", "theme_days", "6", 0), "填报页")
    generate(office, latest_period(office))
    office.store.close()
    return office


def test_an_emptied_database_beside_reports_is_not_a_new_office(tmp_path: Path) -> None:
    """A file of 0 bytes was opened as a new office, and every report became a draft."""
    office = own_office(tmp_path / "新 文件夹")
    file = office.settings.root / "data" / "figures.db"
    file.write_bytes(b"")

    with pytest.raises(StoreUnavailable, match="数据库文件是空的（0字节）"):
        open_office(office.settings)

    assert file.read_bytes() == b""


def test_a_database_that_is_gone_beside_reports_is_not_a_new_office(tmp_path: Path) -> None:
    office = own_office(tmp_path / "新 文件夹")
    (office.settings.root / "data" / "figures.db").unlink()

    with pytest.raises(StoreUnavailable, match="找不到数据库文件"):
        open_office(office.settings)

    assert not (office.settings.root / "data" / "figures.db").exists()


def test_an_empty_file_where_nothing_was_made_yet_is_a_new_office(tmp_path: Path) -> None:
    settings = sample_settings(copy_typed(tmp_path / "新 文件夹"))
    (settings.root / "data").mkdir()
    (settings.root / "data" / "sample_figures.db").touch()

    assert open_office(settings).store.holdings.periods() == ()


def test_the_samples_database_may_be_deleted_to_begin_anew(office: Office) -> None:
    generate(office, latest_period(office))
    office.store.close()
    (office.settings.root / "data" / "sample_figures.db").unlink()

    assert open_office(office.settings).store.holdings.periods() == ()


def test_an_office_whose_unit_file_is_gone_is_not_the_sample(tmp_path: Path) -> None:
    """It was opened as the sample, and its own reports were replaced by those of the invented bureau."""
    office = own_office(tmp_path / "新 文件夹")
    lost = office.settings.units
    lost.rename(lost.with_suffix(".xlsx"))
    before = sorted(path.name for path in office.settings.output.rglob("*.docx"))

    with pytest.raises(MissingFile, match=r"找不到单位表.*没有改用示例单位.*旁边有units\.xlsx"):
        open_office(sample_settings(office.settings.root))

    assert sorted(path.name for path in office.settings.output.rglob("*.docx")) == before


def test_a_database_without_a_figure_beside_reports_is_not_a_new_office(tmp_path: Path) -> None:
    office = own_office(tmp_path / "新 文件夹")
    with sqlite3.connect(office.settings.root / "data" / "figures.db") as connection:
        connection.executescript("DELETE FROM entries; DELETE FROM current")
    connection.close()

    with pytest.raises(StoreUnavailable, match="一个数也没有，可是这里有以前生成的文书"):
        open_office(office.settings)


def test_an_office_that_has_sent_out_forms_and_has_no_figure_yet_is_a_new_one(tmp_path: Path) -> None:
    folder = tmp_path / "新 文件夹"
    start_own_office(sample_settings(copy_typed(folder)), "某某市示例局")
    office = open_office(sample_settings(folder))
    write_forms(office, latest_period(office), office.units.filing, office.settings.forms)
    office.store.close()

    assert open_office(office.settings).store.holdings.periods() == ()


def test_a_unit_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    office = own_office(tmp_path / "新 文件夹")
    office.settings.units.unlink()
    office.settings.units.mkdir()

    with pytest.raises((MissingFile, FaultsFound), match="units"):
        open_office(office.settings)
