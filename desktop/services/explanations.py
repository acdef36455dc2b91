"""Written explanations of 核实 findings: stored as rows of the hidden section ``explanations``, keyed by code and path.

A path counts rows, so when rows come, go or move, the explanations go with them in the same step of undo.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, RowChange
from desktop.domain.checks.finding import Finding
from desktop.domain.record import Record
from desktop.services.moved_paths import paths_after

SECTION = "explanations"
_COLUMNS = ("code", "where", "text")


def written(record: Record, finding: Finding) -> str | None:
    """The key of the row that explains ``finding``, or None."""
    for row in record.rows(SECTION):
        names = [record.text(CellId(SECTION, row.key, key)) for key in ("code", "where")]
        if names == [finding.code, finding.where]:
            return row.key
    return None


def explaining(record: Record, finding: Finding, text: str, new_key: str) -> tuple[Change, ...]:
    """The changes that write, change or (``""``) withdraw the explanation of ``finding``; none when nothing changes."""
    row = written(record, finding)
    if row is None:
        if not text:
            return ()
        values = dict(zip(_COLUMNS, (finding.code, finding.where, text), strict=True))
        added = RowChange(SECTION, Row(new_key, ""), None, len(record.rows(SECTION)))
        return (added, *(CellChange(CellId(SECTION, new_key, key), "", value) for key, value in values.items()))
    if not text:
        return tuple(_removal(record, [row]))
    old = record.text(CellId(SECTION, row, "text"))
    return (CellChange(CellId(SECTION, row, "text"), old, text),) if old != text else ()


def following(record: Record, changes: Iterable[Change]) -> tuple[Change, ...]:
    """What has to happen to the explanations when the row changes among ``changes`` are made.

    Explanations of rows that move change their path, those of rows that go are withdrawn.
    """
    cells = [CellId(SECTION, row.key, "where") for row in record.rows(SECTION)]
    paths = paths_after(record, changes, [record.text(cell) for cell in cells])
    moved: list[Change] = []
    gone: list[str] = []
    for cell, new in zip(cells, paths, strict=True):
        if new is None:
            gone.append(cell.row)
        elif new != record.text(cell):
            moved.append(CellChange(cell, record.text(cell), new))
    return (*moved, *_removal(record, gone))


def _removal(record: Record, keys: Sequence[str]) -> list[Change]:
    """Positions are those at the very moment of each removal: the last row goes first."""
    changes: list[Change] = []
    for key in sorted(keys, key=lambda one: record.position(SECTION, one), reverse=True):
        position = record.position(SECTION, key)
        cells = [CellId(SECTION, key, column) for column in _COLUMNS]
        changes += [CellChange(cell, record.text(cell), "") for cell in cells if record.text(cell)]
        changes.append(RowChange(SECTION, record.rows(SECTION)[position], position, None))
    return changes
