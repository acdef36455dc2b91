"""Contents and findings as item models: sound under Qt's own tester, true after every change, stable rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.domain.address import CellId
from desktop.services.entry import FormSession
from desktop.ui.models.contents import ContentsModel
from desktop.ui.models.contents import Role as ContentsRole
from desktop.ui.models.findings import FindingsModel
from desktop.ui.models.findings import Role as FindingsRole
from desktop.ui.models.guide_items import Layout, guide_items, position_of
from desktop.ui.models.why import why_closed
from desktop.ui.session import Session
from tests.builders import empty_record, sample_record

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def form(session: Session) -> FormSession:
    """The filled form, in work."""
    session.open_evaluation(1)
    assert session.form is not None
    return session.form


def actual(form: FormSession, number: int) -> CellId:
    """The actual value of an indicator, counted from 1."""
    return CellId("indicators", form.record.rows("indicators")[number - 1].key, "actual")


def line(model: ContentsModel, index: QModelIndex) -> object:
    return model.data(index, ContentsRole.LINE)


def test_contents_stay_sound_while_values_come_and_go(form: FormSession, session: Session) -> None:
    model = ContentsModel(form)
    tester = QAbstractItemModelTester(model, FATAL)
    cell = actual(form, 14)
    index = model.index_of(cell)
    assert line(model, index).mark == "verify"  # type: ignore[attr-defined]  # the published form repeats the target
    for text in ("", "1OO分钟", "29分钟"):
        session.commit({cell: text})
        model.update()
    assert line(model, model.index_of(cell)).mark == "ok"  # type: ignore[attr-defined]
    for name in ("problems", "unfilled", "all"):
        model.set_filter(name)
    assert model.index_of(cell).isValid()
    assert tester.model() is model


def test_contents_count_what_is_filled(form: FormSession, session: Session) -> None:
    model = ContentsModel(form)
    part = model.index_of(CellId("indicators", "", ""))
    before = line(model, part).filled  # type: ignore[attr-defined]
    session.commit({actual(form, 21): ""})
    model.update()
    assert line(model, model.index_of(CellId("indicators", "", ""))).filled == before - 1  # type: ignore[attr-defined]


def test_filter_keeps_only_lines_it_is_for(form: FormSession, session: Session) -> None:
    session.commit({actual(form, 21): ""})
    model = ContentsModel(form)
    model.set_filter("unfilled")
    assert model.index_of(actual(form, 21)).isValid()
    rows = [model.data(model.index(row, 0)) for row in range(model.rowCount())]
    assert rows == ["绩效指标"]


def test_findings_stay_sound_while_values_come_and_go(form: FormSession, session: Session) -> None:
    model = FindingsModel(form)
    tester = QAbstractItemModelTester(model, FATAL)
    for number in (14, 5, 21):
        for text in ("", "1OO%", "36分钟", "95%"):
            session.commit({actual(form, number): text})
            model.update()
            shown = [
                model.data(model.index(row, 0, model.index(group, 0)), FindingsRole.FINDING)
                for group in range(model.rowCount())
                for row in range(model.rowCount(model.index(group, 0)))
            ]
            assert sorted(map(repr, shown)) == sorted(map(repr, form.findings))
    assert tester.model() is model


def test_cells_still_to_fill_are_a_group_of_their_own(form: FormSession, session: Session) -> None:
    model = FindingsModel(form)
    errors = model.rowCount(model.index(0, 0))
    session.commit({actual(form, 21): ""})
    model.update()
    assert model.rowCount(model.index(0, 0)) == errors
    assert model.rowCount(model.index(3, 0)) == 1
    assert model.data(model.index(3, 0), Qt.ItemDataRole.DisplayRole) == "未填 1"


def test_guide_has_a_page_for_every_entry_cell() -> None:
    """Each entry cell of a visible section stands on exactly one page."""
    record = empty_record()
    items = guide_items(record)
    walked = [cell for item in items for cell in item.cells]
    wanted = [cell for section in record.definition.visible_sections for cell in record.entry_cells(section)]
    assert sorted(walked) == sorted(wanted)
    assert len(set(walked)) == len(walked)


def test_shapes_of_the_pages_follow_the_definition() -> None:
    items = guide_items(sample_record())
    assert [item.layout for item in items if item.part == "资金投入情况"] == [Layout.MATRIX]
    assert [item.count for item in items if item.part == "资金管理情况"] == [7] * 7
    indicators = [item for item in items if item.sections == ("indicators",)]
    assert (len(indicators), indicators[13].number, indicators[13].path) == (21, 14, ("产出指标", "时效指标"))
    assert position_of(items, indicators[13].cells[0]) == items.index(indicators[13])
    assert position_of(items, CellId("explanations", "x", "text")) == -1


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (CellId("funds", "total", "budget"), "“中央财政资金”、“地方资金”、“其他资金”"),
        (CellId("funds", "central", "rate"), "“全年执行数”、“全年预算数”"),
        (CellId("funds", "central", "budget"), ""),
    ],
)
def test_computed_cells_say_what_they_are_made_of(cell: CellId, says: str) -> None:
    why = why_closed(sample_record(), cell)
    assert says in why
    assert bool(why) == bool(says)
