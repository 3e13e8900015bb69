"""Exams and the sheets of those who sit them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STRUCTURE = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "exams",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("paper", STRUCTURE, nullable=False),
    )
    op.create_table(
        "sheets",
        sa.Column("token", sa.String(40), primary_key=True),
        sa.Column("exam", sa.String(26), sa.ForeignKey("exams.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person", sa.String(120), nullable=False),
        sa.Column("answers", STRUCTURE),
        sa.Column("at", MOMENT),
    )
    op.create_index("ix_sheets_exam", "sheets", ["exam"])


def downgrade() -> None:
    for table in ("sheets", "exams"):
        op.drop_table(table)
