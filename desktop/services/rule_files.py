"""Rule files, code lists and scoring rules as files: which there are, and the proof of each for itself.

A rule file of the user's that is broken is left out, and the shipped one of the same name is used. What a rule file
says about a layout is proved with the layout that names it (``load_definition``); here it is proved as far as it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from desktop.domain.checks.prove import prove_alone
from desktop.domain.definition_loader import load_dictionary, load_rules
from desktop.domain.errors import DefinitionError
from desktop.domain.scoring_loader import load_scoring, load_scoring_file
from desktop.domain.scoring_scheme import ScoringRules
from desktop.domain.subjects import WIDTHS as SUBJECT_KINDS
from desktop.domain.subjects import load_subjects
from desktop.domain.toml_file import read_toml

SCORING = "rules/scoring"
FOLDERS = ("rules", SCORING, "code_lists")
_SCORING = ("weights", "bands", "grades", "caps", "limits", "scheme")


def files_of(root: Path) -> list[Path]:
    """Every rule file, scoring file and code list of a folder, in order of their names."""
    return [path for name in FOLDERS for path in sorted((root / name).glob("*.toml"))]


def sort_of(path: Path) -> str:
    """What a file is, by where it lies, else by what it holds: ``forms`` or one of ``FOLDERS``.

    Raises:
        DefinitionError: it cannot be read, or it is none of these.
    """
    parents = [parent.name for parent in path.absolute().parents]
    if parents[:2] == ["scoring", "rules"]:
        return SCORING
    if parents[:1] in (["rules"], ["code_lists"]):
        return parents[0]
    if "forms" in parents:
        return "forms"
    data = read_toml(path)
    if "form" in data or "section" in data:
        return "forms"
    if any(key in data for key in _SCORING):
        return SCORING
    if "check" in data:
        return "rules"
    if "indicator" in data or any(key in data for key in SUBJECT_KINDS):
        return "code_lists"
    reason = "看不出它是什么：表样要有 [form]，规则要有 [[check]]，指标目录要有 [[indicator]]。"
    raise DefinitionError(path.name, "文件", reason)


def prove_file(path: Path, sort: str, scoring: ScoringRules | None = None) -> None:
    """Prove one rule file, scoring file or code list for itself.

    Args:
        path: the file.
        sort: what it is, as ``sort_of`` says, but no layout.
        scoring: rules that schemes of a scoring file may name besides those of the file.

    Raises:
        DefinitionError: the first thing that is wrong.
    """
    if sort == SCORING:
        load_scoring_file(path, scoring)
    else:
        _PROOFS[sort](path)


def _prove_rules(path: Path) -> None:
    for spec in load_rules(path):
        prove_alone(spec)


def _prove_code_list(path: Path) -> None:
    if any(key in read_toml(path) for key in SUBJECT_KINDS):
        load_subjects(path)
    else:
        load_dictionary(path)


_PROOFS: dict[str, Callable[[Path], object]] = {"rules": _prove_rules, "code_lists": _prove_code_list}


def broken_files(user: Path, shipped: Path) -> dict[Path, DefinitionError]:
    """The user's rule files, scoring files and code lists that cannot be used, with the reason."""
    files = files_of(user) if user != shipped else []
    broken: dict[Path, DefinitionError] = {}
    for path in files:
        sort = sort_of(path)
        try:
            if sort != SCORING:
                prove_file(path, sort)
        except DefinitionError as error:
            broken[path] = error
    own = {path.name: path for path in files if path.parent == user / SCORING}
    while own:
        # Scoring files name each other's rules, so they are proved together; each complaint takes one of them away.
        try:
            scoring_rules(user, shipped, broken)
            break
        except DefinitionError as error:
            if error.file not in own:
                raise
            broken[own.pop(error.file)] = error
    return broken


def scoring_rules(user: Path, shipped: Path, skip: Collection[Path] = ()) -> ScoringRules:
    """The scoring rules in use: the user's stand before the shipped ones, files in ``skip`` do not count."""
    return load_scoring([user / SCORING, shipped / SCORING], skip)
