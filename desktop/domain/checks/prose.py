"""What every check of prose visits: cells of text that a clerk fills, in all parts of the form or in named columns.

Left out: what is looked for in them (``text``, ``wrong_year``, ``other_unit``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Scope, Watch
from desktop.domain.definition import Column, ValueType

_PROSE = (ValueType.TEXT, ValueType.ACTUAL)
_CLAUSE_END = re.compile(r"[，,。；;！!？?\n]")


class ProseCheck(Check):
    """Visits every cell of prose that a clerk fills; issued wording is not theirs to mend."""

    local = True

    def prepare(self) -> None:
        """Find the columns of prose."""
        self.columns: dict[Watch, Column] = {
            (section.key, column.key): column
            for section in self.definition.visible_sections
            for column in section.columns
            if column.type in _PROSE and not column.issued and column.computed is None
        }

    def watches(self) -> Iterable[Watch]:
        """The columns of prose."""
        return self.columns

    def scopes(self) -> Iterable[Scope]:
        """Each cell of prose."""
        for section, column in self.columns:
            yield from (CellId(section, row.key, column) for row in self.record.rows(section))

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The cell itself."""
        return (cell,)


def clause_at(text: str, start: int, end: int) -> str:
    """The clause that ``text[start:end]`` stands in, without the stops at its ends."""
    left = max((match.end() for match in _CLAUSE_END.finditer(text, 0, start)), default=0)
    right = _CLAUSE_END.search(text, end)
    return text[left : right.start() if right else len(text)]
