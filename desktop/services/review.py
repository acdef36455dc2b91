"""How far a form is: the state of each cell, progress by part, the figures of a card on the start page.

Reads a form and changes nothing. Which rule found what is the check engine's business; this module only sorts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from desktop.domain.address import CellId
from desktop.domain.checks.finding import Severity
from desktop.domain.definition import ValueType
from desktop.domain.record import Record
from desktop.domain.target_types import Verdict
from desktop.domain.targets import compare, parse_actual, parse_target
from desktop.services.entry import FormSession
from desktop.services.progress import Progress, is_unfilled

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
    filled, total = Progress(form).indicator_counts
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


def rate_threshold(form: FormSession) -> Decimal | None:
    """The execution rate under which this layout asks for a reason, as a fraction."""
    for spec in form.definition.checks:
        if spec.code == LOW_RATE:
            text = str(spec.params.get("right", "")).rstrip("%")
            return Decimal(text) / 100 if text else None
    return None
