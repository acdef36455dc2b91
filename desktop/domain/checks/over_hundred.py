"""Percentages over 100 where the name says that it is a rate; recognition turns ≥90% into 290% (domain §4)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.wording import shorten
from desktop.domain.targets import looks_like_ocr_operator, parse_actual

_LIMIT = "100%"


class OverHundredCheck(Check):
    """One finding for each cell with a percentage over 100 in a row that measures a share.

    Parameters:
        section: the indicators.
        column: targets or actual values.
        name_column: names; one of ``words`` in it and none of ``except_words`` makes it a share.
        words, except_words: see above.
    """

    name: ClassVar[str] = "over-hundred"
    local = True
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("column", ParamType.COLUMN),
        Param("name_column", ParamType.COLUMN),
        Param("words", ParamType.TEXTS),
        Param("except_words", ParamType.TEXTS, required=False, default=()),
    )

    def watches(self) -> Iterable[Watch]:
        """The values and the names."""
        return [(self.section.key, self.values["column"]), (self.section.key, self.values["name_column"])]

    def scopes(self) -> Iterable[Scope]:
        """Each row."""
        return self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell."""
        return (cell.row,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for growth and the like, which may well exceed 100%."""
        row = str(scope)
        cell = self.cell(row, self.values["column"])
        text, name = self.record.shown(cell), self.record.shown(self.cell(row, self.values["name_column"]))
        if "%" not in text and "％" not in text:
            return
        if not any(word in name for word in self.values["words"]):
            return
        if any(word in name for word in self.values["except_words"]):
            return
        if any(quantity.unit == "%" and quantity.value > 100 for quantity in parse_actual(text).quantities):
            yield self.finding(cell, left=shorten(text), right=_LIMIT, fix=self._fix(cell, text, name))

    @staticmethod
    def _fix(cell: CellId, text: str, name: str) -> Fix | None:
        """≥90% for 290%, where that reading is the likely one."""
        if not looks_like_ocr_operator(text, name):
            return None
        mended = "≥" + re.sub(r"\s", "", text)[1:]
        return Fix(f"改成 {mended}", cell, mended)
