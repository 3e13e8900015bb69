"""Proposals: changes of entries that wait for a second person."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STRUCTURE = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("entry", sa.String(120), nullable=False),
        sa.Column("etag", sa.String(120)),
        sa.Column("content", STRUCTURE, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.String(120)),
        sa.Column("because", sa.Text),
    )
    op.create_index("proposals_by_state", "proposals", ["state", "id"])


def downgrade() -> None:
    op.drop_table("proposals")
