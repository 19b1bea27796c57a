"""files that may go."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To these tables."""
    op.create_table(
        "released",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("released_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_released")),
    )


def downgrade() -> None:
    """Back to those before."""
    op.drop_table("released")
