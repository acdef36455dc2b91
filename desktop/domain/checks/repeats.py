"""A text that only repeats another, e.g. what was achieved repeats what was planned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch, column_of, parse_cell
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.names import exact_key
from desktop.domain.folding import is_empty


class RepeatsCheck(Check):
    """Compares two cells, white space and punctuation aside.

    Parameters:
        cell: the text that should say something of its own.
        of: the text it must not merely repeat.
    """

    name: ClassVar[str] = "repeats"
    params: ClassVar[tuple[Param, ...]] = (Param("cell", ParamType.CELL), Param("of", ParamType.CELL))
    fields: ClassVar[frozenset[str]] = frozenset({"other"})

    def prepare(self) -> None:
        """Find both cells."""
        found = [parse_cell(self.definition, self.values[name]) for name in ("cell", "of")]
        self.pair = [cell for cell in found if cell is not None]

    def watches(self) -> Iterable[Watch]:
        """Both cells' columns."""
        return [(cell.section, cell.column) for cell in self.pair]

    def scopes(self) -> Iterable[Scope]:
        """The pair."""
        return ("",)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The pair."""
        return ("",) if cell in self.pair else ()

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing when either is empty."""
        own, other = self.pair
        texts = [self.record.shown(cell) for cell in self.pair]
        if not any(map(is_empty, texts)) and exact_key(texts[0]) == exact_key(texts[1]):
            yield self.finding(own, {"other": column_of(self.definition, other).short}, others=(other,))
