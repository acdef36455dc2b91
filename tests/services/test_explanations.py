"""Explanations in a form that is stored: remembering figures, confirming, undo, packages, what is no longer needed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.address import CellId
from desktop.domain.checks.finding import Finding
from desktop.domain.evaluation_json import from_json, to_json
from desktop.services.entry import FormSession, look_at
from desktop.services.packages import entered_only, read_package, take_in, write_package
from desktop.services.workspace import Workspace
from tests.builders import sample_record

EXECUTED = CellId("funds", "central", "executed")
RATE_LOW = ("funds.rate-low", "funds[0].rate")
WORDS = "项目验收推迟。"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.open(tmp_path / "自评 数据.db")
    yield opened
    opened.close()


@pytest.fixture
def form(workspace: Workspace) -> FormSession:
    """The Beijing form: its execution rate is 84.35 %, below what needs no reason."""
    return workspace.form(workspace.add(entered_only(sample_record("beijing-2022-region")), "导入"))


def rate_low(form: FormSession) -> Finding:
    (finding,) = form.engine.named(RATE_LOW)
    return finding


def rows(form: FormSession) -> list[dict[str, str]]:
    found: list[dict[str, str]] = to_json(form.record).get("explanations", [])
    return found


def test_writing_remembers_the_figures(form: FormSession) -> None:
    form.explain(rate_low(form), WORDS)
    assert rows(form) == [
        {"code": RATE_LOW[0], "where": RATE_LOW[1], "text": WORDS, "about": "84.35%\n90%"},
    ]


def test_figures_that_change_open_the_finding_and_undo_settles_it(workspace: Workspace, form: FormSession) -> None:
    form.explain(rate_low(form), WORDS)
    form.commit({EXECUTED: "6000.00"})
    assert "原为 84.35%，现为 " in rate_low(form).lapsed
    workspace.undo()
    assert rate_low(form).explained
    workspace.redo()
    assert not rate_low(form).explained
    again = Workspace.open(workspace.path)
    assert rate_low(again.form(form.head.id)).lapsed == rate_low(form).lapsed
    again.close()


def test_the_old_words_confirm_it_in_one_step(workspace: Workspace, form: FormSession) -> None:
    form.explain(rate_low(form), WORDS)
    form.commit({EXECUTED: "6000.00"})
    lapsed = rate_low(form)
    change = form.explain(lapsed, lapsed.explanation)
    assert change is not None
    assert change.saved
    assert rate_low(form).explained
    assert len(rows(form)) == 1
    assert form.explain(rate_low(form), WORDS) is None
    workspace.undo()
    assert rate_low(form).lapsed
    assert workspace.verify() == []


def test_what_was_there_can_be_put_back_lapsed_as_it_was(form: FormSession) -> None:
    form.explain(rate_low(form), WORDS)
    form.commit({EXECUTED: "6000.00"})
    before, kept = form.explanation(rate_low(form)), rows(form)
    form.explain(rate_low(form), "另写一句。", "k")
    assert rate_low(form).explained
    form.explain(rate_low(form), before[0], "k", before[1])
    assert rows(form) == kept
    assert rate_low(form).lapsed


def test_a_finding_that_goes_leaves_its_explanation_to_be_seen(workspace: Workspace, form: FormSession) -> None:
    form.explain(rate_low(form), WORDS)
    form.commit({EXECUTED: "7569.17"})
    assert not form.engine.named(RATE_LOW)
    (left,) = form.unneeded
    assert (left.key, left.explanation) == (RATE_LOW, WORDS)
    assert left.place == "资金情况 · 年度资金总额 · 预算执行率"
    form.explain(left, "")
    assert form.unneeded == []
    assert rows(form) == []
    workspace.undo()
    workspace.undo()
    assert rate_low(form).explained


def test_only_the_explanation_without_finding_is_withdrawn(form: FormSession) -> None:
    """Two rows of one code and path: the one about other figures is not needed, the other stays."""
    cells = dict(zip(("code", "where", "text", "about"), (*RATE_LOW, "旧。", "70%\n90%"), strict=True))
    form.explain(rate_low(form), WORDS)
    form.add_row("explanations")
    row = form.record.rows("explanations")[1].key
    form.commit({CellId("explanations", row, key): text for key, text in cells.items()})
    (left,) = form.unneeded
    assert left.explanation == "旧。"
    form.explain(left, "")
    assert [one["text"] for one in rows(form)] == [WORDS]


def test_keystrokes_are_one_step_and_coming_to_nothing_leave_no_step(workspace: Workspace, form: FormSession) -> None:
    before = workspace.undo_label()
    finding = rate_low(form)
    for text in ("项", "项目", "项目验", "项目"):
        form.explain(finding, text, "k")
    again = Workspace.open(workspace.path)
    assert again.form(form.head.id).explanation(finding)[0] == "项目"
    again.close()
    form.explain(finding, "", "k")
    assert rows(form) == []
    assert workspace.undo_label() == before
    for text in ("项", "", "项目"):
        form.explain(finding, text, "k")
    assert rate_low(form).explained
    workspace.undo()
    assert not rate_low(form).explained
    assert rows(form) == []
    assert workspace.verify() == []


# figures from elsewhere -----------------------------------------------------------------------------------------------


def bare(about: str | None = None) -> FormSession:
    """A form with an explanation as a script or an older copy writes it."""
    data = to_json(sample_record("beijing-2022-region"))
    entry = {"code": RATE_LOW[0], "where": RATE_LOW[1], "text": WORDS} | ({} if about is None else {"about": about})
    record = from_json(data | {"explanations": [entry]}, sample_record("beijing-2022-region").definition)
    return look_at(entered_only(record))


def test_without_figures_it_holds_and_is_written_back_as_it_came() -> None:
    form = bare()
    assert rate_low(form).explained
    assert rows(form) == [{"code": RATE_LOW[0], "where": RATE_LOW[1], "text": WORDS}]


def test_figures_are_taken_up_with_the_first_change_which_may_lapse_it() -> None:
    form = bare()
    form.commit({EXECUTED: "6000.00"})
    assert rows(form)[0]["about"] == "84.35%\n90%"
    assert rate_low(form).lapsed


def test_figures_are_taken_up_with_a_change_elsewhere_too_and_go_with_undo(workspace: Workspace) -> None:
    form = workspace.form(workspace.add(bare().record, "收进"))
    form.commit({CellId("goal", "", "achieved"): "全年目标完成。"})
    assert rows(form)[0]["about"] == "84.35%\n90%"
    form.commit({CellId("goal", "", "achieved"): "全年目标都完成。"})
    workspace.undo()
    workspace.undo()
    assert "about" not in rows(form)[0]
    assert workspace.verify() == []


def test_figures_of_another_time_show_it_lapsed_at_once() -> None:
    assert "原为 70%，现为 84.35%" in rate_low(bare("70%\n90%")).lapsed


def test_figures_travel_in_a_package(workspace: Workspace, form: FormSession, tmp_path: Path) -> None:
    form.explain(rate_low(form), WORDS)
    path = write_package([form.record], tmp_path / "交换.zpform")
    assert json.loads(path.read_text("utf-8"))["explanations"] == rows(form)
    (number,) = take_in(workspace, read_package(path, workspace.catalog))
    taken = workspace.form(number)
    assert rows(taken) == rows(form)
    taken.commit({EXECUTED: "6000.00"})
    assert rate_low(taken).lapsed
    assert rate_low(form).explained


def test_a_lapsed_explanation_is_a_sentence_for_scripts() -> None:
    data = rate_low(bare("70%\n90%")).to_json()
    assert (data["explained"], data["explanation"]) == (False, WORDS)
    assert str(data["lapsed"]).startswith("说明写于数字变动之前：")
    assert rate_low(bare()).to_json()["lapsed"] == ""
