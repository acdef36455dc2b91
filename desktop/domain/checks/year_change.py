"""Changes from year to year: 增减变化金额 against this year less last year, unit by unit (表8, domain §7 I9)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, cast

from desktop.domain.address import CellId
from desktop.domain.checks.base import Param, ParamType, Scope, Watch
from desktop.domain.checks.compared import ComparingCheck, Pair, cell_title, side
from desktop.domain.definition import ValueType
from desktop.domain.folding import fold_width
from desktop.domain.table_tree import squeezed

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LAST_YEAR, _THIS_YEAR = ("上年", "去年", "上一年"), ("本年", "今年", "当年")


@dataclass(slots=True)
class _Block:
    """Rows of one unit: keys by year, and of the rows with the change."""

    unit: str
    first: str
    years: dict[int, list[str]] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> tuple[str, str, str] | None:
        """Keys of the change, of this year and of last year; None when there is not exactly one row of each."""
        if len(self.years) != 2 or len(self.changes) != 1 or any(len(rows) != 1 for rows in self.years.values()):
            return None
        last, this = sorted(self.years)
        return self.changes[0], self.years[this][0], self.years[last][0]


class YearChangeCheck(ComparingCheck):
    """Compares the change of each unit with its two years, column by column.

    Parameters:
        section: a list with several rows a unit.
        unit: column of the unit; a blank belongs to the unit above.
        period: column that says 2021 年, 2022 年, 增减变化金额.
        words: words of a row with the change.
        except_words: words of rows that are no such row all the same (增减率).
        tail: code of tails.
    """

    name: ClassVar[str] = "year-change"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("unit", ParamType.COLUMN),
        Param("period", ParamType.COLUMN),
        Param("words", ParamType.TEXTS),
        Param("except_words", ParamType.TEXTS, required=False, default=()),
        ComparingCheck.TAIL,
    )
    fields: ClassVar[frozenset[str]] = ComparingCheck.COMPARED

    def prepare(self) -> None:
        """The columns of amounts."""
        self.columns = tuple(c.key for c in self.section.columns if c.type is ValueType.AMOUNT)
        self._blocks: dict[str, _Block] = {}
        self._block_of: dict[str, str] = {}

    def watches(self) -> Iterable[Watch]:
        """All of the columns."""
        names = (self.values["unit"], self.values["period"], *self.columns)
        return [(self.section.key, column) for column in names]

    def reset(self) -> None:
        """Put the rows together unit by unit."""
        self._blocks, self._block_of = {}, {}
        block = _Block("", "")
        for row in self.row_keys():
            unit = squeezed(self.record.text(self.cell(row, self.values["unit"])))
            if not block.first or (unit and unit != block.unit):
                block = _Block(unit, row)
                self._blocks[row] = block
            self._block_of[row] = block.first
            self._sort_in(block, row)

    def _sort_in(self, block: _Block, row: str) -> None:
        text = squeezed(fold_width(self.record.text(self.cell(row, self.values["period"]))))
        years = _YEAR.findall(text)
        if any(word in text for word in self.values["words"]):
            if not any(word in text for word in self.values["except_words"]):
                block.changes.append(row)
        elif len(years) == 1:
            block.years.setdefault(int(years[0]), []).append(row)
        elif text.startswith((*_LAST_YEAR, *_THIS_YEAR)):
            block.years.setdefault(0 if text.startswith(_LAST_YEAR) else 1, []).append(row)

    def scopes(self) -> Iterable[Scope]:
        """(first row of a unit, column)."""
        return [(block, column) for block in self._blocks for column in self.columns]

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The unit of the cell; every unit when names or years change."""
        if cell.column in self.columns:
            return [(self._block_of[cell.row], cell.column)] if cell.row in self._block_of else ()
        before = list(self.scopes())
        self.reset()
        return [*before, *self.scopes()]

    def pairs(self, scope: Scope) -> Iterable[Pair]:
        """The change and the difference of both years; nothing where one of the three rows is missing."""
        first, column = cast(tuple[str, str], scope)
        block = self._blocks.get(first)
        rows = block.rows if block is not None else None
        if rows is None:
            return
        change, this, last = (self.cell(row, column) for row in rows)
        if self.record.amount(this) is None or self.record.amount(last) is None:
            return
        left = side(self.record, self.calculator, cell_title(self.record, change), [(1, change)])
        right = side(self.record, self.calculator, "本年减上年", [(1, this), (-1, last)])
        yield Pair(change, left, right)
