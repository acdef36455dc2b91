"""Brings a data file to the newest version: runs the migrations in one transaction.

The only module that imports alembic; nothing imports it until a file has to be upgraded.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from db.creation import APPLICATION_ID, MIGRATIONS
from db.engine import connect
from db.faults import raise_fault
from db.schema_proof import differences
from desktop.domain.errors import EnvironmentFault


def upgrade(path: Path, revision: str = "head") -> None:
    """Run the migrations that ``path`` lacks up to ``revision``; all of them are kept, or none.

    A file that does not exist is made. Raises EnvironmentFault when the file cannot be written or when the upgraded
    content does not hold together.
    """
    # One connection only: the migrations run in the transaction that is begun here.
    engine = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise EnvironmentFault(
                    f"数据文件“{path.name}”升级后内容对不上，已退回原样；请换用备份，或联系维护人员。"
                )
            if revision == "head" and (problems := _differences(connection)):
                raise EnvironmentFault(
                    f"数据文件“{path.name}”升级后结构不对，已退回原样（{problems[0].rstrip('。')}）；请联系维护人员。"
                )
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise_fault(error.orig, path)
        raise
    except sqlite3.Error as error:
        raise_fault(error, path)
    finally:
        engine.dispose()


def _connect(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    # A batch migration drops and rebuilds tables; with foreign keys on, that would empty the tables below them.
    connection.execute("PRAGMA foreign_keys=OFF")
    return connection


def _differences(connection: Connection) -> list[str]:
    """What the upgraded file has otherwise than declared: it may have been changed before, by hand."""
    return differences(lambda sql: [tuple(row) for row in connection.exec_driver_sql(sql)])


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
