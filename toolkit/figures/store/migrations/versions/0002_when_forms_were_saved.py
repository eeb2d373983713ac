"""When a form that was taken in had been saved, so that an older copy of it is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; of forms taken before it is not known."""
    op.add_column("intakes", sa.Column("saved", sa.DateTime(timezone=True), nullable=True))
