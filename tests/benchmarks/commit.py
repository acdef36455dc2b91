"""Commit of a cell: stored with fsync, recalculated, re-checked, and shown by the window's models.

Measured as a user meets it: real key events into the real window, every pane listening and painted before the next key.
The bare baseline is one row into an SQLite file with the same settings.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from desktop.domain.address import CellId
from desktop.domain.record import Record
from desktop.services.workspace import Workspace
from tests.benchmarks.figures import Figure, long_form, nanjing, percentile, shanghai, shenzhen

CELLS = 80
COMMITS = 400


Typing = Sequence[tuple[CellId, str]]


def measure() -> list[Figure]:
    """p50 and p99 of keys typed in the window: the Shanghai form, 2,000 rows, the Nanjing form, the Shenzhen tables."""
    figures = []
    for record, what, goals in ((shanghai(), "21 rows", (4.0, 16.0)), (long_form(2000), "2,000 rows", (None, 30.0))):
        for mode in ("table", "guide"):
            figures += _figures(record, mode, _typing(record), f"{what}, {mode}", goals)
    for mode in ("table", "guide"):
        record = nanjing()
        for column, text in (("actual", "draft {}"), ("score", "1.{}")):
            typing = _down(record, "indicators", (column,), text)
            figures += _figures(record, mode, typing, f"Nanjing, {column}, {mode}", (4.0, 16.0))
    for what, section, columns, text in (
        ("table 2, other income", "t2_rows", ("other",), "{}01.25"),
        ("table 7, amount of a leaf", "t7_rows", ("basic", "project"), "{}01.25"),
        ("table 11, target", "indicators", ("target",), "{}%"),
    ):
        record = shenzhen()
        typing = _down(record, section, columns, text)
        figures += _figures(record, "table", typing, f"Shenzhen {what}", (4.0, 16.0))
    bare = _bare()
    figures.append(Figure("bare SQLite commit, p50", percentile(bare, 0.5) * 1000, "ms", None, "WAL, synchronous FULL"))
    figures.append(Figure("bare SQLite commit, p99", percentile(bare, 0.99) * 1000, "ms"))
    return figures


def _figures(
    record: Record, mode: str, typing: Typing, what: str, goals: tuple[float | None, float | None]
) -> list[Figure]:
    keys, enters = _typed(record, mode, typing)
    shown = f"key committed and shown, {what}"
    note = "the cell closes, the next page or cell is shown"
    return [
        Figure(f"{shown}, p50", percentile(keys, 0.5) * 1000, "ms", goals[0]),
        Figure(f"{shown}, p99", percentile(keys, 0.99) * 1000, "ms", goals[1], f"{len(keys)} keys"),
        Figure(f"Enter, {what}, p50", percentile(enters, 0.5) * 1000, "ms", None, note),
    ]


def _typed(record: Record, mode: str, typing: Typing) -> tuple[list[float], list[float]]:
    """Seconds of each key, and of each Enter: event, commit with fsync, calculation, checks, every pane painted."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from desktop.ui.app import make_application
    from desktop.ui.main_window import MainWindow
    from desktop.ui.preferences import Preferences
    from desktop.ui.session import Session
    from desktop.ui.theme import apply, load_theme

    application = make_application(["bench"])
    apply(application, load_theme("light"))
    keys: list[float] = []
    enters: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        workspace = Workspace.open(Path(name) / "bench.db")
        number = workspace.add(record, "bench")
        workspace.close()
        session = Session()
        window = MainWindow(session, Preferences(Path(name)))
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        window.open_data(Path(name) / "bench.db")
        window.open_evaluation(number)
        window.set_mode(mode)
        for cell, text in typing:
            window.form_page.go_to(cell)
            application.processEvents()
            if mode == "guide":
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            for key in [*text, Qt.Key.Key_Return]:
                begin = time.perf_counter()
                QTest.keyClick(QApplication.focusWidget(), key)
                application.processEvents()
                (enters if key == Qt.Key.Key_Return else keys).append(time.perf_counter() - begin)
        wrong = [str(cell) for cell, text in dict(typing).items() if session.form.record.text(cell) != text]
        if wrong:
            raise RuntimeError(f"what was typed did not arrive in {', '.join(wrong[:5])}")
        window.close()
        session.close()
        window.deleteLater()
        application.processEvents()
    return keys, enters


def _typing(record: Record) -> list[tuple[CellId, str]]:
    """Different cells in turn: actual values, amounts, reasons, prose; Latin signs, which need no input method."""
    rows = record.rows("indicators")
    columns = ("budget", "executed")
    cells = []
    for number in range(CELLS):
        row = rows[number * 37 % len(rows)].key
        kind = number % 4
        if kind == 0:
            cells.append((CellId("indicators", row, "actual"), f"{number + 10}%"))
        elif kind == 1:
            cells.append((CellId("funds", "central", columns[number % 8 // 4]), f"{number * 7 + 1001}.25"))
        elif kind == 2:
            cells.append((CellId("indicators", row, "reason"), f"reason {number}"))
        else:
            cells.append((CellId("goal", "", "achieved"), f"draft {number}"))
    return cells


def _down(record: Record, section: str, columns: Sequence[str], text: str) -> list[tuple[CellId, str]]:
    """The cells of ``columns`` that take an entry, again and again from the top, each time with another text."""
    cells = [CellId(section, row.key, column) for row in record.rows(section) for column in columns]
    free = [cell for cell in cells if not record.is_computed(cell) and not record.is_locked(cell)]
    return [(free[number % len(free)], text.format(number + 10)) for number in range(CELLS)]


def _bare() -> list[float]:
    with tempfile.TemporaryDirectory() as name:
        connection = sqlite3.connect(Path(name) / "bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE cell (id INTEGER PRIMARY KEY, text TEXT)")
        times = []
        for number in range(COMMITS):
            begin = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO cell (text) VALUES (?)", (f"text {number}",))
            connection.execute("COMMIT")
            times.append(time.perf_counter() - begin)
        connection.close()
    return times
