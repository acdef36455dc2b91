"""What a numeric cell shows."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.exchange.number_formats import BUILTIN, shown_date, shown_number


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.427, "0.0%", "42.7%"),
        (0.991, "0.0%", "99.1%"),
        (0.8435, "0.00%", "84.35%"),
        (1.0, "0%", "100%"),
        (0.005, "0%", "1%"),
        (19114.2, "0.00", "19114.20"),
        (7569.17, "#,##0.00", "7569.17"),
        (7569.17, "General", "7569.17"),
        (7569.0, "General", "7569"),
        (7569, "General", "7569"),
        (0.1 + 0.2, "General", "0.3"),
        (1e21, "General", "1000000000000000000000"),
        (1e-7, "General", "0.0000001"),
        (2.345, "0.00", "2.35"),
        (-2.345, "0.00", "-2.35"),
        (-0.001, "0.00", "0.00"),
        (4.0, '0"次"', "4次"),
        (60.0, '"≤"0"分钟"', "≤60分钟"),
        (98.0, '"≥"0\\%', "≥98%"),
        (0.98, '"≥"0%', "≥98%"),
        (5.0, "000", "005"),
        (12345678.0, "0.00,", "12345.68"),
        (-5.0, "#,##0;(#,##0)", "(5)"),
        (0.0, BUILTIN[43], "-"),
        (1234.5, BUILTIN[43], "1234.50"),
        (-1234.5, BUILTIN[43], "-1234.50"),
        (1234.5, "[$¥-804]#,##0.00", "1234.50"),
        (1234.5, "[Red]#,##0.0", "1234.5"),
        (0.5, "# ?/?", "0.5"),
        (1234.5, "0.00E+00", "1234.5"),
        (1234.5, "@", "1234.5"),
        (1234.5, "", "1234.5"),
        (3.0, ";;;", "3"),
    ],
)
def test_numbers_are_shown_as_formatted(value: float, number_format: str, shown: str) -> None:
    assert shown_number(value, number_format) == shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (datetime.date(2022, 12, 31), "yyyy-mm-dd", "2022-12-31"),
        (datetime.date(2022, 12, 31), 'yyyy"年"m"月"d"日"', "2022年12月31日"),
        (datetime.date(2022, 12, 1), 'yyyy"年"m"月"', "2022年12月"),
        (datetime.date(2022, 1, 2), 'm"月"d"日"', "1月2日"),
        (datetime.datetime(2022, 1, 2, 8, 30), "yyyy-mm-dd hh:mm", "2022-01-02 08:30"),
        (datetime.datetime(2022, 1, 2), "yyyy-mm-dd", "2022-01-02"),
        (datetime.time(8, 5), "h:mm", "08:05"),
        (datetime.timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
    ],
)
def test_dates_are_shown_in_words_of_the_form(value: datetime.date, number_format: str, shown: str) -> None:
    assert shown_date(value, number_format) == shown


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=3), st.integers(0, 3))
def test_printed_decimals_survive_the_floating_point(value: Decimal, decimals: int) -> None:
    exact = value.quantize(Decimal(1).scaleb(-decimals))
    exact = exact or Decimal(0).quantize(exact)
    assert shown_number(float(exact), "0" + ("." + "0" * decimals if decimals else "")) == f"{exact:f}"


@given(st.text('0#?.,%"\\_*[];@ -+E/年d次General', max_size=20), st.floats(allow_nan=False, allow_infinity=False))
def test_no_format_is_an_accident(number_format: str, value: float) -> None:
    assert isinstance(shown_number(value, number_format), str)
