"""Layouts that derive from another one: ``extends``, as a merge of parsed TOML tables before anything is proved.

``[form] extends = "region/beijing-2022"`` takes everything from that layout; what the file says itself stands above it.
Tables are merged key by key, lists of tables that have a ``key`` entry by entry (sections, fields, columns, rows,
pages), every other value is replaced. ``remove = true`` takes an entry out, ``after``/``before`` say where it goes. A
``[[check]]`` without ``kind`` changes or (``off = true``) drops the instances of its ``code``; ``where`` narrows them.
The language is described in ``resources/forms/schema/README.md``.

Left out: the proof of what comes out, which is the same as for every layout (``definition_loader``).
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from desktop.domain.definition import CheckSpec
from desktop.domain.errors import DefinitionError
from desktop.domain.toml_file import read_toml
from desktop.domain.toml_table import Table

_ENTRY_WORDS = ("remove", "after", "before")
_OWN = ("version",)
"""Keys of ``[form]`` that are never inherited: a version counts the mends of one layout."""
_FIXED = ("only_with", "only_without")
"""Keys of a check that a change leaves alone: they have been looked at by then."""


@dataclass
class Source:
    """What a layout file says, its parents included.

    Attributes:
        file: name of the file, for complaints.
        data: parsed tables, merged, with neither ``extends`` nor words of the merge left in them.
        parent: ``kind/layout`` it derives from, ``""`` when it stands on its own.
        added: dotted paths of entries the parent does not have.
    """

    file: str
    data: dict[str, Any]
    parent: str = ""
    added: set[str] = field(default_factory=set)

    def table(self) -> Table:
        """The file as a table; a derived one names its entries by key, as positions are not those in the file."""
        return Table(self.file, self.data, by_key=bool(self.parent))

    def checks(self, table: Table) -> tuple[list[Table], list[Table]]:
        """The ``[[check]]`` tables: new instances, and changes of inherited ones."""
        entries = table.tables("check", [])
        changes = [entry for entry in entries if self.parent and not entry.has("kind")]
        return [entry for entry in entries if entry not in changes], changes

    def complaint(self, error: DefinitionError) -> DefinitionError:
        """``error`` as whoever wrote this file has to hear it: with this file's name, and what was taken for new."""
        if not self.parent:
            return error
        key = error.key if error.file == self.file else f"{error.file}：{error.key}"
        new = next((path for path in sorted(self.added) if f"{error.key}.".startswith(f"{path}.")), "")
        hint = f"“{self.parent}”里没有“{new}”，所以把它当作新加的；想改原有的，请核对 key。" if new else ""
        return DefinitionError(self.file, key, error.reason + hint)


def layout_id(data: Mapping[str, Any]) -> str:
    """``kind/layout`` as a file's own head says, ``""`` where it does not; a derived layout has its parent's kind."""
    form = data.get("form")
    if not isinstance(form, Mapping):
        return ""
    parent = form.get("extends")
    kind = form.get("kind") or (parent.partition("/")[0] if isinstance(parent, str) else "")
    layout = form.get("layout")
    return f"{kind}/{layout}" if kind and layout and isinstance(kind, str) and isinstance(layout, str) else ""


def id_of_file(path: Path) -> str:
    """``kind/layout`` of a file, ``""`` where it cannot be read."""
    try:
        return layout_id(read_toml(path))
    except DefinitionError:
        return ""


def preferred(paths: Sequence[Path], name: str) -> list[Path]:
    """Files that say the same ``kind/layout``, the one that counts first: that named like the layout, as asked for."""
    stem = name.partition("/")[2]
    return sorted(paths, key=lambda path: (path.stem != stem, len(path.parts), str(path)))


def read_source(path: Path, roots: Sequence[Path], skip: Collection[Path] = ()) -> Source:
    """Read a layout file and merge it with what it derives from.

    Args:
        path: the TOML file.
        roots: folders that hold ``forms``; the first that has the parent gives it.
        skip: files that do not count.

    Raises:
        DefinitionError: unreadable, unknown parent, circle, another kind, or a change of what the parent does not have.
    """
    return _read(path, roots, skip, ())


def _read(path: Path, roots: Sequence[Path], skip: Collection[Path], below: tuple[str, ...]) -> Source:
    data = read_toml(path)
    form = data.get("form")
    if not isinstance(form, dict) or "extends" not in form:
        return Source(path.name, data)
    head = Table(path.name, data).table("form")
    parent = head.filled("extends")
    own = _own_id(head, parent)
    # ``below`` are the layouts on the way here, the file that was asked for first.
    if parent in (*below, own):
        chain = " → ".join((*below, own, parent))
        raise DefinitionError(path.name, "form.extends", f"绕了一圈，没有起点：{chain}。")
    above = _read(_parent_file(head, parent, roots, skip), roots, skip, (*below, own))
    merge = _Merge(path.name, parent)
    base = dict(above.data)
    base["form"] = {key: value for key, value in above.data.get("form", {}).items() if key not in _OWN}
    merged = merge.table(base, {key: value for key, value in data.items() if key != "check"}, "")
    merged["form"].pop("extends")
    merged["check"] = [*_tables(above.data.get("check", [])), *_tables(Table(path.name, data).raw("check", []))]
    return Source(path.name, merged, parent, merge.added)


def _own_id(head: Table, parent: str) -> str:
    """``kind/layout`` of a derived file. Raises DefinitionError when it changes the kind or has no name of its own."""
    kind, slash, layout = parent.partition("/")
    if not (kind and slash and layout) or "/" in layout:
        reason = f"“{parent}”要写成“表种/表样”，例如“region/beijing-2022”。"
        raise DefinitionError(head.file, "form.extends", reason)
    if head.text("kind", kind) != kind:
        reason = f"表种不能改：依据的是“{parent}”，这里写的是“{head.text('kind')}”。"
        raise DefinitionError(head.file, "form.kind", reason)
    return f"{kind}/{head.filled('layout')}"


def _parent_file(head: Table, parent: str, roots: Sequence[Path], skip: Collection[Path]) -> Path:
    known: list[str] = []
    for root in roots:
        found = _layouts_in(root / "forms", parent, skip)
        if parent in found:
            return preferred(found[parent], parent)[0]
        known += found
    names = "、".join(sorted(dict.fromkeys(known))) or "无"
    raise DefinitionError(head.file, "form.extends", f"没有“{parent}”这个表样，可以依据的有：{names}。")


def _layouts_in(folder: Path, wanted: str, skip: Collection[Path]) -> dict[str, list[Path]]:
    """The files of a folder by what they say they are; those that cannot be read are somebody else's complaint."""
    usual = folder / f"{wanted}.toml"
    # Most often it lies where it belongs, and no other file has to be read.
    if usual.is_file() and usual not in skip and id_of_file(usual) == wanted:
        return {wanted: [usual]}
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*.toml")):
        name = id_of_file(path) if path not in skip else ""
        if name:
            found.setdefault(name, []).append(path)
    return found


def _tables(value: Any) -> list[Any]:
    """A list to be put together with another; what is none goes on as one entry, which the loader refuses."""
    return list(value) if isinstance(value, list) else [value]


# the merge ------------------------------------------------------------------------------------------------------------


class _Merge:
    """One merge of a file with its parent.

    Attributes:
        added: dotted paths of entries that the parent does not have.
    """

    def __init__(self, file: str, parent: str) -> None:
        self.added: set[str] = set()
        self._file = file
        self._parent = parent

    def table(self, base: Mapping[str, Any], own: Mapping[str, Any], path: str) -> dict[str, Any]:
        """``base`` with what ``own`` says."""
        merged = copy.deepcopy(dict(base))
        for key, value in own.items():
            place = f"{path}.{key}" if path else key
            before = base.get(key)
            if isinstance(value, dict) and isinstance(before, dict):
                merged[key] = self.table(before, value, place)
            elif _has_keys(value) or (_is_tables(value) and _has_keys(before)):
                merged[key] = self._entries(_keyed(before), value, place)
            else:
                merged[key] = copy.deepcopy(value)
        return merged

    def _entries(self, base: Sequence[dict[str, Any]], own: Sequence[dict[str, Any]], path: str) -> list[Any]:
        """A list of tables with keys, entry by entry in the order of the file."""
        merged = [copy.deepcopy(entry) for entry in base]
        seen: set[str] = set()
        for number, data in enumerate(own):
            key = Table(self._file, data, f"{path}[{number}]").filled("key")
            entry = Table(self._file, data, f"{path}.{key}")
            if key in seen:
                raise DefinitionError(self._file, entry.prefix, f"“{key}”出现了两次，请写在一处。")
            seen.add(key)
            self._entry(merged, entry, data)
        return merged

    def _entry(self, merged: list[dict[str, Any]], entry: Table, data: dict[str, Any]) -> None:
        key = data["key"]
        old = next((one for one in merged if one.get("key") == key), None)
        if entry.flag("remove", False):
            self._remove(merged, entry, old, data)
            return
        said = {name: value for name, value in data.items() if name not in _ENTRY_WORDS}
        if old is None:
            self.added.add(entry.prefix)
        new = self.table(old or {}, said, entry.prefix)
        position = self._position(merged, entry, old)
        if old is not None:
            merged.remove(old)
        merged.insert(position, new)

    def _remove(
        self, merged: list[dict[str, Any]], entry: Table, old: dict[str, Any] | None, data: dict[str, Any]
    ) -> None:
        if old is None:
            reason = f"“{self._parent}”里没有它，去不掉。{_known(merged)}"
            raise DefinitionError(self._file, entry.path("remove"), reason)
        more = [name for name in data if name not in ("key", "remove")]
        if more:
            raise DefinitionError(self._file, entry.path(more[0]), "去掉（remove）的一项不能再写别的。")
        merged.remove(old)

    def _position(self, merged: list[dict[str, Any]], entry: Table, old: dict[str, Any] | None) -> int:
        """Where an entry goes, counted without its old self: where it is told to, where it was, or at the end."""
        others = [one for one in merged if one is not old]
        words = [word for word in ("after", "before") if entry.has(word)]
        if len(words) == 2:
            raise DefinitionError(self._file, entry.path("before"), "after 和 before 只能写一个。")
        if not words:
            return len(others) if old is None else next(n for n, one in enumerate(merged) if one is old)
        name = entry.filled(words[0])
        for number, one in enumerate(others):
            if one.get("key") == name:
                return number + (words[0] == "after")
        raise DefinitionError(self._file, entry.path(words[0]), f"没有叫“{name}”的，不知道放在哪里。{_known(others)}")


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _has_keys(value: Any) -> bool:
    return _is_tables(value) and any("key" in one for one in value)


def _keyed(value: Any) -> list[dict[str, Any]]:
    return value if _has_keys(value) else []


def _known(entries: Sequence[Mapping[str, Any]]) -> str:
    """The keys there are, for a complaint; long lists are cut."""
    names = [str(one.get("key")) for one in entries]
    more = "等" if len(names) > 12 else ""
    return f"现有：{'、'.join(names[:12])}{more}。" if names else ""


# checks ---------------------------------------------------------------------------------------------------------------


def changed_checks(source: Source, specs: Sequence[CheckSpec], changes: Sequence[Table]) -> tuple[CheckSpec, ...]:
    """The check instances of a derived layout, each under the name of its file.

    Args:
        source: the file.
        specs: the instances that apply to the layout, those of rule files included.
        changes: ``[[check]]`` tables without ``kind``, oldest first.

    Raises:
        DefinitionError: a change of a check that the layout does not have, or of what stays as it is.
    """
    if not source.parent:
        return tuple(specs)
    # Whoever derives sees the codes of findings, and mends a check that no longer fits by its code.
    found = [replace(spec, origin=f"{source.file}：check.{spec.code}") for spec in specs]
    for entry in changes:
        found = _changed(source, found, entry)
    return tuple(found)


def _changed(source: Source, specs: list[CheckSpec], entry: Table) -> list[CheckSpec]:
    code = entry.filled("code")
    narrow = entry.table("where", {})
    wanted = {key: narrow.raw(key) for key in narrow.keys()}  # noqa: SIM118 (Table is no mapping)
    meant = [spec for spec in specs if spec.code == code and all(_says(spec, k, v) for k, v in wanted.items())]
    if not meant:
        raise DefinitionError(entry.file, entry.prefix, _no_such_check(source, specs, code, bool(wanted)))
    for key in _FIXED:
        if entry.has(key):
            reason = "改一条审核时不能改这一项；可以先去掉（off），再另写一条。"
            raise DefinitionError(entry.file, entry.path(key), reason)
    off = entry.flag("off", False)
    new = {id(spec): _with(spec, entry) for spec in meant}
    if off:
        if more := [key for key in entry.keys() if key not in ("code", "where", "off")]:  # noqa: SIM118
            raise DefinitionError(entry.file, entry.path(more[0]), "去掉（off）的审核不能再写别的。")
        return [spec for spec in specs if id(spec) not in new]
    return [new.get(id(spec), spec) for spec in specs]


def _with(spec: CheckSpec, entry: Table) -> CheckSpec:
    """``spec`` with what ``entry`` says; what is no key of every instance is a parameter of its kind."""
    entry.raw("code")
    entry.raw("where", {})
    entry.flag("off", False)
    return replace(
        spec,
        severity=entry.one_of("severity", ("error", "verify", "info"), spec.severity),
        message=entry.text("message", spec.message),
        advice=entry.text("advice", spec.advice),
        source=entry.text("source", spec.source),
        settled_by=entry.texts("settled_by", spec.settled_by),
        params={**spec.params, **_params(entry)},
    )


_COMMON = ("code", "where", "off", "severity", "message", "advice", "source", "settled_by")


def _params(entry: Table) -> dict[str, Any]:
    return {key: entry.raw(key) for key in entry.keys() if key not in _COMMON}  # noqa: SIM118 (Table is no mapping)


def _says(spec: CheckSpec, key: str, value: Any) -> bool:
    return bool((spec.kind if key == "kind" else spec.severity if key == "severity" else spec.params.get(key)) == value)


def _no_such_check(source: Source, specs: Sequence[CheckSpec], code: str, narrowed: bool) -> str:
    if narrowed and any(spec.code == code for spec in specs):
        return "有这个编号的审核，但没有符合 where 的。"
    near = get_close_matches(code, dict.fromkeys(spec.code for spec in specs), n=3)
    known = f"相近的有：{'、'.join(near)}。" if near else "编号见 ziping check 文件 --json。"
    return f"“{source.parent}”没有编号为“{code}”的审核。{known}"
