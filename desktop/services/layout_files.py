"""The layout files of a folder: what each says it is, and which of the user's are refused because of their name.

Decision: a user's layout never takes the name of a shipped one. ``kind/layout`` is what forms in data files, exported
workbooks and exchange packages are known by, here and in other units; a file of the same name would change all of them
unseen, and hide what a later version of the program mends. Who wants another layout derives one under a name of its
own; who wants other checks in a shipped layout puts a rule file of the same name into the own folder.
Of two files of the user's with one name the one named like the layout counts; a copy that Explorer made never wins.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.domain.definition_extends import id_of_file, preferred, read_source
from desktop.domain.errors import DefinitionError
from desktop.domain.toml_file import read_toml
from desktop.domain.toml_table import Table


@dataclass(frozen=True, slots=True)
class LayoutInfo:
    """One layout file.

    Attributes:
        kind, layout, name, year: from its head.
        path: the file.
        user: True when it is the user's own.
        problem: why it cannot be used, a Chinese sentence; ``""`` when its head reads well.
        common: True for the form most bureaus fill, offered first to somebody who has filled none.
    """

    kind: str
    layout: str
    name: str
    year: int
    path: Path
    user: bool
    problem: str = ""
    common: bool = False


def find_layouts(shipped: Path, user: Path, skip: Collection[Path] = ()) -> list[LayoutInfo]:
    """Every layout file of both folders, by kind, year and name, the user's after the shipped ones.

    Heads only: what does not show there is found by ``load_definition``. ``skip`` are files that do not count.
    """
    roots = (user, shipped)
    found = [_shipped(path, roots, skip) for path in sorted((shipped / "forms").glob("*/*.toml"))]
    own = sorted((user / "forms").rglob("*.toml")) if user != shipped else []
    refused = refusals(own, {f"{info.kind}/{info.layout}" for info in found}, user / "forms")
    found += [
        _refused(path, refused[path]) if path in refused else _head(path, True, roots, (*skip, *refused))
        for path in own
    ]
    return sorted(found, key=lambda info: (info.user, info.kind, -info.year, info.name))


def refusals(paths: Sequence[Path], taken: Collection[str], folder: Path) -> dict[Path, DefinitionError]:
    """Those of the user's files that take a name which is not theirs, with the reason.

    Args:
        paths: the user's files.
        taken: names of shipped layouts.
        folder: the user's folder of layouts, from which files are named.
    """
    named: dict[str, list[Path]] = {}
    for path in paths:
        name = id_of_file(path)
        if name:
            named.setdefault(name, []).append(path)
    refused: dict[Path, DefinitionError] = {}
    for name, files in named.items():
        if name in taken:
            refused.update((path, taken_by_program(path, name)) for path in files)
            continue
        first, *others = preferred(files, name)
        where = first.relative_to(folder).as_posix()
        for path in others:
            reason = f"“{name}”已经有一个文件了（{where}），这一个没有采用；请改名称，或删去一个文件。"
            refused[path] = DefinitionError(path.name, "form.layout", reason)
    return refused


def taken_by_program(path: Path, name: str) -> DefinitionError:
    """The complaint about a file that takes the name of a shipped layout."""
    layout = name.partition("/")[2]
    reason = f"“{name}”是程序自带的表样，自己的表样请另起名称，例如“{layout}-own”。"
    return DefinitionError(path.name, "form.layout", reason)


def _shipped(path: Path, roots: Sequence[Path], skip: Collection[Path]) -> LayoutInfo:
    """The head of a shipped layout; every start waits for all of them, so no more of the file is read than it takes."""
    try:
        form = Table(path.name, read_toml(path, head=True)).table("form")
        if not form.has("extends"):
            return _info(path, False, form)
    except DefinitionError:
        pass  # what is wrong, or stands further down, the whole file tells
    return _head(path, False, roots, skip)


def _head(path: Path, user: bool, roots: Sequence[Path], skip: Collection[Path]) -> LayoutInfo:
    """Kind, layout and name from the head of a file and its parents, without proving the rest."""
    try:
        return _info(path, user, read_source(path, roots, skip).table().table("form"))
    except DefinitionError as error:
        return replace(_refused(path, error), user=user)


def _info(path: Path, user: bool, form: Table) -> LayoutInfo:
    """What ``[form]`` says. Raises DefinitionError where it does not say all of it."""
    year = form.integer("year", least=1949, most=2999)
    kind, layout, name = form.filled("kind"), form.filled("layout"), form.filled("name")
    return LayoutInfo(kind, layout, name, year, path, user, common=form.flag("common", False))


def _refused(path: Path, error: DefinitionError) -> LayoutInfo:
    """A file of which only the complaint is left; what it says it is, it keeps, so that its forms can name it."""
    kind, _, layout = id_of_file(path).partition("/")
    return LayoutInfo(kind, layout or path.stem, path.stem, 0, path, True, str(error))
