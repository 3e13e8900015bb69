"""Records, feedback, dismissals and the audit trail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STRUCTURE = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "records",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("channel", sa.String(120)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("facts", STRUCTURE, nullable=False),
        sa.Column("suggestions", STRUCTURE, nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("snapshot", sa.String(120), nullable=False),
        sa.Column("took_ms", sa.Float, nullable=False),
    )
    op.create_index("records_by_answered", "records", ["answered", "id"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("record", sa.String(26), sa.ForeignKey("records.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20)),
        sa.Column("entry", sa.String(120)),
        sa.Column("reply", sa.Text),
    )
    op.create_index("ix_feedback_record", "feedback", ["record"])
    op.create_table(
        "dismissals",
        sa.Column("conflict", sa.String(120), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("because", sa.Text, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("details", STRUCTURE, nullable=False),
    )


def downgrade() -> None:
    for table in ("audit", "dismissals", "feedback", "records"):
        op.drop_table(table)
