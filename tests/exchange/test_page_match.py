"""Which sheets are which tables, and which forms they make. Requirements P1 to P5 of ``page_match``."""

from __future__ import annotations

import pytest

from desktop.domain.definition import FormDefinition
from desktop.exchange.grid import Grid
from desktop.exchange.page_head import table_number, titled
from desktop.exchange.recognise import recognise
from tests.exchange.forms import BUDGET, definition, definitions, sample
from tests.exchange.grids import entered, grid, read

SUBJECTS = ["预算单位", "科目编码", "科目名称", "支出总计", "基本支出", "项目支出"]
SPENDING = ["预算单位", "支出总计", "基本支出", "项目支出"]


def spending(title: str = "支出总表", bureau: str = "甲市医疗保障局", total: str = "30", name: str = "Sheet1") -> Grid:
    return grid([[title], [f"部门名称：{bureau}", "", "单位：万元"], SPENDING, [bureau, total, "10", "20"]], name)


def subjects(title: str, amount: str, name: str) -> Grid:
    rows = [
        [title],
        ["部门名称：甲市医疗保障局", "", "单位：万元"],
        SUBJECTS,
        ["甲市医疗保障局", "", "", amount, amount, "0"],
    ]
    return grid(rows if title else rows[2:], name)


@pytest.fixture
def budget() -> FormDefinition:
    return definition(sample(BUDGET)["kind"])


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("收支总表", "t1"),
        ("表1 部门收支总表", "t1"),
        ("2022年深圳市医疗保障局部门收支总表", "t1"),
        ("附表二：收入总表", "t2"),
        ("公开表03 支出总表", "t3"),
        ("深圳市医疗保障局2022年基本支出总表（续）", "t4"),
        ("政府预算拨款收支总表", "t6"),
        ("一般公共预算支出表", "t7"),
        ("一般公共预算支出表（按功能分类）", "t7"),
        ("一般公共预算“三公”经费支出表", "t8"),
        ("一般公共预算三公经费支出表", "t8"),
        ("续表9 政府性基金预算支出表", "t9"),
        ("部门(单位)整体支出绩效目标表", "t11"),
        ("重点项目绩效目标", "projects"),
        ("政府采购支出总表", ""),
        ("本表是收支总表的说明", ""),
        ("绩效目标", ""),
        ("", ""),
    ],
)
def test_titles_name_their_tables(budget: FormDefinition, text: str, page: str) -> None:
    assert titled(text, budget) == page


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("表2", 2),
        ("表 11", 11),
        ("附表二", 2),
        ("表十一：", 11),
        ("公开表06", 6),
        ("附件表3", 3),
        ("表格", 0),
        ("第2表", 0),
    ],
)
def test_numbers_of_tables(text: str, number: int) -> None:
    assert table_number(text) == number


def test_one_table_is_a_budget_and_the_others_are_missed() -> None:
    proposal = read(spending())
    assert entered(proposal, "t3_rows") == [{"unit": "甲市医疗保障局", "total": "30", "basic": "10", "project": "20"}]
    missed = [doubt for doubt in proposal.doubts if doubt.startswith("没有找到“表") or "重点项目" in doubt]
    assert len(missed) == 11
    assert "没有找到“表2 收入总表”。" in missed
    assert proposal.record().bureau == "甲市医疗保障局"


def test_a_list_of_the_tables_is_none_of_them() -> None:
    """P1: titles alone are not enough."""
    contents = grid([["目录"], ["表1", "收支总表"], ["表2", "收入总表"], ["表3", "支出总表"]], "目录")
    people = grid([["姓名", "单位", "电话"], ["某", "办公室", "1"]], "通讯录")
    assert read(contents, spending(name="支出"), people).sheets == ("支出",)
    assert recognise([contents, people], definitions()) == []


def test_another_table_under_a_like_title_is_not_taken() -> None:
    other = grid([["政府采购支出总表"], ["采购目录", "数量", "预算单价"], ["复印纸", "10", "20"]])
    assert recognise([other], definitions()) == []


@pytest.mark.parametrize("name", ["表3支出总表", "附表3", "部门支出总表", "3 支出总表"])
def test_the_name_of_the_sheet_is_enough_with_its_headings(name: str) -> None:
    rows = [["单位：万元"], SPENDING, ["甲市医疗保障局", "30", "10", "20"]]
    proposal = read(grid(rows, name))
    assert entered(proposal, "t3_rows")[0]["basic"] == "10"
    assert proposal.values[next(cell for cell in proposal.values if cell.column == "basic")].source == f"{name}!C3"


def test_tables_with_equal_headings_and_no_titles_are_taken_in_order() -> None:
    """P2."""
    proposal = read(*(subjects("", amount, f"Sheet{amount}") for amount in ("7", "9", "10")))
    assert [entered(proposal, f"t{n}_rows")[0]["total"] for n in (7, 9, 10)] == ["7", "9", "10"]


def test_titles_go_before_the_order() -> None:
    sheets = subjects("国有资本经营预算支出表", "10", "a"), subjects("一般公共预算支出表", "7", "b")
    proposal = read(*sheets)
    assert [entered(proposal, f"t{n}_rows")[0]["total"] for n in (10, 7)] == ["10", "7"]


def test_a_table_goes_on_below_its_title_printed_again() -> None:
    """P3."""
    head = [["表3"], ["支出总表"], ["部门名称：甲市医疗保障局", "", "单位：万元"], SPENDING]
    again = [["表3"], ["支出总表（续）"], ["部门名称：甲市医疗保障局", "", "单位：万元"], SPENDING]
    first, second = ["甲市医疗保障局", "30", "10", "20"], ["甲市医保中心", "3", "1", "2"]
    proposal = read(grid([*head, first, [], *again, second]))
    assert [row["unit"] for row in entered(proposal, "t3_rows")] == ["甲市医疗保障局", "甲市医保中心"]
    assert proposal.unread == []


def test_a_second_table_of_a_kind_begins_another_form() -> None:
    """P4."""
    found = recognise(
        [
            spending(name="a"),
            subjects("一般公共预算支出表", "7", "b"),
            spending(bureau="乙市医疗保障局", total="60", name="c"),
        ],
        definitions(),
    )
    assert [one.sheets for one in found] == [("a", "b"), ("c",)]
    assert [one.record().bureau for one in found] == ["甲市医疗保障局", "乙市医疗保障局"]


def test_tables_go_to_the_form_of_their_bureau() -> None:
    """P4: two budgets table by table in turn."""
    other = subjects("一般公共预算支出表", "8", "d")
    other.cells[2, 1] = "部门名称：乙市医疗保障局"
    sheets = [
        spending(name="a"),
        spending(bureau="乙市医疗保障局", name="b"),
        other,
        subjects("一般公共预算支出表", "7", "c"),
    ]
    found = recognise(sheets, definitions())
    assert [set(one.sheets) for one in found] == [{"a", "c"}, {"b", "d"}]


def test_a_cover_behind_tables_begins_another_form() -> None:
    covers = [grid([[f"2022年{name}部门预算"]], name) for name in ("甲市医疗保障局", "乙市医疗保障局")]
    other = subjects("一般公共预算支出表", "7", "b")
    del other.cells[2, 1]  # it does not say whose it is
    sheets = [covers[0], spending(name="a"), covers[1], other]
    assert [len(one.sheets) for one in recognise(sheets, definitions())] == [2, 2]


def test_pages_that_contradict_each_other_are_doubts() -> None:
    other = subjects("2021年一般公共预算支出表", "7", "b")
    other.cells[2, 1], other.cells[2, 3] = "部门名称：甲市医保局", "单位：元"
    proposal = read(spending(title="2022年支出总表", name="a"), grid([["2022年收入总表"]], "c"), other)
    said = [doubt for doubt in proposal.doubts if "核对" in doubt]
    page = "“表7 一般公共预算支出表（按功能分类）”"
    assert said == [
        f"{page}的单位名称是“甲市医保局”（b!A2），前面是“甲市医疗保障局”（a!A2），请核对。",
        f"{page}的金额单位是“元”（b!C2），前面是“万元”（a!C2），请核对。",
        "各张表写的年度不一样：多数是 2022，还有 2021（b!A1），请核对。",
    ]


def test_formulas_that_were_never_calculated_are_doubts() -> None:
    sheet = spending()
    sheet.uncalculated.append((4, 2))
    assert any(doubt.startswith("Sheet1!B4 是没有算过的公式") for doubt in read(sheet).doubts)
