"""Grades, caps and remarks at their edges (requirements S5–S7 of ``scoring_scheme``)."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from desktop.domain.grades import RemarkKind, cap, grade, over_fulfilment, spending_remarks
from desktop.domain.targets import compare, parse_actual, parse_target
from tests.domain.scoring_rules import scheme

GRADES = [
    ("four", "100", "优"),
    ("four", "90", "优"),
    ("four", "89.99", "良"),
    ("four", "80", "良"),
    ("four", "79.99", "中"),
    ("four", "60", "中"),
    ("four", "59.99", "差"),
    ("four", "0", "差"),
    ("four", "-1", "差"),
    ("five", "90", "优秀"),
    ("five", "89.99", "良好"),
    ("five", "80", "良好"),
    ("five", "79.99", "合格"),
    ("five", "70", "合格"),
    ("five", "69.99", "基本合格"),
    ("five", "60", "基本合格"),
    ("five", "59.99", "不合格"),
]


@pytest.mark.parametrize(("key", "total", "name"), GRADES)
def test_grades_own_their_lower_edge(key: str, total: str, name: str) -> None:
    found = grade(Decimal(total), scheme(grades=key))
    assert found is not None
    assert found.name == name


def test_no_total_no_grade() -> None:
    assert grade(None, scheme()) is None


CAPS = [
    ("100", None),
    ("80", None),
    ("79.99", "89"),
    ("70", "89"),
    ("69.99", "79"),
    ("60", "79"),
    ("59.99", "69"),
    ("50", "69"),
    ("49.99", "59"),
    ("0", "59"),
]


@pytest.mark.parametrize(("rate", "most"), CAPS)
def test_caps_by_execution_rate(rate: str, most: str | None) -> None:
    found = cap(scheme(caps="by-execution-rate"), Decimal(rate))
    assert (found and found.most) == (most and Decimal(most))


def test_the_cap_says_why() -> None:
    found = cap(scheme(caps="by-execution-rate"), Decimal("73.20"))
    assert found is not None
    assert found.sentence == "最高可得 89 分：执行率 73.2% 低于 80%。"
    assert found.below == 80


def test_caps_are_chosen_and_need_a_rate() -> None:
    assert cap(scheme(), Decimal("10")) is None
    assert cap(scheme(caps="by-execution-rate"), None) is None


@pytest.mark.parametrize(
    ("target", "actual", "found"),
    [
        ("≥100次", "130次", True),
        ("≥100次", "129次", False),
        ("≥100次", "100次", False),
        ("≥100次", "50次", False),
        ("≤100分钟", "70分钟", True),
        ("≤100分钟", "71分钟", False),
        ("≥100次", "≥150次", False),
        ("显著提升", "显著提升", False),
        ("医疗机构≥40% 病种≥70%", "医疗机构86% 病种71%", True),
    ],
)
def test_over_fulfilment_from_the_threshold_on(target: str, actual: str, found: bool) -> None:
    comparison = compare(parse_target(target), parse_actual(actual))
    remark = over_fulfilment(scheme(), comparison)
    assert (remark is not None) is found


def test_over_fulfilment_says_both_figures() -> None:
    remark = over_fulfilment(scheme(), compare(parse_target("≥20次"), parse_actual("共30次")))
    assert remark is not None
    assert remark.kind is RemarkKind.OVER_FULFILMENT
    assert remark.sentence == "完成 30次，优于指标值 ≥20次 的幅度是 50%，不小于 30%，请说明偏差原因。"


AHEAD, UNSPENT = RemarkKind.AHEAD_OF_SPENDING, RemarkKind.UNSPENT
SPENDING: list[tuple[str | None, str | None, str | None, list[RemarkKind]]] = [
    ("100", "90", "90", []),
    ("95", "90", "90", []),
    ("94.99", "90", "90", [AHEAD]),
    ("80", "76.5", "90", []),
    ("80", "76.6", "90", [AHEAD]),
    ("79.99", "0", "90", [UNSPENT]),
    ("50", "90", "90", [AHEAD, UNSPENT]),
    ("50", None, "90", [UNSPENT]),
    ("50", "0", "0", [UNSPENT]),
    ("50", "90", None, [UNSPENT]),
    (None, "90", "90", []),
]


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(("rate", "points", "weight", "kinds"), SPENDING)
def test_spending_beyond_the_limits(
    rate: str | None, points: str | None, weight: str | None, kinds: list[RemarkKind]
) -> None:
    found = spending_remarks(scheme(), number(rate), number(points), number(weight))
    assert [remark.kind for remark in found] == kinds


def test_spending_says_both_figures() -> None:
    ahead, unspent = spending_remarks(scheme(), Decimal("73.2"), Decimal("88"), Decimal("90"))
    assert ahead.sentence == "指标得分率 97.78% 比执行率 73.2% 高 24.58 个百分点，超过 5 个百分点，请核对指标得分。"
    assert unspent.sentence == "执行率 73.2%，还有 26.8% 没有用完，超过 20%，请说明原因。"


def test_limits_that_are_left_out_are_not_watched() -> None:
    quiet = scheme(limits="over-fulfilment-only")
    assert spending_remarks(quiet, Decimal(10), Decimal(90), Decimal(90)) == ()
    assert over_fulfilment(quiet, compare(parse_target("≥1次"), parse_actual("5次"))) is not None
    silent = dataclasses.replace(quiet, limits=dataclasses.replace(quiet.limits, over_fulfilment=None))
    assert over_fulfilment(silent, compare(parse_target("≥1次"), parse_actual("5次"))) is None
