"""Full check of a form from nothing, and whether its cost grows with the rows and not faster."""

from __future__ import annotations

from desktop.domain.calculation import Calculator
from desktop.domain.checks.engine import CheckEngine
from desktop.domain.record import Record
from desktop.domain.targets import parse_actual, parse_target
from tests.benchmarks.figures import Figure, long_form, shanghai, timed


def measure() -> list[Figure]:
    """Milliseconds for 21 and 41 rows; milliseconds a row at 500 and 2,000."""
    forms = {rows: long_form(rows) if rows > 21 else shanghai() for rows in (21, 41, 500, 2000)}
    times = {rows: timed(lambda record=record: _check(record)) for rows, record in forms.items()}
    growth = (times[2000] / 2000) / (times[500] / 500)
    return [
        Figure("full check, 21 rows", times[21] * 1000, "ms", None, "texts parsed anew"),
        Figure("full check, 41 rows", times[41] * 1000, "ms", 10, "texts parsed anew"),
        Figure("full check, 2,000 rows", times[2000] * 1000, "ms"),
        Figure("growth of time a row, 500 to 2,000 rows", growth, "x", 1.3, "1 is linear"),
    ]


def _check(record: Record) -> int:
    # "From nothing": no text may be remembered from the run before.
    for parse in (parse_target, parse_actual):
        clear = getattr(parse, "cache_clear", None)
        if clear is not None:
            clear()
    engine = CheckEngine(record, Calculator(record))
    engine.full()
    return len(engine.findings)
