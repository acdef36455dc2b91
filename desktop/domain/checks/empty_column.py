"""A column that stays empty in every row although the form as a whole gives cause to fill it. Once for the form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.condition import Condition, cell_behind, side_reference
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.wording import cell_words
from desktop.domain.folding import is_empty


class EmptyColumnCheck(Check):
    """One finding, at the section as a whole, when the condition holds and no row has the column filled.

    Parameters:
        section: the part of the form.
        column: the column.
        when: a condition with names of fixed cells (``funds.total.rate < 90%``).
        left, right: the two figures for the message, names or a figure that stands for itself.
    """

    name: ClassVar[str] = "empty-column"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("column", ParamType.COLUMN),
        Param("when", ParamType.CONDITION),
        Param("left", ParamType.NAME),
        Param("right", ParamType.NAME),
    )

    def prepare(self) -> None:
        """Bind the condition."""
        self.condition = Condition(self, self.values["when"], None)
        self.sides = {side: side_reference(self, self.values[side], None) for side in ("left", "right")}
        self.filled: set[str] = set()

    def watches(self) -> Iterable[Watch]:
        """The column, and what condition and sides read."""
        sides = [(side.section, side.column) for side in self.sides.values() if side is not None]
        return [(self.section.key, self.values["column"]), *self.condition.watches, *sides]

    def reset(self) -> None:
        """Note the filled rows, so that one keystroke need not look at all of them."""
        self.filled = {row for row in self.row_keys() if self._is_filled(row)}

    def _is_filled(self, row: str) -> bool:
        return not is_empty(self.record.shown(self.cell(row, self.values["column"])))

    def scopes(self) -> Iterable[Scope]:
        """The form."""
        return ("",)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The form."""
        if (cell.section, cell.column) == (self.section.key, self.values["column"]):
            (self.filled.add if self._is_filled(cell.row) else self.filled.discard)(cell.row)
        return ("",)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a section without rows."""
        rows = self.record.rows(self.section.key)
        if self.filled or not rows or not self.condition.holds(""):
            return
        column = self.section.column_by_key[self.values["column"]]
        yield self.finding(
            self.cell(rows[0].key, column.key),
            left=self._side("left"),
            right=self._side("right"),
            where=self.section.key,
            place=f"{self.section.title} · {column.short}",
        )

    def _side(self, side: str) -> str:
        reference = self.sides[side]
        return str(self.values[side]) if reference is None else cell_words(self.record, cell_behind(reference, ""))
