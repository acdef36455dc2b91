"""Self-test of layouts and data file: read, written, undone, opened again, proved, brought up from older versions."""

from __future__ import annotations

from pathlib import Path

from db.schema import REVISIONS, stored_version
from db.upgrade import upgrade
from desktop.paths import DATA_SUFFIX, resources_dir
from desktop.self_test import CheckError
from desktop.self_test.filling import BUREAU, filled, first_entry, shipped
from desktop.services.rule_files import files_of, prove_file, sort_of
from desktop.services.workspace import Workspace


def layouts(folder: Path) -> str:
    """Every shipped layout and rule set passes its proof."""
    catalog = shipped(folder)
    definitions = catalog.definitions()
    if broken := [info.problem for info in catalog.layouts() if info.problem]:
        raise CheckError("；".join(broken))
    rules = files_of(resources_dir())
    if not definitions or not rules:
        raise CheckError("没有找到表样或规则文件。")
    for path in rules:
        prove_file(path, sort_of(path), catalog.scoring())
    return f"{len(definitions)} 个表样、{len(rules)} 个规则和目录文件完好。"


def database(folder: Path) -> str:
    """A form of every layout: made, filled, undone, made again; there after opening the file again, and proved."""
    path, catalog = folder / f"自检{DATA_SUFFIX}", shipped(folder)
    workspace = Workspace.open(path, catalog)
    wanted = {}
    for definition in catalog.definitions():
        number = workspace.create(definition.kind, definition.layout, BUREAU, definition.year)
        form = workspace.form(number)
        cell = first_entry(form.record)
        text = filled(definition).text(cell)
        form.commit({cell: text})
        workspace.undo()
        if form.record.text(cell) == text:
            raise CheckError("撤销没有撤掉。")
        workspace.redo()
        wanted[number, cell] = text
    workspace.close()
    workspace = Workspace.open(path, catalog)
    try:
        if any(workspace.form(number).record.text(cell) != text for (number, cell), text in wanted.items()):
            raise CheckError("重新打开后，填过的数不见了。")
        _require_sound(workspace)
    finally:
        workspace.close()
    return f"{len(wanted)} 个表样写入、撤销、重开、验证都正常。"


def upgrades(folder: Path) -> str:
    """A data file of every version there was, made by its migrations, opens, takes a form and is proved sound."""
    catalog = shipped(folder)
    definition = catalog.definitions()[0]
    for version in REVISIONS:
        path = folder / f"{version}{DATA_SUFFIX}"
        upgrade(path, version)
        workspace = Workspace.open(path, catalog)
        try:
            number = workspace.create(definition.kind, definition.layout, BUREAU, definition.year)
            cell = first_entry(workspace.form(number).record)
            workspace.form(number).commit({cell: filled(definition).text(cell)})
            _require_sound(workspace)
        finally:
            workspace.close()
        if stored_version(path) != REVISIONS[-1]:
            raise CheckError(f"版本 {version} 的数据文件没有升级到 {REVISIONS[-1]}。")
    return f"{len(REVISIONS)} 个版本的数据文件都能打开、升级，验证完好。"


def _require_sound(workspace: Workspace) -> None:
    if problems := workspace.verify():
        raise CheckError("；".join(problems))
