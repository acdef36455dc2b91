"""What a change did to a form, for everything that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.address import CellId
from desktop.domain.checks.finding import Finding


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """One step, as the views need it.

    Attributes:
        evaluation_id: the form it happened in.
        cells: cells whose shown text changed, entered or calculated.
        sections: sections whose rows were added, removed or moved.
        added, removed: findings that came and went.
        label: the step in the user's words.
        saved: True when it is on disk.
        fault: why it is not, a Chinese sentence; else ``""``.
        entered: the entered cells among ``cells``, in the order they were changed.
        note: what the user has to be told about a step that is saved, a Chinese sentence; mostly ``""``.
    """

    evaluation_id: int
    cells: frozenset[CellId]
    sections: frozenset[str]
    added: tuple[Finding, ...]
    removed: tuple[Finding, ...]
    label: str
    saved: bool = True
    fault: str = ""
    entered: tuple[CellId, ...] = ()
    note: str = ""
