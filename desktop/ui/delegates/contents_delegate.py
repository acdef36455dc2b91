"""Paints a line of the contents: fold mark, title, count, mark; the current one with a bar at its left."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from desktop.services.progress import PartProgress
from desktop.ui.icons import pixmap
from desktop.ui.models.contents import Role
from desktop.ui.theme import active_theme

STEP = 18
NUMBER_WIDTH = 28


class ContentsDelegate(QStyledItemDelegate):
    """Rows of 30 px."""

    def __init__(self, view: QTreeView) -> None:
        """Paint for ``view``, whose folding is shown by the chevron."""
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One height for all."""
        return QSize(active_theme().px(120), active_theme().height("row"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one line."""
        line = index.data(Role.LINE)
        if not isinstance(line, PartProgress):
            return
        theme = active_theme()
        rect = QRect(0, option.rect.y(), self._view.viewport().width(), option.rect.height())
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, theme.color("accent-soft"))
            painter.fillRect(QRect(0, rect.y(), 3, rect.height()), theme.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("head"))
        right = self._marks(painter, rect, line)
        self._title(painter, rect, index, line, right, selected)
        painter.restore()

    def _marks(self, painter: QPainter, rect: QRect, line: PartProgress) -> int:
        """Paint mark and count; returns the right end of the title."""
        theme = active_theme()
        edge = theme.px(16)
        x = rect.right() - theme.px(14) - edge
        ratio = self._view.devicePixelRatioF()
        painter.drawPixmap(x, rect.y() + (rect.height() - edge) // 2, pixmap(line.mark, None, 16, ratio=ratio))
        if line.number:
            return x - theme.px(8)
        font = theme.font("list")
        text = f"{line.filled}/{line.total}"
        width = QFontMetrics(font).horizontalAdvance(text)
        box = QRect(x - theme.px(8) - width, rect.y(), width, rect.height())
        painter.setFont(font)
        painter.setPen(theme.color("text2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        return box.left() - theme.px(8)

    def _title(
        self,
        painter: QPainter,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
        line: PartProgress,
        right: int,
        selected: bool,
    ) -> None:
        theme = active_theme()
        depth = 0
        above = index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        x = theme.px(16) + depth * theme.px(STEP)
        if depth == 0 and line.children:
            self._chevron(painter, rect, index, x)
            x += theme.px(18)
        elif depth == 1:
            x += theme.px(2)
        font = theme.font("list" if depth == 2 else "body", bold=selected)
        painter.setFont(font)
        painter.setPen(theme.color("text" if selected or depth < 2 else "text2"))
        if line.number:
            painter.drawText(
                QRect(x, rect.y(), theme.px(NUMBER_WIDTH), rect.height()),
                Qt.AlignmentFlag.AlignVCenter,
                str(line.number),
            )
            x += theme.px(NUMBER_WIDTH)
        text = QFontMetrics(font).elidedText(line.title, Qt.TextElideMode.ElideRight, right - x)
        painter.drawText(QRect(x, rect.y(), right - x, rect.height()), Qt.AlignmentFlag.AlignVCenter, text)

    def _chevron(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex, x: int) -> None:
        theme = active_theme()
        name = "chevron-down" if self._view.isExpanded(index) else "chevron-right"
        edge = theme.px(14)
        picture = pixmap(name, "text2", 14, ratio=self._view.devicePixelRatioF())
        painter.drawPixmap(x - theme.px(2), rect.y() + (rect.height() - edge) // 2, picture)
