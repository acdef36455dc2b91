"""Points of the first level against the weights the form's scheme fixes: 执行率 10、产出 50、效益 40 (domain §5)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.amounts import plain
from desktop.domain.checks.base import Check, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.level_points import points_cell, split_points
from desktop.domain.score_expectation import INDICATORS, execution_row
from desktop.domain.scoring_points import WeightDifference, weight_differences

EXECUTION = "预算执行率"
FULL = Decimal(100)


class WeightSchemeCheck(Check):
    """One finding for each first level whose weights are not those of the scheme, execution included."""

    name: ClassVar[str] = "weight-scheme"
    needs_scoring = True
    fields: ClassVar[frozenset[str]] = frozenset({"name", "rule"})

    def prepare(self) -> None:
        """The column of level names; its ``points`` say where the points printed behind them are kept."""
        self.level = self.definition.section_by_key[INDICATORS].column_by_key["level1"]
        self.by_row: dict[str, tuple[str, Decimal | None]] = {}
        self.sums: dict[str, Decimal] = {}
        self.missing = 0

    def reset(self) -> None:
        """Add up all rows."""
        self.by_row, self.sums, self.missing = {}, {}, 0
        for row in self.record.rows(INDICATORS):
            self._look(row.key)

    def _look(self, row: str) -> None:
        """Take a row as it is now; its weight moves from the heading it stood under."""
        old, new = self.by_row.get(row), (self._heading(row), self._weight(CellId(INDICATORS, row, "weight")))
        for one, sign in ((old, -1), (new, 1)):
            if one is not None:
                self.missing += sign * (one[1] is None)
                self.sums[one[0]] = self.sums.get(one[0], Decimal(0)) + sign * (one[1] or 0)
        self.by_row[row] = new

    def _heading(self, row: str) -> str:
        """The name of a row's first level, without printed points."""
        return split_points("".join(self.record.shown(CellId(INDICATORS, row, "level1")).split()))[0]

    def _weight(self, cell: CellId) -> Decimal | None:
        amount = self.record.amount(cell)
        return None if amount is None else amount.value

    def watches(self) -> Iterable[Watch]:
        """Level names, weights and printed points."""
        yield from ((INDICATORS, "level1"), (INDICATORS, "weight"))
        execution = execution_row(self.definition)
        if execution is not None:
            yield (execution[0], "weight")
        if self.level.points:
            printed = self.definition.section_by_key[self.level.points]
            yield from ((printed.key, column.key) for column in printed.columns)

    def scopes(self) -> Iterable[Scope]:
        """The form."""
        return ("",)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The form; of the sums the one row."""
        if cell.section == INDICATORS:
            self._look(cell.row)
        return ("",)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a scheme with free points, and while weights are missing or do not add up among themselves."""
        scoring = self.definition.scoring
        rule = scoring.scheme.weights if scoring is not None else None
        if rule is None or self.missing or not self.by_row:
            return
        execution = execution_row(self.definition)
        outside = Decimal(0) if execution is None else self._weight(CellId(*execution, "weight"))
        if outside is None or outside + sum(self.sums.values()) != FULL:
            return
        whole = self._in_order(outside if execution is not None else None)
        if any(self._misprinted(name, value) for name, value in whole.items()):
            return
        for one in weight_differences(rule, whole):
            yield self._found(one, rule.name)

    def _in_order(self, execution: Decimal | None) -> dict[str, Decimal]:
        """Heading → points in the order of the form, execution first."""
        found = {} if execution is None else {EXECUTION: execution}
        found.update((name, self.sums[name]) for name in dict.fromkeys(map(self._heading, self._keys())))
        return found

    def _keys(self) -> list[str]:
        return [row.key for row in self.record.rows(INDICATORS)]

    def _misprinted(self, name: str, value: Decimal) -> bool:
        """True when other points are printed behind the name of a level than its rows have."""
        cell = points_cell(self.definition, self.level, name)
        printed = self.record.amount(cell) if cell is not None else None
        return printed is not None and printed.value != value

    def _cells(self, heading: str) -> list[CellId]:
        """The weights under a heading."""
        execution = execution_row(self.definition)
        if heading == EXECUTION and execution is not None:
            return [CellId(*execution, "weight")]
        return [CellId(INDICATORS, row, "weight") for row in self._keys() if self._heading(row) == heading]

    def _found(self, one: WeightDifference, rule: str) -> Finding:
        """At the first weight of the heading; at the first of all where the form lacks the heading."""
        own = self._cells(one.heading) or self._cells(self._heading(self._keys()[0]))
        found = "没有" if one.found is None else plain(one.found)
        wanted = "没有" if one.expected is None else plain(one.expected)
        section = self.definition.section_by_key[own[0].section]
        return self.finding(
            own[0],
            {"name": one.heading, "rule": rule},
            left=found,
            right=wanted,
            others=tuple(own[1:]),
            where=f"{own[0].section}.{one.heading}",
            place=f"{section.title} · {one.heading}",
        )
