"""A budget as somebody else would draw it up: no marks, sheets named Sheet1 …, columns turned, nothing merged.

Units stand in every row, codes are numbers, names of subjects are moved in by full-width spaces, rows are numbered in
another way, headings are broken over lines and printed again below a page break.
"""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook

TABLES_TURNED = (2, 3, 5)
UNIT_TABLES = (7, 9, 10)


def stranger(data: dict[str, Any], *, one_sheet: bool = False) -> Workbook:
    """The workbook; with ``one_sheet`` all tables stand below each other."""
    pen = _Pen(one_sheet)
    for table in data["tables"]:
        if table["rows"]:
            _table(pen, table, data["bureau"])
    _goals(pen, data["performance_goals"], data["bureau"])
    pen.sheet()
    pen.row(["重点项目绩效目标"])
    pen.row(["项目名称", "绩效目标", "预算数（万元）"])
    for project in data["key_projects"]:
        pen.row([project["name"], project["goal"], number(project["budget"])])
    return pen.book


def number(text: str) -> float | int | str:
    """A figure as a workbook holds it."""
    bare = text.replace(",", "")
    try:
        return float(bare) if "." in bare else int(bare)
    except ValueError:
        return text


class _Pen:
    """Writes row after row."""

    def __init__(self, one_sheet: bool) -> None:
        self.book = Workbook()
        self.book.worksheets[0].title = "Sheet1"
        self.one_sheet = one_sheet
        self.at = 0
        self.begun = False

    @property
    def here(self) -> Any:
        return self.book.worksheets[-1]

    def sheet(self) -> None:
        """The next table: on the next sheet, or two rows further down."""
        if self.begun and not self.one_sheet:
            self.book.create_sheet(f"Sheet{len(self.book.worksheets) + 1}")
            self.at = 0
        elif self.begun:
            self.at += 2
        self.begun = True

    def row(self, cells: list[Any]) -> None:
        """One row; blanks are left out."""
        self.at += 1
        for column, value in enumerate(cells, start=1):
            if value not in ("", None):
                self.here.cell(self.at, column, value)


def _table(pen: _Pen, table: dict[str, Any], bureau: str) -> None:
    pen.sheet()
    pen.row([f"附表{table['no']}"])
    pen.row([f"2022年{table['title']}"])
    pen.row([f"编制单位：{bureau}", "", "金额单位：万元"])
    heads = [[_reworded(text) for text in row] for row in table["columns"]]
    turned = table["no"] in TABLES_TURNED
    order = list(range(len(heads[0])))
    if turned:
        order = [0, *reversed(order[1:])]
        heads = _turned(heads, order)
    for row in heads:
        pen.row(row)
    unit = ""
    for place, cells in enumerate(table["rows"]):
        if table["no"] == UNIT_TABLES[0] and place == 20:
            pen.row([])
            pen.row(["续表"])
            for row in heads:
                pen.row(row)
        values, unit = _values(table["no"], cells, unit)
        pen.row([values[column] for column in order])
    for note in table["notes"]:
        pen.row([note])


def _reworded(text: str) -> str:
    """Brackets of the other width, the year without a space, a line break in the middle."""
    text = text.replace("2022 年", "2022年").replace("(", "（").replace(")", "）")
    return f"{text[:3]}\n{text[3:]}" if len(text) > 5 else text


def _turned(heads: list[list[str]], order: list[int]) -> list[list[str]]:
    """Headings in another order; each group once, above the first of its columns."""
    full = []
    for level, row in enumerate(heads):
        group, line = "", []
        for column, text in enumerate(row):
            group = text or group
            carries_on = any(lower[column] for lower in heads[level + 1 :])
            line.append(text or (group if carries_on else ""))
        full.append([line[column] for column in order])
    return [["" if at and text and text == row[at - 1] else text for at, text in enumerate(row)] for row in full]


def _values(table: int, cells: list[str], unit: str) -> tuple[list[Any], str]:
    values: list[Any] = [number(text) for text in cells]
    if table in UNIT_TABLES:
        unit = cells[0] or unit
        values[0] = unit
        values[1] = float(cells[1]) if cells[1] else None
        values[2] = f"　　{cells[2]}" if cells[2] else None
    elif table == 8:
        unit = cells[0] or unit
        values[0] = unit
    elif table in (1, 6):
        values[0] = cells[0].replace("1. ", "（一）").replace("2. ", "2．").replace("3. ", "")
        values[2] = cells[2] if cells[2][:1] in "一二三四五本结支" else f"　　{cells[2]}"
    return values, unit


def _goals(pen: _Pen, goals: dict[str, Any], bureau: str) -> None:
    pen.sheet()
    pen.row([goals["title"]])
    pen.row(["（2022年度）", "", "单位：万元"])
    pen.row(["部门（单位）名称", "", bureau, "主管部门", bureau])
    pen.here.merge_cells(start_row=pen.at, end_row=pen.at, start_column=1, end_column=2)
    pen.row(["年度主要任务", "任务名称", "主要内容", "预算金额（万元）"])
    top = pen.at
    pen.row(["", "", "", "总额", "财政拨款", "其他资金"])
    for task in goals["tasks"]:
        pen.row(["", task["task"], task["content"], *(number(task[key]) for key in ("total", "fiscal", "other"))])
    pen.row(["", "金额合计", "", *(number(goals["total"][key]) for key in ("total", "fiscal", "other"))])
    pen.here.merge_cells(start_row=top, end_row=pen.at, start_column=1, end_column=1)
    pen.row(["年度总体目标", goals["goal"]["planned"]])
    pen.row(["年度绩效指标", "一级指标", "二级指标", "三级指标", "目标值"])
    top, above = pen.at, ("", "")
    for one in goals["indicators"]:
        level1, level2 = one["level1"], one["level2"]
        named = [level1 if level1 != above[0] else "", level2 if (level1, level2) != above else ""]
        pen.row(["", *named, one["level3"], one["target"]])
        above = (level1, level2)
    pen.here.merge_cells(start_row=top, end_row=pen.at, start_column=1, end_column=1)
