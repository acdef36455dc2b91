"""How each code is provoked: a published form, the edits, and where the finding then stands.

A code that a rule file or the catalogue knows and this table does not makes ``test_messages`` fail, so a new rule
brings its line. An edit is a path and the text typed there; ``"indicators[*]"`` takes every row of the part away, and
``"+targets_set"`` adds a row with the text as its name. No edits: the published form has it as it stands.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from desktop.domain.definition import FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.evaluation_json import from_json
from tests.domain.checks.forms import CAPPED, FORMS, Form, definition

DATA = Path(__file__).resolve().parents[2] / "data"
RECORDS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "S": ("shanghai-2022-region", "region-managed/shanghai-2022", ()),
    "B": ("beijing-2022-region", "region/beijing-2022", ()),
    "P": ("yiyang-2022-project", "project/yiyang-2022", ()),
    "D": ("nanjing-2023-department", "department/nanjing-2023", ()),
    "P+caps": ("yiyang-2022-project", "project/yiyang-2022", ()),
    "S+unspent": ("shanghai-2022-region", "region-managed/shanghai-2022", ("unspent",)),
}
"""Letter → published form, layout, and optional rule files beside those of the layout."""

I0, I2, I4, I13 = "indicators[0]", "indicators[2]", "indicators[4]", "indicators[13]"

SLOW = {
    "funds[0].executed": "150.00",
    "funds[1].executed": "150.00",
    "funds[0].rate": "77.24%",
    "funds[0].score": "7.72",
    "total.score": "",
}
"""Edits of P that leave more than a fifth of the money unspent."""

PROVOCATIONS: list[tuple[str, str, Mapping[str, str], str]] = [
    ("header.required", "S", {"header.资金使用单位": ""}, "header.资金使用单位"),
    ("header.required", "P", {"bureau": "—"}, "bureau"),
    ("header.not-a-number", "S", {"year": "二〇二二"}, "year"),
    ("header.unit", "B", {"unit": "千元"}, "unit"),
    ("funds.required", "B", {"funds[0].budget": "", "funds[1].budget": ""}, "funds[0].budget"),
    ("funds.not-a-number", "S", {"funds[3].budget": "83Z5.20"}, "funds[3].budget"),
    ("funds.not-a-number", "P", {"funds[0].weight": "十分满"}, "funds[0].weight"),
    ("funds.unit-typed", "S", {"funds[3].budget": "8325.20万元"}, "funds[3].budget"),
    ("funds.unit-typed", "B", {"funds[1].executed": "63844400元"}, "funds[1].executed"),
    ("funds.unit-typed", "P", {"funds[1].executed": "194.19万"}, "funds[1].executed"),
    ("funds.below-cent", "S", {"funds[1].budget": "10789.0000001"}, "funds[1].budget"),
    ("funds.over-precise", "S", {"funds[1].budget": "10789.0000"}, "funds[1].budget"),
    ("funds.sum", "S", {"funds[0].budget": "19914.20"}, "funds[0].budget"),
    ("funds.sum-tail", "S", {"funds[0].budget": "19114.21"}, "funds[0].budget"),
    ("funds.sum-unit", "S", {"funds[0].budget": "191142000"}, "funds[0].budget"),
    ("funds.unit-mismatch", "B", {"funds[1].executed": "63844400"}, "funds[1].executed"),
    ("funds.unit-mismatch", "P", {"funds[1].budget": "1941900"}, "funds[1].budget"),
    ("funds.unit-mismatch", "S", {"unit": "元", "funds[1].executed": "0.5"}, "funds[1].executed"),
    ("funds.rate", "S", {"funds[0].rate": "47.2%"}, "funds[0].rate"),
    ("funds.rate-truncated", "S", {"funds[0].rate": "42.74%"}, "funds[0].rate"),
    ("funds.rate-undefined", "S", {"funds[2].rate": "100%"}, "funds[2].rate"),
    ("funds.rate-low", "B", {}, "funds[0].rate"),
    ("funds.rate-low", "S", {}, "funds[0].rate"),
    ("funds.negative", "S", {"funds[2].budget": "-1.00"}, "funds[2].budget"),
    ("funds.executed-over-budget", "B", {"funds[1].executed": "7600.00"}, "funds[1].executed"),
    ("funds.budget-missing", "B", {"funds[2].executed": "5.00"}, "funds[2].budget"),
    ("funds.budget-changed", "P", {"funds[0].initial": "200.00"}, "funds[0].budget"),
    ("funds.unspent", "S+unspent", {}, "funds[0].executed"),
    ("funds.initial-missing", "P", {}, "funds[0].initial"),
    ("funds.carry-over", "B", {}, "funds[3].budget"),
    ("management.required", "S", {"management[2].problem": ""}, "management[2].problem"),
    ("goal.required", "P", {"goal.achieved": ""}, "goal.achieved"),
    ("goal.repeats-planned", "P", {
        "goal.achieved": "提升综合监管、宣传、经办、信息化和人才队伍等医疗保障服务能力。",
    }, "goal.achieved"),
    ("table.no-rows", "S", {"indicators[*]": ""}, "indicators"),
    ("indicator.required", "B", {f"{I2}.level3": ""}, f"{I2}.level3"),
    ("indicator.duplicate", "B", {f"{I4}.level3": "定点医药机构监督检查覆盖率"}, "indicators[6].level3"),
    ("indicator.near-duplicate", "B", {f"{I0}.level3": "医保法制建设的能力"}, "indicators[12].level3"),
    ("indicator.near-duplicate", "P", {f"{I0}.level3": "定点医药机构监察检查覆盖率"}, "indicators[1].level3"),
    ("indicator.targets-set-duplicate", "S", {}, "targets_set[20].level3"),
    ("indicator.missing", "S", {"+targets_set": "门诊统筹基金支出增长率"}, "targets_set[22].level3"),
    ("indicator.reason-missing", "S", {f"{I13}.actual": "36分钟"}, f"{I13}.reason"),
    ("indicator.reason-missing", "P", {f"{I0}.actual": "85%"}, f"{I0}.reason"),
    ("indicator.reason-column-empty", "S", {}, "indicators"),
    ("target.required", "P", {f"{I0}.target": ""}, f"{I0}.target"),
    ("target.changed", "S", {f"{I4}.target": "≥95%"}, f"{I4}.target"),
    ("target.unreadable", "P", {f"{I0}.target": "≥9O%"}, f"{I0}.target"),
    ("target.no-measure", "P", {}, "indicators[3].target"),
    ("target.over-100", "B", {f"{I4}.target": "290%"}, f"{I4}.target"),
    ("actual.required", "B", {f"{I4}.actual": "/"}, f"{I4}.actual"),
    ("actual.not-met", "B", {f"{I0}.actual": "1次"}, f"{I0}.actual"),
    ("actual.repeats-target", "S", {}, f"{I0}.actual"),
    ("actual.no-figure", "B", {}, "indicators[1].actual"),
    ("actual.part-missing", "P", {f"{I2}.actual": "医疗机构86.46% 病种94.84%"}, f"{I2}.actual"),
    ("actual.inexact", "P", {}, f"{I2}.actual"),
    ("actual.unit-mismatch", "S", {f"{I13}.actual": "20次"}, f"{I13}.actual"),
    ("actual.unreadable", "B", {f"{I4}.actual": "1OO%"}, f"{I4}.actual"),
    ("actual.far-beyond", "S", {f"{I13}.actual": "20分钟"}, f"{I13}.actual"),
    ("actual.over-100", "B", {"indicators[6].actual": "290%"}, "indicators[6].actual"),
    ("actual.copied-neighbour", "B", {}, "indicators[7].actual"),
    ("weight.required", "P", {f"{I0}.weight": ""}, f"{I0}.weight"),
    ("weight.sum", "P", {f"{I0}.weight": "16"}, "indicators"),
    ("weight.subtotal", "P", {f"{I0}.weight": "16"}, "level1_weights.产出指标"),
    ("weight.execution", "P", {"level1_weights.预算执行率": "20"}, "level1_weights.预算执行率"),
    ("score.required", "P", {f"{I0}.score": ""}, f"{I0}.score"),
    ("score.not-a-number", "P", {f"{I0}.score": "十五"}, f"{I0}.score"),
    ("score.over-weight", "P", {f"{I0}.score": "15.5"}, f"{I0}.score"),
    ("score.negative", "P", {f"{I0}.score": "-1"}, f"{I0}.score"),
    ("score.reason", "P", {f"{I0}.score": "14"}, f"{I0}.score"),
    ("total.weight", "P", {"total.weight": "99"}, "total.weight"),
    ("total.score", "P", {"total.score": "99"}, "total.score"),
    ("weight.criterion", "D", {}, "indicators[12].weight"),
    ("weight.scheme", "P", {f"{I0}.weight": "10", f"{I0}.score": "10", "indicators[8].weight": "15",
                            "level1_weights.产出指标": "45", "level1_weights.效益指标": "45"}, "indicators.产出指标"),
    ("target.criterion", "D", {}, "indicators[28].target"),
    ("score.full-unmet", "P", {f"{I0}.actual": "85%"}, f"{I0}.score"),
    ("score.full-by-criterion", "D", {}, "indicators[28].score"),
    ("score.expected", "D", {}, "indicators[40].score"),
    ("score.expected", "P", {f"{I0}.actual": "81%", f"{I0}.score": "14.2"}, f"{I0}.score"),
    ("score.reason", "D", {f"{I0}.score": "2"}, f"{I0}.score"),
    ("score.rounded", "P", {f"{I0}.actual": "81%", f"{I0}.score": "13"}, f"{I0}.score"),
    ("total.grade", "D", {"figures.等级": "中"}, "figures.等级"),
    ("total.cap", "P+caps", SLOW, "total.score"),
    ("total.ahead-of-spending", "P", SLOW, "funds[0].rate"),
    ("total.unspent", "P", SLOW, "funds[0].rate"),
    ("funds.required", "D", {"figures.决算支出": ""}, "figures.决算支出"),
    ("funds.unit-mismatch", "D", {"figures.决算支出": "64555400"}, "figures.决算支出"),
    ("funds.unit-typed", "D", {"figures.决算支出": "6455.54万元"}, "figures.决算支出"),
    ("funds.sum-unit", "D", {"figures.全年预算": "64555400"}, "figures.全年预算"),
    ("text.required", "S", {"note": ""}, "note"),
    ("text.term", "B", {}, "indicators[3].actual"),
    ("text.template-hint", "S", {"note": "请填写需要说明的事项"}, "note"),
    ("text.too-long", "S", {f"{I0}.reason": "因" * 201}, f"{I0}.reason"),
    ("text.wrong-year", "B", {"title": "2023年度中央对地方转移支付绩效目标自评表"}, "title"),
    ("text.wrong-year", "P", {"goal.achieved": "2021年，五方面的服务能力都有提升。"}, "goal.achieved"),
    ("text.other-unit", "P", {"goal.achieved": "长沙市医疗保障局五方面的服务能力都有提升。"}, "goal.achieved"),
    ("text.other-unit", "B", {"header.省级财政部门": "天津市财政局"}, "header.省级财政部门"),
]  # fmt: skip


@cache
def _definition(letter: str) -> FormDefinition:
    _, layout, more = RECORDS[letter]
    path = FORMS / f"{layout}.toml"
    if letter == "P+caps":
        return definition(CAPPED)
    if not more:
        return load_definition(path)
    return _with_rules(path, more)


def _with_rules(path: Path, more: tuple[str, ...]) -> FormDefinition:
    """The layout as somebody has it who names further rule files in it."""
    text = path.read_text(encoding="utf-8")
    mark = 'rules = ["transfer"'
    assert mark in text
    names = "".join(f', "{name}"' for name in more)
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / path.name
        own.write_text(text.replace(mark, mark + names, 1), encoding="utf-8")
        return load_definition(own, (FORMS.parent,))


def published(letter: str) -> Form:
    """The published form as it stands."""
    data: Any = json.loads((DATA / f"{RECORDS[letter][0]}.json").read_text(encoding="utf-8"))
    return Form(from_json(data, _definition(letter)))


def edited(letter: str, edits: Mapping[str, str]) -> Form:
    """The published form after the edits."""
    form = published(letter)
    for path, text in edits.items():
        if path.startswith("+"):
            form.add(path[1:], {"level3": text})
        elif path.endswith("[*]"):
            while form.record.rows(path[:-3]):
                form.remove(path[:-3], 0)
        else:
            form.put(path, text)
    return form
