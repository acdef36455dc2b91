"""The official workbooks against stored ones: values, formats, fonts, borders, merges, widths, heights, print set-up.

``ZIPING_REFRESH_GOLDEN=1`` writes the stored files anew; look at what changed before keeping it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.exchange.excel_writer import write_workbook
from tests.exchange.forms import BUDGET, NAMES, record_of, sample

GOLDEN = Path(__file__).resolve().parent.parent / "golden"


def look_of(cell: Any) -> str:
    """Font, alignment, border and number format of a cell in one line."""
    font, align, border = cell.font, cell.alignment, cell.border
    edges = "".join(side[0] for side in ("left", "right", "top", "bottom") if getattr(border, side).style == "thin")
    parts = [f"{font.name} {font.sz:g}", "bold" if font.b else "", f"{align.horizontal}/{align.vertical}"]
    parts += ["wrap" if align.wrap_text else "", f"turned {align.textRotation}" if align.textRotation else ""]
    parts += [f"indent {align.indent:g}" if align.indent else "", edges, cell.number_format]
    parts += ["quoted" if cell.quotePrefix else ""]
    return "; ".join(part for part in parts if part)


def picture(path: Path) -> dict[str, Any]:
    """Everything that makes the official sheet, as data."""
    workbook = openpyxl.load_workbook(path)
    whole = {
        "properties": {prop.name: prop.value for prop in workbook.custom_doc_props.props},
        "title": workbook.properties.title,
        "creator": workbook.properties.creator,
    }
    sheets = [picture_of(sheet) for sheet in workbook.worksheets]
    return whole | (sheets[0] if len(sheets) == 1 else {"sheets": sheets})


def picture_of(sheet: Any) -> dict[str, Any]:
    """One sheet."""
    setup, margins = sheet.page_setup, sheet.page_margins
    columns = "ABCDEFGHIJKLMNOP"[: sheet.max_column]
    return {
        "sheet": sheet.title,
        "widths": {letter: sheet.column_dimensions[letter].width for letter in columns},
        "heights": [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)],
        "print": {
            "paper": setup.paperSize,
            "orientation": setup.orientation,
            "wide": setup.fitToWidth,
            "high": setup.fitToHeight,
            "fit": sheet.sheet_properties.pageSetUpPr.fitToPage,
            "margins": [round(x, 3) for x in (margins.left, margins.right, margins.top, margins.bottom)],
            "centred": sheet.print_options.horizontalCentered,
            "repeat": sheet.print_title_rows,
            "footer": sheet.oddFooter.center.text,
        },
        "active": sheet.active_cell,
        "merges": sorted(map(str, sheet.merged_cells.ranges)),
        "cells": {
            cell.coordinate: [cell.value, look_of(cell)]
            for row in sheet.iter_rows()
            for cell in row
            if cell.has_style and not isinstance(cell, openpyxl.cell.cell.MergedCell)
        },
    }


@pytest.mark.parametrize("name", [*NAMES, BUDGET])
def test_the_official_workbook_is_as_stored(name: str, tmp_path: Path) -> None:
    write_workbook(record_of(sample(name)), tmp_path / "a.xlsx")
    now = picture(tmp_path / "a.xlsx")
    stored = GOLDEN / f"{name}.json"
    if os.environ.get("ZIPING_REFRESH_GOLDEN") == "1":
        stored.parent.mkdir(exist_ok=True)
        stored.write_text(json.dumps(now, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    want = json.loads(stored.read_text(encoding="utf-8"))
    assert now == want


def test_every_cell_of_a_merge_has_its_border(tmp_path: Path) -> None:
    """Asked of the file itself: openpyxl mends the borders of merged cells when it loads them."""
    import zipfile
    from xml.etree import ElementTree

    write_workbook(record_of(sample(NAMES[0])), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    borders = [
        all(len(side) or side.get("style") for side in list(one)[:4]) and len(one) >= 4
        for one in styles.iterfind("{*}borders/{*}border")
    ]
    border_of = [borders[int(xf.get("borderId", 0))] for xf in styles.iterfind("{*}cellXfs/{*}xf")]
    rows = [row for row in sheet.iterfind("{*}sheetData/{*}row") if 3 <= int(row.get("r", 0)) <= 43]
    assert all(len(row) == 7 for row in rows)
    assert all(border_of[int(cell.get("s", 0))] for row in rows for cell in row)
