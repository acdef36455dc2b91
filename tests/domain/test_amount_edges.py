"""Amounts at their edges: rounding laws with signs, storage, points and rates as they are written (A1–A6)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.amounts import (
    Amount,
    RateVerdict,
    format_amount,
    from_cents,
    parse_amount,
    parse_points,
    parse_rate,
    rate_is_legal,
    round_amount,
    to_cents,
    trim_zeros,
    without_points_unit,
)

EXACT, ROUNDED, TRUNCATED, WRONG = (
    RateVerdict.EXACT,
    RateVerdict.ROUNDED_INPUTS,
    RateVerdict.TRUNCATED,
    RateVerdict.WRONG,
)


@pytest.mark.parametrize(
    ("printed", "executed", "budget", "verdict"),
    [
        # Money taken back, or a budget taken back: the same law on the other side of 0.
        ("-37%", "-148", "406", ROUNDED),
        ("-37%", "148", "-406", ROUNDED),
        ("37%", "-148", "-406", ROUNDED),
        ("37%", "-148", "406", WRONG),
        ("-38%", "148", "-406", WRONG),
        # 1 of -3 may be anything from 0.5 ÷ 3.5 to 1.5 ÷ 2.5.
        ("-50%", "1", "-3", ROUNDED),
        ("-14%", "1", "-3", ROUNDED),
        ("-13%", "1", "-3", WRONG),
        # A budget below 1 is a budget like any other.
        ("-25%", "-0.1", "0.5", ROUNDED),
        ("36%", "149", "408", ROUNDED),
        ("35%", "149", "408", WRONG),
        ("16%", "0.1", "1.0", ROUNDED),
        ("17%", "0.1", "1.0", WRONG),
        # Nothing spent may be up to half a unit, but never less than nothing.
        ("9%", "0", "5", ROUNDED),
        ("11%", "0", "5", ROUNDED),
        ("0.5%", "0", "5", ROUNDED),
        ("12%", "0", "5", WRONG),
        ("-5%", "0", "5", WRONG),
        # 0.0075 ÷ 1.5 is 0.5 %, which is printed 1 %, and the true rate is above it: 0 % can only be cut off.
        ("0%", "0.008", "1", TRUNCATED),
        # 0.0025 ÷ 0.5 would be 0.5 %, but 0.0025 is printed 0.003: the true rate is below it.
        ("1%", "0.002", "1", WRONG),
        ("-99.99%", "-139999.02", "140000.00", TRUNCATED),
    ],
)
def test_printed_rates_at_the_edge_of_what_rounding_can_do(
    printed: str, executed: str, budget: str, verdict: RateVerdict
) -> None:
    """A4."""
    shown, spent, planned = parse_rate(printed), parse_amount(executed), parse_amount(budget)
    assert shown is not None
    assert spent is not None
    assert planned is not None
    assert rate_is_legal(shown, spent, planned) is verdict


@given(
    st.fractions(min_value=1, max_value=10**7),
    st.fractions(min_value=1, max_value=10**7),
    st.sampled_from(((1, 1), (1, -1), (-1, 1), (-1, -1))),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 3),
)
def test_an_honestly_rounded_rate_is_legal_whatever_its_sign(
    executed: Fraction, budget: Fraction, signs: tuple[int, int], spent: int, planned: int, decimals: int
) -> None:
    """A4, with amounts printed at different decimals."""
    executed, budget = executed * signs[0], budget * signs[1]
    printed = round_amount(executed / budget * 100, decimals)
    verdict = rate_is_legal(printed, round_amount(executed, spent), round_amount(budget, planned))
    assert verdict in (EXACT, ROUNDED)


@given(
    st.integers(-(10**4), 10**4),
    st.integers(1, 10**4),
    st.integers(-(10**4), 10**4),
    st.integers(0, 2),
    st.integers(0, 2),
)
def test_two_signs_turned_change_no_verdict(
    executed: int, budget: int, printed: int, decimals: int, rate_decimals: int
) -> None:
    """A4: what is said of money spent holds for money taken back."""
    spent, planned = (Amount(Decimal(number).scaleb(-decimals), decimals) for number in (executed, budget))
    shown = Amount(Decimal(printed).scaleb(-rate_decimals), rate_decimals)
    turned = [Amount(-amount.value, amount.decimals) for amount in (spent, planned)]
    assert rate_is_legal(shown, spent, planned) is rate_is_legal(shown, *turned)


# --- storage -------------------------------------------------------------------------------------


def test_a_remainder_below_one_cent_is_refused_however_small() -> None:
    """A6: more digits than arithmetic keeps by default must not vanish unseen."""
    value = Decimal("9007199254740993.00000000000000001")
    with pytest.raises(ValueError, match="精确到分以下"):
        to_cents(Amount(value, 17), "元")


# --- zeros at the end ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        ("10.00", "10"),
        ("9.50", "9.5"),
        ("9.05", "9.05"),
        ("100", "100"),
        ("0.00", "0"),
        ("0.50", "0.5"),
        ("-3.10", "-3.1"),
        ("1,200.0", "1200"),
    ],
)
def test_zeros_are_trimmed_behind_the_point_only(text: str, trimmed: str) -> None:
    amount = parse_amount(text)
    assert amount is not None
    found = trim_zeros(amount)
    assert (format_amount(found), found.decimals) == (trimmed, len(trimmed.partition(".")[2]))
    assert found.value == amount.value


@pytest.mark.parametrize(
    ("text", "reading"),
    [("1.50", "可能是 150%，也可能是 1.50%"), ("0.4200", "可能是 42%，"), ("1.000", "可能是 100%，")],
)
def test_both_readings_of_a_rate_are_shown_without_needless_zeros(text: str, reading: str) -> None:
    with pytest.raises(ValueError, match=reading):
        parse_rate(text)


def test_cents_that_lose_a_digit_name_the_amount() -> None:
    with pytest.raises(ValueError, match=r"^19114\.25 万元用 1 位小数放不下。$"):
        from_cents(19_114_250_000, 1, "万元")


# --- points and rates as written -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "bare"), [("10分", "10"), ("5分", "5"), (" 10 分 ", "10"), ("分", "分"), ("10", "10"), ("10 点", "10 点")]
)
def test_points_lose_their_unit_and_nothing_else(text: str, bare: str) -> None:
    assert without_points_unit(text) == bare


def test_a_unit_alone_is_no_number_of_points() -> None:
    assert parse_points("5分") == Amount(Decimal(5), 0)
    with pytest.raises(ValueError, match=r"^“分”不是数字，请只填数字，例如 9\.5。$"):
        parse_points("分")


@pytest.mark.parametrize(("text", "value"), [("2.01", "2.01"), ("-2.5", "-2.5"), ("3", "3")])
def test_beyond_two_a_rate_needs_no_percent_sign(text: str, value: str) -> None:
    found = parse_rate(text)
    assert found is not None
    assert found.value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12 34 %", "“12 34 %”里有多余的空格，请核对。"),
        ("五成 %", "“五成 %”不是数字，请只填数字，例如 84.35%。"),
        ("-2", "“-2”没有百分号，可能是 -200%，也可能是 -2%，请写明百分号。"),
        (" 0.5 ", "“0.5”没有百分号，可能是 50%，也可能是 0.5%，请写明百分号。"),
    ],
)
def test_a_rate_that_is_refused_says_why(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"。$") as refused:
        parse_rate(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(("length", "shown"), [(30, "九" * 30), (31, "九" * 29 + "…")])
def test_a_long_text_is_quoted_in_short(length: int, shown: str) -> None:
    with pytest.raises(ValueError, match=f"^“{shown}”"):
        parse_amount("九" * length)


@pytest.mark.parametrize(("digits", "reads"), [(26, True), (27, False)])
def test_the_longest_amount(digits: int, reads: bool) -> None:
    text = "9" * digits
    if reads:
        assert parse_amount(text) == Amount(Decimal(text), 0)
        return
    with pytest.raises(ValueError, match="位数太多"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "reads"), [("9" * 13 + "." + "9" * 13, True), ("9" * 13 + "." + "9" * 14, False), ("." + "9" * 27, False)]
)
def test_digits_behind_the_point_count_as_well(text: str, reads: bool) -> None:
    if reads:
        assert parse_amount(text) == Amount(Decimal(text), 13)
        return
    with pytest.raises(ValueError, match="位数太多"):
        parse_amount(text)


@pytest.mark.parametrize(("text", "printed"), [("-0", "0"), ("-0.00", "0.00"), ("－０．０", "0.0")])
def test_zero_has_no_sign(text: str, printed: str) -> None:
    amount = parse_amount(text)
    assert amount is not None
    assert format_amount(amount) == printed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("OO", "不是数字，请只填数字，例如 7569.17。"),
        ("3l次", "不是数字，请只填数字，例如 7569.17。"),
        ("3O", "里的“O”不是数字，您想填的可能是 30。"),
        ("9" * 26 + "号", "不是数字，请只填数字，例如 7569.17。"),
        ("9" * 27 + "号", "的位数太多，请核对。"),
    ],
)
def test_a_repair_is_offered_only_where_it_gives_a_number(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r"。$") as refused:
        parse_amount(text)
    assert str(refused.value).endswith(f"”{reason}")
