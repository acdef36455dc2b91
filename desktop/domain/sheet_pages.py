"""Where a sheet breaks into pages when it prints one page wide, and how large it then is.

Office programs break between rows. A label merged over many rows stands in their middle, and a break there would cut
its characters in two: ``kept_whole`` moves such a text to the top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from desktop.domain.definition import PrintSetup
from desktop.domain.sheet_cells import SheetCell, column_points

PAPERS = {"A4": (21.0, 29.7), "A3": (29.7, 42.0)}
"""Width and height in centimetres, upright."""
_POINTS_A_CENTIMETRE = 72 / 2.54
_TOLERANCE = 24.0  # points by which another program's break may lie elsewhere: one row


def printable(setup: PrintSetup) -> tuple[float, float]:
    """Points across and down that a page has between its margins."""
    width, height = PAPERS[setup.paper]
    if setup.orientation == "landscape":
        width, height = height, width
    across = (width - setup.margin_left - setup.margin_right) * _POINTS_A_CENTIMETRE
    return across, (height - setup.margin_top - setup.margin_bottom) * _POINTS_A_CENTIMETRE


def scale_one_wide(widths: Sequence[float], setup: PrintSetup) -> float:
    """Scale at which the sheet is one page wide; never enlarged."""
    return min(1.0, printable(setup)[0] / sum(map(column_points, widths)))


def scale_one_page(widths: Sequence[float], heights: Sequence[float], setup: PrintSetup) -> float:
    """Scale at which the sheet is one page; never enlarged."""
    return min(scale_one_wide(widths, setup), printable(setup)[1] / sum(heights))


def breaks(
    widths: Sequence[float], heights: Sequence[float], setup: PrintSetup, repeat: tuple[int, int] | None
) -> list[int]:
    """Rows, counted from 1, that begin a new page."""
    page = printable(setup)[1] / scale_one_wide(widths, setup)
    repeated = sum(heights[repeat[0] - 1 : repeat[1]]) if repeat else 0.0
    found: list[int] = []
    used = 0.0
    for row, height in enumerate(heights, start=1):
        if used and used + height > page:
            found.append(row)
            used = repeated
        used += height
    return found


def kept_whole(cell: SheetCell, text_height: float, heights: Sequence[float], new_pages: Sequence[int]) -> SheetCell:
    """``cell`` with its text at the top when a page break would cut it in the middle of its range.

    ``text_height`` is in points; infinite for a cell whose text belongs beside prose that runs over several pages.
    """
    inside = [row for row in new_pages if cell.top < row <= cell.bottom]
    if not inside:
        return cell
    ends = list(accumulate(heights, initial=0.0))
    middle = (ends[cell.top - 1] + ends[cell.bottom]) / 2
    reach = text_height / 2 + _TOLERANCE
    cut = any(abs(ends[row - 1] - middle) < reach for row in inside)
    return replace(cell, valign="top") if cut else cell
