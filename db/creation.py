"""Makes an empty data file from the SQL of the migrations, without alembic, which would cost the first start 0.5 s.

No second telling of the schema: a migration of SQL alone lists its ``STATEMENTS``, alembic runs that list in an older
file, and here the lists of all versions are run one after the other in a new one. As soon as one migration needs more
than SQL (a table rebuilt in batch mode), new files too are made by ``upgrade``. Tests prove that both ways agree.
"""

from __future__ import annotations

import runpy
from collections.abc import Sequence
from pathlib import Path

from db.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"

APPLICATION_ID = 0x5A50_4442
"""Stands in the header of every data file ("ZPDB"); tells them from other programs' SQLite files."""

_VERSION_TABLE = """CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""


def make(path: Path, revisions: Sequence[str]) -> bool:
    """Make the data file ``path`` in one transaction; one that another program has just made is left as it is.

    Args:
        path: where there is no file, or one without tables.
        revisions: every version, oldest first.

    Returns:
        False, with nothing done, when the migration to one of the versions is more than SQL.

    Raises EnvironmentFault when the file cannot be written.
    """
    statements = [_VERSION_TABLE]
    for revision in revisions:
        listed = _statements(revision)
        if listed is None:
            return False
        statements += listed
    db = Database(path)
    try:
        with db.transaction():
            if db.row("SELECT 1 FROM sqlite_master") is None:
                for statement in statements:
                    db.run(statement)
                db.run("INSERT INTO alembic_version (version_num) VALUES (:version)", {"version": revisions[-1]})
                db.run(f"PRAGMA application_id={APPLICATION_ID}")
    finally:
        db.close()
    return True


def _statements(revision: str) -> Sequence[str] | None:
    """The SQL of the migration to one version; None when it is more than SQL."""
    (script,) = (MIGRATIONS / "versions").glob(f"{revision}_*.py")
    listed: Sequence[str] | None = runpy.run_path(str(script)).get("STATEMENTS")
    return listed
