"""Tables that are missing, or of which a part is missing, named as such so that nobody takes them for checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.compared import Pair, Result, difference_words, judge, side
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.identity import Signed
from desktop.domain.checks.row_groups import shaping_columns
from desktop.domain.checks.wording import amount_words
from desktop.domain.definition import ValueType
from desktop.domain.folding import is_empty
from desktop.domain.table_tree import Role


class MissingTableCheck(Check):
    """One finding for a table without a figure (or, where it has no figures, without a text), when it should have some.

    Parameters:
        section: the table; its page holds the title, where the finding stands.
        when: figures added and taken away; while they are 0 or blank the table may be empty.
        words: what these figures are.
    """

    name: ClassVar[str] = "missing-table"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("when", ParamType.FORMULA),
        Param("words", ParamType.TEXT),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"title", "words"})

    def prepare(self) -> None:
        """The columns that count as filled, and the place."""
        columns = self.section.columns
        amounts = tuple(c.key for c in columns if c.type is ValueType.AMOUNT)
        self.columns = amounts or tuple(c.key for c in columns if c.type is not ValueType.LABEL)
        self.when = Signed(self, self.values["when"])
        page = self.definition.page_of(self.section.key)
        head = self.definition.section_by_key.get(page.key)
        has_title = head is not None and "title" in head.column_by_key
        self.place = CellId(page.key, "", "title") if has_title else CellId("form", "", "title")

    def watches(self) -> Iterable[Watch]:
        """The table's figures and those of ``when``."""
        return [*((self.section.key, column) for column in self.columns), *self.when.watches]

    def scopes(self) -> Iterable[Scope]:
        """The table."""
        return ("",)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The table."""
        return ("",)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Stops looking at the first figure it meets, so a filled table costs nothing."""
        if any(self._is_filled(row, column) for row in self.row_keys() for column in self.columns):
            return
        needed = self.when.side("")
        if needed.value is None or not needed.value.value:
            return
        words = {"title": self.section.title, "words": self.values["words"]}
        yield self.finding(
            self.place,
            words,
            left="空着",
            right=amount_words(needed.value),
            others=needed.cells,
            place=self.section.title,
        )

    def _is_filled(self, row: str, column: str) -> bool:
        return not is_empty(self.record.shown(self.cell(row, column)))


class IncompleteCheck(Check):
    """A table whose rows add up to less than they should, and that has no totals of units to compare with.

    Parameters:
        section: a section with a tree that knows units.
        column: the amount.
        of: figures added and taken away: what the rows should come to.
        words: what these figures are.
    """

    name: ClassVar[str] = "incomplete"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("column", ParamType.COLUMN),
        Param("of", ParamType.FORMULA),
        Param("words", ParamType.TEXT),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"difference", "words", "title"})

    def prepare(self) -> None:
        """Bind the formula."""
        self.of = Signed(self, self.values["of"])
        self.shaping = shaping_columns(self.definition, self.section)

    def watches(self) -> Iterable[Watch]:
        """The column, what makes the tree, and what the formula reads."""
        return [(self.section.key, self.values["column"]), *self.shaping, *self.of.watches]

    def scopes(self) -> Iterable[Scope]:
        """The table."""
        return ("",)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The table, unless the cell is an amount below the top of the tree."""
        if (cell.section, cell.column) == (self.section.key, self.values["column"]):
            tree = self.record.tree(self.section.key)
            node = tree.nodes.get(cell.row) if tree is not None else None
            if node is not None and node.parent is not None:
                return ()
        return ("",)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """One finding at the first row."""
        tree = self.record.tree(self.section.key)
        if tree is None or not tree.roots or tree.of(Role.UNIT) or tree.of(Role.DEPARTMENT):
            return
        cells = [(1, self.cell(row, self.values["column"])) for row in tree.roots]
        left = side(self.record, self.calculator, "", cells)
        right = self.of.side("")
        at = cells[0][1]
        if judge(Pair(at, left, right)) is not Result.UNEQUAL or left.value is None or right.value is None:
            return
        if left.value.value > right.value.value:
            return  # too much is an error, whatever is missing
        words = {"words": self.values["words"], "title": self.section.title}
        words |= {"difference": str(difference_words(left.value, right.value)["difference"])}
        yield self.finding(
            at,
            words,
            left=amount_words(left.value),
            right=amount_words(right.value),
            others=(*left.cells[1:], *right.cells),
        )
