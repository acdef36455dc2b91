"""How far a form is: the state of each cell, progress by part, the figures of a card on the start page.

Reads a form and changes nothing. Which rule found what is the check engine's business; this module only sorts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from desktop.domain.address import CellId
from desktop.domain.checks.finding import Finding, Severity
from desktop.domain.definition import Section, Shape, ValueType
from desktop.domain.places import row_label
from desktop.domain.record import Record
from desktop.domain.target_types import Verdict
from desktop.domain.targets import compare, parse_actual, parse_target
from desktop.services.entry import FormSession

LOW_RATE = "funds.rate-low"


class CellState(StrEnum):
    """States of a cell on the screen, gravest first where several apply (mockups: "Order when several apply")."""

    INVALID = "invalid"
    NEEDED = "needed"
    UNMET = "unmet"
    VERIFY = "verify"
    EXPLAINED = "explained"
    LOCKED = "locked"
    COMPUTED = "computed"
    ISSUED = "issued"
    ENTERED = "entered"
    EMPTY = "empty"


UNMET_CODES = frozenset({"actual.not-met"})


def is_unfilled(finding: Finding) -> bool:
    """True for a cell that was not filled yet, which is no mistake but work still to do."""
    return finding.code.endswith(".required")


def cell_state(form: FormSession, cell: CellId) -> CellState:
    """The state of ``cell``; look-ups only, no rule is run.

    A finding marks the one cell it points to; the other cells it compares are not wrong by that. A target that is not
    met is a fact, not a mistake, and stays marked when the reason is written.
    """
    own = [
        finding
        for finding in form.engine.at(cell)
        if finding.cell == cell and finding.severity is not Severity.INFO and not is_unfilled(finding)
    ]
    if any(finding.severity is Severity.ERROR and finding.code not in UNMET_CODES for finding in own):
        return CellState.INVALID if form.record.shown(cell) else CellState.NEEDED
    if any(finding.code in UNMET_CODES for finding in own) or is_unmet(form.record, cell):
        return CellState.UNMET
    if any(finding.is_open for finding in own):
        return CellState.VERIFY
    return CellState.EXPLAINED if own else base_state(form.record, cell)


def is_unmet(record: Record, cell: CellId) -> bool:
    """True for an actual value that does not meet the target of its row."""
    section = record.definition.section_by_key[cell.section]
    if section.column_by_key[cell.column].type is not ValueType.ACTUAL or not record.shown(cell):
        return False
    target = next((column for column in section.columns if column.type is ValueType.TARGET), None)
    if target is None:
        return False
    return _falls_short(record.shown(CellId(cell.section, cell.row, target.key)), record.shown(cell), record.year)


@lru_cache(maxsize=4096)
def _falls_short(target: str, actual: str, year: int | None) -> bool:
    return compare(parse_target(target, year), parse_actual(actual, year)).verdict is Verdict.NOT_MET


def base_state(record: Record, cell: CellId) -> CellState:
    """What ``cell`` is, whatever the checks say of it: locked, computed, issued, entered or empty."""
    column = record.definition.column(cell.section, cell.column)
    if record.is_locked(cell):
        return CellState.LOCKED
    if record.is_computed(cell):
        return CellState.COMPUTED
    if column.issued or column.type is ValueType.LABEL:
        return CellState.ISSUED
    return CellState.ENTERED if record.text(cell) else CellState.EMPTY


# contents -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartProgress:
    """One line of the contents.

    Attributes:
        key: ``part:<title>``, ``group:<section>:<level2>`` or ``row:<section>:<row key>``; stable.
        title, short: as shown; ``short`` for the narrow rail.
        sections: keys of the sections it stands for.
        cell: the first cell to go to; None if it has none.
        filled, total: entry cells that count (rows, for indicators).
        mark: ``error`` ``verify`` ``explained`` ``ok`` ``partial`` ``empty``.
        children: groups and rows below.
        number: number of an indicator row, counted from 1; 0 elsewhere.
    """

    key: str
    title: str
    short: str
    sections: tuple[str, ...]
    cell: CellId | None
    filled: int
    total: int
    mark: str
    children: tuple[PartProgress, ...] = ()
    number: int = 0


def contents(form: FormSession) -> list[PartProgress]:
    """The contents of a form in its order: one line a part, indicators by second-level group and row."""
    parts: dict[str, list[Section]] = {}
    for section in form.definition.visible_sections:
        parts.setdefault(section.part, []).append(section)
    return [_part(form, title, sections) for title, sections in parts.items()]


def _part(form: FormSession, title: str, sections: list[Section]) -> PartProgress:
    # Title and year have defaults; the part is measured by the sections a clerk really fills.
    counted = [s for s in sections if s.key != "form"] or sections
    children = tuple(child for s in counted if s.shape is Shape.LIST for child in _groups(form, s))
    cells = [cell for s in counted for cell in counting_cells(form.record, s)]
    filled = sum(1 for cell in cells if form.record.shown(cell))
    mark = _mark([f for s in sections for f in _findings_in(form, s.key)], filled, len(cells))
    first = next(iter(form.record.entry_cells(counted[0])), None)
    keys = tuple(s.key for s in sections)
    return PartProgress(f"part:{title}", title, sections[-1].short, keys, first, filled, len(cells), mark, children)


def counting_cells(record: Record, section: Section) -> list[CellId]:
    """The cells progress counts: required ones; where none is, those of rows somebody began, or all at the start.

    So blank 地方资金 and 其他资金 rows, which are harmless, do not keep a finished form at "2/6".
    """
    entry = list(record.entry_cells(section))
    required = [cell for cell in entry if section.column_by_key[cell.column].required]
    if required or section.shape is Shape.LIST:
        return required or entry
    begun = {cell.row for cell in entry if record.shown(cell)}
    return [cell for cell in entry if cell.row in begun] or entry


def _groups(form: FormSession, section: Section) -> list[PartProgress]:
    """Rows under their second-level name; a section without levels has its rows directly."""
    rows = [(number, row.key) for number, row in enumerate(form.record.rows(section.key), 1)]
    lines = [_row_line(form, section, number, row) for number, row in rows]
    if "level2" not in section.column_by_key:
        return lines
    groups: list[tuple[str, list[PartProgress]]] = []
    for line, (_, row) in zip(lines, rows, strict=True):
        name = form.record.text(CellId(section.key, row, "level2")) or "未分组"
        if not groups or groups[-1][0] != name:
            groups.append((name, []))
        groups[-1][1].append(line)
    return [_group(section, index, name, children) for index, (name, children) in enumerate(groups)]


def _group(section: Section, index: int, name: str, children: list[PartProgress]) -> PartProgress:
    filled, total = sum(c.filled for c in children), sum(c.total for c in children)
    key = f"group:{section.key}:{index}"
    mark = worst_mark([child.mark for child in children])
    return PartProgress(key, name, name[:2], (section.key,), children[0].cell, filled, total, mark, tuple(children))


def _row_line(form: FormSession, section: Section, number: int, row: str) -> PartProgress:
    entry = [CellId(section.key, row, column.key) for column in section.entry_columns]
    required = [cell for cell in entry if section.column_by_key[cell.column].required] or entry
    filled = sum(1 for cell in required if form.record.shown(cell))
    findings = [f for cell in _row_cells(section, row) for f in form.engine.at(cell)]
    mark = _mark(findings, filled, len(required))
    title = row_label(form.record, section, row)
    first = required[0] if required else None
    key = f"row:{section.key}:{row}"
    return PartProgress(key, title, str(number), (section.key,), first, filled, len(required), mark, (), number)


def _row_cells(section: Section, row: str) -> list[CellId]:
    return [CellId(section.key, row, column.key) for column in section.columns]


def _findings_in(form: FormSession, section: str) -> list[Finding]:
    return [finding for finding in form.findings if finding.cell is not None and finding.cell.section == section]


def _mark(findings: Sequence[Finding], filled: int, total: int) -> str:
    serious = [f for f in findings if not is_unfilled(f) and f.severity is not Severity.INFO]
    if any(f.severity is Severity.ERROR for f in serious):
        return "error"
    if any(f.is_open for f in serious):
        return "verify"
    if filled < total:
        return "partial" if filled else "empty"
    return "explained" if serious else "ok"


def worst_mark(marks: Sequence[str]) -> str:
    """The mark of a group: the gravest of its rows; some filled and some not is ``partial``."""
    if "error" in marks or "verify" in marks:
        return "error" if "error" in marks else "verify"
    states = set(marks)
    if states <= {"ok", "explained"}:
        return "explained" if "explained" in states else "ok"
    return "empty" if states == {"empty"} else "partial"


# cards ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormOverview:
    """What a card on the start page says.

    Attributes:
        evaluation_id, bureau, year, name: which form.
        filled, total: indicator rows answered.
        rate_text: execution rate as printed; ``""`` when undefined.
        rate: the same as a fraction, None when undefined.
        budget, executed, unit: total row as printed.
        threshold: execution rate under which a reason is needed, as a fraction; None when the layout has no such rule.
        errors, verifies, infos, unfilled: open findings by severity, and cells still to fill.
        scored: False for forms without points ("不评分").
        last_place, changed_at: the last change.
    """

    evaluation_id: int
    bureau: str
    year: int
    name: str
    filled: int
    total: int
    rate_text: str
    rate: Decimal | None
    budget: str
    executed: str
    unit: str
    threshold: Decimal | None
    errors: int
    verifies: int
    infos: int
    unfilled: int
    scored: bool
    last_place: str
    changed_at: datetime


def overview(form: FormSession) -> FormOverview:
    """The card of a form."""
    record = form.record
    filled, total = indicator_progress(form)
    money = [CellId("funds", "total", key) for key in ("budget", "executed", "rate")]
    shown = [record.shown(cell) if record.has_cell(cell) else "" for cell in money]
    rate = record.number(money[2]) if record.has_cell(money[2]) else None
    serious = [f for f in form.findings if f.is_open and not is_unfilled(f)]
    return FormOverview(
        evaluation_id=form.head.id,
        bureau=record.bureau,
        year=record.year or form.head.year,
        name=form.definition.name,
        filled=filled,
        total=total,
        rate_text=shown[2],
        rate=rate,
        budget=shown[0],
        executed=shown[1],
        unit=record.unit,
        threshold=rate_threshold(form),
        errors=sum(1 for f in serious if f.severity is Severity.ERROR),
        verifies=sum(1 for f in serious if f.severity is Severity.VERIFY),
        infos=sum(1 for f in form.findings if f.severity is Severity.INFO),
        unfilled=sum(1 for f in form.findings if is_unfilled(f)),
        scored=form.definition.scored,
        last_place=form.last_place,
        changed_at=form.last_changed,
    )


def indicator_progress(form: FormSession) -> tuple[int, int]:
    """Indicator rows with every required cell filled, and all of them."""
    lines = contents_rows(form)
    return sum(1 for line in lines if line.filled >= line.total), len(lines)


def contents_rows(form: FormSession) -> list[PartProgress]:
    """The indicator rows of all list sections, in order."""
    return [
        _row_line(form, section, number, row.key)
        for section in form.definition.visible_sections
        if section.shape is Shape.LIST
        for number, row in enumerate(form.record.rows(section.key), 1)
    ]


def rate_threshold(form: FormSession) -> Decimal | None:
    """The execution rate under which this layout asks for a reason, as a fraction."""
    for spec in form.definition.checks:
        if spec.code == LOW_RATE:
            text = str(spec.params.get("right", "")).rstrip("%")
            return Decimal(text) / 100 if text else None
    return None
