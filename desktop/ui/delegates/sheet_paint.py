"""Paints one cell of the official sheet: ground, edges, mark and text by its state (mockups: "States of a cell").

Issued text stands in 宋体, what people fill in the interface font, so that form and entry are told apart without colour.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter, QPen, QTextOption

from desktop.domain.sheet import SheetCell, Style
from desktop.services.review import CellState
from desktop.ui.icons import pixmap
from desktop.ui.theme import Theme

MARKS = {
    CellState.INVALID: "error",
    CellState.NEEDED: "error",
    CellState.UNMET: "unmet",
    CellState.VERIFY: "verify",
    CellState.EXPLAINED: "explained",
}
_GROUNDS = {
    CellState.INVALID: "err-soft",
    CellState.UNMET: "ver-soft",
    CellState.COMPUTED: "sunken",
    CellState.LOCKED: "head",
    CellState.ISSUED: "head",
}
_MARK_SIZE = 11
_ISSUED_STYLES = (Style.HEAD, Style.LABEL, Style.SIDE, Style.BLANK, Style.FOOTNOTE, Style.NOTE)


def cell_font(theme: Theme, place: SheetCell, state: CellState, zoom: float) -> QFont:
    """The font of a cell at a zoom factor."""
    if place.style is Style.TITLE:
        return theme.official_font(20 * zoom, True)
    if place.style in (Style.YEAR, Style.FOOTNOTE):
        return theme.official_font(13 * zoom, False)
    if state is CellState.ISSUED or place.cell is None:
        return theme.official_font(13 * zoom, place.style is Style.HEAD)
    return theme.font(13 * zoom)


def paint_cell(
    painter: QPainter, rect: QRect, place: SheetCell, state: CellState, text: str, theme: Theme, zoom: float, current: bool
) -> None:
    """Paint a cell into ``rect``; ``current`` draws the focus ring."""
    painter.save()
    painter.fillRect(rect, theme.color(_ground(place, state)))
    if state is CellState.LOCKED:
        painter.fillRect(rect, QBrush(theme.color("hatch"), Qt.BrushStyle.BDiagPattern))
    if place.is_bordered:
        _grid(painter, rect, place, theme)
    _edges(painter, rect, state, theme)
    painter.setFont(cell_font(theme, place, state, zoom))
    painter.setPen(theme.color("text"))
    inner = rect.adjusted(theme.px(5 * zoom), theme.px(2), -theme.px(5 * zoom), -theme.px(2))
    if place.is_stacked:
        _stacked(painter, inner, text)
    elif text:
        inner.setLeft(inner.left() + place.indent * theme.px(13 * zoom))
        painter.drawText(inner, text, text_option(place))
    _mark(painter, rect, state, theme)
    if current:
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -2, -2))
    painter.restore()


def text_option(place: SheetCell) -> QTextOption:
    """Alignment and wrapping of a cell's text."""
    align = Qt.AlignmentFlag.AlignHCenter if place.align == "center" else Qt.AlignmentFlag.AlignLeft
    option = QTextOption(align | Qt.AlignmentFlag.AlignVCenter)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def text_height(theme: Theme, place: SheetCell, text: str, width: int, zoom: float, state: CellState) -> int:
    """Pixels a cell of ``width`` pixels needs to show its whole text."""
    if not text or place.is_stacked:
        return 0
    metrics = QFontMetrics(cell_font(theme, place, state, zoom))
    room = max(20, width - 2 * theme.px(5 * zoom) - place.indent * theme.px(13 * zoom))
    flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
    return metrics.boundingRect(0, 0, room, 100_000, flags, text).height() + theme.px(8)


def _ground(place: SheetCell, state: CellState) -> str:
    if place.style in (Style.TITLE, Style.YEAR, Style.FOOTNOTE):
        return "surface"
    if place.cell is None:
        return "head" if place.style in _ISSUED_STYLES else "surface"
    return _GROUNDS.get(state, "surface")


def _grid(painter: QPainter, rect: QRect, place: SheetCell, theme: Theme) -> None:
    painter.setPen(QPen(theme.color("rule"), 1))
    right, bottom = rect.right(), rect.bottom()
    painter.drawLine(rect.left(), bottom, right, bottom)
    painter.drawLine(right, rect.top(), right, bottom)
    if place.left == 1:
        painter.drawLine(rect.left(), rect.top(), rect.left(), bottom)
    painter.drawLine(rect.left(), rect.top() - 1, right, rect.top() - 1)


def _edges(painter: QPainter, rect: QRect, state: CellState, theme: Theme) -> None:
    if state in (CellState.INVALID, CellState.NEEDED):
        painter.setPen(QPen(theme.color("err-fill"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -2, -2))
    elif state in (CellState.UNMET, CellState.VERIFY):
        painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), theme.color("ver-fill"))


def _mark(painter: QPainter, rect: QRect, state: CellState, theme: Theme) -> None:
    name = MARKS.get(state)
    if name is None:
        return
    ratio = painter.device().devicePixelRatioF()
    image = pixmap(name, None, _MARK_SIZE, theme, ratio=ratio)
    size = theme.px(_MARK_SIZE)
    painter.drawPixmap(rect.right() - size - 3, rect.top() + 3, image)


def _stacked(painter: QPainter, rect: QRect, text: str) -> None:
    """Characters one under the other; what stands in brackets is turned, as the workbook prints it."""
    metrics = painter.fontMetrics()
    step = metrics.height()
    signs = [{"（": "︵", "）": "︶", "(": "︵", ")": "︶"}.get(sign, sign) for sign in text]
    if step * len(signs) > rect.height():
        step = max(metrics.ascent(), rect.height() // max(1, len(signs)))
    top = rect.center().y() - step * len(signs) // 2
    for index, sign in enumerate(signs):
        line = QRect(rect.left(), top + index * step, rect.width(), step)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), sign)
