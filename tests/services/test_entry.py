"""The single way in: texts → calculation → findings → disk → change set, and back with undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.address import CellId
from desktop.domain.errors import EnvironmentFault
from desktop.services.entry import FormSession, look_at
from desktop.services.workspace import Workspace
from tests.builders import empty_record, sample_record

CENTRAL = CellId("funds", "central", "budget")
TOTAL = CellId("funds", "total", "budget")
RATE = CellId("funds", "total", "rate")
ACTUAL = CellId("indicators", "news-briefings", "actual")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty data file."""
    opened = Workspace.open(tmp_path / "自评 数据.db")
    yield opened
    opened.close()


@pytest.fixture
def form(workspace: Workspace) -> FormSession:
    """A new form in it."""
    return workspace.form(workspace.create("region-managed", "", "示例市医疗保障局", 2022))


def test_a_commit_reaches_totals_findings_and_disk(workspace: Workspace, form: FormSession) -> None:
    form.commit({CENTRAL: "10789.00", CellId("funds", "central", "executed"): "456.96"})
    change = form.commit({CellId("funds", "other", "budget"): "8325.20"})
    assert change is not None
    assert change.saved
    assert {CellId("funds", "other", "budget"), TOTAL, RATE} <= change.cells
    assert form.record.shown(TOTAL) == "19114.20"
    again = Workspace.open(workspace.path)
    stored = again.form(form.head.id).record
    assert stored.text(CENTRAL) == "10789.00"
    assert stored.shown(TOTAL) == "19114.20"
    again.close()


def test_findings_come_and_go_with_the_value(form: FormSession) -> None:
    came = form.commit({ACTUAL: "1次"})
    assert came is not None
    assert any(finding.cell is not None and finding.cell.row == ACTUAL.row for finding in came.added)
    went = form.commit({ACTUAL: "2次"})
    assert went is not None
    assert {finding.key for finding in went.removed} >= {
        finding.key for finding in came.added if finding.cell == CellId(*ACTUAL[:2], "reason")
    }
    assert not [finding for finding in form.engine.at(ACTUAL) if finding.is_open]


def test_nothing_changes_nothing(form: FormSession) -> None:
    form.commit({ACTUAL: "4次"})
    assert form.commit({ACTUAL: "4次"}) is None


def test_keystrokes_of_one_editor_are_one_step(workspace: Workspace, form: FormSession) -> None:
    for text in ("1", "10", "107", "107.5"):
        form.commit({CENTRAL: text}, merge_key="k1")
    form.close_editor(CENTRAL, "１０７．５０", "k1")
    assert form.record.text(CENTRAL) == "107.50"
    workspace.undo()
    assert form.record.text(CENTRAL) == ""
    workspace.redo()
    assert form.record.text(CENTRAL) == "107.50"


def test_two_editors_are_two_steps_even_on_the_same_cell(workspace: Workspace, form: FormSession) -> None:
    form.commit({CENTRAL: "1"}, merge_key="a")
    form.close_editor(CENTRAL, "1", "a")
    form.commit({CENTRAL: "12"}, merge_key="b")
    form.close_editor(CENTRAL, "12", "b")
    workspace.undo()
    assert form.record.text(CENTRAL) == "1"


def test_text_that_is_no_number_stays(form: FormSession) -> None:
    form.close_editor(CENTRAL, "约一百万")
    assert form.record.text(CENTRAL) == "约一百万"
    assert any(finding.cell == CENTRAL and finding.severity == "error" for finding in form.findings)


def test_undo_survives_a_restart(workspace: Workspace, form: FormSession) -> None:
    form.commit({ACTUAL: "3次"})
    form.commit({ACTUAL: "4次"})
    form.seal()
    path, number = workspace.path, form.head.id
    workspace.close()
    again = Workspace.open(path)
    assert again.undo_label() is not None
    again.undo()
    assert again.form(number).record.text(ACTUAL) == "3次"
    again.close()
    third = Workspace.open(path)
    assert third.form(number).record.text(ACTUAL) == "3次"
    third.redo()
    assert third.form(number).record.text(ACTUAL) == "4次"
    assert third.verify() == []
    third.close()


def test_undo_goes_to_the_form_the_step_was_in(workspace: Workspace, form: FormSession) -> None:
    other = workspace.form(workspace.create("region", "", "示例市医疗保障局", 2022))
    form.commit({ACTUAL: "4次"})
    other.commit({CellId("goal", "", "achieved"): "完成"})
    first, second = workspace.undo(), workspace.undo()
    assert first is not None
    assert second is not None
    assert (first.evaluation_id, second.evaluation_id) == (other.head.id, form.head.id)


def test_creating_a_form_is_not_undone(workspace: Workspace, form: FormSession) -> None:
    assert workspace.undo() is None
    assert len(workspace.evaluations()) == 1


def test_rows_added_removed_and_moved_with_undo(workspace: Workspace, form: FormSession) -> None:
    before = [row.key for row in form.record.rows("indicators")]
    form.add_row("indicators", before[0])
    added = form.record.rows("indicators")[1]
    assert form.record.text(CellId("indicators", added.key, "level2")) == "数量指标"
    form.move_row("indicators", added.key, 3)
    assert form.record.position("indicators", added.key) == 3
    form.commit({CellId("indicators", added.key, "actual"): "5场"})
    form.remove_row("indicators", added.key)
    assert [row.key for row in form.record.rows("indicators")] == before
    workspace.undo()
    assert form.record.text(CellId("indicators", added.key, "actual")) == "5场"
    for _ in range(3):
        workspace.undo()
    assert [row.key for row in form.record.rows("indicators")] == before
    assert workspace.verify() == []


def test_an_explanation_settles_a_finding_and_can_be_withdrawn(form: FormSession) -> None:
    form.commit({ACTUAL: "≥2次"})
    finding = next(f for f in form.engine.at(ACTUAL) if f.code == "actual.repeats-target")
    assert not finding.explained
    form.explain(finding, "场次由办公室统计，3 月底前补填。")
    settled = next(f for f in form.engine.at(ACTUAL) if f.code == "actual.repeats-target")
    assert settled.explained
    assert "3 月底前" in settled.explanation
    form.explain(settled, "")
    assert not next(f for f in form.engine.at(ACTUAL) if f.code == "actual.repeats-target").explained


def test_a_full_disk_keeps_what_is_typed_and_stores_it_later(
    workspace: Workspace, form: FormSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = workspace._data
    real = data.apply

    def full(*_: object) -> None:
        raise EnvironmentFault("写不进数据文件：磁盘已满。")

    monkeypatch.setattr(data, "apply", full)
    change = form.commit({ACTUAL: "4次"}, merge_key="k")
    assert change is not None
    assert not change.saved
    assert "磁盘已满" in workspace.unsaved
    assert form.record.text(ACTUAL) == "4次"
    assert workspace.undo() is None
    monkeypatch.setattr(data, "apply", real)
    form.commit({CENTRAL: "5"})
    assert workspace.unsaved == ""
    again = Workspace.open(workspace.path)
    stored = again.form(form.head.id).record
    assert (stored.text(ACTUAL), stored.text(CENTRAL)) == ("4次", "5")
    again.close()


def test_a_step_that_cannot_be_sealed_is_saved_all_the_same(
    workspace: Workspace, form: FormSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked() -> None:
        raise EnvironmentFault("数据文件正被另一个程序占用。")

    monkeypatch.setattr(workspace._data, "seal", locked)
    change = form.close_editor(ACTUAL, "4次", "k")
    assert change is not None
    assert change.saved
    assert workspace.unsaved == ""


def test_an_overwritten_total_goes_back_when_cleared() -> None:
    form = look_at(sample_record())
    form.commit({TOTAL: "19114.30"})
    assert any(finding.code.startswith("funds.sum") for finding in form.findings)
    form.commit({TOTAL: ""})
    assert form.record.shown(TOTAL) == "19114.20"
    assert not any(finding.code.startswith("funds.sum") for finding in form.findings)


def test_a_new_form_is_blank_but_for_what_is_issued() -> None:
    record = look_at(empty_record()).record
    for section in record.definition.visible_sections:
        if section.key in ("funds", "management", "goal"):
            assert not [cell for cell in record.entry_cells(section) if record.text(cell)]
    assert record.shown(CellId("form", "", "title")).startswith("中央对示例市")


def explained(form: FormSession) -> dict[str, str]:
    """Where → text of the written explanations."""
    rows = [row.key for row in form.record.rows("explanations")]
    cells = [(CellId("explanations", row, "where"), CellId("explanations", row, "text")) for row in rows]
    return {form.record.text(where): form.record.text(text) for where, text in cells}


def test_explanations_go_with_their_rows(workspace: Workspace, form: FormSession) -> None:
    second = CellId("indicators", form.record.rows("indicators")[1].key, "actual")
    form.commit({ACTUAL: "≥2次", second: "≥1次"})
    for cell in (ACTUAL, second):
        finding = next(f for f in form.engine.at(cell) if f.code == "actual.repeats-target")
        form.explain(finding, f"说明 {cell.row}")
    assert explained(form) == {
        "indicators[0].actual": f"说明 {ACTUAL.row}",
        "indicators[1].actual": f"说明 {second.row}",
    }
    form.move_row("indicators", ACTUAL.row, 5)
    assert explained(form) == {
        "indicators[5].actual": f"说明 {ACTUAL.row}",
        "indicators[0].actual": f"说明 {second.row}",
    }
    assert all(f.explained for f in form.findings if f.code == "actual.repeats-target")
    form.add_row("indicators", second.row)
    assert set(explained(form)) == {"indicators[6].actual", "indicators[0].actual"}
    form.remove_row("indicators", ACTUAL.row)
    assert set(explained(form)) == {"indicators[0].actual"}
    workspace.undo()
    assert set(explained(form)) == {"indicators[6].actual", "indicators[0].actual"}
    assert all(f.explained for f in form.findings if f.code == "actual.repeats-target")
    assert workspace.verify() == []
