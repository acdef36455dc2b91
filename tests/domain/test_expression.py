"""Formulas: precedence, blanks, undefined quotients, refusals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.expression import UNDEFINED, ExpressionError, Value, parse

NAMES: dict[str, Value | list[Value]] = {
    "a": Decimal("10789.00"),
    "b": Decimal("0.00"),
    "c": Decimal("8325.20"),
    "blank": None,
    "long": Decimal("123456789012345678901234567890.125"),
    "t.rate": Decimal("0.427"),
    "col": [Decimal(1), None, Decimal("2.5")],
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b + c", Decimal("19114.20")),
        ("1 + 2 * 3", Decimal(7)),
        ("(1 + 2) * 3", Decimal(9)),
        ("10 - 2 - 3", Decimal(5)),
        ("-2 + 3", Decimal(1)),
        ("blank + blank", None),
        ("a + blank", Decimal("10789.00")),
        ("a / blank", None),
        ("a / b", UNDEFINED),
        ("1 + a / b", UNDEFINED),
        ("t.rate < 90%", True),
        ("t.rate < 42.7%", False),
        ("t.rate <= 42.7%", True),
        ("blank < 90%", None),
        ("not blank < 90%", True),
        ("a > 1 and c > 1", True),
        ("a > 1 and c < 1", False),
        ("a < 1 and c > 1", False),
        ("a < 1 or c < 1", False),
        ("a > 1 or c < 1", True),
        ("blank < 1 and a > 1", False),
        ("a", Decimal("10789.00")),
        ("1 <= 1", True),
        ("1 < 1", False),
        ("1 >= 1", True),
        ("1 > 1", False),
        ("1 = 1.0", True),
        ("1 != 1.0", False),
        ("1 != 2", True),
        ("-(1 + 2)", Decimal(-3)),
        ("-blank", None),
        ("blank - 3", Decimal(-3)),
        ("blank * 3", None),
        ("7 / 2 / 7", Decimal("0.5")),
        ("filled(col, blank)", Decimal(2)),
        ("(1 < 2) * 3", None),
        ("(1 < 2) + 3", Decimal(3)),
        ("-(1 < 2)", None),
        ("min(blank, 3)", Decimal(3)),
        ("max(blank, 3, 2)", Decimal(3)),
        ("max(a / b, 3)", Decimal(3)),
        ("abs(blank)", None),
        ("round(-2.345, 2)", Decimal("-2.35")),
        ("round(2.5, 0)", Decimal(3)),
        ("round(blank, 2)", None),
        ("round(2.345, blank)", Decimal("2.345")),
        ("round(long, 2)", Decimal("123456789012345678901234567890.13")),
        ("abs(0 - long)", Decimal("123456789012345678901234567890.125")),
        ("-long", Decimal("-123456789012345678901234567890.125")),
        (" 1 + 2 ", Decimal(3)),
        ("cap(10, 10)", Decimal(10)),
        ("a < 1 or c > 1", True),
        ("sum(col)", Decimal("3.5")),
        ("count(col)", Decimal(2)),
        ("max(col, 9)", Decimal(9)),
        ("min(col)", Decimal(1)),
        ("abs(0 - 3)", Decimal(3)),
        ("round(2.345, 2)", Decimal("2.35")),
        ("sum(blank)", None),
        ("cap(9, 10)", Decimal(9)),
        ("cap(11, 10)", Decimal(10)),
        ("cap(blank, 10)", None),
        ("cap(9, blank)", None),
        ("cap(a / b, 10)", UNDEFINED),
        ("cap(9, a / b)", UNDEFINED),
    ],
)
def test_value(source: str, expected: Value) -> None:
    assert parse(source).evaluate(NAMES.__getitem__) == expected


@pytest.mark.parametrize(
    "source",
    ["", "1 +", "a b", "(1", "f(1)", "1 ++ ", "a..b", "a $ b", "round(1)", "cap(1)", "cap(1, 2, 3)", "__import__('x')"],
)
def test_refused_with_a_chinese_sentence(source: str) -> None:
    with pytest.raises(ExpressionError, match=r"公式.*。"):
        parse(source)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("1 +", "公式“1 +”在“末尾”处少了一个数或名称。"),
        ("1 + )", "公式“1 + )”在“)”处少了一个数或名称。"),
        ("a b", "公式“a b”里“b”前后少了运算符。"),
        ("(1", "公式“(1”少了“)”。"),
        ("f(1)", "公式“f(1)”里没有叫“f”的函数。"),
        ("cap(1)", "公式“cap(1)”里“cap”要 2 个参数。"),
        ("a $ b", "公式“a $ b”的第 3 个字“$”看不懂。"),
        ("a$%b", "公式“a$%b”的第 2 个字“$”看不懂。"),
        (" #", "公式“ #”的第 2 个字“#”看不懂。"),
    ],
)
def test_the_sentence_names_formula_and_place(source: str, sentence: str) -> None:
    with pytest.raises(ExpressionError, match="公式") as refused:
        parse(source)
    assert str(refused.value) == sentence


def test_undefined_is_called_so() -> None:
    assert repr(UNDEFINED) == "UNDEFINED"


def test_a_column_outside_a_function_is_refused() -> None:
    with pytest.raises(ExpressionError, match="一栏数"):
        parse("col + 1").evaluate(NAMES.__getitem__)


def test_names_in_order() -> None:
    formula = parse("b + a / b + sum(col)")
    assert (formula.source, formula.names) == ("b + a / b + sum(col)", ("b", "a", "col"))


amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=4)


@given(st.lists(amounts, min_size=1, max_size=6))
def test_sums_are_exact(numbers: list[Decimal]) -> None:
    names = {f"n{index}": number for index, number in enumerate(numbers)}
    assert parse(" + ".join(names)).evaluate(names.__getitem__) == sum(numbers)
