"""The published budget (S4, Shenzhen): what it holds is found, no tail is more than a hint; identities I1 to I10.

B1 the list of findings is pinned; B2 an identity broken by 9 units is an error with its place and both sides; B3 by one
unit it is a tail at most; B4 every comparison can be asked for, unequal ones first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.address import CellId
from desktop.domain.amounts import Amount, format_amount
from desktop.domain.checks.compared import Result
from desktop.domain.checks.finding import Severity
from tests.domain.checks.forms import Form, form_of

Reference = Callable[[str], dict[str, Any]]

S4 = [
    ("verify", "table.missing", "tables[3].title"),
    ("verify", "table.incomplete", "tables[4].rows[0][1]"),
    ("info", "table.row-tail", "tables[1].rows[1][1]"),
    ("info", "table.row-tail", "tables[1].rows[2][1]"),
    ("info", "table.row-tail", "tables[2].rows[0][1]"),
    ("info", "table.row-tail", "tables[2].rows[1][1]"),
    *(("info", "table.same-tail", f"tables[6].rows[{row}][3]") for row in (1, 2, 3, 4, 6, 9)),
    ("info", "table.tree-tail", "tables[6].rows[9][3]"),
    ("info", "table.tree-tail", "tables[6].rows[9][5]"),
    ("info", "table.same-tail", "tables[6].rows[17][3]"),
    ("info", "table.same-tail", "performance_goals.tasks[1].total"),
    ("info", "table.row-tail", "performance_goals.total.total"),
    ("info", "table.row-tail", "performance_goals.total.fiscal"),
    ("info", "target.about", "performance_goals.indicators[0].target"),
    ("info", "target.no-operator", "performance_goals.indicators[1].target"),
]


@pytest.fixture
def budget(reference: Reference) -> Form:
    """S4."""
    return form_of(reference("shenzhen-2022-budget"), "Z")


def test_shenzhen_has_these_findings_and_no_other(budget: Form) -> None:
    """B1."""
    assert [(str(one.severity), one.code, one.where) for one in budget.engine.findings] == S4


def test_what_is_missing_is_named(budget: Form) -> None:
    missing = budget.find("table.missing", "tables[3].title")
    assert missing.place == "表4 基本支出总表"
    assert "表3基本支出是 16,269" in missing.message
    incomplete = budget.find("table.incomplete", "tables[4].rows[0][1]")
    assert (incomplete.left, incomplete.right) == ("247,424", "257,531")
    assert "没有核对" in incomplete.message


def test_bare_targets_are_named_once_with_all_their_cells(budget: Form) -> None:
    assert len(budget.find("target.about", "performance_goals.indicators[0].target").cells) == 4
    bare = budget.find("target.no-operator", "performance_goals.indicators[1].target")
    assert [budget.record.text(cell) for cell in bare.cells] == ["9 家", "1 次", "178 台"]


# identity, cell to change, code and place of the error
BROKEN = [
    ("I1 政府预算拨款", "tables[0].rows[0][1]", "table.row-sum", "tables[0].rows[0][1]"),
    ("I1 单位资金", "tables[0].rows[5][1]", "table.row-sum", "tables[0].rows[5][1]"),
    ("I1 本年收入", "tables[0].rows[26][1]", "table.row-sum", "tables[0].rows[26][1]"),
    ("I1 收入总计", "tables[0].rows[28][1]", "table.row-sum", "tables[0].rows[28][1]"),
    ("I1 收支平衡", "tables[0].rows[28][3]", "table.identity", "tables[0].rows[28][1]"),
    ("I2 表1类", "tables[0].rows[4][3]", "table.tree-sum", "tables[0].rows[4][3]"),
    ("I2 表1款", "tables[0].rows[6][3]", "table.tree-sum", "tables[0].rows[5][3]"),
    ("I2 表1本年支出", "tables[0].rows[26][3]", "table.row-sum", "tables[0].rows[26][3]"),
    ("I2 表6款", "tables[5].rows[5][3]", "table.tree-sum", "tables[5].rows[5][3]"),
    ("I2 表7类", "tables[6].rows[13][4]", "table.tree-sum", "tables[6].rows[13][4]"),
    ("I2 表9款", "tables[8].rows[5][5]", "table.tree-sum", "tables[8].rows[4][5]"),
    ("I3 一行", "tables[1].rows[0][2]", "table.row-sum", "tables[1].rows[0][2]"),
    ("I3 各单位", "tables[1].rows[2][14]", "table.tree-sum", "tables[1].rows[0][14]"),
    ("I3 表1", "tables[0].rows[10][1]", "table.identity", "tables[1].rows[0][14]"),
    ("I4 一行", "tables[2].rows[1][2]", "table.row-sum", "tables[2].rows[1][1]"),
    ("I4 表2", "tables[1].rows[1][1]", "table.same", "tables[2].rows[0][1]"),
    ("I4 表1", "tables[2].rows[1][1]", "table.identity", "tables[2].rows[0][1]"),
    ("I5 一行", "tables[4].rows[2][1]", "table.row-sum", "tables[4].rows[2][1]"),
    ("I6", "tables[5].rows[28][3]", "table.identity", "tables[5].rows[28][3]"),
    ("I7", "tables[6].rows[0][3]", "table.identity", "tables[6].rows[0][3]"),
    ("I7 单位", "tables[6].rows[17][3]", "table.same", "tables[6].rows[17][3]"),
    ("I8", "tables[5].rows[8][3]", "table.same", "tables[6].rows[25][3]"),
    ("I9 一行", "tables[7].rows[1][2]", "table.row-sum", "tables[7].rows[1][2]"),
    ("I9 增减", "tables[7].rows[5][7]", "table.year-change", "tables[7].rows[5][7]"),
    ("I10 一行", "performance_goals.tasks[4].total", "table.row-sum", "performance_goals.tasks[4].total"),
    ("I10 金额合计", "performance_goals.total.total", "table.identity", "performance_goals.total.total"),
    ("I10 财政拨款", "performance_goals.total.fiscal", "table.identity", "performance_goals.total.fiscal"),
    ("I10 其他资金", "performance_goals.total.other", "table.identity", "performance_goals.total.other"),
    ("I10 基本支出", "performance_goals.tasks[0].total", "table.same", "performance_goals.tasks[0].total"),
    ("I10 重点项目", "key_projects[3].budget", "table.same", "performance_goals.tasks[7].total"),
]


def changed(form: Form, path: str, units: int) -> str:
    """The figure at ``path`` with so many units of its last printed place (two in 表8) more."""
    amount = form.record.amount(form.cell(path))
    assert amount is not None
    decimals = max(amount.decimals, 2 if path.startswith("tables[7]") else 0)
    return format_amount(Amount(amount.value + Decimal(units).scaleb(-decimals), decimals))


@pytest.mark.parametrize(("name", "path", "code", "where"), BROKEN, ids=[case[0] for case in BROKEN])
def test_an_identity_broken_by_nine_is_an_error(budget: Form, name: str, path: str, code: str, where: str) -> None:
    """B2."""
    before = budget.record.text(budget.cell(path))
    budget.put(path, changed(budget, path, 9))
    found = budget.find(code, where)
    assert found.severity is Severity.ERROR
    assert found.left is not None
    assert found.right is not None
    assert found.left in found.message
    assert found.right in found.message
    assert budget.engine.findings == budget.anew()
    budget.put(path, before)
    assert [(str(one.severity), one.code, one.where) for one in budget.engine.findings] == S4


# Published one above its parts, so that another one above is beyond what two rounded parts explain.
OTHER_WAY = {"I4 表1"}


@pytest.mark.parametrize(("name", "path"), [case[:2] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_an_identity_off_by_one_is_a_tail_at_most(budget: Form, name: str, path: str) -> None:
    """B3."""
    budget.put(path, changed(budget, path, -1 if name in OTHER_WAY else 1))
    assert [one for one in budget.engine.findings if one.severity is Severity.ERROR] == []


def test_procurement_of_small_firms_is_part_of_all_procurement(budget: Form) -> None:
    """I4: 采购小计 ≥ 中小企业 ≥ 小微; equal is in order."""
    budget.put("tables[2].rows[0][5]", "561")
    budget.put("tables[2].rows[0][6]", "561")
    assert budget.engine.counts[Severity.ERROR] == 0
    budget.put("tables[2].rows[0][5]", "562")
    assert budget.find("table.order", "tables[2].rows[0][5]").right == "561"
    budget.put("tables[2].rows[0][5]", "560")
    assert budget.find("table.order", "tables[2].rows[0][6]").left == "561"


def test_procurement_is_part_of_all_spending(budget: Form) -> None:
    budget.put("tables[2].rows[0][4]", "16910")
    assert budget.engine.counts[Severity.ERROR] == 0
    budget.put("tables[2].rows[0][4]", "16911")
    assert budget.find("table.order", "tables[2].rows[0][4]").right == "16,910"


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("title", "2021年深圳市医疗保障局部门预算", "text.wrong-year"),
        ("year", "2023", "text.wrong-year"),
        ("title", "2022年广州市医疗保障局部门预算", "text.other-unit"),
    ],
)
def test_a_title_of_another_year_or_unit_is_found(budget: Form, path: str, text: str, code: str) -> None:
    budget.put(path, text)
    assert budget.find(code, "title").severity is Severity.VERIFY


def complete_table_5(form: Form) -> None:
    """Put the totals of both units above the projects of 表5, with what is missing of the first one's projects."""
    unit = {"category": "深圳市医疗保障局", "total": "6,925"}
    form.add("t5_rows", unit, at=0, key="u1")
    form.add("t5_rows", {"category": "医疗保障综合管理", "total": "6,925"}, at=1, key="p1")
    form.add("t5_rows", {"category": "深圳市医疗保险基金管理中心", "total": "250,606"}, at=2, key="u2")
    form.add(
        "t5_rows", {"category": "政府投资项目", "investment": "3,182", "subtotal": "3,182", "total": "3,182"}, key="p2"
    )


def test_table_5_with_units_is_compared_unit_by_unit(budget: Form) -> None:
    """I5: Σ per unit = 表3 项目支出."""
    complete_table_5(budget)
    codes = {(one.code, one.severity) for one in budget.engine.findings if one.cell and one.cell.section == "t5_rows"}
    assert codes == set()
    budget.put_cell(CellId("t5_rows", "u1", "total"), "6,934")
    found = budget.find("table.same", "tables[4].rows[0][1]")
    assert (found.severity, found.left, found.right) == (Severity.ERROR, "6,934", "6,925")
    assert "多 9" in found.message
    assert "数字颠倒" in found.message
    assert budget.engine.findings == budget.anew()


def test_projects_beyond_table_3_are_an_error_whatever_is_missing(budget: Form) -> None:
    """An incomplete 表5 has too little; too much is wrong."""
    budget.put("tables[4].rows[3][1]", "339,498")
    assert budget.find("table.identity", "tables[4].rows[0][1]").left == "347,424"
    assert ("table.incomplete", "tables[4].rows[0][1]") not in budget.codes


def test_every_comparison_can_be_asked_for(budget: Form) -> None:
    """B4."""
    everything = budget.engine.comparisons()
    assert Counter(line.result for line in everything) == {Result.EQUAL: 283, Result.TAIL: 16}
    budget.put("tables[1].rows[0][14]", "3,672")
    lines = budget.engine.comparisons(["t2_rows"])
    assert all("t2_rows" in line.sections for line in lines)
    ranks = [line.result.rank for line in lines]
    assert ranks == sorted(ranks)
    unequal = [line for line in lines if line.result is Result.UNEQUAL]
    assert {(line.left_words, line.left, line.right_words, line.right, line.difference) for line in unequal} == {
        ("深圳市医疗保障局（部门合计） 收入总计", "273,800", "本行各项之和", "273,809", Decimal(-9)),
        ("深圳市医疗保障局（部门合计） 其他收入", "3,672", "各单位之和", "3,663", Decimal(9)),
        ("表2其他收入", "3,672", "表1其他收入", "3,663", Decimal(9)),
    }
    found = {finding.cell for finding in budget.engine.findings if finding.severity is Severity.ERROR}
    assert {line.at for line in unequal} == found
