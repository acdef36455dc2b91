"""Written explanations of 核实 findings: rows of the hidden section ``explanations``, keyed by code and path.

A path counts rows, so when rows come, go or move, the explanations go with them in the same step of undo. Each row
remembers the figures it explains (``about``). A row that came in without them, from a script or an older copy, takes
them up with the first change made here: until then nothing is written that the user did not do, and the change itself
can already lapse it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, RowChange
from desktop.domain.checks.engine import CheckEngine
from desktop.domain.checks.finding import Finding, Severity
from desktop.domain.checks.remembered import same_figures
from desktop.domain.checks.settling import place_of_path
from desktop.domain.definition import Shape
from desktop.domain.folding import is_empty
from desktop.domain.places import cell_at, path_of
from desktop.domain.record import Record

SECTION = "explanations"
_COLUMNS = ("code", "where", "text", "about")
GONE = "现在的数字没有这个问题，说明不再需要；同样的数字再出现时，说明仍然有效。"


@dataclass(frozen=True, slots=True)
class Unneeded(Finding):
    """Not a finding: a written explanation whose finding is not there now, in the same shape, to be listed with them.

    ``explanation`` is its text, ``about`` the figures it was written about.
    """


def unneeded(record: Record, engine: CheckEngine) -> list[Unneeded]:
    """Explanations that no finding uses now, in the order in which they were written."""
    listed = []
    for (code, where), written in engine.unneeded:
        cell = cell_at(record, where)
        listed.append(
            Unneeded(
                code,
                Severity.VERIFY,
                cell,
                where,
                place_of_path(record, where),
                GONE,
                explained=True,
                explanation=written.text,
                cells=(cell,) if cell is not None else (),
                about=written.about,
            )
        )
    return listed


def written(record: Record, finding: Finding, taken: Iterable[str] = ()) -> str | None:
    """The key of the row that explains ``finding``, whether it holds or has lapsed; None when there is none.

    ``taken`` are the figures of other findings with the same code and path: what is written about those stays theirs.
    """
    rows = []
    for row in record.rows(SECTION):
        code, where, text, about = (record.text(CellId(SECTION, row.key, key)) for key in _COLUMNS)
        if (code, where) == finding.key:
            rows.append((row.key, about, is_empty(text)))
    for key, about, _ in rows:
        if about and same_figures(about, finding.about):
            return key
    left = [(key, blank) for key, about, blank in rows if not about or not any(same_figures(about, t) for t in taken)]
    # The filled one that was written last is the one that is shown; a blank one only waits to be filled.
    return min(reversed(left), key=lambda one: one[1])[0] if left else None


def explaining(
    record: Record, finding: Finding, text: str, new_key: str, taken: Iterable[str] = (), about: str | None = None
) -> tuple[Change, ...]:
    """The changes that write, change, confirm or (``""``) withdraw the explanation of ``finding``.

    Args:
        record: the form.
        finding: what is explained, with the figures it has now.
        text: the explanation; the one that is there confirms it for the figures of now.
        new_key: key of the row, should one be needed.
        taken: see ``written``.
        about: figures to remember instead of those of now, to put back what was there.

    Returns:
        Nothing when nothing changes.
    """
    row = written(record, finding, taken)
    if not text:
        return tuple(_removal(record, [row])) if row is not None else ()
    values = {"text": text, "about": finding.about if about is None else about}
    changes: list[Change] = []
    if row is None:
        row = new_key
        changes.append(RowChange(SECTION, Row(row, ""), None, len(record.rows(SECTION))))
        values = {"code": finding.code, "where": finding.where} | values
    cells = {CellId(SECTION, row, key): value for key, value in values.items()}
    changes += [CellChange(cell, record.text(cell), new) for cell, new in cells.items() if record.text(cell) != new]
    return tuple(changes)


def taking_up(record: Record, engine: CheckEngine, changes: Iterable[Change]) -> tuple[Change, ...]:
    """What gives explanations without figures those of their finding, just before ``changes`` are made.

    Rows that ``changes`` concern are left alone.
    """
    busy = {c.row.key if isinstance(c, RowChange) else c.cell.row for c in changes if _concerns_explanations(c)}
    taken: list[Change] = []
    for row in record.rows(SECTION):
        about = CellId(SECTION, row.key, "about")
        if row.key in busy or record.text(about) or not record.text(CellId(SECTION, row.key, "text")):
            continue
        code, where = (record.text(CellId(SECTION, row.key, key)) for key in ("code", "where"))
        finding = next((one for one in engine.named((code, where)) if one.explained), None)
        if finding is not None and finding.about:
            taken.append(CellChange(about, "", finding.about))
    return tuple(taken)


def _concerns_explanations(change: Change) -> bool:
    return (change.section if isinstance(change, RowChange) else change.cell.section) == SECTION


def following(record: Record, changes: Sequence[Change]) -> tuple[Change, ...]:
    """What has to happen to the explanations when the row changes among ``changes`` are made.

    Explanations of rows that move change their path, those of rows that go are withdrawn.
    """
    moving = any(isinstance(change, RowChange) and change.section != SECTION for change in changes)
    if not moving or not record.rows(SECTION):
        return ()
    after = changed_copy(record, changes)
    moved: list[Change] = []
    gone: list[str] = []
    for row in record.rows(SECTION):
        cell = CellId(SECTION, row.key, "where")
        target = cell_at(record, record.text(cell))
        if target is None or not after.has_cell(cell):
            continue
        if not after.has_cell(target):
            gone.append(row.key)
        elif path_of(record, target) != (path := path_of(after, target)):
            moved.append(CellChange(cell, record.text(cell), path))
    return (*moved, *_removal(record, gone))


def changed_copy(record: Record, changes: Iterable[Change]) -> Record:
    """``record`` as ``changes`` will leave it, not calculated; the record itself stays as it is."""
    lists = [section.key for section in record.definition.sections if section.shape is Shape.LIST]
    copy = Record(record.definition, {key: record.rows(key) for key in lists}, record.texts)
    copy.apply(changes)
    return copy


def _removal(record: Record, keys: Sequence[str]) -> list[Change]:
    """Positions are those at the very moment of each removal: the last row goes first."""
    changes: list[Change] = []
    for key in sorted(keys, key=lambda one: record.position(SECTION, one), reverse=True):
        position = record.position(SECTION, key)
        cells = [CellId(SECTION, key, column) for column in _COLUMNS]
        changes += [CellChange(cell, record.text(cell), "") for cell in cells if record.text(cell)]
        changes.append(RowChange(SECTION, record.rows(SECTION)[position], position, None))
    return changes
