"""what finds a clip again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To these tables."""
    op.create_table(
        "traces",
        sa.Column("clip_id", sa.Text(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("prints", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["clip_id"], ["clips.id"], name=op.f("fk_traces_clip_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("clip_id", name=op.f("pk_traces")),
    )
    op.create_index(op.f("ix_traces_mark"), "traces", ["mark"])


def downgrade() -> None:
    """Back to those before."""
    op.drop_table("traces")
