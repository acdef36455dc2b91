"""A small budget for the tests of tables: three tables and a goals page, with figures that are easy to add up."""

from __future__ import annotations

from functools import cache
from typing import Any

from desktop.domain.definition import FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.evaluation_json import from_json
from desktop.domain.record import Record
from tests.architecture.tree import ROOT

PATH = ROOT / "resources" / "forms" / "budget" / "shenzhen-2022.toml"
BUREAU, CENTRE = "东海市医疗保障局", "东海市医保中心"


@cache
def layout() -> FormDefinition:
    """The shipped layout."""
    return load_definition(PATH)


def data() -> dict[str, Any]:
    """Tables 1, 3, 5 and 7 and a task, leaving what adds up to the program."""
    income = [["一、政府预算拨款", ""], ["1. 一般公共预算拨款", "90"], ["2. 政府性基金预算拨款", "10"]]
    spending = [
        ["一、社会保障和就业支出", ""],
        ["行政事业单位养老支出", ""],
        ["机关事业单位基本养老保险缴费支出", "7"],
        ["二、卫生健康支出", ""],
        ["医疗保障管理事务", ""],
        ["行政运行", "60"],
        ["医疗保障经办事务", "33"],
    ]
    side = [[*(income[i] if i < len(income) else ["", ""]), *row] for i, row in enumerate(spending)]
    ends = [["本年收入合计", "", "本年支出合计", ""], ["收入总计", "", "支出总计", ""]]
    subjects = [
        [BUREAU, "", "", "", "", ""],
        [BUREAU, "", "", "", "", ""],
        ["", "210", "卫生健康支出", "", "", ""],
        ["", "21015", "医疗保障管理事务", "", "", ""],
        ["", "2101501", "行政运行", "", "50", "10"],
        [CENTRE, "", "", "", "", ""],
        ["", "210", "卫生健康支出", "", "", ""],
        ["", "21015", "医疗保障管理事务", "", "", ""],
        ["", "2101506", "医疗保障经办事务", "", "3", "30"],
    ]
    projects = [[BUREAU, *[""] * 14], ["监管", "", "", "10", *[""] * 11], [CENTRE, *[""] * 14]]
    projects += [["经办", "", "", "30", *[""] * 11]]
    return {
        "bureau": BUREAU,
        "year": 2024,
        "tables": [
            {"no": 1, "title": "收支总表", "rows": [*side, *ends], "notes": ["第一句。", "第二句。"]},
            {"no": 3, "rows": [[BUREAU, "", "50", "10", "", "", ""], [CENTRE, "", "3", "30", "", "", ""]]},
            {"no": 5, "rows": projects},
            {"no": 7, "rows": subjects},
        ],
        "performance_goals": {"tasks": [{"task": "监管", "fiscal": "10", "other": "2"}], "goal": {"planned": "管好。"}},
        "key_projects": [{"name": "监管", "budget": "1,012", "goal": "管好。"}],
    }


def form() -> Record:
    """The small budget, calculated."""
    return from_json(data(), layout())
