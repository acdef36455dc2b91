"""A label that shows one icon in the colours of the theme, and the words for the marks of the contents."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.icons import pixmap
from desktop.ui.theme import active_theme

MARK_WORDS = {
    "error": "有错误",
    "verify": "有待核实",
    "explained": "已说明",
    "ok": "已填好",
    "partial": "填了一部分",
    "empty": "还没有填",
}
"""Mark → what a screen reader and a tool tip say."""


class MarkLabel(QLabel):
    """One icon."""

    def __init__(self, name: str = "", size: int = 16, role: str | None = None, parent: QWidget | None = None) -> None:
        """Show ``name`` (``""`` nothing) with an edge of ``size`` px at base size, in ``role`` or the icon's own."""
        super().__init__(parent)
        self._name = name
        self._edge = size
        self._role = role
        self._load()

    def show_mark(self, name: str, role: str | None = None) -> None:
        """Show another icon; ``""`` shows none and takes no room."""
        self._name, self._role = name, role
        self._load()

    def changeEvent(self, event: QEvent) -> None:
        """Load the icon again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._load()

    def _load(self) -> None:
        edge = active_theme().px(self._edge) if self._name else 0
        self.setFixedSize(edge, edge)
        if self._name:
            self.setPixmap(pixmap(self._name, self._role, self._edge))
        else:
            self.clear()
