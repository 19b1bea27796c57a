"""the work of a job."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To these tables."""
    op.add_column("jobs", sa.Column("work", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back to those before."""
    op.drop_column("jobs", "work")
