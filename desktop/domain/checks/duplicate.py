"""The same name twice, and names that only differ by a known drift of wording."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.index import KeyIndex
from desktop.domain.checks.names import exact_key, tolerant_key
from desktop.domain.checks.wording import shorten


class DuplicateCheck(Check):
    """One finding for each later row of the same name.

    Parameters:
        section: the part of the form.
        column: the names.
        near: compare with tolerance and report only names that are not written alike.
    """

    name: ClassVar[str] = "duplicate"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("column", ParamType.COLUMN),
        Param("near", ParamType.FLAG, required=False, default=False),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"name", "count", "first"})

    def prepare(self) -> None:
        """Choose how names are compared."""
        self.key = tolerant_key if self.values["near"] else exact_key
        self.index = KeyIndex()

    def watches(self) -> Iterable[Watch]:
        """The names."""
        return [(self.section.key, self.values["column"])]

    def reset(self) -> None:
        """Index every name."""
        self.index = KeyIndex()
        for row in self.row_keys():
            self.index.put(row, (self.key(self._name(row)),))

    def scopes(self) -> Iterable[Scope]:
        """Each name."""
        return self.index.keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The old and the new name of the row."""
        return self.index.put(cell.row, (self.key(self._name(cell.row)),))

    def _name(self, row: str) -> str:
        return self.record.shown(self.cell(row, self.values["column"]))

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Every row of the name but the first."""
        rows = sorted(self.index.rows(str(scope)), key=lambda row: self.record.position(self.section.key, row))
        if len(rows) < 2:
            return
        first, column = rows[0], self.values["column"]
        for row in rows[1:]:
            alike = exact_key(self._name(row)) == exact_key(self._name(first))
            if alike is self.values["near"]:
                continue
            words = {
                "name": shorten(self._name(row)),
                "count": len(rows),
                "first": self.record.position(self.section.key, first) + 1,
            }
            left, right = (None, None) if alike else (shorten(self._name(row)), shorten(self._name(first)))
            others = (self.cell(first, column),)
            yield self.finding(self.cell(row, column), words, left=left, right=right, others=others)
