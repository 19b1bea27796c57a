"""which clips are marked visibly."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To these tables."""
    op.add_column("jobs", sa.Column("visible_mark", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Back to those before."""
    op.drop_column("jobs", "visible_mark")
