"""A broken rule is refused at load with file, key and reason; the shipped rules are sound."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from desktop.domain.checks.prove import prove_checks
from desktop.domain.definition import CheckSpec
from desktop.domain.errors import DefinitionError
from tests.domain.checks.forms import definition

SUM = {"kind": "sum", "code": "funds.sum", "params": {"section": "funds", "report": "difference"}}
CONDITION = {
    "kind": "condition",
    "code": "funds.rate-low",
    "params": {
        "section": "funds",
        "row": "total",
        "column": "rate",
        "when": "rate < 90%",
        "left": "rate",
        "right": "90%",
    },
}


UNIT = {
    "kind": "other-unit",
    "code": "text.other-unit",
    "params": {"regions": [["湖南省", "益阳市"]], "offices": ["医保局"]},
}
YEAR = {"kind": "wrong-year", "code": "text.wrong-year", "params": {"section": "form", "columns": ["title"]}}


def spec(base: Mapping[str, Any], **changes: Any) -> CheckSpec:
    """An instance as the loader makes it; ``params`` are laid over those of ``base``, None takes one away."""
    params = {**base["params"], **changes.pop("params", {})}
    kept = {name: value for name, value in params.items() if value is not None}
    whole = {"severity": "error", "origin": "规则.toml：check[3]", **base, **changes, "params": kept}
    return CheckSpec(**whole)


def proved(instance: CheckSpec) -> None:
    """Prove the Shanghai layout with this instance alone."""
    prove_checks(dataclasses.replace(definition("S"), checks=(instance,)))


SOUND = [
    spec(SUM),
    spec(CONDITION),
    spec(CONDITION, params={"row": None, "when": "executed > budget * 1.5", "right": "budget"}),
    spec(CONDITION, params={"when": "sum(funds.executed) > funds.total.budget"}),
    spec(CONDITION, settled_by=("management.execution.problem", "budget")),
    spec(CONDITION, code="funds.own-rule", message="“{label}”的{short}是 {left}。"),
    spec({"kind": "required", "code": "goal.required", "params": {"section": "goal"}}),
    spec(UNIT, params={"bare_in": ["form", "header"]}),
    spec(YEAR),
    spec({"kind": "length", "code": "text.too-long", "params": {}}),
]

BROKEN: list[tuple[CheckSpec, str, str]] = [
    (spec(SUM, kind="suma"), "kind", "suma"),
    (spec(SUM, severity="fatal"), "severity", "fatal"),
    (spec(SUM, code="money.sum"), "code", "money.sum"),
    (spec(SUM, code="funds"), "code", "funds"),
    (spec(SUM, code="funds.unknown"), "code", "message"),
    (spec(SUM, params={"sections": "funds"}), "sections", "没有这个参数"),
    (spec(SUM, params={"report": None}), "report", "缺少"),
    (spec(SUM, params={"report": "all"}), "report", "all"),
    (spec(SUM, params={"section": "money"}), "section", "money"),
    (spec(SUM, message="多 {surplus}。"), "message", "surplus"),
    (spec(SUM, message="多 {left。"), "message", "花括号"),
    (spec(CONDITION, params={"row": "tota"}), "row", "tota"),
    (spec(CONDITION, params={"column": "rates"}), "column", "rates"),
    (spec(CONDITION, params={"when": "rate << 90%"}), "when", "公式"),
    (spec(CONDITION, params={"when": "rates < 90%"}), "when", "rates"),
    (spec(CONDITION, params={"when": "total < 90%"}), "when", "total"),
    (spec(CONDITION, params={"when": 90}), "when", "条件"),
    (spec(CONDITION, params={"left": "rates"}), "left", "rates"),
    (spec(CONDITION, settled_by=("management.execution.problems",)), "settled_by", "problems"),
    (spec(CONDITION, settled_by=("reason",)), "settled_by", "reason"),
    (
        spec({"kind": "carry-over", "code": "funds.carry-over",
              "params": {"cell": "funds.others.budget", "notes": ["note.note"], "words": ["结转"]}}),
        "cell", "funds.others.budget",
    ),
    (
        spec({"kind": "carry-over", "code": "funds.carry-over",
              "params": {"cell": "funds.other.budget", "notes": "note.note", "words": ["结转"]}}),
        "notes", "一列",
    ),
    (spec({"kind": "hints", "code": "text.template-hint", "params": {"patterns": ["("]}}), "patterns", "正则"),
    (spec({"kind": "hints", "code": "text.template-hint", "params": {"patterns": ["a*"]}}), "patterns", "什么都"),
    (spec({"kind": "terms", "code": "text.term", "params": {"terms": [["错"]]}}), "terms", "错"),
    (spec({"kind": "terms", "code": "text.term", "params": {"terms": [["保", "医保"]]}}), "terms", "改不完"),
    (spec(UNIT, params={"regions": ["湖南省"]}), "regions", "名单"),
    (spec(UNIT, params={"regions": [["湖南省", ""]]}), "regions", "名单"),
    (spec(UNIT, params={"regions": []}), "regions", "名单"),
    (spec(UNIT, params={"bare_in": ["headers"]}), "bare_in", "headers"),
    (spec(YEAR, params={"columns": ["titel"]}), "columns", "titel"),
    (spec(YEAR, params={"section": None}), "columns", "title"),
    (spec(YEAR, params={"history": ["结转", "20(\\d"]}), "history", "正则"),
    (
        spec({"kind": "required", "code": "goal.required", "params": {"section": "goal", "none_is_answer": "yes"}}),
        "none_is_answer", "true",
    ),
]  # fmt: skip


@pytest.mark.parametrize("instance", SOUND, ids=lambda one: one.code)
def test_a_sound_rule_is_let_pass(instance: CheckSpec) -> None:
    proved(instance)


@pytest.mark.parametrize(("instance", "key", "word"), BROKEN, ids=lambda one: str(one)[:30])
def test_a_broken_rule_is_refused_with_its_place(instance: CheckSpec, key: str, word: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        proved(instance)
    assert caught.value.file == "规则.toml"
    assert caught.value.key == f"check[3].{key}"
    assert word in caught.value.reason
    assert caught.value.reason.endswith("。")


@pytest.mark.parametrize("letter", ["S", "B", "P"])
def test_shipped_rules_are_sound(letter: str) -> None:
    assert definition(letter).checks
    prove_checks(definition(letter))


def test_each_layout_has_the_instances_meant_for_it() -> None:
    codes = {letter: {spec.code for spec in definition(letter).checks} for letter in "SB"}
    assert codes["S"] - codes["B"] == {
        "management.required",
        "indicator.reason-missing",
        "indicator.reason-column-empty",
        "actual.far-beyond",
    }
    assert codes["B"] - codes["S"] == {"actual.not-met"}
