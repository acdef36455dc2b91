"""Years that do not belong: a title of another year, and texts of last year only, copied from last year's form.

A year is let pass when the text names the form's own year too, and when its clause tells of the past (结转, 较2021年)
or of a document. Years to come, and those before last year, stand in plans and documents by right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.prose import ProseCheck, clause_at
from desktop.domain.folding import fold_width

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*年")
_YEAR_CELL = CellId("form", "", "year")


class WrongYearCheck(ProseCheck):
    """One finding for each cell that names a wrong year and not the form's own.

    Parameters:
        section, columns: the texts; without them every prose cell but title and reporting unit.
        other: every year but the form's own is wrong (titles); otherwise only the year before it.
        history: regular expressions for clauses that speak of the past rightly.
    """

    name: ClassVar[str] = "wrong-year"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION, required=False),
        Param("columns", ParamType.COLUMNS, required=False),
        Param("other", ParamType.FLAG, required=False, default=False),
        Param("history", ParamType.PATTERNS, required=False, default=()),
    )

    def prepare(self) -> None:
        """Find the columns and compile the patterns."""
        super().prepare()
        if self.values["section"] is None:
            self.columns = {watch: column for watch, column in self.columns.items() if watch[0] != "form"}
        else:
            named = self.values["columns"]
            self.columns = {
                (self.section.key, column.key): column
                for column in self.section.columns
                if (named is None and (self.section.key, column.key) in self.columns) or column.key in (named or ())
            }
        patterns = self.values["history"]
        self.history = re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None

    def watches(self) -> Iterable[Watch]:
        """The texts and the year."""
        return [*self.columns, (_YEAR_CELL.section, _YEAR_CELL.column)]

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The cell itself; all when the year changes."""
        return self.scopes() if cell == _YEAR_CELL else (cell,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a form without a year."""
        assert isinstance(scope, CellId)
        year = self.record.year
        text = self.record.shown(scope)
        if year is None or "年" not in text:
            return
        text = fold_width(text)
        found = list(_YEAR.finditer(text))
        if any(int(match[1]) == year for match in found):
            return
        for match in found:
            wrong = int(match[1]) != year if self.values["other"] else int(match[1]) == year - 1
            if wrong and not self._is_history(clause_at(text, *match.span())):
                yield self.finding(scope, left=match[1], right=str(year))
                return

    def _is_history(self, clause: str) -> bool:
        return self.history is not None and self.history.search(clause) is not None
