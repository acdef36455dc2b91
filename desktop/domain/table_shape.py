"""A page as one table of cells: which section's cell stands in which row and column of its ``rows`` in the JSON shape.

Sections of one *band* stand side by side (表1: 收入 left, 支出 right), bands follow each other. The columns of a band's
sections follow each other from the left; a shorter section leaves blanks below it. Rows and columns count from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from desktop.domain.address import CellId
from desktop.domain.definition import Column, FormDefinition, JsonShape, Page, Section
from desktop.domain.record import Record, fill_pattern, province_of


def bands(definition: FormDefinition, page: Page) -> list[list[Section]]:
    """The table sections of a page: those beside each other together, in order."""
    cached: dict[str, list[list[Section]]] = definition.__dict__.setdefault("_bands", {})
    if page.key not in cached:
        parts = [one for one in definition.sections_of_page[page.key] if one.json_shape is JsonShape.TABLE]
        numbered = [(part.band or -index - 1, part) for index, part in enumerate(parts)]
        cached[page.key] = [[part for _, part in run] for _, run in groupby(numbered, key=lambda pair: pair[0])]
    return cached[page.key]


def tables_of(definition: FormDefinition) -> list[Page]:
    """The pages that are tables, in the order of ``tables`` in the JSON shape."""
    return [page for page in definition.pages if page.is_table]


def height(record: Record, band: Sequence[Section]) -> int:
    """Rows of a band: those of its longest section."""
    return max((len(record.rows(section.key)) for section in band), default=0)


def position_of(record: Record, cell: CellId) -> tuple[int, int, int]:
    """Number of the table, row and column of a cell. Raises KeyError for a cell that stands in no table."""
    definition = record.definition
    page = definition.page_of(cell.section)
    row = 0
    for band in bands(definition, page):
        column = 0
        for section in band:
            if section.key == cell.section:
                place = [one.key for one in section.columns].index(cell.column)
                return tables_of(definition).index(page), row + record.position(cell.section, cell.row), column + place
            column += len(section.columns)
        row += height(record, band)
    raise KeyError(cell.section)


def cell_at_position(record: Record, table: int, row: int, column: int) -> CellId | None:
    """The cell at a place of a table; None where the table has none."""
    pages = tables_of(record.definition)
    if not 0 <= table < len(pages):
        return None
    for band in bands(record.definition, pages[table]):
        rows = height(record, band)
        if row >= rows:
            row -= rows
            continue
        for section in band:
            if column < len(section.columns):
                here = record.rows(section.key)
                return CellId(section.key, here[row].key, section.columns[column].key) if row < len(here) else None
            column -= len(section.columns)
        return None
    return None


def heading_depth(columns: Sequence[Column]) -> int:
    """Rows of headings above a table: the deepest group and the columns' own labels."""
    return max((len(column.group) for column in columns), default=0) + 1


def heading_rows(record: Record, band: Sequence[Section]) -> list[list[str]]:
    """Headings as the JSON shape holds them: each text once, where its columns begin; ``""`` elsewhere."""
    columns = [column for section in band for column in section.columns]
    names = label_names(record)
    rows: list[list[str]] = []
    for level in range(heading_depth(columns)):
        texts = []
        for index, column in enumerate(columns):
            before = columns[index - 1].group[: level + 1] if index else None
            if level < len(column.group):
                texts.append("" if before == column.group[: level + 1] else fill_pattern(column.group[level], names))
            else:
                texts.append(fill_pattern(column.label, names) if level == len(column.group) else "")
        rows.append(texts)
    return rows


def label_names(record: Record) -> dict[str, str]:
    """What {words} in labels, side labels and head lines stand for."""
    definition = record.definition
    fund = record.shown(CellId("header", "", definition.fund_field)) if definition.fund_field else ""
    year = record.shown(CellId("form", "", "year"))
    province = province_of(record.bureau)
    return {"bureau": record.bureau, "year": year, "unit": record.unit, "province": province, "fund": fund}
