"""What the menus and their keys do to the form in work; on other pages nothing happens.

Left out: scores (``score_tasks``), and how rows come and go (``row_commands``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from desktop.ui.session import Session

if TYPE_CHECKING:
    from desktop.services.changes import ChangeSet
    from desktop.ui.pages.form_page import FormPage

ROW_COMMANDS = ("row-below", "row-above", "unit-add", "row-remove", "row-up", "row-down")


class FormCommands:
    """Entries of the menus."""

    def __init__(self, session: Session, page: Callable[[], FormPage | None]) -> None:
        """Act on the form that ``page`` gives when it is asked; None where no form is in work."""
        self._session = session
        self._page = page

    def slots(self) -> dict[str, Callable[[], object]]:
        """What each action does, by its name."""
        return {
            "undo": lambda: self._show_step(self._session.undo()),
            "redo": lambda: self._show_step(self._session.redo()),
            **{name: partial(self._change_rows, name) for name in ROW_COMMANDS},
            "pane": self._next_pane,
            "next": partial(self._go_to_problem, 1),
            "previous": partial(self._go_to_problem, -1),
            "explain": self._explain,
        }

    def _show_step(self, change: ChangeSet | None) -> None:
        """A step that was taken back on another sheet is shown there."""
        page = self._page()
        if change is not None and page is not None and change.evaluation_id == page.form.head.id:
            page.show_step(change)

    def _change_rows(self, name: str) -> None:
        if (page := self._page()) is not None:
            page.change_rows(name)

    def _go_to_problem(self, step: int) -> None:
        if (page := self._page()) is not None:
            page.go_to_problem(step)

    def _explain(self) -> None:
        if (page := self._page()) is not None:
            page.explain_current()

    def _next_pane(self) -> None:
        if (page := self._page()) is not None:
            page.next_pane()
