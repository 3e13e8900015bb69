"""What figures are counted by (day, group of agents, edit distance), and an audit trail that only grows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

STRUCTURE = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
REFUSED = "the audit trail only grows: its rows are neither changed nor deleted"

# Records from before knew no time zone; all of them are of services in Asia/Shanghai, the default.
DAYS = {
    "sqlite": "UPDATE records SET day = date(at, '+8 hours')",
    "postgresql": "UPDATE records SET day = (at AT TIME ZONE 'Asia/Shanghai')::date",
}
GROWS_ONLY = {
    "sqlite": (
        f"CREATE TRIGGER audit_keeps_rows BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
        f"CREATE TRIGGER audit_loses_none BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$",
        "CREATE TRIGGER audit_keeps_rows BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
        "CREATE TRIGGER audit_loses_none BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()",
    ),
}
MAY_SHRINK = {
    "sqlite": ("DROP TRIGGER audit_keeps_rows", "DROP TRIGGER audit_loses_none"),
    "postgresql": (
        "DROP TRIGGER audit_keeps_rows ON audit",
        "DROP TRIGGER audit_loses_none ON audit",
        "DROP FUNCTION audit_only_grows()",
    ),
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.add_column("records", sa.Column("day", sa.Date))
    op.add_column("records", sa.Column("agent_group", sa.String(120)))
    op.execute(DAYS[dialect])
    op.create_index("records_by_day", "records", ["day"])
    op.add_column("feedback", sa.Column("distance", sa.Integer))
    op.add_column("audit", sa.Column("before", STRUCTURE))
    op.add_column("audit", sa.Column("after", STRUCTURE))
    for statement in GROWS_ONLY[dialect]:
        op.execute(statement)


def downgrade() -> None:
    for statement in MAY_SHRINK[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_column("audit", "after")
    op.drop_column("audit", "before")
    op.drop_column("feedback", "distance")
    op.drop_index("records_by_day", "records")
    op.drop_column("records", "agent_group")
    op.drop_column("records", "day")
