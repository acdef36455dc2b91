"""Properties of the data file itself, such as the time of the last backup: texts by key."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select

from db.engine import Database
from db.sql import prepare
from db.tables import SettingTable, table

_SETTING = table(SettingTable)
_READ = prepare(select(_SETTING.c.value).where(_SETTING.c.key == bindparam("at")))
_WRITE = prepare(insert(_SETTING).prefix_with("OR REPLACE"))
_DELETE = prepare(delete(_SETTING).where(_SETTING.c.key == bindparam("at")))


def read(db: Database, key: str) -> str:
    """The value of a property, ``""`` when it was never set."""
    found = db.row(_READ, {"at": key})
    return str(found[0]) if found else ""


def write(db: Database, key: str, value: str) -> None:
    """Set a property; ``""`` removes it."""
    if value == "":
        db.run(_DELETE, {"at": key})
    else:
        db.run(_WRITE, {"key": key, "value": value})
