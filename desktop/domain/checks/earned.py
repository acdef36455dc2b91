"""Sums of the indicators' scores and weights, kept true with every change at the cost of one row.

Checks of a form as a whole ask for them at every score; adding up a long form each time would be felt.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.address import CellId
from desktop.domain.calculation import Calculator
from desktop.domain.checks.figures import is_reliable
from desktop.domain.folding import Emptiness, emptiness
from desktop.domain.formula_plan import Formula
from desktop.domain.record import Record
from desktop.domain.score_expectation import INDICATORS, Earned

COLUMNS = ("score", "weight")


@dataclass(frozen=True, slots=True)
class _Row:
    """What one row gives: its figures, 0 while they cannot be used; ``fits``: a score between 0 and its weight."""

    score: Decimal = Decimal(0)
    weight: Decimal = Decimal(0)
    fits: bool = False
    unreadable: frozenset[str] = frozenset()


class EarnedIndex:
    """Sums over the indicators of one record."""

    def __init__(self, record: Record, calculator: Calculator) -> None:
        """Bind to a record; nothing is known before ``reset``."""
        self._record, self._calculator = record, calculator
        self._clear()

    def _clear(self) -> None:
        self._rows: dict[str, _Row] = {}
        self._score = self._weight = Decimal(0)
        self._misfits = 0
        self._unreadable = dict.fromkeys(COLUMNS, 0)

    def reset(self) -> None:
        """Look at every row."""
        self._clear()
        for row in self._record.rows(INDICATORS):
            self.update(row.key)

    def update(self, row: str) -> None:
        """Look at one row again."""
        new = self._look(row)
        for one, sign in ((self._rows.get(row), -1), (new, 1)):
            if one is None:
                continue
            self._score += sign * one.score
            self._weight += sign * one.weight
            self._misfits += sign * (not one.fits)
            for column in one.unreadable:
                self._unreadable[column] += sign
        self._rows[row] = new

    def _look(self, row: str) -> _Row:
        cells = {column: CellId(INDICATORS, row, column) for column in COLUMNS}
        unreadable = frozenset(
            column
            for column, cell in cells.items()
            if self._record.amount(cell) is None and emptiness(self._record.shown(cell)) is Emptiness.FILLED
        )
        score, weight = (self._record.amount(cells[column]) for column in COLUMNS)
        if score is None or weight is None or not 0 <= score.value <= weight.value:
            return _Row(unreadable=unreadable)
        return _Row(score.value, weight.value, True, unreadable)

    @property
    def earned(self) -> Earned | None:
        """Scores and weights added up; None while a row has none, or a score beyond its weight."""
        return None if self._misfits or not self._rows else Earned(self._score, self._weight)

    def is_reliable(self, cell: CellId) -> bool:
        """As ``figures.is_reliable``, without walking the indicators."""
        if self._record.text(cell):
            return is_reliable(self._record, self._calculator, cell)
        return all(self._is_sound(formula, cell.row) for formula in self._formulas(cell))

    def _formulas(self, cell: CellId) -> list[Formula]:
        return [
            formula
            for formula in self._calculator.plan.formulas
            if (formula.section, formula.column.key) == (cell.section, cell.column) and formula.row in (None, cell.row)
        ]

    def _is_sound(self, formula: Formula, row: str) -> bool:
        for reference in formula.references:
            section, column = reference.section, reference.column
            if reference.whole and section == INDICATORS and column in COLUMNS:
                if self._unreadable[column]:
                    return False
                continue
            rows = reference.row_keys(self._record) if reference.whole else [reference.row]
            if not all(self.is_reliable(CellId(section, row if key is None else key, column)) for key in rows):
                return False
        return True
