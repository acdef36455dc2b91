"""What the window remembers between starts on this machine: font size, light or dark, its size, the mode last used.

Nothing of a form is kept here; that is in the data file. The file lies in the user's data folder, so that a portable
copy takes it along. Unreadable or foreign values count as absent.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QSettings

from desktop.ui.theme import DEFAULT_PT, Choice, selectable_sizes

FILE_NAME = "界面设置.ini"
Mode = Literal["guide", "table"]


class Preferences:
    """Values with defaults; each setter writes at once."""

    def __init__(self, folder: Path) -> None:
        """Keep the values in ``folder``, made when the first value is set."""
        self._settings = QSettings(str(folder / FILE_NAME), QSettings.Format.IniFormat)

    @property
    def base_pt(self) -> float:
        """Chosen base font size in points."""
        try:
            value = float(str(self._settings.value("base_pt", DEFAULT_PT)))
        except ValueError:
            return DEFAULT_PT
        return value if value in selectable_sizes() else DEFAULT_PT

    @base_pt.setter
    def base_pt(self, value: float) -> None:
        self._settings.setValue("base_pt", value)

    @property
    def looks(self) -> Choice:
        """Light, dark or as the system."""
        value = self._settings.value("looks", "system")
        return "light" if value == "light" else "dark" if value == "dark" else "system"

    @looks.setter
    def looks(self, value: Choice) -> None:
        self._settings.setValue("looks", value)

    @property
    def mode(self) -> Mode:
        """How the form was last shown."""
        return "table" if self._settings.value("mode") == "table" else "guide"

    @mode.setter
    def mode(self, value: Mode) -> None:
        self._settings.setValue("mode", value)

    @property
    def explains_scores(self) -> bool:
        """The bubble below a score is wanted."""
        return str(self._settings.value("explains_scores", "true")) != "false"

    @explains_scores.setter
    def explains_scores(self, value: bool) -> None:
        self._settings.setValue("explains_scores", "true" if value else "false")

    @property
    def geometry(self) -> QByteArray | None:
        """Place and size of the window as Qt packs them; None before the first time."""
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("geometry", value)
