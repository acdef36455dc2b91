"""The sheet 审核说明: every written explanation of a form with its place and the problem it answers, as a page to sign.

Made as ``sheet`` makes the form itself, so that the workbook writer and the window show it with the same looks. What
reading back needs — code, path, figures — stands in columns that are hidden *between* the printed ones: whoever sorts
or copies the printed columns takes them along. Left out: how it is written and read (the workbook layer).
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.address import CellId
from desktop.domain.calculation import Calculator
from desktop.domain.checks.engine import CheckEngine
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.settling import EXPLANATIONS, place_of_path
from desktop.domain.definition import PrintSetup
from desktop.domain.record import Record
from desktop.domain.sheet import YEAR_SIZE, year_line
from desktop.domain.sheet_cells import MAX_ROW_HEIGHT, Face, OfficialSheet, SheetCell, Style
from desktop.domain.sheet_draft import Draft

NAME = "审核说明"
COLUMNS = (
    ("number", "序号", 5.0),
    ("place", "位置", 20.0),
    ("code", "问题编号", 4.0),
    ("where", "所在路径", 4.0),
    ("about", "写说明时的数字", 4.0),
    ("problem", "问题", 32.0),
    ("text", "说明", 34.0),
)
"""Key, heading and width of each column; the headings are what the sheet is read by."""
HIDDEN = (3, 4, 5)
"""Columns that are not shown, counted from 1."""
SETTLED = "现在的数字没有这个问题，说明不再需要。"


@dataclass(frozen=True, slots=True)
class Line:
    """One explanation as printed: key of its row, place in words, the problem with both sides."""

    row: str
    place: str
    problem: str


def lines_of(record: Record) -> list[Line]:
    """The written explanations of a calculated record: in the order of the findings, then those no longer needed."""
    written = [row.key for row in record.rows(EXPLANATIONS) if _text(record, row.key, "text").strip()]
    if not written:
        return []
    engine = CheckEngine(record, Calculator(record))
    engine.calculator.full()
    engine.full()
    lines: dict[str, Line] = {}
    for finding in engine.findings:
        row = engine.explained_by(finding)
        if row is not None:
            lines.setdefault(row, Line(row, finding.place, _problem(finding)))
    for row in written:
        lines.setdefault(row, Line(row, place_of_path(record, _text(record, row, "where")), SETTLED))
    return list(lines.values())


def lay_out_explanations(record: Record, name: str = NAME) -> OfficialSheet | None:
    """The sheet of a calculated record; None when nothing is explained."""
    lines = lines_of(record)
    if not lines:
        return None
    style, draft = record.definition.sheet, Draft([width for _, _, width in COLUMNS])
    last, head, cell = len(COLUMNS), Face(style.head_font, style.head_size, style.head_bold), style.cell_size
    title = Face(style.title_font, style.title_size, style.title_bold)
    plain = Face(style.cell_font, cell)
    top = draft.new_row()
    draft.cells.append(SheetCell(top, 1, top, last, Style.TITLE, None, NAME, "", title, "center"))
    top, year = draft.new_row(), year_line(record.definition, record.shown(CellId("form", "", "year")))
    face = Face(style.cell_font, YEAR_SIZE)
    draft.cells.append(SheetCell(top, 1, top, last, Style.YEAR, None, year, "", face, "center"))
    top = draft.new_row()
    names = f"填报单位：{record.bureau}　　自评表：{record.definition.name}"
    draft.cells.append(SheetCell(top, 1, top, last, Style.NOTE, None, names, "", plain))
    heading = draft.new_row()
    for column, (_, label, _) in enumerate(COLUMNS, start=1):
        hidden = column in HIDDEN
        style_of = Style.BLANK if hidden else Style.HEAD
        draft.cells.append(SheetCell(heading, column, heading, column, style_of, None, label, "", head, "center"))
    for number, line in enumerate(lines, start=1):
        _add(draft, record, number, line, plain)
    heights = _heights(draft)
    return OfficialSheet(
        name=name,
        widths=tuple(draft.widths),
        heights=heights,
        cells=tuple(draft.cells),
        print_setup=PrintSetup(),
        repeat_rows=(heading, heading),
        body=(heading, draft.rows),
        blocks={},
        _places={},
    )


def _add(draft: Draft, record: Record, number: int, line: Line, face: Face) -> None:
    top = draft.new_row()
    issued = {"number": str(number), "place": line.place, "problem": line.problem}
    for column, (key, _, _) in enumerate(COLUMNS, start=1):
        cell = None if key in issued else CellId(EXPLANATIONS, line.row, key)
        text = issued.get(key, "") if cell is None else record.shown(cell)
        align = "center" if key == "number" else "left"
        draft.cells.append(SheetCell(top, column, top, column, Style.TEXT, cell, text, "", face, align))


def _heights(draft: Draft) -> tuple[float, ...]:
    """Heights that the printed columns need. A row stays one row, however long: merged rows could not be sorted."""
    printed = Draft(draft.widths, [c for c in draft.cells if c.left not in HIDDEN or c.is_merged], draft.rows)
    return tuple(min(height, MAX_ROW_HEIGHT) for height in printed.heights())


def _problem(finding: Finding) -> str:
    """What the finding says; where the explanation lapsed, that too: who reads the sheet must not take it for valid."""
    return f"{finding.message}{finding.lapsed}"


def _text(record: Record, row: str, column: str) -> str:
    return record.text(CellId(EXPLANATIONS, row, column))
