"""The SQL texts, proved against the SQLModel tables; and none that runs with each cell reads a whole table.

The names a statement uses are taken from SQLite itself: its authorizer is told every table and column while a statement
is prepared.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from db import repositories, stored, verification
from db.tables import Base

MODULES = [
    *(
        importlib.import_module(f"db.repositories.{found.name}")
        for found in pkgutil.iter_modules(repositories.__path__)
    ),
    verification,
]
WHOLE_TABLE = {
    "evaluations._LIST",
    "verification._STEPS",
    "verification._CHANGES",
    "verification._CELLS",
    "verification._ROWS",
    "verification._NAMES",
}
"""Statements meant to read everything."""

TABLES = Base.metadata.tables
COLUMNS = {(table.name, column.name) for table in TABLES.values() for column in table.columns}
WORDS = {*get_args(stored.Action), *get_args(stored.State), ""}


def statements(module: ModuleType) -> dict[str, str]:
    """Name → SQL text of the statements of a module."""
    verbs = re.compile(r"(SELECT|INSERT|UPDATE|DELETE)\b")
    return {name: value for name, value in vars(module).items() if isinstance(value, str) and verbs.match(value)}


STATEMENTS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": sql
    for module in MODULES
    for name, sql in statements(module).items()
}
every_statement = pytest.mark.parametrize(("name", "sql"), STATEMENTS.items(), ids=list(STATEMENTS))


@pytest.fixture(scope="module")
def migrated(empty_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{empty_file.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def explained(connection: sqlite3.Connection, sql: str, how: str = "EXPLAIN") -> list[str]:
    """What SQLite says of a statement; raises when it cannot be prepared."""
    params = dict.fromkeys(re.findall(r":(\w+)", sql))
    return [str(row[3]) for row in connection.execute(f"{how} {sql}", params)]


def names_used(connection: sqlite3.Connection, sql: str) -> set[tuple[str, str]]:
    """(table, column) of everything a statement reads or writes; the column is ``""`` where a whole row is meant."""
    seen = set()
    kinds = (sqlite3.SQLITE_READ, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_DELETE)

    def note(kind: int, table: str | None, column: str | None, *_: object) -> int:
        if kind in kinds:
            seen.add((str(table), column or ""))
        return sqlite3.SQLITE_OK

    connection.set_authorizer(note)
    try:
        explained(connection, sql)
    finally:
        connection.set_authorizer(None)
    return seen


def columns_filled(sql: str) -> tuple[str, list[str], list[str]]:
    """Table, columns and values of an insert."""
    found = re.fullmatch(r'INSERT (?:OR \w+ )?INTO "?(\w+)"?\s+\(([^)]+)\)\s+VALUES \(([^)]+)\)', sql)
    assert found is not None, sql
    table, columns, values = found.groups()
    return table, [name.strip(' "') for name in columns.split(",")], [value.strip() for value in values.split(",")]


# which statements there are -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_only_statements_of_the_module_are_run(module: ModuleType) -> None:
    """Guards the tests below: a text put together where it is used would escape them."""
    uses = ("rows", "row", "run", "run_many", "insert")
    found = 0
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="db"), attr=attribute), args=[sql, *_]):
                if attribute not in uses:
                    continue
                found += 1
            case ast.Call(func=ast.Name(id="_one"), args=[_, sql]):
                pass
            case _:
                continue
        match sql:
            case ast.Name(id=name):
                assert name in statements(module) or name == "sql", ast.unparse(node)
            case ast.Constant(value=str(text)):
                assert text.startswith("PRAGMA "), ast.unparse(node)
            case _:
                pytest.fail(ast.unparse(node))
    assert found >= bool(statements(module))


# against the declaration ----------------------------------------------------------------------------------------------


@every_statement
def test_a_statement_fits_the_tables(migrated: sqlite3.Connection, name: str, sql: str) -> None:
    used = names_used(migrated, sql) - {("sqlite_master", "rootpage")}
    assert used
    assert {column for column in used if column[1]} <= COLUMNS
    assert {table for table, _ in used} <= TABLES.keys()
    # SQLite takes a name in double quotes that it does not find for a text; and nobody would miss a misspelt state.
    filled = columns_filled(sql)[1] if sql.startswith("INSERT") else []
    known = {*filled, *(part for names in used for part in names)}
    assert set(re.findall(r'"(\w*)"', sql)) <= known
    assert set(re.findall(r"'([^']*)'", sql)) <= WORDS


@pytest.mark.parametrize("sql", [sql for sql in STATEMENTS.values() if sql.startswith("INSERT")])
def test_an_insert_names_every_column_without_default(sql: str) -> None:
    name, columns, values = columns_filled(sql)
    table = TABLES[name]
    numbered = table.autoincrement_column if table.dialect_options["sqlite"]["autoincrement"] else None
    needed = {one.name for one in table.columns if one.server_default is None and one is not numbered}
    assert needed <= set(columns) <= set(table.columns.keys())
    assert values == [f":{column}" for column in columns]  # none is swapped with its neighbour


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("SELECT value FROM settings", sqlite3.OperationalError),
        ("SELECT val FROM setting", sqlite3.OperationalError),
        ('SELECT section FROM cell WHERE "colunm" = :column', AssertionError),
        ("SELECT id FROM command WHERE state = 'undon'", AssertionError),
        ("SELECT version_num FROM alembic_version", AssertionError),
    ],
)
def test_a_misspelt_name_does_not_pass(migrated: sqlite3.Connection, sql: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        test_a_statement_fits_the_tables(migrated, "", sql)


def test_an_insert_that_leaves_out_a_column_does_not_pass() -> None:
    with pytest.raises(AssertionError):
        test_an_insert_names_every_column_without_default("INSERT INTO setting (key) VALUES (:key)")


# speed ----------------------------------------------------------------------------------------------------------------


@every_statement
def test_a_statement_uses_keys(migrated: sqlite3.Connection, name: str, sql: str) -> None:
    plan = explained(migrated, sql, "EXPLAIN QUERY PLAN")
    if name in WHOLE_TABLE:
        return
    full = [step for step in plan if step.startswith("SCAN") and "ix_command_undone" not in step]
    # Taking the newest command first walks the key from its end and stops at once.
    assert full in ([], ["SCAN command"]), plan
    assert full == [] or not any("TEMP B-TREE" in step for step in plan)


def test_the_statements_named_above_are_there() -> None:
    assert STATEMENTS.keys() >= WHOLE_TABLE
