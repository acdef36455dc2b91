"""Start of the window, in a process of its own each time: first paint, ready with a form open, memory.

The times count from the start of the process, as the operating system knows it, the interpreter's own start included.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desktop.services.transfer import export_record
from tests.benchmarks.figures import Figure, shanghai

RUNS = 7


def measure() -> list[Figure]:
    """First paint, ready, memory; the office program loading the same form as a baseline, where it is installed."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "measure.db"
        command = [sys.executable, "-m", "desktop", "measure", "--json", "--data", str(data)]
        results = []
        for _ in range(RUNS + 1):
            output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            results.append(json.loads(output))
        # The first run makes the data file and fills the disk cache; a user starts the program more than once.
        median = {key: statistics.median(run[key] for run in results[1:]) for key in results[0]}
        office = _office(Path(name))
    figures = [
        Figure("start to first paint", median["first_paint_ms"] / 1000, "s", 0.45),
        Figure("start to ready, form open", median["ready_ms"] / 1000, "s", 0.9),
        Figure("memory with a form open", median["memory_mb"], "MB", 140),
    ]
    if office is not None:
        figures.append(Figure("the same form in headless LibreOffice", office, "s", None, "load and write as CSV"))
    return figures


def _office(folder: Path) -> float | None:
    if shutil.which("soffice") is None:
        return None
    workbook = export_record(shanghai(), folder / "form.xlsx")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "csv"]
    command += ["--outdir", str(folder), str(workbook)]
    times = []
    for _ in range(4):
        begin = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        times.append(time.perf_counter() - begin)
    return statistics.median(times[1:])
