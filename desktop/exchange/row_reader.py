"""Rows of a table below its headings: fixed rows by their labels, lists down to the next block.

Requirements (cited by the tests):
    W1  One form row may stand on several sheet rows, merged.
    W2  Level names are inherited through merges, and through blanks in forms that this program did not write.
    W3  A heading repeated after a page break is no row.
    W4  The list ends where the side label's range ends, or where another block begins; a row of totals under its
        headings (总分) ends it even inside that range.
    W5  Exact names and synonyms are matched for all rows before near names are tried for any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.definition import Section
from desktop.domain.evaluation_json import match_item
from desktop.exchange.grid import Range
from desktop.exchange.labels import LabelBook, fold, nearest
from desktop.exchange.sheet_index import Head, SheetIndex

_FOREIGN_BLANKS = 2
"""Empty rows in a row after which a list of a stranger's form is over."""

Entry = dict[str, tuple[Range, str]]
"""Column key → range and text."""


@dataclass(frozen=True, slots=True)
class FixedRow:
    """A fixed row that was found: sheet row, item, and why it is not certain."""

    row: int
    key: str
    reason: str


class RowsBlock:
    """Rows that the definition fixes: money rows, aspects."""

    def __init__(self, index: SheetIndex, section: Section, labels: dict[str, str], heads: Sequence[Head]) -> None:
        """Bind to a block whose headings are ``heads``; ``labels`` names row label → item."""
        self.index = index
        self.section = section
        self.labels = labels
        self.top = max(head.span[2] for head in heads)
        self.first_value = min(head.span[1] for head in heads)

    def read(self) -> list[FixedRow]:
        """The rows found, from the top; ends when all are found or a row names none twice running."""
        found: dict[str, FixedRow] = {}
        strangers = 0
        for row in range(self.top + 1, self.index.grid.last_row + 1):
            entry = self._row(row, found)
            if entry is not None:
                found[entry.key] = entry
                strangers = 0
            elif any(span[1] < self.first_value for span in self.index.rows.get(row, ())):
                strangers += 1
            if len(found) == len(self.section.items) or strangers > 1:
                break
        return list(found.values())

    def _row(self, row: int, found: dict[str, FixedRow]) -> FixedRow | None:
        labels = {name: key for name, key in self.labels.items() if key not in found}
        spans = [span for span in self.index.rows.get(row, ()) if span[1] < self.first_value]
        for span in spans:
            name = self.index.known(span, labels)
            if name:
                self.index.use(span)
                return FixedRow(row, labels[name], "")
        for span in spans:
            folded = fold(self.index.text(span))
            close = nearest(folded, labels) if len(folded) >= 4 else None
            if close is not None:
                self.index.use(span)
                return FixedRow(row, labels[close], f"行名写的是“{self.index.text(span).strip()}”。")
        return None


class ListBlock:
    """Rows of a list: indicators.

    Attributes:
        last: the last sheet row of the block, known after ``read``.
    """

    def __init__(
        self, index: SheetIndex, section: Section, book: LabelBook, heads: Sequence[Head], heading: int
    ) -> None:
        """Bind to a block whose headings stand in row ``heading``."""
        self.index = index
        self.section = section
        self.book = book
        self.heads = heads
        self.levels = [head for head in heads if section.column_by_key[head.key].merge_down]
        self.values = [head for head in heads if head not in self.levels] or list(heads)
        self.top = max(head.span[2] for head in heads)
        self.first = min(head.span[1] for head in heads)
        self.side_end = self._side_end(heading)
        self.last = self.top

    def read(self) -> list[Entry]:
        """The rows from the top, each column key → range and text. Rows without any text are left out at the end."""
        entries: list[Entry] = []
        inherited: Entry = {}
        blanks = 0
        for row in range(self.top + 1, self._limit() + 1):
            if row > self.side_end and self._begins_other(row):
                break
            if self._is_closing(row):
                self.side_end = min(self.side_end, row - 1)
                break
            if self.index.is_continuation(row, self.values):
                self.last = row
                continue
            if self._repeats_heading(row):
                continue
            entry = self._entry(row)
            if not self._has_values(entry):
                blanks += 1
                if row <= self.side_end and self.index.own:
                    entries.append(entry)
                    self.last = row
                elif blanks >= _FOREIGN_BLANKS and row > self.side_end:
                    break
                continue
            blanks = 0
            inherited = self._inherit(entry, inherited)
            entries.append(entry)
            self.last = row
        self.last = max(self.last, min(self.side_end, self._limit()))
        return entries

    def _limit(self) -> int:
        bottom = max((merge[2] for merge in self.index.grid.merges), default=0)
        return max(self.index.grid.last_row, min(bottom, self.side_end))

    def _side_end(self, heading: int) -> int:
        """The last row of the side label's range; 0 when there is no side label merged down."""
        span = self.index.side_of(self.section.key, self.book.sides, heading)
        return span[2] if span is not None and span[3] < self.first and span[2] > heading else 0

    def _begins_other(self, row: int) -> bool:
        """True when a row belongs to another block: a text left of the list, or one over its whole width."""
        span = self.index.leftmost(row)
        if span is None:
            return False
        name = self.index.known(span, self.book.sides)
        if name and self.book.sides[name] == self.section.key:  # the side label once more, after a page break
            self.index.use(span)
            self.side_end = span[2]
            return False
        last_level = max((head.span[3] for head in self.levels), default=self.first)
        return span[1] < self.first or (span[1] <= self.first and span[3] > last_level)

    def _is_closing(self, row: int) -> bool:
        """True for a row of totals; its label is wider than the first level, or stands there alone of all levels."""
        if self.index.own:  # there it stands below the side label's range, and 总分 may be the name of an indicator
            return False
        spans = [span for span in self.index.rows.get(row, ()) if span[0] == row and span[1] >= self.first]
        if not spans or not self.index.known(spans[0], dict.fromkeys(self.book.closing)):
            return False
        others = [head.span[1] for head in self.levels[1:]]
        return spans[0][1] == self.first and not any(span[1] in others for span in spans[1:])

    def _repeats_heading(self, row: int) -> bool:
        if self.index.own:  # a workbook repeats headings in print only
            return False
        labels = self.book.heads.get(self.section.key, {})
        spans = [span for span in self.index.rows.get(row, ()) if span[1] >= self.first]
        if len(spans) < 2 or not all(self.index.known(span, labels) for span in spans):
            return False
        for span in spans:
            self.index.use(span)
        return True

    def _entry(self, row: int) -> Entry:
        entry: Entry = {}
        for head in self.heads:
            span = self.index.value_in(row, head.span)
            if span is not None and self.index.text(span):
                entry[head.key] = (span, self.index.text(span))
        return entry

    def _has_values(self, entry: Entry) -> bool:
        return any(head.key in entry for head in self.values) or (self.index.own and bool(entry))

    def _inherit(self, entry: Entry, above: Entry) -> Entry:
        """Fill blank levels from the row above; a new higher level starts the lower ones afresh."""
        if self.index.own:
            return {}
        fresh = False
        for head in self.levels:
            if head.key in entry:
                fresh = fresh or above.get(head.key, (None, ""))[1] != entry[head.key][1]
            elif head.key in above and not fresh:
                entry[head.key] = above[head.key]
        return {head.key: entry[head.key] for head in self.levels if head.key in entry}


def heads_by_position(index: SheetIndex, section: Section, book: LabelBook) -> tuple[int, list[Head]]:
    """Columns of a list whose heading row was left out: those right of the side label, in the order of the form.

    Returns the row above the first one, and no headings when the columns do not come out even.
    """
    placed = [column for column in section.columns if column.at]
    for row in index.rows:
        side = index.side_of(section.key, book.sides, row)
        if side is None or side[0] != row:
            continue
        spans = [span for span in _spans_right_of(index, row, side[3]) if span[0] == row]
        if len(spans) == len(placed):
            above = row - 1
            pairs = zip(placed, spans, strict=True)
            return above, [Head(column.key, (above, s[1], above, s[3]), by_position=True) for column, s in pairs]
    return 0, []


def _spans_right_of(index: SheetIndex, row: int, column: int) -> list[Range]:
    """Ranges of a row right of a column, up to the last column of the table."""
    last = max(index.grid.last_column, max((merge[3] for merge in index.grid.merges), default=0))
    spans = []
    while column < last:
        span = index.grid.span(row, column + 1)
        spans.append(span)
        column = span[3]
    return spans


def match_rows(section: Section, names: Sequence[str]) -> list[tuple[str, str]]:
    """The item behind each row name, and why it is not certain; ``("", "")`` for a row the definition does not know."""
    taken: set[str] = set()
    matched: list[tuple[str, str]] = []
    for name in names:
        key = match_item(section, name, taken) or ""
        taken.update((key,) if key else ())
        matched.append((key, ""))
    for position, name in enumerate(names):
        if matched[position][0] or not fold(name):
            continue
        left = {
            fold(one): item for item in section.items if item.key not in taken for one in (item.label, *item.synonyms)
        }
        close = nearest(fold(name), left)
        if close is not None:
            item = left[close]
            taken.add(item.key)
            matched[position] = (item.key, f"文件写“{name.strip()}”，认作“{item.label}”。")
    return matched
