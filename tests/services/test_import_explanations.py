"""Explanations of a workbook in the import preview: shown, taken or left like other values, one undo for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from desktop.domain.address import CellId
from desktop.domain.evaluation_json import to_json
from desktop.domain.explanation_sheet import NAME
from desktop.services.entry import FormSession
from desktop.services.forms import FormCatalog
from desktop.services.import_line import ImportLine
from desktop.services.transfer import ImportPreview, accept, export_form, preview
from desktop.services.workspace import Workspace

SECTION = "explanations"
CODE = "actual.repeats-target"
WORDS = "场次由办公室统计。"
FIRST, SECOND = 0, 1


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.open(tmp_path / "data.db", FormCatalog())
    yield opened
    opened.close()


def cell(form: FormSession, number: int) -> CellId:
    return CellId("indicators", form.record.rows("indicators")[number].key, "actual")


@pytest.fixture
def form(workspace: Workspace) -> FormSession:
    """A form with one explanation."""
    made = workspace.form(workspace.create("region-managed", "shanghai-2022", "示例市医疗保障局", 2022))
    made.commit({cell(made, FIRST): "≥2次"})
    explain(made, FIRST, WORDS)
    return made


def explain(form: FormSession, number: int, text: str) -> None:
    form.explain(next(f for f in form.engine.at(cell(form, number)) if f.code == CODE), text)


def notes(form: FormSession) -> list[dict[str, str]]:
    found: list[dict[str, str]] = to_json(form.record).get(SECTION, [])
    return found


@pytest.fixture
def path(form: FormSession, tmp_path: Path) -> Path:
    return export_form(form, tmp_path / "报送稿.xlsx")


def rewrite(path: Path, text: str) -> None:
    """Somebody changes the words of the first explanation in the workbook."""
    workbook = openpyxl.load_workbook(path)
    workbook[NAME]["G5"].value = text
    workbook.save(path)


def found_in(path: Path) -> ImportPreview:
    (found,) = preview(path, FormCatalog())
    return found


def line_of(lines: list[ImportLine]) -> ImportLine:
    (line,) = [line for line in lines if line.cell.section == SECTION]
    return line


def test_the_same_words_are_the_same(path: Path, form: FormSession) -> None:
    line = line_of(found_in(path).compare(form))
    assert (line.state, line.take, line.source) == ("same", False, f"{NAME}!G5")
    assert line.place.startswith("数量指标 · ")


def test_for_a_new_form_they_are_new_and_come_along(workspace: Workspace, path: Path, form: FormSession) -> None:
    found = found_in(path)
    lines = found.compare(None)
    assert (line_of(lines).state, line_of(lines).take) == ("new", True)
    number, _ = accept(workspace, found, lines, None)
    assert notes(workspace.form(number)) == notes(form)


def test_what_is_not_taken_leaves_no_trace_in_a_new_form(workspace: Workspace, path: Path) -> None:
    found = found_in(path)
    lines = [replace(line, take=line.cell.section != SECTION) for line in found.compare(None)]
    number, _ = accept(workspace, found, lines, None)
    assert workspace.form(number).record.rows(SECTION) == []


def test_changed_words_go_into_the_form_in_one_step(workspace: Workspace, path: Path, form: FormSession) -> None:
    rewrite(path, "改过的说明。")
    before = notes(form)
    found = found_in(path)
    line = line_of(found.compare(form))
    assert (line.state, line.old, line.new, line.take) == ("different", WORDS, "改过的说明。", True)
    _, change = accept(workspace, found, found.compare(form), form.head.id)
    assert change is not None
    assert notes(form) == [before[0] | {"text": "改过的说明。"}]
    workspace.undo()
    assert notes(form) == before


def test_they_find_their_row_where_the_form_has_it(workspace: Workspace, path: Path, form: FormSession) -> None:
    explain(form, FIRST, "")
    form.move_row("indicators", form.record.rows("indicators")[FIRST].key, 5)
    found = found_in(path)
    accept(workspace, found, found.compare(form), form.head.id)
    assert [(one["where"], one["text"]) for one in notes(form)] == [("indicators[5].actual", WORDS)]
    assert [f.explained for f in form.findings if f.code == CODE] == [True]
    workspace.undo()
    assert notes(form) == []


def test_they_go_to_a_row_that_the_import_adds(workspace: Workspace, path: Path, form: FormSession) -> None:
    form.remove_row("indicators", form.record.rows("indicators")[FIRST].key)
    count = len(form.record.rows("indicators"))
    found = found_in(path)
    accept(workspace, found, found.compare(form), form.head.id)
    assert [one["where"] for one in notes(form)] == [f"indicators[{count}].actual"]
    assert [f.explained for f in form.findings if f.code == CODE] == [True]
    assert workspace.verify() == []


def test_they_lapse_where_the_form_has_other_figures(workspace: Workspace, path: Path, form: FormSession) -> None:
    target = cell(form, FIRST)
    explain(form, FIRST, "")
    form.commit({CellId(*target[:2], "target"): "≥3次", target: "≥3次"})
    found = found_in(path)
    lines = [replace(line, take=line.cell.section == SECTION) for line in found.compare(form)]
    accept(workspace, found, lines, form.head.id)
    (finding,) = [f for f in form.engine.at(target) if f.code == CODE]
    assert "原为 ≥2次" in finding.lapsed
    assert finding.explanation == WORDS


def test_words_without_figures_do_not_differ_from_those_with(
    workspace: Workspace, path: Path, form: FormSession
) -> None:
    workbook = openpyxl.load_workbook(path)
    workbook[NAME]["E5"].value = None
    workbook.save(path)
    assert line_of(found_in(path).compare(form)).state == "same"


def test_the_same_words_about_other_figures_differ(path: Path, form: FormSession) -> None:
    workbook = openpyxl.load_workbook(path)
    workbook[NAME]["E5"].value = "≥9次\n≥9次"
    workbook.save(path)
    line = line_of(found_in(path).compare(form))
    assert (line.state, line.reason) == ("different", "文字相同，写于另一组数字")
