"""Facts of a case that every channel may be offered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STRUCTURE = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "shared_facts",
        sa.Column("case", sa.String(64), primary_key=True),
        sa.Column("fact", sa.String(120), primary_key=True),
        sa.Column("value", STRUCTURE, nullable=False),
        sa.Column("channel", sa.String(120)),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
    )
    op.create_index("ix_shared_facts_until", "shared_facts", ["until"])


def downgrade() -> None:
    op.drop_table("shared_facts")
