"""Records to and from the JSON shape of an evaluation (design and ``reference/README.md``).

Figures are strings exactly as printed; thousands separators are presentation and fold away on reading. What the shape
knows but a layout has no use for is refused by name, so that nothing is dropped silently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from desktop.domain.address import CellId, Row
from desktop.domain.calculation import Calculator
from desktop.domain.definition import TABLES, Column, FormDefinition, JsonShape, Page, Section, Shape, ValueType
from desktop.domain.errors import InputError
from desktop.domain.evaluation_labels import fold_label, match_item
from desktop.domain.record import Record, normalize_entry
from desktop.domain.table_json import TablesFromJson, page_json, table_json
from desktop.domain.table_shape import tables_of

__all__ = ["fold_label", "from_json", "match_item", "to_json"]

# Keys about the form that are no content: where it was found, what a reader adds.
_ASIDE = frozenset({"kind", "layout", "source", "sources", "footnotes", "confidence", "signature_fields", "columns"})
_HALF = re.compile("[\ud800-\udfff]")


def to_json(record: Record) -> dict[str, Any]:
    """The evaluation in the JSON shape, calculated figures included, keys in the order of the form."""
    definition = record.definition
    data: dict[str, Any] = {"kind": definition.kind, "layout": definition.layout}
    if tables_of(definition):
        data["tables"] = [table_json(record, page) for page in tables_of(definition)]
    for page in definition.pages:
        if page.json and not page.is_table:
            data[page.json] = page_json(record, page)
    heads = {page.key for page in definition.pages if page.json}
    for section in definition.sections:
        if section.json_shape is JsonShape.TABLE or section.key in heads:
            continue
        if section.json_shape is JsonShape.TOP:
            data.update({column.key: record.shown(CellId(section.key, "", column.key)) for column in section.columns})
        elif section.shape is Shape.FIELDS:
            _place(data, section, _fields_json(record, section))
        else:
            rows = [_row_json(record, section, row) for row in record.rows(section.key)]
            if rows or not section.hidden:
                _place(data, section, rows)
    data["year"] = record.year if record.year is not None else data["year"]
    data["unit"] = record.unit
    if definition.footnotes:
        data["footnotes"] = list(definition.footnotes)
    if definition.signature_fields:
        data["signature_fields"] = list(definition.signature_fields)
    if definition.json_columns:
        listed = definition.section_by_key[definition.json_columns].columns
        data["columns"] = [column.label for column in listed]
    order = ("kind", "layout", "bureau", "year", "title", "unit")
    return {key: data[key] for key in order} | {key: value for key, value in data.items() if key not in order}


def _place(data: dict[str, Any], section: Section, value: Any) -> None:
    """Put the value where the section's path says: ``performance_goals.tasks`` is a key inside another object."""
    *parents, last = section.json_path.split(".")
    for key in parents:
        data = data.setdefault(key, {})
    data[last] = value


def _fields_json(record: Record, section: Section) -> Any:
    values = {column: record.shown(CellId(section.key, "", column.key)) for column in section.columns}
    if section.json_shape is JsonShape.SCALAR:
        return next(iter(values.values()))
    if section.json_shape is JsonShape.MAPPING:
        return {column.label: text for column, text in values.items()}
    return {column.key: text for column, text in values.items()}


def _row_json(record: Record, section: Section, row: Row) -> dict[str, str]:
    values = {}
    for column in section.columns:
        item = record.item(section.key, row)
        text = record.shown(CellId(section.key, row.key, column.key))
        if column.type is ValueType.LABEL and item is not None:
            text = text or item.label
        if text or not (section.hidden and column.optional):
            values[column.key] = text
    return values


def from_json(data: Any, definition: FormDefinition) -> Record:
    """The record of one evaluation, calculated.

    Raises:
        InputError: not an object, an unknown key, a row or label the layout does not have, a value that is no text.
    """
    if not isinstance(data, Mapping):
        raise InputError("这不是一份自评数据：最外层应当是一个对象。")
    reader = _Reader(definition)
    for key, value in data.items():
        reader.take(key, value)
    record = Record(definition, reader.rows, reader.texts)
    Calculator(record).full()
    return record


class _Reader:
    """Collects rows and texts key by key."""

    def __init__(self, definition: FormDefinition) -> None:
        self.definition = definition
        self.rows: dict[str, list[Row]] = {}
        self.texts: dict[CellId, str] = {}
        self.by_path = {s.json_path: s for s in definition.sections if s.json_shape is not JsonShape.TABLE}
        self.objects = {page.json: page for page in definition.pages if page.json and not page.is_table}

    def take(self, key: str, value: Any) -> None:
        """One top-level key."""
        if key in _ASIDE:
            return
        top = self.definition.section_by_key["form"].column_by_key
        if key in top:
            self._put(CellId("form", "", key), top[key], value, key)
        elif key == TABLES and tables_of(self.definition):
            TablesFromJson(self.definition, self.rows, self._put).take(value)
        elif key in self.objects:
            self._object(self.objects[key], value)
        else:
            self._section(key, value)

    def _object(self, page: Page, value: Any) -> None:
        """A page that is an object of its own: its number and title, and the sections inside."""
        if not isinstance(value, Mapping):
            raise InputError(f"自评数据里的“{page.json}”应当是一个对象。")
        head = self.definition.section_by_key[page.key].column_by_key
        for key, part in value.items():
            if key == "no":
                continue
            if key in head:
                if part != page.title:
                    self._put(CellId(page.key, "", key), head[key], part, f"{page.json}.{key}")
            else:
                self._section(f"{page.json}.{key}", part)

    def _section(self, key: str, value: Any) -> None:
        section = self.by_path.get(key)
        if section is None or section.json_shape is JsonShape.TOP:
            raise InputError(f"自评数据里的“{key}”不认识：表样“{self.definition.name}”没有这一部分。")
        if section.json_shape is JsonShape.SCALAR:
            self._put(CellId(section.key, "", section.columns[0].key), section.columns[0], value, key)
        elif section.shape is Shape.FIELDS:
            self._fields(section, value)
        else:
            self._list(section, value)

    def _put(self, cell: CellId, column: Column, value: Any, path: str) -> None:
        if isinstance(value, bool) or not isinstance(value, (str, int, float, type(None))):
            raise InputError(f"自评数据里的“{path}”应当是文字或数。")
        text = "" if value is None else str(value)
        if not text.isascii() and _HALF.search(text):
            raise InputError(f"自评数据里的“{path}”含有半个字符（不成对的代理项），存不进文件，请改正。")
        text = normalize_entry(column, text) if column.type.is_numeric else text
        if cell in self.texts:
            raise InputError(f"自评数据里的“{path}”写了两次，名称不同但说的是同一栏。")
        if text:
            self.texts[cell] = text

    def _fields(self, section: Section, value: Any) -> None:
        if not isinstance(value, Mapping):
            raise InputError(f"自评数据里的“{section.json_path}”应当是一个对象。")
        for name, text in value.items():
            column = self._column(section, name)
            if column is None:
                if text in ("", None):  # nothing is lost
                    continue
                raise InputError(f"自评数据里的“{section.json_path}.{name}”不认识：“{section.title}”没有这一栏。")
            self._put(CellId(section.key, "", column.key), column, text, f"{section.json_path}.{name}")

    @staticmethod
    def _column(section: Section, name: str) -> Column | None:
        if section.json_shape is not JsonShape.MAPPING:
            return section.column_by_key.get(name)
        folded = fold_label(name)
        for column in section.columns:
            if folded in map(fold_label, (column.label, column.short, *column.synonyms)):
                return column
        return None

    def _list(self, section: Section, value: Any) -> None:
        if not isinstance(value, list):
            raise InputError(f"自评数据里的“{section.json_path}”应当是一个列表。")
        taken: set[str] = set()
        for index, entry in enumerate(value):
            path = f"{section.json_path}[{index}]"
            if not isinstance(entry, Mapping):
                raise InputError(f"自评数据里的“{path}”应当是一个对象。")
            row = self._row(section, entry, index, taken, path)
            taken.add(row.key)
            for name, text in entry.items():
                column = section.column_by_key.get(name)
                if column is None:
                    if text in ("", None):
                        continue
                    raise InputError(f"自评数据里的“{path}.{name}”不认识：“{section.title}”没有这一栏。")
                if column.type is not ValueType.LABEL:
                    self._put(CellId(section.key, row.key, name), column, text, f"{path}.{name}")

    def _row(self, section: Section, entry: Mapping[str, Any], index: int, taken: set[str], path: str) -> Row:
        label = section.label_column.key if section.label_column is not None else ""
        name = entry.get(label)
        if isinstance(name, (list, Mapping)):
            raise InputError(f"自评数据里的“{path}.{label}”应当是文字或数。")
        named = str(name or "")
        key = match_item(section, named, taken)
        if section.shape is Shape.ROWS:
            if key is None and match_item(section, named) is not None:
                raise InputError(f"自评数据里的“{path}”写了两次：“{section.title}”的“{named}”这一行前面已经有了。")
            if key is None:
                raise InputError(f"自评数据里的“{path}”不认识：“{section.title}”没有“{named}”这一行。")
            return Row(key, key)
        row = Row(key, key) if key is not None else Row(f"n{index + 1}", "")
        self.rows.setdefault(section.key, []).append(row)
        return row
