"""Which row of a budget table stands above which: department, units, subjects 类 款 项, projects.

The first row of 表2, 7, 9 and 10 is the department, the second its 本级 unit *with the same name* (domain §7): place
and blanks tell them apart, never names. A subject belongs to the nearest subject above it, of the same unit, whose code
begins its own; where a table prints names only (表1, 表6) the code list says the codes.

Left out: sums (``calculation``), what is wrong with them (``checks``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from desktop.domain.definition_pages import TableTree

if TYPE_CHECKING:
    from desktop.domain.subjects import SubjectList

_ITEM = 7
"""Digits of a 项, below which nothing stands."""
_TOP = re.compile(r"[一二三四五六七八九十百]+[、.．]")
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")


class Role(StrEnum):
    """What a row is: the whole department, one unit, a subject or project below it, or nothing (blank)."""

    DEPARTMENT = "department"
    UNIT = "unit"
    ENTRY = "entry"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Node:
    """One row of the tree.

    Attributes:
        key: row key.
        role: what the row is.
        unit: name of the unit the row belongs to; the department's for its own row; ``""`` in tables without units.
        code: subject code, ``""`` where there is none or the name is unknown or ambiguous.
        level: 1 for 类 (and for projects), 2 for 款, 3 for 项; 0 for units and the department.
        parent: key of the row it adds to, None at the top.
        children: keys of the rows that add up to it, in order.
        loose: its name is in no code list (places have subjects of their own), so that it stands where it seems to.
    """

    key: str
    role: Role
    unit: str
    code: str
    level: int
    parent: str | None
    children: tuple[str, ...] = ()
    loose: bool = False


@dataclass(frozen=True)
class Tree:
    """The rows of one table.

    Attributes:
        nodes: row key → node, in the order of the rows.
        roots: keys of the rows that have nobody above them.
    """

    nodes: Mapping[str, Node]
    roots: tuple[str, ...]

    def of(self, role: Role) -> list[str]:
        """Keys of the rows of one role, in order."""
        return [key for key, node in self.nodes.items() if node.role is role]

    def above(self, key: str) -> list[str]:
        """Keys of the rows that a row adds to, nearest first."""
        found = []
        node = self.nodes.get(key)
        while node is not None and node.parent is not None:
            found.append(node.parent)
            node = self.nodes.get(node.parent)
        return found

    @cached_property
    def departments(self) -> frozenset[str]:
        """Names of the department's own rows."""
        return frozenset(node.unit for node in self.nodes.values() if node.role is Role.DEPARTMENT)

    @cached_property
    def unsure(self) -> frozenset[str]:
        """Rows of which nobody can say what adds up to them, because a row below has a name that nothing explains."""
        return frozenset(above for key, node in self.nodes.items() if node.loose for above in self.above(key))

    @property
    def same_name(self) -> bool:
        """True when a unit is called like the department: it is 本级."""
        top = self.departments
        return bool(top) and any(node.role is Role.UNIT and node.unit in top for node in self.nodes.values())


@dataclass(slots=True)
class _Draft:
    key: str
    role: Role
    unit: str
    code: str
    level: int
    parent: str | None = None
    loose: bool = False


def differing(old: Tree | None, new: Tree | None) -> set[str]:
    """Keys of the rows that do not lie in both trees alike: another role, code, unit or parent, other rows below."""
    if old is new:
        return set()
    before = old.nodes if old is not None else {}
    after = new.nodes if new is not None else {}
    found = {key for key, node in after.items() if before.get(key) != node}
    return found.union(before.keys() - after.keys())


def grow(
    tree: TableTree, rows: Sequence[tuple[str, Mapping[str, str]]], subjects: SubjectList | None, units: frozenset[str]
) -> Tree:
    """The tree of a table.

    Args:
        tree: which columns say it.
        rows: row key and texts by column key, in order.
        subjects: the code list, for tables that print names only.
        units: names of the department's units, for tables in which units and projects share a column; else empty.

    Linear in the number of rows.
    """
    drafts = _drafts(tree, rows, units)
    if tree.name and not tree.code and subjects is not None and not units:
        codes = subjects.resolve([texts.get(tree.name, "") for _, texts in rows])
        for draft, code, (_, texts) in zip(drafts, codes, rows, strict=True):
            if draft.role is Role.ENTRY:
                draft.code, draft.level = code, _level(code) or draft.level
                draft.loose = not code and not _TOP.match(squeezed(texts.get(tree.name, "")))
    return _linked(drafts)


def _drafts(tree: TableTree, rows: Sequence[tuple[str, Mapping[str, str]]], units: frozenset[str]) -> list[_Draft]:
    """Roles, units and codes row by row; parents come later."""
    drafts: list[_Draft] = []
    unit = ""
    for key, texts in rows:
        code = squeezed(texts.get(tree.code, "")) if tree.code else ""
        named = squeezed(texts.get(tree.unit, "")) if tree.unit else ""
        name = squeezed(texts.get(tree.name, "")) if tree.name else ""
        shared = bool(units) and tree.unit == tree.name
        if named and (named in units if shared else not (code or (name and tree.name != tree.unit))):
            unit = named
            drafts.append(_Draft(key, Role.UNIT, unit, "", 0))
        elif code or name:
            # A unit may be named beside its first subject, in forms without a row for the unit's total.
            unit = named if named and not shared else unit
            drafts.append(_Draft(key, Role.ENTRY, unit, code, _level(code) or 1))
        else:
            drafts.append(_Draft(key, Role.BLANK, unit, "", 0))
    named_rows = [draft for draft in drafts if draft.role is Role.UNIT]
    if tree.department and len(named_rows) > 1 and drafts[0].role is Role.UNIT:
        drafts[0].role = Role.DEPARTMENT
    return drafts


def _linked(drafts: list[_Draft]) -> Tree:
    department = next((draft for draft in drafts if draft.role is Role.DEPARTMENT), None)
    unit: _Draft | None = None
    open_rows: list[_Draft] = []
    for draft in drafts:
        if draft.role is Role.UNIT:
            draft.parent = department.key if department is not None else None
            unit, open_rows = draft, []
        elif draft.role is Role.ENTRY:
            while open_rows and not (_holds(open_rows[-1]) if draft.loose else _below(draft, open_rows[-1])):
                open_rows.pop()
            above = open_rows[-1] if open_rows else unit
            draft.parent = above.key if above is not None else None
            if not draft.loose:
                open_rows.append(draft)
    children: dict[str, list[str]] = {}
    for draft in drafts:
        if draft.parent is not None:
            children.setdefault(draft.parent, []).append(draft.key)
    nodes = {
        draft.key: Node(
            key=draft.key,
            role=draft.role,
            unit=draft.unit,
            code=draft.code,
            level=draft.level,
            parent=draft.parent,
            children=tuple(children.get(draft.key, ())),
            loose=draft.loose,
        )
        for draft in drafts
    }
    return Tree(nodes, tuple(d.key for d in drafts if d.parent is None and d.role is not Role.BLANK))


def _below(draft: _Draft, other: _Draft) -> bool:
    """True when a subject belongs to another: its code begins with the other's and is longer."""
    return bool(other.code) and draft.code.startswith(other.code) and len(draft.code) > len(other.code)


def _holds(other: _Draft) -> bool:
    """True when a name that nothing explains may stand below ``other``: it is a 类 or a 款."""
    return 0 < len(other.code) < _ITEM


def _level(code: str) -> int:
    """1 for three digits, 2 for five, 3 for seven; 0 for what is no code."""
    return (len(code) - 1) // 2 if _CODE.fullmatch(code) else 0


def squeezed(text: str) -> str:
    """A name or code without white space."""
    return "".join(text.split())
