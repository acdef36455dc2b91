"""What the score explainer says, word for word, and that every answer keeps the row's points (S2–S4, S8)."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from desktop.domain.amounts import parse_amount, parse_rate
from desktop.domain.grades import over_fulfilment
from desktop.domain.scoring import Basis, execution_score, expected_score
from desktop.domain.targets import compare, parse_actual, parse_target
from tests.domain.scoring_rules import scheme

# target, actual, weight -> basis, points of the row, sentence
SENTENCES: list[tuple[str, str, str, Basis, str | None, str]] = [
    # why nothing can be computed, and what to do
    ("≥5次", "5次", "", Basis.UNKNOWN, None, "这一行没有填写分值，得分无法自动算出。"),
    ("", "5次", "5", Basis.UNKNOWN, "5", "这一行没有指标值，得分无法自动算出。"),
    ("≥5次", "—", "5", Basis.UNKNOWN, "5", "这一行还没有填写完成值，得分无法自动算出。"),
    (
        "100%",
        "超过90%",
        "4",
        Basis.UNKNOWN,
        "4",
        "完成值“超过90%”不是准确的数，得分无法自动算出，请填写实际数字。",
    ),
    (
        "≥5次",
        "开展了多次",
        "5",
        Basis.UNKNOWN,
        "5",
        "指标值“≥5次”是数字，完成值里没有对应的数字，得分无法自动算出，请填写实际数字。",
    ),
    (
        "≥5次",
        "8家",
        "5",
        Basis.UNKNOWN,
        "5",
        "指标值“≥5次”和完成值“8家”的单位不同，得分无法自动算出，请统一单位。",
    ),
    (
        "2022年12月底前完成",
        "已开展",
        "5",
        Basis.UNKNOWN,
        "5",
        "指标值“2022年12月底前完成”和完成值“已开展”不能自动比较，得分无法自动算出，请对照评分标准打分。",
    ),
    # unmet, and no rule says how far below full points
    (
        "超过95%",
        "95%",
        "10",
        Basis.UNMET,
        "10",
        "目标 超过95%，完成 95%，没有达到；按比例算不出得分，得分应低于满分 10 分。",
    ),
    (
        "≥95%",
        "不足50%",
        "10",
        Basis.UNMET,
        "10",
        "目标 ≥95%，完成 不足50%，没有达到；完成值没有准确的数，按比例算不出得分，得分应低于满分 10 分。",
    ),
    (
        "≥5次",
        "部分达成预期指标",
        "5",
        Basis.UNMET,
        "5",
        "目标 ≥5次，完成 部分达成预期指标，没有达到；完成值没有准确的数，按比例算不出得分，得分应低于满分 5 分。",
    ),
    (
        "2022年12月底前完成",
        "2023年1月完成",
        "4",
        Basis.UNMET,
        "4",
        "目标 2022年12月底前完成，完成 2023年1月完成，没有达到；没有按比例计分的规定，得分应低于满分 4 分。",
    ),
    ("超过95%", "95%", "0", Basis.UNMET, "0", "这一行的分值为 0，得分也为 0 分。"),
    # words
    (
        "显著提升",
        "大幅提高",
        "10",
        Basis.BAND,
        "10",
        "完成情况“大幅提高”达到“显著提升”，属于“达成”一档，得分应在 8 分（含）到 10 分（含）之间。",
    ),
    (
        "显著提升",
        "有所提升",
        "10",
        Basis.BAND,
        "10",
        "完成情况“有所提升”没有达到“显著提升”，得分应在 0 分（含）到 8 分（不含）之间。",
    ),
    ("显著提升", "大幅提高", "0", Basis.BAND, "0", "这一行的分值为 0，得分也为 0 分。"),
    # figures beside words do not make a row of words a measured one
    (
        "信息公开",
        "信息公开5次",
        "10",
        Basis.BAND,
        "10",
        "完成情况“信息公开5次”达到“信息公开”，属于“达成”一档，得分应在 8 分（含）到 10 分（含）之间。",
    ),
    ("≥95%", "96%", "10", Basis.FULL, "10", "目标 ≥95%，完成 96%，达到目标，得满分 10 分。"),
]


@pytest.mark.parametrize(("target", "actual", "weight", "basis", "points", "sentence"), SENTENCES)
def test_every_answer_says_why_and_keeps_the_points_of_the_row(
    target: str, actual: str, weight: str, basis: Basis, points: str | None, sentence: str
) -> None:
    found = expected_score(scheme(), target, actual, weight)
    assert (found.basis, found.sentence) == (basis, sentence)
    assert found.weight == (None if points is None else Decimal(points))


def test_an_answer_without_a_year_takes_that_of_the_form() -> None:
    met = expected_score(scheme(), "2022年12月底前完成", "11月完成", "4", year=2022)
    assert (met.basis, met.exact) == (Basis.FULL, Decimal(4))
    assert expected_score(scheme(), "2022年12月底前完成", "11月完成", "4").basis is Basis.UNKNOWN


@pytest.mark.parametrize(
    ("length", "shown"),
    [(24, "提" * 24), (25, "提" * 23 + "…")],
)
def test_a_long_answer_is_cut_at_24_characters(length: int, shown: str) -> None:
    found = expected_score(scheme(), "2022年12月底前完成", "提" * length, "5")
    assert f"完成值“{shown}”不能自动比较" in found.sentence


# budget, executed, weight -> points of the row, sentence
EXECUTION: list[tuple[str, str, str, str | None, str]] = [
    ("", "5", "10", "10", "全年预算数没有填写或不大于 0，执行率无法计算，这一行算不出得分。"),
    ("0", "5", "10", "10", "全年预算数没有填写或不大于 0，执行率无法计算，这一行算不出得分。"),
    ("100", "", "10", "10", "全年执行数没有填写，执行率无法计算，这一行算不出得分。"),
    ("100", "100", "10", "10", "执行率 100%，得满分 10 分。"),
    ("100", "103.2", "10", "10", "执行率 103.2% 超过 100%，最高得满分 10 分。"),
    ("100", "0", "10", "10", "执行率 0%，得分 0 ÷ 100 × 10 = 0 分。"),
    ("100", "-3", "10", "10", "执行率 -3% 小于 0，得 0 分。"),
    ("1", "0.5", "10", "10", "执行率 50%，得分 0.5 ÷ 1 × 10 = 5 分。"),
    ("0.5", "0.2", "10", "10", "执行率 40%，得分 0.2 ÷ 0.5 × 10 = 4 分。"),
]


@pytest.mark.parametrize(("budget", "executed", "weight", "points", "sentence"), EXECUTION)
def test_execution_in_words(budget: str, executed: str, weight: str, points: str | None, sentence: str) -> None:
    found = execution_score(weight, parse_amount(budget), parse_amount(executed))
    assert found.sentence == sentence
    assert found.weight == (None if points is None else Decimal(points))


def test_a_printed_rate_that_was_rounded_up_gives_the_higher_score_as_well() -> None:
    found = execution_score("20", parse_amount("1000"), parse_amount("843.6"), parse_rate("84.4%"))
    assert (found.low, found.exact, found.high) == (Decimal("16.87"), Decimal("16.87"), Decimal("16.88"))


# --- far beyond the target -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "target", "actual", "said"),
    [
        ("30", "医疗机构≥40% 病种≥50%", "医疗机构60% 病种95%", "完成 95%，优于指标值 ≥50% 的幅度是 90%，不小于 30%"),
        ("30", "医疗机构≥40% 病种≥50%", "医疗机构60% 病种50%", "完成 60%，优于指标值 ≥40% 的幅度是 50%，不小于 30%"),
        ("0.5", "医疗机构≥40% 病种≥200%", "医疗机构40% 病种201%", "完成 201%，优于指标值 ≥200% 的幅度是 0.5%"),
    ],
)
def test_the_part_farthest_beyond_its_target_is_named(limit: str, target: str, actual: str, said: str) -> None:
    chosen = scheme()
    limited = dataclasses.replace(chosen, limits=dataclasses.replace(chosen.limits, over_fulfilment=Decimal(limit)))
    remark = over_fulfilment(limited, compare(parse_target(target), parse_actual(actual)))
    assert remark is not None
    assert said in remark.sentence
