"""The form beside what was handed down with the money: indicators that are missing, targets that were changed.

Names are matched with tolerance and by the synonyms of the indicator dictionary; both are shown, nothing is renamed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.index import KeyIndex
from desktop.domain.checks.names import exact_key, tolerant_key
from desktop.domain.checks.wording import shorten
from desktop.domain.record import Record
from desktop.domain.target_types import Operator
from desktop.domain.target_words import text_key
from desktop.domain.targets import parse_target


def name_keys(record: Record, cell: CellId) -> set[str]:
    """Keys under which the row of ``cell`` is known: its name and, for a row of the dictionary, all names of that."""
    name = record.shown(cell)
    keys = {tolerant_key(name)}
    item = record.item(cell.section, cell.row)
    if item is not None and exact_key(name) in {exact_key(known) for known in (item.label, *item.synonyms)}:
        keys.update(tolerant_key(known) for known in (item.label, *item.synonyms))
    return keys


class _HandedDownCheck(Check):
    """Indexes the names of both lists.

    Parameters:
        section: the indicators of the form.
        column: their names.
        handed_down: the section with what was handed down; its columns bear the same keys.
    """

    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("column", ParamType.COLUMN),
        Param("handed_down", ParamType.SECTION),
    )

    def prepare(self) -> None:
        """Start with empty indexes."""
        self.own, self.given = KeyIndex(), KeyIndex()

    def reset(self) -> None:
        """Index both lists."""
        self.own, self.given = KeyIndex(), KeyIndex()
        for section, index in ((self.section.key, self.own), (self.values["handed_down"], self.given)):
            for row in self.record.rows(section):
                index.put(row.key, name_keys(self.record, CellId(section, row.key, self.values["column"])))

    def watches(self) -> Iterable[Watch]:
        """The names of both lists."""
        column = self.values["column"]
        return [(self.section.key, column), (self.values["handed_down"], column)]

    def _given_name(self, row: str) -> str:
        return self.record.shown(CellId(self.values["handed_down"], row, self.values["column"]))


class MissingCheck(_HandedDownCheck):
    """An indicator that was handed down and has no row in the form."""

    name: ClassVar[str] = "missing"
    fields: ClassVar[frozenset[str]] = frozenset({"name"})

    def scopes(self) -> Iterable[Scope]:
        """Each handed-down row."""
        return [row.key for row in self.record.rows(self.values["handed_down"])]

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """Handed-down rows of the old and the new name."""
        index = self.given if cell.section == self.values["handed_down"] else self.own
        keys = index.put(cell.row, name_keys(self.record, cell))
        if index is self.given:
            yield cell.row
        yield from (row for key in keys for row in self.given.rows(key))

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing when a row of the form bears one of its names."""
        row = str(scope)
        keys = self.given.keys_of(row)
        if not keys or any(self.own.rows(key) for key in keys):
            return
        cell = CellId(self.values["handed_down"], row, self.values["column"])
        yield self.finding(cell, {"name": shorten(self._given_name(row))})


class TargetChangedCheck(_HandedDownCheck):
    """A target of the form that is not the one handed down, or, where none was, that of the dictionary.

    Parameters:
        section, column, handed_down: as above.
        target: the column with the targets.
    """

    name: ClassVar[str] = "target-changed"
    params: ClassVar[tuple[Param, ...]] = (*_HandedDownCheck.params, Param("target", ParamType.COLUMN))

    def watches(self) -> Iterable[Watch]:
        """Names and targets of both lists."""
        target = self.values["target"]
        return [*super().watches(), (self.section.key, target), (self.values["handed_down"], target)]

    def scopes(self) -> Iterable[Scope]:
        """Each row of the form."""
        return self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row itself, or the rows that bear a name of the handed-down row."""
        index = self.given if cell.section == self.values["handed_down"] else self.own
        keys = index.put(cell.row, name_keys(self.record, cell._replace(column=self.values["column"])))
        if index is self.own:
            yield cell.row
        else:
            yield from (row for key in keys for row in self.own.rows(key))

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing when both mean the same, however spaced, or when either is blank."""
        row = str(scope)
        cell = self.cell(row, self.values["target"])
        text, given = self.record.shown(cell), self._given_targets(row)
        if not text or not given or any(same_target(text, one) for one in given):
            return
        wanted = given[0]
        fix = Fix(f"改回 {shorten(wanted)}", cell, wanted)
        yield self.finding(cell, left=shorten(text), right=shorten(wanted), fix=fix)

    def _given_targets(self, row: str) -> list[str]:
        """Targets handed down for a row of the form; without any, that of the dictionary."""
        section, target = self.values["handed_down"], self.values["target"]
        rows = sorted(
            {given for key in self.own.keys_of(row) for given in self.given.rows(key)},
            key=lambda given: self.record.position(section, given),
        )
        texts = [self.record.shown(CellId(section, given, target)) for given in rows]
        item = self.record.item(self.section.key, row)
        if not any(texts) and item is not None:
            texts = [item.preset.get(target, "")]
        return [text for text in texts if text.strip()]


@lru_cache(maxsize=4096)
def same_target(one: str, other: str) -> bool:
    """True when two targets mean the same: the same words but for space and width, or the same figures."""
    if text_key(one) == text_key(other):
        return True
    first, second = (
        [(_bound(q.operator), q.value, q.upper, q.unit, q.name, q.suffix) for q in parse_target(text).quantities]
        for text in (one, other)
    )
    return bool(first) and first == second


def _bound(operator: Operator) -> Operator:
    """``=100%`` and ``100%`` ask for the same."""
    return Operator.NONE if operator is Operator.EQ else operator
