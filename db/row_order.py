"""The order of rows: how a change alters it, and the ranks that keep it in the file.

One rule for writing, for undo and for the proof by replay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from desktop.domain.address import Row
from desktop.domain.changes import RowChange

GAP = 1 << 20
"""Distance between the ranks of neighbours: room to insert twenty times at one spot before all are renumbered."""


def move(order: list[Row], change: RowChange) -> None:
    """Add, remove or move one row of ``order`` in place; positions are those at the time of this very change.

    Raises ValueError when the order is not what the change starts from: another row stands at the old position, the
    new position lies outside, or a new row's key is taken. ``order`` may be half changed then.
    """
    if change.old is not None:
        if not 0 <= change.old < len(order) or order[change.old] != change.row:
            raise ValueError(f"not at {change.old}: {change.row}")
        del order[change.old]
    elif any(row.key == change.row.key for row in order):
        raise ValueError(f"already there: {change.row}")
    if change.new is not None:
        if not 0 <= change.new <= len(order):
            raise ValueError(f"outside: {change.new}")
        order.insert(change.new, change.row)


def ranks(order: Sequence[Row], known: Mapping[Row, int]) -> dict[Row, int]:
    """Ascending ranks for ``order``.

    Args:
        order: the rows as they are to stand.
        known: ranks of rows that keep their place among each other; those stay as they are if there is room.
    """
    found: dict[Row, int] = {}
    runs = [(has_rank, list(run)) for has_rank, run in groupby(order, key=known.__contains__)]
    for index, (has_rank, run) in enumerate(runs):
        if has_rank:
            found.update((row, known[row]) for row in run)
            continue
        after = known[runs[index + 1][1][0]] if index + 1 < len(runs) else None
        before = known[runs[index - 1][1][-1]] if index else None
        room = len(run) + 1
        if before is None:
            before = GAP * -1 if after is None else after - GAP * room
        step = GAP if after is None else (after - before) // room
        if step == 0:
            return {row: GAP * position for position, row in enumerate(order)}
        found.update((row, before + step * place) for place, row in enumerate(run, 1))
    return found
