"""Checks of budget tables one by one: what brings each code, and what is let pass.

The published budget (S4) stands for a form in order; each case changes as little as possible. ``PROVOCATIONS`` has a
case for every code of budget tables, for whoever walks the catalogue.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.address import CellId
from desktop.domain.amounts import Amount, parse_amount
from desktop.domain.checks.catalogue import CATALOGUE
from desktop.domain.checks.compared import Pair, Result, Side, difference_words, hint, is_small, judge
from desktop.domain.checks.finding import Severity
from desktop.domain.checks.prove import prove_checks
from desktop.domain.definition import CheckSpec
from desktop.domain.errors import DefinitionError
from tests.domain.checks.forms import Form, clean_form, definition, form_of

Reference = Callable[[str], dict[str, Any]]
BUREAU, CENTRE = "深圳市医疗保障局", "深圳市医疗保险基金管理中心"
T7_OWN, T7_CENTRE = f"表7 一般公共预算支出表 · {BUREAU}", f"表7 一般公共预算支出表 · {CENTRE}"
T8 = "表8 “三公”经费支出表"
TASK = "performance_goals.tasks"
GOAL = "performance_goals.indicators"

# code → cells to change, then severity, path, place, left and right of the finding they bring
PROVOCATIONS: Mapping[str, tuple[dict[str, str], tuple[str, str, str, str | None, str | None]]] = {
    "table.required": (
        {"tables[0].rows[0][2]": ""},
        ("error", "tables[0].rows[0][2]", "表1 支出 · 第 1 行 · 科目", None, None),
    ),
    "table.not-a-number": (
        {f"{TASK}[3].fiscal": "75四"},
        ("error", f"{TASK}[3].fiscal", "年度主要任务 · 医疗保障政策研究管理 · 财政拨款", "75四", None),
    ),
    "table.missing": (
        {f"tables[7].rows[{row}][{column}]": "" for row in range(6) for column in range(2, 8)},
        ("verify", "tables[7].title", "表8 “三公”经费支出表", "空着", "273,800"),
    ),
    "table.incomplete": (
        {"tables[4].rows[0][1]": "54"},
        ("verify", "tables[4].rows[0][1]", "表5 项目支出总表 · 预算准备金 · 总计", "247,423", "257,531"),
    ),
    "table.identity": (
        {"tables[1].rows[0][14]": "3,672"},
        ("error", "tables[1].rows[0][14]", f"表2 收入总表 · {BUREAU}（部门合计） · 其他收入", "3,672", "3,663"),
    ),
    "table.identity-tail": (
        {"tables[5].rows[3][1]": "1"},
        ("info", "tables[5].rows[3][1]", "表6 收入 · 国有资本经营预算拨款 · 预算数", "1", "0"),
    ),
    "table.tree-sum": (
        {"tables[1].rows[2][14]": "2,243"},
        ("error", "tables[1].rows[0][14]", f"表2 收入总表 · {BUREAU}（部门合计） · 其他收入", "3,663", "3,672"),
    ),
    "table.tree-tail": (
        {"tables[0].rows[6][3]": "243"},
        ("info", "tables[0].rows[5][3]", "表1 支出 · 行政事业单位医疗 · 预算数", "12,288", "12,289"),
    ),
    "table.row-sum": (
        {"tables[2].rows[0][2]": "9,896"},
        ("error", "tables[2].rows[0][1]", f"表3 支出总表 · {BUREAU} · 支出总计", "16,910", "16,821"),
    ),
    "table.row-tail": (
        {"tables[0].rows[26][1]": "270,901"},
        ("info", "tables[0].rows[26][1]", "表1 收入合计 · 本年收入合计 · 预算数", "270,901", "270,900"),
    ),
    "table.same": (
        {"tables[5].rows[8][3]": "9,939"},
        (
            "error",
            "tables[6].rows[25][3]",
            f"{T7_CENTRE} 2101199其他行政事业单位医疗支出 · 支出总计",
            "9,393",
            "9,939",
        ),
    ),
    "table.same-tail": (
        {"key_projects[2].budget": "1,026"},
        ("info", f"{TASK}[2].total", "年度主要任务 · 基金监督管理 · 总额", "1,025", "1,026"),
    ),
    "table.year-change": (
        {"tables[7].rows[5][7]": "5.3"},
        (
            "error",
            "tables[7].rows[5][7]",
            f"{T8} · {CENTRE}·增减变化金额 · 公务用车运行维护费",
            "5.3",
            "3.5",
        ),
    ),
    "table.year-rows": (
        {"tables[7].rows[3][1]": "2020 年"},
        (
            "verify",
            "tables[7].rows[3][1]",
            f"{T8} · {CENTRE}·2020年 · 年度",
            "2020 年、2022 年、增减变化金额",
            "2021 年、2022 年",
        ),
    ),
    "table.year-change-tail": (
        {"tables[7].rows[2][4]": "0.01"},
        ("info", "tables[7].rows[2][4]", f"{T8} · {BUREAU}·增减变化金额 · 公务接待费", "0.01", "0.00"),
    ),
    "table.order": (
        {"tables[2].rows[1][6]": "1,228"},
        ("error", "tables[2].rows[1][6]", f"表3 支出总表 · {CENTRE} · 面向小微企业", "1,228", "1,227"),
    ),
    "table.unit-elsewhere": (
        {"tables[1].rows[2][0]": "深圳市医保中心"},
        ("verify", "tables[1].rows[2][0]", "表2 收入总表 · 深圳市医保中心 · 预算单位", "深圳市医保中心", "表3"),
    ),
    "table.subject-elsewhere": (
        {"tables[6].rows[32][1]": "2101503"},
        (
            "verify",
            "tables[6].rows[32][1]",
            f"{T7_CENTRE} 2101503信息化建设 · 科目编码",
            "2101503信息化建设",
            "表6",
        ),
    ),
    "table.project-elsewhere": (
        {"key_projects[0].name": "医保经办"},
        ("verify", "key_projects[0].name", "重点项目 · 医保经办 · 项目名称", "医保经办", "表11的任务"),
    ),
    "table.unit-doubled": (
        {"tables[2].rows[1][0]": BUREAU},
        ("error", "tables[2].rows[1][0]", f"表3 支出总表 · {BUREAU} · 预算单位", None, None),
    ),
    "table.subject-doubled": (
        {"tables[6].rows[16][1]": "2210201"},
        ("error", "tables[6].rows[16][1]", f"{T7_OWN} 2210201购房补贴 · 科目编码", None, None),
    ),
    "table.project-doubled": (
        {"key_projects[12].name": "预算准备金"},
        ("verify", "key_projects[12].name", "重点项目 · 预算准备金 · 项目名称", None, None),
    ),
    "table.project-near-doubled": (
        {"key_projects[12].name": "基金的监督管理"},
        ("info", "key_projects[12].name", "重点项目 · 基金的监督管理 · 项目名称", "基金的监督管理", "基金监督管理"),
    ),
    "table.subject-format": (
        {"tables[6].rows[16][1]": "221020"},
        (
            "error",
            "tables[6].rows[16][1]",
            f"{T7_OWN} 221020购房补贴 · 科目编码",
            "221020",
            None,
        ),
    ),
    "table.subject-unknown": (
        {"tables[6].rows[16][1]": "2210288"},
        (
            "info",
            "tables[6].rows[16][1]",
            f"{T7_OWN} 2210288购房补贴 · 科目编码",
            "2210288",
            None,
        ),
    ),
    "table.subject-unnamed": (
        {"tables[5].rows[7][2]": "某市自设的医疗补助"},
        ("info", "tables[5].rows[7][2]", "表6 支出 · 某市自设的医疗补助 · 科目", "某市自设的医疗补助", None),
    ),
    "table.subject-no-code": (
        {"tables[6].rows[16][1]": ""},
        ("error", "tables[6].rows[16][1]", f"{T7_OWN} 购房补贴 · 科目编码", "购房补贴", None),
    ),
    "table.subject-name": (
        {"tables[6].rows[16][2]": "住房补贴"},
        (
            "verify",
            "tables[6].rows[16][2]",
            f"{T7_OWN} 2210203住房补贴 · 科目名称",
            "住房补贴",
            "购房补贴",
        ),
    ),
    "table.subject-parent": (
        {"tables[6].rows[14][1]": "22103"},
        (
            "verify",
            "tables[6].rows[15][1]",
            f"{T7_OWN} 2210201住房公积金 · 科目编码",
            "2210201",
            "22102",
        ),
    ),
    "table.negative": (
        {"tables[2].rows[0][6]": "-101"},
        ("info", "tables[2].rows[0][6]", f"表3 支出总表 · {BUREAU} · 面向小微企业", "-101", None),
    ),
    "table.decimals": (
        {"tables[2].rows[0][6]": "101.25"},
        ("info", "tables[2].rows[0][6]", f"表3 支出总表 · {BUREAU} · 面向小微企业", "101.25", None),
    ),
    "target.no-operator": (
        {f"{GOAL}[0].target": "8,000 个"},
        ("info", f"{GOAL}[0].target", "数量指标 · 评估测算病种数 · 目标值", "8,000 个", None),
    ),
    "target.about": (
        {f"{GOAL}[0].target": "左右 8,000 个", f"{GOAL}[1].target": "大约 9 家"},
        ("info", f"{GOAL}[1].target", "数量指标 · 评估测算DRG医院 · 目标值", "大约 9 家", None),
    ),
}


@pytest.fixture
def budget(reference: Reference) -> Form:
    """S4."""
    return form_of(reference("shenzhen-2022-budget"), "Z")


def test_every_code_of_budget_tables_has_a_provocation() -> None:
    codes = {code for code in CATALOGUE if code.startswith("table.") and code != "table.no-rows"} | {
        "target.no-operator",
        "target.about",
    }
    assert set(PROVOCATIONS) == codes


@pytest.mark.parametrize("code", PROVOCATIONS)
def test_a_provocation_brings_its_finding(budget: Form, code: str) -> None:
    edits, (severity, where, place, left, right) = PROVOCATIONS[code]
    before = list(budget.engine.findings)
    texts = {path: budget.record.text(budget.cell(path)) for path in edits}
    for path, text in edits.items():
        budget.put(path, text)
    found = budget.find(code, where)
    assert (str(found.severity), found.place, found.left, found.right) == (severity, place, left, right)
    assert found.source
    assert found.message.endswith("。")
    assert not re.search(r"None|\{|\}", found.message + found.advice)
    if CATALOGUE[code].compares:
        assert left is not None
        assert right is not None
        assert left.replace("空着", "") in found.message
        assert right in found.message
    assert budget.engine.findings == budget.anew()
    for path, text in texts.items():
        budget.put(path, text)
    assert budget.engine.findings == before


PASSED: list[tuple[str, dict[str, str]]] = [
    ("a unit money of its own kind counts as 单位资金 does", {"tables[6].notes": ""}),
    ("names of projects with another dash", {f"{TASK}[11].task": "中央财政转移支付-医疗服务与保障能力提升补助资金"}),
    ("a project the department calls otherwise by width", {"key_projects[8].name": "信息化新建项目(非政府投资项目)"}),
    ("other words for the years", {"tables[7].rows[3][1]": "上年预算", "tables[7].rows[4][1]": "本年预算"}),
    ("full-width years", {"tables[7].rows[3][1]": "２０２１年"}),
    ("a change that is less", {"tables[7].rows[5][1]": "增减变化"}),
    ("a rate without operator that cannot be more", {f"{GOAL}[15].target": "100％"}),
    ("thousands without separators", {"tables[0].rows[0][1]": "267237"}),
    ("a blank for nothing", {"tables[0].rows[3][1]": "", "tables[5].rows[3][1]": "—"}),
    ("spaces in the name of a unit", {"tables[2].rows[1][0]": "深圳市医疗保险 基金管理中心"}),
    ("brackets in the name of a subject", {"tables[6].rows[2][2]": "社会保障和就业支出 "}),
]


@pytest.mark.parametrize(("name", "edits"), PASSED, ids=[case[0] for case in PASSED])
def test_an_edit_is_let_pass(budget: Form, name: str, edits: dict[str, str]) -> None:
    before = {finding.key for finding in budget.engine.findings}
    for path, text in edits.items():
        budget.put(path, text)
    assert {finding.key for finding in budget.engine.findings} == before


def test_a_local_subject_in_a_list_of_names_is_no_error(budget: Form) -> None:
    """表1 prints names only: what a name of the place's own adds up to, nobody can say."""
    budget.put("tables[0].rows[7][2]", "某市自设的医疗补助")
    assert budget.engine.counts[Severity.ERROR] == 0
    budget.put("tables[0].rows[6][3]", "999")
    assert budget.engine.counts[Severity.ERROR] == 0


def test_subjects_of_a_list_of_names_are_called_without_their_ordinal(budget: Form) -> None:
    budget.put("tables[5].rows[23][2]", "四、节能环保支出")
    found = budget.find("table.subject-elsewhere", "tables[5].rows[23][2]")
    assert found.left == "211节能环保支出"


def test_a_subject_that_nobody_can_name_says_nothing_of_what_is_missing(budget: Form) -> None:
    budget.put("tables[5].rows[7][2]", "某市自设的医疗补助")
    assert not any(finding.code == "table.subject-elsewhere" for finding in budget.engine.findings)


def test_an_unreadable_part_is_reported_once(budget: Form) -> None:
    """What rests on it is not judged, however far above: 2O stands below two calculated rows."""
    for path in ("tables[6].rows[33][4]", "tables[6].rows[34][4]", "tables[6].rows[35][4]"):
        budget.put(path, "")
    before = {finding.key for finding in budget.engine.findings}
    assert budget.engine.counts[Severity.ERROR] == 0
    budget.put("tables[6].rows[36][4]", "536o")
    errors = {finding.key for finding in budget.engine.findings if finding.severity is Severity.ERROR}
    assert errors == {("table.not-a-number", "tables[6].rows[36][4]")}
    budget.put("tables[6].rows[36][4]", "536")
    assert {finding.key for finding in budget.engine.findings} == before
    assert budget.engine.findings == budget.anew()


def test_what_nobody_printed_is_as_inexact_as_its_parts(budget: Form) -> None:
    """A calculated total of ten rounded figures may miss another table's by five units, a printed one by one."""
    leaves = ("tables[6].rows[24][3]", "tables[6].rows[25][3]", "tables[6].rows[27][3]", "tables[6].rows[29][3]")
    for path in ("tables[6].rows[17][3]", "tables[6].rows[17][5]", "tables[6].rows[22][5]", "tables[6].rows[22][3]"):
        budget.put(path, "")
    assert budget.engine.counts[Severity.ERROR] == 0
    assert budget.calculator.basis(budget.cell("tables[6].rows[17][3]")).count > len(leaves)


def test_a_new_form_is_not_told_that_tables_are_missing() -> None:
    """Tables are missing beside filled ones only."""
    codes = {finding.code for finding in clean_form("Z").engine.findings}
    assert "table.missing" not in codes
    assert codes <= {"table.required", "goal.required", "indicator.required", "target.required"}


@pytest.mark.parametrize(
    ("left", "right", "says"),
    [
        ("3,672", "3,663", "颠倒"),
        ("2,243", "2,234", "颠倒"),
        ("12.70", "12.07", "颠倒"),
        ("5,400", "4,500", "颠倒"),
        ("100", "190", "颠倒"),
        ("9,930", "9,920", ""),
        ("8", "17", "颠倒"),
        ("5", "8", ""),
        ("16,269", "162,690", "10 倍"),
        ("162,690,000", "16,269", "一万倍"),
        ("1", "10", "10 倍"),
        ("0", "90", "颠倒"),
        ("1,000", "1,099", ""),
    ],
)
def test_a_difference_may_say_where_it_comes_from(left: str, right: str, says: str) -> None:
    one, other = parse_amount(left), parse_amount(right)
    assert one is not None
    assert other is not None
    assert (says in hint(one, other)) if says else hint(one, other) == ""


# proofs ---------------------------------------------------------------------------------------------------------------

IDENTITY = {"left": "t1_balance_in.total.amount", "left_words": "甲", "right": "total.total", "right_words": "乙"}
TERM = {"section": "t3_rows", "column": "total", "by": "unit", "role": "unit"}
SAME = {"left": [TERM], "right": [TERM], "left_words": "甲", "right_words": "乙"}


def instance(kind: str, code: str, params: dict[str, Any]) -> CheckSpec:
    return CheckSpec(kind, code, "error", params, origin="规则.toml：check[0]")


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("identity", {"identities": [IDENTITY]}),
        (
            "identity",
            {"identities": [IDENTITY | {"right": "sum(t3_rows.units.total) - total.other"}], "tail": "table.same-tail"},
        ),
        ("same-by", SAME),
        ("same-by", SAME | {"keys": ["基本支出"], "right": [TERM | {"key": "基本支出", "sign": -1}]}),
        ("same-by", SAME | {"left": [{"section": "tasks", "column": "total", "by": "task"}]}),
    ],
)
def test_sound_instances_pass(kind: str, params: dict[str, Any]) -> None:
    prove_checks(dataclasses.replace(definition("Z"), checks=(instance(kind, "table.same", params),)))


@pytest.mark.parametrize(
    ("kind", "params", "key", "says"),
    [
        ("identity", {"identities": []}, "identities", "一列等式"),
        ("identity", {"identities": [{"left": "total.total"}]}, "identities", "只能写明"),
        ("identity", {"identities": [IDENTITY | {"left": "total.totals"}]}, "identities", "total.totals"),
        ("identity", {"identities": [IDENTITY | {"left": "total.total * 2"}]}, "identities", "相加相减"),
        ("identity", {"identities": [IDENTITY | {"left": "tasks.task"}]}, "identities", "不是数"),
        ("identity", {"identities": [IDENTITY | {"left_words": ""}]}, "identities", "文字"),
        ("identity", {"identities": [IDENTITY], "tail": "table.nothing"}, "tail", "table.nothing"),
        ("same-by", SAME | {"left": [TERM | {"section": "t33"}]}, "left", "t33"),
        ("same-by", SAME | {"left": [TERM | {"by": "name"}]}, "left", "name"),
        ("same-by", SAME | {"left": [TERM | {"column": "unit"}]}, "left", "unit"),
        ("same-by", SAME | {"left": [TERM | {"sign": 2}]}, "left", "sign"),
        ("same-by", SAME | {"left": [TERM | {"role": "boss"}]}, "left", "role"),
        ("same-by", SAME | {"left": [{"section": "t1_spending", "by": "unit"}]}, "left", "没有单位"),
        ("same-by", SAME | {"left": [TERM | {"colour": "red"}]}, "left", "只能写明"),
        ("same-by", SAME | {"left": []}, "left", "一列表"),
        ("missing-table", {"section": "t4_rows", "when": "basic", "words": "甲"}, "when", "basic"),
    ],
)
def test_broken_instances_are_refused(kind: str, params: dict[str, Any], key: str, says: str) -> None:
    with pytest.raises(DefinitionError, match=re.escape(says)) as caught:
        prove_checks(dataclasses.replace(definition("Z"), checks=(instance(kind, "table.same", params),)))
    assert key in str(caught.value)


def test_a_unit_listed_alone_is_found_in_every_table(budget: Form) -> None:
    budget.add("t8_rows", {"unit": "另一个单位", "period": "2022 年", "total": "1"}, key="z")
    found = [finding for finding in budget.engine.findings if finding.code == "table.unit-elsewhere"]
    assert [(finding.cell, finding.left, finding.right) for finding in found] == [
        (CellId("t8_rows", "z", "unit"), "另一个单位", "表3")
    ]


@pytest.mark.parametrize(
    ("difference", "small"), [("1", True), ("-2", True), ("3", False), ("0.02", True), ("-0.03", False)]
)
def test_a_large_tail_is_worth_a_look(difference: str, small: bool) -> None:
    """Rounding may explain it, a slip of the pen too; it is never an error."""
    assert is_small(Decimal(difference)) is small


def test_a_tail_of_many_figures_does_not_say_that_nothing_is_to_be_done() -> None:
    """Twenty-three rounded figures stand behind the department's total that nobody printed."""
    left, right = Side("左", Amount(Decimal(109), 0), (), 22), Side("右", Amount(Decimal(100), 0), (), 2)
    assert judge(Pair(CellId("t2_rows", "", "total"), left, right)) is Result.TAIL
    assert left.value is not None
    assert right.value is not None
    assert difference_words(left.value, right.value)["tail"] == "可能是四舍五入的尾差，请再看一眼"


def test_rows_in_one_band_of_a_table_move_the_findings_below(budget: Form) -> None:
    """表1 has its totals below the list of subjects; a finding that keeps its old path loses its explanation."""
    budget.put("tables[0].rows[26][1]", "270,901")
    found = budget.find("table.row-tail", "tables[0].rows[26][1]")
    budget.add("t1_spending", {}, 0)
    assert budget.find("table.row-tail", "tables[0].rows[27][1]").cell == found.cell
    assert budget.engine.findings == budget.anew()


@pytest.mark.parametrize(
    ("edits", "found"),
    [
        ({}, False),
        ({"tables[7].rows[0][1]": "上年", "tables[7].rows[1][1]": "本年"}, False),
        ({"tables[7].rows[0][1]": "2021年预算", "tables[7].rows[1][1]": "２０２２年"}, False),
        ({"tables[7].rows[0][1]": "2022 年"}, True),
        ({"tables[7].rows[0][1]": "", "tables[7].rows[1][1]": ""}, True),
        ({"tables[7].rows[2][1]": "2023 年"}, True),
        ({"year": "2023"}, True),
    ],
)
def test_three_rows_a_unit(edits: dict[str, str], found: bool, budget: Form) -> None:
    """Last year, this year and the change, or the change cannot be compared."""
    for path, text in edits.items():
        budget.put(path, text)
    assert ("table.year-rows" in [finding.code for finding in budget.engine.findings]) is found
    assert ("table.year-rows" in [finding.code for finding in budget.anew()]) is found
