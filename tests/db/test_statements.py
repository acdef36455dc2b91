"""The prepared statements: valid on the real schema, and none that runs with each cell reads a whole table."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from sqlalchemy import select, update

from db import verification
from db.data_file import DataFile
from db.repositories import changes, content, evaluations, log, settings
from db.sql import prepare
from db.tables import CellTable, table

MODULES = (changes, content, evaluations, log, settings, verification)
WHOLE_TABLE = {"_LIST", "_STEPS", "_CHANGES", "_CELLS", "_ROWS", "_NAMES"}
"""Statements meant to read everything; two of these names also stand for reads of one evaluation."""


def statements(module: ModuleType) -> list[tuple[str, str]]:
    return [
        (f"{module.__name__}.{name}", value)
        for name, value in vars(module).items()
        if isinstance(value, str) and re.match(r"(SELECT|INSERT|UPDATE|DELETE) ", value)
    ]


@pytest.mark.parametrize(("name", "sql"), [one for module in MODULES for one in statements(module)])
def test_a_statement_fits_the_schema_and_uses_keys(data: DataFile, name: str, sql: str) -> None:
    params = dict.fromkeys(re.findall(r"(?<!:):(\w+)", sql))
    plan = " | ".join(str(row[3]) for row in data._db.rows(f"EXPLAIN QUERY PLAN {sql}", params))
    if name.rpartition(".")[2] in WHOLE_TABLE or "_OF_" in name:
        return
    full = [step for step in re.findall(r"SCAN [^|]+", plan) if "ix_command_undone" not in step]
    # Taking the newest command first walks the key from its end and stops at once.
    assert [step.strip() for step in full] in ([], ["SCAN command"]), plan
    assert full == [] or "TEMP B-TREE" not in plan


def test_a_value_inside_a_statement_is_refused() -> None:
    cell = table(CellTable)
    assert prepare(select(cell.c.text)) == "SELECT cell.text \nFROM cell"
    with pytest.raises(ValueError, match="lost"):
        prepare(select(cell.c.text).where(cell.c.text == "x"))
    with pytest.raises(ValueError, match="lost"):
        prepare(update(cell).values(text="x"))
