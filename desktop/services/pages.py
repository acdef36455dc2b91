"""The sheets of a form as tabs: number, name and mark. Which findings make a mark is ``progress``'s business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.definition import FormDefinition
from desktop.services.progress import PartProgress, worst_mark


@dataclass(frozen=True, slots=True)
class PageTab:
    """One tab.

    Attributes:
        key: key of the page.
        number: number of the table, 0 without one.
        name: short name.
        title: the whole name, for a tool tip.
        mark: ``error`` ``verify`` ``explained`` ``ok`` ``partial`` ``empty``.
    """

    key: str
    number: int
    name: str
    title: str
    mark: str


def page_tabs(definition: FormDefinition, lines: Sequence[PartProgress]) -> list[PageTab]:
    """A tab for each sheet, in order, with the marks of the contents ``lines``."""
    tabs = []
    for page in definition.pages:
        keys = {section.key for section in definition.sections_of_page[page.key]}
        here = [line for line in lines if keys & set(line.sections)]
        # A part without a single cell is neither done nor wrong: a table that has no row yet, the head of a page.
        marks = [line.mark for line in here if line.total or line.mark not in ("ok", "empty")]
        title = f"表{page.number} {page.title}" if page.number else page.title or page.style.name
        mark = worst_mark(marks) if marks else "empty"
        tabs.append(PageTab(page.key, page.number, page.short or page.style.name, title, mark))
    return tabs
