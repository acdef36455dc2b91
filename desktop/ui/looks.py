"""Light, dark and the size of the letters: chosen, remembered, applied."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from desktop.ui.preferences import Preferences
from desktop.ui.theme import Choice, active_theme, apply, load_theme, selectable_sizes


class Looks(QObject):
    """The choice in force.

    Signals:
        changed(): another theme was applied.
    """

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        """Begin with what is remembered; follows the system when nothing else was chosen."""
        super().__init__(parent)
        self._preferences = preferences
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.styleHints().colorSchemeChanged.connect(self._follow)

    def use_light(self) -> None:
        """Dark text on light ground."""
        self._use("light")

    def use_dark(self) -> None:
        """Light text on dark ground."""
        self._use("dark")

    def use_system(self) -> None:
        """As the system."""
        self._use("system")

    def larger(self) -> None:
        """One size up, if there is one."""
        self._step(1)

    def smaller(self) -> None:
        """One size down, if there is one."""
        self._step(-1)

    def set_base_size(self, base_pt: float) -> None:
        """Use another base font size in points; all lengths follow."""
        self._preferences.base_pt = base_pt
        self._use(self._preferences.looks)

    def _follow(self) -> None:
        theme = active_theme()
        if theme.follows_system and load_theme("system", theme.base_pt) is not theme:
            self._use("system")

    def _step(self, step: int) -> None:
        sizes = selectable_sizes()
        index = sizes.index(active_theme().base_pt) + step
        if 0 <= index < len(sizes):
            self.set_base_size(sizes[index])

    def _use(self, looks: Choice) -> None:
        self._preferences.looks = looks
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply(application, load_theme(looks, self._preferences.base_pt))
        self.changed.emit()
