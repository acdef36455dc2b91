"""Forms from files, whatever they are: a workbook, a JSON evaluation or an exchange package (JSON too)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from desktop.domain.definition import FormDefinition, JsonShape
from desktop.domain.errors import InputError
from desktop.domain.evaluation_json import fold_label, from_json
from desktop.domain.record import Record
from desktop.exchange.excel_reader import read_workbook
from desktop.exchange.recognise import year_rank
from desktop.services.file_kinds import PACKAGE_SUFFIXES
from desktop.services.forms import FormCatalog

_LARGEST_JSON = 64 * 1024 * 1024


def load_records(path: Path, catalog: FormCatalog, layout: str = "") -> list[Record]:
    """Every form in a workbook or JSON file, calculated.

    ``layout`` chooses the layout of a JSON evaluation that does not name one.

    Raises:
        InputError: one Chinese sentence that names file and reason.
    """
    if is_json(path):
        return [record_of(entry, catalog, layout, path.name) for entry in read_json(path)]
    return [proposal.record() for proposal in read_workbook(path, catalog.definitions())]


def is_json(path: Path) -> bool:
    """True when the file holds JSON, by its name or its first character."""
    if path.suffix.lower() in PACKAGE_SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            head = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError as error:
        raise unreadable(path, error) from error
    return head[:1] in (b"{", b"[")


def read_json(path: Path) -> list[dict[str, Any]]:
    """The evaluations of a JSON file: one object, or a list of them. Raises InputError."""
    try:
        if path.stat().st_size > _LARGEST_JSON:
            raise InputError(f"文件“{path.name}”太大，不像一份自评数据。")
        content = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    return parse_json(content, path.name)


def parse_json(content: bytes, name: str) -> list[dict[str, Any]]:
    """The evaluations in the content of the file ``name``, UTF-8. Raises InputError."""
    try:
        data = json.loads(
            content.decode("utf-8-sig"),
            parse_float=str,
            parse_int=_small_int,
            parse_constant=str,
            object_pairs_hook=_unique_keys,
        )
    except UnicodeDecodeError as error:
        raise InputError(f"文件“{name}”不是 UTF-8 编码，请用 UTF-8 另存后再试。") from error
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 个字"
        raise InputError(f"文件“{name}”不是完整的 JSON，{where}看不懂。") from error
    except RecursionError as error:
        raise InputError(f"文件“{name}”不是一份自评数据：括号套得太深。") from error
    except InputError as error:
        raise InputError(f"文件“{name}”{error}") from error
    entries = data if isinstance(data, list) else [data]
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(f"文件“{name}”里没有自评数据：最外层应当是一个对象，或一列对象。")
    return entries


def _small_int(text: str) -> int | str:
    """Whole numbers as numbers; absurdly long ones as text, which the cell's reader refuses in its own words."""
    return int(text) if len(text) < 30 else text


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of two values under one name JSON readers drop the first without a word."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"里“{twice}”写了两次，不知道该用哪一个。")
    return found


def record_of(entry: dict[str, Any], catalog: FormCatalog, layout: str = "", name: str = "") -> Record:
    """The record of one JSON evaluation. Raises InputError for an unknown kind, layout, key or row."""
    kind = entry.get("kind")
    if not isinstance(kind, str) or not kind:
        raise InputError(f"文件“{name}”没有写表种（kind），现有：{'、'.join(catalog.kinds())}。")
    chosen = layout or entry.get("layout") or ""
    if not isinstance(chosen, str):
        raise InputError(f"文件“{name}”的表样（layout）应当是文字。")
    definition = catalog.definition(kind, chosen or best_layout(entry, catalog, kind))
    try:
        return from_json(entry, definition)
    except InputError as error:
        raise InputError(f"文件“{name}”：{error}" if name else str(error)) from error


def best_layout(entry: dict[str, Any], catalog: FormCatalog, kind: str) -> str:
    """The layout of ``kind`` whose header labels fit best; of those that fit alike the one of the evaluation's year."""
    candidates = [d for d in catalog.definitions() if d.kind == kind]
    if len(candidates) < 2:
        return candidates[0].layout if candidates else ""
    year = str(entry.get("year", "")).strip()
    years = [int(year)] if year.isascii() and year.isdigit() and len(year) == 4 else []
    return max(candidates, key=lambda one: (_fit(entry, one), year_rank(one.year, years))).layout


def _fit(entry: dict[str, Any], definition: FormDefinition) -> int:
    parts = [section for section in definition.sections if section.json_shape is JsonShape.MAPPING]
    values = [entry.get(section.key) for section in parts]
    labels = {fold_label(str(label)) for value in values if isinstance(value, dict) for label in value}
    known = {fold_label(column.label) for section in parts for column in section.columns}
    return len(labels & known) - len(labels - known)


def unreadable(path: Path, error: OSError) -> InputError:
    """The sentence for a file that cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return InputError(f"找不到文件“{path}”。")
    if isinstance(error, IsADirectoryError):
        return InputError(f"“{path}”是一个文件夹，不是文件。")
    if isinstance(error, PermissionError):
        return InputError(f"没有权限打开文件“{path}”，或它正被别的程序占用。")
    return InputError(f"打不开文件“{path}”：{error.strerror}。")
