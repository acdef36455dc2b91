"""Fonts of the interface: picks the family that is present and makes fonts of a size in px.

Sizes are pixels, not points: lengths and fonts then grow by the same factor and do not depend on the resolution the
system claims for the screen. Which families are asked for is data (`resources/themes/ziping.toml`); which size a
text takes is decided by `desktop.ui.theme`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

TABULAR_FIGURES = QFont.Tag("tnum")


@lru_cache(maxsize=16)
def present_family(wanted: tuple[str, ...]) -> str | None:
    """Return the first of the wanted families this machine has, or None when it has none of them.

    Asking for a family that is missing costs a search over all fonts at the first text drawn, so it is settled here
    once. Needs a QGuiApplication.
    """
    return next((family for family in wanted if QFontDatabase.hasFamily(family)), None)


def make_font(families: Sequence[str], pixel_size: int, *, bold: bool = False) -> QFont:
    """Return a font of the first family present; without any, the system's own family at the same size.

    Args:
        families: names in order of preference.
        pixel_size: height in device-independent px, at least 1.
        bold: weight 700; the interface family has 400 and 700 only.
    """
    family = present_family(tuple(families))
    font = QFont(family) if family else QFont()
    font.setPixelSize(max(1, pixel_size))
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    # Columns of figures must stand under each other whatever family was found.
    font.setFeature(TABULAR_FIGURES, 1)
    return font
