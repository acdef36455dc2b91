"""Points that must add up exactly: all of a form to its whole, those of a level to what its cell prints (domain §5).

Points are not rounded figures, so there is no tail: 99.9 is not 100. Nothing is said while a weight is missing or no
number, since that is reported where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.amounts import Amount, trim_zeros
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch, parse_cell
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.wording import amount_words
from desktop.domain.definition import Column
from desktop.domain.evaluation_json import fold_label
from desktop.domain.level_points import points_cell
from desktop.domain.record import Record


def summed(record: Record, cells: Sequence[CellId]) -> Amount | None:
    """The exact sum of points without needless zeros; None when one is blank or no number, or there are none."""
    amounts = [record.amount(cell) for cell in cells]
    known = [amount for amount in amounts if amount is not None]
    if not cells or len(known) < len(cells):
        return None
    whole = sum((amount.value for amount in known), Decimal(0))
    return trim_zeros(Amount(whole, max(amount.decimals for amount in known)))


class WeightSumCheck(Check):
    """One finding when the weights of a form do not add up to its whole.

    Parameters:
        section, column: the weights of the indicators.
        cells: weights outside of it (预算执行率).
        total: what they must add up to.
    """

    name: ClassVar[str] = "weight-sum"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("column", ParamType.COLUMN),
        Param("cells", ParamType.CELLS, required=False, default=()),
        Param("total", ParamType.NUMBER, required=False, default=100),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"direction", "difference"})

    def prepare(self) -> None:
        """Find the cells outside."""
        found = [parse_cell(self.definition, name) for name in self.values["cells"]]
        self.outside: tuple[CellId, ...] = tuple(cell for cell in found if cell is not None)
        self.total = Decimal(str(self.values["total"]))

    def watches(self) -> Iterable[Watch]:
        """All weights."""
        return [(self.section.key, self.values["column"]), *((cell.section, cell.column) for cell in self.outside)]

    def scopes(self) -> Iterable[Scope]:
        """The form."""
        return ("",)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The form."""
        return ("",)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a form without indicators. Stands at the first weight of the indicators, named as the column.

        The other weights are not named: which of them is wrong nobody knows, and marking all says nothing.
        """
        cells = [self.cell(row, self.values["column"]) for row in self.row_keys()]
        whole = summed(self.record, [*self.outside, *cells])
        if not cells or whole is None or whole.value == self.total:
            return
        column = self.section.column_by_key[self.values["column"]]
        difference = trim_zeros(Amount(abs(whole.value - self.total), whole.decimals))
        yield self.finding(
            cells[0],
            {"direction": "多" if whole.value > self.total else "少", "difference": amount_words(difference)},
            left=amount_words(whole),
            right=f"{self.total:f}",
            others=self.outside,
            where=self.section.key,
            place=f"{self.section.title} · {column.short}",
        )


class WeightSubtotalCheck(Check):
    """One finding for each first level whose weights do not add up to the points printed in its cell.

    Parameters:
        section, column: the weights of the indicators.
        group: the column of level names; its ``points`` say where the printed points are kept.
    """

    name: ClassVar[str] = "weight-subtotal"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("column", ParamType.COLUMN),
        Param("group", ParamType.COLUMN),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"name"})

    def prepare(self) -> None:
        """Nothing is looked up yet."""
        self._levels: dict[str, CellId | None] = {}

    @property
    def group(self) -> Column:
        """The column of level names."""
        return self.section.column_by_key[self.values["group"]]

    def watches(self) -> Iterable[Watch]:
        """Weights, level names and printed points."""
        section = self.section
        watched = [(section.key, self.values["column"]), (section.key, self.group.key)]
        return watched + [(self.group.points, str(field)) for field in self.scopes()]

    def scopes(self) -> Iterable[Scope]:
        """The fields that hold points."""
        points = self.definition.section_by_key.get(self.group.points)
        return [field.key for field in points.columns] if points is not None else ()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The level of a weight, or whose points they are; all for a name, which may have left another level."""
        if (cell.section, cell.column) == (self.section.key, self.group.key):
            return self.scopes()
        level = self._level(cell.row) if cell.section == self.section.key else cell
        return (level.column,) if level is not None else ()

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a level without rows or without printed points."""
        points = CellId(self.group.points, "", str(scope))
        cells = [self.cell(row, self.values["column"]) for row in self.row_keys() if self._level(row) == points]
        printed, whole = self.record.amount(points), summed(self.record, cells)
        if printed is None or whole is None or whole.value == printed.value:
            return
        name = fold_label(self.record.shown(self.cell(cells[0].row, self.group.key)))
        column = self.section.column_by_key[self.values["column"]]
        yield self.finding(
            cells[0],
            {"name": name},
            left=amount_words(whole),
            right=amount_words(trim_zeros(printed)),
            others=(points,),
            where=f"{points.section}.{name}",
            place=f"{name} · {column.short}",
        )

    def _level(self, row: str) -> CellId | None:
        name = self.record.shown(self.cell(row, self.group.key))
        if name not in self._levels:  # few names, many rows
            self._levels[name] = points_cell(self.definition, self.group, name)
        return self._levels[name]
