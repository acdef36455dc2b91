"""The evaluations of a data file: their heads. Content and history have modules of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db.engine import Database, Values
from db.faults import StaleDataFault
from desktop.domain.address import CellId
from desktop.domain.changes import CellChange, Change
from desktop.domain.errors import InputError
from desktop.domain.evaluation import EvaluationHead

BUREAU_CELL = CellId("form", "", "bureau")
YEAR_CELL = CellId("form", "", "year")

_LIST = """SELECT id, kind, layout, bureau, year, created_at, changed_at, last_place
FROM evaluation
ORDER BY id"""
_HEAD = """SELECT id, kind, layout, bureau, year, created_at, changed_at, last_place
FROM evaluation
WHERE id = :id"""
_INSERT = """INSERT INTO evaluation (kind, layout, bureau, year, created_at, changed_at, last_place)
VALUES (:kind, :layout, :bureau, :year, :created_at, :changed_at, :last_place)"""
_DELETE = "DELETE FROM evaluation WHERE id = :id"
_TOUCH = "UPDATE evaluation SET changed_at = :changed_at, last_place = :last_place WHERE id = :id"
_SET_BUREAU = "UPDATE evaluation SET bureau = :bureau WHERE id = :id"
_SET_YEAR = "UPDATE evaluation SET year = :year WHERE id = :id"


def heads(db: Database) -> list[EvaluationHead]:
    """Every evaluation, in the order they were added."""
    return [_head(values) for values in db.rows(_LIST)]


def head(db: Database, evaluation_id: int) -> EvaluationHead:
    """One evaluation. Raises InputError when there is none of this number."""
    # A number beyond 64 bits is none SQLite could have given.
    values = db.row(_HEAD, {"id": evaluation_id}) if abs(evaluation_id) < 2**63 else None
    if values is None:
        raise InputError(f"数据文件“{db.path.name}”里没有编号为 {evaluation_id} 的自评表。")
    return _head(values)


def add(db: Database, new: EvaluationHead) -> int:
    """Add an evaluation; its number. ``new.id`` is ignored."""
    return db.insert(
        _INSERT,
        {
            "kind": new.kind,
            "layout": new.layout,
            "bureau": new.bureau,
            "year": new.year,
            "created_at": new.created_at.isoformat(),
            "changed_at": new.changed_at.isoformat(),
            "last_place": new.last_place,
        },
    )


def remove(db: Database, evaluation_id: int) -> None:
    """Remove an evaluation with content and history. Raises InputError when there is none of this number."""
    if db.run(_DELETE, {"id": evaluation_id}) == 0:
        raise InputError(f"数据文件“{db.path.name}”里没有编号为 {evaluation_id} 的自评表。")


def touch(db: Database, evaluation_id: int, at: datetime, place: str, changes: Iterable[Change]) -> None:
    """Note when and where the evaluation was changed last; bureau and year follow the two cells that name them.

    A year that is no number leaves the head's year as it was. Raises StaleDataFault when the evaluation is gone.
    """
    if db.run(_TOUCH, {"id": evaluation_id, "changed_at": at.isoformat(), "last_place": place}) == 0:
        raise StaleDataFault(f"数据文件“{db.path.name}”里的这份自评表已在别处删除，这次没有写入；请重新打开数据文件。")
    for change in changes:
        if not isinstance(change, CellChange):
            continue
        if change.cell == BUREAU_CELL:
            db.run(_SET_BUREAU, {"id": evaluation_id, "bureau": change.new})
        elif change.cell == YEAR_CELL and (year := year_of(change.new)) is not None:
            db.run(_SET_YEAR, {"id": evaluation_id, "year": year})


def year_of(text: str) -> int | None:
    """The year a text names, ``"2022"`` or ``"２０２２"``; None when it is anything but up to four digits."""
    stripped = text.strip()
    return int(stripped) if stripped.isdecimal() and len(stripped) <= 4 else None


def _head(values: Values) -> EvaluationHead:
    number, kind, layout, bureau, year, created_at, changed_at, last_place = values
    created, changed = datetime.fromisoformat(created_at), datetime.fromisoformat(changed_at)
    return EvaluationHead(number, kind, layout, bureau, year, created, changed, last_place)
