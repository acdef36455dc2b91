"""Properties of the data file itself, such as the time of the last backup: texts by key."""

from __future__ import annotations

from db.engine import Database

_READ = "SELECT value FROM setting WHERE key = :key"
_WRITE = "INSERT OR REPLACE INTO setting (key, value) VALUES (:key, :value)"
_DELETE = "DELETE FROM setting WHERE key = :key"


def read(db: Database, key: str) -> str:
    """The value of a property, ``""`` when it was never set."""
    found = db.row(_READ, {"key": key})
    return str(found[0]) if found else ""


def write(db: Database, key: str, value: str) -> None:
    """Set a property; ``""`` removes it."""
    if value == "":
        db.run(_DELETE, {"key": key})
    else:
        db.run(_WRITE, {"key": key, "value": value})
