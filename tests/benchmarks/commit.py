"""Commit of a cell: stored with fsync, recalculated, re-checked, and shown by the window's models.

Each commit is one keystroke's way through session, services and disk, with the table mode and the contents listening.
The bare baseline is one row into an SQLite file with the same settings.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from pathlib import Path

from desktop.domain.address import CellId
from desktop.domain.record import Record
from desktop.services.workspace import Workspace
from tests.benchmarks.figures import Figure, long_form, percentile, shanghai

COMMITS = 400


def measure() -> list[Figure]:
    """p50 and p99 on the Shanghai form and on 2,000 rows, shown in a window that listens."""
    small, large = _commits(shanghai()), _commits(long_form(2000))
    bare = _bare()
    return [
        Figure("commit of a cell, p50", percentile(small, 0.5) * 1000, "ms", 4, "stored, calculated, checked, shown"),
        Figure("commit of a cell, p99", percentile(small, 0.99) * 1000, "ms", 16),
        Figure("commit at 2,000 rows, p50", percentile(large, 0.5) * 1000, "ms"),
        Figure("commit at 2,000 rows, p99", percentile(large, 0.99) * 1000, "ms", 30),
        Figure("bare SQLite commit, p50", percentile(bare, 0.5) * 1000, "ms", None, "WAL, synchronous FULL"),
        Figure("bare SQLite commit, p99", percentile(bare, 0.99) * 1000, "ms"),
    ]


def _commits(record: Record) -> list[float]:
    from PySide6.QtWidgets import QApplication

    from desktop.ui.app import make_application
    from desktop.ui.main_window import MainWindow
    from desktop.ui.preferences import Preferences
    from desktop.ui.session import Session
    from desktop.ui.theme import apply, load_theme

    application = make_application(["bench"])
    apply(application, load_theme("light"))
    with tempfile.TemporaryDirectory() as name:
        workspace = Workspace.open(Path(name) / "bench.db")
        number = workspace.add(record, "bench")
        workspace.close()
        session = Session()
        window = MainWindow(session, Preferences(Path(name)))
        window.resize(1366, 768)
        window.show()
        window.open_data(Path(name) / "bench.db")
        window.open_evaluation(number)
        window.set_mode("table")
        application.processEvents()
        times = []
        for cell, text in _typing(record):
            begin = time.perf_counter()
            session.commit({cell: text})
            # What the change asks to be painted is painted now: "shown" is part of the promise.
            QApplication.sendPostedEvents()
            application.processEvents()
            times.append(time.perf_counter() - begin)
        window.close()
        session.close()
        window.deleteLater()
        application.processEvents()
    return times


def _typing(record: Record) -> list[tuple[CellId, str]]:
    """Different cells in turn: actual values, amounts, reasons, prose."""
    rows = record.rows("indicators")
    cells = []
    for number in range(COMMITS):
        row = rows[number * 37 % len(rows)].key
        kind = number % 4
        if kind == 0:
            cells.append((CellId("indicators", row, "actual"), f"{number % 100}%"))
        elif kind == 1:
            cells.append((CellId("funds", "central", ("budget", "executed")[number % 8 // 4]), f"{number * 7 + 1}.25"))
        elif kind == 2:
            cells.append((CellId("indicators", row, "reason"), f"人手不足，已安排第 {number} 次补充。"))
        else:
            cells.append((CellId("goal", "", "achieved"), f"全年目标基本完成，第 {number} 稿。"))
    return cells


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
