"""What every open editor of a cell shares: each keystroke is committed at once, the text is kept folded at the end.

The keystrokes share one merge key, so they are on disk one by one and still one step of undo. What this leaves out:
the widgets and which key does what.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop.domain.address import CellId
from desktop.domain.folding import fold_width
from desktop.services.entry import FormSession
from desktop.ui.session import Session, new_merge_key

_FIGURE_SIGNS = str.maketrans("，。：（）", ",.:()")


def fold_figure(text: str) -> str:
    """A figure as typed in half-width signs, of the same length, so that the cursor keeps its place."""
    return fold_width(text).translate(_FIGURE_SIGNS)


class LiveEdit:
    """One editing of one cell, from opening the editor to closing it.

    Attributes:
        cell: which cell.
    """

    def __init__(self, session: Session, form: FormSession, cell: CellId) -> None:
        """Begin editing: remembers the entered text for ``restore``."""
        self.cell = cell
        self._session = session
        self._form = form
        self._key = new_merge_key()
        self._first = form.record.text(cell)
        self._held = self._first
        self._touched = False
        self._open = True

    @property
    def first_text(self) -> str:
        """What the editor shows at the beginning: the entered text, else the calculated one."""
        return self._form.record.shown(self.cell)

    @property
    def is_touched(self) -> bool:
        """True when anything was typed."""
        return self._touched

    def typed(self, text: str) -> None:
        """Commit a keystroke; harmless when the text is the same or the editing is over."""
        if self._open and text != self._held:
            self._held = text
            self._touched = True
            self._session.commit({self.cell: text}, merge_key=self._key)

    def take(self, texts: Mapping[CellId, str]) -> None:
        """Enter texts of this and other cells as part of this editing: one step of undo with what was typed."""
        if self._open:
            self._held = texts.get(self.cell, self._held)
            self._touched = True
            self._session.commit(texts, merge_key=self._key)

    def outside(self) -> str | None:
        """The text to show after a change that did not come from here (undo, a fix); None when there was none."""
        record = self._form.record
        if not self._open or not record.has_cell(self.cell) or record.text(self.cell) == self._held:
            return None
        self._held = record.text(self.cell)
        # What is typed from now on is a step of its own, not part of the one that was just taken back.
        self._key = new_merge_key()
        return record.shown(self.cell)

    def close(self, text: str) -> None:
        """End: keep ``text`` folded and trimmed, unless nothing was typed. Harmless when called twice."""
        if self._open and self._touched and self._form.record.has_cell(self.cell):
            self._open = False
            self._session.close_editor(self.cell, text, self._key)
        self._open = False

    def restore(self) -> None:
        """End: put back what was entered before."""
        if self._open and self._touched:
            self._open = False
            self._session.commit({self.cell: self._first}, merge_key=self._key)
            self._session.seal()
        self._open = False
