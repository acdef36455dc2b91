"""Which layouts there are: the shipped ones and the user's, read when they are needed.

A broken file of the user's harms nothing: it is listed with its problem and left out of 新建 and recognition.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.definition import FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.errors import DefinitionError, InputError
from desktop.paths import data_dir, resources_dir


@dataclass(frozen=True, slots=True)
class LayoutInfo:
    """One layout file.

    Attributes:
        kind, layout, name, year: from its head.
        path: the file.
        user: True when it is the user's own.
        problem: why it cannot be used, a Chinese sentence; ``""`` when its head reads well.
    """

    kind: str
    layout: str
    name: str
    year: int
    path: Path
    user: bool
    problem: str = ""


class FormCatalog:
    """Layouts by kind. Files are found at once, read in full only when asked for, and then kept."""

    def __init__(self, shipped: Path | None = None, user: Path | None = None) -> None:
        """Look for layouts in ``shipped`` and ``user``, folders that hold ``forms``, ``rules`` and ``code_lists``."""
        self.shipped = shipped or resources_dir()
        self.user = user or data_dir()
        self._infos: list[LayoutInfo] | None = None
        self._loaded: dict[tuple[str, str], FormDefinition] = {}

    def layouts(self) -> list[LayoutInfo]:
        """Every layout, the user's after the shipped ones, in order of kind, year and name."""
        if self._infos is None:
            found = [_head(path, False) for path in sorted((self.shipped / "forms").glob("*/*.toml"))]
            found += [_head(path, True) for path in sorted((self.user / "forms").rglob("*.toml"))]
            self._infos = sorted(found, key=lambda info: (info.user, info.kind, -info.year, info.name))
        return self._infos

    def kinds(self) -> list[str]:
        """Form kinds that have a usable layout."""
        return list(dict.fromkeys(info.kind for info in self.layouts() if not info.problem))

    def definition(self, kind: str, layout: str = "") -> FormDefinition:
        """The definition of a kind's layout, by default its newest.

        Raises:
            InputError: unknown kind or layout, with what there is.
            DefinitionError: the file is broken.
        """
        candidates = [info for info in self.layouts() if info.kind == kind and not info.problem]
        if not candidates:
            raise InputError(f"没有叫“{kind}”的表种，现有：{'、'.join(self.kinds())}。")
        chosen = [info for info in candidates if layout in ("", info.layout)]
        if not chosen:
            names = "、".join(info.layout for info in candidates)
            raise InputError(f"表种“{kind}”没有叫“{layout}”的表样，现有：{names}。")
        info = chosen[-1] if layout else chosen[0]
        key = (info.kind, info.layout)
        if key not in self._loaded:
            self._loaded[key] = load_definition(info.path, self._roots())
        return self._loaded[key]

    def definitions(self) -> list[FormDefinition]:
        """Every usable definition; a layout that fails its proof is marked with its problem and left out."""
        usable = []
        for index, info in enumerate(self.layouts()):
            if info.problem:
                continue
            try:
                usable.append(self.definition(info.kind, info.layout))
            except DefinitionError as error:
                self.layouts()[index] = LayoutInfo(
                    info.kind, info.layout, info.name, info.year, info.path, info.user, str(error)
                )
        return usable

    def _roots(self) -> Sequence[Path]:
        return (self.user, self.shipped)


def _head(path: Path, user: bool) -> LayoutInfo:
    """Kind, layout and name from the head of a file, without proving the rest."""
    try:
        form = tomllib.loads(path.read_text(encoding="utf-8"))["form"]
        return LayoutInfo(form["kind"], form["layout"], form["name"], int(form["year"]), path, user)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        reason = f"表样文件“{path.name}”读不出表头：{error}。"
        return LayoutInfo("", path.stem, path.stem, 0, path, user, reason)
