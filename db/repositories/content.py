"""What an evaluation holds now: its rows in order and its entered texts.

Every write names the value it starts from and fails when the file holds another one, so a change made in a second
window is never overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from db.engine import Database
from db.faults import StaleDataFault
from db.row_order import move, ranks
from db.stored import StoredContent
from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, RowChange

Cents = Mapping[CellId, tuple[int, int]]
"""Cell → (分, printed decimals) for the amounts that parse."""

_LARGEST_CENTS = 2**63 - 1

_CELLS = 'SELECT section, "row", "column", text FROM cell WHERE evaluation_id = :evaluation_id'
_INSERT_CELL = """INSERT OR IGNORE INTO cell (evaluation_id, section, "row", "column", text, cents, decimals)
VALUES (:evaluation_id, :section, :row, :column, :text, :cents, :decimals)"""
_UPDATE_CELL = """UPDATE cell SET text = :text, cents = :cents, decimals = :decimals
WHERE evaluation_id = :evaluation_id AND section = :section AND "row" = :row AND "column" = :column AND text = :old"""
_DELETE_CELL = """DELETE FROM cell
WHERE evaluation_id = :evaluation_id AND section = :section AND "row" = :row AND "column" = :column AND text = :old"""

_ROW = 'SELECT 1 FROM "row" WHERE evaluation_id = :evaluation_id AND section = :section AND key = :row'
_ANY_ROW = 'SELECT 1 FROM "row" WHERE evaluation_id = :evaluation_id AND section = :section LIMIT 1'
_ROWS = 'SELECT section, key, item FROM "row" WHERE evaluation_id = :evaluation_id ORDER BY section, rank'
_SECTION_ROWS = """SELECT key, item, rank FROM "row"
WHERE evaluation_id = :evaluation_id AND section = :section
ORDER BY rank"""
_INSERT_ROW = """INSERT INTO "row" (evaluation_id, section, key, item, rank)
VALUES (:evaluation_id, :section, :key, :item, :rank)"""
_RANK_ROW = """UPDATE "row" SET rank = :rank
WHERE evaluation_id = :evaluation_id AND section = :section AND key = :key"""
_DELETE_ROW = 'DELETE FROM "row" WHERE evaluation_id = :evaluation_id AND section = :section AND key = :key'


def read(db: Database, evaluation_id: int) -> StoredContent:
    """The content of an evaluation; empty when there is none of this number."""
    rows: dict[str, list[Row]] = {}
    for section, key, item in db.rows(_ROWS, {"evaluation_id": evaluation_id}):
        rows.setdefault(section, []).append(Row(key, item))
    found = db.rows(_CELLS, {"evaluation_id": evaluation_id})
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
            if (
                change.old == ""
                and change.cell.section not in orders
                and not _has_place(db, evaluation_id, change.cell)
            ):
                raise _stale(db)
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
        self._here = {"evaluation_id": evaluation_id, "section": section}
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
        db.run_many(_DELETE_ROW, [{**self._here, "key": row.key} for row in stored if row not in wanted])
        added = {row: rank for row, rank in wanted.items() if row not in stored}
        db.run_many(_INSERT_ROW, _row_params(self._evaluation_id, self._section, added))
        moved = [(row.key, rank) for row, rank in wanted.items() if stored.get(row, rank) != rank]
        db.run_many(_RANK_ROW, [{**self._here, "key": key, "rank": rank} for key, rank in moved])


def _has_place(db: Database, evaluation_id: int, cell: CellId) -> bool:
    """False for a cell of a row that another window has removed: its text would be in the file and on no screen.

    Sections whose rows the layout fixes have no rows here, and neither has one whose rows were all removed.
    """
    if not cell.row:
        return True
    section = {"evaluation_id": evaluation_id, "section": cell.section}
    return db.row(_ROW, {**section, "row": cell.row}) is not None or db.row(_ANY_ROW, section) is None


def _write_cell(db: Database, evaluation_id: int, change: CellChange, cents: Cents) -> None:
    if change.old == change.new:
        return
    if change.old == "":
        done = db.run(_INSERT_CELL, _cell_params(evaluation_id, change.cell, change.new, cents))
    else:
        section, row, column = change.cell
        here = {"evaluation_id": evaluation_id, "section": section, "row": row, "column": column, "old": change.old}
        if change.new == "":
            done = db.run(_DELETE_CELL, here)
        else:
            amount, decimals = _cents_of(change.cell, cents)
            done = db.run(_UPDATE_CELL, {**here, "text": change.new, "cents": amount, "decimals": decimals})
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
