"""Where each value of a form stands: finds the blocks of a known layout on a sheet by their labels.

matrix   the row with the most headings; rows below by their labels (fixed rows) or down to the next block (lists)
boxes    the text under its heading
pairs    the cell right of its label, or in its row below a heading; a note without a label is the text below the last
         block, with low confidence
line     the title by its wording, the year from the line 年度 or the title

Nothing depends on addresses or on the order of columns. Level names are inherited through merges and, in forms that
this program did not write, through blanks. Text stays as the file shows it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from desktop.domain.address import CellId, Row
from desktop.domain.definition import Column, FormDefinition, Section, Shape
from desktop.domain.folding import Emptiness, emptiness
from desktop.domain.level_points import points_cell, split_points
from desktop.domain.record import normalize_entry
from desktop.exchange.grid import Grid, Range
from desktop.exchange.labels import UNIT_IN_TEXT, bureau_in_title, fold, label_book, near
from desktop.exchange.proposal import Confidence, Proposal, ReadValue, Unread
from desktop.exchange.row_reader import ListBlock, RowsBlock, heads_by_position, match_rows
from desktop.exchange.sheet_index import Head, SheetIndex
from desktop.exchange.table_heads import find_heads, head_names

_YEAR_LINE = re.compile(r"[(（〔\[]?\s*(\S{0,12}?)\s*年度?\s*[)）〕\]]?")
_YEAR_IN_TITLE = re.compile(r"(20\d\d)\s*年")
_BY_POSITION = "没有栏名，按位置推断。"


def read_form(grid: Grid, definition: FormDefinition) -> Proposal:
    """Everything that ``grid`` holds of the form, with sources, doubts and what was left unread."""
    return FormReader(SheetIndex(grid, own=grid.layout == definition.id), definition).read()


class FormReader:
    """One sheet read as one layout, or as one page of it."""

    def __init__(
        self, index: SheetIndex, definition: FormDefinition, page: str | None = None, proposal: Proposal | None = None
    ) -> None:
        """Read into ``proposal``, by default one of its own; ``page`` None reads the whole form."""
        self.definition = definition
        self.book = label_book(definition, page)
        self.sections = definition.visible_sections if page is None else definition.sections_of_page[page]
        self.index = index
        self.proposal = proposal or Proposal(definition, index.grid.name)
        self.closed: set[int] = set()
        self.labelled: set[tuple[str, str]] = set()
        self.headings: dict[str, Range] = {}
        self.last_row = 0
        self.missing: list[str] = []

    def read(self) -> Proposal:
        """The whole form."""
        self.read_blocks()
        self._lines()
        self._unit_and_bureau()
        self._finish()
        return self.proposal

    def read_blocks(self) -> None:
        """Blocks with headings first: what lies outside of them are labels and values beside each other."""
        for section in self.sections:
            if section.style == "matrix":
                self._matrix(section)
            elif section.style == "boxes":
                self._boxes(section)
        self._pairs()
        self._use_footnotes()
        for section in self.sections:
            if section.style in ("pairs", "notes"):
                self._unlabelled(section)

    # values -------------------------------------------------------------------------------------------------------

    def put(self, cell: CellId, span: Range, reason: str = "", confidence: Confidence = Confidence.MEDIUM) -> None:
        """Take a value; ``confidence`` counts when there is a ``reason``."""
        self.index.use(span)
        column = self.definition.column(cell.section, cell.column)
        text = self._value(column, self.index.text(span))
        item = self.definition.section_by_key[cell.section].item_by_key.get(cell.row)
        if item is not None and cell.column in item.locked and emptiness(text) is not Emptiness.FILLED:
            return
        sure = confidence if reason else Confidence.HIGH
        if column.points:
            text = self._without_points(column, text, span, sure, reason)
        if text:
            self.proposal.values[cell] = ReadValue(cell, text, self.index.source(span), sure, reason)

    def _without_points(self, column: Column, text: str, span: Range, sure: Confidence, reason: str) -> str:
        """The name of a level; the points behind it go to where the form holds them, once for each name."""
        name, points = split_points(text)
        cell = points_cell(self.definition, column, name) if points else None
        if cell is None:
            return text
        known = self.proposal.values.get(cell)
        if known is None:
            self.proposal.values[cell] = ReadValue(cell, points, self.index.source(span), sure, reason)
        elif known.text != points:
            here = self.index.source(span)
            self.proposal.doubts.append(
                f"“{name}”的分数前后不一样：{known.source} 是 {known.text} 分，{here} 是 {points} 分。"
            )
        return name

    def _value(self, column: Column, text: str) -> str:
        if column.type.is_numeric:
            return normalize_entry(column, text)
        return text if self.index.own else text.strip()

    # blocks -------------------------------------------------------------------------------------------------------

    def _matrix(self, section: Section) -> None:
        row, heads = self._headings(section)
        if not heads and section.shape is Shape.LIST:
            row, heads = heads_by_position(self.index, section, self.book)
        if not heads:
            self.missing.append(section.title)
            return
        for head in heads:
            self.index.use(head.span)
            self.headings[f"{section.key}.{head.key}"] = head.span
        self._use_side(section, row)
        if section.shape is Shape.ROWS:
            rows = RowsBlock(self.index, section, self.book.rows.get(section.key, {}), heads).read()
            for entry in rows:
                self._row(section, entry.row, heads, entry.key, entry.reason)
            missing = [item.label for item in section.items if item.key not in {entry.key for entry in rows}]
            self.missing += [fold(label) for label in missing]
            last = max((entry.row for entry in rows), default=row)
        else:
            last = self._list(section, row, heads)
        self._close(row, last)

    def _headings(self, section: Section) -> tuple[int, list[Head]]:
        """The first row of a block's headings and its columns; those with headings above them stand in several rows."""
        if any(column.group for column in section.columns):
            block = find_heads(self.index, head_names([section]), self.closed)
            if block is None:
                return 0, []
            for span in block.spans:
                if not self.index.known(span, self.book.sides):
                    self.index.use(span)
            return block.top, [replace(head, key=head.key.partition(".")[2]) for head in block.heads.values()]
        labels = self.book.heads.get(section.key, {})
        return self.index.best_heading(labels, min(2, len(set(labels.values()))), self.closed)

    def _list(self, section: Section, heading: int, heads: list[Head]) -> int:
        block = ListBlock(self.index, section, self.book, heads, heading)
        entries = block.read()
        self.last_row = max(self.last_row, block.last)
        label = section.label_column.key if section.label_column else ""
        names = [entry.get(label, (None, ""))[1] for entry in entries]
        rows = []
        for number, (entry, (item, reason)) in enumerate(
            zip(entries, match_rows(section, names), strict=True), start=1
        ):
            row = Row(item, item) if item else Row(f"n{number}", "")
            rows.append(row)
            for key, (span, _) in entry.items():
                head = next(head for head in heads if head.key == key)
                self.put(CellId(section.key, row.key, key), span, reason or _head_reason(head))
        self.proposal.rows[section.key] = rows
        return block.last

    def _row(self, section: Section, row: int, heads: list[Head], item: str, reason: str) -> None:
        for head in heads:
            span = self.index.value_in(row, head.span)
            if span is not None:
                self.put(CellId(section.key, item, head.key), span, reason or _head_reason(head))

    def _boxes(self, section: Section) -> None:
        labels = {name: key for name, (owner, key) in self.book.boxes.items() if owner == section.key}
        row, heads = self.index.best_heading(labels, min(2, len(set(labels.values()))), self.closed)
        if not heads:
            self.missing.append(section.title)
            return
        self._use_side(section, row)
        last = row
        for head in heads:
            self.index.use(head.span)
            span = self.index.below(head.span)
            self.put(CellId(section.key, "", head.key), span, _head_reason(head))
            last = max(last, span[2])
        self._close(row, last)

    def _close(self, first: int, last: int) -> None:
        self.closed.update(range(first, last + 1))
        self.last_row = max(self.last_row, last)

    def _use_side(self, section: Section, row: int) -> None:
        """The label left of a block; it may begin above the heading."""
        span = self.index.side_of(section.key, self.book.sides, row)
        if span is not None:
            self.index.use(span)
            self._take_unit(span)

    # labels beside values -----------------------------------------------------------------------------------------

    def _pairs(self) -> None:
        """Exact labels in the order of the sheet, then near ones for what is still missing."""
        for exact in (True, False):
            for row, spans in self.index.rows.items():
                if row in self.closed:
                    continue
                for span in spans:
                    if span not in self.index.used:
                        self._pair(span, exact)
        for section, key in dict.fromkeys(self.book.fields.values()):
            if (section, key) not in self.labelled:
                self.missing.append(fold(self.definition.column(section, key).label))

    def _pair(self, span: Range, exact: bool) -> None:
        open_fields = {name: field for name, field in self.book.fields.items() if field not in self.labelled}
        name = self.index.known(span, open_fields)
        reason = ""
        if not name and not exact:
            folded = fold(self.index.text(span))
            name = next((one for one in open_fields if len(one) >= 4 and near(folded, one)), "")
            reason = f"文件写“{self.index.text(span).strip()}”。" if name else ""
        if not name:
            return
        section, key = open_fields[name]
        self.labelled.add((section, key))
        self.index.use(span)
        self.last_row = max(self.last_row, span[2])
        line = self.definition.column(section, key).line
        under = [column for column in self.definition.section_by_key[section].columns if column.line == line]
        if self._under_headings(section, [column for column in under if column.under], span, reason):
            return
        value = self._beside(span)
        if value not in self.index.used:
            self.put(CellId(section, "", key), value, reason)

    def _beside(self, label: Range) -> Range:
        """The value right of a label; in a file that keeps no merges (.ods) blanks may lie between them."""
        value = self.index.right_of(label)
        if self.index.text(value) or self.index.grid.merges:
            return value
        right = (span for span in self.index.rows[label[0]] if span[1] > label[3])
        found = next(right, value)
        return value if self.index.known(found, self.book.fields) else found

    def _under_headings(self, section: str, columns: list[Column], label: Range, reason: str) -> bool:
        """Values in the row of a label below the headings of another block; False when there are no such headings."""
        found = False
        for column in columns:
            heading = self.headings.get(column.under)
            value = self.index.value_in(label[0], heading) if heading is not None else None
            found = found or value is not None
            if value is not None and value != label and value not in self.index.used:
                self.put(CellId(section, "", column.key), value, reason)
        return found

    def _unlabelled(self, section: Section) -> None:
        """A note that has no label: the first text below all blocks that nothing else claims."""
        for column in section.columns:
            if column.label_at or column.under or not column.at:
                continue
            for row, spans in self.index.rows.items():
                free = [span for span in spans if span not in self.index.used] if row > self.last_row else []
                if free:
                    reason = "" if self.index.own else _BY_POSITION
                    self.put(CellId(section.key, "", column.key), free[0], reason, Confidence.LOW)
                    break

    # title, year, unit, bureau ------------------------------------------------------------------------------------

    def _lines(self) -> None:
        first = min(self.closed, default=self.index.grid.last_row + 1)
        above = [span for row, spans in self.index.rows.items() if row < first for span in spans]
        free = [span for span in above if span not in self.index.used]
        years = [span for span in free if _YEAR_LINE.fullmatch(self.index.text(span).strip())]
        year = years[-1] if years else None
        titles = [span for span in free if span is not year]
        title, reason = self._title_among(titles)
        top = self.definition.section_by_key["form"].column_by_key
        if title is not None and "title" in top:
            self._top("title", title, re.sub(r"\s*\n\s*", "", self.index.text(title)), reason)
        self._year(year, title)

    def _title_among(self, spans: list[Range]) -> tuple[Range | None, str]:
        """The title and why it is not certain: by its wording; in an own export the first line whatever it says."""
        for span in spans:
            if self.book.is_title(fold(self.index.text(span))):
                return span, ""
        if self.index.own and spans:
            return spans[0], ""
        found = next((span for span in spans if fold(self.index.text(span)).endswith("表")), None)
        return found, "标题和表样的写法不同。" if found is not None else ""

    def _year(self, line: Range | None, title: Range | None) -> None:
        if line is not None:
            match = _YEAR_LINE.fullmatch(self.index.text(line).strip())
            self._top("year", line, match[1] if match else "")
            return
        match = _YEAR_IN_TITLE.search(self.index.text(title)) if title is not None else None
        if match is not None and title is not None:
            self._top("year", title, match[1])
        else:
            self.missing.append("年度")

    def _top(self, key: str, span: Range, text: str, reason: str = "") -> None:
        self.index.use(span)
        cell = CellId("form", "", key)
        column = self.definition.column("form", key)
        text = normalize_entry(column, text)
        if text:
            confidence = Confidence.MEDIUM if reason else Confidence.HIGH
            self.proposal.values[cell] = ReadValue(cell, text, self.index.source(span), confidence, reason)

    def _take_unit(self, span: Range) -> None:
        match = UNIT_IN_TEXT.search(self.index.text(span))
        if match is not None:
            self._top("unit", span, match[1])

    def _bureau_from_title(self) -> bool:
        """The bureau out of a title that names it, where the form has no cell of its own for it."""
        title = self.proposal.values.get(CellId("form", "", "title"))
        name = bureau_in_title(self.definition, title.text) if title is not None else ""
        if title is None or not name:
            return False
        cell = CellId("form", "", "bureau")
        self.proposal.values[cell] = ReadValue(cell, name, title.source, title.confidence, title.reason)
        return True

    def _unit_and_bureau(self) -> None:
        if CellId("form", "", "unit") not in self.proposal.values:
            for spans in self.index.rows.values():
                for span in spans:
                    if "单位" in self.index.text(span) and span not in self.index.used:
                        self._take_unit(span)
        source = self.proposal.values.get(CellId("header", "", self.definition.bureau_field))
        if source is not None:
            cell = CellId("form", "", "bureau")
            self.proposal.values[cell] = ReadValue(cell, source.text, source.source, source.confidence, source.reason)
        elif not self._bureau_from_title():
            self.proposal.doubts.append("没有读到填报单位，请在导入后填写。")

    # finishing ----------------------------------------------------------------------------------------------------

    def _use_footnotes(self) -> None:
        for row, spans in self.index.rows.items():
            for span in spans:
                folded = fold(self.index.text(span))
                if any(folded == note or (len(note) > 8 and near(folded, note)) for note in self.book.footnotes):
                    self.index.use(span)
                if row > self.last_row and self._is_signature(folded):
                    self.index.use(span)

    def _is_signature(self, folded: str) -> bool:
        """A label to sign behind, with or without the signature: what a person wrote there is not kept."""
        return any(folded == label or folded.startswith(f"{label}:") for label in self.book.signatures)

    def _finish(self) -> None:
        index = self.index
        for name in self.missing:
            self.proposal.doubts.append(f"没有找到“{name}”。")
        for position in index.grid.uncalculated:
            self.proposal.doubts.append(
                f"{index.source(position)} 是没有算过的公式，读出来是空的，请用 Excel 打开保存一次。"
            )
        for row, spans in index.rows.items():
            for span in spans:
                if span not in index.used and not (row in self.closed and index.known(span, self.book.sides)):
                    self.proposal.unread.append(Unread(index.source(span), index.text(span)))


def _head_reason(head: Head) -> str:
    if head.by_position:
        return _BY_POSITION
    return f"栏名写的是“{head.near.strip()}”。" if head.near else ""
