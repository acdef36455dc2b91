"""Subjects while they are typed: what a text may become, and which cells are filled when one is taken.

Taking a subject writes code and name; a full code fills a blank name. What stands there already and differs is left to
the checks: places have subjects of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.address import CellId
from desktop.domain.record import Record
from desktop.domain.subjects import Subject, SubjectList, fold_name

MOST = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered for a text.

    Attributes:
        subjects: best first.
        sure: True when the first one is what the text means, so that Enter takes it: a code, initials, or the only one
            with that part in its name. Chinese text that many names hold may be a name of the place's own.
    """

    subjects: tuple[Subject, ...] = ()
    sure: bool = False


def subjects_for(record: Record, cell: CellId) -> SubjectList | None:
    """The code list for a cell in which a subject's code or name is typed; None for any other cell."""
    tree = record.definition.section_by_key[cell.section].tree
    if tree is None or not cell.row or cell.column not in (tree.code, tree.name) or cell.column == tree.unit:
        return None
    return record.definition.subjects_of(cell.section)


def offer(record: Record, cell: CellId, text: str) -> Offer:
    """What ``text``, as typed in ``cell`` so far, may become; subjects below the row's own or upper code come first."""
    known = subjects_for(record, cell)
    if known is None or not text.strip():
        return Offer()
    near = _code_near(record, cell)
    found = known.complete(text, limit=60)
    if near and not text.strip()[0].isdigit():
        found = tuple(sorted(found, key=lambda one: not one.code.startswith(near)))
    if len(found) == 1 and fold_name(text) in (found[0].code, fold_name(found[0].name)) and _is_whole(record, cell):
        return Offer()
    letters = text.strip().isascii()
    return Offer(found[:MOST], sure=bool(found) and (letters or len(found) == 1))


def taken(record: Record, cell: CellId, subject: Subject) -> dict[CellId, str]:
    """The texts that taking ``subject`` in ``cell`` enters."""
    tree = record.definition.section_by_key[cell.section].tree
    assert tree is not None
    texts = {CellId(cell.section, cell.row, tree.code): subject.code} if tree.code else {}
    return texts | {CellId(cell.section, cell.row, tree.name): subject.name} if tree.name else texts


def completed(record: Record, cell: CellId, text: str) -> dict[CellId, str]:
    """What else a full code fills when its cell is left: a blank name; nothing for other texts."""
    tree = record.definition.section_by_key[cell.section].tree
    known = subjects_for(record, cell)
    if known is None or tree is None or cell.column != tree.code or not tree.name:
        return {}
    name = CellId(cell.section, cell.row, tree.name)
    official = known.name(fold_name(text))
    return {name: official} if official and not record.text(name) else {}


def _is_whole(record: Record, cell: CellId) -> bool:
    """True when the row has its other half already, so that there is nothing left to offer."""
    tree = record.definition.section_by_key[cell.section].tree
    others = [key for key in (tree.code, tree.name) if key and key != cell.column] if tree is not None else []
    return all(record.text(CellId(cell.section, cell.row, key)) for key in others)


def _code_near(record: Record, cell: CellId) -> str:
    """The row's own code, else that of the nearest row above with one; ``""`` without any."""
    tree = record.tree(cell.section)
    if tree is None:
        return ""
    near = ""
    for key, node in tree.nodes.items():
        if node.code:
            near = node.code
        if key == cell.row:
            break
    return near[:5]
