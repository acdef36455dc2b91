"""``[scoring]`` of a layout: which rules its scores follow, and where its scores stand; read and proven.

A scheme names one rule of each sort; single rules can be exchanged (``bands = "80-50"``). Rules come from
``rules/scoring/`` of the roots, the user's before the shipped ones. What it leaves out: the rules themselves
(``scoring_loader``) and what they expect of a form (``score_expectation``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from desktop.domain.checks.base import column_of, parse_cell
from desktop.domain.definition import FormDefinition, FormScoring, Shape, ValueType
from desktop.domain.errors import DefinitionError, InputError
from desktop.domain.scoring_loader import load_scoring
from desktop.domain.scoring_scheme import ScoringScheme
from desktop.domain.toml_table import Table

SORTS = ("weights", "bands", "grades", "caps", "limits")
INDICATOR_COLUMNS = ("level1", "level3", "target", "actual", "weight", "score")
EXECUTION_COLUMNS = ("budget", "executed", "weight", "score")
_CELLS = {"total": ValueType.NUMBER, "rate": ValueType.PERCENT, "grade": ValueType.TEXT}


def read_scoring(
    entry: Table, definition: FormDefinition, roots: Sequence[Path], skip: Collection[Path] = ()
) -> FormScoring:
    """The scoring a layout chose.

    Args:
        entry: the table ``[scoring]``.
        definition: the layout, its sections read.
        roots: folders that hold ``rules/scoring/``.
        skip: rule files that do not count.

    Raises:
        DefinitionError: a rule, row or cell that is not there, or of the wrong type; no indicators to score.
    """
    if not definition.scored:
        raise DefinitionError(entry.file, entry.prefix, "这张表没有分值和得分（scored），不用写计分办法。")
    indicators = definition.section_by_key.get("indicators")
    for name in INDICATOR_COLUMNS:
        if indicators is None or indicators.shape is not Shape.LIST or name not in indicators.column_by_key:
            raise DefinitionError(entry.file, entry.prefix, f"计分要有“indicators”部分，里面要有“{name}”一栏。")
    found = FormScoring(
        scheme=_scheme(entry, roots, skip),
        execution=_execution(entry, definition),
        **{name: _cell(entry, definition, name, kind) for name, kind in _CELLS.items()},
    )
    entry.done()
    return found


def _scheme(entry: Table, roots: Sequence[Path], skip: Collection[Path]) -> ScoringScheme:
    """The scheme with single rules exchanged. A broken file is only in the way of what it would have held."""
    broken: list[DefinitionError] = []
    rules = load_scoring([root / "rules" / "scoring" for root in roots], skip, broken=broken)
    exchanged = {sort: entry.text(sort) for sort in SORTS if entry.has(sort)}
    try:
        return rules.scheme(entry.filled("scheme"), **exchanged)
    except InputError as error:
        if broken:
            raise broken[0] from error
        raise DefinitionError(entry.file, entry.path("scheme"), str(error)) from error


def _execution(entry: Table, definition: FormDefinition) -> str:
    """``section.row`` of the execution row."""
    name = entry.text("execution", "")
    if not name:
        return ""
    key, _, row = name.partition(".")
    section = definition.section_by_key.get(key)
    if section is None or section.shape is not Shape.ROWS or row not in section.item_by_key:
        raise DefinitionError(entry.file, entry.path("execution"), f"表样里没有“{name}”这一行，要写成“部分.行”。")
    for column in EXECUTION_COLUMNS:
        if column not in section.column_by_key:
            raise DefinitionError(entry.file, entry.path("execution"), f"“{key}”里没有“{column}”一栏，算不出得分。")
    return name


def _cell(entry: Table, definition: FormDefinition, name: str, kind: ValueType) -> str:
    """A cell of the layout, of the type the word asks for."""
    path = entry.text(name, "")
    if not path:
        return ""
    cell = parse_cell(definition, path)
    if cell is None:
        raise DefinitionError(entry.file, entry.path(name), f"表样里没有“{path}”这一格。")
    if column_of(definition, cell).type is not kind:
        raise DefinitionError(entry.file, entry.path(name), f"“{path}”的类型应当是 {kind}。")
    return path
