"""Level words one by one, and what prose claims, plans or denies of them (T4, T6)."""

from __future__ import annotations

import pytest

from desktop.domain.levels import Judgement, judge, parse_level
from desktop.domain.target_types import Ladder, Level, Verdict
from desktop.domain.target_words import text_key
from desktop.domain.targets import compare, parse_actual, parse_target

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
IMPROVE, REDUCE, COVERAGE, OUTCOME, STATE = (
    Ladder.IMPROVE,
    Ladder.REDUCE,
    Ladder.COVERAGE,
    Ladder.OUTCOME,
    Ladder.STATE,
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("有所提高", Level(IMPROVE, 1, "有所提高")),
        ("明显提升", Level(IMPROVE, 2, "明显提升")),
        ("显著的改善", Level(IMPROVE, 3, "显著的改善")),
        ("不断健全", Level(IMPROVE, 1, "不断健全", vague=True)),
        ("提高", Level(IMPROVE, 1, "提高", vague=True)),
        ("提升显著", Level(IMPROVE, 3, "提升显著")),
        ("提升不明显", Level(IMPROVE, 0, "提升不明显")),
        ("提升缓慢", Level(IMPROVE, 0, "提升缓慢")),
        ("有所降低", Level(REDUCE, 1, "有所降低")),
        ("大幅压缩", Level(REDUCE, 3, "大幅压缩")),
        ("减少", Level(REDUCE, 1, "减少", vague=True)),
        ("降低明显", Level(REDUCE, 2, "降低明显")),
        ("减少较大", Level(REDUCE, 2, "减少较大")),
        ("下降显著", Level(REDUCE, 3, "下降显著")),
        ("下降不大", Level(REDUCE, 0, "下降不大")),
        ("全覆盖", Level(COVERAGE, 1, "全覆盖")),
        ("实现全部覆盖", Level(COVERAGE, 1, "全覆盖")),
        ("明确", Level(STATE, 1, "明确")),
        ("按时按要求落实和执行", Level(STATE, 1, "按时按要求落实和执行")),
        ("按时且按要求完成", Level(STATE, 1, "按时且按要求完成")),
        ("达成预期指标", Level(OUTCOME, 2, "达成")),
        ("已完成年度目标", Level(OUTCOME, 2, "达成")),
        ("部分达成预期指标并具有一定效果", Level(OUTCOME, 1, "部分达成")),
        ("基本完成年度目标", Level(OUTCOME, 1, "部分达成")),
        ("未达成（未完成）预期指标且效果较差", Level(OUTCOME, 0, "未达成")),
        ("未能完成年度任务", Level(OUTCOME, 0, "未达成")),
        ("按要求落实", None),
        ("能力显著提升", None),
        ("促进公平", None),
    ],
)
def test_a_whole_text_that_is_a_level(text: str, level: Level | None) -> None:
    assert parse_level(text_key(text)) == level


@pytest.mark.parametrize(
    ("target", "actual", "verdict"),
    [
        # the claim an answer begins with goes before the others; else all have to agree
        ("显著提升", "显著提升监管能力，宣传能力有所提升", MET),
        ("显著提升", "有所提升，监管能力显著提升", NOT_MET),
        ("显著提升", "已显著提升监管能力，宣传能力有所提升", UNKNOWN),
        ("显著提升", "监管能力显著提升，宣传能力有所提升", UNKNOWN),
        ("显著提升", "监管能力显著提升，宣传能力大幅提高", MET),
        ("显著提升", "监管能力有所提升，宣传能力逐步提高", NOT_MET),
        # a vague or planned claim beside a clear one
        ("显著提升", "监管能力显著提升，宣传能力不断提升", MET),
        ("显著提升", "监管能力有所提升，宣传能力不断提升", UNKNOWN),
        ("显著提升", "监管能力不断提升，宣传能力持续提高", UNKNOWN),
        ("显著提升", "计划大幅提升监管能力，宣传能力显著提升", MET),
        # rungs
        ("明显提升", "显著提升", MET),
        ("明显提升", "明显改善", MET),
        ("明显提升", "不断提高", UNKNOWN),
        ("有所提高", "提高", MET),
        ("有所降低", "减少", MET),
        ("有所提高", "减少", NOT_MET),
        ("显著提升", "明显改善", UNKNOWN),
        ("明显提升", "有所改善", NOT_MET),
        ("有所提高", "能力提升缓慢", NOT_MET),
        ("有所提高", "能力提升有限", NOT_MET),
        ("有所提高", "能力提升明显", MET),
        ("有所降低", "负担降低明显", MET),
        ("有所降低", "负担减少较大", MET),
        ("有所降低", "负担下降显著", MET),
        ("有所降低", "负担下降不明显", NOT_MET),
        ("有所降低", "效率提升明显", UNKNOWN),
        ("有所降低", "提升明显", NOT_MET),
        ("有所提高", "下降明显", NOT_MET),
        # denied in front or behind
        ("显著提升", "能力显著提升效果不明显", NOT_MET),
        ("显著提升", "能力显著提升程度还不够", NOT_MET),
        ("有所提高", "能力没有有所提高", NOT_MET),
        ("有所提高", "未发现问题，能力有所提高", MET),
        # a plan ends with its clause
        ("显著提升", "拟建机制，能力显著提升", MET),
        ("显著提升", "推进工作，拟建机制，能力显著提升", MET),
        ("显著提升", "机制正在，显著提升", MET),
        ("显著提升", "拟使能力显著提升", UNKNOWN),
        ("显著提升", "拟" + "做" * 19 + "显著提升", UNKNOWN),
        ("显著提升", "拟" + "做" * 20 + "显著提升", MET),
    ],
)
def test_claims_of_more_and_less(target: str, actual: str, verdict: Verdict) -> None:
    """T4, T6."""
    assert compare(parse_target(target), parse_actual(actual)).verdict is verdict


@pytest.mark.parametrize(
    ("target", "actual", "verdict"),
    [
        ("规范", "标准统一，流程规范", MET),
        ("规范", "不足之处已整改，流程规范", MET),
        ("规范", "印发规范性文件", UNKNOWN),
        ("规范", "印发规范性文件，流程规范", MET),
        ("规范", "个别流程不规范，其余规范", MET),
        ("规范", "拟规范流程", UNKNOWN),
        ("规范", "规范程度不足", NOT_MET),
        ("科学合理", "指标科学、合理", MET),
        ("科学合理", "指标科学，但不合理", NOT_MET),
        ("科学合理", "指标合理", UNKNOWN),
        ("按时按要求落实和执行", "本年度按时按要求落实和执行到位", MET),
        ("按时按要求落实和执行", "按时、按要求组织实施", MET),
        ("按时按要求落实和执行", "按要求按时完成", MET),
        ("按时按要求落实和执行", "按要求完成", UNKNOWN),
        ("按时按要求落实和执行", "未按时按要求落实和执行到位", NOT_MET),
        ("按时按要求落实和执行", "计划按时按要求落实和执行，尚在推进", UNKNOWN),
        ("按时且按要求完成", "各项工作按时且按要求完成", MET),
        ("按时且按要求完成", "各项工作未按时且按要求完成", NOT_MET),
        ("全覆盖", "应保尽保", MET),
        ("全覆盖", "应保尽查", UNKNOWN),
    ],
)
def test_claims_of_a_state(target: str, actual: str, verdict: Verdict) -> None:
    """T4, T6."""
    assert compare(parse_target(target), parse_actual(actual)).verdict is verdict


@pytest.mark.parametrize(
    ("target", "actual", "judgement"),
    [
        ("达成预期指标", "达成预期指标", Judgement(MET, partial=False)),
        ("达成预期指标", "部分达成预期指标", Judgement(NOT_MET, partial=True)),
        ("达成预期指标", "未达成预期指标", Judgement(NOT_MET, partial=False)),
        ("部分达成预期指标", "达成预期指标", Judgement(MET, partial=False)),
        ("部分达成预期指标", "部分达成年度目标", Judgement(MET, partial=True)),
        ("部分达成预期指标", "未达成预期指标", Judgement(NOT_MET, partial=False)),
        ("达成预期指标", "显著提升", Judgement(UNKNOWN, partial=False)),
        ("显著提升", "达成预期指标", Judgement(MET, partial=False)),
        ("显著提升", "部分达成预期指标", Judgement(NOT_MET, partial=True)),
        ("显著提升", "未达成预期指标", Judgement(NOT_MET, partial=False)),
        ("全覆盖", "未全面覆盖", Judgement(NOT_MET, partial=False)),
        ("明确", "指向清晰", Judgement(MET, partial=False)),
    ],
)
def test_stock_answers(target: str, actual: str, judgement: Judgement) -> None:
    level = parse_level(text_key(target))
    assert level is not None
    assert judge(level, text_key(actual)) == judgement
