"""What identifies one filled-in form in a data file, without its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EvaluationHead:
    """One evaluation of a data file.

    Attributes:
        id: number in the data file; 0 before it is stored.
        kind: form kind 表种, e.g. ``region``.
        layout: layout 表样 within the kind, e.g. ``beijing-2022``.
        bureau: reporting unit 填报单位.
        year: period 年度.
        created_at, changed_at: local time with offset.
        last_place: where the last change was made, in the user's words; ``""`` if none.
    """

    id: int
    kind: str
    layout: str
    bureau: str
    year: int
    created_at: datetime
    changed_at: datetime
    last_place: str = ""
