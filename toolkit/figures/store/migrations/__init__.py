"""Numbered upgrades of the store.

Takes a connection; brings its tables to `tables.REVISION`. Never loses an entry.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection


def revisions() -> frozenset[str]:
    """The revisions this program knows: each has a file of its own in `versions`."""
    return frozenset(path.name.partition("_")[0] for path in (Path(__file__).parent / "versions").glob("[0-9]*.py"))


def upgrade(connection: Connection) -> None:
    """Bring the database of this connection to the newest revision, inside its transaction."""
    # Slow to import, and wanted only where a database is new or older.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
