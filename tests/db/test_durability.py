"""What a writing method has returned from is on disk, whatever happens to the program afterwards."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from db.data_file import DataFile
from desktop.domain.address import CellId
from tests.db.builders import head

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from db.data_file import DataFile
from desktop.domain.address import CellId
from tests.db.builders import cell_change, command

# Far longer than a person waits: SQLite polls a lock, so of two programs that write without pause one may starve.
data = DataFile.open(Path(sys.argv[1]), create=False, busy_seconds=60)
form, name = int(sys.argv[2]), sys.argv[3]
for number in range(100_000):
    data.apply(command(form, cell_change("", str(number), CellId(name, str(number), "x"))), {})
    print(number, flush=True)
"""


def start(path: Path, form: int, name: str) -> subprocess.Popen[str]:
    """A program that commits cell after cell and says so after each."""
    arguments = [sys.executable, "-c", WRITER, str(path), str(form), name]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def told_until(writer: subprocess.Popen[str], least: int) -> int:
    """Wait until ``least`` commits were told, kill the program; the number of commits it told."""
    assert writer.stdout is not None
    for line in writer.stdout:
        if int(line) >= least:
            break
    writer.kill()
    last = [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    writer.wait()
    writer.stdout.close()
    return max([least, *last])


def test_a_killed_program_loses_nothing_it_has_told(path: Path) -> None:
    with DataFile.open(path) as data:
        form = data.add_evaluation(head(), {}, {})
    for round_number, least in enumerate((3, 40, 300)):
        name = f"w{round_number}"
        last = told_until(start(path, form, name), least)
        with DataFile.open(path, create=False) as data:
            cells = data.content(form).cells
            assert {CellId(name, str(number), "x") for number in range(last + 1)} <= cells.keys()
            assert data.verify() == []
            undone = data.next_undo()
            assert undone is not None
            assert cells[undone.changes[0].cell] == undone.changes[0].new  # type: ignore[union-attr]


def test_two_programs_at_once_lose_no_commit(path: Path) -> None:
    with DataFile.open(path) as data:
        form = data.add_evaluation(head(), {}, {})
    writers = {name: start(path, form, name) for name in ("left", "right")}
    last = {name: told_until(writer, 150) for name, writer in writers.items()}
    with DataFile.open(path, create=False) as data:
        cells = data.content(form).cells
        for name, number in last.items():
            assert {CellId(name, str(n), "x") for n in range(number + 1)} <= cells.keys()
        assert data.verify() == []
