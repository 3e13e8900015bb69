"""Why a suggestion was rejected, and whether an edited text states another decision."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feedback", sa.Column("changed", sa.Boolean))
    op.add_column("feedback", sa.Column("reason", sa.String(40)))
    op.add_column("feedback", sa.Column("words", sa.Text))


def downgrade() -> None:
    for column in ("words", "reason", "changed"):
        op.drop_column("feedback", column)
