"""Expected scores of rows, table-driven at each boundary (requirements S2–S4, S8 of ``scoring_scheme``)."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from desktop.domain.amounts import Amount, parse_amount, parse_rate
from desktop.domain.scoring import Agreement, Basis, agreement, execution_score, expected_score
from desktop.domain.scoring_scheme import SeveralTargets
from tests.domain.scoring_rules import scheme

# S2: target, actual, weight -> basis and score (None: below full points, no rule how far).
QUANTITATIVE: dict[str, tuple[str, str, str, Basis, str | None]] = {
    "met exactly": ("≥95%", "95%", "10", Basis.FULL, "10"),
    "better": ("≥95%", "99.5%", "10分", Basis.FULL, "10"),
    "below": ("≥95%", "90%", "10", Basis.RATIO, "9.47"),
    "weight with decimals": ("≥95%", "90%", "15.0", Basis.RATIO, "14.21"),
    "half a cent goes up": ("≥8", "5", "0.2", Basis.RATIO, "0.13"),
    "nothing done": ("≥5次", "0次", "10", Basis.RATIO, "0"),
    "bare zero": ("≥5次", "0", "10", Basis.RATIO, "0"),
    "bare zero against percent": ("≥90%", "0", "10", Basis.RATIO, "0"),
    "no operator": ("12次", "9次", "2", Basis.RATIO, "1.5"),
    "no operator, met": ("12次", "完成12次", "2", Basis.FULL, "2"),
    "less is better, met": ("≤30分钟", "30分钟", "5", Basis.FULL, "5"),
    "less is better, over": ("≤30分钟", "40分钟", "5", Basis.RATIO, "3.75"),
    "other unit of time": ("≤1小时", "90分钟", "5", Basis.RATIO, "3.33"),
    "multiples": ("≥1,000万人次", "900万人次", "10", Basis.RATIO, "9"),
    "none allowed": ("≤0起", "2起", "4", Basis.RATIO, "0"),
    "range, below": ("80%～90%", "70%", "10", Basis.RATIO, "8.75"),
    "about, inside the tolerance": ("约8000个", "7200个", "10", Basis.FULL, "10"),
    "about, outside": ("约8000个", "7000个", "10", Basis.RATIO, "8.75"),
    "never rounded up to full": ("363.21万人", "362.95万人", "4", Basis.RATIO, "3.99"),
    "never below zero": ("≥1次", "0次", "0.001", Basis.RATIO, "0"),
    "negative result": ("≥5%", "-3%", "10", Basis.RATIO, "0"),
    "weight 0": ("≥5次", "4次", "0", Basis.RATIO, "0"),
    "weight 0, no ratio": ("超过95%", "95%", "0", Basis.UNMET, "0"),
    "proved by a bound": ("≥40%", "≥86.46%", "15", Basis.FULL, "15"),
    "on a bound that does not count": ("超过95%", "95%", "10", Basis.UNMET, None),
    "negative target": ("-5%", "-8%", "5", Basis.UNMET, None),
    "fails by a bound": ("≥95%", "不足50%", "10", Basis.UNMET, None),
    "fails by a range": ("≥95%", "50%～60%", "10", Basis.UNMET, None),
    "stock answer to a figure": ("≥5次", "部分达成预期指标并具有一定效果", "5", Basis.UNMET, None),
    "full coverage": ("100%", "全覆盖", "10", Basis.FULL, "10"),
    "several, all met": ("医疗机构≥40% 病种≥70%", "医疗机构40% 病种94%", "15", Basis.FULL, "15"),
    "several, one unmet": ("医疗机构≥40% 病种≥70%", "医疗机构86% 病种60%", "15", Basis.UNMET, None),
    "coverage met": ("全覆盖", "100%", "5", Basis.FULL, "5"),
    "coverage unmet": ("全覆盖", "98%", "5", Basis.UNMET, None),
    "date met": ("2022年12月底前完成", "2022年11月完成", "4", Basis.FULL, "4"),
    "date unmet": ("2022年12月底前完成", "2023年1月完成", "4", Basis.UNMET, None),
}


@pytest.mark.parametrize("case", QUANTITATIVE.values(), ids=list(QUANTITATIVE))
def test_figures_and_dates(case: tuple[str, str, str, Basis, str | None]) -> None:
    target, actual, weight, basis, score = case
    found = expected_score(scheme(), target, actual, weight)
    assert found.basis is basis
    if score is None:
        assert (found.low, found.high, found.exact, found.high_excluded) == (0, found.weight, None, True)
    else:
        assert found.low == found.high == found.exact == Decimal(score)


def test_the_name_of_the_indicator_tells_the_good_direction() -> None:
    assert expected_score(scheme(), "2%", "4%", "10", indicator="群众投诉率").exact == 5
    assert expected_score(scheme(), "2%", "4%", "10", indicator="参保率").exact == 10


def test_dates_without_a_year_take_that_of_the_form() -> None:
    assert expected_score(scheme(), "12月底前完成", "2023年1月完成", "4", year=2022).basis is Basis.UNMET
    assert expected_score(scheme(), "12月底前完成", "2023年1月完成", "4", year=2023).basis is Basis.FULL


# S8: what cannot be computed, and the words that say why.
NOT_CALCULABLE: dict[str, tuple[str, str, str, str]] = {
    "full-width weight is read": ("≥5次", "多次", "１０．５ 分", "没有对应的数字"),
    "no weight": ("≥5次", "5次", "", "没有填写分值"),
    "weight is text": ("≥5次", "5次", "十分", "分值读不出来"),
    "negative weight": ("≥5次", "5次", "-5", "负数"),
    "no target": ("", "5次", "5", "没有指标值"),
    "no actual": ("≥5次", "—", "5", "还没有填写完成值"),
    "bound": ("100%", "超过90%。", "4", "不是准确的数"),
    "repeated": ("约8000个", "约8000个", "4", "只重复了指标值"),
    "no figure": ("≥5次", "开展了多次", "5", "没有对应的数字"),
    "stock answer": ("≥5次", "达成预期指标", "5", "没有对应的数字"),
    "one of two": ("医疗机构≥40% 病种≥70%", "医疗机构50%", "5", "没有逐项写明"),
    "unit": ("≥5次", "8家", "5", "单位不同"),
    "letters": ("100%", "1OO%", "5", "读不出来"),
    "direction": ("8400元", "8500元", "5", "不能自动比较"),
    "date in prose": ("2022年12月底前完成", "已开展", "5", "不能自动比较"),
}


@pytest.mark.parametrize("case", NOT_CALCULABLE.values(), ids=list(NOT_CALCULABLE))
def test_not_calculable(case: tuple[str, str, str, str]) -> None:
    target, actual, weight, reason = case
    found = expected_score(scheme(), target, actual, weight)
    assert (found.basis, found.low, found.high, found.exact) == (Basis.UNKNOWN, None, None, None)
    assert reason in found.sentence


# S3: actual, key of bands -> low, high, high excluded; target 显著提升, weight 10.
BANDS: list[tuple[str, str, str, str, bool]] = [
    ("达成预期指标", "80-60", "8", "10", False),
    ("部分达成预期指标并具有一定效果", "80-60", "6", "8", True),
    ("未达成预期指标且效果较差", "80-60", "0", "6", True),
    ("未完成预期指标且效果较差", "80-60", "0", "6", True),
    ("达成预期指标", "80-50", "8", "10", False),
    ("部分达成预期指标并具有一定效果", "80-50", "5", "8", True),
    ("未达成预期指标且效果较差", "80-50", "0", "5", True),
    ("显著提升", "80-50", "8", "10", False),
    ("有所提升", "80-50", "0", "8", True),
]


@pytest.mark.parametrize(("actual", "bands", "low", "high", "excluded"), BANDS)
def test_qualitative_answers_give_a_range(actual: str, bands: str, low: str, high: str, excluded: bool) -> None:
    found = expected_score(scheme(bands=bands), "显著提升", actual, "10")
    assert found.basis is Basis.BAND
    assert (found.low, found.high, found.exact, found.high_excluded) == (Decimal(low), Decimal(high), None, excluded)


def test_a_stock_answer_to_a_date_has_its_band() -> None:
    found = expected_score(scheme(), "2022年12月底前完成", "部分达成预期指标并具有一定效果", "10")
    assert (found.basis, found.low, found.high) == (Basis.BAND, Decimal(6), Decimal(8))


def test_a_qualitative_row_without_points_scores_nothing() -> None:
    assert expected_score(scheme(), "显著提升", "达成预期指标", "0").exact == 0


def test_prose_is_left_to_people_with_the_bands_to_choose_from() -> None:
    found = expected_score(scheme(), "显著提升", "打造“15分钟医保服务圈”", "10")
    assert found.basis is Basis.UNKNOWN
    assert (
        "达成：8 分（含）到 10 分（含）；部分达成：6 分（含）到 8 分（不含）；未达成：0 分（含）到 6 分（不含）"
        in found.sentence
    )


def test_equal_shares_where_a_rule_says_so() -> None:
    local = dataclasses.replace(scheme(), several=SeveralTargets.EQUAL_SHARES)
    found = expected_score(local, "医疗机构≥40% 病种≥70%", "医疗机构86% 病种60%", "15")
    # 1 for the part that is met, 60/70 for the other: 15 × (1 + 6/7) / 2 = 13.928…
    assert (found.basis, found.exact) == (Basis.SHARES, Decimal("13.93"))
    assert "（1 + 60 ÷ 70）÷ 2 × 15 = 13.93 分" in found.sentence


def test_a_negative_share_takes_nothing_from_the_others() -> None:
    local = dataclasses.replace(scheme(), several=SeveralTargets.EQUAL_SHARES)
    assert expected_score(local, "医疗机构≥40% 病种≥70%", "医疗机构86% 病种 -70%", "15").exact == Decimal("7.5")


SENTENCES: list[tuple[str, str, str, str]] = [
    ("≥95%", "90%", "10分", "目标 ≥95%，完成 90%，得分 90 ÷ 95 × 10 = 9.47 分。"),
    ("≤1小时", "90分钟", "5", "目标 ≤1小时，完成 90分钟，得分 60 ÷ 90 × 5 = 3.33 分。"),
    ("≥1000万人次", "900万人次", "10", "目标 ≥1000万人次，完成 900万人次，得分 900 ÷ 1000 × 10 = 9 分。"),
    ("≥2次", "全年共开展3次", "5", "目标 ≥2次，完成 3次，达到目标，得满分 5 分。"),
    ("≥2次", "≥2次", "5", "目标 ≥2次，完成 ≥2次，虽然不是准确的数，但足以说明达到目标，得满分 5 分。"),
    (
        "363.21万人",
        "2023年底，参保人数362.95万人",
        "4",
        "目标 363.21万人，完成 362.95万人，得分 362.95 ÷ 363.21 × 4 = 3.99 分（没有达到目标，不进位成满分）。",
    ),
    (
        "显著提升",
        "部分达成预期指标",
        "15",
        "完成情况“部分达成预期指标”属于“部分达成”一档，得分应在 9 分（含）到 12 分（不含）之间。",
    ),
    (
        "医疗机构≥40% 病种≥70%",
        "医疗机构50% 病种60%",
        "15",
        "目标 医疗机构≥40% 病种≥70%，完成 医疗机构50% 病种60%，没有达到；2 项指标值各占多少分没有规定，"
        "得分应低于满分 15 分。",
    ),
]


@pytest.mark.parametrize(("target", "actual", "weight", "sentence"), SENTENCES)
def test_the_sentence_says_why_with_both_figures(target: str, actual: str, weight: str, sentence: str) -> None:
    assert expected_score(scheme(), target, actual, weight).sentence == sentence


# S4: budget, executed, weight -> score (None: undefined) and words.
EXECUTION: dict[str, tuple[str, str, str, str | None, str]] = {
    "all spent": ("194.19", "194.19", "10分", "10", "执行率 100%，得满分 10 分。"),
    "beijing's rate": ("19,114.20", "16123", "10", "8.44", "16123 ÷ 19114.2 × 10 = 8.44 分。"),
    "half a cent goes up": ("1000", "843.5", "10", "8.44", "执行率 84.35%"),
    "just below": ("1000", "843.4", "10", "8.43", "执行率 84.34%"),
    "nothing spent is 0": ("100", "0", "10", "0", "执行率 0%"),
    "more than the budget": ("100", "103.2", "10", "10", "超过 100%，最高得满分 10 分"),
    "taken back": ("100", "-3", "10", "0", "小于 0，得 0 分"),
    "weight 20": ("200", "99", "20", "9.9", "99 ÷ 200 × 20 = 9.9 分。"),
    "budget 0": ("0", "0", "10", None, "执行率无法计算"),
    "budget blank": ("", "5", "10", None, "执行率无法计算"),
    "budget negative": ("-1", "5", "10", None, "执行率无法计算"),
    "executed blank": ("100", "", "10", None, "全年执行数没有填写"),
    "weight blank": ("100", "100", "", None, "没有填写分值"),
}


@pytest.mark.parametrize("case", EXECUTION.values(), ids=list(EXECUTION))
def test_execution(case: tuple[str, str, str, str | None, str]) -> None:
    budget, executed, weight, score, words = case
    found = execution_score(weight, parse_amount(budget), parse_amount(executed))
    assert found.exact == (None if score is None else Decimal(score))
    assert found.basis is (Basis.UNKNOWN if score is None else Basis.EXECUTION)
    assert words in found.sentence


def test_a_score_from_the_printed_rate_is_as_right() -> None:
    budget, executed = parse_amount("19114.20"), parse_amount("8170.98")
    found = execution_score("20", budget, executed, parse_rate("42.7%"))
    assert (found.low, found.high, found.exact) == (Decimal("8.54"), Decimal("8.55"), Decimal("8.55"))
    wrong = execution_score("20", budget, executed, parse_rate("52.7%"))
    assert wrong.low == wrong.high == Decimal("8.55")


# An entered score against the expected one: target, actual, weight, entered.
ENTERED: list[tuple[str, str, str, str, Agreement]] = [
    ("≥95%", "90%", "10", "9.47", Agreement.AGREES),
    ("≥95%", "90%", "10", "9.5", Agreement.AGREES),
    ("≥95%", "90%", "10", "9.4", Agreement.BELOW),
    ("≥95%", "90%", "10", "9.48", Agreement.ABOVE),
    ("≥95%", "90%", "10", "9", Agreement.WHOLE_POINT),
    ("≥95%", "90%", "10", "8", Agreement.BELOW),
    ("≥95%", "94%", "10", "10", Agreement.ABOVE),
    ("12次", "9次", "5", "3.8", Agreement.AGREES),
    ("12次", "9次", "10", "8", Agreement.WHOLE_POINT),
    ("12次", "9次", "10", "7", Agreement.WHOLE_POINT),
    ("363.21万人", "362.95万人", "4", "4", Agreement.ABOVE),
    ("≥95%", "96%", "10", "10", Agreement.AGREES),
    ("≥95%", "96%", "10", "10.00", Agreement.AGREES),
    ("≥95%", "96%", "10", "9.99", Agreement.BELOW),
    ("≥95%", "96%", "10", "10.5", Agreement.ABOVE),
    ("≥95%", "96%", "0.4", "0", Agreement.BELOW),
    ("显著提升", "达成预期指标", "10", "8", Agreement.AGREES),
    ("显著提升", "达成预期指标", "10", "7.99", Agreement.BELOW),
    ("显著提升", "部分达成预期指标", "10", "8", Agreement.ABOVE),
    ("显著提升", "部分达成预期指标", "10", "7.99", Agreement.AGREES),
    ("显著提升", "部分达成预期指标", "10", "6", Agreement.AGREES),
    ("显著提升", "未达成预期指标", "10", "6", Agreement.ABOVE),
    ("显著提升", "达成预期指标", "0.33", "0.26", Agreement.AGREES),
    ("显著提升", "打造服务圈", "10", "10", Agreement.UNKNOWN),
    ("显著提升", "打造服务圈", "10", "11", Agreement.ABOVE),
    ("显著提升", "打造服务圈", "10", "-1", Agreement.BELOW),
    ("医疗机构≥40% 病种≥70%", "医疗机构50% 病种60%", "15", "15", Agreement.ABOVE),
    ("医疗机构≥40% 病种≥70%", "医疗机构50% 病种60%", "15", "14", Agreement.AGREES),
]


@pytest.mark.parametrize(("target", "actual", "weight", "entered", "verdict"), ENTERED)
def test_agreement(target: str, actual: str, weight: str, entered: str, verdict: Agreement) -> None:
    given = parse_amount(entered)
    assert given is not None
    assert agreement(expected_score(scheme(), target, actual, weight), given) is verdict


@pytest.mark.parametrize(
    ("entered", "verdict"),
    [
        ("9.8", Agreement.AGREES),
        ("10", Agreement.WHOLE_POINT),
        ("9.5", Agreement.BELOW),
        ("9", Agreement.BELOW),
        ("9.9", Agreement.ABOVE),
    ],
)
def test_a_whole_point_for_execution_is_a_hint_only(entered: str, verdict: Agreement) -> None:
    given = parse_amount(entered)
    assert given is not None
    expected = execution_score("10", Amount(Decimal(100), 0), Amount(Decimal(98), 0))
    assert agreement(expected, given) is verdict
