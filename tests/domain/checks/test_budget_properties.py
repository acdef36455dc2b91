"""Properties of the checks of budget tables, for any tree of subjects and any order of changes.

P1 exact sums have no finding; P2 nor has any rounding of them an error (the law of rounding, domain §6); P3 a leaf that
is changed by more than the law allows is found at the rows above it, and nowhere else; P4 what rechecks make of the
findings is what a full check finds; P5 a figure typed looks again at the rows above it, however long the table is.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.address import CellId, Row
from desktop.domain.amounts import format_amount, round_amount
from desktop.domain.checks.finding import Severity
from desktop.domain.record import Record
from tests.domain.checks.forms import Form, definition, form_of

Reference = Callable[[str], dict[str, Any]]
SUMS = {"table.tree-sum", "table.tree-tail", "table.row-sum", "table.row-tail"}
COLUMNS = ("total", "basic", "project")
Leaves = dict[tuple[int, int, int, int], tuple[Decimal, Decimal]]

amounts = st.integers(0, 10**8).map(lambda number: Decimal(number).scaleb(-2))
leaves = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(1, 2), st.integers(1, 4)),
    st.tuples(amounts, amounts),
    min_size=1,
    max_size=14,
)


def rows_of(tree: Leaves) -> list[tuple[str, str, Decimal, Decimal]]:
    """Unit, code, basic and project of every row of 表7 with the leaves ``tree``: sums exact, department first."""

    def total(prefix: tuple[int, ...]) -> tuple[Decimal, Decimal]:
        below = [pair for key, pair in tree.items() if key[: len(prefix)] == prefix]
        return sum((one for one, _ in below), Decimal(0)), sum((other for _, other in below), Decimal(0))

    found = [("甲市医疗保障局", "", *total(()))]
    # Two units at least, since the first of one alone would be the unit itself.
    tree.setdefault((4, 1, 1, 1), (Decimal(0), Decimal(0)))
    for prefix in sorted({key[:depth] for key in tree for depth in range(1, 5)}):
        code = "".join(f"{number:0{width}}" for number, width in zip(prefix[1:], (3, 2, 2), strict=False))
        found.append(("" if code else f"单位{prefix[0]}", code, *total(prefix)))
    return found


def form_with(rows: list[tuple[str, str, Decimal, Decimal]], decimals: int) -> Form:
    """A form whose 表7 has these rows, each figure rounded on its own."""
    texts: dict[CellId, str] = {}
    keys = []
    for number, (unit, code, basic, project) in enumerate(rows):
        keys.append(Row(f"r{number}", ""))
        cells = {"unit": unit, "code": code, "name": f"科目{code}" if code else ""}
        for column, value in zip(COLUMNS, (basic + project, basic, project), strict=True):
            cells[column] = format_amount(round_amount(value, decimals), thousands=True)
        texts |= {CellId("t7_rows", f"r{number}", column): text for column, text in cells.items()}
    return Form(Record(definition("Z"), {"t7_rows": keys}, texts))


def sums(form: Form) -> set[tuple[str, str, str]]:
    """Code, row and column of what is found about sums."""
    return {(one.code, one.cell.row, one.cell.column) for one in form.engine.findings if one.cell and one.code in SUMS}


@given(leaves)
def test_exact_sums_have_no_finding(tree: Leaves) -> None:
    """P1."""
    form = form_with(rows_of(tree), 2)
    assert sums(form) == set()
    assert form.engine.counts[Severity.ERROR] == sum(
        one.code.endswith((".required", ".identity")) for one in form.engine.findings
    )


@given(leaves, st.sampled_from([0, 1]))
def test_rounding_is_never_an_error(tree: Leaves, decimals: int) -> None:
    """P2."""
    form = form_with(rows_of(tree), decimals)
    assert {code for code, _, _ in sums(form)} <= {"table.tree-tail", "table.row-tail"}
    assert all(one.severity is Severity.INFO for one in form.engine.findings if one.code in SUMS)


@given(leaves, st.data())
def test_a_changed_leaf_is_found_above_it_and_nowhere_else(tree: Leaves, data: st.DataObject) -> None:
    """P3: the leaf's own row, whose total no longer fits, and every row above it in the column that changed."""
    rows = rows_of(tree)
    form = form_with(rows, 0)
    before = sums(form)
    bottom = [number for number, row in enumerate(rows) if len(row[1]) == 7]
    number = data.draw(st.sampled_from(bottom))
    cell = CellId("t7_rows", f"r{number}", "basic")
    amount = form.record.amount(cell)
    assert amount is not None
    form.put_cell(cell, str(amount.value + len(rows) + 3))
    shape = form.record.tree("t7_rows")
    assert shape is not None
    parent = shape.nodes[cell.row].parent
    expected = {("table.row-sum", cell.row, "total"), ("table.tree-sum", parent, "basic")}
    assert {one for one in sums(form) - before if not one[0].endswith("-tail")} == expected
    assert form.engine.findings == form.anew()
    # Mended row by row upwards, the difference climbs to the department.
    for above in shape.above(cell.row):
        here = CellId("t7_rows", above, "basic")
        form.put_cell(here, form.calculator.expected(here))
    top = {row for code, row, _ in sums(form) if code == "table.row-sum"}
    assert top == {cell.row, *shape.above(cell.row)}


STEP = st.tuples(
    st.sampled_from(["put", "put", "put", "name", "add", "remove", "move"]),
    st.integers(0, 10**6),
    st.sampled_from(
        [
            "",
            "0",
            "12",
            "7,777.5",
            "-3",
            "12o",
            "无",
            "2101501",
            "21015",
            "210",
            "深圳市医疗保障局",
            "某单位",
            "住房公积金",
        ]
    ),
)


@settings(max_examples=12)
@given(st.lists(STEP, min_size=1, max_size=4))
def test_rechecks_find_what_a_full_check_finds(reference: Reference, steps: list[tuple[str, int, str]]) -> None:
    """P4."""
    form = form_of(reference("shenzhen-2022-budget"), "Z")
    parts = [part for part in form.record.definition.visible_sections if part.json_path.startswith("t") or part.tree]
    lists = [part.key for part in parts if part.shape == "list"] + ["tasks", "key_projects", "indicators"]
    for number, (what, seed, text) in enumerate(steps):
        section = lists[seed % len(lists)]
        rows = form.record.rows(section)
        columns = form.record.definition.section_by_key[section].columns
        if what == "add":
            form.add(section, {columns[0].key: text, columns[-1].key: "5"}, at=seed % (len(rows) + 1), key=f"x{number}")
        elif not rows:
            continue
        elif what == "remove":
            form.remove(section, seed % len(rows))
        elif what == "move":
            form.move(section, seed % len(rows), seed // 7 % len(rows))
        elif what == "name":
            form.put_cell(CellId(section, rows[seed % len(rows)].key, columns[seed % 3 % len(columns)].key), text)
        else:
            cells = [cell for part in parts for cell in form.record.cells(part) if not form.record.is_locked(cell)]
            form.put_cell(cells[seed % len(cells)], text)
        assert form.engine.findings == form.anew()
        assert (
            form.engine.comparisons()
            == Form(Record(form.record.definition, dict(form.record._rows), form.record.texts)).engine.comparisons()
        )


@pytest.mark.parametrize("units", [3, 60])
def test_a_figure_looks_again_at_the_rows_above_it_alone(units: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """P5: the same scopes for 100 rows and for 2,000; a new name of a subject, which moves nothing, no more of them."""
    tree = {
        (unit, a, b, c): (Decimal(5), Decimal(7))
        for unit in range(1, units)
        for a in (1, 2)
        for b in (1, 2)
        for c in range(1, 7)
    }
    form = form_with(rows_of(tree), 0)
    leaf = next(
        row.key
        for row in form.record.rows("t7_rows")
        if form.record.text(CellId("t7_rows", row.key, "code")) == "0010103"
    )
    asked: list[Any] = []
    evaluate = form.engine._evaluate
    monkeypatch.setattr(form.engine, "_evaluate", lambda index, scope: asked.append(scope) or evaluate(index, scope))
    form.put_cell(CellId("t7_rows", leaf, "basic"), "3,000")
    assert 0 < len(asked) < 30
    asked.clear()
    form.put_cell(CellId("t7_rows", leaf, "name"), "另一个名称")
    assert 0 < len(asked) < 30
