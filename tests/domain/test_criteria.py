"""Scoring criteria in words (requirements C1–C6 of ``criterion_words``; domain §5 and §8)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.criteria import CriterionScore, PartKind, RatioKind, read_criterion

TWO = Decimal(2)
Reference = Callable[[str], dict[str, Any]]


def score(criterion: str, actual: str, target: str = "", weight: str = "2") -> tuple[str, str] | None:
    """Least and greatest score as text, without needless zeros; None when nothing can be said."""
    found = read_criterion(criterion).expected(actual, target, Decimal(weight))
    return None if found is None else (f"{found.low.normalize():f}", f"{found.high.normalize():f}")


# --- the maximum ---------------------------------------------------------------------------------

MAXIMA = [
    # C1: points per item
    ("共3项，每项得1分", "3"),
    ("共３项，每项得１分。", "3"),
    ("共三项，每项得1分", "3"),
    ("共三项，每项得两分", "6"),
    ("共4条，每条得0.5分", "2"),
    ("以下3个，每个1分", "3"),
    ("共2次，每次得1.5分", "3"),
    ("两个方面各1分", "2"),
    ("共3项，每项得1分：①制度；②流程；③档案。", "3"),
    ("每项得1分：1.制度；2.流程。", "2"),
    ("每开展1次得0.5分，最多得2分", "2"),
    ("每开展1次得0.5分，得完为止", "2"),
    ("共5项，每2项得1分", "2"),
    ("共2项：1.制度健全，得1分；不健全，得0分。2.执行有效，得1分；无效，不得分。", "2"),
    ("共３项：①制度健全（１分）；②流程规范（１分）；③档案完整（１分）", "3"),
    ("（1）制度健全，得0.5分；（2）执行有效，得1.5分。", "2"),
    ("一是制度健全，得1分；二是执行有效，得1分。", "2"),
    ("共2项：制度健全得1分；执行有效得1分", "2"),
    ("1.按时报送得50%权重分；2.内容完整得50%权重分", "2"),
    # C2: thresholds, bands, grades
    ("达到目标值得满分", "2"),
    ("达到目标值，得3分", "3"),
    ("≥95%得2分，90%–95%得1分，低于90%不得分", "2"),
    ("90%（含）以上得4分；80%（含）-90%（不含）得2分；80%以下不得分", "4"),
    ("90%≤办结率<95%得1分；95%及以上得3分；其他不得分", "3"),
    ("完成80%以上得满分；60%-80%得权重分的50%；60%以下不得分", "2"),
    ("优秀得3分，良好得2分，合格得1分", "3"),
    ("及时拨付得2分，基本及时得1分，不及时不得分", "2"),
    ("全部完成得8-10分，部分完成得5-8分", "10"),
    ("参保率达到99%得2分；人数达到10万人得2分", "4"),
    # C3: deductions start from the whole weight, or from what is given
    ("每低1%扣5%权重分，扣完为止", "2"),
    ("每出现一次扣0.5分", "2"),
    ("每出现一次扣0.5分，最多扣1分", "2"),
    ("缺一项扣1分", "2"),
    ("未按时报送的扣1分", "2"),
    ("1.迟报每次扣0.5分；2.漏报每次扣1分", "2"),
    ("严格执行得1分；每发现一例扣0.2分，扣完为止", "1"),
    # C4: ratios
    ("到位率×权重=得分", "2"),
    ("得分=实际完成值/目标值×权重", "2"),
    ("得分＝完成率＊分值", "2"),
    ("≥5项，得满分；＜5项，按实际值与标准值的比值，乘以权重分计分", "2"),
    ("完成得满分，未完成按比例得分", "2"),
    # C5: all or nothing
    ("按月监测。完成得分，没完成不得分。", "2"),
    ("已经建立，得1分；未建立，得0分。", "1"),
    ("每季度开展1次，得2分", "2"),
]


@pytest.mark.parametrize(("text", "most"), MAXIMA)
def test_the_maximum_is_read(text: str, most: str) -> None:
    criterion = read_criterion(text)
    assert criterion.maximum(TWO) == Decimal(most), criterion.explain()
    assert not criterion.trouble


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无",
        "按季度开展督导检查",
        "1.工作总结；2.会议通知；3.签到表",
        "100%覆盖工程完成情况",
        "住院报销比例不低于85%",
        "在50分钟内响应，10分钟办结",
        "第2分局负责3分公司",
        "共3项",
        "代扣代缴与扣款情况",
        "不达标不得分",
        "2023年度考核资料5份",
    ],
)
def test_what_only_resembles_a_criterion_gives_nothing(text: str) -> None:
    criterion = read_criterion(text)
    assert criterion.maximum(TWO) is None
    assert criterion.expected("100%", "100%", TWO) is None
    assert criterion.threshold_target() == ()
    assert criterion.explain() == "评分标准里没有读到怎样得分。"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("制度健全得2分；执行有效得1分", "分不清是相加还是择一"),
        ("制度健全得1分；执行有效得1分", "分不清是相加还是择一"),
        ("预算编制科学，得2分；预算执行基本到位，得1分", "分不清是相加还是择一"),
        ("共3项：1.甲得1分；2.乙得1分", "共 3 项，只读到 2 项"),
        ("1.甲得1分；3.乙得1分", "编号不连续"),
        ("1.制度：①健全得1分；②有效得1分。2.执行得1分", "编号里还套着编号"),
        ("1.甲得1分；2.乙", "第 2 项没有读到得多少分"),
        ("1.甲得满分；2.乙得满分", "分不清是这一项还是整个指标的满分"),
        ("1.完成率×权重；2.乙得1分", "第 1 项没有读到得多少分"),
        ("全部做到得3分：1.甲得1分；2.乙得1分", "分不清怎样相加"),
        ("每项得1分，全部完成得3分", "分不清怎样相加"),
        ("共二三项，每项得1分", "项数读不懂"),
        ("共3项，4项各1分", "前后不一致"),
        ("共3项，共2次，每项得1分", "不止一个项数"),
        ("每增加1项加0.5分", "没有写明最多几项"),
        ("每项得1分", "没有写明最多几项"),
        ("达标得2分，获奖加1分", "读不懂"),
        ("满分100分，由专家打分", "满分100分"),
        ("本指标权重2，达标得2分", "读不懂"),
        ("奖励额×权重", "读不懂"),
        ("得3-2分", "读不懂"),
        ("达标得2分。" + "说明" * 1000, "超过 2000 字"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, why: str) -> None:
    criterion = read_criterion(text)
    assert criterion.maximum(TWO) is None
    assert criterion.expected("100%", "100%", TWO) is None
    assert why in criterion.explain()
    assert criterion.explain().endswith("。")


def test_a_part_tells_where_it_was_read_and_what_it_asks() -> None:
    text = "办结率≥９５％得２分；每低１％扣５％权重分，扣完为止"
    award, deduction = read_criterion(text).parts
    assert (award.kind, award.points, award.condition) == (PartKind.AWARD, TWO, "办结率≥９５％")
    assert award.threshold is not None
    assert (award.threshold.value, award.threshold.unit) == (Decimal(95), "%")
    assert text[slice(*award.span)] == "得２分"
    assert (deduction.kind, deduction.share, deduction.step) == (PartKind.DEDUCTION, Decimal("0.05"), Decimal(1))
    assert (deduction.unit, deduction.falling) == ("%", True)
    assert text[slice(*deduction.span)] == "每低１％扣５％权重分"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("满意度结果比例*指标权重分", RatioKind.SHARE),
        ("实际值与目标值的比值×权重", RatioKind.RELATIVE),
        ("得分=权重×完成率", RatioKind.RELATIVE),
        ("得分=目标值/实际值×权重", RatioKind.INVERSE),
    ],
)
def test_which_ratio_a_formula_means(text: str, kind: RatioKind) -> None:
    assert [part.ratio for part in read_criterion(text).parts] == [kind]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("共3项，每项得1分", "3 项，每项 1 分，最多 3 分。"),
        ("每2次得1分，最多得3分", "每 2 次 1 分，最多 3 分。"),
        ("每次得1分，得完为止", "每次 1 分，最多得权重的全部分数。"),
        ("①甲得1分；②乙得0.5分", "2 项相加。第 1 项：“甲”得 1 分；第 2 项：“乙”得 0.5 分。"),
        ("≥95%得满分；每低1%扣5%权重分", "“≥95%”得满分，每低 1%扣权重分的 5%，扣完为止。"),
        ("到位率×权重", "按“完成的百分比 × 权重”计分；最多得权重的全部分数。"),
        ("迟报扣1分；其他问题酌情扣分", "扣 1 分，酌情扣分（没有写明扣多少）；最多得权重的全部分数。"),
    ],
)
def test_explaining(text: str, sentence: str) -> None:
    assert read_criterion(text).explain() == sentence


# --- the expected score --------------------------------------------------------------------------

BANDS = "≥95%得2分，90%–95%得1分，低于90%不得分"
SHARES = "90%（含）以上得2分；80%（含）-90%（不含）得1分；80%以下不得分"
STEPS = "达到目标值得满分，每低1%扣5%权重分，扣完为止"


@pytest.mark.parametrize(
    ("criterion", "actual", "target", "expected"),
    [
        (BANDS, "95%", "≥95%", ("2", "2")),
        (BANDS, "94.99%", "≥95%", ("1", "1")),
        (BANDS, "９０％", "≥95%", ("1", "1")),
        (BANDS, "89.9%", "≥95%", ("0", "0")),
        (BANDS, "超过90%", "≥95%", ("1", "2")),
        (BANDS, "≥95%", "≥95%", ("2", "2")),
        (BANDS, "低于90%", "≥95%", ("0", "0")),
        (BANDS, "全部办结", "≥95%", None),
        (BANDS, "18次", "≥95%", None),
        (BANDS, "", "≥95%", None),
        (SHARES, "90%", "", ("2", "2")),
        (SHARES, "80%", "", ("1", "1")),
        (SHARES, "79.9%", "", ("0", "0")),
        ("不低于360万人，得2分", "362.95万人", "363.21万人", ("2", "2")),
        ("不低于360万人，得2分", "360万人", "363.21万人", ("2", "2")),
        ("不低于360万人，得2分", "359万人", "363.21万人", ("0", "1.99")),
        ("达到20次得2分，达到10次得1分，否则不得分", "20次", "", ("2", "2")),
        ("达到20次得2分，达到10次得1分，否则不得分", "19次", "", ("1", "1")),
        ("达到20次得2分，达到10次得1分，否则不得分", "9次", "", ("0", "0")),
        (STEPS, "20次", "20次", ("2", "2")),
        (STEPS, "18次", "20次", ("1", "1")),  # ten percent below: ten steps of 0.1
        (STEPS, "99.5%", "100%", ("1.9", "2")),  # half a step: begun or not full
        (STEPS, "50%", "100%", ("0", "0")),
        ("控制率在100%(含)以下得满分；每超出1%扣5%的权重分", "103%", "", ("1.7", "1.7")),
        ("控制率在100%(含)以下得满分；每超出1%扣5%的权重分", "76.76%", "", ("2", "2")),
        ("为100%得1分；没有达到100%，每低1%扣5%权重分", "90%", "", ("0", "0.5")),  # of the weight or of the point
        ("低于95%的，每低1个百分点扣0.5分，扣完为止", "93%", "", ("1", "1")),
        ("不超过30分钟得2分，每超过10分钟扣1分", "40分钟", "≤30分钟", ("1", "1")),
        ("每出现一次扣0.5分，扣完为止", "出现2次", "0次", ("1", "1")),
        ("每出现一次扣0.5分，扣完为止", "出现9次", "0次", ("0", "0")),
        ("每出现一次扣0.5分，最多扣1分", "出现9次", "0次", ("1", "1")),
        ("每出现一次扣0.5分，扣完为止", "全年未出现1次", "0次", ("2", "2")),
        ("每出现一次扣0.5分，扣完为止", "开展检查3次", "0次", None),
        ("得分=实际完成值/目标值×权重", "18次", "20次", ("1.8", "1.8")),
        ("得分=实际完成值/目标值×权重", "25次", "20次", ("2", "2")),
        ("得分=实际完成值/目标值×权重", "2次", "3次", ("1.33", "1.33")),
        ("得分=实际完成值/目标值×权重", "18次", "无", None),
        ("得分=目标值/实际值×权重", "40分钟", "≤30分钟", ("1.5", "1.5")),
        ("≥5项，得满分；＜5项，按实际值与标准值的比值，乘以权重分计分", "4项", "5项", ("1.6", "1.6")),
        ("到位率×权重=得分", "到位率98%", "100%", ("1.96", "1.96")),
        ("到位率×权重=得分", "到位98%，支出95%", "=100%", None),  # which of the two?
        ("到位率×权重=得分", "12次", "=100%", None),
        ("共3项，每项得1分", "完成2项", "", ("2", "2")),
        ("共3项，每项得0.5分", "完成5项", "", ("1.5", "1.5")),
        ("共3项，每项得1分", "已经完成", "", None),
        ("完成得分，没完成不得分", "完成12次", "12次", ("2", "2")),
        ("完成得分，没完成不得分", "完成11次", "12次", ("0", "0")),
        ("参保率达到99%得1分；人数达到10万人得1分", "99.2%，12万人", "", ("2", "2")),
        ("参保率达到99%得1分；人数达到10万人得1分", "99.2%", "", None),
        ("制度健全得2分，不健全不得分", "制度健全", "健全", None),  # words are for people to judge
        ("达到目标值的90%得2分", "85%", "80%", None),
        ("完成率达到90%得2分", "85%", "80%", None),  # of the target or itself?
        ("每季度开展1次，得2分", "1次", "4次", None),
        ("达到90%得2分", "约92%", "90%", None),
    ],
)
def test_the_expected_score(criterion: str, actual: str, target: str, expected: tuple[str, str] | None) -> None:
    assert score(criterion, actual, target) == expected


def test_a_criterion_above_the_weight_is_held_to_it_and_says_so() -> None:
    found = read_criterion("不低于70%，得4分").expected("88.5%", "不低于70%", Decimal(3))
    assert found == CriterionScore(
        Decimal(3), Decimal(3), "按评分标准，完成值“88.5%”应得 3 分（评分标准算得 4 分，不能超过权重 3 分）。"
    )


def test_the_sentence_of_a_bound_asks_for_the_figure() -> None:
    found = read_criterion("得分=满意度结果比例*指标权重分").expected("超过90%。", "100%", Decimal(4))
    assert found is not None
    assert found.sentence == "按评分标准，完成值“超过90%”的得分应在 3.6 至 4 分之间（完成值不是确切的数）。"


@pytest.mark.parametrize(
    ("criterion", "target", "differing"),
    [
        ("不低于360万人，得4分", "363.21万人", [("不低于360万人", "363.21万人")]),
        ("不低于360万人，得4分", "3600000人", []),
        ("不低于人均935元，得3分", "不低于935元/人", []),
        ("不低于2次得2分", "99%", []),
        (BANDS, "≥90%", [("≥95%", "≥90%")]),
        ("不低于10万人得2分；参保率不低于99%得2分", "12万人，99%", [("不低于10万人", "12万人")]),
        ("制度健全得2分", "99%", []),
    ],
)
def test_the_figure_demanded_beside_the_target(criterion: str, target: str, differing: list[tuple[str, str]]) -> None:
    pairs = read_criterion(criterion).differing_targets(target)
    assert [(ours.printed, theirs.printed) for ours, theirs in pairs] == differing


# --- the published form: every row looked at by hand ---------------------------------------------

# Rows whose criterion gives another maximum than the weight: name -> (weight, maximum, how it comes about).
DIFFERING = {
    "部门预算执行率": ("2", "1", "1 point at 100 %, then deductions"),
    "预决算信息公开度": ("2", "1", "two items of half a point"),
    "预算管理制度健全性": ("2", "1", "1 or 0"),
    "收支管理制度健全性": ("2", "1", "1 or 0"),
    "收支管理执行有效性": ("2", "1", "two items of half a point, deductions in the second"),
    "资产管理制度健全性": ("2", "1", "1 or 0"),
    "资产管理执行有效性": ("2", "1", "1 point, then deductions"),
    "政府采购管理制度健全性": ("2", "1", "1 or 0"),
    "政府采购管理制度执行有效性": ("2", "1", "1 point, then deductions"),
    "合同管理制度健全": ("2", "1", "1 or 0"),
    "合同管理制度执行有效性": ("2", "1", "1 point, then deductions"),
    "人员管理制度健全": ("2", "1", "1 or 0"),
    "人员管理制度执行有效性": ("2", "1", "1 point, then deductions"),
    "居民医保财政补助标准": ("4", "3", "one threshold"),
    "重点医疗救助对象政策范围内救助比例": ("3", "4", "one threshold"),
    "二级及以上定点医疗机构抽查复查覆盖率": ("3", "4", "one threshold"),
    "信息化建设情况": ("3", "2", "two items of 1 point"),
}
# Rows that agree with their weight, and how.
AGREEING = {
    "决策程序的科学规范性": "three items of 1 point",
    "中长期规划制定明确性": "2, 1 or 0 for weaker forms of the same words",
    "中长期目标与职能的匹配性": "2, 1 or 0 for weaker forms of the same words",
    "年度目标明确性": "2 or 0",
    "年度工作目标科学合理性": "two items of 1 point",
    "预算编制规范性": "2 or 0",
    "预算编制科性": "two items of 1 point",
    "预算编制匹配性": "two items of 1 point",
    "非税收入完成水平": "2 or 0",
    "部门预算资金到位率": "share × weight",
    "“三公经费”控制率": "full points up to 100 %, then deductions",
    "公用经费控制率": "full points up to 100 %, then deductions",
    "预算管理执行有效性": "deductions alone: they start from the weight",
    "财政供养人员控制率": "full points up to 100 %, then deductions",
    "基本医疗保险参保人数、参保率": "two figures of 2 points",
    "生育保险参保人数": "one threshold, which is not the target's",
    "城镇职工基本医疗保险政策范围内住院医疗费用统筹基金支付比例": "one threshold",
    "住院按照DRG支付统筹基金费用占住院统筹基金总费用比例": "one threshold",
    "大病保险政策范围内最低报销比例": "one threshold",
    "医保事业培训": "full points at the threshold, else a ratio",
    "医保事业宣传": "full points at the threshold, else a ratio",
    "持续目标监测": "all or nothing, without a figure of points: the weight",
    "12393服务满意度": "full points at the threshold, else a ratio",
    "经办服务满意度": "share × weight",
}
UNREADABLE: dict[str, str] = {}
# Rows whose score can be computed from the answer: name -> (least, greatest). All others are prose.
EXPECTED = {
    "部门预算资金到位率": ("2", "2"),
    "“三公经费”控制率": ("2", "2"),
    "公用经费控制率": ("2", "2"),
    "部门预算执行率": ("1", "1"),
    "财政供养人员控制率": ("2", "2"),
    "基本医疗保险参保人数、参保率": ("4", "4"),
    "生育保险参保人数": ("4", "4"),
    "城镇职工基本医疗保险政策范围内住院医疗费用统筹基金支付比例": ("4", "4"),
    "住院按照DRG支付统筹基金费用占住院统筹基金总费用比例": ("4", "4"),
    "居民医保财政补助标准": ("3", "3"),
    "大病保险政策范围内最低报销比例": ("3", "3"),
    "重点医疗救助对象政策范围内救助比例": ("3", "3"),
    "二级及以上定点医疗机构抽查复查覆盖率": ("3", "3"),
    "医保事业培训": ("2", "2"),
    "医保事业宣传": ("2", "2"),
    "持续目标监测": ("2", "2"),
    "12393服务满意度": ("3", "3"),
    "经办服务满意度": ("3.6", "4"),
}


def test_seventeen_rows_of_the_published_form_differ_from_their_weight(reference: Reference) -> None:
    differing, agreeing, unreadable = {}, set(), set()
    for row in reference("nanjing-2023-department")["indicators"]:
        weight = Decimal(row["weight"])
        most = read_criterion(row["criterion"]).maximum(weight)
        if most is None:
            unreadable.add(row["level3"])
        elif most == weight:
            agreeing.add(row["level3"])
        else:
            differing[row["level3"]] = (row["weight"], f"{most.normalize():f}")
    assert differing == {name: found[:2] for name, found in DIFFERING.items()}
    assert agreeing == set(AGREEING)
    assert unreadable == set(UNREADABLE)
    assert (len(differing), len(agreeing), len(unreadable)) == (17, 24, 0)


def test_the_scores_of_the_published_form_against_their_criteria(reference: Reference) -> None:
    found, given_elsewhere = {}, set()
    for row in reference("nanjing-2023-department")["indicators"]:
        expected = score(row["criterion"], row["actual"], row["target"], row["weight"])
        if expected is not None:
            found[row["level3"]] = expected
            low, high = map(Decimal, expected)
            if not low <= Decimal(row["score"]) <= high:
                given_elsewhere.add(row["level3"])
    assert found == EXPECTED
    # 经办服务满意度: more than 90 % of 4 points is more than 3.6, and 3 were given. The other two give more than the
    # criterion can (see DIFFERING).
    assert given_elsewhere == {"经办服务满意度", "部门预算执行率", "居民医保财政补助标准"}


def test_one_criterion_of_the_published_form_asks_another_figure_than_its_target(reference: Reference) -> None:
    pairs = {
        row["level3"]: [(ours.value, theirs.value) for ours, theirs in found]
        for row in reference("nanjing-2023-department")["indicators"]
        if (found := read_criterion(row["criterion"]).differing_targets(row["target"]))
    }
    assert pairs == {"生育保险参保人数": [(Decimal(3600000), Decimal(3632100))]}


# --- properties ----------------------------------------------------------------------------------

WORDS = """
    共3项 每项 得1分 不得分 得满分 扣0.5分 每低1% 扣5%权重分 扣完为止 ≥95% 90%–95% 低于90% 得 分 扣 每 1 2. ① ② （1）
    × 权重 比值 目标值 / ， ； 。 1. 2. 达到 完成 得分 最多 酌情扣分 以上 （不含） 发现 一例 三 两 半 ０ ９ ％ 满分
    制度 基本 不足
"""
PIECES = st.sampled_from(WORDS.split())
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map("".join))
WEIGHTS = st.decimals(min_value=0, max_value=100, places=2)
FIGURES = st.decimals(min_value=0, max_value=300, places=2)


@given(criterion=TEXTS, actual=TEXTS, target=TEXTS, weight=WEIGHTS)
def test_reading_never_raises_and_the_score_stays_within_weight_and_maximum(
    criterion: str, actual: str, target: str, weight: Decimal
) -> None:
    read = read_criterion(criterion)
    most, found = read.maximum(weight), read.expected(actual, target, weight)
    assert read.explain().endswith("。")
    assert bool(read.parts) != bool(read.trouble)
    read.threshold_target()
    read.differing_targets(target)
    for part in read.parts:
        assert 0 <= part.span[0] < part.span[1] <= len(criterion)
    if found is not None:
        assert most is not None
        assert 0 <= found.low <= found.high <= min(weight, most)


@pytest.mark.parametrize("piece", [" ", "每", "每低", "1.", "90%≤", "得分=", "目标值/", "得1分", "（", "①得1分", "a，"])
def test_reading_a_long_repetitive_text_ends(piece: str) -> None:
    criterion = read_criterion((piece * 2000)[:2000])
    assert criterion.explain().endswith("。")


CRITERIA = st.sampled_from(
    [text for text, _ in MAXIMA] + [BANDS, SHARES, STEPS, "得分=目标值/实际值×权重", "每超出1%扣除5%的权重分"]
)
ANSWERS = st.tuples(
    st.sampled_from(["", "超过", "≥", "低于", "约", "发现"]), FIGURES, st.sampled_from(["%", "次", "项", "例", "万人"])
)


@given(criterion=CRITERIA, answer=ANSWERS, target=FIGURES, weight=WEIGHTS)
def test_the_maximum_is_never_below_an_expected_score(
    criterion: str, answer: tuple[str, Decimal, str], target: Decimal, weight: Decimal
) -> None:
    read = read_criterion(criterion)
    most = read.maximum(weight)
    found = read.expected(f"{answer[0]}{answer[1]}{answer[2]}", f"{target}{answer[2]}", weight)
    if found is not None:
        assert most is not None
        assert 0 <= found.low <= found.high <= min(weight, most)


@given(low=FIGURES, high=FIGURES, weight=WEIGHTS)
def test_a_worse_figure_never_scores_more(low: Decimal, high: Decimal, weight: Decimal) -> None:
    low, high = sorted((low, high))
    for text in (STEPS, BANDS, "到位率×权重=得分"):
        worse = read_criterion(text).expected(f"{low}%", "100%", weight)
        better = read_criterion(text).expected(f"{high}%", "100%", weight)
        if worse is not None and better is not None:
            assert worse.low <= better.low
            assert worse.high <= better.high
