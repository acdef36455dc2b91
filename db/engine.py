"""One connection to a data file: its settings, its transactions, its errors told in the user's words.

Decision: statements are SQL text beside the functions that use them, and the standard library's ``sqlite3`` runs them.
Importing SQLModel took 0.4 s and 41 MB of the 0.9 s and 140 MB that the whole program may take, to build texts that
never change; a session, a pool and type conversion have nothing to do here: one connection, integers and texts
only. The tables are declared once all the same, in ``tables``: tests hold every statement to that declaration.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from db.faults import moved_away, raise_fault

BUSY_SECONDS = 3.0
"""How long to wait for another program that is writing before giving up."""

Params = Mapping[str, Any]
Values = tuple[Any, ...]


class Database:
    """An open connection. Used by one thread at a time; it may be handed from one thread to another.

    Attributes:
        path: the data file.

    Every method raises EnvironmentFault or InputError as told in ``faults``.
    """

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS, *, write_ahead: bool = True) -> None:
        self.path = path
        self._identity: tuple[int, int] | None = None
        try:
            self._connection = connect(path, busy_seconds, write_ahead=write_ahead)
        except sqlite3.Error as error:
            raise_fault(error, path)
        self._identity = _identity(path)

    def rows(self, sql: str, params: Params = {}) -> list[Values]:  # noqa: B006 - never changed
        """All rows of a query."""
        try:
            return self._connection.execute(sql, params).fetchall()
        except sqlite3.Error as error:
            raise_fault(error, self.path)

    def row(self, sql: str, params: Params = {}) -> Values | None:  # noqa: B006 - never changed
        """The first row of a query, None when there is none."""
        try:
            found: Values | None = self._connection.execute(sql, params).fetchone()
        except sqlite3.Error as error:
            raise_fault(error, self.path)
        return found

    def run(self, sql: str, params: Params = {}) -> int:  # noqa: B006 - never changed
        """Run a statement; the number of rows it changed."""
        try:
            return self._connection.execute(sql, params).rowcount
        except sqlite3.Error as error:
            raise_fault(error, self.path)

    def run_many(self, sql: str, params: Iterable[Params]) -> None:
        """Run a statement once per set of parameters."""
        try:
            self._connection.executemany(sql, params)
        except sqlite3.Error as error:
            raise_fault(error, self.path)

    def insert(self, sql: str, params: Params) -> int:
        """Insert one row; its number."""
        try:
            return self._connection.execute(sql, params).lastrowid or 0
        except sqlite3.Error as error:
            raise_fault(error, self.path)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written together, on disk when the block ends, or not at all when it raises."""
        if _identity(self.path) != self._identity:
            # Systems that let an open file be deleted go on writing into it, and all of that is gone at the end.
            raise moved_away(self.path)
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads inside see the file as it was at the first of them, whatever other programs write."""
        self.run("BEGIN")
        try:
            yield
        finally:
            self._roll_back()

    def require_writable(self) -> None:
        """Find out now, not at the first cell, whether the file can be written. Nothing is changed.

        SQLite opens a protected file silently for reading, and even begins a transaction on it: only a write tells.
        """
        self.run("BEGIN IMMEDIATE")
        try:
            self.run("UPDATE alembic_version SET version_num = version_num")
        finally:
            self._roll_back()

    def close(self) -> None:
        """Close; the last one to close a file also folds its WAL file into it."""
        try:
            self._connection.close()
        except sqlite3.Error as error:
            raise_fault(error, self.path)

    def _roll_back(self) -> None:
        # SQLite has rolled back already after a full disk or an input/output error.
        if self._connection.in_transaction:
            self.run("ROLLBACK")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at ``path``; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def connect(path: Path, busy_seconds: float = BUSY_SECONDS, *, write_ahead: bool = True) -> sqlite3.Connection:
    """A connection with the settings every data file is used with. Raises sqlite3.Error.

    WAL with FULL: a commit is one fsync, and it is on disk when COMMIT returns. ``isolation_level=None``: no hidden
    BEGIN of the driver, transactions are ours. The thread check is off so that a file can be opened while the window
    is being built and then be handed over. ``write_ahead=False`` leaves a backup the single file it is.
    """
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    try:
        if write_ahead:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
    except BaseException:
        connection.close()
        raise
    return connection
