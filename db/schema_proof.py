"""Compares the schema a data file really has with the one ``tables`` declares, and says in Chinese what differs.

Needed where a file may have been changed behind this program's back or by a migration: ``verify``, and after an
upgrade, before it is kept. The only module beside the tests that imports SQLModel; nothing imports it while a file is
opened, read or written (it takes 0.4 s and 41 MB).

Both sides are seen through SQLite itself: the declaration is made in a database in memory, then the same questions are
put to it and to the file. So it does not matter how a statement was spelt, only what SQLite made of it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from db.tables import Base

Query = Callable[[str], list[tuple[Any, ...]]]
"""Runs one statement on the database that is looked at; all its rows."""

_OBJECTS = """SELECT type, name, sql FROM sqlite_master
WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'alembic_version'
ORDER BY type, name"""
_KINDS = {"table": "表", "index": "索引", "trigger": "触发器", "view": "视图"}
_CHECK = re.compile(r"CONSTRAINT\s+\"?(\w+)\"?\s+CHECK\s*\(", re.IGNORECASE)


class _Column(NamedTuple):
    """A column as SQLite sees it; ``key`` is its place in the primary key, 0 for none."""

    type: str
    required: bool
    default: str | None
    key: int


class _Table(NamedTuple):
    """A table as SQLite sees it."""

    columns: dict[str, _Column]
    references: frozenset[tuple[Any, ...]]
    checks: frozenset[str]
    with_rowid: bool


def differences(query: Query) -> list[str]:
    """Every difference between the declared schema and the database behind ``query``, as Chinese sentences.

    Compared: tables, their columns (type, 必填, default, primary key), foreign keys, check constraints and storage;
    indexes with their columns; and that there is nothing else, such as a trigger that would change what is written.
    Not compared: the content.
    """
    return list(_differences(_declared(), _Schema(query)))


def _differences(wanted: _Schema, found: _Schema) -> Iterator[str]:
    for (kind, name), declared in wanted.objects.items():
        if (kind, name) not in found.objects:
            yield f"数据文件里少了{_KINDS[kind]}“{name}”。"
        elif isinstance(declared, _Table):
            yield from _table_differences(name, declared, found.objects[kind, name])
        elif declared != found.objects[kind, name]:
            yield f"{_KINDS[kind]}“{name}”与本版本的规定不同。"
    for kind, name in found.objects:
        if (kind, name) not in wanted.objects:
            yield f"数据文件里多出了{_KINDS.get(kind, kind)}“{name}”，不是自评通建的。"


def _table_differences(name: str, wanted: _Table, found: Any) -> Iterator[str]:
    for column, declared in wanted.columns.items():
        if column not in found.columns:
            yield f"表“{name}”少了栏“{column}”。"
        elif found.columns[column] != declared:
            yield f"表“{name}”的栏“{column}”的类型、必填、默认值或主键与本版本的规定不同。"
    for column in found.columns:
        if column not in wanted.columns:
            yield f"表“{name}”多出了栏“{column}”。"
    if wanted.references != found.references:
        yield f"表“{name}”与上级表的关联与本版本的规定不同。"
    if wanted.checks != found.checks or wanted.with_rowid != found.with_rowid:
        yield f"表“{name}”的约束或存放方式与本版本的规定不同。"


class _Schema:
    """What a database consists of.

    Attributes:
        objects: (kind, name) → a table in full; the columns of an index; the statement of anything else.
    """

    def __init__(self, query: Query) -> None:
        self._query = query
        self.objects: dict[tuple[str, str], object] = {
            (kind, name): self._object(kind, name, sql or "") for kind, name, sql in query(_OBJECTS)
        }

    def _object(self, kind: str, name: str, sql: str) -> object:
        if kind == "table":
            return self._table(name, sql)
        if kind == "index":
            condition = re.search(r"\bWHERE\b(.*)", sql, re.IGNORECASE | re.DOTALL)
            columns = tuple(row[2] for row in self._query(f"PRAGMA index_info({_quoted(name)})"))
            return columns, " ".join(condition[1].split()) if condition else ""
        return sql

    def _table(self, name: str, sql: str) -> _Table:
        columns = {
            column: _Column(kind, bool(required), default, key)
            for _, column, kind, required, default, key, *_ in self._query(f"PRAGMA table_xinfo({_quoted(name)})")
        }
        listed = self._query(f"PRAGMA foreign_key_list({_quoted(name)})")
        references = frozenset(tuple(part[2:]) for part in listed)
        without_rowid = re.search(r"\)\s*WITHOUT\s+ROWID\W*$", sql, re.IGNORECASE) is not None
        return _Table(columns, references, frozenset(_CHECK.findall(sql)), not without_rowid)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@lru_cache(maxsize=1)
def _declared() -> _Schema:
    """The schema of ``tables``, made in memory."""
    dialect = sqlite.dialect()
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(str(CreateTable(table).compile(dialect=dialect)))
            for index in table.indexes:
                connection.execute(str(CreateIndex(index).compile(dialect=dialect)))
        return _Schema(lambda sql: connection.execute(sql).fetchall())
