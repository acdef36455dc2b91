"""What the menus do about scores: take the proposed score over, show or hide the bubble that explains it.

The window holds this from its first paint on, so what computes scores is imported where a score is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.domain.address import CellId
from desktop.ui.preferences import Preferences
from desktop.ui.session import Session

if TYPE_CHECKING:
    from desktop.services.entry import FormSession
    from desktop.ui.pages.form_page import FormPage

TAKE_KEY = "Alt+↓"
"""As shown on buttons; the action behind it is in the menu."""


def take_score(session: Session, form: FormSession, cell: CellId) -> bool:
    """Enter the score proposed for ``cell`` as a step of undo of its own; False when there is none to take."""
    from desktop.services.scores import score_note

    note = score_note(form.record, cell)
    if note is None or not note.proposal:
        return False
    # What was typed before stays a step of its own, also while its editor is open.
    session.seal()
    label = QCoreApplication.translate("ScoreTasks", "采用得分 {0}").format(form.place(cell))
    return session.commit({cell: note.entry}, label) is not None


class ScoreTasks:
    """Entries of the menus.

    Attributes:
        page: the form in work, set by the window; None on other pages.
    """

    def __init__(self, preferences: Preferences) -> None:
        """Begin without a form; ``preferences`` remembers whether scores are explained."""
        self._preferences = preferences
        self.page: FormPage | None = None

    def take(self) -> None:
        """Take the score proposed where work is; nothing happens without one."""
        if self.page is not None:
            self.page.take_score()

    def switch(self) -> None:
        """Show the bubble from now on, or no longer."""
        self._preferences.explains_scores = not self._preferences.explains_scores
        if self.page is not None:
            self.page.explain_scores(self._preferences.explains_scores)
