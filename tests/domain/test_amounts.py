"""Amounts: reading, printing, storage unit, and the rounding laws (requirements A1–A6 of ``amounts``)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.domain.amounts import (
    EMPTY_WORDS,
    Amount,
    Emptiness,
    RateVerdict,
    emptiness,
    fold_width,
    format_amount,
    format_rate,
    from_cents,
    is_empty,
    is_rounding_tail,
    parse_amount,
    parse_points,
    parse_rate,
    rate_is_legal,
    rate_percent,
    round_amount,
    round_half_up,
    sum_tail,
    to_cents,
)

AMOUNTS = st.builds(
    lambda digits, decimals: Amount(Decimal(digits).scaleb(-decimals), decimals),
    st.integers(-(10**14), 10**14),
    st.integers(0, 6),
)


def amount(text: str) -> Amount:
    parsed = parse_amount(text)
    assert parsed is not None
    return parsed


def read_or_reason(text: str) -> Amount | str | None:
    """What reading gives, or the reason it is refused with."""
    try:
        return parse_amount(text)
    except ValueError as error:
        return str(error)


def rate(text: str) -> Amount:
    parsed = parse_rate(text)
    assert parsed is not None
    return parsed


# --- folding and emptiness -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("７，５６９．１７", "7,569.17"),
        ("－５", "-5"),
        ("84.35％", "84.35%"),
        ("84。35", "84.35"),
        ("（5.00）", "(5.00)"),
        ("12：30", "12:30"),
        ("１\u3000２３４\u00a05", "1 234 5"),
        ("完成，2022年3次。", "完成，2022年3次。"),
        ("方案（2.0版）", "方案（2.0版）"),
        ("①㎡‰", "①㎡‰"),
    ],
)
def test_folding_touches_numbers_and_leaves_chinese(source: str, folded: str) -> None:
    assert fold_width(source) == folded
    assert len(folded) == len(source)


@given(st.text(max_size=60))
def test_folding_is_idempotent_and_keeps_the_length(text: str) -> None:
    once = fold_width(text)
    assert len(once) == len(text)
    assert fold_width(once) == once


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Emptiness.BLANK),
        (" \u3000\n", Emptiness.BLANK),
        ("无", Emptiness.NONE),
        (" 暂无。", Emptiness.NONE),
        ("—", Emptiness.DASH),
        ("——", Emptiness.DASH),
        ("－", Emptiness.DASH),
        ("---", Emptiness.DASH),
        ("/", Emptiness.SLASH),
        ("／", Emptiness.SLASH),
        ("*", Emptiness.STAR),
        ("不适用", Emptiness.NOT_APPLICABLE),
        ("0", Emptiness.FILLED),
        ("0.00", Emptiness.FILLED),
        ("-1", Emptiness.FILLED),
        ("无异议", Emptiness.FILLED),
    ],
)
def test_ways_of_being_empty_stay_apart(text: str, kind: Emptiness) -> None:
    """A2."""
    assert emptiness(text) is kind
    assert is_empty(text) is (kind not in (Emptiness.FILLED, Emptiness.NOT_APPLICABLE))


def test_every_empty_word_is_empty() -> None:
    assert all(is_empty(word) for word in EMPTY_WORDS)
    assert "0" not in EMPTY_WORDS


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("7,569.17", "7569.17", 2),
        ("6384.44", "6384.44", 2),
        ("７，５６９．１７", "7569.17", 2),
        ("19114.20", "19114.20", 2),
        ("1 234.5", "1234.5", 1),
        ("1\u00a0234\u00a0567", "1234567", 0),
        ("-5", "-5", 0),
        ("−5.0", "-5", 1),
        ("+5", "5", 0),
        (".5", "0.5", 1),
        ("0", "0", 0),
        ("0.00", "0", 2),
        ("-0", "0", 0),
        ("007", "7", 0),
        (" 273,800 \n", "273800", 0),
        ("12345678901234567890.123456", "12345678901234567890.123456", 6),
    ],
)
def test_amounts_that_read(text: str, value: str, decimals: int) -> None:
    """A1."""
    assert parse_amount(text) == Amount(Decimal(value), decimals)


@pytest.mark.parametrize("text", ["", "  ", "无", "—", "/", "*", "不适用"])
def test_empty_cells_hold_no_amount(text: str) -> None:
    assert parse_amount(text) is None
    assert parse_rate(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.2万", "里有单位，请只填数字"),
        ("7569.17万元", "里有单位"),
        ("5元", "里有单位"),
        ("7,56.17", "千分位应当每三位一个逗号"),
        ("1,2", "千分位"),
        ("1,2345", "千分位"),
        (",123", "千分位"),
        ("1O0", "“O”不是数字，您想填的可能是 100"),
        ("1l.5", "“l”不是数字，您想填的可能是 11.5"),
        ("1.2.3", "两个小数点"),
        ("5.", "小数点后面没有数字"),
        ("5%", "百分号"),
        ("1.5E5", "科学计数法"),
        ("￥5", "货币符号"),
        ("(5.00)", "负号"),
        ("（5.00）", "负号"),
        ("12 34", "空格"),
        ("9" * 30, "位数太多"),
        ("--5", "不是数字"),
        ("五", "不是数字"),
        ("已下达", "不是数字"),
        ("١٢", "不是数字"),
        (".", "不是数字"),
    ],
)
def test_amounts_that_are_refused_say_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        parse_amount(text)
    assert str(caught.value).startswith("“")
    assert str(caught.value).endswith("。")


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("42.7%", "42.7", 1),
        ("84.35％", "84.35", 2),
        ("0.0%", "0", 1),
        ("100 %", "100", 0),
        ("0.5%", "0.5", 1),
        ("84.35", "84.35", 2),
        ("0", "0", 0),
        ("1,234.5%", "1234.5", 1),
    ],
)
def test_rates_that_read(text: str, value: str, decimals: int) -> None:
    assert parse_rate(text) == Amount(Decimal(value), decimals)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0.427", "可能是 42.7%，也可能是 0.427%"),
        ("1", "可能是 100%，也可能是 1%"),
        ("2", "百分号"),
        ("1OO%", "您想填的可能是 100"),
        ("不低于90%", "不是数字"),
        ("%", "不是数字"),
        ("4%2", "百分号"),
    ],
)
def test_rates_that_are_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_rate(text)


# --- printing and rounding -----------------------------------------------------------------------


@given(AMOUNTS, st.booleans())
def test_an_amount_goes_out_as_it_came_in(value: Amount, thousands: bool) -> None:
    assert parse_amount(format_amount(value, thousands)) == value


def test_printing_keeps_the_printed_decimals() -> None:
    assert format_amount(amount("19,114.20")) == "19114.20"
    assert format_amount(amount("19114.20"), thousands=True) == "19,114.20"


@given(st.text(alphabet="0123456789０１９.．,，-－ %万OlE", max_size=14))
def test_reading_either_gives_one_number_or_a_reason(text: str) -> None:
    parsed = read_or_reason(text)
    if isinstance(parsed, str):
        assert parsed.endswith("。")
    else:
        assert parsed is None or parse_amount(format_amount(parsed)) == parsed


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("42.75", 1, "42.8%"),
        ("42.7449", 1, "42.7%"),
        ("0", 1, "0.0%"),
        ("99.995", 2, "100.00%"),
        ("0.5", 0, "1%"),
        ("-0.5", 0, "-1%"),
    ],
)
def test_rates_round_half_up(value: str, decimals: int, text: str) -> None:
    assert format_rate(Decimal(value), decimals) == text


@given(st.fractions(min_value=-(10**9), max_value=10**9), st.integers(0, 6))
def test_rounding_is_within_half_a_unit_and_ties_go_away_from_zero(value: Fraction, decimals: int) -> None:
    error = abs(Fraction(round_half_up(value, decimals))) - abs(value)
    half = Fraction(1, 2 * 10**decimals)
    assert -half < error <= half


@pytest.mark.parametrize(
    ("executed", "budget", "decimals", "percent"),
    [
        ("8170.98", "19114.20", 1, "42.7"),
        ("8170.98", "19114.20", 2, "42.75"),
        ("6384.44", "7569.17", 2, "84.35"),
        ("456.96", "10789.00", 1, "4.2"),
        ("7714.02", "8325.20", 1, "92.7"),
        ("0", "5", 1, "0.0"),
    ],
)
def test_execution_rates_of_published_forms(executed: str, budget: str, decimals: int, percent: str) -> None:
    """A4: both 42.7 and 42.75 are right, each at its own decimals."""
    assert str(rate_percent(Decimal(executed), Decimal(budget), decimals)) == percent


def test_a_rate_over_nothing_is_undefined() -> None:
    """A5."""
    assert rate_percent(Decimal(0), Decimal(0), 1) is None
    assert rate_is_legal(rate("100%"), amount("0"), amount("0.00")) is RateVerdict.UNDEFINED


def test_an_amount_cannot_hide_digits() -> None:
    with pytest.raises(ValueError, match="放不下"):
        Amount(Decimal("1.25"), 1)
    with pytest.raises(ValueError, match="有限"):
        Amount(Decimal("NaN"), 1)
    assert Amount(Decimal("1.20"), 1) == Amount(Decimal("1.2"), 1)


# --- storage -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "cents"),
    [
        ("19114.20", "万元", 19_114_200_000),
        ("0.000001", "万元", 1),
        ("0.01", "元", 1),
        ("-5", "元", -500),
        ("92233720368547758.07", "元", 2**63 - 1),
        ("-92233720368547758.08", "元", -(2**63)),
    ],
)
def test_cents(text: str, unit: str, cents: int) -> None:
    """A6."""
    assert to_cents(amount(text), unit) == cents
    assert from_cents(cents, amount(text).decimals, unit) == amount(text)


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [
        ("0.001", "元", "分以下"),
        ("0.0000001", "万元", "分以下"),
        ("92233720368547758.08", "元", "超出"),
        ("-92233720368547758.09", "元", "超出"),
        ("1", "亿元", "单位"),
    ],
)
def test_cents_that_do_not_fit(text: str, unit: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        to_cents(amount(text), unit)


def test_cents_come_back_with_their_decimals_or_not_at_all() -> None:
    assert format_amount(from_cents(19_114_200_000, 2, "万元")) == "19114.20"
    with pytest.raises(ValueError, match="放不下"):
        from_cents(19_114_250_000, 1, "万元")
    assert round_amount(Decimal("19114.25"), 1) == Amount(Decimal("19114.3"), 1)


@given(AMOUNTS, st.sampled_from(["元", "万元"]))
def test_storage_gives_back_what_it_took(value: Amount, unit: str) -> None:
    assume(value.decimals <= (2 if unit == "元" else 6))
    assume(abs(value.value) < 10**12)
    assert from_cents(to_cents(value, unit), value.decimals, unit) == value


# --- rounding laws -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difference", "addends", "decimals", "tail"),
    [
        ("0", 2, 0, True),
        ("1", 2, 0, True),
        ("-1", 1, 0, True),
        ("1.5", 2, 0, True),
        ("2", 2, 0, False),
        ("2", 3, 0, True),
        ("0.01", 1, 2, True),
        ("0.02", 2, 2, False),
        ("-0.02", 3, 2, True),
        ("130.17", 3, 2, False),
    ],
)
def test_rounding_tails(difference: str, addends: int, decimals: int, tail: bool) -> None:
    """A3, at the boundary."""
    assert is_rounding_tail(Decimal(difference), addends, decimals) is tail


def test_the_tail_is_printed_minus_sum() -> None:
    parts = [amount(text) for text in ("10789.00", "0.00", "8325.20")]
    assert sum_tail(parts, amount("19114.20")) == 0
    assert sum_tail(parts, amount("19114.21")) == Decimal("0.01")
    assert sum_tail([], amount("5")) == 5


@given(st.lists(st.fractions(-(10**6), 10**6), min_size=1, max_size=12), st.integers(0, 3))
def test_rounded_addends_never_leave_the_law(values: list[Fraction], decimals: int) -> None:
    """A3: whatever the true figures are, rounding alone stays inside the bound."""
    printed = round_amount(sum(values, Fraction(0)), decimals)
    tail = sum_tail([round_amount(value, decimals) for value in values], printed)
    assert is_rounding_tail(tail, len(values), decimals)


@pytest.mark.parametrize(
    ("printed", "executed", "budget", "verdict"),
    [
        ("84.35%", "6384.44", "7,569.17", RateVerdict.EXACT),
        ("42.7%", "8170.98", "19114.20", RateVerdict.EXACT),
        ("42.75%", "8170.98", "19114.20", RateVerdict.EXACT),
        ("42.8%", "8170.98", "19114.20", RateVerdict.WRONG),
        ("37%", "148", "406", RateVerdict.ROUNDED_INPUTS),
        ("36%", "148", "406", RateVerdict.EXACT),
        ("38%", "148", "406", RateVerdict.WRONG),
        ("99.99%", "139999.02", "140000.00", RateVerdict.TRUNCATED),
        ("100.00%", "139999.02", "140000.00", RateVerdict.EXACT),
        ("0.0%", "0", "406", RateVerdict.EXACT),
        ("100%", "0", "406", RateVerdict.WRONG),
        ("0.0%", "0.00", "0.00", RateVerdict.UNDEFINED),
        ("50%", "-1", "-2", RateVerdict.EXACT),
    ],
)
def test_printed_rates(printed: str, executed: str, budget: str, verdict: RateVerdict) -> None:
    """A4."""
    assert rate_is_legal(rate(printed), amount(executed), amount(budget)) is verdict


@given(
    st.fractions(min_value=0, max_value=10**7),
    st.fractions(min_value=1, max_value=10**7),
    st.integers(0, 2),
    st.integers(0, 3),
)
def test_an_honestly_rounded_rate_is_always_legal(
    executed: Fraction, budget: Fraction, decimals: int, rate_decimals: int
) -> None:
    """A4: print the true rate and the rounded inputs; the form is right and must be called right."""
    printed = round_amount(executed / budget * 100, rate_decimals)
    verdict = rate_is_legal(printed, round_amount(executed, decimals), round_amount(budget, decimals))
    assert verdict in (RateVerdict.EXACT, RateVerdict.ROUNDED_INPUTS)


@pytest.mark.parametrize(
    ("read", "example"),
    [(parse_amount, "例如 7569.17。"), (parse_points, "例如 9.5。"), (parse_rate, "例如 84.35%。")],
)
def test_the_example_given_is_one_of_the_same_sort(read: Callable[[str], Amount | None], example: str) -> None:
    with pytest.raises(ValueError, match="十五") as caught:
        read("十五")
    assert str(caught.value).endswith(example)
    assert str(caught.value).count("例如") == 1
