"""Written explanations of 核实 findings: stored as rows of the hidden section ``explanations``, keyed by code and path.

A path counts rows, so when rows come, go or move, the explanations go with them in the same step of undo.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, RowChange
from desktop.domain.checks.finding import Finding
from desktop.domain.record import Record

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
    moved: list[Change] = []
    gone: list[str] = []
    for section in dict.fromkeys(c.section for c in changes if isinstance(c, RowChange) and c.section != SECTION):
        before = [row.key for row in record.rows(section)]
        after = _rows_after(before, section, changes)
        for row in record.rows(SECTION):
            cell = CellId(SECTION, row.key, "where")
            where = record.text(cell)
            match = re.match(rf"{re.escape(section)}\[(\d+)\]", where)
            if match is None or int(match[1]) >= len(before):
                continue
            key = before[int(match[1])]
            if key not in after:
                gone.append(row.key)
            elif after.index(key) != int(match[1]):
                moved.append(CellChange(cell, where, f"{section}[{after.index(key)}]{where[match.end() :]}"))
    return (*moved, *_removal(record, gone))


def _rows_after(before: Sequence[str], section: str, changes: Iterable[Change]) -> list[str]:
    rows = list(before)
    for change in changes:
        if isinstance(change, RowChange) and change.section == section:
            if change.old is not None:
                rows.remove(change.row.key)
            if change.new is not None:
                rows.insert(change.new, change.row.key)
    return rows


def _removal(record: Record, keys: Sequence[str]) -> list[Change]:
    """Positions are those at the very moment of each removal: the last row goes first."""
    changes: list[Change] = []
    for key in sorted(keys, key=lambda one: record.position(SECTION, one), reverse=True):
        position = record.position(SECTION, key)
        cells = [CellId(SECTION, key, column) for column in _COLUMNS]
        changes += [CellChange(cell, record.text(cell), "") for cell in cells if record.text(cell)]
        changes.append(RowChange(SECTION, record.rows(SECTION)[position], position, None))
    return changes
