"""Proves a data file sound: SQLite's checks, schema, the log replayed from nothing, amounts against their texts.

Reads only, in one snapshot, so it may run while others write.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator

from db.engine import Database
from db.repositories import changes as change_rows
from db.row_order import move
from db.stored import DO, DONE, FOUNDING, REDO, UNDO
from desktop.domain.address import CellId, Row
from desktop.domain.amounts import Amount, parse_amount, to_cents
from desktop.domain.changes import CellChange, Change
from desktop.domain.errors import ZipingError

_UNITS = ("元", "万元")
_MOST = 20
"""Sentences of one kind; a file that differs in more places is not described any better by naming them all."""

_STEPS = """SELECT command.evaluation_id, command.id, command.state, step.action
FROM step JOIN command ON command.id = step.command_id
ORDER BY step.id"""
_CHANGES = """SELECT command_id, section, "row", "column", old, new, item, old_position, new_position
FROM change
ORDER BY command_id, ordinal"""
_CELLS = 'SELECT evaluation_id, section, "row", "column", text, cents, decimals FROM cell'
_ROWS = 'SELECT evaluation_id, section, key, item, rank FROM "row" ORDER BY evaluation_id, section, rank'
_NAMES = "SELECT id, bureau, year FROM evaluation"

_Cells = dict[tuple[int, CellId], str]
_Rows = dict[tuple[int, str], list[Row]]


def verify(db: Database, *, schema: bool = True) -> list[str]:
    """Everything that is wrong with a data file, as Chinese sentences; empty when it is sound.

    Args:
        db: the file.
        schema: compare tables and columns with their declaration too. False for the copy a running window has just
            made: the copy has the schema of the file it works in, and the comparison loads 41 MB of libraries.
    """
    try:
        with db.snapshot():
            return _verify(db, schema)
    except ZipingError as error:
        return [str(error)]
    except sqlite3.OperationalError:
        # A table or column that the questions name is missing: say which, when that is the reason.
        if schema or not (problems := _schema_problems(db)):
            raise
        return problems


def _schema_problems(db: Database) -> list[str]:
    # Imported here because SQLModel costs 0.4 s and 41 MB that opening and filling a form must not pay.
    from db.schema_proof import differences

    return differences(db.rows)[:_MOST]


def _verify(db: Database, schema: bool) -> list[str]:
    problems = [
        f"数据文件结构有损坏（{text}），请换用最近一次的备份。"
        for (text,) in db.rows("PRAGMA integrity_check(20)")
        if text != "ok"
    ]
    if not problems and schema:
        problems = _schema_problems(db)
    if problems:
        return problems  # questions to tables that are damaged or not there would only fail
    broken = db.rows("PRAGMA foreign_key_check")
    problems += [f"“{name}”表里有一条记录找不到它所属的上级记录。" for name, *_ in broken[:_MOST]]
    if problems:
        return problems  # what follows would only repeat the damage in other words
    names = {number: f"{bureau} {year} 年度（编号 {number}）" for number, bureau, year in db.rows(_NAMES)}
    cells, rows, problems = _replay(db, names)
    problems += list(_compare_cells(db, names, cells))[:_MOST]
    problems += list(_compare_rows(db, names, rows))[:_MOST]
    problems += list(_compare_cents(db, names))[:_MOST]
    return problems


def _replay(db: Database, names: dict[int, str]) -> tuple[_Cells, _Rows, list[str]]:
    """What the log gives when every step is repeated from nothing, and where it contradicts itself."""
    changes: defaultdict[int, list[Change]] = defaultdict(list)
    for command_id, *values in db.rows(_CHANGES):
        change = change_rows.change_of(values)
        if change is not None:
            changes[command_id].append(change)
    cells: _Cells = {}
    rows: _Rows = {}
    problems: list[str] = []
    done: dict[int, bool] = {}
    states: dict[int, tuple[int, str]] = {}
    for evaluation_id, command_id, state, action in db.rows(_STEPS):
        forward = action != UNDO
        expected = {None: DO, True: UNDO, False: REDO}[done.get(command_id)]
        if action != expected:
            problems.append(f"{names[evaluation_id]}：第 {command_id} 步操作的撤销、重做记录前后不符。")
        done[command_id] = forward
        states[command_id] = (evaluation_id, state)
        listed = changes[command_id] if forward else [change.inverse() for change in reversed(changes[command_id])]
        fits = [_repeat(evaluation_id, change, cells, rows) for change in listed]
        if not all(fits):
            problems.append(f"{names[evaluation_id]}：第 {command_id} 步操作的旧值与它之前的记录不符。")
    for command_id, (evaluation_id, state) in states.items():
        if done[command_id] is not (state in (FOUNDING, DONE)):
            problems.append(f"{names[evaluation_id]}：第 {command_id} 步操作的状态与它的撤销、重做记录不符。")
    return cells, rows, problems[:_MOST]


def _repeat(evaluation_id: int, change: Change, cells: _Cells, rows: _Rows) -> bool:
    """Make one change; False when what it starts from is not there."""
    if isinstance(change, CellChange):
        place = (evaluation_id, change.cell)
        before = cells.pop(place, "")
        if change.new:
            cells[place] = change.new
        return before == change.old
    try:
        move(rows.setdefault((evaluation_id, change.section), []), change)
    except ValueError:
        return False
    return True


def _compare_cells(db: Database, names: dict[int, str], replayed: _Cells) -> Iterator[str]:
    stored = {
        (number, CellId(section, row, column)): text
        for number, section, row, column, text, _cents, _decimals in db.rows(_CELLS)
    }
    for place in sorted(stored.keys() | replayed.keys()):
        now, logged = stored.get(place, ""), replayed.get(place, "")
        if now != logged:
            yield f"{names[place[0]]}：单元格 {place[1]} 现存“{now}”，修改记录里是“{logged}”。"


def _compare_rows(db: Database, names: dict[int, str], replayed: _Rows) -> Iterator[str]:
    stored: _Rows = {}
    for number, section, key, item, _rank in db.rows(_ROWS):
        stored.setdefault((number, section), []).append(Row(key, item))
    for place in sorted(stored.keys() | replayed.keys()):
        if stored.get(place, []) != replayed.get(place, []):
            yield f"{names[place[0]]}：{place[1]} 部分现有的行与修改记录不符。"


def _compare_cents(db: Database, names: dict[int, str]) -> Iterator[str]:
    """Amounts against their texts, in either unit: which one holds is said by the layout, which is not stored here.

    An amount that is missing is no fault: the cell may hold no money, or more than 64 bits take.
    """
    for number, section, row, column, text, cents, decimals in db.rows(_CELLS):
        if cents is not None and not _is_amount(text, cents, decimals):
            yield f"{names[number]}：单元格 {CellId(section, row, column)} 的金额与所填的“{text}”不符。"


def _is_amount(text: str, cents: int, decimals: int) -> bool:
    try:
        amount = parse_amount(text)
    except ValueError:
        return False
    return amount is not None and amount.decimals == decimals and any(_gives(amount, unit, cents) for unit in _UNITS)


def _gives(amount: Amount, unit: str, cents: int) -> bool:
    try:
        return to_cents(amount, unit) == cents
    except ValueError:  # too fine or too large in this unit
        return False
