"""Which figure answers which target, what a bound proves, and that nothing is guessed (T1, T3–T6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop.domain.targets import Comparison, Verdict, compare, describe, parse_actual, parse_target

MET, NOT_MET, UNKNOWN, NO_FIGURE = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NO_FIGURE
YEAR = 2022


def judged(target: str, actual: str, lower: bool | None = None, tolerance: str = "10") -> Comparison:
    return compare(
        parse_target(target, YEAR),
        parse_actual(actual, YEAR),
        lower_is_better=lower,
        about_tolerance=Decimal(tolerance),
    )


# --- which figure answers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "verdict", "answer", "deviation"),
    [
        # the figure that leads the answer, or is called its total
        ("≥2次", "4次，其中线上培训1次", MET, "4次", "100"),
        ("≥2次", "4次，线上培训1次", MET, "4次", "100"),
        ("≥2次", " 4次，线上培训1次", MET, "4次", "100"),
        ("≥2次", "线上培训1次，线下培训3次，共4次", MET, "4次", "100"),
        ("≥2次", "线上培训1次，线下培训3次，共 4次", MET, "4次", "100"),
        ("≥2次", "线上培训1次，线下培训3次，合计4次", MET, "4次", "100"),
        ("≥2次", "线上培训1次，线下培训3次，总数为4次", MET, "4次", "100"),
        ("≥4次", "共5次，线上培训3次", MET, "5次", "25"),
        # what stands behind 其中 is a part of something
        ("100%", "整改率98.5%，其中城区100%", NOT_MET, "98.5%", "-1.5"),
        ("100%", "其中城区98%", NOT_MET, "98%", "-2"),
        # the figure in the target's own unit before those that may stand for it, and its namesake before others
        ("≥2次", "3场宣传，培训5次", MET, "5次", "150"),
        ("参保率≥95%", "覆盖率90%，参保率97%", MET, "97%", "2.11"),
        ("参保率≥95%", "参保率90%，覆盖率97%", NOT_MET, "90%", "-5.26"),
        # several figures that agree: the one nearest to the target
        ("≥90%", "整改率95%，办结率93%", MET, "93%", "3.33"),
        ("≥90%", "整改率90.5%，办结率90%", MET, "90%", "0"),
        ("≥90%", "整改率80%，办结率85%", NOT_MET, "80%", "-11.11"),
    ],
)
def test_one_figure_among_several(target: str, actual: str, verdict: Verdict, answer: str, deviation: str) -> None:
    """T3, T6."""
    comparison = judged(target, actual)
    assert comparison.verdict is verdict
    (part,) = comparison.parts
    assert part.actual is not None
    assert part.actual.printed == answer
    assert part.deviation_percent == Decimal(deviation)


@pytest.mark.parametrize(
    ("target", "actual", "verdict", "with_figure"),
    [
        ("≥2次", "4人，5家", NO_FIGURE, False),
        ("≥2次", "4人", Verdict.UNIT_MISMATCH, True),
        ("≥2次", "组织培训，覆盖200人", NO_FIGURE, False),
        ("≥2次", "计划召开4次", NO_FIGURE, False),
        ("≥2次", "线上培训1次，线下培训3次", UNKNOWN, False),
        ("≥2次", "情况良好", NO_FIGURE, False),
        ("增长5%", "下降6%", UNKNOWN, True),
        ("下降5%", "上升6%", UNKNOWN, True),
        ("≥90%", "提高5%", UNKNOWN, True),
        ("≥2次", "≥2次", Verdict.REPEATS_TARGET, True),
        ("≥2次", "≥4次", Verdict.INEXACT, True),
        ("≥2次", "不足2次", NOT_MET, True),
        ("≥2次", "2次", MET, True),
        ("3天", "2天", UNKNOWN, True),
    ],
)
def test_a_part_names_both_sides_whatever_is_said_of_it(
    target: str, actual: str, verdict: Verdict, with_figure: bool
) -> None:
    comparison = judged(target, actual)
    assert comparison.verdict is verdict
    (part,) = comparison.parts
    assert part.target == parse_target(target, YEAR).quantities[0]
    assert (part.actual is not None) is with_figure
    if part.actual is not None:
        assert part.actual == parse_actual(actual, YEAR).quantities[0]


@pytest.mark.parametrize("actual", ["医疗机构50%", "医疗机构50%，病种3家", "医疗机构50%，病种计划75%"])
def test_parts_without_an_answer_are_named_too(actual: str) -> None:
    comparison = judged("医疗机构≥40% 病种≥70%", actual)
    assert [part.target.name for part in comparison.parts] == ["医疗机构", "病种"]
    assert [part.verdict for part in comparison.parts] == [MET, NO_FIGURE]


# --- words that answer a figure ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "verdict", "partial"),
    [
        ("100%", "全覆盖", MET, False),
        ("＝100%", "全覆盖", MET, False),
        ("≥100%", "全覆盖", MET, False),
        ("≤100%", "全覆盖", NO_FIGURE, False),
        ("≥99%", "全覆盖", NO_FIGURE, False),
        ("100%", "全部人员参加培训", NO_FIGURE, False),
        ("100%消化", "全部消化", MET, False),
        ("100%消化", "全部化解", NO_FIGURE, False),
        ("医疗机构100% 病种100%", "全覆盖", NO_FIGURE, False),
        ("≤3%", "未发生", MET, False),
        ("＜3%", "零投诉", MET, False),
        ("≤3%", "情况良好", NO_FIGURE, False),
        ("≥2次", "未达成预期指标且效果较差", NOT_MET, False),
        ("≥2次", "部分达成预期指标并具有一定效果", NOT_MET, True),
    ],
)
def test_words_in_place_of_a_figure(target: str, actual: str, verdict: Verdict, partial: bool) -> None:
    comparison = judged(target, actual)
    assert (comparison.verdict, comparison.partial) == (verdict, partial)
    implied = verdict if verdict in (MET, NOT_MET) else UNKNOWN
    assert [(part.verdict, part.implied) for part in comparison.parts] == [(verdict, implied)] * len(comparison.parts)
    assert tuple(part.target for part in comparison.parts) == parse_target(target).quantities


# --- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "verdict", "partial"),
    [
        ("促进公平", "促进公平", MET, False),
        ("促进公平", "达成预期指标", MET, False),
        ("促进公平", "部分达成预期指标并具有一定效果", NOT_MET, True),
        ("促进公平", "未达成预期指标且效果较差", NOT_MET, False),
        # another ladder's word is no stock answer
        ("促进公平", "有所提高", UNKNOWN, False),
        ("公平", "促进公平", MET, False),
        # one character is found in too many words
        ("好", "效果好", UNKNOWN, False),
        ("！！", "效果好", UNKNOWN, False),
        ("全覆盖", "98%", NOT_MET, False),
        ("全覆盖", "超过90%", UNKNOWN, False),
        ("全覆盖", "95%～98%", UNKNOWN, False),
        ("全覆盖", "约100%", UNKNOWN, False),
        ("全覆盖", "≤100%", UNKNOWN, False),
        ("全覆盖", "≥100%", MET, False),
        ("全覆盖", "＝100%", MET, False),
        ("2022年12月1日前", "2022年12月", UNKNOWN, False),
        ("2022年11月30日前", "2022年12月", NOT_MET, False),
        ("2022年12月底前完成", "2022年11月20日", MET, False),
        ("显著提升", "部分达成预期指标并具有一定效果", NOT_MET, True),
    ],
)
def test_words_imply_what_they_say(target: str, actual: str, verdict: Verdict, partial: bool) -> None:
    """T4, T6."""
    assert judged(target, actual) == Comparison(verdict, partial=partial, implied=verdict)


# --- what a bound proves -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "lower", "verdict", "implied"),
    [
        ("≥90%", "≤90%", None, Verdict.INEXACT, UNKNOWN),
        ("≥90%", "<90%", None, NOT_MET, NOT_MET),
        ("≥90%", "<95%", None, Verdict.INEXACT, UNKNOWN),
        (">90%", "≤90%", None, NOT_MET, NOT_MET),
        ("≤30分钟", "≥30分钟", None, Verdict.INEXACT, UNKNOWN),
        ("≤30分钟", ">25分钟", None, Verdict.INEXACT, UNKNOWN),
        # a range in another unit, both ends brought to one
        ("≤1小时", "20～50分钟", None, Verdict.INEXACT, MET),
        ("≤1小时", "20～70分钟", None, Verdict.INEXACT, UNKNOWN),
        ("≤1小时", "70～80分钟", None, NOT_MET, NOT_MET),
        # a target that is a range: its own range says nothing new, another one may prove something
        ("80%～90%", "82%～88%", None, Verdict.INEXACT, MET),
        ("80%～90%", "70%～75%", None, NOT_MET, NOT_MET),
        ("80%～90%", "80%～95%", None, Verdict.INEXACT, MET),
        ("5～8天", "≤8天", True, Verdict.INEXACT, MET),
        ("5～8天", "≤9天", True, Verdict.INEXACT, UNKNOWN),
        ("5～8天", ">8天", True, NOT_MET, NOT_MET),
        # 约 leaves a tenth
        ("约8000个", "<7500个", None, Verdict.INEXACT, UNKNOWN),
        ("约8000个", "≤7200个", None, Verdict.INEXACT, UNKNOWN),
        ("约8000个", "<7200个", None, NOT_MET, NOT_MET),
        ("约8000个", "≥8000个", None, Verdict.INEXACT, MET),
    ],
)
def test_what_a_bound_proves(target: str, actual: str, lower: bool | None, verdict: Verdict, implied: Verdict) -> None:
    """T1, T6."""
    comparison = judged(target, actual, lower)
    assert (comparison.verdict, comparison.implied) == (verdict, implied)
    assert comparison.parts[0].deviation_percent is None


@pytest.mark.parametrize(
    ("target", "actual", "lower", "tolerance", "verdict"),
    [
        ("约30分钟", "33分钟", None, "10", MET),
        ("约30分钟", "34分钟", None, "10", UNKNOWN),
        ("约30分钟", "27分钟", None, "10", MET),
        ("约30分钟", "26分钟", None, "10", UNKNOWN),
        ("约8000个", "8800个", True, "10", MET),
        ("约8000个", "8801个", True, "10", NOT_MET),
        ("约8000个", "7199个", None, "10", NOT_MET),
        ("约8000个", "6400个", None, "20", MET),
        ("约8000个", "6399个", None, "20", NOT_MET),
        ("约8000个", "7999个", None, "0", NOT_MET),
    ],
)
def test_about_on_both_sides(target: str, actual: str, lower: bool | None, tolerance: str, verdict: Verdict) -> None:
    assert judged(target, actual, lower, tolerance).verdict is verdict


@pytest.mark.parametrize(
    ("target", "actual", "deviation", "difference"),
    [
        # half a hundredth of a percent goes away from 0, to either side
        ("≥800次", "801次", "0.13", "1"),
        ("≥800次", "799次", "-0.13", "-1"),
        ("≥1600次", "1602次", "0.13", "2"),
        # the difference is in the target's unit
        ("≤1小时", "90分钟", "-50", "0.5"),
        ("≤1小时", "80分钟", "-33.33", "0.333333"),
        ("≤1周", "8天", "-14.29", "0.142857"),
        ("≥1%", "10.000005‰", "0.00", "0.000001"),
        ("≥4%", "45‰", "12.5", "0.5"),
        ("≥1%", "1.0000005%", "0", "0.0000005"),
        ("≤3年", "30个月", "16.67", "-0.5"),
        ("≥90%", "0", "-100", "-90"),
        ("≥1.50元", "1.70元", "13.33", "0.20"),
    ],
)
def test_deviation_and_difference(target: str, actual: str, deviation: str, difference: str) -> None:
    (part,) = judged(target, actual).parts
    assert part.deviation_percent == Decimal(deviation)
    assert part.difference == Decimal(difference)


# --- in words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("≥28.5‰", "不低于 28.5‰。"),
        ("≥5", "不低于 5。"),
        ("≥5个百分点", "不低于 5 百分点。"),
        ("≥90分", "不低于 90 分。"),
        ("≥8成", "不低于 8 成。"),
        ("≥935元", "不低于 935 元。"),
        ("≥935元/人", "不低于 935 元/人。"),
        ("≥5家", "不少于 5 家。"),
        ("＜5天", "要低于 5 天，越短越好。"),
        ("＞90%", "要超过 90%。"),
        ("6月底前", "应在 2022 年 6 月 30 日前完成，提前完成也算达到。"),
        ("2022年2月30日前", "请对照“2022年2月30日前”写明完成情况。"),
        ("按时按要求完成2022年12月底前", "应当达到“按时按要求完成2022年12月底前”，请写明完成情况和依据。"),
    ],
)
def test_a_target_in_words(target: str, sentence: str) -> None:
    assert describe(parse_target(target, YEAR)) == sentence
