"""The plan of a form's computed cells: which formula fills which cell, what its names mean, and in what order.

Made once per definition (``plan``), proven free of cycles, and shared by all records. What it leaves out: reckoning
(``calculation``) and reading formulas (``expression``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.domain.definition import Column, FormDefinition, Section, Shape, ValueType
from desktop.domain.expression import Expression
from desktop.domain.record import Record, formula_of
from desktop.domain.table_tree import Role

EACH = None  # a formula or reference that holds for each row of its section


@dataclass(frozen=True, slots=True)
class Reference:
    """What a name in a formula means.

    ``row`` is a row key, ``""`` for fields, None for the row the formula stands in; with ``whole`` the name is the
    whole column of a section, or those rows of its tree that ``rows`` names: ``roots``, ``units``, ``department``.
    """

    name: str
    section: str
    row: str | None
    column: str
    whole: bool = False
    rows: str = ""

    def row_keys(self, record: Record) -> list[str]:
        """Keys of the rows that a whole column means now."""
        tree = record.tree(self.section) if self.rows else None
        if tree is None:
            return [row.key for row in record.rows(self.section)]
        if self.rows == ROOTS:
            return list(tree.roots)
        return tree.of(Role.UNIT if self.rows == UNITS else Role.DEPARTMENT)


ROOTS, UNITS, DEPARTMENT = "roots", "units", "department"
TREE_ROWS = (ROOTS, UNITS, DEPARTMENT)


@dataclass(frozen=True, slots=True)
class Formula:
    """One computed cell (``row`` a key), one computed column (``row`` None), or the sums of a table's tree.

    With ``tree`` every row that has rows below it is their sum; there is no expression then.
    """

    section: str
    row: str | None
    column: Column
    expression: Expression | None
    pattern: str
    references: tuple[Reference, ...]
    tree: bool = False


class CalculationError(ValueError):
    """A formula refers to nothing, or formulas refer to each other in a circle. A Chinese sentence."""


@dataclass(frozen=True)
class Plan:
    """Formulas in order of dependence, and for each (section, column) the formulas that read it."""

    formulas: tuple[Formula, ...]
    readers: dict[tuple[str, str], tuple[tuple[int, Reference], ...]]


def resolve(definition: FormDefinition, section: Section, row: str | None, name: str) -> Reference:
    """What ``name`` means in a formula of ``section`` that stands in ``row``.

    One part: a row key (in a row's own formula), else a column of the same row. Two parts: row.column of the same
    section, or section.column. Three parts: section.row.column. Raises CalculationError when it means nothing.
    """
    parts = name.split(".")
    if len(parts) == 1:
        if row and name in section.item_by_key:
            return Reference(name, section.key, name, "")
        if name in section.column_by_key:
            return Reference(name, section.key, "" if section.shape is Shape.FIELDS else row, name)
    elif len(parts) == 2 and parts[0] in section.item_by_key and parts[1] in section.column_by_key:
        return Reference(name, section.key, parts[0], parts[1])
    elif len(parts) in (2, 3) and parts[0] in definition.section_by_key:
        other = definition.section_by_key[parts[0]]
        if len(parts) == 3 and parts[1] in TREE_ROWS and other.tree is not None and parts[2] in other.column_by_key:
            return Reference(name, other.key, None, parts[2], whole=True, rows=parts[1])
        if parts[-1] in other.column_by_key and (len(parts) == 2 or parts[1] in other.item_by_key):
            fields = other.shape is Shape.FIELDS
            row_key = "" if fields else parts[1] if len(parts) == 3 else None
            return Reference(name, other.key, row_key, parts[-1], whole=row_key is None)
    raise CalculationError(f"“{name}”在表样里没有对应的栏、行或部分。")


def plan(definition: FormDefinition) -> Plan:
    """The plan of ``definition``, made once."""
    cached: Plan | None = definition.__dict__.get("_plan")
    if cached is None:
        cached = make_plan(definition)
        definition.__dict__["_plan"] = cached
    return cached


def make_plan(definition: FormDefinition) -> Plan:
    """Resolve and order every formula. Raises CalculationError for dangling names and circles."""
    formulas = _ordered(list(_formulas(definition)))
    readers: dict[tuple[str, str], list[tuple[int, Reference]]] = defaultdict(list)
    for index, formula in enumerate(formulas):
        for reference in formula.references:
            readers[(reference.section, reference.column)].append((index, reference))
    return Plan(tuple(formulas), {key: tuple(value) for key, value in readers.items()})


def _formulas(definition: FormDefinition) -> Iterator[Formula]:
    for section in definition.sections:
        for column in section.columns:
            if column.pattern:
                yield _pattern_formula(definition, section, column)
            elif section.shape is Shape.ROWS:
                for item in section.items:
                    expression = formula_of(column, item)
                    if isinstance(expression, Expression):
                        yield _formula(definition, section, item.key, column, expression)
            elif column.computed is not None:
                row = "" if section.shape is Shape.FIELDS else EACH
                yield _formula(definition, section, row, column, column.computed)
            elif section.tree is not None and column.type is ValueType.AMOUNT:
                yield Formula(section.key, EACH, column, None, "", (), tree=True)


def _formula(
    definition: FormDefinition, section: Section, row: str | None, column: Column, expression: Expression
) -> Formula:
    references = []
    for name in expression.names:
        reference = resolve(definition, section, row, name)
        if reference.column == "":  # a row key alone means the same column of that row
            reference = Reference(name, reference.section, reference.row, column.key)
        references.append(reference)
    return Formula(section.key, row, column, expression, "", tuple(references))


def _pattern_formula(definition: FormDefinition, section: Section, column: Column) -> Formula:
    references = [Reference("bureau", "form", "", "bureau"), Reference("year", "form", "", "year")]
    references.append(Reference("unit", "form", "", "unit"))
    if definition.fund_field:
        references.append(Reference("fund", "header", "", definition.fund_field))
    return Formula(section.key, "", column, None, column.pattern, tuple(references))


def _ordered(formulas: list[Formula]) -> list[Formula]:
    """Depth-first topological order. Raises CalculationError naming a member of a circle."""
    order: list[Formula] = []
    state: dict[int, int] = {}

    def visit(index: int) -> None:
        if state.get(index) == 2:
            return
        formula = formulas[index]
        if state.get(index) == 1:
            raise CalculationError(f"公式互相引用，绕成了一圈：“{formula.section}”的“{formula.column.label}”。")
        state[index] = 1
        for reference in formula.references:
            for other, candidate in enumerate(formulas):
                if _feeds(candidate, reference):
                    visit(other)
        state[index] = 2
        order.append(formula)

    for index in range(len(formulas)):
        visit(index)
    return order


def _feeds(formula: Formula, reference: Reference) -> bool:
    if (formula.section, formula.column.key) != (reference.section, reference.column):
        return False
    return reference.whole or formula.row is EACH or reference.row is None or formula.row == reference.row
