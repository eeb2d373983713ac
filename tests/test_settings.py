"""Where things are follows from one folder and the environment; the sample makes way for the office's own units."""

from __future__ import annotations

import pytest

from toolkit.figures.store import Store
from toolkit.settings import REPOSITORY, child_environment, is_required, read_settings


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "云河市 党务"
    (folder / "data").mkdir(parents=True)
    return folder


def test_the_folder_of_the_program_is_the_office_unless_told():
    assert read_settings({}).root == REPOSITORY


def test_an_office_without_units_of_its_own_runs_on_the_sample(home):
    settings = read_settings({"TOOLKIT_HOME": str(home)})

    assert settings.is_sample
    assert settings.units == home / "sample_data" / "units.csv"
    assert settings.sample_forms == home / "sample_data" / "forms"
    assert settings.database.endswith("/data/sample_figures.db")


def test_an_office_with_units_of_its_own_leaves_the_sample_alone(home):
    (home / "data" / "units.csv").touch()

    settings = read_settings({"TOOLKIT_HOME": str(home)})

    assert not settings.is_sample
    assert settings.units == home / "data" / "units.csv"
    assert settings.forms == home / "forms"
    assert settings.database.endswith("/data/figures.db")


def test_catalogue_and_documents_lie_with_the_templates(home):
    settings = read_settings({"TOOLKIT_HOME": str(home)})

    assert settings.catalogue == home / "templates" / "catalogue.toml"
    assert settings.documents == home / "templates" / "documents.toml"


def test_a_database_elsewhere_is_used_as_given(home):
    url = "postgresql://office@db/figures"

    assert read_settings({"TOOLKIT_HOME": str(home), "TOOLKIT_DATABASE": url}).database == url


def test_the_database_is_found_in_a_folder_with_chinese_and_a_space_in_its_name(home):
    settings = read_settings({"TOOLKIT_HOME": str(home)})

    Store(settings.database, clock=lambda: None).close()

    assert (home / "data" / "sample_figures.db").is_file()


def test_reading_settings_makes_no_folder(tmp_path):
    read_settings({"TOOLKIT_HOME": str(tmp_path / "new")})

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "environment",
    [
        {"TOOLKIT_AUTHOR": "赵样本", "USERNAME": "zhao", "USER": "z"},
        {"USERNAME": "赵样本", "USER": "z"},
        {"USER": "赵样本"},
        {"TOOLKIT_AUTHOR": "", "USER": "赵样本"},
    ],
)
def test_the_author_is_named_or_else_whoever_is_logged_in(environment):
    assert read_settings(environment).author == "赵样本"


def test_there_is_always_an_author():
    assert read_settings({}).author


def test_the_environment_of_a_child_is_ours_with_changes(monkeypatch):
    monkeypatch.setenv("TOOLKIT_KEPT", "kept")

    environment = child_environment(TOOLKIT_ADDED="added")

    assert (environment["TOOLKIT_KEPT"], environment["TOOLKIT_ADDED"]) == ("kept", "added")


@pytest.mark.parametrize(
    ("required", "answer"),
    [("", False), ("all", True), ("postgresql", True), ("soffice,postgresql", True), ("soffice", False)],
)
def test_a_program_is_required_where_the_environment_says_so(monkeypatch, required, answer):
    monkeypatch.setenv("TOOLKIT_REQUIRE", required)

    assert is_required("postgresql") is answer
