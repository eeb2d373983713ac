"""The migrations make the very tables the code expects, keep what is there, and can be run by several at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from tests.support.office import NOON, change
from toolkit.figures.store import Store, migrations
from toolkit.figures.store.tables import REVISION, metadata


@pytest.fixture
def migrated(url):
    Store(url, lambda: NOON).close()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_the_migrations_make_the_tables_the_code_expects(migrated):
    context = MigrationContext.configure(migrated, opts={"compare_type": True})

    assert compare_metadata(context, metadata) == []


def test_the_database_remembers_its_revision(migrated):
    assert migrated.execute(text("SELECT version_num FROM alembic_version")).scalar() == REVISION


def test_the_code_expects_the_newest_migration():
    scripts = ScriptDirectory(Path(migrations.__file__).parent)

    assert scripts.get_current_head() == REVISION


def test_opening_a_database_again_keeps_its_entries(url):
    first = Store(url, lambda: NOON)
    first.save([change("01", "theme_days", "6")], "赵样本", "填报页")
    first.close()

    second = Store(url, lambda: NOON)
    kept = second.current("2026H1")
    second.close()

    assert [entry.text for entry in kept] == ["6"]


def test_a_new_database_can_be_opened_by_several_at_once(url):
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda _number: Store(url, lambda: NOON), range(6)))

    stores[0].save([change("01", "theme_days", "6")], "赵样本", "填报页")
    seen = [store.current("2026H1")[0].text for store in stores]
    for store in stores:
        store.close()
    assert seen == ["6"] * 6
