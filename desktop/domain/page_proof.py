"""Proves the pages of a definition and the tables on them: keys, places, bands, trees, places in the JSON shape.

Complaints are ``DefinitionError`` with file, key and a Chinese reason. ``definition_proof`` calls it.
"""

from __future__ import annotations

import re

from desktop.domain.definition import FormDefinition, JsonShape, Section, Shape, ValueType
from desktop.domain.errors import DefinitionError

_LINE_WORDS = frozenset({"title", "no", "bureau", "province", "fund", "year", "unit"})


def prove_pages(definition: FormDefinition) -> None:
    """Every section stands on a page that exists, once in the JSON shape, and its table can be drawn.

    Raises DefinitionError.
    """
    file = definition.file
    refuse_doubled(file, "page", [page.key for page in definition.pages])
    refuse_doubled(file, "page.name", [page.style.name for page in definition.pages])
    refuse_doubled(file, "page.number", [str(page.number) for page in definition.pages if page.number])
    for page in definition.pages:
        for line in page.lines:
            key = f"page.{page.key}.line"
            if not is_run(line.at, list(page.style.widths)):
                raise DefinitionError(file, key, f"“{line.at}”不是这张表上的栏，栏宽在 widths 里写明。")
            for word in re.findall(r"\{(\w*)\}", line.text):
                if word not in _LINE_WORDS:
                    allowed = "、".join(sorted(_LINE_WORDS))
                    raise DefinitionError(file, key, f"“{{{word}}}”不认识，只能是：{allowed}。")
    for section in definition.sections:
        reason = (
            _wrong_page(definition, section) or _wrong_tree(definition, section) or _wrong_band(definition, section)
        )
        if reason:
            raise DefinitionError(file, f"section.{section.key}", reason)
    single = (JsonShape.TOP, JsonShape.TABLE)
    shared = {page.json for page in definition.pages}
    paths = [s.json_path for s in definition.sections if s.json_shape not in single and s.path not in shared - {""}]
    refuse_doubled(file, "section.path", paths)


def _wrong_page(definition: FormDefinition, section: Section) -> str:
    if section.page not in definition.page_by_key:
        return f"没有叫“{section.page}”的页（page）。"
    page = definition.page_by_key[section.page]
    if section.json_shape is JsonShape.TABLE and not page.is_table:
        return f'写成表格单元（table）的部分要放在一张表上，页“{page.key}”要写 json = "tables"。'
    if section.json_shape is JsonShape.TABLE and section.shape is Shape.FIELDS:
        return "写成表格单元（table）的部分要有行和栏（rows 或 list）。"
    return ""


def _wrong_tree(definition: FormDefinition, section: Section) -> str:
    tree = section.tree
    if tree is None:
        return ""
    if section.shape is not Shape.LIST:
        return "只有行由表里填的部分（list）才能写 tree。"
    if not tree.columns:
        return "tree 里要写明 unit、code、name 中的哪些栏。"
    for key in tree.columns:
        column = section.column_by_key.get(key)
        if column is None or column.type is not ValueType.TEXT:
            return f"tree 里的“{key}”要是这一部分的一个文字栏。"
    if tree.units_of:
        other = definition.section_by_key.get(tree.units_of)
        if other is None or other.tree is None or not other.tree.unit or tree.unit != tree.name:
            return f"“{tree.units_of}”要是写明单位栏的部分，而且这里的 unit 和 name 是同一栏。"
    return ""


def _wrong_band(definition: FormDefinition, section: Section) -> str:
    """Sections side by side follow each other, and share no sheet column."""
    if not section.band:
        return ""
    if section.style != "matrix":
        return "只有表格（matrix）能并排（band）。"
    beside = [one for one in definition.sections if (one.page, one.band) == (section.page, section.band)]
    places = [column.at for one in beside for column in one.columns if column.at]
    if len(set(places)) != len(places):
        return "并排的部分占了同一栏。"
    return ""


def is_run(place: str, letters: list[str]) -> bool:
    """True when ``place`` is a run of sheet columns from left to right that all have a width."""
    first, _, last = place.partition(":")
    last = last or first
    return first in letters and last in letters and letters.index(first) <= letters.index(last)


def refuse_doubled(file: str, key: str, names: list[str]) -> None:
    """Raises DefinitionError for the first name that stands in ``names`` twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DefinitionError(file, key, f"“{name}”出现了两次。")
        seen.add(name)
