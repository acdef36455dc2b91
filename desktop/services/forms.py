"""Which layouts there are: the shipped ones and the user's, read when they are needed.

A broken file of the user's harms nothing: it is listed with its problem and left out of 新建 and recognition; a broken
rule file or code list gives way to the shipped one of the same name.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desktop.domain.definition import FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.errors import DefinitionError, InputError
from desktop.domain.scoring_scheme import ScoringRules
from desktop.paths import data_dir, resources_dir
from desktop.services.layout_files import LayoutInfo, find_layouts
from desktop.services.rule_files import broken_files, files_of, scoring_rules

__all__ = ["FormCatalog", "LayoutInfo"]


class FormCatalog:
    """Layouts by kind. Files are found at once, read in full only when asked for, and then kept."""

    def __init__(self, shipped: Path | None = None, user: Path | None = None) -> None:
        """Look for layouts in ``shipped`` and ``user``, folders that hold ``forms``, ``rules`` and ``code_lists``."""
        self.shipped = shipped or resources_dir()
        self.user = user or data_dir()
        self._infos: list[LayoutInfo] | None = None
        self._broken: dict[Path, DefinitionError] | None = None
        self._scoring: ScoringRules | None = None
        self._set_aside: dict[str, None] = {}
        self._loaded: dict[tuple[str, str], FormDefinition] = {}

    # what there is ------------------------------------------------------------------------------------------------

    def layouts(self) -> list[LayoutInfo]:
        """Every layout, the user's after the shipped ones, in order of kind, year and name."""
        if self._infos is None:
            self._infos = find_layouts(self.shipped, self.user)
        return self._infos

    def usable(self) -> list[LayoutInfo]:
        """The layouts a form can be made of; the user's are proved for it."""
        self._prove_user()
        return [info for info in self.layouts() if not info.problem]

    def look_again(self) -> None:
        """Forget what the user's folder held; forms that are open keep the layout they were opened with."""
        own = {(info.kind, info.layout) for info in self._infos or () if info.user}
        self._loaded = {key: definition for key, definition in self._loaded.items() if key not in own}
        self._infos = self._broken = self._scoring = None
        self._set_aside.clear()

    def kinds(self) -> list[str]:
        """Form kinds that have a usable layout."""
        return list(dict.fromkeys(info.kind for info in self.layouts() if not info.problem))

    def problems(self) -> list[str]:
        """Chinese sentences about every file of the user's that is broken, refused or set aside; mostly none."""
        if next((self.user / "forms").rglob("*.toml"), None) is None and not files_of(self.user):
            return []  # nobody's start waits for a proof of nothing
        self._prove_user()
        if files_of(self.user):
            self.definitions()  # a rule of the user's may not fit a shipped layout that names it
        found = [info.problem for info in self.layouts() if info.problem]
        return list(dict.fromkeys([*found, *map(str, self.broken_rules().values()), *self._set_aside]))

    def broken_rules(self) -> dict[Path, DefinitionError]:
        """The user's rule files, scoring files and code lists that are broken, and so are left out."""
        if self._broken is None:
            self._broken = broken_files(self.user, self.shipped)
        return self._broken

    def scoring(self) -> ScoringRules:
        """The scoring rules in use: the user's before the shipped ones, broken files left out."""
        if self._scoring is None:
            self._scoring = scoring_rules(self.user, self.shipped, self.broken_rules())
        return self._scoring

    # definitions --------------------------------------------------------------------------------------------------

    def definition(self, kind: str, layout: str = "") -> FormDefinition:
        """The definition of a kind's layout, by default its newest.

        Raises:
            InputError: unknown kind or layout, with what there is and which of the user's files are broken.
            DefinitionError: the file is broken.
        """
        candidates = [info for info in self.layouts() if info.kind == kind and not info.problem]
        chosen = [info for info in candidates if layout in ("", info.layout)]
        if not chosen:
            raise self._unknown(kind, layout, candidates)
        info = chosen[0]
        key = (info.kind, info.layout)
        if key not in self._loaded:
            self._loaded[key] = self._load(info)
        return self._loaded[key]

    def definitions(self) -> list[FormDefinition]:
        """Every usable definition; a layout that fails its proof is marked with its problem and left out."""
        usable = []
        for info in list(self.layouts()):
            if info.problem:
                continue
            try:
                usable.append(self.definition(info.kind, info.layout))
            except DefinitionError as error:
                self._mark(info, error)
        return usable

    def _unknown(self, kind: str, layout: str, candidates: list[LayoutInfo]) -> InputError:
        """Why there is no such layout: its own file is broken, or there is none; then broken files may be it."""
        broken = [info for info in self.layouts() if info.problem]
        for info in broken:
            if layout and (info.kind, info.layout) == (kind, layout):
                return InputError(f"表样“{kind}/{layout}”现在用不了。{info.problem}")
        others = "".join(info.problem for info in broken if not info.kind)
        if not candidates:
            return InputError(f"没有叫“{kind}”的表种，现有：{'、'.join(self.kinds())}。{others}")
        names = "、".join(info.layout for info in candidates)
        return InputError(f"表种“{kind}”没有叫“{layout}”的表样，现有：{names}。{others}")

    def _load(self, info: LayoutInfo) -> FormDefinition:
        try:
            return load_definition(info.path, (self.user, self.shipped), self.left_out())
        except DefinitionError as error:
            if info.user or self.user == self.shipped:
                self._mark(info, error)
                raise
            # A rule of the user's that does not fit a shipped layout does not take the layout away.
            definition = load_definition(info.path, (self.shipped,))
            self._set_aside[f"“{info.name}”用的是程序自带的规则，因为自己的用不上。{error}"] = None
            return definition

    def left_out(self) -> set[Path]:
        """Files that nothing else may be made from: broken rules, and layouts that take a name which is not theirs."""
        good = {(info.kind, info.layout) for info in self.layouts() if not info.problem}
        refused = {info.path for info in self.layouts() if info.problem and (info.kind, info.layout) in good}
        return {*self.broken_rules(), *refused}

    def _prove_user(self) -> None:
        for info in [info for info in self.layouts() if info.user and not info.problem]:
            try:
                self.definition(info.kind, info.layout)
            except DefinitionError as error:
                self._mark(info, error)

    def _mark(self, info: LayoutInfo, error: DefinitionError) -> None:
        """Note why a layout cannot be used."""
        infos = self.layouts()
        infos[:] = [replace(one, problem=str(error)) if one.path == info.path else one for one in infos]
