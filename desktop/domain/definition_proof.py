"""Proves what single keys of a definition cannot show: names that mean nothing, circles, doubled keys, lost places.

``definition_loader`` calls ``prove`` on everything it reads; it leaves out what a key alone shows (type, spelling).
Every complaint is a ``DefinitionError`` with file, key and a Chinese reason.
"""

from __future__ import annotations

import re

from desktop.domain.definition import Column, FormDefinition, Section, Shape, ValueType
from desktop.domain.errors import DefinitionError
from desktop.domain.formula_plan import CalculationError, plan
from desktop.domain.page_proof import is_run, prove_pages, refuse_doubled


def prove(definition: FormDefinition) -> None:
    """Prove what single keys cannot show.

    Raises DefinitionError for dangling names, circles, doubled keys, unknown {words} and columns the sheet lacks.
    """
    file = definition.file
    prove_pages(definition)
    refuse_doubled(file, "section", [section.key for section in definition.sections])
    for section in definition.sections:
        _prove_keys(file, section)
        _prove_places(definition, section)
        _prove_links(definition, section)
    _prove_signatures(definition)
    _prove_json_columns(definition)
    _prove_words(definition)
    header = definition.section_by_key.get("header")
    for name in (definition.bureau_field, definition.fund_field):
        if name and (header is None or name not in header.column_by_key):
            raise DefinitionError(file, "form", f"基本信息里没有叫“{name}”的栏。")
    try:
        plan(definition)
    except CalculationError as error:
        raise DefinitionError(file, "computed", str(error)) from error


def _prove_keys(file: str, section: Section) -> None:
    """Keys are unique, rows speak of columns that exist, and only fixed rows have formulas of their own."""
    path = f"section.{section.key}"
    refuse_doubled(file, f"{path}.column", [column.key for column in section.columns])
    refuse_doubled(file, f"{path}.row", [item.key for item in section.items])
    for item in section.items:
        for key in (*item.computed, *item.locked, *item.preset):
            if key != "*" and key not in section.column_by_key:
                raise DefinitionError(file, f"{path}.row.{item.key}", f"没有叫“{key}”的栏。")
        if item.computed and section.shape is not Shape.ROWS:
            raise DefinitionError(file, f"{path}.row.{item.key}.computed", "只有行固定的部分才能按行计算。")


def _prove_places(definition: FormDefinition, section: Section) -> None:
    """Every place on the sheet is a run of columns from left to right, and each of them has a width."""
    places = {"side_at": section.side_at, "corner_at": section.corner_at}
    for column in section.columns:
        places |= {f"{column.key}.at": column.at, f"{column.key}.label_at": column.label_at}
    for key, place in places.items():
        if place and not is_run(place, list(definition.page_by_key[section.page].style.widths)):
            reason = f"“{place}”不是表上的栏，栏宽在 sheet.widths 里写明。"
            raise DefinitionError(definition.file, f"section.{section.key}.{key}", reason)


def _prove_links(definition: FormDefinition, section: Section) -> None:
    """``points``, ``under``, ``trim`` and ``optional`` speak of what is there, and only where they mean something."""
    for column in section.columns:
        path = f"section.{section.key}.{column.key}"
        reason = _wrong_points(definition, section, column)
        if reason:
            raise DefinitionError(definition.file, f"{path}.points", reason)
        reason = _wrong_under(definition, section, column)
        if reason:
            raise DefinitionError(definition.file, f"{path}.under", reason)
        if column.trim and (column.decimals is None or not column.type.is_numeric):
            raise DefinitionError(definition.file, f"{path}.trim", "只有写明 decimals 的数字栏才能去掉末尾的零。")
        if column.optional and column.required:
            raise DefinitionError(definition.file, f"{path}.optional", "一栏不能既必须填（required）又可以空着。")


def _wrong_points(definition: FormDefinition, section: Section, column: Column) -> str:
    if not column.points:
        return ""
    other = definition.section_by_key.get(column.points)
    if other is None or other.shape is not Shape.FIELDS:
        return f"没有叫“{column.points}”、由单个栏目组成的部分。"
    if any(field.type is not ValueType.NUMBER for field in other.columns):
        return f"“{column.points}”里的栏目要都是分数（number）。"
    if section.style != "matrix" or not column.merge_down:
        return "只有表格里上下合并的级次栏（merge_down）后面能印分数。"
    return ""


def _wrong_under(definition: FormDefinition, section: Section, column: Column) -> str:
    if not column.under:
        return ""
    key, _, name = column.under.partition(".")
    other = definition.section_by_key.get(key)
    heading = other.column_by_key.get(name) if other is not None and other.style == "matrix" else None
    if heading is None or not heading.at:
        return f"“{column.under}”不是表格里印出来的一栏，要写成“部分.栏”。"
    if section.style != "pairs":
        return "只有标签和内容并排的部分（pairs）能这样对齐。"
    if column.at != heading.at:
        return f"这一格放在“{column.at}”，上面那一栏在“{heading.at}”，要对齐。"
    if not any(one.label_at and one.line == column.line for one in section.columns):
        return "这一行要有一个印出来的标签，否则读的时候找不到这一行。"
    return ""


def _prove_signatures(definition: FormDefinition) -> None:
    """Each signature has a column of the sheet to stand in, and a name that says what to sign."""
    labels = definition.signature_fields
    if len(labels) > len(definition.sheet.widths):
        raise DefinitionError(definition.file, "form.signature_fields", "签字栏比表上的栏还多，排不下。")
    if not all(label.strip() for label in labels):
        raise DefinitionError(definition.file, "form.signature_fields", "签字栏的名称不能空着。")
    refuse_doubled(definition.file, "form.signature_fields", list(labels))


def _prove_json_columns(definition: FormDefinition) -> None:
    """``json_columns`` names a table, whose labels are what the JSON shape lists."""
    section = definition.section_by_key.get(definition.json_columns)
    if definition.json_columns and (section is None or section.shape is Shape.FIELDS):
        raise DefinitionError(definition.file, "form.json_columns", f"没有叫“{definition.json_columns}”的表格部分。")


_WORDS = frozenset({"bureau", "province", "fund", "year", "unit"})


def _prove_words(definition: FormDefinition) -> None:
    """Every {word} in a title, default or side label is one that can be filled in; the year line holds the year."""
    if "{year}" not in definition.year_line:
        raise DefinitionError(definition.file, "form.year_line", "这里要有 {year}，否则表上看不出年度。")
    texts = {"form.title": definition.title, "form.year_line": definition.year_line}
    for section in definition.sections:
        texts[f"section.{section.key}.side"] = section.side
        texts |= {f"section.{section.key}.{column.key}.default": column.default for column in section.columns}
        texts |= {f"section.{section.key}.{column.key}.label": column.label for column in section.columns}
        texts |= {f"section.{section.key}.row.{i.key}.{k}": t for i in section.items for k, t in i.preset.items()}
    for key, text in texts.items():
        for word in re.findall(r"\{(\w*)\}", text):
            if word not in _WORDS:
                allowed = "、".join(sorted(_WORDS))
                raise DefinitionError(definition.file, key, f"“{{{word}}}”不认识，只能是：{allowed}。")
