"""Rows of several tables joined by what they are called: unit, subject code, a name. Kept current cell by cell.

A *term* of a rule file is a table with ``section`` and ``by``: ``unit`` or ``code`` (of a section with a tree), or the
key of a column whose text names the row (compared with tolerance). ``role`` keeps rows of one role, ``unit`` or
``entry``; ``sign`` is 1 or -1; ``column`` the amount; ``key`` puts all its rows under that one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Watch
from desktop.domain.checks.index import KeyIndex
from desktop.domain.checks.names import exact_key, tolerant_key
from desktop.domain.definition import FormDefinition, Section
from desktop.domain.table_tree import Role, Tree, differing

TERM_KEYS = ("section", "column", "by", "role", "sign", "key")
ROLES = {"unit": Role.UNIT, "entry": Role.ENTRY}
UNIT, CODE = "unit", "code"
_ORDINAL = re.compile("^[一二三四五六七八九十]+、")


def shaping_columns(definition: FormDefinition, section: Section) -> set[Watch]:
    """Columns whose texts say how the rows of ``section`` lie above each other, those of the units included."""
    if section.tree is None:
        return set()
    columns = {(section.key, column) for column in section.tree.columns}
    units = definition.section_by_key.get(section.tree.units_of)
    if units is not None and units.tree is not None:
        columns.add((units.key, units.tree.unit))
    return columns


class Term:
    """One term, bound to a form.

    Attributes:
        section: key of its section.
        column: the amount, ``""`` where none is asked for.
        sign: 1 or -1.
        nameless: rows of the role that carry no key: nothing can be said of what is missing then.
    """

    def __init__(self, check: Check, table: Mapping[str, Any]) -> None:
        """Bind ``table``, proven by ``prove`` before."""
        self._record = check.record
        self._part = check.definition.section_by_key[table["section"]]
        self.section: str = table["section"]
        self.column: str = table.get("column", "")
        self.sign: int = table.get("sign", 1)
        self._by: str = table["by"]
        self._role = ROLES.get(table.get("role", ""))
        self._fixed: str = tolerant_key(table.get("key", ""))
        self._index = KeyIndex()
        self._seen: Tree | None = None
        self.nameless: set[str] = set()
        columns = shaping_columns(check.definition, self._part) if self._by_tree else set()
        self._shaping = frozenset(columns or {(self.section, self._by)})

    @property
    def shaping(self) -> frozenset[Watch]:
        """Columns that name the rows."""
        return self._shaping

    @property
    def watches(self) -> frozenset[Watch]:
        """Columns that name the rows, and the amount."""
        return self.shaping | ({(self.section, self.column)} if self.column else frozenset())

    @property
    def _by_tree(self) -> bool:
        return self._by in (UNIT, CODE) and self._part.tree is not None

    def reset(self) -> None:
        """Name every row anew."""
        self._index = KeyIndex()
        self.nameless = set()
        self._seen = self._record.tree(self.section)
        for row in self._record.rows(self.section):
            self._put(row.key)

    def _put(self, row: str) -> frozenset[str]:
        key = self._key(row)
        if key == "":
            self.nameless.add(row)
        else:
            self.nameless.discard(row)
        return self._index.put(row, (key,) if key else ())

    def _key(self, row: str) -> str | None:
        """What a row is called; ``""`` when nothing tells, None when it is none of this term's."""
        tree = self._record.tree(self.section)
        if self._by_tree and tree is not None:
            node = tree.nodes[row]
            if node.role is Role.BLANK or (self._role is not None and node.role is not self._role):
                return None
            return self._fixed or (exact_key(node.unit) if self._by == UNIT else node.code)
        name = tolerant_key(self._record.shown(CellId(self.section, row, self._by)))
        return (self._fixed or name) if name else None

    def touched(self, cell: CellId) -> set[str]:
        """Keys that a change of ``cell`` concerns; names are brought up to date."""
        if (cell.section, cell.column) in self.shaping:
            if not self._by_tree:
                return set(self._put(cell.row))
            before, self._seen = self._seen, self._record.tree(self.section)
            keys = {key for row in differing(before, self._seen) for key in self._put(row)}
            # The row may be called otherwise in a message though its code is the same.
            return keys.union(self._index.keys_of(cell.row)) if cell.section == self.section else keys
        if (cell.section, cell.column) == (self.section, self.column):
            return set(self._index.keys_of(cell.row))
        return set()

    def rows(self, key: str) -> list[str]:
        """Rows called ``key``, in order."""
        found = self._index.rows(key)
        return sorted(found, key=lambda row: self._record.position(self.section, row)) if found else []

    def names(self) -> Iterable[str]:
        """What its rows are called."""
        return self._index.keys()

    def cells(self, key: str) -> list[tuple[int, CellId]]:
        """Amounts of the rows called ``key``, each with its sign."""
        return [(self.sign, CellId(self.section, row, self.column)) for row in self.rows(key)]

    @property
    def naming_column(self) -> str:
        """The column that a finding about a name stands in."""
        tree = self._part.tree
        if self._by_tree and tree is not None:
            return tree.unit if self._by == UNIT else tree.code or tree.name
        return self._by

    def title(self, row: str) -> str:
        """What a row is called as it is printed."""
        tree, node = self._part.tree, None
        shown = self._record.tree(self.section)
        if self._by_tree and tree is not None and shown is not None:
            node = shown.nodes[row]
            if self._by == UNIT:
                return node.unit
            name = self._record.text(CellId(self.section, row, tree.name)) if tree.name else ""
            return f"{node.code}{_ORDINAL.sub('', ''.join(name.split()))}"
        return "".join(self._record.shown(CellId(self.section, row, self._by)).split())
