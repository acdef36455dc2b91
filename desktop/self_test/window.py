"""Self-test of the window, and the measure of its start: in a process of its own, offscreen, on a form.

The children are started without the user's data folder, so that nothing of his is touched or can disturb.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from desktop.domain.errors import EnvironmentFault, InputError, ZipingError
from desktop.paths import DATA_SUFFIX, is_frozen, resources_dir

SAMPLE = resources_dir() / "samples" / "region-managed-2022.json"
CONSOLE_PROGRAM = "ziping.exe"
"""Lies beside the windowed program on Windows, which has no output that could be read."""
PATIENCE = 30
"""Seconds until a child counts as hanging; a slow machine needs less than ten."""


def opens(folder: Path) -> str:
    """The window opens offscreen and is ready to be typed into; what it needs for a real screen can be loaded."""
    from desktop.ui import screen_plugin

    plugin = screen_plugin.load()
    timings = _probe(folder / f"窗口{DATA_SUFFIX}", folder)
    return f"打开正常，{timings['ready_ms']:.0f} 毫秒；屏幕显示用 {plugin}。"


def measure(options: argparse.Namespace) -> int:
    """Start the window offscreen, open a form, print milliseconds since the process began and memory, quit."""
    with tempfile.TemporaryDirectory(prefix="ziping-") as name:
        result = _probe(options.data or Path(name) / f"measure{DATA_SUFFIX}")
    if options.json:
        print(json.dumps(result))
    else:
        first, ready, memory = result["first_paint_ms"], result["ready_ms"], result["memory_mb"]
        print(f"首次显示 {first} 毫秒，可以填写 {ready} 毫秒，内存 {memory} MB。")
    return 0


def _probe(data: Path, home: Path | None = None) -> dict[str, float]:
    """Start the window on the first form of ``data``, made from the sample when missing.

    Args:
        data: the data file.
        home: stands for the user's folder with preferences and layouts; None takes the user's own.

    Returns:
        Milliseconds from the start of that process to first paint and to ready, and its resident MB when ready.
    """
    if not data.exists():
        run_ourselves("import", str(SAMPLE), "--data", str(data), home=home)
    listed = json.loads(run_ourselves("list", "--json", "--data", str(data), home=home))
    if not listed:
        raise InputError(f"数据文件“{data.name}”里还没有自评表，量不了打开一份表要多久。")
    number = str(listed[0]["id"])
    timings: dict[str, float] = json.loads(run_ourselves("--data", str(data), "--open", number, "--probe", home=home))
    return timings


def our_program() -> list[str]:
    """How to start this program again so that its output can be read."""
    if not is_frozen():
        return [sys.executable, "-m", "desktop"]
    console = Path(sys.executable).with_name(CONSOLE_PROGRAM)
    return [str(console) if console.is_file() else sys.executable]


def run_ourselves(*arguments: str, home: Path | None = None) -> str:
    """Run this program with other arguments; its standard output.

    Raises its complaint again, with its exit code; EnvironmentFault when it hangs.
    """
    try:
        done = subprocess.run(
            [*our_program(), *arguments],
            stdin=subprocess.DEVNULL,  # a program without a console has none to hand on
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
            env=os.environ | ({"ZIPING_DATA_DIR": str(home)} if home is not None else {}),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise EnvironmentFault(f"另外启动的自评通 {PATIENCE} 秒没有做完，已经结束它。") from error
    if done.returncode:
        kinds = {InputError.exit_code: InputError, EnvironmentFault.exit_code: EnvironmentFault}
        complaint = done.stderr.strip() or f"程序退出，状态 {done.returncode}。"
        raise kinds.get(done.returncode, ZipingError)(complaint)
    return done.stdout
