"""What the data file gives back beside the domain's own value types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from desktop.domain.address import CellId, Row
from desktop.domain.changes import Change

Action = Literal["do", "undo", "redo"]
State = Literal["founding", "done", "undone", "discarded"]

DO: Final = "do"
UNDO: Final = "undo"
REDO: Final = "redo"
FOUNDING: Final = "founding"
DONE: Final = "done"
UNDONE: Final = "undone"


@dataclass(frozen=True, slots=True)
class StoredContent:
    """The content of one evaluation.

    Attributes:
        rows: section key → its rows in order; only sections that hold rows.
        cells: entered texts; a cell that is not there is empty.
    """

    rows: dict[str, list[Row]]
    cells: dict[CellId, str]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened: what, old and new, when and by whom.

    Attributes:
        command_id: the command it belongs to.
        action: done for the first time, taken back, or done again.
        at: when, local time with offset.
        who: the operating system's user name; ``""`` if unknown.
        label: the command's phrase, e.g. "填写 …".
        source: where the values came from when not typed; else ``""``.
        state: what became of the command: ``founding`` made the form, ``done``, ``undone``, or ``discarded`` (undone
            and then overtaken by new work, so it cannot be redone).
        change: as it happened: an undo goes from the new value to the old one. None when a form was made empty.
    """

    command_id: int
    action: Action
    at: datetime
    who: str
    label: str
    source: str
    state: State
    change: Change | None
