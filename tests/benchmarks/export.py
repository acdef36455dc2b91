"""Export of the official workbook, against bare openpyxl writing the same styled cells."""

from __future__ import annotations

import tempfile
from copy import copy
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from desktop.exchange.excel_writer import workbook_bytes
from desktop.services.transfer import export_record
from tests.benchmarks.figures import Figure, shanghai, timed


def measure() -> list[Figure]:
    """Warm milliseconds to the disk, and the ratio without the disk."""
    record = shanghai()
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "out.xlsx"
        to_disk = timed(lambda: export_record(record, target), 15)
    ours = timed(lambda: workbook_bytes(record), 15)
    cells = _styled_cells(workbook_bytes(record))
    bare = timed(lambda: _bare(cells), 15)
    thrifty = timed(lambda: _bare(cells, share_styles=True), 15)
    return [
        Figure("export, warm", to_disk * 1000, "ms", 60),
        Figure("export against bare openpyxl", ours / bare, "x", 1.5, f"bare {bare * 1000:.1f} ms, each cell styled"),
        Figure(
            "export against bare openpyxl", ours / thrifty, "x", 1.5, f"bare {thrifty * 1000:.1f} ms, styles shared"
        ),
    ]


def _styled_cells(content: bytes) -> dict[str, Any]:
    """Everything the bare writer needs, taken from our own export: values, style objects, merges, sizes."""
    sheet = load_workbook(BytesIO(content)).active
    cells = [
        (c.row, c.column, c.value, copy(c.font), copy(c.border), copy(c.alignment), c.number_format)
        for row in sheet.iter_rows()
        for c in row
        if c.__class__.__name__ == "Cell" or c.has_style
    ]
    shared: dict[str, Any] = {}
    styled = [
        (r, c, value, *(shared.setdefault(repr(style), style) for style in (font, border, alignment)), number_format)
        for r, c, value, font, border, alignment, number_format in cells
    ]
    return {
        "cells": styled,
        "merges": [str(merge) for merge in sheet.merged_cells.ranges],
        "widths": {key: dimension.width for key, dimension in sheet.column_dimensions.items()},
        "heights": {key: dimension.height for key, dimension in sheet.row_dimensions.items()},
    }


def _bare(form: dict[str, Any], share_styles: bool = False) -> int:
    """Write the cells with openpyxl alone; ``share_styles`` copies a finished style where the same one came before."""
    finished: dict[tuple[int, int, int, str], Any] = {}
    workbook = Workbook()
    sheet = workbook.active
    for row, column, value, font, border, alignment, number_format in form["cells"]:
        cell = sheet.cell(row, column, value if isinstance(value, (str, int, float)) else None)
        key = (id(font), id(border), id(alignment), number_format)
        if share_styles and key in finished:
            cell._style = copy(finished[key])
            continue
        cell.font, cell.border, cell.alignment, cell.number_format = font, border, alignment, number_format
        finished[key] = cell._style
    for merge in form["merges"]:
        sheet.merge_cells(merge)
    for key, width in form["widths"].items():
        sheet.column_dimensions[key].width = width
    for key, height in form["heights"].items():
        sheet.row_dimensions[key].height = height
    out = BytesIO()
    workbook.save(out)
    return len(out.getvalue())
