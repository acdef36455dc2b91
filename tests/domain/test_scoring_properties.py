"""What holds for every score, cap and grade (requirements S2–S6 of ``scoring_scheme``)."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.amounts import Amount, parse_points
from desktop.domain.grades import cap, grade
from desktop.domain.scoring import Basis, ExpectedScore, execution_score, expected_score
from desktop.domain.scoring_points import format_points
from tests.domain.scoring_rules import scheme

WEIGHTS = st.decimals("0", "100", places=2)
FIGURES = st.decimals("0", "100000", places=2)
TARGETS = st.decimals("0.01", "100000", places=2)
RATES = st.decimals("-10", "200", places=2)
ANSWERS = ("达成预期指标", "部分达成预期指标并具有一定效果", "未达成预期指标且效果较差")
OPERATORS = st.sampled_from(("≥", "≤", "", "=", ">", "<", "约"))


def score(target: str, actual: str, weight: Decimal) -> ExpectedScore:
    return expected_score(scheme(), target, actual, f"{weight}分")


@given(OPERATORS, FIGURES, FIGURES, WEIGHTS)
def test_between_nothing_and_the_weight(operator: str, target: Decimal, actual: Decimal, weight: Decimal) -> None:
    found = score(f"{operator}{target}次", f"{actual}次", weight)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.high <= weight


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=6))
def test_any_text_gets_an_answer(target: str, actual: str, weight: str) -> None:
    found = expected_score(scheme(), target, actual, weight)
    assert found.sentence.endswith("。")
    assert (found.low is None) is (found.high is None) is (found.basis is Basis.UNKNOWN)
    if found.low is not None and found.high is not None and found.weight is not None:
        assert 0 <= found.low <= found.high <= found.weight


@given(TARGETS, FIGURES, FIGURES, WEIGHTS)
def test_more_is_never_worse_where_more_is_asked(target: Decimal, one: Decimal, two: Decimal, weight: Decimal) -> None:
    fewer, more = sorted((one, two))
    low, high = (score(f"≥{target}次", f"{actual}次", weight).exact for actual in (fewer, more))
    assert low is not None
    assert high is not None
    assert low <= high


@given(TARGETS, FIGURES, FIGURES, WEIGHTS)
def test_more_is_never_better_where_less_is_asked(target: Decimal, one: Decimal, two: Decimal, weight: Decimal) -> None:
    fewer, more = sorted((one, two))
    high, low = (score(f"≤{target}次", f"{actual}次", weight).exact for actual in (fewer, more))
    assert low is not None
    assert high is not None
    assert low <= high


@given(st.sampled_from(("≥", "≤")), TARGETS, FIGURES, st.decimals("0.01", "100", places=2))
def test_full_points_when_met_and_only_then(operator: str, target: Decimal, actual: Decimal, weight: Decimal) -> None:
    met = actual >= target if operator == "≥" else actual <= target
    found = score(f"{operator}{target}次", f"{actual}次", weight)
    assert (found.exact == weight) is met
    assert (found.basis is Basis.FULL) is met


@given(WEIGHTS.filter(bool), st.sampled_from(("80-60", "80-50")), st.decimals("0", "1", places=4))
def test_bands_tile_the_weight_and_own_their_lower_edge(weight: Decimal, bands: str, share: Decimal) -> None:
    found = [expected_score(scheme(bands=bands), "显著提升", answer, str(weight)) for answer in ANSWERS]
    assert (found[0].high, found[-1].low) == (weight, 0)
    assert [band.low for band in found[:-1]] == [band.high for band in found[1:]]
    points = weight * share
    inside = [
        band.low is not None
        and band.high is not None
        and band.low <= points
        and (points < band.high or (points == band.high and not band.high_excluded))
        for band in found
    ]
    assert inside.count(True) == 1


@given(WEIGHTS, st.decimals("0.01", "100000", places=2), FIGURES, FIGURES)
def test_execution_grows_with_the_money_spent(weight: Decimal, budget: Decimal, one: Decimal, two: Decimal) -> None:
    found = [execution_score(str(weight), Amount(budget, 2), Amount(spent, 2)).exact for spent in sorted((one, two))]
    assert found[0] is not None
    assert found[1] is not None
    assert 0 <= found[0] <= found[1] <= weight


@given(RATES, RATES)
def test_a_higher_rate_is_never_capped_lower(one: Decimal, two: Decimal) -> None:
    capped = scheme(caps="by-execution-rate")
    low, high = (found.most if (found := cap(capped, rate)) else Decimal(100) for rate in sorted((one, two)))
    assert low <= high


@given(st.sampled_from(("four", "five")), st.decimals("0", "100", places=2))
def test_every_total_has_the_one_grade_it_reaches(key: str, total: Decimal) -> None:
    chosen = scheme(grades=key)
    found = grade(total, chosen)
    assert found is not None
    better = [step for step in chosen.grades.grades if step.least > found.least]
    assert found.least <= total
    assert all(total < step.least for step in better)


@given(WEIGHTS)
def test_points_are_read_as_printed(points: Decimal) -> None:
    read = parse_points(f"{format_points(points)} 分")
    assert read is not None
    assert read.value == points
