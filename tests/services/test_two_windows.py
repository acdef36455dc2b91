"""Two windows on one data file: neither loses what was typed, whoever closes first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from desktop.domain.address import CellId
from desktop.services.sources import is_json
from desktop.services.workspace import Workspace

ACHIEVED = CellId("goal", "", "achieved")
PLANNED = CellId("goal", "", "planned")
OTHER_WINDOW = """
import sys
from pathlib import Path
from desktop.domain.address import CellId
from desktop.services.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
form = workspace.form(1)
print(form.record.text(CellId("goal", "", "achieved")))
form.commit({CellId("goal", "", "planned"): "另一个窗口写的"})
workspace.close()
"""


def other_window(path: Path) -> str:
    """Open the file in another process, write, close; what it found."""
    command = [sys.executable, "-c", OTHER_WINDOW, str(path)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.strip()


def test_what_is_typed_after_another_window_closed_is_in_the_file(tmp_path: Path) -> None:
    """A write-ahead log that the other window took away on closing would swallow everything typed from then on."""
    path = tmp_path / "自评.db"
    workspace = Workspace.open(path)
    form = workspace.form(workspace.create("region-managed", "", "示例市医疗保障局", 2022))
    form.commit({ACHIEVED: "第一稿"})
    # Everything in this process that looks at the file beside the open connection.
    assert workspace.verify() == []
    workspace.backup(tmp_path / "备份.db")
    assert other_window(path) == "第一稿"
    change = form.commit({ACHIEVED: "第二稿"})
    assert change is not None
    assert change.saved
    assert other_window(path) == "第二稿"
    workspace.close()
    again = Workspace.open(path)
    record = again.form(1).record
    assert (record.text(ACHIEVED), record.text(PLANNED)) == ("第二稿", "另一个窗口写的")
    assert again.verify() == []
    again.close()


def test_looking_at_the_file_as_an_import_does_not_harm_the_open_one(tmp_path: Path) -> None:
    """Opening and closing the file by other means drops SQLite's locks on it; it must not cost anything typed."""
    path = tmp_path / "自评.db"
    workspace = Workspace.open(path)
    form = workspace.form(workspace.create("region-managed", "", "示例市医疗保障局", 2022))
    assert not is_json(path)
    other_window(path)
    change = form.commit({ACHIEVED: "第二稿"})
    kept = change is not None and change.saved
    workspace.close()
    again = Workspace.open(path)
    # Either the text is in the file, or the user was told that it is not.
    assert again.form(1).record.text(ACHIEVED) == "第二稿" or not kept
    again.close()
