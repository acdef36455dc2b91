"""Rows of a budget table against the rows below them: department = units, unit = 类, 类 = 款 = 项 (domain §7, I2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Param, ParamType, Scope, Watch
from desktop.domain.checks.compared import ComparingCheck, Pair, Side, cell_title, side
from desktop.domain.checks.row_groups import shaping_columns
from desktop.domain.definition import ValueType
from desktop.domain.table_tree import Role, Tree, differing


class TreeSumCheck(ComparingCheck):
    """Compares what a row shows with the sum of the rows right below it, column by column.

    Parameters:
        section: a section with a tree.
        tail: code of tails.
    """

    name: ClassVar[str] = "tree-sum"
    params: ClassVar[tuple[Param, ...]] = (Param("section", ParamType.SECTION), ComparingCheck.TAIL)
    fields: ClassVar[frozenset[str]] = ComparingCheck.COMPARED | {"parts"}

    def prepare(self) -> None:
        """The columns of amounts, and those that make the tree."""
        self.columns = tuple(c.key for c in self.section.columns if c.type is ValueType.AMOUNT)
        self.shaping = shaping_columns(self.definition, self.section)
        self._seen: Tree | None = None

    def reset(self) -> None:
        """Remember the tree that the scopes come from."""
        self._seen = self.record.tree(self.section.key)

    def watches(self) -> Iterable[Watch]:
        """Both."""
        return [*((self.section.key, column) for column in self.columns), *self.shaping]

    def scopes(self) -> Iterable[Scope]:
        """Each cell of an amount in a row with rows below; others have nothing to compare."""
        tree = self.record.tree(self.section.key)
        nodes = tree.nodes.values() if tree is not None else ()
        return [self.cell(node.key, column) for node in nodes if node.children for column in self.columns]

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The cell and the one of the row it adds to; those of rows that lie otherwise than before."""
        if (cell.section, cell.column) in self.shaping:
            before, self._seen = self._seen, self.record.tree(self.section.key)
            rows = differing(before, self._seen)
            return [self.cell(row, column) for row in rows for column in self.columns]
        tree = self.record.tree(cell.section)
        node = tree.nodes.get(cell.row) if tree is not None else None
        if node is None:
            return ()
        return [cell] if node.parent is None else [cell, CellId(cell.section, node.parent, cell.column)]

    def pairs(self, scope: Scope) -> Iterable[Pair]:
        """The row and the sum of the rows below; nothing for a row without any, or with one nobody knows."""
        assert isinstance(scope, CellId)
        tree = self.record.tree(scope.section)
        node = tree.nodes.get(scope.row) if tree is not None else None
        if tree is None or node is None or not node.children or scope.row in tree.unsure:
            return
        parts = "各单位" if node.role is Role.DEPARTMENT else "下级各行"
        cells = [(1, CellId(scope.section, key, scope.column)) for key in node.children]
        below = side(self.record, self.calculator, f"{parts}之和", cells)
        yield Pair(scope, self._own(scope), below, {"parts": parts})

    def _own(self, cell: CellId) -> Side:
        return side(self.record, self.calculator, cell_title(self.record, cell), [(1, cell)])
