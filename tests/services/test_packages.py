"""Exchange packages: what goes in comes out, hidden parts too, and a form that was taken in is as alive as a typed one.

K1  Written, read and taken in, every leaf is the same, for whatever was typed.
K2  Figures that the calculation gives are not kept as typed; those that contradict it are.
K3  What cannot be read is refused in a sentence that names the file, and nothing is added.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.address import CellId
from desktop.domain.definition import ValueType
from desktop.domain.errors import EnvironmentFault, InputError
from desktop.domain.evaluation_json import from_json, to_json
from desktop.domain.record import Record
from desktop.self_test.filling import filled
from desktop.services.forms import FormCatalog
from desktop.services.packages import read_package, take_in, write_package
from desktop.services.workspace import Workspace
from tests.builders import KINDS, evaluation, sample_record

CATALOG = FormCatalog()
BUREAUS = ["上海市医疗保障局", "北京市医疗保障局", "益阳市医疗保障局", "南京市医疗保障局（本级）"]
WORDS = {"code": "funds.rate-low", "where": "funds[0].rate", "text": "项目验收推迟。\n分两行写。"}


def with_words(name: str) -> Record:
    """A published form with an explanation, and its handed-down targets where it has some."""
    data = evaluation(name) | {"explanations": [WORDS]}
    return from_json(data, CATALOG.definition(KINDS[name]))


@pytest.mark.parametrize("name", KINDS)
def test_everything_travels(name: str, tmp_path: Path) -> None:
    """K1."""
    record = with_words(name)
    wanted = to_json(record)
    assert wanted["explanations"] == [WORDS]
    assert ("targets_set" in wanted) == (name == "shanghai-2022-region")
    package = read_package(write_package([record], tmp_path / "交换 包.zpform"), CATALOG)
    workspace = Workspace.open(tmp_path / "a.zpdata", CATALOG)
    (number,) = take_in(workspace, package)
    workspace.close()
    workspace = Workspace.open(tmp_path / "a.zpdata", CATALOG)
    assert to_json(workspace.form(number).record) == wanted
    told = {(entry.label, entry.source) for entry in workspace.history(number)}
    assert told == {("收进 交换 包.zpform", package.source)}
    assert package.digest[:12] in package.source
    assert workspace.verify() == []
    workspace.close()


def test_several_forms_are_a_list_and_keep_their_order(tmp_path: Path) -> None:
    """K1."""
    records = [with_words(name) for name in KINDS]
    path = write_package(records, tmp_path / "a.zpform")
    assert [form["bureau"] for form in json.loads(path.read_text("utf-8"))] == BUREAUS
    workspace = Workspace.open(tmp_path / "a.zpdata", CATALOG)
    numbers = take_in(workspace, read_package(path, CATALOG))
    assert [workspace.form(number).record.bureau for number in numbers] == BUREAUS
    workspace.close()


def test_a_package_is_json_that_people_can_read(tmp_path: Path) -> None:
    path = write_package([with_words("beijing-2022-region")], tmp_path / "a.zpform")
    text = path.read_bytes().decode("utf-8")
    assert text.startswith('{\n "kind": "region"')
    assert "北京市医疗保障局" in text
    assert text.endswith("}\n")


CELLS = {
    definition.layout: [
        cell
        for section in definition.sections
        if not section.hidden and section.key != "form"
        for cell in filled(definition).cells(section)
        if section.column_by_key[cell.column].type is not ValueType.LABEL
    ]
    for definition in CATALOG.definitions()
}
TYPED = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["７，５６９．１７", "1,652.50", "87.7%", "0", "—", "无", "1OO%", "=1+1", "1e400", " 12 "]),
)


@given(st.sampled_from(sorted(CELLS)), st.data())
def test_whatever_was_typed_travels(layout: str, data: st.DataObject) -> None:
    """K1, in computed cells too; the form as a first reading folds it."""
    definition = next(one for one in CATALOG.definitions() if one.layout == layout)
    typed = data.draw(st.dictionaries(st.sampled_from(CELLS[layout]), TYPED, max_size=6))
    base = filled(definition)
    rows = {section.key: list(base.rows(section.key)) for section in definition.sections}
    record = from_json(to_json(Record(definition, rows, {**base.texts, **typed})), definition)
    with tempfile.TemporaryDirectory() as folder:
        package = read_package(write_package([record], Path(folder) / "a.zpform"), CATALOG)
    assert to_json(package.records[0]) == to_json(record)


def total_and_part(record: Record) -> tuple[CellId, CellId]:
    """Total and first part of the budget in the money table."""
    total, part = (row.key for row in list(record.rows("funds"))[:2])
    return CellId("funds", total, "budget"), CellId("funds", part, "budget")


def test_totals_follow_a_figure_that_is_mended(tmp_path: Path) -> None:
    """K2."""
    workspace = Workspace.open(tmp_path / "a.zpdata", CATALOG)
    path = write_package([filled(CATALOG.definition("region"))], tmp_path / "a.zpform")
    (number,) = take_in(workspace, read_package(path, CATALOG))
    form = workspace.form(number)
    total, part = total_and_part(form.record)
    before = form.record.shown(total)
    assert form.record.text(total) == ""
    form.commit({part: "99999.00"})
    assert form.record.shown(total) != before
    workspace.close()


def test_a_total_that_contradicts_its_parts_stays_as_printed(tmp_path: Path) -> None:
    """K2: the checks have to see it."""
    data: dict[str, Any] = evaluation("beijing-2022-region")
    data["funds"][0]["budget"] = "1.00"
    path = tmp_path / "a.zpform"
    path.write_text(json.dumps(data), "utf-8")
    record = read_package(path, CATALOG).records[0]
    assert record.text(total_and_part(record)[0]) == "1.00"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        (b"hello", "不是完整的 JSON"),
        (b"[]", "没有自评数据"),
        ("{“".encode("gbk"), "不是 UTF-8"),
        (b'{"kind": "galaxy"}', "没有叫“galaxy”的表种"),
        (b'{"kind": "region", "layout": "next-year"}', "没有叫“next-year”的表样"),
        (b'[{"kind": "region"}, {"kind": "region", "fundz": []}]', "“fundz”不认识"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    """K3."""
    path = tmp_path / "坏 包.zpform"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as refused:
        read_package(path, CATALOG)
    assert str(refused.value).endswith("。")


def test_a_folder_that_is_not_there_is_the_environments_fault(tmp_path: Path) -> None:
    """K3."""
    with pytest.raises(EnvironmentFault, match="不存在"):
        write_package([sample_record()], tmp_path / "none" / "a.zpform")


@pytest.mark.parametrize(
    ("change", "count"), [({}, 1), ({"year": 2021}, 0), ({"bureau": "别的市医疗保障局"}, 0), ({"note": "改"}, 1)]
)
def test_twins_are_of_the_same_unit_year_and_kind(change: dict[str, Any], count: int, tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "a.zpdata", CATALOG)
    workspace.add(sample_record("shanghai-2022-region"), "导入")
    workspace.add(sample_record("beijing-2022-region"), "导入")
    record = from_json(evaluation("shanghai-2022-region") | change, CATALOG.definition("region-managed"))
    package = read_package(write_package([record], tmp_path / "a.zpform"), CATALOG)
    assert [head.id for head in package.twins(workspace)] == [1] * count
    workspace.close()
