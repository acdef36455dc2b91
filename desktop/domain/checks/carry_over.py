"""Carry-over that the notes speak of and the money rows do not show: worth a remark, never an error (domain §3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch, parse_cell
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.wording import cell_words
from desktop.domain.folding import fold_width


class CarryOverCheck(Check):
    """Looks for a word for carry-over with an amount behind it while the row meant for it is blank or 0.

    Parameters:
        cell: the amount that should hold carry-over.
        notes: cells with prose.
        words: ways to speak of carry-over.
    """

    name: ClassVar[str] = "carry-over"
    params: ClassVar[tuple[Param, ...]] = (
        Param("cell", ParamType.CELL),
        Param("notes", ParamType.CELLS),
        Param("words", ParamType.TEXTS),
    )

    def prepare(self) -> None:
        """Find the cells, make the pattern."""
        self.amount = parse_cell(self.definition, self.values["cell"])
        found = [parse_cell(self.definition, name) for name in self.values["notes"]]
        self.notes = tuple(cell for cell in found if cell is not None)
        words = "|".join(map(re.escape, self.values["words"]))
        self.pattern = re.compile(
            rf"(?:{words})(?:资金|结余|指标|收入)?[为是共计：:约]{{0,2}}\s*(?P<figure>[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:万元|元))"
        )

    def watches(self) -> Iterable[Watch]:
        """The amount and the notes."""
        cells = (self.amount, *self.notes) if self.amount is not None else self.notes
        return [(cell.section, cell.column) for cell in cells]

    def scopes(self) -> Iterable[Scope]:
        """The form."""
        return ("",)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The form."""
        return ("",)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """At most one finding: the first amount of carry-over in the notes."""
        if self.amount is None:
            return
        planned = self.record.amount(self.amount)
        if planned is not None and planned.value != 0:
            return
        for note in self.notes:
            match = self.pattern.search(fold_width(self.record.shown(note)))
            if match is not None:
                figure = re.sub(r"\s*(?=万?元)", " ", match["figure"], count=1)
                right = cell_words(self.record, self.amount)
                words = {"right": right if right == "空着" else f"是 {right}"}
                yield self.finding(self.amount, words, left=figure, right=right, others=(note,))
                return
