"""Import: comparing a workbook with a form, taking it over, one undo; nothing is written before that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.address import CellId
from desktop.domain.errors import InputError
from desktop.services.entry import FormSession
from desktop.services.forms import FormCatalog
from desktop.services.import_line import ImportLine
from desktop.services.source_sheet import position_of
from desktop.services.transfer import ImportPreview, accept, export_form, preview
from desktop.services.workspace import Workspace

BUREAU = "示例市医疗保障局"
CENTRAL = CellId("funds", "central", "budget")
EXECUTED = CellId("funds", "central", "executed")
LOCAL = CellId("funds", "local", "budget")
RATE = CellId("funds", "central", "rate")
ACTUAL = CellId("indicators", "maintenance-response", "actual")
RESPONSE = "maintenance-response"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "data.db", FormCatalog())


@pytest.fixture
def form(workspace: Workspace) -> FormSession:
    """A form with a few values."""
    made = workspace.form(workspace.create("region-managed", "shanghai-2022", BUREAU, 2022))
    made.commit({CENTRAL: "7569.17", EXECUTED: "6384.44", ACTUAL: "28分钟"})
    return made


@pytest.fixture
def found(form: FormSession, tmp_path: Path) -> ImportPreview:
    """What is recognised in the form's own export."""
    path = export_form(form, tmp_path / "报送稿.xlsx")
    previews = preview(path, FormCatalog())
    assert len(previews) == 1
    return previews[0]


def line_of(lines: list[ImportLine], cell: CellId) -> ImportLine:
    return next(line for line in lines if line.cell == cell)


def test_a_preview_names_layout_unit_year_and_shows_the_sheet(found: ImportPreview) -> None:
    assert found.definition.id == "region-managed/shanghai-2022"
    assert (found.bureau, found.year) == (BUREAU, 2022)
    row, column = position_of(line_of(found.compare(None), CENTRAL).source) or (0, 0)
    assert found.sheet.texts[row, column] in ("7569.17", "7,569.17")
    assert all(
        1 <= top <= bottom <= found.sheet.rows and 1 <= left <= right <= found.sheet.columns
        for top, left, bottom, right in found.sheet.merges
    )


@pytest.mark.parametrize(
    ("source", "place"),
    [("自评表!B7", (7, 2)), ("带!号的表!AA10", (10, 27)), ("自评表", None), ("", None)],
)
def test_sources_name_a_row_and_a_column(source: str, place: tuple[int, int] | None) -> None:
    assert position_of(source) == place


def test_looking_writes_nothing(workspace: Workspace, found: ImportPreview, form: FormSession) -> None:
    before = dict(form.record.texts), workspace.undo_label()
    found.compare(form)
    found.compare(None)
    assert (dict(form.record.texts), workspace.undo_label()) == before
    assert len(workspace.evaluations()) == 1


def test_against_its_own_form_everything_is_the_same(found: ImportPreview, form: FormSession) -> None:
    lines = found.compare(form)
    assert {line.state for line in lines} == {"same", "computed"}
    assert not any(line.take for line in lines)


def test_against_a_new_form_everything_is_new(found: ImportPreview) -> None:
    lines = found.compare(None)
    assert line_of(lines, CENTRAL).state == "new"
    assert line_of(lines, CENTRAL).take
    computed = line_of(lines, RATE)
    assert (computed.state, computed.new, computed.take) == ("computed", "84.3%", False)


def test_changed_values_come_with_both_sides_and_the_difference(found: ImportPreview, form: FormSession) -> None:
    form.commit({CENTRAL: "7439.00", ACTUAL: ""})
    lines = found.compare(form)
    money, actual = line_of(lines, CENTRAL), line_of(lines, ACTUAL)
    assert (money.state, money.old, money.new, money.difference) == ("different", "7439.00", "7569.17", "多 130.17")
    assert (actual.state, actual.old, actual.new) == ("new", "", "28分钟")
    assert [line.group for line in lines] == sorted(
        (line.group for line in lines), key=("doubtful", "different", "new", "computed", "same").index
    )


def test_a_computed_cell_that_contradicts_the_file_is_doubtful(form: FormSession, tmp_path: Path) -> None:
    form.commit({RATE: "99.9%"})
    (found,) = preview(export_form(form, tmp_path / "改过.xlsx"), FormCatalog())
    line = line_of(found.compare(None), RATE)
    assert (line.group, line.state, line.old, line.new, line.take) == ("doubtful", "different", "84.3%", "99.9%", True)
    assert line_of(found.compare(form), RATE).state == "same", "the form says the same already"


def test_a_rate_with_other_decimals_is_no_contradiction(form: FormSession, tmp_path: Path) -> None:
    form.commit({RATE: "84.35%"})
    (found,) = preview(export_form(form, tmp_path / "两位.xlsx"), FormCatalog())
    line = line_of(found.compare(None), RATE)
    assert (line.group, line.new) == ("new", "84.35%")


def test_accepting_makes_a_new_form(workspace: Workspace, found: ImportPreview, form: FormSession) -> None:
    number, change = accept(workspace, found, found.compare(None), None)
    made = workspace.form(number)
    assert change is None
    assert number != form.head.id
    assert dict(made.record.texts).items() >= {CENTRAL: "7569.17", ACTUAL: "28分钟"}.items()
    assert [row.item for row in made.record.rows("indicators")] == [row.item for row in form.record.rows("indicators")]
    assert (made.record.bureau, made.record.year) == (BUREAU, 2022)


def test_accepting_into_a_form_is_one_undo(workspace: Workspace, found: ImportPreview, form: FormSession) -> None:
    form.commit({CENTRAL: "7439.00", ACTUAL: "", LOCAL: "5"})
    before = dict(form.record.texts)
    number, change = accept(workspace, found, found.compare(form), form.head.id)
    assert number == form.head.id
    assert change is not None
    assert {CENTRAL, ACTUAL} <= change.cells
    assert (form.record.text(CENTRAL), form.record.text(ACTUAL), form.record.text(LOCAL)) == ("7569.17", "28分钟", "5")
    assert workspace.undo_label() == "撤销 导入 报送稿.xlsx"
    workspace.undo()
    assert dict(form.record.texts) == before


def test_what_is_not_taken_stays(workspace: Workspace, found: ImportPreview, form: FormSession) -> None:
    form.commit({CENTRAL: "7439.00", ACTUAL: "30分钟"})
    lines = [replace(line, take=line.cell == ACTUAL) for line in found.compare(form)]
    accept(workspace, found, lines, form.head.id)
    assert (form.record.text(CENTRAL), form.record.text(ACTUAL)) == ("7439.00", "28分钟")


def test_accepting_nothing_is_no_step(workspace: Workspace, found: ImportPreview, form: FormSession) -> None:
    before = workspace.undo_label()
    assert accept(workspace, found, found.compare(form), form.head.id) == (form.head.id, None)
    assert workspace.undo_label() == before


def test_a_row_the_form_lacks_is_added_and_taken_back(
    workspace: Workspace, found: ImportPreview, form: FormSession
) -> None:
    form.remove_row("indicators", RESPONSE)
    rows = list(form.record.rows("indicators"))
    lines = found.compare(form)
    assert sum(1 for line in lines if line.group == "new" and line.new == "28分钟") == 1
    accept(workspace, found, lines, form.head.id)
    added = [row for row in form.record.rows("indicators") if row not in rows]
    assert [row.item for row in added] == [RESPONSE]
    assert form.record.text(CellId("indicators", added[0].key, "actual")) == "28分钟"
    workspace.undo()
    assert list(form.record.rows("indicators")) == rows


def test_history_names_the_file(workspace: Workspace, found: ImportPreview, form: FormSession) -> None:
    form.commit({CENTRAL: "7439.00"})
    accept(workspace, found, found.compare(form), form.head.id)
    assert "报送稿.xlsx" in workspace.history(form.head.id, CENTRAL)[0].source  # type: ignore[attr-defined]


@pytest.mark.parametrize("content", [None, b"", b"no workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "电话表.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"电话表\.xlsx"):
        preview(path, FormCatalog())
