"""The tables of a form to and from the JSON shape: ``{no, title, columns, rows, notes}``, rows of cells from the left.

``columns`` are issued and not read back; every other text finds its cell or is refused by name, so that nothing is
dropped silently. Figures are strings exactly as printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from desktop.domain.address import CellId, Row
from desktop.domain.definition import Column, FormDefinition, Page, Section, Shape, ValueType
from desktop.domain.errors import InputError
from desktop.domain.evaluation_labels import fold_label, match_item
from desktop.domain.record import Record
from desktop.domain.table_shape import bands, heading_rows, height, tables_of

Put = Callable[[CellId, Column, Any, str], None]
_KEYS = frozenset({"no", "title", "columns", "rows", "notes"})


def page_json(record: Record, page: Page) -> dict[str, Any]:
    """Number and title of a page, and its notes, one line each."""
    head: dict[str, Any] = {"no": page.number} if page.number else {}
    head["title"] = record.shown(CellId(page.key, "", "title"))
    return head


def table_json(record: Record, page: Page) -> dict[str, Any]:
    """One entry of ``tables``."""
    parts = bands(record.definition, page)
    rows = []
    for band in parts:
        for index in range(height(record, band)):
            rows.append([text for section in band for text in _texts(record, section, index)])
    notes = record.shown(CellId(page.key, "", "notes")) if page.has_notes else ""
    columns = heading_rows(record, parts[0]) if parts else []
    return page_json(record, page) | {"columns": columns, "rows": rows, "notes": notes.splitlines()}


def _texts(record: Record, section: Section, index: int) -> list[str]:
    rows = record.rows(section.key)
    if index >= len(rows):
        return [""] * len(section.columns)
    row = rows[index]
    item = record.item(section.key, row)
    texts = []
    for column in section.columns:
        text = record.shown(CellId(section.key, row.key, column.key))
        if column.type is ValueType.LABEL and item is not None:
            text = text or item.label
        texts.append(text)
    return texts


class TablesFromJson:
    """Reads ``tables`` into rows and texts."""

    def __init__(self, definition: FormDefinition, rows: dict[str, list[Row]], put: Put) -> None:
        """Read into ``rows``; texts go to ``put(cell, column, value, path)``."""
        self.definition = definition
        self.rows = rows
        self.put = put

    def take(self, value: Any) -> None:
        """Every entry of ``tables``. Raises InputError."""
        if not isinstance(value, list):
            raise InputError("自评数据里的“tables”应当是一个列表。")
        seen: set[str] = set()
        for index, entry in enumerate(value):
            path = f"tables[{index}]"
            if not isinstance(entry, Mapping):
                raise InputError(f"自评数据里的“{path}”应当是一个对象。")
            page = self._page(entry, path)
            if page.key in seen:
                raise InputError(f"自评数据里的“{path}”写了两次：前面已经有“{page.title}”。")
            seen.add(page.key)
            self._table(page, entry, path)

    def _page(self, entry: Mapping[str, Any], path: str) -> Page:
        number, title = str(entry.get("no", "")), fold_label(str(entry.get("title", "")))
        pages = tables_of(self.definition)
        for page in pages:
            if number == str(page.number):
                return page
        for page in pages:
            if not number and title in map(fold_label, (page.title, *page.synonyms)):
                return page
        raise InputError(f"自评数据里的“{path}”不认识：表样“{self.definition.name}”没有表{number}“{title}”。")

    def _table(self, page: Page, entry: Mapping[str, Any], path: str) -> None:
        unknown = [key for key in entry if key not in _KEYS]
        if unknown:
            raise InputError(f"自评数据里的“{path}.{unknown[0]}”不认识：表格没有这一部分。")
        head = self.definition.section_by_key[page.key].column_by_key
        title = entry.get("title", "")
        if title != page.title:
            self.put(CellId(page.key, "", "title"), head["title"], title, f"{path}.title")
        notes = entry.get("notes") or []
        if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
            raise InputError(f"自评数据里的“{path}.notes”应当是一列文字。")
        if notes and "notes" not in head:
            raise InputError(f"自评数据里的“{path}.notes”不认识：“{page.title}”下面没有说明。")
        if notes:
            self.put(CellId(page.key, "", "notes"), head["notes"], "\n".join(notes), f"{path}.notes")
        rows = entry.get("rows") or []
        if not isinstance(rows, list):
            raise InputError(f"自评数据里的“{path}.rows”应当是一个列表。")
        self._rows(page, rows, path)

    def _rows(self, page: Page, rows: Sequence[Any], path: str) -> None:
        parts = bands(self.definition, page)
        band = 0
        taken: dict[str, set[str]] = {}
        for index, cells in enumerate(rows):
            here = f"{path}.rows[{index}]"
            width = sum(len(section.columns) for section in parts[band])
            if not isinstance(cells, list) or len(cells) != width:
                raise InputError(f"自评数据里的“{here}”应当是 {width} 格，“{page.title}”有 {width} 栏。")
            while band + 1 < len(parts) and self._begins(parts[band + 1], cells):
                band += 1
            first = 0
            for section in parts[band]:
                part = cells[first : first + len(section.columns)]
                self._row(section, part, taken.setdefault(section.key, set()), (here, first))
                first += len(section.columns)

    def _begins(self, band: Sequence[Section], cells: Sequence[Any]) -> bool:
        """True when a row is the first one of a band of fixed rows."""
        first = 0
        for section in band:
            item = section.items[0] if section.shape is Shape.ROWS else None
            if item is not None and self._label(section, cells[first : first + len(section.columns)]) == item.key:
                return True
            first += len(section.columns)
        return False

    @staticmethod
    def _label(section: Section, cells: Sequence[Any]) -> str | None:
        for column, value in zip(section.columns, cells, strict=False):
            if column.type is ValueType.LABEL:
                return match_item(section, str(value or ""))
        return None

    def _row(self, section: Section, cells: Sequence[Any], taken: set[str], at: tuple[str, int]) -> None:
        path, first = at
        if all(value in ("", None) for value in cells):
            return
        if section.shape is Shape.ROWS:
            key = self._label(section, cells)
            if key is None or key in taken:
                reason = "这一行前面已经有了" if key else "没有这一行"
                raise InputError(f"自评数据里的“{path}”不认识：“{section.title}”{reason}。")
            row = Row(key, key)
        else:
            row = Row(f"n{len(taken) + 1}", "")
            self.rows.setdefault(section.key, []).append(row)
        taken.add(row.key)
        for number, (column, value) in enumerate(zip(section.columns, cells, strict=True)):
            if column.type is not ValueType.LABEL:
                self.put(CellId(section.key, row.key, column.key), column, value, f"{path}[{first + number}]")
