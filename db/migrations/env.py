"""Runs the migrations on the connection that ``db.upgrade`` hands over, inside its transaction.

No alembic.ini, no logging set-up, no metadata: works the same from source, installed and frozen.
"""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
