"""Proves what single keys of a definition cannot show: names that mean nothing, circles, doubled keys, lost places.

``definition_loader`` calls ``prove`` on everything it reads; it leaves out what a key alone shows (type, spelling).
Every complaint is a ``DefinitionError`` with file, key and a Chinese reason.
"""

from __future__ import annotations

import re

from desktop.domain.calculation import CalculationError, plan
from desktop.domain.definition import FormDefinition, Section, Shape
from desktop.domain.errors import DefinitionError


def prove(definition: FormDefinition) -> None:
    """Prove what single keys cannot show.

    Raises DefinitionError for dangling names, circles, doubled keys, unknown {words} and columns the sheet lacks.
    """
    file = definition.file
    refuse_doubled(file, "section", [section.key for section in definition.sections])
    for section in definition.sections:
        _prove_keys(file, section)
        _prove_places(definition, section)
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
        if place and not _is_run(place, list(definition.sheet.widths)):
            reason = f"“{place}”不是表上的栏，栏宽在 sheet.widths 里写明。"
            raise DefinitionError(definition.file, f"section.{section.key}.{key}", reason)


def _is_run(place: str, letters: list[str]) -> bool:
    first, _, last = place.partition(":")
    last = last or first
    return first in letters and last in letters and letters.index(first) <= letters.index(last)


_WORDS = frozenset({"bureau", "province", "fund", "year", "unit"})


def _prove_words(definition: FormDefinition) -> None:
    """Every {word} in a title, default or side label is one that can be filled in; the year line holds the year."""
    if "{year}" not in definition.year_line:
        raise DefinitionError(definition.file, "form.year_line", "这里要有 {year}，否则表上看不出年度。")
    texts = {"form.title": definition.title, "form.year_line": definition.year_line}
    for section in definition.sections:
        texts[f"section.{section.key}.side"] = section.side
        texts |= {f"section.{section.key}.{column.key}.default": column.default for column in section.columns}
    for key, text in texts.items():
        for word in re.findall(r"\{(\w*)\}", text):
            if word not in _WORDS:
                allowed = "、".join(sorted(_WORDS))
                raise DefinitionError(definition.file, key, f"“{{{word}}}”不认识，只能是：{allowed}。")


def refuse_doubled(file: str, key: str, names: list[str]) -> None:
    """Raises DefinitionError for the first name that stands in ``names`` twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DefinitionError(file, key, f"“{name}”出现了两次。")
        seen.add(name)
