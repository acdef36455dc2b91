"""Points printed behind the name of a level: 产出指标（50分）. Puts them there and takes them apart again.

A column of level names says with ``points`` which section holds the points; the labels of that section are the names.
Left out: where the cell stands (``sheet``) and how a workbook is searched (``exchange``).
"""

from __future__ import annotations

import re

from desktop.domain.address import CellId
from desktop.domain.amounts import format_amount, trim_zeros
from desktop.domain.definition import Column, FormDefinition
from desktop.domain.evaluation_json import fold_label
from desktop.domain.folding import fold_width
from desktop.domain.record import Record

_LONGEST = 60
_IN_BRACKETS = re.compile(r"(.*\S)\s*[（(\[〔【]\s*(\d+(?:\.\d+)?)\s*分?\s*[）)\]〕】]\s*", re.DOTALL)
_BARE = re.compile(r"(.*[^\s\d.])\s*(\d+(?:\.\d+)?)\s*分\s*", re.DOTALL)


def points_cell(definition: FormDefinition, column: Column, name: str) -> CellId | None:
    """The cell that holds the points of level ``name``; None for a column without points or a name it does not know."""
    section = definition.section_by_key.get(column.points) if column.points else None
    folded = fold_label(name)
    if section is None or not folded:
        return None
    for field in section.columns:
        if folded in map(fold_label, (field.label, *field.synonyms)):
            return CellId(section.key, "", field.key)
    return None


def with_points(record: Record, column: Column, name: str) -> str:
    """``name`` as the sheet prints it: its points in brackets on a line of their own.

    The bare name where the form holds no points for it, or none that can be read as a number of 0 or more.
    """
    cell = points_cell(record.definition, column, name)
    points = record.amount(cell) if cell is not None else None
    if points is None or points.value < 0:
        return name
    return f"{name}\n（{format_amount(trim_zeros(points))}分）"


def split_points(text: str) -> tuple[str, str]:
    """Name and points of a printed level name; ``产出指标(50)`` → ("产出指标", "50").

    Points are ``""``, and the text is unchanged, where none are printed.
    """
    folded = fold_width(text)
    match = _IN_BRACKETS.fullmatch(folded) or _BARE.fullmatch(folded) if len(text) <= _LONGEST else None
    if match is None:
        return text, ""
    return text[: match.end(1)], match[2]
