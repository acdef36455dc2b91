"""Rows of a budget's tables above each other: units beside subjects, unknown codes, names alone (domain §7)."""

from __future__ import annotations

import pytest

from desktop.domain.definition import TableTree
from desktop.domain.subjects import SubjectList
from desktop.domain.table_tree import Node, Role, Tree, grow, squeezed
from tests.domain.budget.small import BUREAU, CENTRE, form

TREE = TableTree(unit="unit", code="code", name="name", department=True)
DEPARTMENT, UNIT, ENTRY, BLANK = Role.DEPARTMENT, Role.UNIT, Role.ENTRY, Role.BLANK


def grown(
    *rows: tuple[str, str, str],
    tree: TableTree = TREE,
    units: tuple[str, ...] = (),
    subjects: SubjectList | None = None,
) -> Tree:
    """The tree of rows r0, r1 … of unit, code and name; a blank text is left out, as a record leaves it out."""
    keys = ("unit", "code", "name")
    texts = [{key: text for key, text in zip(keys, row, strict=True) if text} for row in rows]
    return grow(tree, [(f"r{number}", one) for number, one in enumerate(texts)], subjects, frozenset(units))


def test_a_row_is_what_its_codes_and_blanks_say() -> None:
    tree = grown(("甲局", "", ""), ("甲局", "", ""), ("", "210", "卫生 健康"), ("", "21015", ""), ("", "", ""))
    assert tuple(tree.nodes.values()) == (
        Node("r0", DEPARTMENT, "甲局", "", 0, None, ("r1",)),
        Node("r1", UNIT, "甲局", "", 0, "r0", ("r2",)),
        Node("r2", ENTRY, "甲局", "210", 1, "r1", ("r3",)),
        Node("r3", ENTRY, "甲局", "21015", 2, "r2"),
        Node("r4", BLANK, "甲局", "", 0, None),
    )
    assert list(tree.nodes) == ["r0", "r1", "r2", "r3", "r4"]
    assert tree.roots == ("r0",)


@pytest.mark.parametrize(
    ("role", "keys"), [(DEPARTMENT, ["r0"]), (UNIT, ["r1", "r3"]), (ENTRY, ["r2"]), (BLANK, ["r4"])]
)
def test_rows_of_one_role(role: Role, keys: list[str]) -> None:
    tree = grown(("甲局", "", ""), ("甲局", "", ""), ("", "210", ""), ("中心", "", ""), ("", "", ""))
    assert tree.of(role) == keys


def test_all_above_a_row_nearest_first() -> None:
    tree = grown(("甲局", "", ""), ("甲局", "", ""), ("", "210", ""), ("", "21015", ""), ("", "2101501", ""))
    assert tree.above("r4") == ["r3", "r2", "r1", "r0"]
    assert tree.above("r0") == []
    assert tree.above("elsewhere") == []


@pytest.mark.parametrize(
    ("code", "level"),
    [("210", 1), ("21015", 2), ("2101501", 3), ("2101", 1), ("210150", 1), ("21", 1), ("210150101", 1), ("A10", 1)],
)
def test_the_level_follows_the_length_of_a_code(code: str, level: int) -> None:
    """What is no code of 类, 款 or 项 stands on the first level, as a project does."""
    assert grown(("", code, "")).nodes["r0"].level == level


def test_a_unit_named_beside_its_first_subject_owns_what_follows() -> None:
    tree = grown(("甲局", "210", ""), ("", "21015", ""), ("中心", "210", ""), ("", "21015", ""))
    assert [(node.role, node.unit, node.parent) for node in tree.nodes.values()] == [
        (ENTRY, "甲局", None),
        (ENTRY, "甲局", "r0"),
        (ENTRY, "中心", None),
        (ENTRY, "中心", "r2"),
    ]


def test_a_unit_named_beside_a_name_without_a_code_is_an_entry() -> None:
    tree = grown(("甲局", "", ""), ("中心", "", "卫生健康支出"))
    assert [(node.role, node.unit) for node in tree.nodes.values()] == [(UNIT, "甲局"), (ENTRY, "中心")]


def test_two_units_make_the_first_row_the_department() -> None:
    assert grown(("甲局", "", ""), ("中心", "", "")).nodes["r0"].role is DEPARTMENT
    assert grown(("甲局", "", "")).nodes["r0"].role is UNIT


def test_the_first_row_is_the_department_only_when_it_names_one() -> None:
    tree = grown(("", "210", ""), ("甲局", "", ""), ("中心", "", ""))
    assert [node.role for node in tree.nodes.values()] == [ENTRY, UNIT, UNIT]
    plain = TableTree(unit="unit", code="code", name="name")
    assert grown(("甲局", "", ""), ("中心", "", ""), tree=plain).nodes["r0"].role is UNIT


def test_a_new_unit_ends_the_subjects_of_the_one_before() -> None:
    tree = grown(("甲局", "", ""), ("", "210", ""), ("中心", "", ""), ("", "21015", ""))
    assert tree.nodes["r3"].parent == "r2"


@pytest.mark.parametrize(
    ("lacking", "column"),
    [
        (TableTree(code="code", name="name"), "unit"),
        (TableTree(unit="unit", name="name"), "code"),
        (TableTree(unit="unit", code="code"), "name"),
    ],
)
def test_a_column_that_the_table_lacks_is_not_read(lacking: TableTree, column: str) -> None:
    """A text under a key that the tree does not use, even the empty one, says nothing."""
    rows = [("r0", {"": "210", column: "210"})]
    assert grow(lacking, rows, None, frozenset()).nodes["r0"].role is BLANK


# units and projects in one column ------------------------------------------------------------------------------------

SHARED = TableTree(unit="name", name="name")


def test_in_a_shared_column_the_known_units_are_units_and_all_else_projects() -> None:
    rows = [("", "", "甲 局"), ("", "", "监管"), ("", "", "中心"), ("", "", "经办"), ("", "", "")]
    tree = grown(*rows, tree=SHARED, units=("甲局", "中心"))
    assert [(node.role, node.unit, node.level, node.parent) for node in tree.nodes.values()] == [
        (UNIT, "甲局", 0, None),
        (ENTRY, "甲局", 1, "r0"),
        (UNIT, "中心", 0, None),
        (ENTRY, "中心", 1, "r2"),
        (BLANK, "中心", 0, None),
    ]


def test_a_shared_column_without_known_units_names_units() -> None:
    assert [node.role for node in grown(("", "", "甲局"), ("", "", "监管"), tree=SHARED).nodes.values()] == [UNIT, UNIT]


def test_known_units_do_not_change_a_table_with_a_column_of_its_own_for_units() -> None:
    tree = grown(("丙局", "", ""), ("", "210", ""), units=("甲局",))
    assert [node.role for node in tree.nodes.values()] == [UNIT, ENTRY]


# names alone ----------------------------------------------------------------------------------------------------------

NAMES = TableTree(name="name")


SUBJECTS = SubjectList(
    kind="functional",
    title="科目",
    source="测试用",
    year=2024,
    names={
        "208": "社会保障和就业支出",
        "20801": "人力资源管理事务",
        "2080101": "行政运行",
        "20805": "行政事业单位养老支出",
        "210": "卫生健康支出",
        "21015": "医疗保障管理事务",
        "2101501": "行政运行",
    },
)


def test_names_alone_take_code_and_level_from_the_list() -> None:
    names = ("一、卫生健康支出", "医疗保障管理事务", "行政运行", "二、没有的支出", "", "三、社会保障和就业支出")
    tree = grown(*(("", "", name) for name in names), tree=NAMES, subjects=SUBJECTS)
    assert [(node.role, node.code, node.level, node.parent) for node in tree.nodes.values()] == [
        (ENTRY, "210", 1, None),
        (ENTRY, "21015", 2, "r0"),
        (ENTRY, "2101501", 3, "r1"),
        (ENTRY, "", 1, None),
        (BLANK, "", 0, None),
        (ENTRY, "208", 1, None),
    ]


@pytest.mark.parametrize(("between", "code"), [("", "2101501"), ("没有的款", "")])
def test_a_blank_row_parts_no_subject_from_its_parent_but_an_unknown_name_does(between: str, code: str) -> None:
    names = ("一、卫生健康支出", "医疗保障管理事务", between, "行政运行")
    tree = grown(*(("", "", name) for name in names), tree=NAMES, subjects=SUBJECTS)
    assert tree.nodes["r3"].code == code


def test_codes_that_are_printed_go_before_the_list() -> None:
    coded = TableTree(code="code", name="name")
    tree = grown(("", "208", "一、卫生健康支出"), tree=coded, subjects=SUBJECTS)
    assert tree.nodes["r0"].code == "208"


def test_projects_beside_known_units_are_not_looked_up() -> None:
    rows = [("", "", "甲局"), ("", "", "一、卫生健康支出")]
    tree = grown(*rows, tree=SHARED, units=("甲局",), subjects=SUBJECTS)
    assert tree.nodes["r1"].code == ""


def test_white_space_is_no_part_of_a_name() -> None:
    assert squeezed(" 卫生\u3000健康 支出\n") == "卫生健康支出"


def test_a_department_is_called_like_its_own_unit() -> None:
    tree = form().tree("t7_rows")
    assert tree is not None
    assert [tree.nodes[key].unit for key in (*tree.of(DEPARTMENT), *tree.of(UNIT))] == [BUREAU, BUREAU, CENTRE]
    assert tree.same_name
