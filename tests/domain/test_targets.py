"""Targets and actual values: the grammar of domain §4 (requirements T1–T6 of ``target_words``)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.targets import (
    Comparison,
    ExpectationKind,
    Operator,
    Quantity,
    Verdict,
    compare,
    describe,
    format_quantity,
    looks_like_ocr_operator,
    lower_is_better,
    parse_actual,
    parse_target,
    suggest_number,
)

GE, LE, GT, LT, EQ, ABOUT, NONE = (
    Operator.GE,
    Operator.LE,
    Operator.GT,
    Operator.LT,
    Operator.EQ,
    Operator.ABOUT,
    Operator.NONE,
)
YEAR = 2022


def judged(target: str, actual: str, lower: bool | None = None) -> Comparison:
    return compare(parse_target(target, YEAR), parse_actual(actual, YEAR), lower_is_better=lower)


# --- one figure ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit"),
    [
        ("≥2次", GE, "2", "次"),
        ("≥ 40%", GE, "40", "%"),
        ("≥2 次", GE, "2", "次"),
        ("≧90％", GE, "90", "%"),
        ("⩾90%", GE, "90", "%"),
        (">=90%", GE, "90", "%"),
        ("=>90%", GE, "90", "%"),
        ("＞＝90%", GE, "90", "%"),
        ("≮90%", GE, "90", "%"),
        ("不低于935元/人", GE, "935", "元/人"),
        ("不低于人均935元", GE, "935", "元"),
        ("不少于20场次", GE, "20", "场次"),
        ("不小于5项", GE, "5", "项"),
        ("不得低于60%", GE, "60", "%"),
        ("至少3次", GE, "3", "次"),
        ("90%以上", GE, "90", "%"),
        ("90%及以上", GE, "90", "%"),
        ("2次（含）以上", GE, "2", "次"),
        ("达到90%以上", GE, "90", "%"),
        ("≤30分钟", LE, "30", "分钟"),
        ("≦60分钟", LE, "60", "分钟"),
        ("<=3%", LE, "3", "%"),
        ("=<3%", LE, "3", "%"),
        ("≯30分钟", LE, "30", "分钟"),
        ("不超过30分钟", LE, "30", "分钟"),
        ("不高于3%", LE, "3", "%"),
        ("不大于3%", LE, "3", "%"),
        ("至多3人", LE, "3", "人"),
        ("3%以下", LE, "3", "%"),
        ("控制在3%以内", LE, "3", "%"),
        ("5个工作日内", LE, "5", "工作日"),
        ("30分钟之内", LE, "30", "分钟"),
        ("＞90%", GT, "90", "%"),
        ("超过90%", GT, "90", "%"),
        ("高于90%", GT, "90", "%"),
        ("大于90%", GT, "90", "%"),
        ("＜5天", LT, "5", "天"),
        ("低于5%", LT, "5", "%"),
        ("少于5件", LT, "5", "件"),
        ("＝100%", EQ, "100", "%"),
        ("═100%", EQ, "100", "%"),
        ("﹦100%", EQ, "100", "%"),
        ("等于100%", EQ, "100", "%"),
        ("约 8,000 个", ABOUT, "8000", "个"),
        ("90%左右", ABOUT, "90", "%"),
        ("大约845组", ABOUT, "845", "组"),
        ("190余份", GE, "190", "份"),
        ("100%", NONE, "100", "%"),
        ("178 台", NONE, "178", "台"),
        ("达到95.3%", NONE, "95.3", "%"),
        ("达95.3%", NONE, "95.3", "%"),
        ("完成12次", NONE, "12", "次"),
        ("96", NONE, "96", ""),
        ("28.5‰", NONE, "28.5", "‰"),
        ("5个百分点", NONE, "5", "百分点"),
        ("-5%", NONE, "-5", "%"),
        ("≥1,000万人次", GE, "10000000", "人次"),
        ("≥１，０００万人次", GE, "10000000", "人次"),
        ("1 000万人次", NONE, "10000000", "人次"),
        ("856.37万人", NONE, "8563700", "人"),
        ("2.5亿元", NONE, "250000000", "元"),
        ("5千人", NONE, "5000", "人"),
        ("5千米", NONE, "5", "千米"),
        ("≥5 个半版", GE, "5", "个半版"),
        ("≥5版", GE, "5", "版"),
        ("每月1次", NONE, "1", "次/月"),
        ("1次/月", NONE, "1", "次/月"),
        ("百分之九十", NONE, "90", "%"),
        ("百分之九十五点五以上", GE, "95.5", "%"),
        ("百分之85", NONE, "85", "%"),
        ("百分百", NONE, "100", "%"),
        ("百分之百", NONE, "100", "%"),
        ("两次", NONE, "2", "次"),
        ("召开十二次。", NONE, "12", "次"),
        ("不少于三十场", GE, "30", "场"),
        ("一百二十万人", NONE, "1200000", "人"),
        ("≥3协调会", GE, "3", "协调会"),
        ("3%内", NONE, "3", "%"),
    ],
)
def test_figures(text: str, operator: Operator, value: str, unit: str) -> None:
    """T1, T2."""
    expectation = parse_target(text)
    assert expectation.kind is ExpectationKind.QUANTITIES
    assert expectation.text == text
    (quantity,) = expectation.quantities
    assert (quantity.operator, quantity.value, quantity.unit) == (operator, Decimal(value), unit)
    assert quantity.has_operator_text is (operator is not NONE)
    assert quantity.printed in text


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("医疗机构≥40% 病种≥70% 基金≥30%", ["医疗机构≥40%", "病种≥70%", "基金≥30%"]),
        ("医疗机构 ≥ 40%，病种 ≥ 70%，基金 ≥ 30%", ["医疗机构≥40%", "病种≥70%", "基金≥30%"]),
        ("医疗机构≥40%病种≥70%基金≥30%", ["医疗机构≥40%", "病种≥70%", "基金≥30%"]),
        ("医疗机构：40%；病种：70%\n基金：30%", ["医疗机构40%", "病种70%", "基金30%"]),
        ("856.37万人，99%", ["856.37万人", "99%"]),
        ("80%-90%", ["80～90%"]),
        ("5～8次", ["5～8次"]),
        ("5至8次", ["5～8次"]),
        ("5万~8万人", ["5～8万人"]),
        ("100%消化", ["100%消化"]),
        ("≥2次（每半年1次）", ["≥2次"]),
        ("（≥90%）", ["≥90%"]),
        ("5、6次", ["5", "6次"]),
    ],
)
def test_parts_of_a_cell(text: str, figures: list[str]) -> None:
    """T3."""
    assert [format_quantity(quantity) for quantity in parse_target(text).quantities] == figures


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("2022年3-5月开展2次", ["2次"]),
        ("全年审查34件，应审尽审。", ["全年审查34件"]),
        ("2023年底，基本医疗保险参保人数870.96万人", ["基本医疗保险参保人数870.96万人"]),
        ("财政供养人员控制率在100%。", ["财政供养人员控制率100%"]),
        ("“三公经费”控制率76.76%。", ["控制率76.76%"]),
        ("2022年3月15日启动66家医院，编制了《分组方案（2.0版）》", ["启动66家医院"]),
        ("按国发〔2022〕5号、第12号文要求，拨打12345热线", []),
        ("打造“15分钟医保服务圈”，落实一件事一次办", []),
        ("1.建立制度；2.培训3次", ["培训3次"]),
        ("进一步提升，一次性告知，十个分局，统一标准", []),
        ("DRG3.0版本，2.0版，V2，O2O", []),
        ("1-12月共召开4次", ["4次"]),
        ("近3年连续开展", []),
        ("编号12345678901234567890", []),
        ("比例3/4，时间12:30", []),
        ("1,2,3次", []),
        ("99，5%", []),
        ("9 5%", []),
        ("85。5%", []),
        ("二三次", []),
        ("一百二次", []),
        ("十百次", []),
        ("百分之五点", []),
    ],
)
def test_numbers_in_prose_that_are_no_figures(text: str, figures: list[str]) -> None:
    assert [format_quantity(quantity) for quantity in parse_actual(text, YEAR).quantities] == figures


NAMES = st.sampled_from(["", "医疗机构", "病种", "基金", "参保人数"])
QUANTITIES = st.builds(
    lambda operator, digits, decimals, multiplier, unit, name, span: Quantity(
        operator=operator,
        value=Decimal(digits).scaleb(-decimals) * multiplier,
        unit=unit,
        printed="",
        name=name,
        decimals=decimals,
        multiplier=multiplier,
        has_operator_text=operator is not NONE,
        upper=Decimal(digits + span).scaleb(-decimals) * multiplier if span else None,
    ),
    st.sampled_from(list(Operator)),
    st.integers(0, 10**9),
    st.integers(0, 3),
    st.sampled_from([1, 1000, 10**4, 10**8]),
    st.sampled_from(["次", "人次", "%", "元/人", "分钟", "个", "场次"]),
    NAMES,
    st.sampled_from([0, 0, 0, 7]),
)


@given(QUANTITIES)
def test_printing_and_reading_gives_the_same_quantity(quantity: Quantity) -> None:
    assert parse_target(format_quantity(quantity)).quantities == (quantity,)


@given(st.lists(QUANTITIES.filter(lambda q: q.upper is None), min_size=1, max_size=4), st.sampled_from("，；、\n"))
def test_parts_read_back_in_order(quantities: list[Quantity], separator: str) -> None:
    text = separator.join(map(format_quantity, quantities))
    assert parse_target(text).quantities == tuple(quantities)


@given(st.text(alphabet="≥≤约不低于12345,.，。 %次万年月日（“《百分之两提升未无显著O", max_size=40))
def test_every_text_reads_compares_and_describes(text: str) -> None:
    expectation = parse_target(text, YEAR)
    assert expectation.text == text
    assert describe(expectation).endswith("。")
    itself = compare(expectation, expectation)
    assert itself.verdict is not Verdict.NOT_MET or any(q.operator in (GT, LT) for q in expectation.quantities)
    for target in ("≥2次", "显著提升", "2022年底", "全覆盖"):
        assert isinstance(judged(target, text).verdict, Verdict)


@pytest.mark.parametrize(
    "unit",
    ["1", "一", "“", "≥", "1,", "1，", "百分之", "（", "(", "第1", "1次 ", "1-", "1 ", "年底", "0O", "提升", "未", " "],
)
def test_hostile_input_returns(unit: str) -> None:
    text = (unit * 5000)[:5000]
    expectation = parse_actual(text, YEAR)
    for target in ("≥2次", "显著提升", "2022年底", "全覆盖", "明确", "随便", text):
        judged(target, text)
    assert len(expectation.quantities) <= 64
    suggest_number(text)
    assert looks_like_ocr_operator(text) is False


# --- kinds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", ExpectationKind.EMPTY),
        ("无", ExpectationKind.EMPTY),
        ("——", ExpectationKind.EMPTY),
        ("0", ExpectationKind.QUANTITIES),
        ("有所提高", ExpectationKind.LEVEL),
        ("提高", ExpectationKind.LEVEL),
        ("逐步规范", ExpectationKind.LEVEL),
        ("全覆盖", ExpectationKind.LEVEL),
        ("明确", ExpectationKind.LEVEL),
        ("按时按要求落实和执行", ExpectationKind.LEVEL),
        ("部分达成预期指标并具有一定效果", ExpectationKind.LEVEL),
        ("2022 年 12 月底前完成", ExpectationKind.DATE),
        ("促进公平", ExpectationKind.FREE),
        ("每月底对账", ExpectationKind.FREE),
        ("2022年12月完成100%", ExpectationKind.QUANTITIES),
        ("不适用", ExpectationKind.FREE),
    ],
)
def test_kinds(text: str, kind: ExpectationKind) -> None:
    assert parse_target(text, YEAR).kind is kind


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2022年12月底前完成", dt.date(2022, 12, 31)),
        ("2022 年 12 月 31 日前", dt.date(2022, 12, 31)),
        ("12月31日前", dt.date(2022, 12, 31)),
        ("2022-12-31", dt.date(2022, 12, 31)),
        ("2022/2/5", dt.date(2022, 2, 5)),
        ("2022.12.31", dt.date(2022, 12, 31)),
        ("２０２２年６月", dt.date(2022, 6, 30)),
        ("2022年底", dt.date(2022, 12, 31)),
        ("年底前", dt.date(2022, 12, 31)),
        ("6月底前", dt.date(2022, 6, 30)),
        ("2024年2月底", dt.date(2024, 2, 29)),
        ("11月中旬", dt.date(2022, 11, 20)),
        ("第三季度", dt.date(2022, 9, 30)),
        ("2023年一季度", dt.date(2023, 3, 31)),
        ("上半年完成", dt.date(2022, 6, 30)),
        ("2022年内完成", dt.date(2022, 12, 31)),
        ("2022年2月30日", None),
    ],
)
def test_dates(text: str, last: dt.date | None) -> None:
    """T4."""
    expectation = parse_target(text, YEAR)
    assert expectation.kind is ExpectationKind.DATE
    assert expectation.date == last


def test_a_date_without_a_year_needs_the_forms_year() -> None:
    assert parse_target("6月底前").date is None
    assert judged("6月底前", "2022-05-01").verdict is Verdict.MET
    assert compare(parse_target("6月底前"), parse_actual("2022-05-01")).verdict is Verdict.UNKNOWN
    assert compare(parse_target("2022年底前"), parse_actual("5月完成")).verdict is Verdict.UNKNOWN


# --- verdicts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "verdict", "deviation"),
    [
        ("≥2次", "4次", Verdict.MET, "100"),
        ("≥2次", "2次", Verdict.MET, "0"),
        ("≥2次", "1次", Verdict.NOT_MET, "-50"),
        ("≥2次", "4", Verdict.MET, "100"),
        ("≥2次", "3场", Verdict.MET, "50"),
        ("≥2次", "召开两次", Verdict.MET, "0"),
        ("≥85%", "99.99%", Verdict.MET, "17.64"),
        ("≤30分钟", "36分钟", Verdict.NOT_MET, "-20"),
        ("≤30分钟", "24分钟", Verdict.MET, "20"),
        ("≤30分钟", "0.5小时", Verdict.MET, "0"),
        ("≤1小时", "50分钟", Verdict.MET, "16.67"),
        (">90%", "90%", Verdict.NOT_MET, "0"),
        (">90%", "90.1%", Verdict.MET, "0.11"),
        ("<5天", "5天", Verdict.NOT_MET, "0"),
        ("=100%", "100%", Verdict.MET, "0"),
        ("=100%", "=100%", Verdict.MET, "0"),
        ("=100%", "99.9%", Verdict.NOT_MET, "-0.1"),
        ("100%", "98%", Verdict.NOT_MET, "-2"),
        ("100%", "百分百", Verdict.MET, "0"),
        ("100%消化", "100%消化", Verdict.MET, "0"),
        ("100%消化", "100%", Verdict.MET, "0"),
        ("100%消化", "98%", Verdict.NOT_MET, "-2"),
        ("363.21万人", "2023年底，生育保险参保人数362.95万人", Verdict.NOT_MET, "-0.07"),
        ("85%", "2023年底，统筹基金支付比例为90.03%", Verdict.MET, "5.92"),
        ("不低于935元/人", "2023年，财政补助标准1005元", Verdict.MET, "7.49"),
        ("≥1,000万人次", "12000000人次", Verdict.MET, "20"),
        ("≥4%", "45‰", Verdict.MET, "12.5"),
        ("≤3%", "0", Verdict.MET, "100"),
        ("约8000个", "7200个", Verdict.MET, "-10"),
        ("约8000个", "7199个", Verdict.NOT_MET, "-10.01"),
        ("80%-90%", "80%", Verdict.MET, "0"),
        ("80%-90%", "79%", Verdict.NOT_MET, "-1.25"),
        ("80%-90%", "95%", Verdict.MET, "5.56"),
        ("0起", "0起", Verdict.MET, None),
        ("0起", "2起", Verdict.NOT_MET, None),
        ("≥2次", "培训共5次，其中线上1次", Verdict.MET, "150"),
        ("100%", "98.5%，其中城区100%", Verdict.NOT_MET, "-1.5"),
        ("100%", "整改率100%，办结率100%", Verdict.MET, "0"),
        ("每月1次", "每月2次", Verdict.MET, "100"),
        ("增长5%", "增长6%", Verdict.MET, "20"),
        ("≥2次", "每年召开4次", Verdict.MET, "100"),
        ("≥90%", "较上年提高5个百分点，达到95%", Verdict.MET, "5.56"),
        ("≥90%", "目标值90%，完成值95%", Verdict.MET, "5.56"),
        ("≥85%", "≥85%，实际92%", Verdict.MET, "8.24"),
        ("≥2次", "按计划召开4次", Verdict.MET, "100"),
        ("≥85%", "92%（目标≥85%）", Verdict.MET, "8.24"),
    ],
)
def test_one_figure_against_one_target(target: str, actual: str, verdict: Verdict, deviation: str | None) -> None:
    comparison = judged(target, actual)
    assert comparison.verdict is verdict
    (part,) = comparison.parts
    assert part.deviation_percent == (None if deviation is None else Decimal(deviation))
    assert comparison.implied is verdict


@pytest.mark.parametrize(
    ("target", "actual", "verdict", "implied"),
    [
        # T5: the target said again
        ("≥2次", "≥2次", Verdict.REPEATS_TARGET, Verdict.MET),
        ("≥2次", "≧ ２ 次。", Verdict.REPEATS_TARGET, Verdict.MET),
        ("≥2次", "不低于2次", Verdict.REPEATS_TARGET, Verdict.MET),
        ("≥90%", "90%以上", Verdict.REPEATS_TARGET, Verdict.MET),
        ("≤30分钟", "不超过30分钟", Verdict.REPEATS_TARGET, Verdict.MET),
        ("约8000个", "约8,000个", Verdict.REPEATS_TARGET, Verdict.UNKNOWN),
        ("80%～90%", "80%-90%", Verdict.REPEATS_TARGET, Verdict.MET),
        # a bound is no figure, yet it may prove something
        ("≥40%", "≥86.46%", Verdict.INEXACT, Verdict.MET),
        ("90%", "超过90%", Verdict.INEXACT, Verdict.MET),
        ("100%", "超过90%。", Verdict.INEXACT, Verdict.UNKNOWN),
        ("20次", "各类教育培训场次≥20次。", Verdict.INEXACT, Verdict.MET),
        (">90%", "≥90%", Verdict.INEXACT, Verdict.UNKNOWN),
        (">90%", "超过90%", Verdict.REPEATS_TARGET, Verdict.MET),
        ("≤30分钟", "≤25分钟", Verdict.INEXACT, Verdict.MET),
        ("≥100份", "190余份", Verdict.INEXACT, Verdict.MET),
        ("≥90%", "约95%", Verdict.INEXACT, Verdict.UNKNOWN),
        ("≥90%", "85%-95%", Verdict.INEXACT, Verdict.UNKNOWN),
        ("≥90%", "<90%", Verdict.NOT_MET, Verdict.NOT_MET),
        ("≤30分钟", ">30分钟", Verdict.NOT_MET, Verdict.NOT_MET),
        # no figure
        ("≥1次", "按要求公开政府信息", Verdict.NO_FIGURE, Verdict.UNKNOWN),
        ("≥2次", "2022年召开", Verdict.NO_FIGURE, Verdict.UNKNOWN),
        ("≥2次", "组织培训，覆盖200人", Verdict.NO_FIGURE, Verdict.UNKNOWN),
        ("≥2次", "达成预期指标", Verdict.NO_FIGURE, Verdict.UNKNOWN),
        ("≥2次", "不适用", Verdict.NO_FIGURE, Verdict.UNKNOWN),
        ("≥90%", "99，5%", Verdict.NO_FIGURE, Verdict.UNKNOWN),
        ("≥2次", "", Verdict.EMPTY, Verdict.UNKNOWN),
        ("≥2次", "无", Verdict.EMPTY, Verdict.UNKNOWN),
        ("", "4次", Verdict.NO_TARGET, Verdict.UNKNOWN),
        ("≥2次", "计划召开4次", Verdict.NO_FIGURE, Verdict.UNKNOWN),
        ("≥2次", "未召开2次", Verdict.NO_FIGURE, Verdict.UNKNOWN),
        ("≥90%", "未达到90%", Verdict.NOT_MET, Verdict.NOT_MET),
        ("≤3%", "未超过3%", Verdict.REPEATS_TARGET, Verdict.MET),
        ("≤3%", "未发生安全事故", Verdict.MET, Verdict.MET),
        ("0起", "全年未发生", Verdict.MET, Verdict.MET),
        ("≥3次", "未发生", Verdict.NO_FIGURE, Verdict.UNKNOWN),
        ("≥90%", "提高5%", Verdict.UNKNOWN, Verdict.UNKNOWN),
        ("≥90%", "不满意率5%", Verdict.UNKNOWN, Verdict.UNKNOWN),
        ("≥90%", "同比提高5%，达到95%", Verdict.UNKNOWN, Verdict.UNKNOWN),
        # units are never guessed
        ("≥2次", "4人", Verdict.UNIT_MISMATCH, Verdict.UNKNOWN),
        ("≥90%", "95", Verdict.UNIT_MISMATCH, Verdict.UNKNOWN),
        ("≥90%", "0.95", Verdict.UNIT_MISMATCH, Verdict.UNKNOWN),
        ("≥500人次", "600人", Verdict.UNIT_MISMATCH, Verdict.UNKNOWN),
        ("≥1,000万人次", "1200", Verdict.UNIT_MISMATCH, Verdict.UNKNOWN),
        ("每月1次", "12次", Verdict.UNIT_MISMATCH, Verdict.UNKNOWN),
        ("≤5个工作日", "5天", Verdict.UNIT_MISMATCH, Verdict.UNKNOWN),
        # T6: what no rule decides
        ("3天", "2天", Verdict.UNKNOWN, Verdict.UNKNOWN),
        ("935元", "900元", Verdict.UNKNOWN, Verdict.UNKNOWN),
        ("增长5%", "下降6%", Verdict.UNKNOWN, Verdict.UNKNOWN),
        ("≥2次", "线上培训1次，线下培训3次", Verdict.UNKNOWN, Verdict.UNKNOWN),
        # words that settle a figure
        ("100%", "全覆盖", Verdict.MET, Verdict.MET),
        ("100%消化", "已全部消化", Verdict.MET, Verdict.MET),
        ("100%", "未全覆盖", Verdict.NO_FIGURE, Verdict.UNKNOWN),
        ("≥2次", "未达成（未完成）预期指标且效果较差", Verdict.NOT_MET, Verdict.NOT_MET),
    ],
)
def test_answers_that_are_no_plain_figure(target: str, actual: str, verdict: Verdict, implied: Verdict) -> None:
    comparison = judged(target, actual)
    assert comparison.verdict is verdict
    assert comparison.implied is implied
    assert all(part.deviation_percent is None for part in comparison.parts if verdict is not Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("actual", "verdict", "parts"),
    [
        ("医疗机构86.46% 病种94.84% 基金76.26%", Verdict.MET, ["MET", "MET", "MET"]),
        ("基金76.26%，病种94.84%，医疗机构86.46%", Verdict.MET, ["MET", "MET", "MET"]),
        ("86.46%，94.84%，76.26%", Verdict.MET, ["MET", "MET", "MET"]),
        ("基金35%，医疗机构50%，病种60%", Verdict.NOT_MET, ["MET", "NOT_MET", "MET"]),
        ("医疗机构≥86.46% 病种≥94.84% 基金≥76.26%", Verdict.INEXACT, ["INEXACT"] * 3),
        ("医疗机构≥40% 病种≥70% 基金≥30%", Verdict.REPEATS_TARGET, ["REPEATS_TARGET"] * 3),
        ("医疗机构覆盖率50%，病种覆盖率75%", Verdict.PARTLY_UNKNOWN, ["MET", "MET", "NO_FIGURE"]),
        ("2022年启动66家二级医疗机构付费，编制方案（2.0版）", Verdict.NO_FIGURE, ["NO_FIGURE"] * 3),
        ("部分达成预期指标并具有一定效果", Verdict.NOT_MET, ["NOT_MET"] * 3),
    ],
)
def test_namesakes_are_compared(actual: str, verdict: Verdict, parts: list[str]) -> None:
    """T3."""
    comparison = judged("医疗机构≥40% 病种≥70% 基金≥30%", actual)
    assert comparison.verdict is verdict
    assert [part.verdict.name for part in comparison.parts] == parts


def test_parts_without_names_go_by_unit() -> None:
    comparison = judged("856.37万人，99%", "2023年底，参保率98.5%，参保人数870.96万人。")
    assert [part.verdict for part in comparison.parts] == [Verdict.MET, Verdict.NOT_MET]
    assert comparison.parts[0].difference == Decimal("145900")
    assert judged("856.37万人，99%", "870万人").verdict is Verdict.PARTLY_UNKNOWN


def test_the_good_direction_of_a_bare_target_may_be_told() -> None:
    assert judged("3天", "2天", lower=True).verdict is Verdict.MET
    assert judged("3天", "4天", lower=True).verdict is Verdict.NOT_MET
    assert judged("3天", "4天", lower=False).verdict is Verdict.MET
    assert judged("3%", "2%", lower=True).parts[0].deviation_percent == Decimal("33.33")
    assert judged("≥3%", "2%", lower=True).verdict is Verdict.NOT_MET, "an operator goes before the name"


@pytest.mark.parametrize(
    ("name", "lower"),
    [
        ("医保信息系统重大安全事件响应时间", True),
        ("群众投诉率", True),
        ("项目成本", True),
        ("投诉办结率", None),
        ("投诉处理及时率", None),
        ("成本降低率", None),
        ("参保率", None),
    ],
)
def test_direction_by_name(name: str, lower: bool | None) -> None:
    assert lower_is_better(name) is lower


@pytest.mark.parametrize(
    ("target", "actual", "verdict"),
    [
        ("显著提升", "显著提升", Verdict.MET),
        ("显著提升", "强化建设，不断健全机制，综合监管能力显著提升", Verdict.MET),
        ("显著提升", "服务能力得到大幅提高", Verdict.MET),
        ("显著提升", "有所提升", Verdict.NOT_MET),
        ("显著提升", "逐步提升", Verdict.NOT_MET),
        ("明显提升", "有所提高", Verdict.NOT_MET),
        ("显著提升", "明显提升", Verdict.UNKNOWN),
        ("显著提升", "不断提高", Verdict.UNKNOWN),
        ("显著提升", "提升", Verdict.UNKNOWN),
        ("显著提升", "推进事项下沉，实现网上办、掌上办", Verdict.UNKNOWN),
        ("显著提升", "未有提升", Verdict.NOT_MET),
        ("显著提升", "无明显提升", Verdict.NOT_MET),
        ("显著提升", "没有提升", Verdict.NOT_MET),
        ("显著提升", "未显著提升", Verdict.NOT_MET),
        ("显著提升", "服务能力提升不明显", Verdict.NOT_MET),
        ("显著提升", "有望显著提升", Verdict.UNKNOWN),
        ("显著提升", "拟通过培训使能力显著提升", Verdict.UNKNOWN),
        ("显著提升", "监管能力显著提升，宣传能力提升不明显", Verdict.UNKNOWN),
        ("有所提高", "大幅提升", Verdict.MET),
        ("有所提高", "风险防范能力不断提高", Verdict.MET),
        ("有所提高", "未有提升", Verdict.NOT_MET),
        ("有所提高", "有所提升", Verdict.MET),
        ("有所降低", "负担有所减轻", Verdict.MET),
        ("有所降低", "有所提高", Verdict.NOT_MET),
        ("有所降低", "效率有所提高，流程优化", Verdict.UNKNOWN),
        ("提高", "显著提升", Verdict.MET),
        ("逐步规范", "有所规范", Verdict.MET),
        ("全覆盖", "全覆盖", Verdict.MET),
        ("全覆盖", "100%", Verdict.MET),
        ("全覆盖", "覆盖率100%", Verdict.MET),
        ("全覆盖", "全年审查34件，应审尽审。", Verdict.MET),
        ("全覆盖", "98%", Verdict.NOT_MET),
        ("全覆盖", "未实现全覆盖", Verdict.NOT_MET),
        ("全覆盖", "计划实现全覆盖", Verdict.UNKNOWN),
        ("全覆盖", "审查34件", Verdict.UNKNOWN),
        ("明确", "发展目标指向明确，内容具体", Verdict.MET),
        ("明确", "目标不够明确", Verdict.NOT_MET),
        ("明确", "目标明确性不足", Verdict.NOT_MET),
        ("规范", "编制流程科学规范", Verdict.MET),
        ("规范", "不规范", Verdict.NOT_MET),
        ("规范", "印发规范性文件", Verdict.UNKNOWN),
        ("健全", "正在健全制度", Verdict.UNKNOWN),
        ("科学规范", "制度科学可行；流程规范合理", Verdict.MET),
        ("科学规范", "制度科学可行", Verdict.UNKNOWN),
        ("公开", "未按要求公开", Verdict.NOT_MET),
        ("基本形成", "已形成治理格局", Verdict.MET),
        ("按时按要求落实和执行", "按时按要求组织实施集中采购工作", Verdict.MET),
        ("按时按要求落实和执行", "未按时按要求落实和执行", Verdict.NOT_MET),
        ("信息公开", "信息公开", Verdict.MET),
        ("信息公开", "100%", Verdict.UNKNOWN),
        ("信息及时公开", "按要求及时公开", Verdict.MET),
        ("促进公平", "促进公平。", Verdict.MET),
        ("促进公平", "通过改革促进公平可及", Verdict.MET),
        ("促进公平", "未能促进公平", Verdict.NOT_MET),
        ("促进公平", "完成改革", Verdict.UNKNOWN),
        ("有所提高", "达成预期指标", Verdict.MET),
        ("有所提高", "达成年度指标", Verdict.MET),
        ("有所提高", "部分达成预期指标并具有一定效果", Verdict.NOT_MET),
        ("促进公平", "未达成年度指标且效果较差", Verdict.NOT_MET),
        ("达成预期指标", "部分达成预期指标并具有一定效果", Verdict.NOT_MET),
        ("达成预期指标", "已完成年度目标", Verdict.MET),
        ("达成预期指标", "效果良好", Verdict.UNKNOWN),
    ],
)
def test_words(target: str, actual: str, verdict: Verdict) -> None:
    """T4, T6."""
    assert judged(target, actual).verdict is verdict


def test_a_partial_answer_says_so() -> None:
    assert judged("有所提高", "部分达成预期指标并具有一定效果").partial
    assert judged("≥2次", "部分达成预期指标并具有一定效果").partial
    assert not judged("有所提高", "未达成预期指标且效果较差").partial


@pytest.mark.parametrize(
    ("target", "actual", "verdict"),
    [
        ("2022年12月底前完成", "2022年11月20日", Verdict.MET),
        ("2022年12月底前完成", "2022年12月31日完成", Verdict.MET),
        ("2022年12月底前完成", "2023年1月1日完成", Verdict.NOT_MET),
        ("2022年12月底前完成", "12月20日完成", Verdict.MET),
        ("2022年12月底前完成", "2022年12月底前完成", Verdict.MET),
        ("2022年12月底前完成", "按时完成", Verdict.MET),
        ("2022年12月底前完成", "未按时完成", Verdict.NOT_MET),
        ("2022年12月底前完成", "未完成", Verdict.NOT_MET),
        ("2022年12月底前完成", "截至2022年12月31日未完成", Verdict.NOT_MET),
        ("2022年12月底前完成", "已完成", Verdict.UNKNOWN),
        ("2022年12月底前完成", "2022年11月启动，2023年2月完成", Verdict.UNKNOWN),
        ("2022年12月15日前", "2022年12月", Verdict.UNKNOWN),
        ("2022年12月15日前", "2022年11月", Verdict.MET),
        ("2022年12月15日前", "2023年1月底前完成", Verdict.UNKNOWN),
        ("第三季度", "2022-10-01", Verdict.NOT_MET),
        ("2022年12月底前完成", "达成预期指标", Verdict.MET),
        ("2022年12月底前完成", "未达成预期指标且效果较差", Verdict.NOT_MET),
    ],
)
def test_deadlines(target: str, actual: str, verdict: Verdict) -> None:
    assert judged(target, actual).verdict is verdict


# --- more is never worse -------------------------------------------------------------------------


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_never_turns_a_met_target_unmet(goal: int, figure: int, more: int) -> None:
    verdicts = [judged(f"≥{goal}次", f"{value}次").verdict for value in (figure, figure + more)]
    assert verdicts != [Verdict.MET, Verdict.NOT_MET]
    assert (verdicts[0] is Verdict.MET) is (figure >= goal)
    limits = [judged(f"≤{goal}次", f"{value}次").verdict for value in (figure, figure + more)]
    assert limits != [Verdict.NOT_MET, Verdict.MET]
    assert (limits[0] is Verdict.MET) is (figure <= goal)


# --- repairs and words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("1OO%", "100%"),
        ("l00％", "100%"),
        ("9O%", "90%"),
        ("≥9O%", "≥90%"),
        ("2O次", "20次"),
        ("85。5%", "85.5%"),
        ("百分百", "100%"),
        ("百分之九十", "90%"),
        ("两次", "2次"),
        ("100%", None),
        ("≥90%", None),
        ("DIP", None),
        ("O2O模式", None),
        ("OO%", None),
        ("显著提升", None),
        ("不少于两次", None),
        ("两次，三次", None),
        ("", None),
    ],
)
def test_suggestions(text: str, suggestion: str | None) -> None:
    assert suggest_number(text) == suggestion


def test_an_unreadable_figure_is_told_with_its_repair() -> None:
    comparison = judged("≥90%", "1OO%")
    assert comparison.verdict is Verdict.UNREADABLE
    assert comparison.suggestion == "100%"
    assert comparison.implied is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("text", "name", "suspicious"),
    [
        ("290%", "", True),
        ("２９０％", "系统正常运行率", True),
        ("2100%", "", True),
        ("295.5%", "", True),
        ("Z85%", "", True),
        ("290%", "参保人数增长率", False),
        ("≥90%", "", False),
        ("90%", "", False),
        ("110%", "", False),
        ("200%", "", False),
        ("2101%", "", False),
        ("22次", "", False),
    ],
)
def test_operators_that_recognition_misread(text: str, name: str, suspicious: bool) -> None:
    assert looks_like_ocr_operator(text, name) is suspicious


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("≤30分钟", "不超过 30 分钟，越短越好。"),
        ("≥2次", "不少于 2 次。"),
        ("≥90%", "不低于 90%。"),
        ("≤3%", "不超过 3%。"),
        ("超过90%", "要超过 90%。"),
        ("100%", "达到 100%。"),
        ("＝100%", "等于 100%。"),
        ("约 8,000 个", "大约 8000 个。"),
        ("≥1,000 万人次", "不少于 1000 万人次。"),
        ("80%-90%", "在 80% 到 90% 之间。"),
        ("医疗机构≥40% 病种≥70%", "医疗机构不低于 40%，病种不低于 70%。"),
        ("2022年12月底前完成", "应在 2022 年 12 月 31 日前完成，提前完成也算达到。"),
        ("全覆盖", "应当全部覆盖，没有遗漏；可以填 100% 或“全覆盖”。"),
        ("显著提升", "应当达到“显著提升”或更高的程度，请写明达到的程度和依据。"),
        ("明确", "应当达到“明确”，请写明完成情况和依据。"),
        ("促进公平", "请对照“促进公平”写明完成情况。"),
        ("", "这一项没有设定指标值。"),
    ],
)
def test_descriptions(text: str, sentence: str) -> None:
    assert describe(parse_target(text, YEAR)) == sentence
