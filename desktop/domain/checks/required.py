"""Cells that must not stay empty (未填). Left out: whether what stands there is any good."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.wording import empty_words
from desktop.domain.definition import Shape
from desktop.domain.folding import is_empty


class RequiredCheck(Check):
    """One finding for each empty cell.

    Parameters:
        section: the part of the form.
        columns: by default those the definition calls required.
        rows: keys of the rows; by default all.
        none_is_answer: 无, — and the like count as filled (存在问题: 没有请填无).
    """

    name: ClassVar[str] = "required"
    local = True
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("columns", ParamType.COLUMNS, required=False),
        Param("rows", ParamType.ROWS, required=False, default=()),
        Param("none_is_answer", ParamType.FLAG, required=False, default=False),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"state"})

    def prepare(self) -> None:
        """Take the required columns of the definition where none are named."""
        named = self.values["columns"]
        self.columns: tuple[str, ...] = (
            tuple(named) if named is not None else tuple(c.key for c in self.section.columns if c.required)
        )
        self.rows = frozenset(self.values["rows"])

    def watches(self) -> Iterable[Watch]:
        """The columns."""
        return [(self.section.key, column) for column in self.columns]

    def scopes(self) -> Iterable[Scope]:
        """Each cell."""
        return (self.cell(row, column) for row in self.row_keys() if self._concerns(row) for column in self.columns)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The cell itself."""
        return (cell,) if self._concerns(cell.row) else ()

    def _concerns(self, row: str) -> bool:
        return not self.rows or row in self.rows

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a filled or locked cell."""
        assert isinstance(scope, CellId)
        text = self.record.shown(scope)
        empty = not text.strip() if self.values["none_is_answer"] else is_empty(text)
        if not empty or (self.section.shape is not Shape.FIELDS and self.record.is_locked(scope)):
            return
        yield self.finding(scope, {"state": empty_words(text)})
