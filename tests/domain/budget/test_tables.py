"""Tables of a budget: rows above each other, sums, places, the JSON shape.

T1  Department, units, 类, 款, 项: who stands above whom follows codes and blanks, never names.
T2  What stands above is the sum of what stands below; a figure typed over it counts; a change reaches all above it.
T3  A place is table, row and cell, and leads back to the cell; its name says unit and subject.
T4  A table comes back cell for cell; what does not fit is refused with its place.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.address import CellId, Row
from desktop.domain.calculation import Calculator
from desktop.domain.changes import CellChange, RowChange
from desktop.domain.definition import TableTree
from desktop.domain.errors import InputError
from desktop.domain.evaluation_json import from_json, to_json
from desktop.domain.formula_plan import Formula, Reference
from desktop.domain.places import cell_at, path_of, place_of
from desktop.domain.record import Record, new_record
from desktop.domain.table_tree import Role, grow
from tests.domain.budget.small import BUREAU, CENTRE, data, form, layout

TREE = TableTree(unit="unit", code="code", name="name", department=True)


def rows_of(*texts: tuple[str, str, str]) -> list[tuple[str, dict[str, str]]]:
    """Rows r0, r1 … of unit, code and name."""
    keys = ("unit", "code", "name")
    return [(f"r{number}", dict(zip(keys, row, strict=True))) for number, row in enumerate(texts)]


# T1 -------------------------------------------------------------------------------------------------------------------


def test_first_row_is_the_department_and_its_own_unit_has_the_same_name() -> None:
    rows = rows_of(("甲局", "", ""), ("甲局", "", ""), ("", "210", "卫生健康支出"), ("中心", "", ""))
    tree = grow(TREE, rows, None, frozenset())
    assert [node.role for node in tree.nodes.values()] == [Role.DEPARTMENT, Role.UNIT, Role.ENTRY, Role.UNIT]
    assert tree.nodes["r0"].children == ("r1", "r3")
    assert tree.nodes["r1"].children == ("r2",)
    assert tree.nodes["r2"].unit == "甲局"
    assert tree.roots == ("r0",)
    assert tree.same_name


def test_a_single_unit_has_no_department_above_it() -> None:
    tree = grow(TREE, rows_of(("甲局", "", ""), ("", "210", "卫生健康支出")), None, frozenset())
    assert [node.role for node in tree.nodes.values()] == [Role.UNIT, Role.ENTRY]
    assert not tree.same_name


@pytest.mark.parametrize(
    ("codes", "parents"),
    [
        (["210", "21015", "2101501", "2101506"], [None, "210", "21015", "21015"]),
        (["210", "2101501"], [None, "210"]),  # a 款 that was left out
        (["208", "20805", "210", "21015"], [None, "208", None, "210"]),
        (["2101501", "210"], [None, None]),  # a subject never belongs to what comes after it
        (["210", "210"], [None, None]),
        (["210", "20805"], [None, None]),
    ],
)
def test_a_subject_belongs_to_the_one_above_whose_code_begins_its_own(
    codes: list[str], parents: list[str | None]
) -> None:
    tree = grow(TREE, rows_of(*(("", code, "科目") for code in codes)), None, frozenset())
    by_key = {key: code for (key, texts) in rows_of(*(("", code, "") for code in codes)) for code in [texts["code"]]}
    assert [by_key.get(node.parent) if node.parent else None for node in tree.nodes.values()] == parents


def test_names_alone_are_looked_up_in_the_code_list() -> None:
    tree = form().tree("t1_spending")
    assert tree is not None
    assert [node.code for node in tree.nodes.values()] == [
        "208",
        "20805",
        "2080505",
        "210",
        "21015",
        "2101501",
        "2101506",
    ]
    assert len(tree.roots) == 2


def test_units_and_projects_in_one_column_are_told_apart_by_the_units_of_table_3() -> None:
    tree = form().tree("t5_rows")
    assert tree is not None
    assert [(node.role, node.unit) for node in tree.nodes.values()] == [
        (Role.UNIT, BUREAU),
        (Role.ENTRY, BUREAU),
        (Role.UNIT, CENTRE),
        (Role.ENTRY, CENTRE),
    ]


def test_a_blank_row_stands_above_nothing() -> None:
    tree = grow(TREE, rows_of(("甲局", "", ""), ("", "", ""), ("", "210", "卫生健康支出")), None, frozenset())
    assert tree.nodes["r1"].role is Role.BLANK
    assert tree.nodes["r2"].parent == "r0"


# T2 -------------------------------------------------------------------------------------------------------------------


def shown(record: Record, section: str, column: str) -> list[str]:
    """What a column shows, row by row."""
    return [record.shown(CellId(section, row.key, column)) for row in record.rows(section)]


def test_sums_go_up_to_the_department() -> None:
    record = form()
    assert shown(record, "t7_rows", "basic") == ["53", "50", "50", "50", "50", "3", "3", "3", "3"]
    assert shown(record, "t7_rows", "total") == ["93", "60", "60", "60", "60", "33", "33", "33", "33"]
    assert shown(record, "t1_spending", "amount") == ["7", "7", "7", "93", "93", "60", "33"]
    assert shown(record, "t1_balance_out", "amount") == ["100", "", "100"]
    assert shown(record, "t1_balance_in", "amount") == ["100", "", "100"]
    assert shown(record, "t5_rows", "duty") == ["10", "10", "30", "30"]
    assert record.shown(CellId("total", "", "total")) == "12"


def changed(record: Record, calculator: Calculator, cell: CellId, new: str) -> set[CellId]:
    """Change one cell; the calculated cells that are others now."""
    record.apply([CellChange(cell, record.text(cell), new)])
    return calculator.update([cell])


def test_a_changed_leaf_reaches_all_above_it_and_nothing_else() -> None:
    record = form()
    calculator = Calculator(record)
    leaf = CellId("t7_rows", "n5", "basic")
    touched = changed(record, calculator, leaf, "51")
    assert {(cell.row, cell.column) for cell in touched} == {
        (row, column) for row in ("n4", "n3", "n2", "n1") for column in ("basic", "total")
    } | {("n5", "total")}
    assert shown(record, "t7_rows", "total")[:5] == ["94", "61", "61", "61", "61"]


def test_a_changed_leaf_reaches_all_above_it_in_a_table_of_one_column() -> None:
    record = form()
    calculator = Calculator(record)
    touched = changed(record, calculator, CellId("t1_spending", "n3", "amount"), "8")
    assert shown(record, "t1_spending", "amount") == ["8", "8", "8", "93", "93", "60", "33"]
    assert {cell.row for cell in touched if cell.section == "t1_spending"} == {"n1", "n2"}


def test_a_figure_typed_over_a_sum_counts_above_it() -> None:
    record = form()
    calculator = Calculator(record)
    cell = CellId("t7_rows", "n4", "basic")
    assert record.is_summed(cell)
    assert record.may_type_over(cell)
    assert not record.may_type_over(CellId("t7_rows", "n5", "basic"))
    changed(record, calculator, cell, "49")
    assert shown(record, "t7_rows", "basic")[:5] == ["52", "49", "49", "49", "50"]


def test_a_code_typed_anew_moves_the_sum() -> None:
    record = form()
    calculator = Calculator(record)
    changed(record, calculator, CellId("t7_rows", "n5", "code"), "2080505")
    assert shown(record, "t7_rows", "basic")[:5] == ["53", "50", "", "", "50"]


def test_a_row_that_comes_or_goes_changes_the_sums() -> None:
    record = form()
    calculator = Calculator(record)
    row = Row("n20", "")
    record.apply([RowChange("t7_rows", row, None, 5), CellChange(CellId("t7_rows", "n20", "code"), "", "2101505")])
    record.apply([CellChange(CellId("t7_rows", "n20", "basic"), "", "4")])
    calculator.update([CellId("t7_rows", "n20", "code"), CellId("t7_rows", "n20", "basic")], ["t7_rows"])
    assert shown(record, "t7_rows", "basic")[:6] == ["57", "54", "54", "54", "50", "4"]
    record.apply([RowChange("t7_rows", row, 5, None)])
    calculator.update([], ["t7_rows"])
    assert shown(record, "t7_rows", "basic")[:5] == ["53", "50", "50", "50", "50"]


def test_the_units_of_table_3_decide_over_table_5() -> None:
    record = form()
    calculator = Calculator(record)
    changed(record, calculator, CellId("t3_rows", "n2", "unit"), "另一个中心")
    assert shown(record, "t5_rows", "duty") == ["40", "10", "", "30"]


def test_what_lies_below_is_summed_before_what_stands_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """No sum is made of parts that are not summed yet: the first text of every cell is its last."""
    record = form()
    record.calculated.clear()
    made: dict[CellId, list[str]] = {}
    text_of = Calculator._text

    def noted(self: Calculator, formula: Formula, cell: CellId) -> str:
        text = text_of(self, formula, cell)
        made.setdefault(cell, []).append(text)
        return text

    monkeypatch.setattr(Calculator, "_text", noted)
    Calculator(record).full()
    assert made[CellId("t7_rows", "n1", "basic")][0] == "53"
    assert {cell: texts for cell, texts in made.items() if len(set(texts)) > 1} == {}


def test_a_unit_that_leaves_table_3_is_none_in_table_5() -> None:
    record = form()
    calculator = Calculator(record)
    gone = record.rows("t3_rows")[1]
    texts = [cell for cell in record.texts if (cell.section, cell.row) == ("t3_rows", gone.key)]
    record.apply([*(CellChange(cell, record.text(cell), "") for cell in texts), RowChange("t3_rows", gone, 1, None)])
    calculator.update([], ["t3_rows"])
    assert shown(record, "t5_rows", "duty") == ["40", "10", "", "30"]


@pytest.mark.parametrize(
    ("rows", "keys"),
    [
        ("", [f"n{number}" for number in range(1, 10)]),
        ("roots", ["n1"]),
        ("department", ["n1"]),
        ("units", ["n2", "n6"]),
    ],
)
def test_a_column_may_mean_some_rows_of_a_tree(rows: str, keys: list[str]) -> None:
    assert Reference("", "t7_rows", None, "total", whole=True, rows=rows).row_keys(form()) == keys


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12), st.data())
def test_any_order_of_typing_gives_the_same_sums(amounts: list[int], drawn: st.DataObject) -> None:
    rows = [Row("u", ""), Row("a", ""), *(Row(f"k{i}", "") for i in range(len(amounts)))]
    texts = {CellId("t7_rows", "u", "unit"): "甲局", CellId("t7_rows", "a", "code"): "210"}
    texts |= {CellId("t7_rows", f"k{i}", "code"): f"210{i + 11}" for i in range(len(amounts))}
    record = Record(layout(), {"t7_rows": rows}, texts)
    calculator = Calculator(record)
    calculator.full()
    for index in drawn.draw(st.permutations(range(len(amounts)))):
        changed(record, calculator, CellId("t7_rows", f"k{index}", "basic"), str(amounts[index]))
    assert shown(record, "t7_rows", "total")[0] == str(sum(amounts))
    fresh = Record(layout(), {"t7_rows": rows}, record.texts)
    Calculator(fresh).full()
    assert fresh.calculated == record.calculated


# T3 -------------------------------------------------------------------------------------------------------------------


def test_every_cell_has_a_path_that_leads_back() -> None:
    record = form()
    for section in layout().sections:
        for cell in record.cells(section):
            assert cell_at(record, path_of(record, cell)) == cell


@pytest.mark.parametrize(
    ("cell", "path", "place"),
    [
        (("t1_spending", "n2", "amount"), "tables[0].rows[1][3]", "表1 支出 · 行政事业单位养老支出 · 预算数"),
        (("t1_balance_out", "total", "amount"), "tables[0].rows[13][3]", "表1 支出合计 · 支出总计 · 预算数"),
        (("t7_rows", "n1", "basic"), "tables[6].rows[0][4]", f"{BUREAU}（部门合计） · 基本支出"),
        (("t7_rows", "n2", "basic"), "tables[6].rows[1][4]", f"{BUREAU}（本级） · 基本支出"),
        (("t7_rows", "n9", "project"), "tables[6].rows[8][5]", f"{CENTRE} 2101506医疗保障经办事务 · 项目支出"),
        (("t1", "", "notes"), "tables[0].notes", "表下说明"),
        (("tasks", "n1", "fiscal"), "performance_goals.tasks[0].fiscal", "监管 · 财政拨款"),
        (("goal", "", "planned"), "performance_goals.goal.planned", "年度总体目标"),
    ],
)
def test_paths_and_places(cell: tuple[str, str, str], path: str, place: str) -> None:
    record = form()
    assert path_of(record, CellId(*cell)) == path
    assert place_of(record, CellId(*cell)).endswith(place)


@pytest.mark.parametrize(
    "path",
    ["tables[0]", "tables[99].rows[0][0]", "tables[0].rows[99][0]", "tables[0].rows[0][9]", "tables[0].rows[8][2]"],
)
def test_a_path_to_nowhere_leads_nowhere(path: str) -> None:
    assert cell_at(form(), path) is None


# T4 -------------------------------------------------------------------------------------------------------------------


def test_a_second_round_changes_nothing() -> None:
    once = to_json(form())
    assert to_json(from_json(once, layout())) == once


def test_headings_stand_where_their_columns_begin() -> None:
    tables = {table["no"]: table for table in to_json(form())["tables"]}
    assert tables[1]["columns"] == [["收入", "", "支出", ""], ["项目", "2024 年预算数", "项目", "2024 年预算数"]]
    assert tables[2]["columns"][3][2] == "小计"
    assert tables[2]["columns"][0].count("本年收入") == 1
    assert tables[8]["columns"][1] == ["", "", "", "", "", "小计", "公务用车购置费", "公务用车运行维护费"]
    assert all(len({len(row) for row in (*table["columns"], *table["rows"])}) == 1 for table in tables.values())


def test_notes_are_lines_and_the_shorter_side_is_padded() -> None:
    table = to_json(form())["tables"][0]
    assert table["notes"] == ["第一句。", "第二句。"]
    assert table["rows"][10] == ["5. 其他收入", "", "", ""]
    assert table["rows"][11] == ["本年收入合计", "100", "本年支出合计", "100"]


def broken(change: dict[str, Any], number: int = 0) -> dict[str, Any]:
    """The small budget with one table changed."""
    whole = data()
    whole["tables"][number] |= change
    return whole


@pytest.mark.parametrize(
    ("form_data", "words"),
    [
        ({"tables": {}}, "tables"),
        ({"tables": ["表1"]}, "tables[0]"),
        ({"tables": [{"no": 12, "title": "没有的表"}]}, "没有表12"),
        ({"tables": [{"no": 1}, {"no": "1"}]}, "写了两次"),
        (broken({"total": "5"}), "tables[0].total"),
        (broken({"notes": "一句"}), "tables[0].notes"),
        (broken({"rows": [["一、政府预算拨款", "5"]]}), "4 栏"),
        (broken({"rows": [["一、没有的收入", "5", "", ""]]}), "tables[0].rows[0]"),
        (broken({"rows": [["三、单位资金", "5", "", ""], ["三、单位资金", "6", "", ""]]}), "前面已经有了"),
        (broken({"rows": [["三、单位资金", ["5"], "", ""]]}), "tables[0].rows[0][1]"),
        ({"performance_goals": []}, "performance_goals"),
        ({"performance_goals": {"wish": "甲"}}, "performance_goals.wish"),
        ({"performance_goals": {"goal": {"wish": "甲"}}}, "performance_goals.goal.wish"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(form_data: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as refused:
        from_json(form_data, layout())
    assert words in str(refused.value)
    assert str(refused.value).endswith("。")


def test_a_table_is_known_by_its_title_where_it_has_no_number() -> None:
    record = from_json({"tables": [{"title": "部门支出总表", "rows": [["甲局", "", "1", "2", "", "", ""]]}]}, layout())
    assert record.shown(CellId("t3", "", "title")) == "部门支出总表"
    assert shown(record, "t3_rows", "total") == ["3"]


def test_a_new_budget_names_the_department_and_its_own_unit() -> None:
    record = new_record(layout(), BUREAU, 2025)
    Calculator(record).full()
    assert shown(record, "t2_rows", "unit") == [BUREAU, BUREAU]
    assert record.shown(CellId("form", "", "title")) == f"2025年{BUREAU}部门预算"
    assert record.shown(CellId("header", "", "department_name")) == BUREAU
