"""The guided pages of a form, in order: what stands on each and which cells Enter walks there.

Made from the shapes and columns of the definition alone: a page that is a table is one page that leads there; rows of
the record give a page each, fixed rows of figures one page as a grid, fixed rows of prose a page each, fields a page
for their part. Which form it is does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from desktop.domain.address import CellId
from desktop.domain.definition import Column, FormDefinition, Page, Section, Shape
from desktop.domain.places import row_label
from desktop.domain.record import Record


class Layout(Enum):
    """How the fields of a page lie: one under the other, a grid of figures, one row of the form, or in the table.

    A budget table is read across and down, against its sums: the guide says what is in it and leads there.
    """

    TABLE = "table"
    FIELDS = "fields"
    MATRIX = "matrix"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class GuideItem:
    """One page of the guide.

    Attributes:
        key: stable while the form is open.
        layout: how its fields lie.
        part: title of the entry of the contents it belongs to.
        title: heading of the page.
        path: what stands above the heading, outermost first.
        number, count: place among the pages of its section, counted from 1; count 1 is not worth saying.
        sections: keys of the sections on it.
        row: key of the row; ``""`` unless the layout is ROW.
        cells: entry cells in the order Enter walks them.
        guidance: how to fill it.
        evidence: papers to keep.
    """

    key: str
    layout: Layout
    part: str
    title: str
    path: tuple[str, ...]
    number: int
    count: int
    sections: tuple[str, ...]
    row: str
    cells: tuple[CellId, ...]
    guidance: str = ""
    evidence: tuple[str, ...] = ()


def guide_items(record: Record) -> list[GuideItem]:
    """Every page of the guide in the order of the form; sections without an entry cell have none."""
    items: list[GuideItem] = []
    for part, sections in _parts(record.definition).items():
        pending: list[Section] = []
        for section in sections:
            page = record.definition.page_of(section.key)
            if page.is_table:
                items += _fields(record, part, pending)
                pending = []
                if not items or items[-1].key != f"table:{page.key}":
                    items.append(_table(record, page))
                continue
            if section.shape is Shape.FIELDS:
                pending.append(section)
                continue
            items += _fields(record, part, pending)
            pending = []
            items += _grid(record, section) if _is_grid(section) else _rows(record, section)
        items += _fields(record, part, pending)
    return items


def position_of(items: list[GuideItem], cell: CellId) -> int:
    """Index of the page ``cell`` stands on; −1 when it stands on none."""
    for index, item in enumerate(items):
        if cell.section in item.sections and (item.layout is not Layout.ROW or item.row == cell.row):
            return index
    return -1


def is_optional(column: Column) -> bool:
    """True for a column that is shown only when it is needed or filled: prose nobody has to write."""
    return column.multiline and not column.required


def _parts(definition: FormDefinition) -> dict[str, list[Section]]:
    parts: dict[str, list[Section]] = {}
    for section in definition.visible_sections:
        parts.setdefault(section.part, []).append(section)
    return parts


def _is_grid(section: Section) -> bool:
    """Rows of figures stand on one page, so that totals and parts are seen together."""
    return section.shape is Shape.ROWS and not any(column.multiline for column in section.entry_columns)


def _table(record: Record, page: Page) -> GuideItem:
    sections = record.definition.sections_of_page[page.key]
    cells = tuple(cell for section in sections for cell in record.entry_cells(section))
    # A table without rows yet still has its title, so that there is a place to go to.
    cells = cells or (CellId(page.key, "", "title"),)
    title = f"表{page.number} {page.title}" if page.number else page.title
    keys = tuple(section.key for section in sections)
    guidance = "\n".join(dict.fromkeys(section.guidance for section in sections if section.guidance))
    key, part = f"table:{page.key}", sections[0].part
    return GuideItem(key, Layout.TABLE, part, title, (), 1, 1, keys, "", cells, guidance)


def _fields(record: Record, part: str, sections: list[Section]) -> list[GuideItem]:
    cells = tuple(cell for section in sections for cell in record.entry_cells(section))
    if not cells:
        return []
    guidance = "\n".join(section.guidance for section in sections if section.guidance)
    keys = tuple(section.key for section in sections)
    return [GuideItem(f"fields:{keys[0]}", Layout.FIELDS, part, part, (), 1, 1, keys, "", cells, guidance)]


def _grid(record: Record, section: Section) -> list[GuideItem]:
    cells = tuple(record.entry_cells(section))
    if not cells:
        return []
    title, key = section.title, f"grid:{section.key}"
    return [GuideItem(key, Layout.MATRIX, section.part, title, (), 1, 1, (section.key,), "", cells, section.guidance)]


def _rows(record: Record, section: Section) -> Iterator[GuideItem]:
    found = [item for row in record.rows(section.key) for item in [_row(record, section, row.key)] if item.cells]
    for number, item in enumerate(found, 1):
        yield replace(item, number=number, count=len(found))


def _row(record: Record, section: Section, row: str) -> GuideItem:
    item = record.item(section.key, row)
    cells = tuple(
        cell for column in section.columns for cell in [CellId(section.key, row, column.key)] if record.is_entry(cell)
    )
    return GuideItem(
        f"row:{section.key}:{row}",
        Layout.ROW,
        section.part,
        _row_title(record, section, row),
        _levels(record, section, row) or (section.title,),
        1,
        1,
        (section.key,),
        row,
        cells,
        (item.guidance if item else "") or section.guidance,
        item.evidence if item else (),
    )


def _row_title(record: Record, section: Section, row: str) -> str:
    """The name of a row as issued, without the line breaks of the sheet."""
    column = section.label_column
    text = record.text(CellId(section.key, row, column.key)) if column is not None else ""
    return " ".join(text.split()) or row_label(record, section, row)


def _levels(record: Record, section: Section, row: str) -> tuple[str, ...]:
    """The level names above a row, outermost first."""
    names = [record.text(CellId(section.key, row, column.key)) for column in section.columns if column.merge_down]
    return tuple(" ".join(name.split()) for name in names if name)
