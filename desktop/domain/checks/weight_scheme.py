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
        """The form."""
        return ("",)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a scheme with free points, and while weights are missing or do not add up among themselves."""
        scoring = self.definition.scoring
        rule = scoring.scheme.weights if scoring is not None else None
        cells = self._cells()
        given = {name: self._sum(found) for name, found in cells.items()}
        whole = {name: value for name, value in given.items() if value is not None}
        if rule is None or len(whole) < len(given) or sum(whole.values()) != FULL:
            return
        if not self.record.rows(INDICATORS) or any(self._misprinted(name, value) for name, value in whole.items()):
            return
        for one in weight_differences(rule, whole):
            yield self._found(one, cells, rule.name)

    def _misprinted(self, name: str, value: Decimal) -> bool:
        """True when other points are printed behind the name of a level than its rows have."""
        cell = points_cell(self.definition, self.level, name)
        printed = self.record.amount(cell) if cell is not None else None
        return printed is not None and printed.value != value

    def _cells(self) -> dict[str, list[CellId]]:
        """Heading → its weights, in the order of the form."""
        found: dict[str, list[CellId]] = {}
        execution = execution_row(self.definition)
        if execution is not None:
            found[EXECUTION] = [CellId(*execution, "weight")]
        for row in self.record.rows(INDICATORS):
            text = "".join(self.record.shown(CellId(INDICATORS, row.key, "level1")).split())
            found.setdefault(split_points(text)[0], []).append(CellId(INDICATORS, row.key, "weight"))
        return found

    def _sum(self, cells: list[CellId]) -> Decimal | None:
        amounts = [self.record.amount(cell) for cell in cells]
        known = [amount.value for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if len(known) == len(amounts) else None

    def _found(self, one: WeightDifference, cells: dict[str, list[CellId]], rule: str) -> Finding:
        """At the first weight of the heading; at the first of all where the form lacks the heading."""
        own = cells.get(one.heading) or next(iter(cells.values()))
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
