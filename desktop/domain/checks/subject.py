"""Subject codes of budget tables: their form, their names, the rows above them; codes and units written twice.

Source: 财政部《政府收支分类科目》. Places have subjects of their own, so a code that is not listed is a hint at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.index import KeyIndex
from desktop.domain.checks.names import exact_key, tolerant_key
from desktop.domain.checks.row_groups import shaping_columns
from desktop.domain.checks.wording import shorten
from desktop.domain.table_tree import Node, Role, Tree, differing, squeezed


class SubjectCheck(Check):
    """Looks at the code and the name of one row at a time.

    Parameters:
        section: a section whose tree has codes.
        codes: regular expressions of well-formed codes, in words ``codes_words``.
        report: ``format`` no code by its form; ``unknown`` well-formed, but not in the code list the layout names;
            ``name`` in the list under another name.
    """

    name: ClassVar[str] = "subject"
    local = True
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("codes", ParamType.PATTERNS),
        Param("codes_words", ParamType.TEXT, required=False, default=""),
        Param("report", ParamType.CHOICE, choices=("format", "unknown", "name")),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"codes", "code"})

    def prepare(self) -> None:
        """Name the columns."""
        tree = self.section.tree
        self.code_column, self.name_column = (tree.code, tree.name) if tree is not None else ("", "")
        self.codes = re.compile("|".join(f"(?:{pattern})" for pattern in self.values["codes"]))

    def watches(self) -> Iterable[Watch]:
        """Code and name."""
        return [(self.section.key, column) for column in (self.code_column, self.name_column) if column]

    def scopes(self) -> Iterable[Scope]:
        """Each row."""
        return self.row_keys() if self.code_column else ()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row."""
        return (cell.row,) if self.code_column else ()

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a row without a code."""
        row = str(scope)
        cell = self.cell(row, self.code_column)
        code = squeezed(self.record.text(cell))
        if not code:
            return
        report, subjects = self.values["report"], self.definition.subjects
        if self.codes.fullmatch(code) is None:
            if report == "format":
                yield self.finding(cell, {"codes": self.values["codes_words"]}, left=shorten(code))
            return
        if subjects is None or report == "format":
            return
        name_cell = self.cell(row, self.name_column)
        found = subjects.check_name(code, self.record.text(name_cell))
        if found is None:
            if report == "unknown":
                yield self.finding(cell, left=code)
        elif report == "name" and not found.fits and self.record.text(name_cell).strip():
            left = shorten(self.record.text(name_cell))
            fix = Fix(f"改成 {found.official}", name_cell, found.official)
            yield self.finding(name_cell, {"code": code}, left=left, right=found.official, others=(cell,), fix=fix)


class _TreeRowsCheck(Check):
    """A kind whose findings follow from how the rows lie above each other; looks again when that changes."""

    params: ClassVar[tuple[Param, ...]] = (Param("section", ParamType.SECTION),)

    def prepare(self) -> None:
        """What makes the tree."""
        self.shaping = shaping_columns(self.definition, self.section)
        self._seen: Tree | None = None

    def watches(self) -> Iterable[Watch]:
        """What makes the tree."""
        return self.shaping

    def reset(self) -> None:
        """Read the tree."""
        self._seen = self.record.tree(self.section.key)
        self.read(self._seen)

    def read(self, tree: Tree | None) -> None:
        """Build what ``scopes`` and ``evaluate`` need."""
        raise NotImplementedError

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """Everything of before and after; nothing when another cell of the same change has said it."""
        if self.record.tree(self.section.key) is self._seen:
            return ()
        before = list(self.scopes())
        self.reset()
        return [*before, *self.scopes()]


class SubjectParentCheck(_TreeRowsCheck):
    """Codes without the row of the code above them: 2101501 without 21015 before it.

    One finding for each code that is missing in a unit, at the first row that needs it. A table that prints no row of
    that level at all is made so and has nothing missing.

    Parameters:
        section: a section whose tree has codes.
    """

    name: ClassVar[str] = "subject-parent"
    fields: ClassVar[frozenset[str]] = frozenset({"code", "count"})

    def read(self, tree: Tree | None) -> None:
        """Rows by unit and missing code."""
        self.missing: dict[tuple[str, str], list[str]] = {}
        nodes = tree.nodes if tree is not None else {}
        levels = {node.level for node in nodes.values() if node.code}
        for node in nodes.values():
            above = node.code[:-2]
            if node.level > 1 and node.level - 1 in levels and self._code(nodes.get(node.parent or "")) != above:
                self.missing.setdefault((node.unit, above), []).append(node.key)

    @staticmethod
    def _code(node: Node | None) -> str:
        return node.code if node is not None else ""

    def scopes(self) -> Iterable[Scope]:
        """(unit, missing code)."""
        return self.missing

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """One finding."""
        rows = self.missing.get(scope, ())  # type: ignore[call-overload]  # a scope of this kind is such a pair
        tree = self.section.tree
        if not rows or tree is None or not isinstance(scope, tuple):
            return
        cells = [self.cell(row, tree.code or tree.name) for row in rows]
        words = {"code": scope[1], "count": len(rows)}
        left = squeezed(self.record.text(cells[0]))
        yield self.finding(cells[0], words, left=left, right=scope[1], others=tuple(cells[1:]))


class UncodedSubjectCheck(_TreeRowsCheck):
    """Rows of subjects without a code: not written where the table has a column for it, or not told by their names.

    A table that prints names alone has the codes that the code list gives them; a name that it does not have, or that
    says nothing where it stands, has none. Such rows are compared with no other table, which must be said. One finding
    for a table; the first row bears it.

    Parameters:
        section: a section whose tree has codes, or names alone.
    """

    name: ClassVar[str] = "uncoded-subject"
    fields: ClassVar[frozenset[str]] = frozenset({"count"})

    def read(self, tree: Tree | None) -> None:
        """Rows with a name and without a code, in order."""
        own = self.section.tree
        self.rows: list[str] = []
        if own is None or not own.name or tree is None or (not own.code and self.definition.subjects is None):
            return
        self.rows = [
            node.key
            for node in tree.nodes.values()
            if node.role is Role.ENTRY and not node.code and squeezed(self.record.text(self.cell(node.key, own.name)))
        ]

    def scopes(self) -> Iterable[Scope]:
        """The table."""
        return (self.section.key,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """One finding."""
        own = self.section.tree
        if not self.rows or own is None:
            return
        cells = [self.cell(row, own.code or own.name) for row in self.rows]
        left = shorten(squeezed(self.record.text(self.cell(self.rows[0], own.name))))
        yield self.finding(cells[0], {"count": len(cells)}, left=left, others=tuple(cells[1:]))


class DoubledRowCheck(_TreeRowsCheck):
    """Rows written twice: a unit in a table, a subject or a project in a unit.

    The department and its 本级 unit bear the same name and are no doubles (domain §7): their roles tell them apart.

    Parameters:
        section: a section with a tree.
        what: ``unit``, ``code`` or ``name``.
    """

    name: ClassVar[str] = "doubled-row"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("what", ParamType.CHOICE, choices=("unit", "code", "name")),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"name", "first"})

    def read(self, tree: Tree | None) -> None:
        """Rows by what they are called."""
        self.index = KeyIndex()
        for node in tree.nodes.values() if tree is not None else ():
            self.index.put(node.key, (self._key(node),))

    def _key(self, node: Node) -> str:
        tree = self.section.tree
        if tree is None or node.role is not (Role.UNIT if self.values["what"] == "unit" else Role.ENTRY):
            return ""
        if self.values["what"] == "unit":
            return exact_key(node.unit)
        if self.values["what"] == "code":
            return f"{exact_key(node.unit)} {node.code}" if node.code else ""
        name = tolerant_key(self.record.text(self.cell(node.key, tree.name)))
        return f"{exact_key(node.unit)} {name}" if name else ""

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The old and the new names of the row, and of those that lie otherwise than before."""
        before, self._seen = self._seen, self.record.tree(self.section.key)
        rows = differing(before, self._seen)
        if cell.section == self.section.key:
            rows.add(cell.row)
        nodes = self._seen.nodes if self._seen is not None else {}
        return {key for row in rows if row in nodes for key in self.index.put(row, (self._key(nodes[row]),))}

    def scopes(self) -> Iterable[Scope]:
        """Each name."""
        return self.index.keys()

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Every row of the name but the first."""
        tree = self.section.tree
        rows = sorted(self.index.rows(str(scope)), key=lambda row: self.record.position(self.section.key, row))
        if len(rows) < 2 or tree is None:
            return
        column = {"unit": tree.unit, "code": tree.code or tree.name, "name": tree.name}[self.values["what"]]
        first = self.cell(rows[0], column)
        for row in rows[1:]:
            cell = self.cell(row, column)
            words = {
                "name": shorten(squeezed(self.record.text(cell))),
                "first": self.record.position(self.section.key, rows[0]) + 1,
            }
            yield self.finding(cell, words, others=(first,))
