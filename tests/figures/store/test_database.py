"""A database is opened as what it is, or it is said why not; an emptied file is told from one that never was."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import create_engine, text

from tests.support.office import HALF, NOON, change
from toolkit.errors import StoreUnavailable
from toolkit.figures.store import Store, is_emptied, sqlite_file


@pytest.mark.parametrize("revision", ["0000", "", "abc", "1"])
def test_a_revision_nobody_knows_is_refused_and_nothing_is_changed(tmp_path, revision):
    url = f"sqlite:///{(tmp_path / 'figures.db').as_posix()}"
    store = Store(url, lambda: NOON)
    store.save([change("01", "theme_days", "6")], "赵样本", "填报页")
    store.close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine.dispose()
    before = (tmp_path / "figures.db").read_bytes()

    with pytest.raises(StoreUnavailable, match="版本"):
        Store(url, lambda: NOON)

    assert (tmp_path / "figures.db").read_bytes() == before


def test_a_file_of_no_bytes_is_emptied_and_one_that_is_not_there_is_not(tmp_path):
    (tmp_path / "空.db").touch()

    assert is_emptied(tmp_path / "空.db")
    assert not is_emptied(tmp_path / "没有.db")


def test_a_file_whose_pages_still_stand_beside_it_is_not_emptied(tmp_path):
    (tmp_path / "空.db").touch()
    (tmp_path / "空.db-wal").write_bytes(b"pages")

    assert not is_emptied(tmp_path / "空.db")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///党务/figures.db", "figures.db"),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql+psycopg://u@h/d", None),
        ("不是地址", None),
    ],
)
def test_only_sqlite_has_a_file(url, name):
    found = sqlite_file(url)

    assert (found.name if found else None) == name


def test_another_programs_database_is_refused_and_left_alone(tmp_path):
    """Our tables were written into it, and it was opened as a new office."""
    file = tmp_path / "别的.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE customers (name TEXT)")
    connection.close()
    before = file.read_bytes()

    with pytest.raises(StoreUnavailable, match="有别的程序的表（customers）"):
        Store(f"sqlite:///{file}", lambda: NOON)

    assert file.read_bytes() == before


def test_a_database_that_forgot_its_revision_is_refused(tmp_path):
    url = f"sqlite:///{tmp_path / 'figures.db'}"
    Store(url, lambda: NOON).close()
    with sqlite3.connect(tmp_path / "figures.db") as connection:
        connection.execute("DELETE FROM alembic_version")
    connection.close()

    with pytest.raises(StoreUnavailable, match="没有动它"):
        Store(url, lambda: NOON)


def test_an_entry_that_cannot_be_read_is_told_in_chinese(tmp_path):
    url = f"sqlite:///{tmp_path / 'figures.db'}"
    store = Store(url, lambda: NOON)
    store.save([change("01", "member_full", "14")], "赵样本", "填报页")
    with sqlite3.connect(tmp_path / "figures.db") as connection:
        connection.execute("UPDATE batches SET at = '昨天'")
    connection.close()

    with pytest.raises(StoreUnavailable, match="有读不出来的记录"):
        store.current(HALF.code)
    store.close()
