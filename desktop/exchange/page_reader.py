"""A form of several sheets: its pages read one by one into one proposal.

Tables go through ``table_reader``, other pages through the blocks of ``block_reader``, each restricted to its own
stretch of a sheet. Bureau, unit and year are said on every page: the first that says them counts, and a page that says
otherwise is a doubt. Pages that are not there are doubts by name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from desktop.domain.address import CellId, Row
from desktop.domain.definition import FormDefinition, Page, Section, Shape
from desktop.domain.record import normalize_entry
from desktop.domain.table_shape import bands
from desktop.exchange.block_reader import FormReader
from desktop.exchange.grid import Range
from desktop.exchange.labels import bureau_in_title, fold, label_book
from desktop.exchange.page_head import PageHead, bare_title, is_cover, read_head
from desktop.exchange.page_match import PagedForm, PagePart
from desktop.exchange.proposal import Confidence, Proposal, ReadValue, Unread
from desktop.exchange.sheet_index import SheetIndex
from desktop.exchange.table_heads import YEAR
from desktop.exchange.table_reader import ReadRow, TableReader

_BELOW_THE_TABLE = "写在表的下面，按位置认作说明。"
_NOTE_WORD = re.compile(r"^\s*(?:附?注|备注|说明)")


def read_pages(form: PagedForm, definition: FormDefinition) -> Proposal:
    """Everything that the pages of a form hold."""
    return _PageReader(form, definition).read()


def page_title(page: Page) -> str:
    """A page in the user's words: 表2 收入总表."""
    return f"表{page.number} {page.title}" if page.number else page.title or page.style.name


class _PageReader:
    """One form."""

    def __init__(self, form: PagedForm, definition: FormDefinition) -> None:
        self.form = form
        self.definition = definition
        names = tuple(dict.fromkeys(part.grid.name for part in form.parts.values()))
        self.proposal = Proposal(definition, names[0], sheets=names)
        self.heads: list[tuple[Page, PageHead, SheetIndex]] = []
        self.years: Counter[str] = Counter()
        self.year_at: dict[str, str] = {}

    def read(self) -> Proposal:
        """All pages, then what they have in common."""
        for page in self.definition.pages:
            part = self.form.parts.get(page.key)
            if part is not None:
                self._page(part)
            elif not is_cover(self.definition, page):
                self.proposal.doubts.append(f"没有找到“{page_title(page)}”。")
        self._bureau()
        self._unit()
        self._year()
        return self.proposal

    def _page(self, part: PagePart) -> None:
        index = SheetIndex(part.grid, own=part.grid.layout == self.definition.id)
        if is_cover(self.definition, part.page):
            self._form_title(index)
        elif bands(self.definition, part.page):
            self._table(index, part.page)
        else:
            self._blocks(index, part.page)
        for position in part.grid.uncalculated:
            self.proposal.doubts.append(
                f"{index.source(position)} 是没有算过的公式，读出来是空的，请用 Excel 打开保存一次。"
            )
        left = (span for spans in index.rows.values() for span in spans if span not in index.used)
        self.proposal.unread += [Unread(index.source(span), index.text(span)) for span in left]

    # pages --------------------------------------------------------------------------------------------------------

    def _form_title(self, index: SheetIndex, last_row: int | None = None) -> None:
        """The form's own title and its year, on a cover or above the labels of its first page.

        Known by its wording; in an own export the first line whatever it says, for the user may have written it anew.
        """
        book = label_book(self.definition)
        above = [span for row, spans in index.rows.items() if last_row is None or row < last_row for span in spans]
        titles = [span for span in above if book.is_title(fold(self._one_line(index, span)))]
        for span in titles or (above[:1] if index.own else []):
            if CellId("form", "", "title") not in self.proposal.values:
                text = self._one_line(index, span)
                self._put(index, CellId("form", "", "title"), text, span)
                index.use(span)
                self._saw_year(index, text, span)

    @staticmethod
    def _one_line(index: SheetIndex, span: Range) -> str:
        return re.sub(r"\s*\n\s*", "", index.text(span)).strip()

    def _table(self, index: SheetIndex, page: Page) -> None:
        table = TableReader(index, self.definition, page).read()
        if table.block is None:
            self.proposal.doubts.append(f"“{page_title(page)}”没有找到栏名。")
            return
        self._head(index, page, table.block.top)
        if table.block.year:
            self._count_year(table.block.year, index.source(table.block.spans[0]))
        for section, rows in table.rows.items():
            self._rows(index, self.definition.section_by_key[section], rows)
        self._missing(page, [column.label for column in table.missing_columns], "这一栏")
        self._missing(page, table.missing_rows, "这一行")
        self._notes(index, page, table.notes)

    def _rows(self, index: SheetIndex, section: Section, rows: Iterable[ReadRow]) -> None:
        known = []
        for number, read in enumerate(rows, start=1):
            row = Row(read.item, read.item) if read.item else Row(f"n{number}", "")
            known.append(row)
            for key, cell in read.cells.items():
                self._put(index, CellId(section.key, row.key, key), cell.text, cell.span, cell.reason or read.reason)
        if section.shape is Shape.LIST:
            self.proposal.rows[section.key] = known

    def _notes(self, index: SheetIndex, page: Page, spans: list[Range]) -> None:
        if not spans or not page.has_notes:
            return
        lines = [line.strip() for span in spans for line in index.text(span).splitlines()]
        text = "\n".join(line for line in lines if line)
        sure = index.own or (len(spans) == 1 and spans[0][3] > spans[0][1]) or _NOTE_WORD.match(text)
        self._put(index, CellId(page.key, "", "notes"), text, spans[0], "" if sure else _BELOW_THE_TABLE)

    def _blocks(self, index: SheetIndex, page: Page) -> None:
        reader = FormReader(index, self.definition, page.key, self.proposal)
        first = self._first_label(index, page, next(iter(index.rows), 0))
        if any(section.style == "line" for section in self.definition.sections_of_page[page.key]):
            self._form_title(index, first)
        self._head(index, page, first)
        reader.read_blocks()
        self._missing(page, reader.missing, "")

    def _first_label(self, index: SheetIndex, page: Page, first: int) -> int:
        """The first row below the head of a page: one that shows two of its labels."""
        names = {name for _, group, _ in label_book(self.definition, page.key).groups for name in group}
        for row, spans in index.rows.items():
            if sum(1 for span in spans if not names.isdisjoint(index.names(span))) > 1:
                return row
        return first

    def _missing(self, page: Page, names: Iterable[str], what: str) -> None:
        for name in names:
            folded = fold(re.sub(r"\{\w+\}\s*年?", "", name))
            self.proposal.doubts.append(f"“{page_title(page)}”里没有找到“{folded}”{what}。")

    # head ---------------------------------------------------------------------------------------------------------

    def _head(self, index: SheetIndex, page: Page, last_row: int) -> None:
        head = read_head(index, self.definition, page, last_row)
        self.heads.append((page, head, index))
        for span in head.spans:
            index.use(span)
        if head.year is not None:
            self._count_year(head.year[0], index.source(head.year[1]))
        if head.title is not None and page.json:
            text, span = head.title
            title = re.sub(r"\s*\n\s*", "", text).strip()
            if bare_title(title) != bare_title(page.title):
                self._put(index, CellId(page.key, "", "title"), title, span)

    def _saw_year(self, index: SheetIndex, text: str, span: Range) -> None:
        match = YEAR.search(fold(text))
        if match is not None:
            self._count_year(match[1], index.source(span))

    def _count_year(self, year: str, source: str) -> None:
        self.years[year] += 1
        self.year_at.setdefault(year, source)

    def _year(self) -> None:
        if not self.years:
            self.proposal.doubts.append("没有找到“年度”。")
            return
        year = self.years.most_common(1)[0][0]
        cell = CellId("form", "", "year")
        self.proposal.values[cell] = ReadValue(cell, year, self.year_at[year])
        if len(self.years) > 1:
            others = "、".join(f"{other}（{self.year_at[other]}）" for other in self.years if other != year)
            self.proposal.doubts.append(f"各张表写的年度不一样：多数是 {year}，还有 {others}，请核对。")

    def _bureau(self) -> None:
        cell = CellId("form", "", "bureau")
        field = self.proposal.values.get(CellId("header", "", self.definition.bureau_field))
        if field is not None:
            self.proposal.values[cell] = ReadValue(cell, field.text, field.source, field.confidence, field.reason)
        for page, head, index in self.heads:
            if head.bureau is not None:
                self._same(index, page, cell, head.bureau, "单位名称")
        title = self.proposal.values.get(CellId("form", "", "title"))
        if cell not in self.proposal.values and title is not None:
            name = bureau_in_title(self.definition, title.text)
            if name:
                self.proposal.values[cell] = ReadValue(cell, name, title.source, title.confidence, title.reason)
        if cell not in self.proposal.values:
            self.proposal.doubts.append("没有读到填报单位，请在导入后填写。")

    def _unit(self) -> None:
        for page, head, index in self.heads:
            if head.unit is not None:
                self._same(index, page, CellId("form", "", "unit"), head.unit, "金额单位")

    def _same(self, index: SheetIndex, page: Page, cell: CellId, found: tuple[str, Range], what: str) -> None:
        """Take what the first page says; a page that says otherwise is a doubt."""
        text, span = found
        known = self.proposal.values.get(cell)
        if known is None:
            self._put(index, cell, text, span)
        elif fold(known.text) != fold(text):
            here = index.source(span)
            self.proposal.doubts.append(
                f"“{page_title(page)}”的{what}是“{text}”（{here}），前面是“{known.text}”（{known.source}），请核对。"
            )

    def _put(self, index: SheetIndex, cell: CellId, text: str, span: Range, reason: str = "") -> None:
        column = self.definition.column(cell.section, cell.column)
        text = normalize_entry(column, text) if column.type.is_numeric else text
        if text:
            sure = Confidence.MEDIUM if reason else Confidence.HIGH
            self.proposal.values[cell] = ReadValue(cell, text, index.source(span), sure, reason)
