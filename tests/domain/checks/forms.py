"""Forms for the tests of the checks: a clean one of each layout, with typing and rows as a user changes them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from desktop.domain.address import CellId, Row
from desktop.domain.calculation import Calculator
from desktop.domain.changes import CellChange, RowChange
from desktop.domain.checks.engine import CheckEngine, Delta
from desktop.domain.checks.finding import Finding
from desktop.domain.definition import FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.evaluation_json import from_json
from desktop.domain.places import cell_at
from desktop.domain.record import Record, new_record

FORMS = Path(__file__).resolve().parents[3] / "resources" / "forms"
LAYOUTS = {
    "S": "region-managed/shanghai-2022",
    "B": "region/beijing-2022",
    "P": "project/yiyang-2022",
    "D": "department/nanjing-2023",
    "Z": "budget/shenzhen-2022",
}
CAPPED = "C"
"""The project form whose total the execution rate caps."""

REACHED = "达到指标值，得满分；没有达到，不得分。"
"""A criterion that fits every weight and target; the issued ones of D do not."""

CLEAN: Mapping[str, str] = {
    "funds[1].budget": "100.00",
    "funds[1].executed": "95.00",
    "goal.planned": "提升医疗保障服务能力。",
    "goal.achieved": "全年目标完成，服务能力提升。",
    "header.转移支付(项目)名称": "医疗服务与保障能力提升补助资金",
    "header.转移支付（项目）名称": "医疗服务与保障能力提升补助资金",
    "header.省级财政部门": "甲省财政厅",
    "header.省级主管部门": "甲省医疗保障局",
    "header.资金使用单位": "甲省医疗保障事业管理中心",
    "header.项目名称": "医疗服务和保障能力提升",
    "funds[1].initial": "100.00",
    "note": "无",
    "figures.其中：基本支出(年初)": "60.00",
    "figures.其中：项目支出(年初)": "30.00",
    "figures.其中：基本支出(全年)": "60.00",
    "figures.其中：项目支出(全年)": "40.00",
    "figures.决算支出": "95.00",
    "figures.资金到位率": "100%",
    "figures.等级": "优",
    **{f"management[{index}].statement": "按规定办理。" for index in range(7)},
    **{f"management[{index}].problem": "无" for index in range(7)},
}


@cache
def definition(letter: str) -> FormDefinition:
    """The layout: S with 资金管理情况, B short, P with points, C as P with a cap, D with criteria, Z the budget."""
    if letter == CAPPED:
        return capped()
    return load_definition(FORMS / f"{LAYOUTS[letter]}.toml")


def capped() -> FormDefinition:
    """P with ``caps`` in its scoring, as a user's own layout."""
    text = (FORMS / f"{LAYOUTS['P']}.toml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "capped.toml"
        path.write_text(text.replace("[scoring]", '[scoring]\ncaps = "by-execution-rate"'), encoding="utf-8")
        return load_definition(path, [FORMS.parent])


class Form:
    """A record with everything that keeps its findings."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.calculator = Calculator(record)
        self.calculator.full()
        self.engine = CheckEngine(record, self.calculator)
        self.engine.full()

    def cell(self, path: str) -> CellId:
        """The cell a path names; fails when there is none."""
        cell = cell_at(self.record, path)
        assert cell is not None, path
        return cell

    def put(self, path: str, text: str) -> Delta:
        """Type into a cell."""
        return self.put_cell(self.cell(path), text)

    def put_cell(self, cell: CellId, text: str) -> Delta:
        """As ``put``."""
        self.record.apply([CellChange(cell, self.record.text(cell), text)])
        return self.engine.recheck({cell, *self._shown(self.calculator.update([cell]))})

    def _shown(self, cells: Iterable[CellId]) -> list[CellId]:
        """Calculated cells that show it: the least the engine may rely on being told of."""
        return [cell for cell in cells if not self.record.text(cell)]

    def add(self, section: str, texts: Mapping[str, str], at: int = 999, key: str = "") -> Delta:
        """Add a row with texts."""
        rows = self.record.rows(section)
        row = Row(key or f"t{len(self.record.texts)}-{len(rows)}", "")
        cells = {CellId(section, row.key, column): text for column, text in texts.items() if text}
        self.record.apply([RowChange(section, row, None, min(at, len(rows)))])
        self.record.apply(CellChange(cell, "", text) for cell, text in cells.items())
        return self.engine.recheck({*cells, *self._shown(self.calculator.update(cells, [section]))}, [section])

    def remove(self, section: str, index: int) -> Delta:
        """Take a row away, its texts with it."""
        row = self.record.rows(section)[index]
        cells = [cell for cell in self.record.texts if (cell.section, cell.row) == (section, row.key)]
        self.record.apply([CellChange(cell, self.record.text(cell), "") for cell in cells])
        self.record.apply([RowChange(section, row, index, None)])
        return self.engine.recheck({*cells, *self._shown(self.calculator.update(cells, [section]))}, [section])

    def move(self, section: str, old: int, new: int) -> Delta:
        """Move a row."""
        self.record.apply([RowChange(section, self.record.rows(section)[old], old, new)])
        return self.engine.recheck(self.calculator.update([], [section]), [section])

    @property
    def codes(self) -> set[tuple[str, str]]:
        """(code, path) of every finding that is not explained."""
        return {finding.key for finding in self.engine.findings if not finding.explained}

    def find(self, code: str, where: str) -> Finding:
        """The finding with this code and path; fails when there is none."""
        found = [finding for finding in self.engine.findings if finding.key == (code, where)]
        assert found, (code, where, self.codes)
        return found[0]

    def anew(self) -> Sequence[Finding]:
        """Findings of a full check from nothing, for comparing with what rechecks made of them."""
        return Form(Record(self.record.definition, dict(self.record._rows), self.record.texts)).engine.findings


def met(target: str) -> str:
    """An actual value that meets a target of the dictionary and repeats none: ≥90% → 90%."""
    return re.sub(r"\s*(?:[≥≤＝]|不低于)\s*", "", target)


def clean_form(letter: str) -> Form:
    """A finished form without findings."""
    record = new_record(definition(letter), "甲省医疗保障局", 2022)
    for path, text in CLEAN.items():
        cell = cell_at(record, path)
        if cell is not None:
            record.apply([CellChange(cell, "", text)])
    for row in record.rows("indicators"):
        text = met(record.text(CellId("indicators", row.key, "target")))
        record.apply([CellChange(CellId("indicators", row.key, "actual"), "", text)])
        criterion = CellId("indicators", row.key, "criterion")
        if record.has_cell(criterion):
            record.apply([CellChange(criterion, "", REACHED)])
        if definition(letter).scored:
            points = record.text(CellId("indicators", row.key, "weight"))
            record.apply([CellChange(CellId("indicators", row.key, "score"), "", points)])
    return Form(record)


def form_of(data: Any, letter: str) -> Form:
    """The form of an evaluation in JSON."""
    return Form(from_json(data, definition(letter)))
