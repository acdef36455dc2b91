"""Figures that read well and are unusual all the same: negative amounts, decimals in a table of whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.wording import amount_words
from desktop.domain.definition import ValueType


class NegativeCheck(Check):
    """One finding for each negative amount that was entered.

    Parameters:
        section: the table.
        except_column, except_words: rows in which this column holds one of the words may be negative (增减).
    """

    name: ClassVar[str] = "negative"
    local = True
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("except_column", ParamType.COLUMN, required=False),
        Param("except_words", ParamType.TEXTS, required=False, default=()),
    )

    def prepare(self) -> None:
        """The columns of amounts."""
        self.columns = tuple(c.key for c in self.section.columns if c.type is ValueType.AMOUNT)
        self.naming: str | None = self.values["except_column"]

    def watches(self) -> Iterable[Watch]:
        """The amounts, and what excepts a row."""
        names = self.columns if self.naming is None else (*self.columns, self.naming)
        return [(self.section.key, column) for column in names]

    def scopes(self) -> Iterable[Scope]:
        """Each cell."""
        return (self.cell(row, column) for row in self.row_keys() for column in self.columns)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The cell; the whole row when what excepts it changes."""
        return [self.cell(cell.row, column) for column in self.columns] if cell.column == self.naming else (cell,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for what is calculated: its parts are looked at."""
        assert isinstance(scope, CellId)
        amount = self.record.amount(scope) if self.record.text(scope) else None
        if amount is None or amount.value >= 0:
            return
        named = self.record.text(self.cell(scope.row, self.naming)) if self.naming else ""
        if not any(word in named for word in self.values["except_words"]):
            yield self.finding(scope, left=amount_words(amount))


class DecimalsCheck(Check):
    """Figures with decimals in a table that is otherwise kept in whole numbers: one finding for the table.

    A table in which half of the figures or more have decimals is kept so on purpose.

    Parameters:
        section: the table.
        at_most: decimals that are usual.
    """

    name: ClassVar[str] = "decimals"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("at_most", ParamType.NUMBER, required=False, default=0),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"count"})

    def prepare(self) -> None:
        """The columns of amounts."""
        self.columns = tuple(c.key for c in self.section.columns if c.type is ValueType.AMOUNT)
        self.usual: set[CellId] = set()
        self.unusual: set[CellId] = set()

    def watches(self) -> Iterable[Watch]:
        """The amounts."""
        return [(self.section.key, column) for column in self.columns]

    def reset(self) -> None:
        """Count every figure."""
        self.usual, self.unusual = set(), set()
        for row in self.row_keys():
            for column in self.columns:
                self._count(self.cell(row, column))

    def _count(self, cell: CellId) -> None:
        self.usual.discard(cell)
        self.unusual.discard(cell)
        amount = self.record.amount(cell) if self.record.text(cell) else None
        if amount is not None:
            (self.unusual if amount.decimals > self.values["at_most"] else self.usual).add(cell)

    def scopes(self) -> Iterable[Scope]:
        """The table."""
        return ("",)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The table, when there is or was something to say."""
        before = set(self.unusual) if cell in self.unusual else None
        self._count(cell)
        return ("",) if self.unusual or before is not None else ()

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """One finding at the first such figure."""
        if not self.unusual or len(self.unusual) >= len(self.usual):
            return
        order = {column: number for number, column in enumerate(self.columns)}
        cells = sorted(
            self.unusual, key=lambda cell: (self.record.position(cell.section, cell.row), order[cell.column])
        )
        amount = self.record.amount(cells[0])
        assert amount is not None
        yield self.finding(cells[0], {"count": len(cells)}, left=amount_words(amount), others=tuple(cells[1:]))
