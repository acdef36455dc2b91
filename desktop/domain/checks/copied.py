"""An actual value that repeats a stretch of its neighbour's: a slip when rows are filled from one long text.

Only prose of the row's own counts: the text of the targets is cut out, and a stretch that belongs to the row by its
name is reported at the other one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.wording import shorten

_CUT = "\n"
_STOPS = re.compile(r"^[\s，,。；;、：:]+|[\s，,。；;、：:]+$")


class CopiedCheck(Check):
    """Compares each actual value with those of the rows above and below.

    Parameters:
        section: the indicators.
        column: the actual values.
        target, name_column: columns whose text tells what belongs to the row.
        length: characters from which a common stretch counts.
        common: stock answers that many rows may share.
    """

    name: ClassVar[str] = "copied"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("column", ParamType.COLUMN),
        Param("target", ParamType.COLUMN),
        Param("name_column", ParamType.COLUMN),
        Param("length", ParamType.NUMBER),
        Param("common", ParamType.TEXTS, required=False, default=()),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"shared", "other"})

    def prepare(self) -> None:
        """Name the columns."""
        self.columns = tuple(self.values[name] for name in ("column", "target", "name_column"))

    def watches(self) -> Iterable[Watch]:
        """Actual values, targets and names."""
        return [(self.section.key, column) for column in self.columns]

    def scopes(self) -> Iterable[Scope]:
        """Each row."""
        return self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row and its neighbours."""
        return (cell.row, *self._neighbours(cell.row))

    def _neighbours(self, row: str) -> list[str]:
        rows, position = self.record.rows(self.section.key), self.record.position(self.section.key, row)
        return [rows[index].key for index in (position + 1, position - 1) if 0 <= index < len(rows)]

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """At most one finding: with the row below, else with the row above."""
        row = str(scope)
        actual = self._text(row, 0)
        if len(actual) < self.values["length"]:
            return
        for other in self._neighbours(row):
            shared = self._shared(row, other)
            if shared and self._is_copy(row, other, shared):
                words = {"shared": shorten(shared), "other": shorten(self._text(other, 2))}
                cells = (self.cell(other, self.values["column"]),)
                yield self.finding(self.cell(row, self.values["column"]), words, others=cells)
                return

    def _text(self, row: str, number: int) -> str:
        return self.record.shown(self.cell(row, self.columns[number]))

    def _shared(self, row: str, other: str) -> str:
        issued = [text for text in (self._text(row, 1), self._text(other, 1), *self.values["common"]) if text]
        mine, theirs = (_without(self._text(one, 0), issued) for one in (row, other))
        return common_run(mine, theirs, int(self.values["length"]))

    def _is_copy(self, row: str, other: str, shared: str) -> bool:
        """True when the stretch belongs to ``other`` rather than to ``row``; the lower row when neither name tells."""
        mine, theirs = (overlap(shared, self._text(one, 2)) for one in (row, other))
        if mine != theirs:
            return mine < theirs
        return self.record.position(self.section.key, row) > self.record.position(self.section.key, other)


def _without(text: str, issued: list[str]) -> str:
    """``text`` with every issued wording cut out, so that no common stretch runs across one."""
    for wording in issued:
        text = text.replace(wording, _CUT)
    return text


@lru_cache(maxsize=2048)
def common_run(one: str, other: str, length: int) -> str:
    """The longest stretch of at least ``length`` characters in both, without punctuation at its ends; else ``""``."""
    if len(one) < length or len(other) < length:
        return ""
    starts = {other[index : index + length]: index for index in range(len(other) - length, -1, -1)}
    best = ""
    for index in range(len(one) - length + 1):
        start = starts.get(one[index : index + length])
        if start is None or _CUT in one[index : index + length]:
            continue
        end = length
        while index + end < len(one) and start + end < len(other) and one[index + end] == other[start + end] != _CUT:
            end += 1
        best = max(best, one[index : index + end], key=len)
    best = _STOPS.sub("", best)
    return best if len(best) >= length else ""


def overlap(text: str, name: str) -> int:
    """How many pairs of neighbouring characters of ``name`` stand in ``text``."""
    return sum(name[index : index + 2] in text for index in range(len(name) - 1))
