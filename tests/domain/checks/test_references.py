"""The published forms S0 Beijing, S1 Shanghai, S2 Yiyang, S3 Nanjing: what is found, and nothing else (domain §8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from desktop.domain.checks.finding import Severity
from tests.domain.checks.forms import Form, form_of

Reference = Callable[[str], dict[str, Any]]

S0 = [
    ("verify", "funds.rate-low", "funds[0].rate"),
    ("verify", "actual.no-figure", "indicators[1].actual"),
    ("verify", "actual.no-figure", "indicators[3].actual"),
    ("verify", "actual.copied-neighbour", "indicators[7].actual"),
    ("info", "funds.carry-over", "funds[3].budget"),
    ("info", "text.term", "indicators[3].actual"),
]
S1 = [
    ("verify", "funds.rate-low", "funds[0].rate"),
    *(("verify", "actual.repeats-target", f"indicators[{index}].actual") for index in (0, 1, 3, 4, 12, 13, 20)),
    ("verify", "indicator.targets-set-duplicate", "targets_set[20].level3"),
    ("info", "indicator.reason-column-empty", "indicators"),
]
S2 = [
    ("verify", "actual.inexact", "indicators[2].actual"),
    ("info", "funds.initial-missing", "funds[0].initial"),
    ("info", "target.no-measure", "indicators[3].target"),
]

CRITERIA = (12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 31, 33, 34, 38)
"""Rows of Nanjing whose criterion gives more or less than the weight."""
INEXACT = {27: "99%以上", 35: "≥20次", 36: "≥5项", 39: "超过90%", 40: "超过90%"}
S3 = {
    ("verify", "actual.no-figure", "indicators[8].actual"),
    *(("verify", "actual.inexact", f"indicators[{index}].actual") for index in INEXACT),
    *(("verify", "weight.criterion", f"indicators[{index}].weight") for index in CRITERIA),
    ("verify", "target.criterion", "indicators[28].target"),
    ("verify", "score.full-by-criterion", "indicators[28].score"),
    ("verify", "score.expected", "indicators[40].score"),
}


@pytest.fixture
def beijing(reference: Reference) -> Form:
    """S0."""
    return form_of(reference("beijing-2022-region"), "B")


@pytest.fixture
def shanghai(reference: Reference) -> Form:
    """S1."""
    return form_of(reference("shanghai-2022-region"), "S")


def listed(form: Form) -> list[tuple[str, str, str]]:
    """Severity, code and path of every finding, in order."""
    return [(str(finding.severity), finding.code, finding.where) for finding in form.engine.findings]


def test_beijing_has_these_findings_and_no_other(beijing: Form) -> None:
    assert listed(beijing) == S0
    assert not any(finding.explained for finding in beijing.engine.findings)


def test_shanghai_has_these_findings_and_no_other(shanghai: Form) -> None:
    assert listed(shanghai) == S1
    explained = [finding.key for finding in shanghai.engine.findings if finding.explained]
    assert explained == [("funds.rate-low", "funds[0].rate")]


def test_yiyang_has_these_findings_and_no_other(reference: Reference) -> None:
    form = form_of(reference("yiyang-2022-project"), "P")
    assert listed(form) == S2
    assert "≥86.46%" in form.find("actual.inexact", "indicators[2].actual").message
    assert form.find("funds.initial-missing", "funds[0].initial").right == "194.19"


def test_nanjing_has_these_findings_and_no_other(reference: Reference) -> None:
    form = form_of(reference("nanjing-2023-department"), "D")
    found = listed(form)
    assert len(found) == len(S3) == 26
    assert set(found) == S3


def test_nanjing_messages_name_both_sides(reference: Reference) -> None:
    form = form_of(reference("nanjing-2023-department"), "D")
    full = form.find("score.full-by-criterion", "indicators[28].score")
    assert "362.95 万人" in full.message
    assert "363.21 万人" in full.message
    assert "360万人" in form.find("target.criterion", "indicators[28].target").message
    below = form.find("score.expected", "indicators[40].score")
    assert (below.left, below.right) == ("3", "3.6 至 4")
    most = {index: form.find("weight.criterion", f"indicators[{index}].weight") for index in CRITERIA}
    assert [(one.left, one.right) for one in most.values()] == [
        *[("1", "2")] * 13, ("3", "4"), ("4", "3"), ("4", "3"), ("2", "3")
    ]  # fmt: skip


def test_low_rate_of_shanghai_is_settled_by_its_aspect(shanghai: Form) -> None:
    found = shanghai.find("funds.rate-low", "funds[0].rate")
    assert found.explanation == "见“执行准确性”的存在问题和改进措施"
    assert (found.left, found.right) == ("42.7%", "90%")
    shanghai.put("management[4].problem", "无")
    assert not shanghai.find("funds.rate-low", "funds[0].rate").explained


def test_carry_over_of_beijing_names_its_amount(beijing: Form) -> None:
    found = beijing.find("funds.carry-over", "funds[3].budget")
    assert found.severity is Severity.INFO
    assert found.left == "130.17 万元"


def test_copied_text_of_beijing_is_reported_where_it_does_not_belong(beijing: Form) -> None:
    found = beijing.find("actual.copied-neighbour", "indicators[7].actual")
    assert "常态化实施医药价格和招采信用评价制度" in found.message
    assert [cell.row for cell in found.cells] == [row.key for row in beijing.record.rows("indicators")[7:9]]


def test_slip_of_beijing_is_mended_wherever_it_stands_in_the_cell(beijing: Form) -> None:
    fix = beijing.find("text.term", "indicators[3].actual").fix
    assert fix is not None
    assert "CIS" not in fix.text
    assert fix.text.count("CHS-DRG") == 2
    beijing.put_cell(fix.cell, fix.text)
    assert ("text.term", "indicators[3].actual") not in beijing.codes


# A reference is changed in one place; what comes and what goes is all that changes.
WRONG_RATE = ("funds.rate", "funds[0].rate")
CHANGES: list[tuple[str, Mapping[str, str], set[tuple[str, str]], set[tuple[str, str]]]] = [
    ("S", {"funds[0].budget": "19114.21"}, {("funds.sum-tail", "funds[0].budget")}, set()),
    ("S", {"funds[0].budget": "19114.23"}, {("funds.sum", "funds[0].budget")}, set()),
    ("S", {"funds[0].budget": "19115.20"}, {("funds.sum", "funds[0].budget")}, set()),
    ("S", {"funds[0].executed": "8710.98"}, {("funds.sum", "funds[0].executed"), WRONG_RATE}, set()),
    ("S", {"funds[0].rate": "42.75%"}, set(), set()),
    ("S", {"funds[0].rate": "42.8%"}, {("funds.rate", "funds[0].rate")}, set()),
    ("S", {"funds[0].rate": "42.74%"}, {("funds.rate-truncated", "funds[0].rate")}, set()),
    ("S", {"funds[1].rate": "2.4%"}, {("funds.rate", "funds[1].rate")}, set()),
    ("S", {"funds[2].rate": ""}, set(), set()),
    ("S", {"funds[2].rate": "100%"}, {("funds.rate-undefined", "funds[2].rate")}, set()),
    ("S", {"funds[2].budget": "", "funds[2].executed": "", "funds[2].rate": ""}, set(), set()),
    ("S", {"funds[0].budget": "19,114.20"}, set(), set()),
    ("S", {"indicators[0].actual": "2次"}, set(), {("actual.repeats-target", "indicators[0].actual")}),
    ("S", {"indicators[2].actual": "达成预期指标"}, set(), set()),
    (
        "S",
        {"indicators[13].actual": "36分钟"},
        {("indicator.reason-missing", "indicators[13].reason")},
        {("actual.repeats-target", "indicators[13].actual")},
    ),
    (
        "S",
        {"indicators[13].actual": "36分钟", "indicators[13].reason": "系统切换期间工单集中。"},
        set(),
        {("actual.repeats-target", "indicators[13].actual"), ("indicator.reason-column-empty", "indicators")},
    ),
    ("S", {"indicators[17].actual": "有所提升"}, {("indicator.reason-missing", "indicators[17].reason")}, set()),
    ("S", {"indicators[3].target": "医疗机构 ≥ 40%，病种 ≥ 70%，基金 ≥ 30%"}, set(), set()),
    (
        "S",
        {"indicators[4].target": "≥95%"},
        {("target.changed", "indicators[4].target"), ("actual.inexact", "indicators[4].actual")},
        {("actual.repeats-target", "indicators[4].actual")},
    ),
    ("S", {"indicators[5].actual": "1OO%"}, {("actual.unreadable", "indicators[5].actual")}, set()),
    ("S", {"indicators[5].actual": ""}, {("actual.required", "indicators[5].actual")}, set()),
    ("B", {"note": "2022年下达资金7569.17万元。"}, set(), {("funds.carry-over", "funds[3].budget")}),
    ("B", {"indicators[1].actual": "2次"}, set(), {("actual.no-figure", "indicators[1].actual")}),
    ("B", {"indicators[0].actual": "1次"}, {("actual.not-met", "indicators[0].actual")}, set()),
    ("B", {"indicators[18].actual": "85%"}, set(), set()),
    ("B", {"indicators[18].actual": "84.99%"}, {("actual.not-met", "indicators[18].actual")}, set()),
    ("B", {"funds[1].executed": "6384.43"}, {("funds.sum-tail", "funds[0].executed")}, set()),
    (
        "B",
        {"funds[1].executed": "6834.44"},
        {("funds.sum", "funds[0].executed"), ("funds.rate", "funds[1].rate")},
        set(),
    ),
]


@pytest.mark.parametrize(("letter", "edits", "come", "go"), CHANGES, ids=lambda value: str(value)[:60])
def test_a_changed_reference_gives_what_the_change_brings(
    reference: Reference,
    letter: str,
    edits: Mapping[str, str],
    come: set[tuple[str, str]],
    go: set[tuple[str, str]],
) -> None:
    form = form_of(reference("shanghai-2022-region" if letter == "S" else "beijing-2022-region"), letter)
    before = {finding.key for finding in form.engine.findings}
    for path, text in edits.items():
        form.put(path, text)
    after = {finding.key for finding in form.engine.findings}
    assert (after - before, before - after) == (come, go)
    assert form.engine.findings == form.anew()
