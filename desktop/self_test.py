"""The program proves itself, and measures its start: used by the installer's check and by ``make bench``.

``self_test`` goes through database, export, import and window in a temporary folder; ``measure`` starts the window
offscreen on a form and prints milliseconds to first paint and to ready, and resident memory.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from desktop.domain.errors import EnvironmentFault, InputError, ZipingError
from desktop.paths import resources_dir

SAMPLE = resources_dir() / "samples" / "region-managed-2022.json"


def self_test() -> int:
    """Run every step, say each one's result, exit 0 only when all went well."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="ziping-") as name:
        folder = Path(name)
        steps: list[tuple[str, Callable[[Path], str]]] = [
            ("表样", _layouts),
            ("数据库", _database),
            ("导出和导入", _round_trip),
            ("窗口", _window),
        ]
        for title, step in steps:
            try:
                print(f"{title}：{step(folder)}")
            except (ZipingError, OSError, ImportError, RuntimeError, subprocess.SubprocessError) as error:
                failed += 1
                print(f"{title}：没有通过。{error}", file=sys.stderr)
    return 4 if failed else 0


def _layouts(folder: Path) -> str:
    from desktop.services.forms import FormCatalog

    catalog = FormCatalog(user=folder)
    definitions = catalog.definitions()
    if broken := [info.problem for info in catalog.layouts() if info.problem]:
        raise RuntimeError("；".join(broken))
    return f"{len(definitions)} 个表样完好。"


def _database(folder: Path) -> str:
    from desktop.domain.address import CellId
    from desktop.services.forms import FormCatalog
    from desktop.services.workspace import Workspace

    path = folder / "自检.db"
    cell = CellId("funds", "central", "budget")
    for definition in FormCatalog().definitions():
        workspace = Workspace.open(path)
        number = workspace.create(definition.kind, definition.layout, "示例市医疗保障局", definition.year)
        if workspace.form(number).record.has_cell(cell):
            workspace.form(number).commit({cell: "10789.00"})
            workspace.undo()
            workspace.redo()
        workspace.close()
        workspace = Workspace.open(path)
        if workspace.form(number).record.text(cell) != "10789.00":
            raise RuntimeError("重新打开后，填过的数不见了。")
        if problems := workspace.verify():
            raise RuntimeError("；".join(problems))
        workspace.close()
    return "写入、撤销、重开、验证都正常。"


def _round_trip(folder: Path) -> str:
    from desktop.domain.evaluation_json import to_json
    from desktop.services.forms import FormCatalog
    from desktop.services.sources import load_records
    from desktop.services.transfer import export_record, preview

    catalog = FormCatalog()
    count = 0
    for sample in sorted((resources_dir() / "samples").glob("*.json")):
        for record in load_records(sample, catalog):
            path = export_record(record, folder / f"{sample.stem}.xlsx")
            back = preview(path, catalog)[0].record
            wanted, found = to_json(record), to_json(back)
            lost = [
                key for key in wanted if key not in ("targets_set", "explanations") and found.get(key) != wanted[key]
            ]
            if lost:
                raise RuntimeError(f"“{sample.name}”导出再导入后，这些部分变了：{'、'.join(lost)}。")
            count += 1
    if not count:
        raise RuntimeError("没有找到示例。")
    return f"{count} 份示例写出再读回，一字不差。"


def _window(folder: Path) -> str:
    timings = _probe(folder / "窗口.db")
    return f"打开正常，{timings['ready_ms']:.0f} 毫秒。"


def measure(options: argparse.Namespace) -> int:
    """Start the window offscreen, open a form, print milliseconds since the process began and memory, quit."""
    with tempfile.TemporaryDirectory(prefix="ziping-") as name:
        result = _probe(options.data or Path(name) / "measure.db")
    if options.json:
        print(json.dumps(result))
    else:
        first, ready, memory = result["first_paint_ms"], result["ready_ms"], result["memory_mb"]
        print(f"首次显示 {first} 毫秒，可以填写 {ready} 毫秒，内存 {memory} MB。")
    return 0


def _probe(data: Path) -> dict[str, float]:
    """Start the window in a process of its own on the first form of ``data``, made from the sample when missing.

    Milliseconds from the start of that process to first paint and to ready, and its resident MB when ready.
    """
    if not data.exists():
        _run_ourselves("import", str(SAMPLE), "--data", str(data))
    listed = json.loads(_run_ourselves("list", "--json", "--data", str(data)))
    if not listed:
        raise InputError(f"数据文件“{data.name}”里还没有自评表，量不了打开一份表要多久。")
    number = listed[0]["id"]
    timings: dict[str, float] = json.loads(_run_ourselves("--data", str(data), "--open", str(number), "--probe"))
    return timings


def _run_ourselves(*arguments: str) -> str:
    """Run this program with other arguments; its standard output. Raises its complaint again, with its exit code."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop"]
    done = subprocess.run([*program, *arguments], capture_output=True, encoding="utf-8", timeout=120, check=False)
    if done.returncode:
        kinds = {InputError.exit_code: InputError, EnvironmentFault.exit_code: EnvironmentFault}
        complaint = done.stderr.strip() or f"程序退出，状态 {done.returncode}。"
        raise kinds.get(done.returncode, ZipingError)(complaint)
    return done.stdout
