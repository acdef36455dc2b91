"""Targets that do not say how they are met: without an operator, or with 约 (domain §8, S4). One finding a table."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.wording import shorten
from desktop.domain.target_types import Operator, Quantity
from desktop.domain.targets import parse_target

_EXAMPLES = 3
_REPORTS = {"no-operator": Operator.NONE, "about": Operator.ABOUT}


class BareTargetCheck(Check):
    """Names the rows whose target has a figure with no operator, or an approximate one.

    100% without an operator is clear: a rate cannot be more.

    Parameters:
        section: the indicators.
        column: the targets.
        report: ``no-operator`` or ``about``.
    """

    name: ClassVar[str] = "bare-target"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("column", ParamType.COLUMN),
        Param("report", ParamType.CHOICE, choices=tuple(_REPORTS)),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"count", "examples"})

    def prepare(self) -> None:
        """Nothing is read yet."""
        self.operator = _REPORTS[self.values["report"]]
        self.rows: set[str] = set()

    def watches(self) -> Iterable[Watch]:
        """The targets, and the year that dates without a year mean."""
        return [(self.section.key, self.values["column"]), ("form", "year")]

    def reset(self) -> None:
        """Read every target."""
        self.rows = {row for row in self.row_keys() if self._is_bare(row)}

    def scopes(self) -> Iterable[Scope]:
        """The table."""
        return ("",)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The table, when there is or was something to say."""
        before = bool(self.rows)
        if cell.section == "form":
            self.reset()
        elif self._is_bare(cell.row):
            self.rows.add(cell.row)
        else:
            self.rows.discard(cell.row)
        return ("",) if before or self.rows else ()

    def _is_bare(self, row: str) -> bool:
        target = parse_target(self.record.shown(self.cell(row, self.values["column"])), self.record.year)
        return any(self._concerns(quantity) for quantity in target.quantities)

    def _concerns(self, quantity: Quantity) -> bool:
        whole = quantity.unit == "%" and quantity.value == Decimal(100)
        return quantity.operator is self.operator and not (whole and self.operator is Operator.NONE)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """One finding at the first such row."""
        if not self.rows:
            return
        rows = sorted(self.rows, key=lambda row: self.record.position(self.section.key, row))
        cells = [self.cell(row, self.values["column"]) for row in rows]
        texts = [self.record.shown(cell) for cell in cells]
        examples = "、".join(f"“{shorten(text)}”" for text in texts[:_EXAMPLES]) + (
            "等" if len(texts) > _EXAMPLES else ""
        )
        words = {"count": len(rows), "examples": examples}
        yield self.finding(cells[0], words, left=shorten(texts[0]), others=tuple(cells[1:]))
