"""Rows of a budget table below its headings: sections side by side, totals in the same columns, lists, notes.

Requirements (cited by the tests):
    B1  Sections beside each other are read column by column: the rows of one say nothing about those of the other.
    B2  A list ends where the totals in its columns begin; blank rows between are padding.
    B3  Fixed rows are known by their names, whatever numbers stand before them.
    B4  A unit is named once above its subjects, merged over them, or repeated in every row; it is kept once.
    B5  Codes may be numbers: 2010101.0 is 2010101. The words 合计, 小计 in place of a subject's name are no name.
    B6  Headings, title and numbers of columns that are printed again below a page break are no rows.
    B7  What is said below the table are its notes.
    B8  In what this program wrote nothing of this is guessed: a unit may be called 合计 there, and the notes are the
        text over the whole width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.domain.definition import Column, FormDefinition, Page, Section, Shape, ValueType
from desktop.domain.folding import fold_width
from desktop.domain.table_shape import bands
from desktop.domain.table_tree import squeezed
from desktop.exchange.grid import Range
from desktop.exchange.labels import fold, nearest
from desktop.exchange.numbering import without_number
from desktop.exchange.page_head import is_head_line
from desktop.exchange.sheet_index import Head, SheetIndex
from desktop.exchange.table_heads import HeadBlock, find_heads, head_names, is_figure, is_heading_row, plain_names

_NOTE = re.compile(r"^(?:附?注|备注|说明|附注|注释)\s*\d*\s*[:：.、]|^数据来源|^填报说明")
_SENTENCE = re.compile(r"[，。；！？：]|[.;!?:]\s")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CODE = re.compile(r"(\d{3,})(?:\.0+)?")
_SUMS = frozenset({"合计", "小计", "总计"})
_COUNTING_WORDS = frozenset({"", "栏次", "序号", "行次", "*", "**"})
_FEWEST_NUMBERS = 3
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell of a row: its place, its text as the form keeps it, why it is not certain."""

    span: Range
    text: str
    reason: str = ""


@dataclass
class ReadRow:
    """A row: item of a fixed one, ``""`` in a list; why it is not certain; column key → cell."""

    item: str
    reason: str
    cells: dict[str, ReadCell]


@dataclass
class TableRows:
    """What a table holds.

    Attributes:
        block: its headings; None when they were not found.
        rows: section → rows in order.
        notes: places of what is said below.
        last: the last row of the table.
        missing_columns: columns without a heading.
        missing_rows: names of fixed rows that are not there.
    """

    block: HeadBlock | None = None
    rows: dict[str, list[ReadRow]] = field(default_factory=dict)
    notes: list[Range] = field(default_factory=list)
    last: int = 0
    missing_columns: list[Column] = field(default_factory=list)
    missing_rows: list[str] = field(default_factory=list)


class TableReader:
    """Reads one table."""

    def __init__(self, index: SheetIndex, definition: FormDefinition, page: Page) -> None:
        """Bind to the stretch of a sheet that holds the table of ``page``."""
        self.index = index
        self.definition = definition
        self.page = page
        self.bands = bands(definition, page)
        self.names = head_names(self.bands[0])
        self.found = TableRows()
        self._pending: list[int] = []

    def read(self) -> TableRows:
        """Headings, rows and notes."""
        block = self.found.block = find_heads(self.index, self.names)
        if block is None:
            return self.found
        for span in block.spans:
            if not self._is_unknown_heading(span):
                self.index.use(span)
        sides = self._sides(block)
        self._rows(block, sides)
        for side in sides:
            self._finish(side)
        return self.found

    def _is_unknown_heading(self, span: Range) -> bool:
        """A heading of a column that the form does not have, with values below it: they are left unread together."""
        block = self.found.block
        assert block is not None
        taken = [head.span for head in block.heads.values()]
        if not self.names.groups.isdisjoint(plain_names(self.index, span)):
            return False
        return not any(span[1] <= head[1] <= span[3] or head[1] <= span[1] <= head[3] for head in taken)

    def _sides(self, block: HeadBlock) -> list[_Side]:
        sides = []
        for place, section in enumerate(self.bands[0]):
            heads = [block.heads.get(f"{section.key}.{column.key}") for column in section.columns]
            self.found.missing_columns += [
                column
                for column, head in zip(section.columns, heads, strict=True)
                if head is None and column.label and not column.optional
            ]
            chain = [band[place] for band in self.bands if place < len(band)]
            sides.append(_Side(self.index, chain, heads))
        return sides

    # rows ---------------------------------------------------------------------------------------------------------

    def _rows(self, block: HeadBlock, sides: Sequence[_Side]) -> None:
        self.found.last = block.bottom
        right = max((span[3] for span in block.spans), default=1)
        left = min((span[1] for span in block.spans), default=1)
        for row in list(self.index.rows):
            spans = self.index.rows[row]
            if row <= block.bottom:
                continue
            if not self.index.own and self._is_repeated(row):
                for span in spans:
                    self.index.use(span)
                continue
            if self._begins_notes(row, left, right):
                self._note(row)
                return
            if self._may_be_note(row, sides):
                self._pending.append(row)
                continue
            self._flush(sides)
            self._take(row, sides)
        if self._pending:
            self._note(self._pending[0])

    def _flush(self, sides: Sequence[_Side]) -> None:
        for row in self._pending:
            self._take(row, sides)
        self._pending.clear()

    def _take(self, row: int, sides: Sequence[_Side]) -> None:
        for side in sides:
            if side.take(row):
                self.found.last = row

    def _note(self, first: int) -> None:
        first = min([first, *self._pending])
        for row, spans in self.index.rows.items():
            if row >= first:
                self.found.notes += spans
                for span in spans:
                    self.index.use(span)

    def _is_repeated(self, row: int) -> bool:
        """Headings, head lines or numbers of columns, printed again below a page break or under the headings."""
        spans = self.index.rows[row]
        if is_heading_row(self.index, row, self.names, least=2):
            return True
        if is_head_line(self.index, row, self.definition, self.page):
            return True
        if len(spans) < 3 and is_heading_row(self.index, row, self.names) and self._is_between(row):
            return True
        texts = [fold(self.index.text(span)) for span in spans]
        numbers = [text for text in texts if text.isdigit()]
        rest = {text for text in texts if not text.isdigit()}
        counted = [str(number) for number in range(1, len(numbers) + 1)]
        return len(numbers) >= _FEWEST_NUMBERS and numbers == counted and rest <= _COUNTING_WORDS

    def _is_between(self, row: int) -> bool:
        """True when the row above or below is one of headings."""
        return any(
            one in self.index.rows and is_heading_row(self.index, one, self.names, least=2)
            for one in (row - 1, row + 1)
        )

    def _begins_notes(self, row: int, left: int, right: int) -> bool:
        spans = self.index.rows[row]
        text = self.index.text(spans[0])
        if len(spans) == 1 and spans[0][1] <= left and spans[0][3] >= right > left:
            return True
        return not self.index.own and len(spans) <= 2 and _NOTE.match(text.strip()) is not None

    def _may_be_note(self, row: int, sides: Sequence[_Side]) -> bool:
        """A row of a single sentence; whether it is a note is known when figures follow, or do not."""
        spans = self.index.rows[row]
        if self.index.own or len(spans) != 1 or any(side.knows(row) for side in sides):
            return False
        text = self.index.text(spans[0]).strip()
        if is_figure(text):
            return False
        return (
            bool(_SENTENCE.search(text))
            or not _CHINESE.search(text)
            or len(text) > _LONGEST_NAME
            or bool(self._pending)
        )

    # finishing ----------------------------------------------------------------------------------------------------

    def _finish(self, side: _Side) -> None:
        for section in side.chain:
            rows = side.rows.get(section.key, [])
            if section.shape is Shape.ROWS:
                known = {row.item for row in rows}
                self.found.missing_rows += [item.label for item in section.items if item.key not in known]
            elif not self.index.own:
                _keep_names_once(section, rows)
            self.found.rows[section.key] = rows


class _Side:
    """Sections below each other in the same columns."""

    def __init__(self, index: SheetIndex, chain: Sequence[Section], heads: Sequence[Head | None]) -> None:
        """Bind; ``heads`` are those of the first section's columns, in its order."""
        self.index = index
        self.chain = list(chain)
        self.heads = list(heads)
        self.rows: dict[str, list[ReadRow]] = {}
        self.names = [_row_names(section) for section in chain]
        self.at = 0
        self.last: dict[int, Range] = {}

    def _texts(self, row: int) -> dict[int, Range]:
        found = {}
        for number, head in enumerate(self.heads):
            span = self._value(row, head.span) if head is not None else None
            if span is not None:
                found[number] = span
        return found

    def _value(self, row: int, head: Range) -> Range | None:
        """The text of a row that begins within the columns of a heading; merged from above it is the row above's."""
        for column in range(head[1], head[3] + 1):
            span = self.index.grid.span(row, column)
            if span[0] == row and span[1] >= head[1] and self.index.text(span):
                return span
        return None

    def _match(self, number: int, text: str, close: bool) -> tuple[str, str]:
        """The fixed row of the section ``number`` that a text names, and why it is not certain."""
        known = self.names[number]
        name = without_number(text)
        taken = {row.item for row in self.rows.get(self.chain[number].key, [])}
        for one in (fold(text), name):
            if one in known and known[one] not in taken:
                return known[one], ""
        left = [one for one, item in known.items() if item not in taken]
        near = nearest(name, left) if close and len(name) >= 4 else None
        return (known[near], f"行名写的是“{text.strip()}”。") if near is not None else ("", "")

    def _label(self, number: int, cells: Mapping[int, Range]) -> str:
        for place, column in enumerate(self.chain[number].columns):
            if not column.type.is_numeric and place in cells:
                return self.index.text(cells[place])
        return ""

    def knows(self, row: int) -> bool:
        """True when a row is one of the fixed rows here."""
        cells = self._texts(row)
        return any(
            self.chain[number].shape is Shape.ROWS and self._match(number, self._label(number, cells), True)[0]
            for number in range(self.at, len(self.chain))
        )

    def take(self, row: int) -> bool:
        """Read a row. False when it holds nothing here."""
        cells = self._texts(row)
        if not cells:
            return False
        number, item, reason = self._place(cells)
        if number is None:
            return False
        self.at = number
        section = self.chain[number]
        read = ReadRow(item, reason, dict(self._cells(section, cells)))
        self.rows.setdefault(section.key, []).append(read)
        for span in cells.values():
            self.index.use(span)
        return True

    def _place(self, cells: Mapping[int, Range]) -> tuple[int | None, str, str]:
        """Section and fixed row: exact names in this section and those below, then near ones; else the list."""
        label = self._label(self.at, cells)
        for close in (False, True):
            for number in range(self.at, len(self.chain)):
                if self.chain[number].shape is Shape.ROWS and label:
                    item, reason = self._match(number, label, close)
                    if item:
                        return number, item, reason
        if self.chain[self.at].shape is Shape.LIST:
            return self.at, "", ""
        return None, "", ""

    def _cells(self, section: Section, cells: Mapping[int, Range]) -> Iterator[tuple[str, ReadCell]]:
        tree = section.tree
        for place, column in enumerate(section.columns):
            if place not in cells or column.type is ValueType.LABEL:
                continue
            head = self.heads[place]
            text = self.index.text(cells[place])
            text = text if self.index.own and not column.type.is_numeric else text.strip()
            if tree is not None and column.key == tree.code and not self.index.own:
                text = clean_code(text)
            reason = f"栏名写的是“{head.near.strip()}”。" if head is not None and head.near else ""
            yield column.key, ReadCell(cells[place], text, reason)


def clean_code(text: str) -> str:
    """A subject's code that a workbook may hold as a number: ``2,010,101.0`` is ``2010101``; other text as it is."""
    bare = fold_width(squeezed(text)).replace(",", "").lstrip("'")
    match = _CODE.fullmatch(bare)
    return match[1] if match else text.strip()


def _row_names(section: Section) -> dict[str, str]:
    """Folded name of a fixed row, with and without its number → item. Names with numbers go before names without."""
    names: dict[str, str] = {}
    if section.shape is not Shape.ROWS:
        return names
    for plain in (fold, without_number):
        for item in section.items:
            for label in (item.label, *item.synonyms):
                names.setdefault(plain(label), item.key)
    return names


def _keep_names_once(section: Section, rows: Sequence[ReadRow]) -> None:
    """A unit repeated in every row is kept in its first; 合计 in place of a subject is no name."""
    tree = section.tree
    if tree is not None and (not tree.name or tree.unit == tree.name or not tree.unit):
        return
    unit = tree.unit if tree is not None else _grouping(section)
    inner = [key for key in ((tree.code, tree.name) if tree is not None else ()) if key]
    above = ""
    for row in rows:
        name = squeezed(row.cells[unit].text) if unit in row.cells else ""
        is_total = tree is not None and tree.code not in row.cells and tree.name in row.cells
        if tree is not None and is_total and name and squeezed(row.cells[tree.name].text) in _SUMS:
            del row.cells[tree.name]
        if name and name == above and (not inner or any(key in row.cells for key in inner)):
            del row.cells[unit]
        above = name or above


def _grouping(section: Section) -> str:
    """The first column where another text, which is required, tells the rows apart: 预算单位 before 年度."""
    texts = [column for column in section.columns if not column.type.is_numeric]
    if len(texts) > 1 and not texts[0].required and any(column.required for column in texts[1:]):
        return texts[0].key
    return ""
