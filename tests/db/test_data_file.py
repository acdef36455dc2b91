"""What goes into a data file comes out again: content, log, history, across closing and opening."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from db.data_file import DataFile
from db.faults import StaleDataFault
from db.stored import HistoryEntry
from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Command, RowChange
from desktop.domain.errors import InputError
from tests.db.builders import BUDGET, EXECUTED, NOW, ROWS, TARGET, cell_change, cents_of, command, head

BUREAU = CellId("form", "", "bureau")
YEAR = CellId("form", "", "year")


def amounts(path: Path) -> dict[str, tuple[str, int | None, int | None]]:
    """Column → (text, cents, decimals) as the file itself has them."""
    connection = sqlite3.connect(path)
    found = connection.execute('SELECT "column", text, cents, decimals FROM cell').fetchall()
    connection.close()
    return {column: (text, cents, decimals) for column, text, cents, decimals in found}


def told(entries: list[HistoryEntry]) -> list[tuple[str, str, str, str]]:
    return [
        (entry.action, entry.change.old, entry.change.new, entry.state)
        for entry in entries
        if isinstance(entry.change, CellChange)
    ]


# content --------------------------------------------------------------------------------------------------------------


def test_an_evaluation_comes_back_as_it_was_stored(path: Path) -> None:
    cells = {BUDGET: "7569.17", TARGET: "≥2次\n（含）", EXECUTED: ""}
    with DataFile.open(path) as data:
        number = data.add_evaluation(head(), ROWS, cells, None, cents_of(budget="7569.17"))
    with DataFile.open(path) as data:
        content = data.content(number)
        assert content.rows == ROWS
        assert content.cells == {BUDGET: "7569.17", TARGET: "≥2次\n（含）"}
        assert data.head(number) == replace(head(), id=number)
        assert data.evaluations() == [replace(head(), id=number)]
        assert data.verify() == []


@pytest.mark.parametrize("text", ["12..3", " 无 ", "=1+1", "'; DROP TABLE cell; --", "𠮷", "a\x00b", "１２", "—"])
def test_any_text_stays_as_typed(data: DataFile, form: int, text: str) -> None:
    data.apply(command(form, cell_change("", text)), {})
    assert data.content(form).cells == {BUDGET: text}


@pytest.mark.parametrize(
    ("text", "cents", "decimals"),
    [
        ("19114.20", 19_114_200_000, 2),
        ("0", 0, 0),
        ("-0.01", -10_000, 2),
        ("9007199254.740993", 9_007_199_254_740_993, 6),  # 2**53 + 1: lost in floating point
        ("92233720368.547758", 92_233_720_368_547_758, 6),
    ],
)
def test_amounts_are_exact(data: DataFile, form: int, text: str, cents: int, decimals: int) -> None:
    data.apply(command(form, cell_change("", text)), cents_of(budget=text))
    assert amounts(data.path) == {"budget": (text, cents, decimals)}
    assert data.verify() == []


def test_an_amount_beyond_64_bits_keeps_its_text(data: DataFile, form: int) -> None:
    data.apply(command(form, cell_change("", "9" * 30)), {BUDGET: (10**36, 0)})
    assert amounts(data.path) == {"budget": ("9" * 30, None, None)}


def test_a_text_without_amount_has_no_cents(data: DataFile, form: int) -> None:
    data.apply(command(form, cell_change("", "1.5")), cents_of(budget="1.5"))
    data.apply(command(form, cell_change("1.5", "1.5万")), {})
    assert amounts(data.path) == {"budget": ("1.5万", None, None)}


def test_an_emptied_cell_is_gone(data: DataFile, form: int) -> None:
    data.apply(command(form, cell_change("", "1")), {})
    data.apply(command(form, cell_change("1", "")), {})
    assert amounts(data.path) == {}


def test_rows_are_added_moved_and_removed(data: DataFile, form: int) -> None:
    first, second, third = ROWS["indicators"]
    new = Row("u2", "")
    data.apply(
        command(
            form,
            RowChange("indicators", new, None, 0),
            RowChange("indicators", first, 1, 3),
            RowChange("indicators", second, 1, None),
            RowChange("tables", Row("t", ""), None, 0),
        ),
        {},
    )
    assert data.content(form).rows == {"indicators": [new, third, first], "tables": [Row("t", "")]}
    undone = data.next_undo()
    assert undone is not None
    data.undo(undone, NOW, "office", {})
    assert data.content(form).rows == ROWS
    assert data.verify() == []


def test_many_rows_inserted_at_one_spot_keep_their_order(data: DataFile, form: int) -> None:
    for number in range(60):  # more often than ranks can be halved
        data.apply(command(form, RowChange("indicators", Row(f"n{number}", ""), None, 1)), {})
    first, *others = ROWS["indicators"]
    assert data.content(form).rows["indicators"] == [first, *(Row(f"n{n}", "") for n in reversed(range(60))), *others]
    assert data.verify() == []


def test_head_follows_the_last_change_and_the_cells_that_name_it(data: DataFile, form: int) -> None:
    changes = (cell_change("", "甲市医疗保障局", BUREAU), cell_change("", "２０２３", YEAR))
    data.apply(command(form, *changes, minute=5, label="填写 表头"), {})
    now = data.head(form)
    assert (now.bureau, now.year, now.last_place) == ("甲市医疗保障局", 2023, "填写 表头")
    assert (now.changed_at - now.created_at).total_seconds() == 300
    data.apply(command(form, cell_change("２０２３", "去年", YEAR)), {})
    assert data.head(form).year == 2023


def test_an_unknown_evaluation_is_refused(data: DataFile) -> None:
    for use in (data.head, data.content, data.remove_evaluation):
        with pytest.raises(InputError, match="没有编号为 7 的自评表"):
            use(7)


def test_a_removed_evaluation_takes_its_log_along_and_no_other(data: DataFile, form: int) -> None:
    other = data.add_evaluation(head("乙市医疗保障局"), {}, {})
    data.apply(command(form, cell_change("", "1")), {})
    kept = data.apply(command(other, cell_change("", "2")), {})
    data.remove_evaluation(form)
    assert [one.id for one in data.evaluations()] == [other]
    assert data.history(form) == []
    assert data.next_undo() == kept
    assert data.verify() == []
    assert data.add_evaluation(head(), {}, {}) > other


def test_settings_are_kept(data: DataFile) -> None:
    assert data.setting("last_backup") == ""
    data.set_setting("last_backup", "2023-03-01")
    data.set_setting("last_backup", "2023-03-02")
    assert data.setting("last_backup") == "2023-03-02"
    data.set_setting("last_backup", "")
    assert data.setting("last_backup") == ""


# creation -------------------------------------------------------------------------------------------------------------


def test_a_creation_is_told_but_not_undone(data: DataFile) -> None:
    label = replace(command(0), label="复制 2021 年度自评表", source="2021")
    number = data.add_evaluation(head(), ROWS, {BUDGET: "1"}, label)
    assert data.next_undo() is None
    entries = data.history(number)
    assert [(entry.label, entry.source, entry.who, entry.state) for entry in entries] == [
        ("复制 2021 年度自评表", "2021", "office", "founding")
    ] * 4
    assert told(data.history(number, BUDGET)) == [("do", "", "1", "founding")]


def test_an_empty_creation_is_told_too(data: DataFile) -> None:
    number = data.add_evaluation(head(), {}, {})
    (entry,) = data.history(number)
    assert (entry.label, entry.change) == ("新建 某市医疗保障局 2022 年度自评表", None)


def test_an_import_into_a_new_evaluation_is_taken_back_by_one_undo(data: DataFile) -> None:
    imported = command(0, cell_change("", "5"), RowChange("indicators", Row("u9", ""), None, 3), label="导入 甲.xlsx")
    number = data.add_evaluation(head(), ROWS, {TARGET: "≥2次"}, imported, cents_of(budget="5"))
    assert amounts(data.path)["budget"] == ("5", 5_000_000, 0)
    undone = data.next_undo()
    assert undone is not None
    assert undone.label == "导入 甲.xlsx"
    data.undo(undone, NOW, "office", {})
    assert data.content(number).cells == {TARGET: "≥2次"}
    assert data.content(number).rows == ROWS
    assert data.verify() == []


def test_creating_leaves_what_can_be_redone_elsewhere(data: DataFile, form: int) -> None:
    data.undo(data.apply(command(form, cell_change("", "1")), {}), NOW, "office", {})
    data.add_evaluation(head("乙市医疗保障局"), {}, {})
    redone = data.next_redo()
    assert redone is not None
    data.redo(redone, NOW, "office", {})
    assert data.content(form).cells == {BUDGET: "1"}


# merging --------------------------------------------------------------------------------------------------------------


def test_keystrokes_merge_into_one_command(data: DataFile, form: int) -> None:
    first = data.apply(command(form, cell_change("", "1"), key="k"), {})
    second = data.apply(command(form, cell_change("1", "12"), key="k", minute=1), {})
    third = data.apply(command(form, cell_change("12", "12.5"), key="k", minute=2), cents_of(budget="12.5"))
    assert first.id == second.id == third.id
    assert third.changes == (cell_change("", "12.5"),)
    assert data.next_undo() == third
    assert told(data.history(form)) == [("do", "", "12.5", "done")]
    assert data.history(form)[0].at == third.at
    assert amounts(data.path)["budget"] == ("12.5", 12_500_000, 1)


def test_a_merged_command_keeps_one_change_per_cell(data: DataFile, form: int) -> None:
    data.apply(command(form, cell_change("", "1"), key="k"), {})
    both = command(form, cell_change("1", "2"), cell_change("", "3", EXECUTED), key="k")
    assert data.apply(both, {}).changes == (cell_change("", "2"), cell_change("", "3", EXECUTED))
    left = data.apply(command(form, cell_change("2", ""), key="k"), {})
    assert left.changes == (cell_change("", "3", EXECUTED),)
    again = data.apply(command(form, cell_change("", "4"), key="k"), {})
    assert again.changes == (cell_change("", "3", EXECUTED), cell_change("", "4"))
    assert data.next_undo() == again
    assert data.verify() == []


def test_keystrokes_that_come_to_nothing_leave_no_command(data: DataFile, form: int) -> None:
    before = data.apply(command(form, cell_change("", "7", EXECUTED)), {})
    data.apply(command(form, cell_change("", "1"), key="k"), {})
    nothing = data.apply(command(form, cell_change("1", ""), key="k"), {})
    assert (nothing.id, nothing.changes) == (0, ())
    assert data.next_undo() == before
    assert data.verify() == []


def test_a_command_without_effect_is_not_stored(data: DataFile, form: int) -> None:
    nothing = data.apply(command(form, cell_change("", ""), cell_change("x", "x", EXECUTED)), {})
    assert (nothing.id, nothing.changes) == (0, ())
    assert data.next_undo() is None


@pytest.mark.parametrize(
    "case", ["other key", "no key", "sealed", "other form between", "undone and redone", "other who"]
)
def test_what_does_not_merge(data: DataFile, form: int, case: str) -> None:
    key = "" if case == "no key" else "k"
    first = data.apply(command(form, cell_change("", "1"), key=key), {})
    later = command(form, cell_change("1", "12"), key="k2" if case == "other key" else key)
    if case == "sealed":
        data.seal()
    elif case == "other form between":
        data.apply(command(data.add_evaluation(head(), {}, {}), cell_change("", "1")), {})
    elif case == "undone and redone":
        data.redo(data.undo(first, NOW, "office", {}), NOW, "office", {})
    elif case == "other who":
        later = replace(later, who="guest")
    second = data.apply(later, {})
    assert second.id > first.id
    assert second.changes == (cell_change("1", "12"),)
    assert data.verify() == []


def test_an_open_command_is_sealed_for_good(data: DataFile, form: int) -> None:
    data.apply(command(form, cell_change("", "1"), key="k"), {})
    data.seal()
    sealed = data.next_undo()
    assert sealed is not None
    assert sealed.merge_key == ""


# undo and redo --------------------------------------------------------------------------------------------------------


def test_undo_and_redo_across_reopening(path: Path) -> None:
    with DataFile.open(path) as data:
        form = data.add_evaluation(head(), ROWS, {})
        first = data.apply(command(form, cell_change("", "1.00")), cents_of(budget="1.00"))
        second = data.apply(command(form, cell_change("1.00", "2"), cell_change("", "x", TARGET)), {})
    with DataFile.open(path) as data:
        assert data.next_undo() == second
        assert data.next_redo() is None
        undone = data.undo(second, NOW, "office", cents_of(budget="1.00"))
        assert undone.undone
        assert data.content(form).cells == {BUDGET: "1.00"}
    assert amounts(path) == {"budget": ("1.00", 1_000_000, 2)}
    with DataFile.open(path) as data:
        assert data.next_undo() == first
        assert data.next_redo() == undone
        data.undo(first, NOW, "office", {})
    with DataFile.open(path) as data:
        assert data.next_undo() is None
        assert data.content(form).cells == {}
        for expected in (first, second):
            redone = data.next_redo()
            assert redone is not None
            assert data.redo(redone, NOW, "office", {}) == replace(expected, undone=False)
        assert data.content(form).cells == {BUDGET: "2", TARGET: "x"}
        assert data.verify() == []


def test_undo_and_redo_stay_in_the_history(data: DataFile, form: int) -> None:
    stored = data.apply(command(form, cell_change("", "1")), {})
    data.undo(stored, NOW.replace(hour=10), "guest", {})
    data.redo(stored, NOW.replace(hour=11), "office", {})
    entries = data.history(form, BUDGET)
    assert told(entries) == [("redo", "", "1", "done"), ("undo", "1", "", "done"), ("do", "", "1", "done")]
    assert [(entry.at.hour, entry.who) for entry in entries] == [(11, "office"), (10, "guest"), (9, "office")]
    assert entries[0].at == NOW.replace(hour=11)


def test_what_new_work_overtakes_stays_in_the_history(data: DataFile, form: int) -> None:
    lost = data.apply(command(form, cell_change("", "1")), {})
    data.undo(lost, NOW, "office", {})
    data.apply(command(form, cell_change("", "2")), {})
    assert data.next_redo() is None
    assert told(data.history(form, BUDGET)) == [
        ("do", "", "2", "done"),
        ("undo", "1", "", "discarded"),
        ("do", "", "1", "discarded"),
    ]
    last = data.next_undo()
    assert last is not None
    data.undo(last, NOW, "office", {})
    assert data.next_undo() is None
    assert data.verify() == []


def test_history_is_limited_and_of_one_cell(data: DataFile, form: int) -> None:
    for number in range(5):
        data.apply(command(form, cell_change(str(number or ""), str(number + 1))), {})
    data.apply(command(form, cell_change("", "x", TARGET)), {})
    assert [new for _, _, new, _ in told(data.history(form, limit=3))] == ["x", "5", "4"]
    assert [new for _, _, new, _ in told(data.history(form, BUDGET, limit=2))] == ["5", "4"]
    assert len(data.history(form, limit=None)) == 6 + 3


def test_a_paste_is_taken_back_last_change_first(data: DataFile, form: int) -> None:
    row = Row("u5", "")
    cell = CellId("indicators", "u5", "target")
    stored = data.apply(command(form, RowChange("indicators", row, None, 3), cell_change("", "a", cell)), {})
    data.undo(stored, NOW, "office", {})
    taken_back, added = data.history(form, limit=4)[:2], data.history(form, limit=4)[2:]
    assert [type(entry.change) for entry in taken_back] == [RowChange, CellChange]
    assert [type(entry.change) for entry in added] == [CellChange, RowChange]


# two windows ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        cell_change("", "9"),
        cell_change("0", "9"),
        cell_change("0", ""),
        RowChange("indicators", ROWS["indicators"][0], 1, None),
        RowChange("indicators", ROWS["indicators"][0], None, 0),
        RowChange("indicators", Row("new", ""), None, 4),
        RowChange("indicators", ROWS["indicators"][0], 0, 3),
    ],
)
def test_a_change_that_starts_from_something_else_writes_nothing(data: DataFile, form: int, change: object) -> None:
    data.apply(command(form, cell_change("", "1")), {})
    before = data.content(form), data.head(form), data.history(form)
    with pytest.raises(StaleDataFault, match="另一个窗口"):
        data.apply(Command(0, form, "填写", NOW, "office", "", "", (cell_change("", "x", TARGET), change)), {})  # type: ignore[arg-type]
    assert (data.content(form), data.head(form), data.history(form)) == before


def test_two_windows_lose_no_commit(path: Path, data: DataFile, form: int) -> None:
    with DataFile.open(path) as second:
        data.apply(command(form, cell_change("", "1")), {})
        second.apply(command(form, cell_change("", "2", EXECUTED)), {})
        with pytest.raises(StaleDataFault):
            second.apply(command(form, cell_change("", "3")), {})
        assert data.content(form) == second.content(form)
        assert data.content(form).cells == {BUDGET: "1", EXECUTED: "2"}


def test_undo_of_what_is_no_longer_last_is_refused(path: Path, data: DataFile, form: int) -> None:
    mine = data.apply(command(form, cell_change("", "1")), {})
    with DataFile.open(path) as second:
        second.apply(command(form, cell_change("", "2", EXECUTED)), {})
    with pytest.raises(StaleDataFault, match="没有撤销或重做"):
        data.undo(mine, NOW, "office", {})
    with pytest.raises(StaleDataFault, match="没有撤销或重做"):
        data.redo(mine, NOW, "office", {})
    assert data.content(form).cells == {BUDGET: "1", EXECUTED: "2"}


def test_an_evaluation_removed_elsewhere_takes_no_change(data: DataFile, form: int) -> None:
    data.remove_evaluation(form)
    with pytest.raises(StaleDataFault, match="已在别处删除"):
        data.apply(command(form, cell_change("", "1")), {})
