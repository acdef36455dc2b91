"""Turns a SQLAlchemy statement over the tables into SQL text with named parameters, once, at import."""

from __future__ import annotations

from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.elements import ClauseElement

_DIALECT = sqlite.dialect(paramstyle="named")


def prepare(statement: ClauseElement) -> str:
    """The SQL text of a statement; every value in it must be a ``bindparam`` without a value or a literal column.

    An insert without values takes every column of its table as a parameter of the same name. Raises ValueError when
    the statement carries a value that the text would lose.
    """
    compiled = statement.compile(dialect=_DIALECT)
    lost = {name: value for name, value in (compiled.params or {}).items() if value is not None}
    if lost:
        raise ValueError(f"values would be lost: {lost}")
    return str(compiled)
