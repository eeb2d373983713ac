"""A database is opened as what it is, or it is said why not; an emptied file is told from one that never was."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from tests.support.office import NOON, change
from toolkit.errors import StoreUnavailable
from toolkit.figures.database import is_emptied, sqlite_file
from toolkit.figures.store import Store


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
