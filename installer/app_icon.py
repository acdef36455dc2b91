"""The program's icon in the forms systems ask for, drawn from ``resources/icons/app.svg`` in the theme's accent.

Drawn at build time, so that no picture made by a program lies in the repository.
"""

from __future__ import annotations

import os
import re
import tomllib

from installer.project import ROOT

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Edges in pixels that Windows' shell asks for at 100 to 200 %."""


def app_svg() -> str:
    """The icon as a drawing with its colours filled in."""
    roles = _roles()
    return _shape().replace("currentColor", roles["accent"]).replace("var(--on-accent)", roles["on-accent"])


def app_png(size: int) -> bytes:
    """The icon as a PNG of ``size`` pixels. Needs PySide6; raises RuntimeError when it cannot be drawn."""
    return _drawn(app_svg(), size, size, "PNG")


def setup_bitmap() -> bytes:
    """The picture beside the setup's first and last page, a bitmap of 164 by 314 pixels: the icon on the accent."""
    roles = _roles()
    shape = re.sub(r"<\?xml.*?\?>|</?svg[^>]*>", "", _shape()).strip()
    shape = shape.replace("currentColor", roles["on-accent"]).replace("var(--on-accent)", roles["accent"])
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 164 314">'
        f'<rect width="164" height="314" fill="{roles["accent"]}"/>'
        f'<rect y="226" width="164" height="88" fill="{roles["accent-press"]}"/>'
        '<g transform="translate(34 78) scale(6)" fill="none" stroke-width="1.5" stroke-linecap="round"'
        f' stroke-linejoin="round">{shape}</g></svg>'
    )
    return _drawn(drawing, 164, 314, "BMP")


def _roles() -> dict[str, str]:
    theme = tomllib.loads((ROOT / "resources" / "themes" / "ziping.toml").read_text(encoding="utf-8"))
    return dict(theme["light"])


def _shape() -> str:
    return (ROOT / "resources" / "icons" / "app.svg").read_text(encoding="utf-8")


def _drawn(svg: str, width: int, height: int, kind: str) -> bytes:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    # NSIS shows bitmaps without transparency only.
    form = QImage.Format.Format_RGB888 if kind == "BMP" else QImage.Format.Format_ARGB32
    image = QImage(width, height, form)
    image.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not renderer.isValid() or not image.save(buffer, kind):  # type: ignore[call-overload,unused-ignore]
        raise RuntimeError("the icon cannot be drawn")
    return bytes(buffer.data().data())
