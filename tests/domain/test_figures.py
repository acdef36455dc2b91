"""Figures as they are found: the stretch they are printed on, their names, what each, and what is none (T1–T3)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop.domain.targets import Operator, parse_actual, parse_target

GE, LE, GT, LT, EQ, ABOUT, NONE = (
    Operator.GE,
    Operator.LE,
    Operator.GT,
    Operator.LT,
    Operator.EQ,
    Operator.ABOUT,
    Operator.NONE,
)


@pytest.mark.parametrize(
    ("text", "printed", "start", "name", "suffix"),
    [
        ("≥2次", "≥2次", 0, "", ""),
        ("不少于 20 场次", "不少于 20 场次", 0, "", ""),
        ("培训不少于 20 场次", "不少于 20 场次", 2, "培训", ""),
        ("培训完成 20 场次", "20 场次", 5, "培训", ""),
        ("参保率达到95.3%", "95.3%", 5, "参保率", ""),
        ("参保率：95.3%", "95.3%", 4, "参保率", ""),
        ("全年共召开4次", "4次", 5, "", ""),
        ("每月1次", "每月1次", 0, "", ""),
        ("对账每月 1 次", "每月 1 次", 2, "对账", ""),
        ("每月1次/家", "1次/家", 2, "每月", ""),
        ("90%以上", "90%以上", 0, "", ""),
        ("190余份", "190余份", 0, "", ""),
        ("3万余人", "3万余人", 0, "", ""),
        ("190余", "190余", 0, "", ""),
        ("3万余", "3万余", 0, "", ""),
        ("-5%", "-5%", 0, "", ""),
        ("增长 -5%", "-5%", 3, "增长", ""),
        ("100%消化", "100%", 0, "", "消化"),
        ("100%消化，2次", "100%", 0, "", "消化"),
        ("约 8,000 个", "约 8,000 个", 0, "", ""),
        ("≥3协调会", "≥3协调会", 0, "", ""),
        ("百分之九十五以上", "百分之九十五以上", 0, "", ""),
        ("满意度百分之九十五", "百分之九十五", 3, "满意度", ""),
        ("百分百", "百分百", 0, "", ""),
        ("补助人均935元", "935元", 4, "补助人均", ""),
        ("培训全年共5次", "5次", 5, "培训全年", ""),
        ("医疗机构分别为40%", "40%", 7, "医疗机构", ""),
        ("80%-90%", "80%-90%", 0, "", ""),
        ("5万~8万人", "5万~8万人", 0, "", ""),
        ("96", "96", 0, "", ""),
        ("得分 96", "96", 3, "得分", ""),
    ],
)
def test_where_a_figure_stands(text: str, printed: str, start: int, name: str, suffix: str) -> None:
    found = parse_actual(text).quantities[0]
    assert (found.printed, found.start, found.name, found.suffix) == (printed, start, name, suffix)
    assert text[found.start :].startswith(printed)


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit", "upper"),
    [
        # 余 and 多 before or behind the multiplier
        ("3万余人", GE, "30000", "人", None),
        ("30余万人", GE, "300000", "人", None),
        ("200多人", GE, "200", "人", None),
        ("190余", GE, "190", "", None),
        ("3万余", GE, "30000", "", None),
        ("3亿多元", GE, "300000000", "元", None),
        # what stands before a number goes before what stands behind it, but 约 gives way
        ("不超过90%以上", LE, "90", "%", None),
        ("约90%以上", GE, "90", "%", None),
        ("达到90%左右", ABOUT, "90", "%", None),
        ("约190余份", ABOUT, "190", "份", None),
        ("＝190余份", EQ, "190", "份", None),
        # 内 bounds time only
        ("5天内", LE, "5", "天", None),
        ("5家内", NONE, "5", "家", None),
        ("百分之五以内", LE, "5", "%", None),
        ("百分之五内", NONE, "5", "%", None),
        ("百分之五次以上", NONE, "5", "%", None),
        ("百分之五万以上", NONE, "5", "%", None),
        ("百分之五左右", ABOUT, "5", "%", None),
        ("百分之三点五", NONE, "3.5", "%", None),
        ("百分之12.5", NONE, "12.5", "%", None),
        ("百分之百", NONE, "100", "%", None),
        # ranges
        ("80%～90%", NONE, "80", "%", "90"),
        ("80～90%", NONE, "80", "%", "90"),
        ("5至8万人", NONE, "50000", "人", "80000"),
        ("5千～1万人", NONE, "5000", "人", "10000"),
        ("5.5～8次", NONE, "5.5", "次", "8"),
        ("1,000～2,000人", NONE, "1000", "人", "2000"),
        # grouped digits
        ("1，234，567人", NONE, "1234567", "人", None),
        ("12 345 678人", NONE, "12345678", "人", None),
        ("123456789012345人", NONE, "123456789012345", "人", None),
        ("+5%", NONE, "5", "%", None),
        ("≥-5%", GE, "-5", "%", None),
        ("每家2次", NONE, "2", "次/家", None),
        ("每半年1次", NONE, "1", "次/半年", None),
        ("每 月 1次", NONE, "1", "次", None),
        ("5元/人·年", NONE, "5", "元/人/年", None),
    ],
)
def test_what_a_figure_says(text: str, operator: Operator, value: str, unit: str, upper: str | None) -> None:
    """T1, T2."""
    found = parse_target(text).quantities[0]
    assert (found.operator, found.value, found.unit) == (operator, Decimal(value), unit)
    assert found.upper == (None if upper is None else Decimal(upper))
    assert found.has_operator_text is (operator is not NONE)


@pytest.mark.parametrize(
    ("text", "decimals", "multiplier"),
    [
        ("856.37万人", 2, 10**4),
        ("2.5亿元", 1, 10**8),
        ("28.50‰", 2, 1),
        ("80.5%～90%", 1, 1),
        ("80%～90.25%", 2, 1),
        ("5千～1万人", 0, 1000),
        ("百分之三点五", 1, 1),
        ("百分百", 0, 1),
        ("百分之百", 0, 1),
    ],
)
def test_decimals_and_multiple_as_printed(text: str, decimals: int, multiplier: int) -> None:
    found = parse_target(text).quantities[0]
    assert (found.decimals, found.multiplier) == (decimals, multiplier)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        # a range needs a higher upper end in the same unit
        ("8～5次", ["8", "5次"]),
        ("5～5次", ["5", "5次"]),
        ("90%～5次", ["90%", "5次"]),
        ("5万～3万人", ["5万", "3万人"]),
        ("5～1234567890123456次", ["5"]),
        ("90%以上～95%", ["90%以上", "95%"]),
        # digits of an account, and numbers that are part of a code
        ("1234567890123456人", []),
        ("A5项", []),
        ("GB-5项", []),
        ("a.5项", []),
        ("B5", []),
        # a bare number is a figure in a short text only, unless bounded or multiplied
        ("得分 96", ["96"]),
        ("本年度全面完成各项任务，指标考核情况，得分 96", ["96"]),
        ("本年度全面完成各项的任务，指标考核情况，得分 96", []),
        ("本年度全面完成各项工作任务，指标考核情况，得分≥96", ["≥96"]),
        ("本年度全面完成各项工作任务，指标考核情况，合计 3万", ["3万"]),
        # a word glued on may be a unit of up to four characters
        ("3协调会", ["3协调会"]),
        ("3协调会议制", []),
        # Chinese numerals are figures alone with their unit only
        ("两次", ["两次"]),
        ("两次。", ["两次"]),
        ("召开两次，", ["两次"]),
        ("两次会议", []),
        ("会议两次", []),
        ("两", []),
        ("一百二次", []),
        # brackets explain
        ("2次（含线上1次）", ["2次"]),
        ("培训（2次）", ["2次"]),
        ("2次（含）以上", ["2次（含）以上"]),
        # words in quotation marks are names, unless they are all there is
        ("“3次”行动，共5次", ["5次"]),
        ("“3次”", ["3次"]),
        ("2022年12月31日前完成3次", ["3次"]),
        ("3次，2022年12月31日前完成5项", ["3次", "5项"]),
        ("按照第12号文，培训3次", ["3次"]),
        ("贯彻《意见》，培训3次", ["3次"]),
        ("培训（线上）3次", ["3次"]),
    ],
)
def test_which_figures_a_text_holds(text: str, printed: list[str]) -> None:
    """T3."""
    assert [quantity.printed for quantity in parse_actual(text, 2022).quantities] == printed


def test_no_more_figures_than_a_cell_answers_with() -> None:
    assert len(parse_actual("，".join(["5次"] * 64)).quantities) == 64
    assert len(parse_actual("，".join(["5次"] * 65)).quantities) == 64
