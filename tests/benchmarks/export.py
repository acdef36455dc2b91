"""Export of the official workbook, against bare openpyxl writing the same styled cells."""

from __future__ import annotations

import tempfile
from copy import copy
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from desktop.domain.record import Record
from desktop.exchange.excel_writer import workbook_bytes
from desktop.services.transfer import export_record
from tests.benchmarks.figures import Figure, shanghai, shenzhen, timed


def measure() -> list[Figure]:
    """Warm milliseconds to the disk, and the ratio without the disk, for one sheet and for thirteen."""
    return [*_of("Shanghai", shanghai(), 60), *_of("Shenzhen", shenzhen(), None)]


def _of(name: str, record: Record, goal: float | None) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.xlsx"
        to_disk = timed(lambda: export_record(record, target), 15)
    ours = timed(lambda: workbook_bytes(record), 15)
    sheets = _styled_cells(workbook_bytes(record))
    bare = timed(lambda: _bare(sheets), 15)
    thrifty = timed(lambda: _bare(sheets, share_styles=True), 15)
    ratio = f"export against bare openpyxl, {name}"
    return [
        Figure(
            f"export, warm, {name}", to_disk * 1000, "ms", goal, f"{sum(len(one['cells']) for one in sheets):,} cells"
        ),
        Figure(ratio, ours / bare, "x", 1.5, f"bare {bare * 1000:.1f} ms, each cell styled"),
        Figure(ratio, ours / thrifty, "x", 1.5, f"bare {thrifty * 1000:.1f} ms, styles shared"),
    ]


def _styled_cells(content: bytes) -> list[dict[str, Any]]:
    """Everything the bare writer needs of each sheet, taken from our own export: values, styles, merges, sizes."""
    shared: dict[str, Any] = {}
    return [_styled_sheet(sheet, shared) for sheet in load_workbook(BytesIO(content)).worksheets]


def _styled_sheet(sheet: Any, shared: dict[str, Any]) -> dict[str, Any]:
    cells = [
        (c.row, c.column, c.value, copy(c.font), copy(c.border), copy(c.alignment), c.number_format)
        for row in sheet.iter_rows()
        for c in row
        if c.__class__.__name__ == "Cell" or c.has_style
    ]
    styled = [
        (r, c, value, *(shared.setdefault(repr(style), style) for style in (font, border, alignment)), number_format)
        for r, c, value, font, border, alignment, number_format in cells
    ]
    return {
        "name": sheet.title,
        "cells": styled,
        "merges": [str(merge) for merge in sheet.merged_cells.ranges],
        "widths": {key: dimension.width for key, dimension in sheet.column_dimensions.items()},
        "heights": {key: dimension.height for key, dimension in sheet.row_dimensions.items()},
    }


def _bare(forms: list[dict[str, Any]], share_styles: bool = False) -> int:
    """Write the cells with openpyxl alone; ``share_styles`` copies a finished style where the same one came before."""
    finished: dict[tuple[int, int, int, str], Any] = {}
    workbook = Workbook()
    workbook.remove(workbook.active)
    for form in forms:
        _bare_sheet(workbook.create_sheet(form["name"]), form, finished if share_styles else None)
    out = BytesIO()
    workbook.save(out)
    return len(out.getvalue())


def _bare_sheet(sheet: Any, form: dict[str, Any], finished: dict[tuple[int, int, int, str], Any] | None) -> None:
    for row, column, value, font, border, alignment, number_format in form["cells"]:
        cell = sheet.cell(row, column, value if isinstance(value, (str, int, float)) else None)
        key = (id(font), id(border), id(alignment), number_format)
        if finished is not None and key in finished:
            cell._style = copy(finished[key])
            continue
        cell.font, cell.border, cell.alignment, cell.number_format = font, border, alignment, number_format
        if finished is not None:
            finished[key] = cell._style
    for merge in form["merges"]:
        sheet.merge_cells(merge)
    for key, width in form["widths"].items():
        sheet.column_dimensions[key].width = width
    for key, height in form["heights"].items():
        sheet.row_dimensions[key].height = height
