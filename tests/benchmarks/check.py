"""Full check of a form from nothing, and whether its cost grows with the rows and not faster."""

from __future__ import annotations

from desktop.domain.calculation import Calculator
from desktop.domain.checks.engine import CheckEngine
from desktop.domain.criteria import read_criterion
from desktop.domain.record import Record
from desktop.domain.targets import parse_actual, parse_target
from tests.benchmarks.figures import Figure, long_budget, long_form, nanjing, shanghai, shenzhen, timed


def measure() -> list[Figure]:
    """Milliseconds for the forms as they are; whether a row more costs the same in a long form as in a short one."""
    forms = {rows: long_form(rows) if rows > 21 else shanghai() for rows in (21, 41, 500, 2000)}
    times = {rows: timed(lambda record=record: _check(record)) for rows, record in forms.items()}
    growth = (times[2000] / 2000) / (times[500] / 500)
    return [
        Figure("full check, 21 rows", times[21] * 1000, "ms", None, "texts parsed anew"),
        Figure("full check, 41 rows", times[41] * 1000, "ms", 10, "texts parsed anew"),
        Figure("full check, 2,000 rows", times[2000] * 1000, "ms"),
        Figure("growth of time a row, 500 to 2,000 rows", growth, "x", 1.3, "1 is linear"),
        *_department(),
        *_budget(),
    ]


def _department() -> list[Figure]:
    record = nanjing()
    seconds = timed(lambda: _check(record))
    return [Figure("full check, Nanjing, 41 rows", seconds * 1000, "ms", 10, "texts parsed anew")]


def _budget() -> list[Figure]:
    """The eleven tables cost something even without a long table 7: growth compares what the rows *added* cost."""
    forms = [shenzhen(), long_budget(500), long_budget(2000)]
    few, some, many = (len(record.rows("t7_rows")) for record in forms)
    times = [timed(lambda record=record: _check(record), 9) for record in forms]
    growth = (times[2] - times[1]) / (many - some) / ((times[1] - times[0]) / (some - few))
    return [
        Figure("full check, Shenzhen, eleven tables", times[0] * 1000, "ms", None, "texts parsed anew"),
        Figure(f"full check, Shenzhen, {some:,} rows in table 7", times[1] * 1000, "ms"),
        Figure(f"full check, Shenzhen, {many:,} rows in table 7", times[2] * 1000, "ms"),
        Figure(f"growth of time a row added, {some:,} to {many:,} rows", growth, "x", 1.3, "1 is linear"),
    ]


def _check(record: Record) -> int:
    # "From nothing": no text may be remembered from the run before.
    for parse in (parse_target, parse_actual, read_criterion):
        clear = getattr(parse, "cache_clear", None)
        if clear is not None:
            clear()
    engine = CheckEngine(record, Calculator(record))
    engine.full()
    return len(engine.findings)
