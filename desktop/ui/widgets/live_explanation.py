"""What an open explanation shares with every other editor: each keystroke is stored at once, all are one step of undo.

What this leaves out: the widgets, and which key does what (``explain_box``, ``findings_panel``).
"""

from __future__ import annotations

from desktop.domain.checks.finding import Finding
from desktop.services.entry import FormSession
from desktop.ui.session import Session, new_merge_key


class LiveExplanation:
    """One editing of the explanation of one finding.

    Attributes:
        finding: what is explained, as it was when the editor opened.
    """

    def __init__(self, session: Session, form: FormSession, finding: Finding) -> None:
        """Begin editing: remembers what is written, and the figures it was written about, for ``restore``."""
        self.finding = finding
        self._session = session
        self._form = form
        self._key = new_merge_key()
        self._first, self._about = form.explanation(finding)
        self._held = self._first
        self._touched = False

    @property
    def text(self) -> str:
        """What is written now."""
        return self._held

    def typed(self, text: str) -> None:
        """Store a keystroke. Writing anew is about the figures of now."""
        if text.strip() != self._held:
            self._held, self._touched = text.strip(), True
            self._session.explain(self.finding, text, self._key)

    def outside(self) -> str | None:
        """The text to show after a change that did not come from here, such as undo; None when there was none."""
        text, _ = self._form.explanation(self.finding)
        if text.strip() == self._held:
            return None
        self._held = text
        # What is typed from now on is a step of its own, not part of the one that was just taken back.
        self._key, self._touched = new_merge_key(), True
        return text

    def pause(self) -> None:
        """The focus went elsewhere: what is typed after that is a step of its own."""
        self._session.seal()
        self._key = new_merge_key()

    def confirm(self) -> None:
        """What is written holds for the figures of now."""
        if self._held:
            self._session.explain(self.finding, self._held, self._key)
        self._session.seal()

    def restore(self) -> None:
        """Put back what was written before, lapsed if it was."""
        if self._touched:
            self._session.explain(self.finding, self._first, self._key, self._about)
            self._held = self._first
        self._session.seal()
