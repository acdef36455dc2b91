"""Migrations, oldest first. A released one is never edited, and none imports today's tables.

One that is SQL alone lists it as ``STATEMENTS`` and imports alembic only inside its functions, because ``db.creation``
runs the list without alembic. No colon may stand in it: ``op.execute`` would take it for a parameter.
"""
