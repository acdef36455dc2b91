"""Computed cells: what they show, what that rests on, and what a change touches.

Formulas and their order are the plan's (``formula_plan``). A recalculation visits only formulas that depend on a
changed cell, so its cost follows what the cell touches, not the form's size.

Printed decimals: a sum shows as many decimals as the column asks for or its addends print, whichever is more; a rate
is rounded half-up at the column's decimals (domain: "half-up at the printed decimals"). A column that trims is rounded
at its decimals whatever its inputs print, and loses the zeros at the end (points: 10, 9.5).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from desktop.domain.address import CellId
from desktop.domain.amounts import Amount, format_amount, round_amount, trim_zeros
from desktop.domain.definition import Column, ValueType
from desktop.domain.expression import UNDEFINED, Value
from desktop.domain.folding import Emptiness, emptiness
from desktop.domain.formula_plan import EACH, Formula, plan
from desktop.domain.record import Record, fill_pattern, province_of
from desktop.domain.table_tree import Tree, differing


@dataclass(frozen=True, slots=True)
class Footing:
    """What a figure rests on.

    Attributes:
        count: printed amounts it is made of: 1 for an entered one, those of its parts for a calculated one. The law of
            rounding asks for it (domain §6): a sum that nobody printed is as inexact as all that were added.
        doubtful: something it rests on is filled and reads as no number, so that nothing can be judged by it.
    """

    count: int = 0
    doubtful: bool = False


NOTHING = Footing()
_ENTERED = Footing(1)
_UNREADABLE = Footing(0, doubtful=True)


class Calculator:
    """Keeps ``record.calculated`` current."""

    def __init__(self, record: Record) -> None:
        """Bind to ``record``; call ``full`` once before the first ``update``."""
        self.record = record
        self.plan = plan(record.definition)
        self._bases: dict[CellId, Footing] = {}
        self._rebased: set[CellId] = set()
        self._trees: dict[str, Tree | None] = {}

    def full(self) -> set[CellId]:
        """Calculate everything. Returns the cells whose calculated text changed."""
        pending: dict[int, set[str]] = defaultdict(set)
        self._trees = {part.key: self.record.tree(part.key) for part in self.record.definition.sections if part.tree}
        for index, formula in enumerate(self.plan.formulas):
            pending[index].update(self._rows_of(formula))
        return self._run(pending)

    def update(self, cells: Iterable[CellId], sections: Iterable[str] = ()) -> set[CellId]:
        """Calculate what depends on changed ``cells`` and on ``sections`` whose rows were added, removed or moved.

        Returns the cells whose calculated text changed.
        """
        pending: dict[int, set[str]] = defaultdict(set)
        for cell in cells:
            self._mark(cell, pending)
        for section in sections:
            self._forget_removed_rows(section)
            for index, formula in enumerate(self.plan.formulas):
                if formula.section == section or any(r.section == section and r.whole for r in formula.references):
                    pending[index].update(self._rows_of(formula))
            self._mark_trees(section, pending)
        return self._run(pending)

    def _mark_trees(self, section: str, pending: dict[int, set[str]]) -> None:
        """Rows of a table came, went or were named anew: sums of its tree, and of those that look at its units.

        Only sums of rows that lie otherwise than before are marked; what depends on them follows.
        """
        for part in self.record.definition.sections:
            if part.tree is None or section not in (part.key, part.tree.units_of):
                continue
            tree = self.record.tree(part.key)
            rows = differing(self._trees.get(part.key), tree)
            self._trees[part.key] = tree
            if not rows:
                continue
            here = {key for key in rows if tree is not None and key in tree.nodes}
            for index, formula in enumerate(self.plan.formulas):
                if formula.tree and formula.section == part.key:
                    pending[index].update(here)
                elif any(r.section == part.key and r.rows for r in formula.references):
                    pending[index].update(self._rows_of(formula))

    def _forget_removed_rows(self, section: str) -> None:
        """Drop the results of rows that are gone; when a row comes back it is calculated anew."""
        if any(formula.section == section and formula.row is EACH for formula in self.plan.formulas):
            here = {row.key for row in self.record.rows(section)}
            gone = [cell for cell in self.record.calculated if cell.section == section and cell.row not in here]
            for cell in gone:
                del self.record.calculated[cell]
                self._bases.pop(cell, None)

    def expected(self, cell: CellId) -> str:
        """What the formula gives for ``cell``, whatever is entered there; ``""`` for a cell without a formula."""
        return self.record.calculated.get(cell, "")

    def basis(self, cell: CellId) -> Footing:
        """What the figure that ``cell`` shows rests on; ``NOTHING`` for a blank."""
        text = self.record.text(cell)
        if not text:
            return self._bases.get(cell, NOTHING)
        if self.record.amount(cell) is not None:
            return _ENTERED
        return _UNREADABLE if emptiness(text) is Emptiness.FILLED else NOTHING

    def take_rebased(self) -> set[CellId]:
        """Cells that show what they showed, resting on something else (``basis``), since this was last asked."""
        taken, self._rebased = self._rebased, set()
        return taken

    def _rest_on(self, formula: Formula, cell: CellId) -> Footing:
        """What the calculated figure of ``cell`` rests on."""
        if formula.pattern:
            return NOTHING
        count, doubtful = 0, False
        for one in self._read(formula, cell):
            basis = self.basis(one)
            count += basis.count
            doubtful = doubtful or basis.doubtful
        return Footing(count, doubtful) if count or doubtful else NOTHING

    def _read(self, formula: Formula, cell: CellId) -> Iterator[CellId]:
        """Cells that the formula of ``cell`` reads."""
        if formula.tree:
            tree = self.record.tree(formula.section)
            node = tree.nodes.get(cell.row) if tree is not None else None
            for key in node.children if node is not None else ():
                yield CellId(cell.section, key, cell.column)
        for reference in formula.references:
            rows = reference.row_keys(self.record) if reference.whole else [reference.row]
            for row in rows:
                yield CellId(reference.section, cell.row if row is None else row, reference.column)

    def _rows_of(self, formula: Formula) -> list[str]:
        if formula.row is not EACH:
            return [formula.row or ""]
        return [row.key for row in self.record.rows(formula.section)]

    def _mark(self, cell: CellId, pending: dict[int, set[str]]) -> None:
        part = self.record.definition.section_by_key[cell.section]
        if part.tree is not None:
            self._mark_tree(cell, part.tree.columns, pending)
        for index, reference in self.plan.readers.get((cell.section, cell.column), ()):
            formula = self.plan.formulas[index]
            if reference.whole or reference.row == cell.row:
                pending[index].update(self._rows_of(formula))
            elif reference.row is None:
                pending[index].add(cell.row)

    def _mark_tree(self, cell: CellId, shaping: frozenset[str], pending: dict[int, set[str]]) -> None:
        if cell.column in shaping:
            self._mark_trees(cell.section, pending)
            return
        tree = self.record.tree(cell.section)
        for index, formula in enumerate(self.plan.formulas):
            if formula.tree and (formula.section, formula.column.key) == (cell.section, cell.column) and tree:
                pending[index].update(tree.above(cell.row))

    def _run(self, pending: dict[int, set[str]]) -> set[CellId]:
        changed: set[CellId] = set()
        queue = list(pending)
        heapq.heapify(queue)
        while queue:
            index = heapq.heappop(queue)  # the queue holds the keys of ``pending``, each once
            formula = self.plan.formulas[index]
            for row in self._in_order(formula, pending.pop(index)):
                cell = CellId(formula.section, row, formula.column.key)
                text, basis = self._text(formula, cell), self._rest_on(formula, cell)
                same_text = text == self.record.calculated.get(cell, "")
                if same_text and basis == self._bases.get(cell, NOTHING):
                    continue
                self._bases[cell] = basis
                if same_text:
                    self._rebased.add(cell)
                else:
                    self.record.calculated[cell] = text
                    changed.add(cell)
                before = set(pending)
                self._mark(cell, pending)
                for new in set(pending) - before:
                    heapq.heappush(queue, new)
        return changed

    def _in_order(self, formula: Formula, rows: set[str]) -> list[str]:
        """Sums of a tree from the lowest rows up; for other formulas the order does not matter."""
        tree = self.record.tree(formula.section) if formula.tree else None
        return sorted(rows, key=lambda row: -len(tree.above(row))) if tree is not None else list(rows)

    # values -------------------------------------------------------------------------------------------------------

    def _text(self, formula: Formula, cell: CellId) -> str:
        if formula.tree:
            return self._tree_sum(formula, cell)
        if formula.expression is None:
            return self._filled_pattern(formula)
        by_name = {reference.name: reference for reference in formula.references}
        inputs: list[Amount | None] = []

        def lookup(name: str) -> Value | list[Value]:
            reference = by_name[name]
            if reference.whole:
                rows = reference.row_keys(self.record)
                cells = [CellId(reference.section, row, reference.column) for row in rows]
                inputs.extend(self.record.amount(one) for one in cells)
                return [self.record.number(one) for one in cells]
            row = cell.row if reference.row is None else reference.row
            one = CellId(reference.section, row, reference.column)
            inputs.append(self.record.amount(one))
            return self.record.number(one)

        return _printed(formula.column, formula.expression.evaluate(lookup), inputs)

    def _tree_sum(self, formula: Formula, cell: CellId) -> str:
        """The sum of the rows below; ``""`` for a row without any, or when all of them are blank."""
        tree = self.record.tree(formula.section)
        node = tree.nodes.get(cell.row) if tree is not None else None
        if node is None or not node.children:
            return ""
        parts = [self.record.amount(CellId(cell.section, key, cell.column)) for key in node.children]
        known = [part for part in parts if part is not None]
        if not known:
            return ""
        return _printed(formula.column, sum((part.value for part in known), Decimal(0)), parts)

    def _filled_pattern(self, formula: Formula) -> str:
        names = {r.name: self.record.shown(CellId(r.section, "", r.column)) for r in formula.references}
        names["province"] = province_of(names.get("bureau", ""))
        return fill_pattern(formula.pattern, names)


def _printed(column: Column, value: Value, inputs: list[Amount | None]) -> str:
    """The text of a calculated value; ``""`` for blank, undefined and conditions."""
    if value is UNDEFINED:
        nothing_spent = all(amount is not None and amount.value == 0 for amount in inputs)
        return column.zero_over_zero if nothing_spent else ""
    if not isinstance(value, Decimal):
        return ""
    if column.type is ValueType.PERCENT:
        # As a fraction: Decimal would round to 28 digits first, and rounding twice is not half-up.
        rate = round_amount(Fraction(value) * 100, column.decimals or 0)
        return f"{format_amount(trim_zeros(rate) if column.trim else rate)}%"
    if column.trim:
        return format_amount(trim_zeros(round_amount(value, column.decimals or 0)))
    printed = max([column.decimals or 0, *(amount.decimals for amount in inputs if amount is not None)])
    return format_amount(round_amount(value, printed))
