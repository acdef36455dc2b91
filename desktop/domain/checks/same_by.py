"""Sums of several tables that must agree name by name: per unit, per subject code, per project (domain §7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.compared import ComparingCheck, Pair, side
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.names import tolerant_key
from desktop.domain.checks.row_groups import Term


class SameByCheck(ComparingCheck):
    """Compares the sum of the left terms with that of the right ones, for every name that both sides have.

    Parameters:
        left, right: terms, see ``row_groups``.
        left_words, right_words: what the sums are.
        keys: the only names it is about; by default all.
        tail: code of tails.
    """

    name: ClassVar[str] = "same-by"
    params: ClassVar[tuple[Param, ...]] = (
        Param("left", ParamType.TERMS),
        Param("right", ParamType.TERMS),
        Param("left_words", ParamType.TEXT),
        Param("right_words", ParamType.TEXT),
        Param("keys", ParamType.TEXTS, required=False, default=()),
        ComparingCheck.TAIL,
    )
    fields: ClassVar[frozenset[str]] = ComparingCheck.COMPARED | {"key"}

    def prepare(self) -> None:
        """Bind the terms."""
        self.left = [Term(self, table) for table in self.values["left"]]
        self.right = [Term(self, table) for table in self.values["right"]]
        self.only = frozenset(map(tolerant_key, self.values["keys"]))

    def watches(self) -> Iterable[Watch]:
        """What the terms read."""
        return [watch for term in (*self.left, *self.right) for watch in term.watches]

    def reset(self) -> None:
        """Name every row."""
        for term in (*self.left, *self.right):
            term.reset()

    def scopes(self) -> Iterable[Scope]:
        """Each name of the left side."""
        return dict.fromkeys(key for term in self.left for key in term.names())

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The names the cell belongs to."""
        return set().union(*(term.touched(cell) for term in (*self.left, *self.right)))

    def pairs(self, scope: Scope) -> Iterable[Pair]:
        """Both sums; nothing for a name that one side does not have, which is the business of ``listed``."""
        key = str(scope)
        if self.only and key not in self.only:
            return
        left = [cell for term in self.left for cell in term.cells(key)]
        right = [cell for term in self.right for cell in term.cells(key)]
        if not left or not right:
            return
        first = next(term for term in self.left if term.rows(key))
        title = first.title(first.rows(key)[0])
        one = side(self.record, self.calculator, f"{title} {self.values['left_words']}", left)
        other = side(self.record, self.calculator, self.values["right_words"], right)
        words = {"key": title, "left_words": self.values["left_words"]}
        yield Pair(left[0][1], one, other, words)


class ListedCheck(Check):
    """Rows whose name stands in no row of other tables: a unit, a subject, a project of one table alone.

    Nothing is said while the other tables have no named row at all (they are missing, which is reported once), or a row
    whose name nothing tells.

    Parameters:
        rows: terms whose rows are looked for.
        others: terms they are looked for in.
        others_words: what the others are.
        except_names: names that need not be there.
    """

    name: ClassVar[str] = "listed"
    params: ClassVar[tuple[Param, ...]] = (
        Param("rows", ParamType.TERMS),
        Param("others", ParamType.TERMS),
        Param("others_words", ParamType.TEXT),
        Param("except_names", ParamType.TEXTS, required=False, default=()),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"key", "others"})

    def prepare(self) -> None:
        """Bind the terms."""
        self.own = [Term(self, table) for table in self.values["rows"]]
        self.others = [Term(self, table) for table in self.values["others"]]
        self.excepted = frozenset(map(tolerant_key, self.values["except_names"]))

    def watches(self) -> Iterable[Watch]:
        """What names the rows."""
        return [watch for term in (*self.own, *self.others) for watch in term.shaping]

    def reset(self) -> None:
        """Name every row."""
        for term in (*self.own, *self.others):
            term.reset()

    def scopes(self) -> Iterable[Scope]:
        """Each name."""
        return dict.fromkeys(key for term in self.own for key in term.names())

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The old and the new name; every name when the others say more or less than before as a whole."""
        before = self._can_tell
        keys = set().union(*(term.touched(cell) for term in (*self.own, *self.others)))
        return keys if self._can_tell is before else keys.union(str(scope) for scope in self.scopes())

    @property
    def _can_tell(self) -> bool:
        return any(True for term in self.others for _ in term.names()) and not any(
            term.nameless for term in self.others
        )

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """One finding for a name of the rows that the others do not have, at its first row."""
        key = str(scope)
        if key in self.excepted or not self._can_tell or any(term.rows(key) for term in self.others):
            return
        for term in self.own:
            rows = term.rows(key)
            if rows:
                cell = CellId(term.section, rows[0], term.naming_column)
                others = tuple(CellId(term.section, row, cell.column) for row in rows[1:])
                title = term.title(rows[0])
                words = {"key": title, "others": self.values["others_words"]}
                yield self.finding(cell, words, left=title, right=self.values["others_words"], others=others)
                return
