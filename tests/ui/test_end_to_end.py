"""Whole forms through the real window: typed, killed, opened again, exported; undone and redone across a restart."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.cli import main
from tests.test_cli import leaves

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


@pytest.mark.parametrize("mode", ["table", "guide"])
@pytest.mark.parametrize("name", ["shanghai-2022-region", "beijing-2022-region"])
def test_a_published_form_typed_into_an_empty_one_survives_a_kill_after_the_last_key(
    name: str,
    mode: str,
    reference_path: Callable[[str], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source, data, out = reference_path(name), tmp_path / "自评.db", tmp_path / "out.xlsx"
    command = [sys.executable, "-m", "tests.ui.typist", str(data), str(source), mode]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=240, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert main(["verify", "--data", str(data)]) == 0
    assert main(["export", "--data", str(data), "1", str(out)]) == 0
    capsys.readouterr()
    assert main(["read", str(out), "--json"]) == 0
    back = leaves(json.loads(capsys.readouterr().out))
    wanted = {path: text for path, text in leaves(json.loads(source.read_text("utf-8"))).items() if text}
    assert {path: back.get(path) for path in wanted} == wanted
