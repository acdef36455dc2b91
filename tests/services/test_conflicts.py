"""Two windows on one data file: the later text wins, nothing typed is lost, nothing waits for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.address import CellId
from desktop.domain.errors import EnvironmentFault
from desktop.services.conflicts import KEPT, NOT_KEPT
from desktop.services.entry import FormSession
from desktop.services.workspace import Workspace

CENTRAL = CellId("funds", "central", "budget")
TOTAL = CellId("funds", "total", "budget")
OTHER = CellId("funds", "other", "budget")
ACTUAL = CellId("indicators", "news-briefings", "actual")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    """A data file with one form, open in this window."""
    opened = Workspace.open(tmp_path / "数据.db")
    opened.create("region-managed", "", "示例市医疗保障局", 2022)
    yield opened
    opened.close()


@pytest.fixture
def there(here: Workspace) -> Iterator[Workspace]:
    """The same file in another window, which has read the form before this one changes it."""
    here.form(1)
    opened = Workspace.open(here.path)
    opened.form(1)
    yield opened
    opened.close()


def stored(workspace: Workspace) -> FormSession:
    """The form as a third window would see it."""
    third = Workspace.open(workspace.path)
    form = third.form(1)
    third.close()
    return form


def test_the_later_text_wins_and_undo_leads_to_the_other_one(here: Workspace, there: Workspace) -> None:
    there.form(1).commit({CENTRAL: "10", OTHER: "7"})
    change = here.form(1).commit({CENTRAL: "20"})
    assert change is not None
    assert (change.saved, change.fault, change.note) == (True, "", KEPT)
    assert {CENTRAL, OTHER, TOTAL} <= change.cells
    assert here.unsaved == ""
    form = here.form(1)
    assert (form.record.text(CENTRAL), form.record.text(OTHER)) == ("20", "7")
    assert form.record.shown(TOTAL) == "27.00"
    assert dict(stored(here).record.texts) == dict(form.record.texts)
    here.undo()
    assert form.record.text(CENTRAL) == "10"
    assert dict(stored(here).record.texts) == dict(form.record.texts)
    assert here.verify() == []


def test_what_stands_behind_it_is_not_held_up(
    here: Workspace, there: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed while the disk was full, overtaken meanwhile: all of it is stored once the disk is free."""
    real = here._data.apply

    def full(*_: object) -> None:
        raise EnvironmentFault("磁盘已满。")

    monkeypatch.setattr(here._data, "apply", full)
    form = here.form(1)
    for texts in ({CENTRAL: "1"}, {CENTRAL: "2"}, {ACTUAL: "3次"}):
        form.commit(texts)
    there.form(1).commit({CENTRAL: "9"})
    monkeypatch.setattr(here._data, "apply", real)
    (settled,) = here.retry_save()
    assert settled.note == KEPT
    assert here.unsaved == ""
    assert here.retry_save() == []
    assert (stored(here).record.text(CENTRAL), stored(here).record.text(ACTUAL)) == ("2", "3次")
    assert here.verify() == []


def test_the_same_text_in_both_windows_is_no_quarrel(here: Workspace, there: Workspace) -> None:
    there.form(1).commit({CENTRAL: "10"})
    change = here.form(1).commit({CENTRAL: "10"})
    assert change is not None
    assert change.saved
    assert stored(here).record.text(CENTRAL) == "10"
    assert here.verify() == []


@pytest.mark.parametrize("text", ["", "1次"])
def test_a_text_in_a_row_that_is_gone_is_told(here: Workspace, there: Workspace, text: str) -> None:
    if text:
        there.form(1).commit({ACTUAL: text})
    there.form(1).remove_row("indicators", ACTUAL.row)
    form = here.form(1)
    change = form.commit({ACTUAL: "2次", CENTRAL: "5"})
    assert change is not None
    assert change.note == NOT_KEPT
    assert "indicators" in change.sections
    assert not form.record.has_cell(ACTUAL)
    assert stored(here).record.text(CENTRAL) == "5"
    assert dict(stored(here).record.texts) == dict(form.record.texts)
    assert here.unsaved == ""
    here.undo()
    here.undo()  # the row comes back with what stood in it
    assert form.record.text(ACTUAL) == text
    assert form.record.rows("indicators") == stored(here).record.rows("indicators")
    assert here.verify() == []


def test_a_row_removed_in_both_windows_is_removed_once(here: Workspace, there: Workspace) -> None:
    there.form(1).remove_row("indicators", ACTUAL.row)
    change = here.form(1).remove_row("indicators", ACTUAL.row)
    assert change.note == NOT_KEPT
    assert "indicators" in change.sections
    assert here.form(1).record.rows("indicators") == there.form(1).record.rows("indicators")
    assert here.unsaved == ""
    assert here.verify() == []


def test_a_form_removed_in_the_other_window_is_told_and_stops_nothing_else(here: Workspace, there: Workspace) -> None:
    second = here.create("region-managed", "", "第二市医疗保障局", 2022)
    there.remove(1)
    change = here.form(1).commit({CENTRAL: "1"})
    assert change is not None
    assert not change.saved
    assert "没有编号为 1 的自评表" in change.fault
    assert here.unsaved == change.fault
    other = here.form(second).commit({CENTRAL: "2"})
    assert other is not None
    assert other.saved
    assert here.unsaved == ""


def test_undo_of_the_other_windows_step_reads_what_it_did(here: Workspace, there: Workspace) -> None:
    there.form(1).commit({CENTRAL: "10"})
    there.form(1).add_row("indicators")
    there.form(1).commit({OTHER: "7"})
    change = here.undo()
    assert change is not None
    assert "indicators" in change.sections
    form = here.form(1)
    assert (form.record.text(CENTRAL), form.record.text(OTHER)) == ("10", "")
    assert dict(stored(here).record.texts) == dict(form.record.texts)
    assert form.record.rows("indicators") == stored(here).record.rows("indicators")


def test_undo_in_a_form_whose_layout_is_gone_is_refused_in_words(
    here: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.form(1).commit({CENTRAL: "10"})
    here._forms.clear()
    monkeypatch.setattr(here.catalog, "_infos", [])
    with pytest.raises(EnvironmentFault, match=r"这一步没有撤销或重做，因为打不开它所在的自评表：.*。$"):
        here.undo()
    assert here.undo_label() is not None
