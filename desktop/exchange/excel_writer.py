"""Writes the official workbook, cell for cell: the sheets of each form, as ``desktop.domain.sheet`` lays it out.

Behind all forms follows a sheet 审核说明 for each that has written explanations (``explanation_writer``).

Left out: where things stand and how high rows are (``sheet``), what a text becomes in a cell (``cell_values``), how the
file gets onto the disk (``files``). Equal records give equal cells; only the file's own time stamps differ.

Document properties: title, creator 自评通, and for the reader ``ziping.kind``, ``ziping.layout``, ``ziping.version``
(one entry a sheet, joined by ";"). No name of a person or computer goes into the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from desktop.domain.address import CellId
from desktop.domain.errors import InputError
from desktop.domain.places import place_of
from desktop.domain.record import Record
from desktop.domain.sheet import BASE_SIZE, Face, OfficialSheet, SheetCell, Style, lay_out_all
from desktop.domain.sheet_pages import scale_one_page
from desktop.exchange.cell_values import (
    GENERAL_FORMAT,
    LONGEST_TEXT,
    CellValue,
    clean_text,
    text_length,
    text_value,
    value_of,
)
from desktop.exchange.explanation_writer import explanation_sheets, hide_columns
from desktop.exchange.files import write_file

CREATOR = "自评通"
MEASURE_FONT = "Times New Roman"
"""Font of the style "Normal", which every cell of the form overrides: column widths count its digits, 7 pixels at 10.5
points as in 宋体. Every machine has a font of exactly these widths; what stands in for 宋体 on Linux has digits a
quarter wider, and the whole form would print a quarter smaller."""
PROPERTIES = ("ziping.kind", "ziping.layout", "ziping.version")
SMALLEST_PRINT = 7.5
_PAPER_NUMBERS = {"A4": 9, "A3": 8}
_CENTIMETRES_AN_INCH = 2.54
_STACKED = 255


def write_workbook(records: Record | Sequence[Record], path: Path, *, fit_one_page: bool = False) -> None:
    """Write the official workbook.

    Args:
        records: one form, or several one after the other.
        path: the target; replaced in one step.
        fit_one_page: shrink a form to one page, as long as its smallest text stays at 7.5 points or more.

    Raises:
        InputError: a text is longer than a workbook cell can hold.
        EnvironmentFault: the file cannot be written.
    """
    write_file(path, workbook_bytes(records, fit_one_page=fit_one_page))


def workbook_bytes(records: Record | Sequence[Record], *, fit_one_page: bool = False) -> bytes:
    """The workbook of ``write_workbook`` as bytes. Raises InputError as it does."""
    forms = [records] if isinstance(records, Record) else list(records)
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook._fonts = IndexedList([Font(name=MEASURE_FONT, size=BASE_SIZE)])
    looks = _Looks(workbook)
    for record in forms:
        for sheet in lay_out_all(record):
            worksheet = workbook.create_sheet(sheet.name)
            _write_cells(worksheet, record, sheet, looks)
            _write_sizes(worksheet, sheet)
            _set_up_print(worksheet, sheet, fit_one_page)
    for record, sheet in explanation_sheets(forms):
        worksheet = workbook.create_sheet(sheet.name)
        _write_cells(worksheet, record, sheet, looks)
        _write_sizes(worksheet, sheet)
        _set_up_print(worksheet, sheet, fit_one_page=False)
        hide_columns(worksheet)
    _describe(workbook, forms)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        _Writer(workbook, archive).save()
    return buffer.getvalue()


class _Writer(ExcelWriter):  # type: ignore[misc]  # openpyxl ships no types
    """Writes each sheet in memory: openpyxl's temporary text file would end the lines within cells as Windows does.

    Readers take both ends for one; but the same form shall be the same workbook wherever it was made.
    """

    def write_worksheet(self, ws: Worksheet) -> None:
        """Write one sheet and list it among the workbook's parts."""
        ws._drawing = SpreadsheetDrawing()
        content = BytesIO()
        writer = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], content.getvalue())
        self.manifest.append(ws)


class _Looks:
    """Styles, made once and shared: openpyxl spends most of its time on styling cell by cell."""

    def __init__(self, workbook: Workbook) -> None:
        self._scratch = workbook.create_sheet("scratch")
        workbook.remove(self._scratch)
        self._known: dict[tuple[object, ...], Any] = {}
        line = Side(style="thin", color="FF000000")
        self._border = Border(left=line, right=line, top=line, bottom=line)

    def of(self, cell: SheetCell, value: CellValue) -> Any:
        """The style of a cell, as openpyxl keeps it."""
        key = (cell.style, cell.face, cell.align, cell.valign, cell.indent, value.number_format, value.quoted)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._make(cell, value)
        return known

    def _make(self, cell: SheetCell, value: CellValue) -> Any:
        sample = self._scratch.cell(1, 1)
        sample.font = _font(cell.face)
        sample.alignment = Alignment(
            horizontal=cell.align,
            vertical=cell.valign,
            wrap_text=not cell.is_stacked,
            indent=cell.indent,
            text_rotation=_STACKED if cell.is_stacked else 0,
        )
        if cell.is_bordered:
            sample.border = self._border
        sample.number_format = value.number_format
        sample.quotePrefix = value.quoted
        style = sample._style
        del self._scratch._cells[1, 1]
        return style


def _font(face: Face) -> Font:
    return Font(name=face.family, size=face.size, bold=face.bold, charset=134)  # 134: GB2312, as Chinese Excel writes


def _write_cells(worksheet: Worksheet, record: Record, sheet: OfficialSheet, looks: _Looks) -> None:
    for cell in sheet.cells:
        value = _value(record, cell)
        style = looks.of(cell, value)
        for row in range(cell.top, cell.bottom + 1):
            for column in range(cell.left, cell.right + 1):
                # Every cell of a merge carries the border: Excel draws each for itself.
                worksheet.cell(row, column)._style = style
        if value.value is not None:
            anchor = worksheet.cell(cell.top, cell.left)
            anchor.value = value.value
            if isinstance(value.value, str):
                anchor.data_type = "s"
        if cell.is_merged:
            merged = CellRange(
                min_row=cell.top, min_col=cell.left, max_row=cell.bottom, max_col=cell.right
            )  # not merge_cells: it would replace the styled cells
            worksheet.merged_cells.ranges.add(merged)


def _value(record: Record, cell: SheetCell) -> CellValue:
    """What the cell holds. Raises InputError when the text is longer than a workbook cell can hold."""
    if cell.cell is None or cell.style in (Style.TITLE, Style.YEAR):
        return CellValue(clean_text(cell.text) or None, GENERAL_FORMAT)
    if text_length(cell.text) > LONGEST_TEXT:
        raise InputError(
            f"“{place_of(record, cell.cell)}”有 {text_length(cell.text)} 个字，Excel 的一格最多放 {LONGEST_TEXT} 个，"
            "请缩短后再导出。"
        )
    if cell.text != record.shown(cell.cell):  # the mark of a cell that takes no entry
        return text_value(cell.text)
    return value_of(record.definition.column(cell.cell.section, cell.cell.column), cell.text)


def _write_sizes(worksheet: Worksheet, sheet: OfficialSheet) -> None:
    for number, width in enumerate(sheet.widths, start=1):
        # The file counts the padding in: characters × 7 + 5 pixels, in units of 7 pixels.
        worksheet.column_dimensions[get_column_letter(number)].width = round(width + 5 / 7, 2)
    for number, height in enumerate(sheet.heights, start=1):
        worksheet.row_dimensions[number].height = height


def _set_up_print(worksheet: Worksheet, sheet: OfficialSheet, fit_one_page: bool) -> None:
    setup = sheet.print_setup
    worksheet.page_setup.paperSize = _PAPER_NUMBERS[setup.paper]
    worksheet.page_setup.orientation = setup.orientation
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 1 if fit_one_page and _fits_one_page(sheet) else 0
    margins = worksheet.page_margins
    margins.left, margins.right = setup.margin_left / _CENTIMETRES_AN_INCH, setup.margin_right / _CENTIMETRES_AN_INCH
    margins.top, margins.bottom = setup.margin_top / _CENTIMETRES_AN_INCH, setup.margin_bottom / _CENTIMETRES_AN_INCH
    margins.header, margins.footer = 0.3, min(0.35, margins.bottom / 2)
    worksheet.print_options.horizontalCentered = True
    worksheet.oddFooter.center.text = setup.footer
    if sheet.repeat_rows is not None:
        worksheet.print_title_rows = "{}:{}".format(*sheet.repeat_rows)


def _fits_one_page(sheet: OfficialSheet) -> bool:
    """True when the form on one page keeps its smallest text at ``SMALLEST_PRINT`` points."""
    smallest = min(cell.face.size for cell in sheet.cells if cell.text)
    return scale_one_page(sheet.widths, sheet.heights, sheet.print_setup) * smallest >= SMALLEST_PRINT


def _describe(workbook: Workbook, forms: Sequence[Record]) -> None:
    definitions = [record.definition for record in forms for _ in record.definition.pages]
    properties = workbook.properties
    title = title_of(forms[0]) if forms else ""
    properties.title, properties.creator, properties.lastModifiedBy = title, CREATOR, CREATOR
    values = (
        ";".join(definition.kind for definition in definitions),
        ";".join(definition.layout for definition in definitions),
        ";".join(str(definition.version) for definition in definitions),
    )
    for name, value in zip(PROPERTIES, values, strict=True):
        workbook.custom_doc_props.append(StringProperty(name=name, value=value))


def title_of(record: Record) -> str:
    """The title for the document properties, on one line."""
    return clean_text(record.shown(CellId("form", "", "title"))).replace("\n", "")
