"""Every code on a clean form: the edit that brings it, and the edit just beside it that does not.

Each row types into a finished form without findings; the findings after it are all that the edit may bring. What is
found here is proven in its wording too. Left out: that every code there is has its message proven (``test_messages``).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from decimal import Decimal

import pytest

from desktop.domain.checks.catalogue import CATALOGUE
from desktop.domain.checks.finding import Finding
from desktop.domain.record import Record
from tests.domain.checks.forms import Form, clean_form

Edits = Mapping[str, str]

I0, I4, I13 = "indicators[0]", "indicators[4]", "indicators[13]"
I28, I40 = "indicators[28]", "indicators[40]"
EMPTY_REASONS = ("indicator.reason-column-empty", "indicators")
ON_TIME = "按时按要求落实和执行"
LONG = "组织开展医保基金监管专项行动并曝光典型案例"

FOUND: list[tuple[str, Edits, list[tuple[str, str]]]] = [
    # header
    ("S", {"header.资金使用单位": ""}, [("header.required", "header.资金使用单位")]),
    ("S", {"header.资金使用单位": "—"}, [("header.required", "header.资金使用单位")]),
    ("B", {"header.省级财政部门": " "}, [("header.required", "header.省级财政部门")]),
    ("S", {"bureau": ""}, [("header.required", "bureau")]),
    ("S", {"year": ""}, [("header.required", "year")]),
    ("S", {"year": "二〇二二"}, [("header.not-a-number", "year")]),
    ("S", {"unit": "千元"}, [("header.unit", "unit")]),
    # funds
    ("S", {"funds[1].budget": "", "funds[1].executed": ""}, [
        ("funds.required", "funds[0].budget"),
        ("funds.required", "funds[0].executed"),
    ]),
    ("S", {"funds[3].budget": "1OO.00"}, [("funds.not-a-number", "funds[3].budget")]),
    ("S", {"funds[1].executed": "95.00万元"}, [
        ("funds.required", "funds[0].executed"),
        ("funds.unit-typed", "funds[1].executed"),
    ]),
    ("S", {"funds[2].budget": "1.2万", "funds[2].executed": "1"}, [
        ("funds.unit-typed", "funds[2].budget"),
    ]),
    ("S", {"unit": "元", "funds[1].budget": "100.00元", "funds[0].budget": "100"}, [
        ("funds.unit-typed", "funds[1].budget"),
    ]),
    ("S", {"funds[2].budget": "一万元"}, [("funds.not-a-number", "funds[2].budget")]),
    ("S", {"funds[1].executed": "950000"}, [("funds.unit-mismatch", "funds[1].executed")]),
    ("S", {"funds[1].executed": "300000"}, [("funds.unit-mismatch", "funds[1].executed")]),
    ("S", {"funds[1].executed": "299999.99"}, [
        ("funds.executed-over-budget", "funds[0].executed"),
        ("funds.executed-over-budget", "funds[1].executed"),
    ]),
    ("S", {"funds[1].budget": "1000000"}, [
        ("funds.unit-mismatch", "funds[1].budget"),
        ("funds.rate-low", "funds[0].rate"),
        ("indicator.reason-column-empty", "indicators"),
    ]),
    ("S", {"funds[0].budget": "1000000"}, [
        ("funds.sum-unit", "funds[0].budget"),
        ("funds.unit-mismatch", "funds[0].budget"),
        ("funds.rate-low", "funds[0].rate"),
        ("indicator.reason-column-empty", "indicators"),
    ]),
    ("P", {"funds[0].initial": "90.00"}, [
        ("funds.sum", "funds[0].initial"),
        ("funds.budget-changed", "funds[0].budget"),
    ]),
    ("P", {"funds[1].initial": "90.00"}, [("funds.budget-changed", "funds[0].budget")]),
    ("P", {"funds[1].initial": "1000000"}, [("funds.unit-mismatch", "funds[1].initial")]),
    ("S", {"funds[1].rate": "95.0.0%"}, [("funds.not-a-number", "funds[1].rate")]),
    ("S", {"funds[1].budget": "100.0000"}, [("funds.over-precise", "funds[1].budget")]),
    ("S", {"funds[1].budget": "100.0000001"}, [("funds.below-cent", "funds[1].budget")]),
    ("S", {"unit": "元", "funds[1].budget": "100.001"}, [("funds.below-cent", "funds[1].budget")]),
    ("S", {"funds[0].budget": "100.02"}, [("funds.sum", "funds[0].budget")]),
    ("S", {"funds[0].budget": "99.98"}, [("funds.sum", "funds[0].budget")]),
    ("S", {"funds[0].budget": "100.01"}, [("funds.sum-tail", "funds[0].budget")]),
    ("S", {"funds[2].budget": "1", "funds[2].executed": "1", "funds[0].budget": "101.02"}, [
        ("funds.sum", "funds[0].budget"),
    ]),
    ("S", {"funds[1].rate": "95.1%"}, [("funds.rate", "funds[1].rate")]),
    ("S", {"funds[1].executed": "95.99", "funds[1].rate": "95.9%"}, [("funds.rate-truncated", "funds[1].rate")]),
    ("S", {"funds[2].rate": "100%"}, [("funds.rate-undefined", "funds[2].rate")]),
    ("B", {"funds[1].executed": "89.99"}, [("funds.rate-low", "funds[0].rate")]),
    ("S", {"funds[1].executed": "89.94"}, [
        ("funds.rate-low", "funds[0].rate"),
        ("indicator.reason-column-empty", "indicators"),
    ]),
    ("S", {"funds[2].budget": "-1.00", "funds[2].executed": "-1.00"}, [
        ("funds.negative", "funds[2].budget"),
        ("funds.negative", "funds[2].executed"),
    ]),
    ("S", {"funds[1].executed": "100.01"}, [
        ("funds.executed-over-budget", "funds[0].executed"),
        ("funds.executed-over-budget", "funds[1].executed"),
    ]),
    ("S", {"funds[2].executed": "1.00"}, [("funds.budget-missing", "funds[2].budget")]),
    ("S", {"note": "其中上年结转12.5万元。"}, [("funds.carry-over", "funds[3].budget")]),
    ("B", {"note": "结转结余资金共1,200.00万元已使用。", "funds[3].budget": "0"}, [
        ("funds.carry-over", "funds[3].budget"),
    ]),
    # management, goal
    ("S", {"management[2].statement": ""}, [("management.required", "management[2].statement")]),
    ("S", {"management[2].statement": "无"}, [("management.required", "management[2].statement")]),
    ("S", {"management[2].problem": ""}, [("management.required", "management[2].problem")]),
    ("S", {"goal.achieved": ""}, [("goal.required", "goal.achieved")]),
    ("S", {"goal.planned": ""}, [("goal.required", "goal.planned")]),
    ("S", {"goal.achieved": "提升 医疗保障服务能力"}, [("goal.repeats-planned", "goal.achieved")]),
    # indicators
    ("S", {"indicators[2].level3": ""}, [("indicator.required", "indicators[2].level3")]),
    ("S", {"indicators[6].level3": "医保人才培养 合格率"}, [("indicator.duplicate", "indicators[6].level3")]),
    ("S", {"indicators[16].level3": "医保法制建设的能力"}, [("indicator.near-duplicate", "indicators[16].level3")]),
    ("S", {f"{I13}.actual": "31分钟"}, [("indicator.reason-missing", f"{I13}.reason")]),
    ("S", {f"{I13}.actual": "31分钟", f"{I13}.reason": "无"}, [("indicator.reason-missing", f"{I13}.reason")]),
    ("S", {"indicators[17].actual": "有所提升"}, [("indicator.reason-missing", "indicators[17].reason")]),
    ("S", {"indicators[2].actual": "部分达成预期指标并具有一定效果"}, [
        ("indicator.reason-missing", "indicators[2].reason"),
    ]),
    ("S", {f"{I4}.actual": "不足80%"}, [("indicator.reason-missing", f"{I4}.reason")]),
    ("S", {"indicators[3].actual": "医疗机构45% 病种60% 基金30%"}, [
        ("indicator.reason-missing", "indicators[3].reason"),
    ]),
    ("S", {"indicators[5].level3": "医保信息系统正常运转率"}, [("indicator.near-duplicate", "indicators[5].level3")]),
    ("S", {"indicators[5].level3": "医保信息系统的正常运行率"}, [("indicator.near-duplicate", "indicators[5].level3")]),
    ("S", {"indicators[5].level3": "医保信息系统正常运行"}, [("indicator.near-duplicate", "indicators[5].level3")]),
    ("P", {f"{I0}.actual": "85%", f"{I0}.score": "14.17"}, [("indicator.reason-missing", f"{I0}.reason")]),
    # targets
    ("S", {f"{I4}.target": ""}, [("target.required", f"{I4}.target")]),
    ("S", {f"{I4}.target": "≥85%"}, [("target.changed", f"{I4}.target")]),
    ("S", {f"{I4}.target": "≥9O%"}, [("target.unreadable", f"{I4}.target"), ("target.changed", f"{I4}.target")]),
    ("S", {f"{I4}.target": "290%", f"{I4}.actual": "290%"}, [
        ("target.over-100", f"{I4}.target"),
        ("target.changed", f"{I4}.target"),
        ("actual.over-100", f"{I4}.actual"),
    ]),
    # actual values
    ("S", {f"{I4}.actual": ""}, [("actual.required", f"{I4}.actual")]),
    ("S", {f"{I4}.actual": "/"}, [("actual.required", f"{I4}.actual")]),
    ("B", {f"{I0}.actual": "1次"}, [("actual.not-met", f"{I0}.actual")]),
    ("S", {f"{I0}.actual": "≥2次"}, [("actual.repeats-target", f"{I0}.actual")]),
    ("S", {f"{I0}.actual": "不少于2 次"}, [("actual.repeats-target", f"{I0}.actual")]),
    ("S", {f"{I0}.actual": "按要求召开"}, [("actual.no-figure", f"{I0}.actual")]),
    ("S", {"indicators[3].actual": "医疗机构45%，病种75%"}, [("actual.part-missing", "indicators[3].actual")]),
    ("S", {f"{I4}.actual": "超过92%"}, [("actual.inexact", f"{I4}.actual")]),
    ("S", {f"{I13}.actual": "20次"}, [("actual.unit-mismatch", f"{I13}.actual")]),
    ("S", {"indicators[5].actual": "1OO%"}, [("actual.unreadable", "indicators[5].actual")]),
    ("S", {f"{I13}.actual": "21分钟"}, [("actual.far-beyond", f"{I13}.actual")]),
    ("S", {f"{I0}.actual": "3次"}, [("actual.far-beyond", f"{I0}.actual")]),
    ("S", {"indicators[6].actual": "101%"}, [("actual.over-100", "indicators[6].actual")]),
    ("S", {"indicators[7].actual": f"{ON_TIME}，{LONG}。", "indicators[8].actual": f"{LONG}，{ON_TIME}"}, [
        ("actual.copied-neighbour", "indicators[8].actual"),
    ]),
    # prose
    ("S", {"note": ""}, [("text.required", "note")]),
    ("S", {"goal.achieved": "推进CIS-DRG付费，CIS-DRG已覆盖。"}, [("text.term", "goal.achieved")]),
    ("S", {"management[1].statement": "截止2022年底全部拔付到位。"}, [("text.term", "management[1].statement")]),
    ("S", {"note": "〔请在此处简要说明发现的问题，如没有请填无。〕"}, [("text.template-hint", "note")]),
    ("S", {"goal.achieved": "XX市完成全年任务。"}, [("text.template-hint", "goal.achieved")]),
    ("S", {f"{I0}.reason": "因" * 201}, [("text.too-long", f"{I0}.reason")]),
    ("S", {"goal.achieved": "2021年全面完成目标。"}, [("text.wrong-year", "goal.achieved")]),
    ("S", {"title": "2021年度绩效目标自评表"}, [("text.wrong-year", "title")]),
    ("S", {"title": "2023年度绩效目标自评表"}, [("text.wrong-year", "title")]),
    ("S", {"goal.planned": "２０２１年提升服务能力。"}, [("text.wrong-year", "goal.planned")]),
    ("S", {"note": "2021年的工作已全部完成。"}, [("text.wrong-year", "note")]),
    ("S", {"indicators[7].actual": "2021年按时按要求落实和执行"}, [("text.wrong-year", "indicators[7].actual")]),
    ("S", {"note": "请在此填写说明"}, [("text.template-hint", "note")]),
    ("S", {"note": "不超过100字以内"}, [("text.template-hint", "note")]),
    ("S", {"note": "示例：全年召开会议4次"}, [("text.template-hint", "note")]),
    ("S", {"note": "××"}, [("text.template-hint", "note")]),
    ("S", {"goal.achieved": "20XX年完成任务。"}, [("text.template-hint", "goal.achieved")]),
    # points
    ("P", {"funds[1].initial": ""}, [("funds.initial-missing", "funds[0].initial")]),
    ("P", {"funds[0].weight": ""}, [("weight.required", "funds[0].weight")]),
    ("P", {f"{I0}.weight": ""}, [("weight.required", f"{I0}.weight")]),
    ("P", {f"{I0}.weight": "16"}, [
        ("weight.sum", "indicators"),
        ("weight.subtotal", "level1_weights.产出指标"),
        ("score.reason", f"{I0}.score"),
    ]),
    ("P", {"funds[0].weight": "10.1"}, [("weight.sum", "indicators")]),
    ("P", {f"{I0}.weight": "14.9", f"{I0}.score": "14.9", f"{I4}.weight": "5.1", f"{I4}.score": "5.1",
           "level1_weights.产出指标": "50.1"}, [("weight.subtotal", "level1_weights.产出指标")]),
    ("P", {"level1_weights.产出指标": "45"}, [("weight.subtotal", "level1_weights.产出指标")]),
    ("P", {"indicators[5].level1": "产出指标"}, [
        ("weight.subtotal", "level1_weights.产出指标"),
        ("weight.subtotal", "level1_weights.效益指标"),
    ]),
    ("P", {"level1_weights.预算执行率": "20"}, [("weight.execution", "level1_weights.预算执行率")]),
    ("P", {"level1_weights.产出指标": "五十"}, [("score.not-a-number", "level1_weights.产出指标")]),
    ("P", {f"{I0}.score": ""}, [("score.required", f"{I0}.score")]),
    ("P", {f"{I0}.score": "1O"}, [("score.not-a-number", f"{I0}.score")]),
    ("P", {"funds[0].weight": "10分分"}, [("funds.not-a-number", "funds[0].weight")]),
    ("P", {f"{I0}.score": "15.01"}, [("score.over-weight", f"{I0}.score")]),
    ("P", {f"{I0}.score": "-1"}, [("score.negative", f"{I0}.score"), ("score.reason", f"{I0}.score")]),
    ("P", {"funds[0].score": "11"}, [("score.over-weight", "funds[0].score")]),
    ("P", {"funds[0].score": "-0.5"}, [("score.negative", "funds[0].score")]),
    ("P", {f"{I0}.score": "14.99"}, [("score.reason", f"{I0}.score")]),
    ("P", {f"{I0}.score": "14", f"{I0}.reason": "无"}, [("score.reason", f"{I0}.score")]),
    ("P", {"total.weight": "99"}, [("total.weight", "total.weight")]),
    ("P", {"total.score": "100"}, [("total.score", "total.score")]),
    ("P", {"total.score": "99.51"}, [("total.score", "total.score")]),
    # scores against what is expected of them
    ("P", {f"{I0}.weight": "10", f"{I0}.score": "10", "indicators[8].weight": "15", "indicators[8].score": "15",
           "level1_weights.产出指标": "45", "level1_weights.效益指标": "45"}, [
        ("weight.scheme", "indicators.产出指标"), ("weight.scheme", "indicators.效益指标")]),
    ("P", {f"{I0}.actual": "89.9%", f"{I0}.reason": "验收推迟。"}, [("score.full-unmet", f"{I0}.score")]),
    ("P", {"indicators[5].actual": "有所提升", "indicators[5].reason": "窗口不足。"}, [
        ("score.full-unmet", "indicators[5].score")]),
    ("P", {f"{I0}.actual": "81%", f"{I0}.score": "14.2", f"{I0}.reason": "验收推迟。"}, [
        ("score.expected", f"{I0}.score")]),
    ("P", {f"{I0}.actual": "81%", f"{I0}.score": "12.9", f"{I0}.reason": "验收推迟。"}, [
        ("score.expected", f"{I0}.score")]),
    ("P", {f"{I0}.actual": "81%", f"{I0}.score": "13", f"{I0}.reason": "验收推迟。"}, [
        ("score.rounded", f"{I0}.score")]),
    ("P", {"indicators[5].actual": "部分达成预期指标并具有一定效果", "indicators[5].score": "9",
           "indicators[5].reason": "窗口不足。"}, [("score.expected", "indicators[5].score")]),
    ("P", {"funds[0].score": "9"}, [("score.rounded", "funds[0].score")]),
    ("P", {"funds[0].score": "8.9"}, [("score.expected", "funds[0].score")]),
    ("P", {"funds[1].executed": "94.99"}, [("total.ahead-of-spending", "funds[0].rate")]),
    ("P", {"funds[1].executed": "79.99"}, [
        ("funds.rate-low", "funds[0].rate"), ("total.unspent", "funds[0].rate"), EMPTY_REASONS,
        ("total.ahead-of-spending", "funds[0].rate")]),
    ("C", {"funds[1].executed": "79.99"}, [
        ("funds.rate-low", "funds[0].rate"), ("total.unspent", "funds[0].rate"), EMPTY_REASONS,
        ("total.ahead-of-spending", "funds[0].rate"), ("total.cap", "total.score")]),
    ("C", {"funds[1].executed": "80"}, [
        ("funds.rate-low", "funds[0].rate"), EMPTY_REASONS, ("total.ahead-of-spending", "funds[0].rate")]),
    ("D", {"figures.等级": "良"}, [("total.grade", "figures.等级")]),
    ("D", {"figures.自评得分": "99"}, [("total.score", "figures.自评得分")]),
    ("D", {"figures.决算支出": "89.9"}, [
        ("funds.rate-low", "figures.预算执行率"), ("total.ahead-of-spending", "figures.预算执行率")]),
    ("D", {"figures.全年预算": "101"}, [("funds.sum", "figures.全年预算"),
                                   ("total.ahead-of-spending", "figures.预算执行率")]),
    ("D", {"figures.预算执行率": "100%"}, [("funds.rate", "figures.预算执行率")]),
    ("D", {f"{I0}.weight": "4", f"{I0}.score": "4"}, [("weight.sum", "indicators")]),
    ("D", {f"{I0}.criterion": "共2项，每项得1分。"}, [("weight.criterion", f"{I0}.weight")]),
    ("D", {f"{I0}.criterion": "由专家评议。", f"{I0}.score": "2"}, [("score.reason", f"{I0}.score")]),
    ("D", {f"{I28}.criterion": "不低于360万人，得4分"}, [("target.criterion", f"{I28}.target")]),
    ("D", {f"{I28}.criterion": "不低于360万人，得4分", f"{I28}.actual": "362.95万人"}, [
        ("target.criterion", f"{I28}.target"), ("score.full-by-criterion", f"{I28}.score")]),
    ("D", {f"{I28}.criterion": "", f"{I28}.actual": "362.95万人"}, [("score.full-unmet", f"{I28}.score")]),
    ("D", {f"{I28}.actual": "362.95万人"}, [("score.full-unmet", f"{I28}.score")]),
    ("D", {f"{I28}.criterion": "做得好的酌情扣分", f"{I28}.actual": "362.95万人"}, [
        ("score.full-by-criterion", f"{I28}.score")]),
    ("D", {f"{I40}.criterion": "得分=满意度*权重", f"{I40}.actual": "超过90%", f"{I40}.score": "3"}, [
        ("actual.inexact", f"{I40}.actual"), ("score.expected", f"{I40}.score")]),
    ("D", {f"{I40}.criterion": "得分=满意度*权重", f"{I40}.actual": "96%", f"{I40}.score": "3.85"}, [
        ("score.expected", f"{I40}.score")]),
    ("P", {"indicators[3].actual": "100%"}, [("target.no-measure", "indicators[3].target")]),
]  # fmt: skip

PASSED: list[tuple[str, Edits]] = [
    ("S", {}),
    ("B", {}),
    ("S", {"unit": "元"}),
    ("S", {"unit": ""}),
    ("S", {"funds[2].budget": "0.00", "funds[2].executed": "0.00", "funds[2].rate": "0.0%"}),
    ("S", {"funds[2].budget": "0", "funds[2].executed": "0", "funds[2].rate": ""}),
    ("S", {"funds[2].budget": "—", "funds[3].budget": "无"}),
    ("P", {"funds[1].initial": "", "funds[0].initial": "100"}),
    ("P", {"funds[1].initial": "100"}),
    ("S", {"note": "短信提醒参保人请填写申请表，每条70字以内。"}),
    ("S", {"note": "已设立医保示例窗口。"}),
    ("S", {"title": "2021—2022年度绩效目标自评表"}),
    ("S", {"title": "绩效目标自评表"}),
    ("S", {"goal.planned": "到2025年基本建成。"}),
    ("S", {"note": "2021年结转资金已用完。"}),
    ("S", {"goal.achieved": "比2021年增加3个百分点。"}),
    ("S", {"goal.achieved": "2021年印发的办法已落实。"}),
    ("S", {"indicators[7].actual": "2021年11月起按时按要求落实和执行"}),
    ("S", {"indicators[5].level3": "医保信息系统正常运行情况率"}),
    ("S", {"indicators[5].level3": "保信息系统正常运行率医"}),
    ("S", {"indicators[5].level3": "系统正常运行率（第2项）", "indicators[4].level3": "系统正常运行率（第1项）"}),
    ("S", {"indicators[5].level3": "省级医保信息系统运行率", "indicators[4].level3": "市级医保信息系统运行率"}),
    ("S", {"funds[0].budget": "100"}),
    ("S", {"funds[1].budget": "1,100.00", "funds[1].executed": "1100"}),
    ("S", {"funds[1].rate": "95%"}),
    ("S", {"funds[1].budget": "406", "funds[1].executed": "398", "funds[1].rate": "98%"}),
    ("S", {"funds[1].executed": "90.00"}),
    ("S", {"funds[1].executed": "85.00", "management[4].problem": "招标推迟，已提前安排。", f"{I0}.reason": "有"}),
    ("S", {"funds[1].executed": "100.00"}),
    ("S", {"note": "上年结转12.5万元。", "funds[3].budget": "12.5", "funds[3].executed": "12.5"}),
    ("S", {"note": "结转资金全部用完。"}),
    ("S", {"note": "见国办发〔2022〕15号。"}),
    ("S", {"management[0].problem": "暂无"}),
    ("S", {"goal.achieved": "提升医疗保障服务能力，全部完成。"}),
    ("S", {f"{I0}.actual": "2次", f"{I0}.reason": ""}),
    ("S", {f"{I13}.actual": "30分钟"}),
    ("S", {f"{I13}.actual": "31分钟", f"{I13}.reason": "系统切换。"}),
    ("S", {f"{I13}.actual": "22分钟"}),
    ("S", {f"{I13}.actual": "5分钟", f"{I13}.reason": "新系统上线。"}),
    ("B", {f"{I0}.actual": "40次"}),
    ("S", {"indicators[2].actual": "达成预期指标"}),
    ("S", {"indicators[2].actual": "全年审查34件，应审尽审。"}),
    ("S", {"indicators[3].actual": "医疗机构40% 病种70% 基金30%"}),
    ("S", {f"{I4}.target": "≥ 90%"}),
    ("S", {f"{I4}.target": "不低于90%"}),
    ("S", {"indicators[6].actual": "100%"}),
    ("S", {"indicators[7].actual": "达成预期指标，效果显著", "indicators[8].actual": "达成预期指标，效果显著"}),
    ("S", {"indicators[7].actual": "部分达成预期指标并具有一定效果", "indicators[7].reason": "试点推迟。",
           "indicators[8].actual": "部分达成预期指标并具有一定效果", "indicators[8].reason": "平台推迟。"}),
    ("S", {"goal.achieved": "完成2021—2022年计划。"}),
    ("S", {"goal.achieved": "落实2019年印发的办法。"}),
    ("S", {"goal.achieved": "推进CHS-DRG付费，取得累积效应，不予付款的已说明，重复盖章已纠正。"}),
    ("S", {f"{I0}.reason": "因" * 200}),
    ("P", {}),
    ("P", {"funds[0].weight": "10分"}),
    ("P", {"funds[0].weight": "10.00", "level1_weights.预算执行率": "10分"}),
    ("P", {f"{I0}.weight": "14.50", f"{I0}.score": "14.5分", f"{I4}.weight": "5.5", f"{I4}.score": "5.5"}),
    ("P", {f"{I0}.score": "12", f"{I0}.reason": "系统验收推迟，已排定时间。"}),
    ("P", {f"{I0}.score": "0", f"{I0}.reason": "没有开展，明年安排。"}),
    ("P", {"level1_weights.产出指标": ""}),
    ("P", {"total.weight": "100.00", "total.score": "99.50"}),
    ("P", {"funds[0].score": "9.5"}),
    ("P", {f"{I0}.actual": "84%", f"{I0}.score": "14", f"{I0}.reason": "验收推迟。"}),
    ("P", {f"{I0}.actual": "81%", f"{I0}.score": "13.5", f"{I0}.reason": "验收推迟。"}),
    ("P", {"indicators[5].actual": "达成预期指标", "indicators[5].score": "8", "indicators[5].reason": "人手少。"}),
    ("P", {"funds[0].budget": "100.00", "funds[1].executed": "95"}),
    ("D", {"figures.等级": "优秀"}),
    ("D", {"figures.等级": ""}),
    ("D", {f"{I0}.criterion": "共3项，每项得1分。"}),
    ("D", {f"{I0}.criterion": "由专家评议。"}),
    ("D", {f"{I28}.criterion": "不低于363.21万人，得4分"}),
    ("D", {f"{I28}.criterion": "按照实际值与标准值的比值，乘以权重分计分", f"{I28}.actual": "354.13万人",
           f"{I28}.score": "3.9"}),
    ("D", {f"{I40}.criterion": "得分=满意度*权重", f"{I40}.actual": "96%", f"{I40}.score": "3.84"}),
    ("P", {"funds[1].initial": "0"}),
    ("P", {"indicators[3].actual": "应公开42条，全部按期公开。"}),
    ("P", {"indicators[5].actual": "100%"}),
]  # fmt: skip


def applied(letter: str, edits: Edits) -> Form:
    """A clean form after the edits, each with its own recheck."""
    form = clean_form(letter)
    assert form.codes == set()
    for path, text in edits.items():
        form.put(path, text)
    return form


@pytest.mark.parametrize(("letter", "edits", "codes"), FOUND, ids=lambda value: str(value)[:50])
def test_an_edit_brings_these_findings_alone(letter: str, edits: Edits, codes: list[tuple[str, str]]) -> None:
    form = applied(letter, edits)
    assert sorted(finding.key for finding in form.engine.findings if not finding.explained) == sorted(codes)
    assert form.engine.findings == form.anew()


@pytest.mark.parametrize(("letter", "edits"), PASSED, ids=lambda value: str(value)[:50])
def test_an_edit_is_let_pass(letter: str, edits: Edits) -> None:
    assert applied(letter, edits).codes == set()


@pytest.mark.parametrize(("letter", "edits", "codes"), FOUND, ids=lambda value: str(value)[:50])
def test_what_an_edit_brought_goes_when_it_is_taken_back(
    letter: str, edits: Edits, codes: list[tuple[str, str]]
) -> None:
    form = clean_form(letter)
    before = {path: form.record.text(form.cell(path)) for path in edits}
    for texts in (edits, before):
        for path, text in texts.items():
            form.put(path, text)
    assert form.engine.findings == []
    assert not any(form.engine.counts.values())


# wording --------------------------------------------------------------------------------------------------------------


def handed_down() -> list[Finding]:
    """Findings about the handed-down list, which no typing into the form brings."""
    form = clean_form("S")
    name = form.record.text(form.cell("indicators[2].level3"))
    form.add("targets_set", {"level3": name, "target": "全覆盖"})
    form.add("targets_set", {"level3": name, "target": "全覆盖"})
    form.add("targets_set", {"level3": "门诊统筹基金支出增长率", "target": "≤5%"})
    return form.engine.findings


ALL = [finding for letter, edits, _ in FOUND for finding in applied(letter, edits).engine.findings] + handed_down()


def plain(text: str) -> str:
    """Without what is presentation: spaces and thousands separators."""
    return re.sub(r"[\s,]", "", text)


@pytest.mark.parametrize("code", sorted({finding.code for finding in ALL}))
def test_a_message_names_its_place_and_both_sides(code: str) -> None:
    for finding in [finding for finding in ALL if finding.code == code]:
        assert finding.place
        assert finding.where
        assert finding.cell is not None
        assert finding.cells[0] == finding.cell
        assert finding.source
        if CATALOGUE[code].compares:
            assert finding.left is not None
            assert finding.right is not None
            assert plain(finding.left) in plain(finding.message)
            if code != "actual.repeats-target":  # both sides are the same, and it says so
                assert plain(finding.right) in plain(finding.message)


@pytest.mark.parametrize("code", sorted({finding.code for finding in ALL}))
def test_a_message_keeps_the_house_rules_of_wording(code: str) -> None:
    for finding in [finding for finding in ALL if finding.code == code]:
        whole = finding.message + finding.advice
        assert finding.message.endswith("。")
        assert not finding.advice or finding.advice.endswith("。")
        assert re.sub(r"“[^”]*”", "", whole).count("请") <= 1
        assert not re.search(r"[!！]|非法|校验|失败|错误代码|None|\{|\}", whole)
        assert finding.code not in whole
        assert not re.search(r"。。|，。| ，|，，", whole)


def test_codes_of_what_is_not_filled_yet_end_alike() -> None:
    form = Form(clean_form("S").record)
    for cell in list(form.record.texts):
        if form.record.is_entry(cell):
            form.put_cell(cell, "")
    assert {code.partition(".")[2] for code, _ in form.codes} == {"required"}


@pytest.mark.parametrize(("limit", "found"), [("30", True), ("37.5", True), ("37.6", False), ("50", False)])
def test_the_limit_a_form_chooses_stands_before_the_rule_s(limit: str, found: bool) -> None:
    """110 % against 80 % is 37.5 % better."""
    form = clean_form("P")
    scoring = form.record.definition.scoring
    assert scoring is not None
    limits = dataclasses.replace(scoring.scheme.limits, over_fulfilment=Decimal(limit))
    scheme = dataclasses.replace(scoring.scheme, limits=limits)
    chosen = dataclasses.replace(form.record.definition, scoring=dataclasses.replace(scoring, scheme=scheme))
    record = Record(chosen, {key: form.record.rows(key) for key in chosen.section_by_key}, form.record.texts)
    other = Form(record)
    other.put("indicators[8].actual", "110%")
    assert ("actual.far-beyond" in {code for code, _ in other.codes}) is found
