"""The proof of definition files: all that the program would use, or single files, wherever they lie.

A file is proved as it would be used from the user's folder: what it derives from and the rules it names are looked for
beside it first, then in the user's folder, then among the shipped ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.definition_extends import id_of_file
from desktop.domain.definition_loader import load_definition
from desktop.domain.errors import DefinitionError
from desktop.services.forms import FormCatalog
from desktop.services.layout_files import taken_by_program
from desktop.services.rule_files import files_of, prove_file, sort_of


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of one file.

    Attributes:
        path: the file.
        problem: what is wrong with it, a Chinese sentence; ``""`` when nothing is.
    """

    path: Path
    problem: str


def prove_all(catalog: FormCatalog) -> list[Proof]:
    """Every layout, rule file, scoring file and code list, shipped and user's.

    A shipped layout is proved with the user's rules; where these do not fit it, the complaint names them.
    """
    proofs = [Proof(info.path, info.problem or _problem(info.path, catalog, "forms")) for info in catalog.layouts()]
    rules = {path: None for root in (catalog.shipped, catalog.user) for path in files_of(root)}
    return proofs + [Proof(path, _problem(path, catalog, "")) for path in rules]


def prove_files(paths: Iterable[Path], catalog: FormCatalog) -> list[Proof]:
    """The files named, layouts or not."""
    proofs = []
    for path in paths:
        listed = {info.path.resolve(): info.problem for info in catalog.layouts()}
        problem = listed.get(path.resolve()) or _problem(path, catalog, "")
        if not problem and path.resolve() not in listed:
            problem = _name_problem(path, catalog)
        proofs.append(Proof(path, problem))
    return proofs


def _problem(path: Path, catalog: FormCatalog, sort: str) -> str:
    broken = {one.resolve(): error for one, error in catalog.broken_rules().items()}.get(path.resolve())
    if broken is not None:
        return str(broken)
    try:
        sort = sort or sort_of(path)
        if sort == "forms":
            load_definition(path, _roots(path, catalog), catalog.left_out())
        else:
            prove_file(path, sort, catalog.scoring())
    except DefinitionError as error:
        return str(error)
    return ""


def _name_problem(path: Path, catalog: FormCatalog) -> str:
    """A layout that is not in use yet must have a name nobody else has."""
    name = id_of_file(path)
    if any(name == f"{info.kind}/{info.layout}" and not info.user for info in catalog.layouts()):
        return str(taken_by_program(path, name))
    return ""


def _roots(path: Path, catalog: FormCatalog) -> list[Path]:
    """Where a layout's parents and rules are looked for; a draft's own folder stands first."""
    beside = [folder.parent for folder in path.absolute().parents if folder.name == "forms"][:1]
    shipped = [] if beside and beside[0].resolve() == catalog.shipped.resolve() else beside
    return list(dict.fromkeys([*shipped, catalog.user, catalog.shipped]))
