"""Any sequence of work, undo, redo and reopening agrees with a model in memory, and the log proves it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from db.data_file import DataFile
from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, Command, RowChange, invert
from tests.db.builders import NOW, command, head

CELLS = [CellId("funds", "total", "budget"), CellId("funds", "total", "executed"), CellId("goal", "", "text")]
TEXTS = st.sampled_from(["", "1", "12", "12.50", "无", "x"])
KEYS = st.sampled_from(["", "k", "l"])


class Model:
    """Two forms, and one stack of undo and redo: lists of net changes."""

    def __init__(self) -> None:
        self.cells: dict[int, dict[CellId, str]] = {}
        self.rows: dict[int, list[Row]] = {}
        self.done: list[tuple[int, tuple[Change, ...]]] = []
        self.undone: list[tuple[int, tuple[Change, ...]]] = []
        self.open: tuple[int, str] | None = None

    def make(self, form: int, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if isinstance(change, CellChange):
                self.cells[form].pop(change.cell, None)
                if change.new:
                    self.cells[form][change.cell] = change.new
            else:
                if change.old is not None:
                    del self.rows[form][change.old]
                if change.new is not None:
                    self.rows[form].insert(change.new, change.row)

    def push(self, form: int, changes: tuple[Change, ...], key: str) -> None:
        self.make(form, changes)
        merges = key != "" and self.open == (form, key)
        if merges:
            changes = net((*self.done.pop()[1], *changes))
        else:
            self.undone.clear()
        if changes:
            self.done.append((form, changes))
        self.open = (form, key) if changes else None


def net(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """One change per cell; rows as they are, in any place."""
    cells: dict[CellId, CellChange] = {}
    for change in changes:
        if isinstance(change, CellChange):
            cells[change.cell] = CellChange(change.cell, cells.get(change.cell, change).old, change.new)
    kept = [change for change in cells.values() if change.old != change.new]
    return (*kept, *(change for change in changes if isinstance(change, RowChange)))


class Replay(RuleBasedStateMachine):
    """The data file beside the model."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "a.db"
        shutil.copyfile(self.template, self.path)
        self.data = DataFile.open(self.path)
        self.model = Model()
        self.made = 0
        for _ in range(2):
            form = self.data.add_evaluation(head(), {"list": [Row("r", "r")]}, {CELLS[0]: "1"})
            self.model.cells[form], self.model.rows[form] = {CELLS[0]: "1"}, [Row("r", "r")]

    @rule(form=st.integers(1, 2), texts=st.dictionaries(st.sampled_from(CELLS), TEXTS, min_size=1), key=KEYS)
    def type(self, form: int, texts: dict[CellId, str], key: str) -> None:
        before = self.model.cells[form]
        self.do(form, tuple(CellChange(cell, before.get(cell, ""), text) for cell, text in texts.items()), key)

    @rule(
        form=st.integers(1, 2), places=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4), key=KEYS
    )
    def shift_rows(self, form: int, places: list[tuple[int, int]], key: str) -> None:
        order, changes = list(self.model.rows[form]), []
        for old, new in places:
            if old >= len(order):
                self.made += 1
                change = RowChange("list", Row(f"u{self.made}", ""), None, new % (len(order) + 1))
            else:
                change = RowChange("list", order.pop(old), old, None if new > 7 else new % (len(order) + 1))
            if change.new is not None:
                order.insert(change.new, change.row)
            changes.append(change)
        self.do(form, tuple(changes), key)

    def do(self, form: int, changes: tuple[Change, ...], key: str) -> None:
        stored = self.data.apply(command(form, *changes, key=key), {})
        effective = tuple(change for change in changes if change.old != change.new)
        if effective:
            self.model.push(form, effective, key)
        if stored.id:
            assert self.data.next_undo() == stored

    @precondition(lambda self: self.model.done)
    @rule()
    def undo(self) -> None:
        form, changes = self.model.done.pop()
        self.model.make(form, invert(changes))
        self.model.undone.append((form, changes))
        self.model.open = None
        self.data.undo(self.expected(self.data.next_undo(), form, changes), NOW, "office", {})

    @precondition(lambda self: self.model.undone)
    @rule()
    def redo(self) -> None:
        form, changes = self.model.undone.pop()
        self.model.make(form, changes)
        self.model.done.append((form, changes))
        self.model.open = None
        self.data.redo(self.expected(self.data.next_redo(), form, changes), NOW, "office", {})

    def expected(self, found: Command | None, form: int, changes: tuple[Change, ...]) -> Command:
        assert found is not None
        assert (found.evaluation_id, set(found.changes)) == (form, set(changes))
        return found

    @rule()
    def seal(self) -> None:
        self.data.seal()
        self.model.open = None

    @rule()
    def reopen(self) -> None:
        self.data.close()
        self.data = DataFile.open(self.path)

    @invariant()
    def content_agrees(self) -> None:
        for form, cells in self.model.cells.items():
            content = self.data.content(form)
            assert content.cells == cells
            assert content.rows.get("list", []) == self.model.rows[form]
        assert (self.data.next_undo() is None) == (not self.model.done)
        assert (self.data.next_redo() is None) == (not self.model.undone)

    def teardown(self) -> None:
        try:
            assert self.data.verify() == []
        finally:
            self.data.close()
            shutil.rmtree(self.folder)


@pytest.mark.parametrize("steps", [10, 40])
def test_any_sequence_agrees_with_the_model(empty_file: Path, steps: int) -> None:
    machine = type("MachineOfThisRun", (Replay,), {"template": empty_file})
    rules = settings(
        max_examples=30, stateful_step_count=steps, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    run_state_machine_as_test(machine, settings=rules)
