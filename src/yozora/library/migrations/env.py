"""What alembic runs: the migrations of `versions`, on the connection it is given."""

from alembic import context

from yozora.library.tables import Table

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Table.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
