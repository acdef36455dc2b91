"""Where paths into the form lead when rows come, go or move: a path counts rows, so it changes with them.

Tables of a budget are counted in rows of the whole page: a row more on the left moves what stands below on the right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from desktop.domain.changes import Change, RowChange, invert
from desktop.domain.definition import TABLES, JsonShape
from desktop.domain.places import cell_at, path_of
from desktop.domain.record import Record


def paths_after(record: Record, changes: Iterable[Change], paths: Sequence[str]) -> list[str | None]:
    """What each of ``paths`` is called once the row changes among ``changes`` are made; None when its row goes.

    Paths that name nothing in the record stay as they are. The record is as before when this returns.
    """
    rows = tuple(c for c in changes if isinstance(c, RowChange) and not record.definition.section_by_key[c.section].hidden)
    if not rows:
        return list(paths)
    lists = {c.section: [row.key for row in record.rows(c.section)] for c in rows}
    cells = [cell_at(record, path) if path.startswith(f"{TABLES}[") else None for path in paths]
    record.apply(rows)
    try:
        after = []
        for path, cell in zip(paths, cells, strict=True):
            if cell is not None:
                after.append(path_of(record, cell) if record.has_cell(cell) else None)
            else:
                after.append(_in_list(record, path, lists))
    finally:
        record.apply(invert(rows))
    return after


def _in_list(record: Record, path: str, before: dict[str, list[str]]) -> str | None:
    for section, keys in before.items():
        part = record.definition.section_by_key[section]
        match = re.match(rf"{re.escape(part.json_path)}\[(\d+)\]", path)
        if part.json_shape is JsonShape.TABLE or match is None or int(match[1]) >= len(keys):
            continue
        now = [row.key for row in record.rows(section)]
        key = keys[int(match[1])]
        return f"{part.json_path}[{now.index(key)}]{path[match.end() :]}" if key in now else None
    return path
