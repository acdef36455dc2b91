"""Targets that look like a figure and cannot be read as one, so that nothing compares them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.wording import shorten
from desktop.domain.targets import ExpectationKind, parse_target, suggest_number


class UnreadableTargetCheck(Check):
    """One finding for each target that would be a figure but for a letter or sign in it (≥9O%).

    Parameters:
        section: the indicators.
        column: the targets.
    """

    name: ClassVar[str] = "unreadable-target"
    local = True
    params: ClassVar[tuple[Param, ...]] = (Param("section", ParamType.SECTION), Param("column", ParamType.COLUMN))

    def watches(self) -> Iterable[Watch]:
        """The targets."""
        return [(self.section.key, self.values["column"])]

    def scopes(self) -> Iterable[Scope]:
        """Each row."""
        return self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell."""
        return (cell.row,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for words, which are a target of their own kind."""
        cell = self.cell(str(scope), self.values["column"])
        text = self.record.shown(cell)
        if not text or parse_target(text, self.record.year).kind is not ExpectationKind.FREE:
            return
        suggestion = suggest_number(text)
        if suggestion:
            fix = Fix(f"改成 {suggestion}", cell, suggestion)
            yield self.finding(cell, left=shorten(text), right=suggestion, fix=fix)
