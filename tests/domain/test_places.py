"""Paths into the JSON shape and places in words: there and back for every cell, nothing for paths that mean none."""

from __future__ import annotations

from functools import cache

import pytest

from desktop.domain.address import CellId, Row
from desktop.domain.changes import RowChange
from desktop.domain.definition import FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.evaluation_json import from_json, to_json
from desktop.domain.places import cell_at, path_of, place_of, row_label
from desktop.domain.record import Record, new_record
from tests.architecture.tree import ROOT

FORMS = ROOT / "resources" / "forms"
LAYOUTS = ["region-managed/shanghai-2022", "region/beijing-2022", "project/yiyang-2022", "department/nanjing-2023"]


@cache
def layout(name: str) -> FormDefinition:
    """A shipped layout."""
    return load_definition(FORMS / f"{name}.toml")


def form(name: str = LAYOUTS[0]) -> Record:
    """A new form with a row of the user's own, a handed-down target and an explanation."""
    record = new_record(layout(name), "示例市医疗保障局", 2022)
    for section in ("indicators", "targets_set", "explanations"):
        record.apply([RowChange(section, Row("mine", ""), None, 0)])
    return record


@pytest.mark.parametrize("name", LAYOUTS)
def test_path_and_cell_are_inverse(name: str) -> None:
    record = form(name)
    cells = list(record.cells())
    assert len(cells) > 100
    paths = [path_of(record, cell) for cell in cells]
    assert [cell_at(record, path) for path in paths] == cells
    assert len(set(paths)) == len(paths)


def follow(data: object, path: str) -> object:
    """The value at ``path`` of parsed JSON, taken apart independently of the code under test."""
    head, _, tail = path.partition(".")
    key, _, index = head.rstrip("]").partition("[")
    node = data[key]  # type: ignore[index]
    if index:
        node = node[int(index)]
    return node[tail] if tail else node


@pytest.mark.parametrize("name", LAYOUTS)
def test_path_leads_to_the_value_in_json(name: str) -> None:
    record = from_json(to_json(new_record(layout(name), "示例市医疗保障局", 2022)), layout(name))
    data = to_json(record)
    for cell in record.cells():
        value = follow(data, path_of(record, cell))
        if cell.column not in ("label", "aspect"):
            assert str(value) == record.shown(cell)


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        ("funds[0].budget", CellId("funds", "total", "budget")),
        ("management[4].problem", CellId("management", "execution", "problem")),
        ("header.转移支付(项目)名称", CellId("header", "", "fund_name")),
        ("goal.achieved", CellId("goal", "", "achieved")),
        ("indicators[0].actual", CellId("indicators", "mine", "actual")),
        ("indicators[1].actual", CellId("indicators", "news-briefings", "actual")),
        ("note", CellId("note", "", "note")),
        ("year", CellId("form", "", "year")),
        ("title", CellId("form", "", "title")),
    ],
)
def test_path_names_a_cell(path: str, cell: CellId) -> None:
    record = form()
    assert cell_at(record, path) == cell
    assert path_of(record, cell) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nothing",
        "funds",
        "funds[0]",
        "funds[4].budget",
        "funds[-1].budget",
        "funds.budget",
        "funds[0].score",
        "indicators[22].actual",
        "header.fund_name",
        "header",
        "goal.总体目标",
        "goal[0].planned",
        "note.note",
        "note[0]",
        "form.title",
        "form",
        "[0].budget",
    ],
)
def test_path_that_names_no_cell(path: str) -> None:
    assert cell_at(form(), path) is None


def test_place_of_a_row_that_is_gone_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        path_of(form(), CellId("indicators", "gone", "actual"))


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        (CellId("funds", "total", "budget"), "资金投入情况 · 年度资金总额 · 全年预算数"),
        (CellId("funds", "central", "rate"), "资金投入情况 · 中央财政资金 · 预算执行率"),
        (CellId("management", "execution", "problem"), "资金管理情况 · 执行准确性 · 存在问题和改进措施"),
        (CellId("header", "", "using_unit"), "基本信息 · 资金使用单位"),
        (CellId("note", "", "note"), "说明"),
        (
            CellId("indicators", "maintenance-response", "reason"),
            "时效指标 · 医保信息系统运行维护响应时间 · 未完成原因和改进措施",
        ),
        (CellId("indicators", "mine", "actual"), "绩效指标 · 第 1 行 · 全年实际完成值"),
    ],
)
def test_place_in_words(cell: CellId, place: str) -> None:
    assert place_of(form(), cell) == place


def test_place_follows_the_labels_of_the_layout() -> None:
    record = form(LAYOUTS[1])
    assert place_of(record, CellId("funds", "total", "budget")) == "资金情况 · 年度资金总额 · 全年预算数"
    assert place_of(record, CellId("funds", "central", "budget")) == "资金情况 · 中央补助 · 全年预算数"
    assert place_of(record, CellId("note", "", "note")) == "说明"


def test_row_is_called_what_its_form_calls_it() -> None:
    record = from_json({"indicators": [{"level3": "医保法制建设能力", "target": "有所提高"}]}, layout(LAYOUTS[0]))
    section = record.definition.section_by_key["indicators"]
    assert row_label(record, section, "rule-of-law") == "医保法制建设能力"
