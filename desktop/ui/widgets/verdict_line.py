"""The line under the big field: mark, word and difference, always true while somebody types."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.services.verdict import RowVerdict
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.marks import MarkLabel

_LOOKS = {
    "met": ("met", "ok"),
    "unmet": ("unmet", "ver"),
    "verify": ("verify", "ver"),
    "invalid": ("error", "err"),
}
"""Verdict mark → icon and text role."""
_GAP = 8


class VerdictLine(QWidget):
    """Takes its height even when there is nothing to say, so that nothing jumps while typing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty line."""
        super().__init__(parent)
        theme = active_theme()
        self._mark = MarkLabel()
        self._word, self._detail = QLabel(), QLabel()
        self._word.setProperty("strong", True)
        self._detail.setProperty("role", "second")
        self._detail.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(_GAP))
        row.addWidget(self._mark)
        row.addWidget(self._word)
        row.addWidget(self._detail, 1)
        self.setMinimumHeight(theme.px(24))

    @property
    def word(self) -> str:
        """The word shown now."""
        return self._word.text()

    def width_in_one_line(self) -> int:
        """Px that mark, word and detail need beside each other."""
        labels = (self._word, self._detail)
        texts = sum(label.fontMetrics().horizontalAdvance(label.text()) + 2 for label in labels)
        return texts + self._mark.width() + 2 * active_theme().px(_GAP)

    def keep_in_one_line(self, kept: bool) -> None:
        """Do not break the detail; the caller has seen that there is room."""
        width = self._detail.fontMetrics().horizontalAdvance(self._detail.text()) + 2 if kept else 0
        self._detail.setMinimumWidth(width)

    def show_verdict(self, verdict: RowVerdict) -> None:
        """Show a verdict; an empty one clears the line."""
        mark, role = _LOOKS.get(verdict.mark, ("", ""))
        self._mark.show_mark(mark)
        set_property(self._word, role=role)
        self._word.setText(verdict.word)
        self._word.setVisible(bool(verdict.word))
        self._detail.setText(verdict.detail)
        self.setAccessibleName("，".join(part for part in (verdict.word, verdict.detail) if part))
