"""What an evaluation holds now: its rows in order and its entered texts.

Every write names the value it starts from and fails when the file holds another one, so a change made in a second
window is never overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, delete, insert, select, update

from db.engine import Database
from db.faults import StaleDataFault
from db.row_order import move, ranks
from db.sql import prepare
from db.stored import StoredContent
from db.tables import CellTable, RowTable, table
from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, RowChange

Cents = Mapping[CellId, tuple[int, int]]
"""Cell → (分, printed decimals) for the amounts that parse."""

_LARGEST_CENTS = 2**63 - 1

_CELL = table(CellTable)
_OF_CELLS = _CELL.c.evaluation_id == bindparam("at")
_THIS_CELL = (
    _OF_CELLS
    & (_CELL.c.section == bindparam("at_section"))
    & (_CELL.c.row == bindparam("at_row"))
    & (_CELL.c.column == bindparam("at_column"))
)
_CELLS = prepare(select(_CELL.c.section, _CELL.c.row, _CELL.c.column, _CELL.c.text).where(_OF_CELLS))
_INSERT_CELL = prepare(insert(_CELL).prefix_with("OR IGNORE"))
_UPDATE_CELL = prepare(
    update(_CELL)
    .where(_THIS_CELL & (_CELL.c.text == bindparam("old")))
    .values(text=bindparam("new"), cents=bindparam("new_cents"), decimals=bindparam("new_decimals"))
)
_DELETE_CELL = prepare(delete(_CELL).where(_THIS_CELL & (_CELL.c.text == bindparam("old"))))

_ROW = table(RowTable)
_OF_ROWS = _ROW.c.evaluation_id == bindparam("at")
_OF_SECTION = _OF_ROWS & (_ROW.c.section == bindparam("at_section"))
_THIS_ROW = _OF_SECTION & (_ROW.c.key == bindparam("at_key"))
_ROWS = prepare(select(_ROW.c.section, _ROW.c.key, _ROW.c.item).where(_OF_ROWS).order_by(_ROW.c.section, _ROW.c.rank))
_SECTION_ROWS = prepare(select(_ROW.c.key, _ROW.c.item, _ROW.c.rank).where(_OF_SECTION).order_by(_ROW.c.rank))
_INSERT_ROW = prepare(insert(_ROW))
_RANK_ROW = prepare(update(_ROW).where(_THIS_ROW).values(rank=bindparam("new")))
_DELETE_ROW = prepare(delete(_ROW).where(_THIS_ROW))


def read(db: Database, evaluation_id: int) -> StoredContent:
    """The content of an evaluation; empty when there is none of this number."""
    rows: dict[str, list[Row]] = {}
    for section, key, item in db.rows(_ROWS, {"at": evaluation_id}):
        rows.setdefault(section, []).append(Row(key, item))
    found = db.rows(_CELLS, {"at": evaluation_id})
    return StoredContent(rows, {CellId(section, row, column): text for section, row, column, text in found})


def fill(
    db: Database, evaluation_id: int, rows: Mapping[str, Iterable[Row]], cells: Mapping[CellId, str], cents: Cents
) -> None:
    """Write the content of an evaluation that has none yet. Empty texts are left out."""
    for section, order in rows.items():
        db.run_many(_INSERT_ROW, _row_params(evaluation_id, section, ranks(tuple(order), {})))
    db.run_many(_INSERT_CELL, (_cell_params(evaluation_id, c, text, cents) for c, text in cells.items() if text))


def write(db: Database, evaluation_id: int, changes: Iterable[Change], cents: Cents) -> None:
    """Make changes in order. Raises StaleDataFault when the file does not hold what a change starts from."""
    orders: dict[str, _Order] = {}
    for change in changes:
        if isinstance(change, CellChange):
            _write_cell(db, evaluation_id, change, cents)
            continue
        if change.section not in orders:
            orders[change.section] = _Order(db, evaluation_id, change.section)
        try:
            orders[change.section].move(change)
        except ValueError as error:
            raise _stale(db) from error
    for order in orders.values():
        order.write()


class _Order:
    """The rows of one section while a command changes them; written once, however many changes there are."""

    def __init__(self, db: Database, evaluation_id: int, section: str) -> None:
        self._db, self._evaluation_id, self._section = db, evaluation_id, section
        self._here = {"at": evaluation_id, "at_section": section}
        self._stored = {Row(key, item): rank for key, item, rank in db.rows(_SECTION_ROWS, self._here)}
        self._order = list(self._stored)
        self._kept = dict(self._stored)

    def move(self, change: RowChange) -> None:
        """Make one change in memory. Raises ValueError when the order is not what it starts from."""
        move(self._order, change)
        self._kept.pop(change.row, None)

    def write(self) -> None:
        """Write the rows that are gone, new or of another rank."""
        db, stored, wanted = self._db, self._stored, ranks(self._order, self._kept)
        db.run_many(_DELETE_ROW, [{**self._here, "at_key": row.key} for row in stored if row not in wanted])
        added = {row: rank for row, rank in wanted.items() if row not in stored}
        db.run_many(_INSERT_ROW, _row_params(self._evaluation_id, self._section, added))
        moved = [(row.key, rank) for row, rank in wanted.items() if stored.get(row, rank) != rank]
        db.run_many(_RANK_ROW, [{**self._here, "at_key": key, "new": rank} for key, rank in moved])


def _write_cell(db: Database, evaluation_id: int, change: CellChange, cents: Cents) -> None:
    if change.old == change.new:
        return
    if change.old == "":
        done = db.run(_INSERT_CELL, _cell_params(evaluation_id, change.cell, change.new, cents))
    else:
        section, row, column = change.cell
        here = {"at": evaluation_id, "at_section": section, "at_row": row, "at_column": column, "old": change.old}
        if change.new == "":
            done = db.run(_DELETE_CELL, here)
        else:
            amount, decimals = _cents_of(change.cell, cents)
            done = db.run(_UPDATE_CELL, {**here, "new": change.new, "new_cents": amount, "new_decimals": decimals})
    if done != 1:
        raise _stale(db)


def _row_params(evaluation_id: int, section: str, ranked: Mapping[Row, int]) -> list[dict[str, object]]:
    return [
        {"evaluation_id": evaluation_id, "section": section, "key": row.key, "item": row.item, "rank": rank}
        for row, rank in ranked.items()
    ]


def _cell_params(evaluation_id: int, cell: CellId, text: str, cents: Cents) -> dict[str, object]:
    amount, decimals = _cents_of(cell, cents)
    return {
        "evaluation_id": evaluation_id,
        "section": cell.section,
        "row": cell.row,
        "column": cell.column,
        "text": text,
        "cents": amount,
        "decimals": decimals,
    }


def _cents_of(cell: CellId, cents: Cents) -> tuple[int, int] | tuple[None, None]:
    """The stored amount; none when it does not fit 64 bits (the text is kept in full all the same)."""
    amount = cents.get(cell)
    if amount is None or abs(amount[0]) > _LARGEST_CENTS:
        return None, None
    return amount


def _stale(db: Database) -> StaleDataFault:
    return StaleDataFault(
        f"数据文件“{db.path.name}”里的这处内容已在另一个窗口改过，这次没有写入；请重新打开这份自评表后再填。"
    )
