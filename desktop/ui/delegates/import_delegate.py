"""Paints the lines and group heads of an import preview (mockups: 05)."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.services.import_line import ImportLine
from desktop.ui.icons import pixmap
from desktop.ui.models.import_lines import Column, ImportLines, LineGroup, LineRole
from desktop.ui.theme import Theme, active_theme

Index = QModelIndex | QPersistentModelIndex
LINE_HEIGHT, GROUP_HEIGHT = 50, 31
_TRUST = {"high": (3, "高"), "medium": (2, "中"), "low": (1, "低")}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ImportDelegate(QStyledItemDelegate):
    """Every column of the tree; a press on the box takes the line or leaves it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Heights of the anatomy, scaled."""
        height = GROUP_HEIGHT if index.data(LineRole.GROUP) is not None else LINE_HEIGHT
        return QSize(10, active_theme().px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one column of a line, or a group's head."""
        theme = active_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, group = index.data(LineRole.LINE), index.data(LineRole.GROUP)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if line is not None:
            self._line(painter, option.rect, index, line, chosen, theme)
        elif group is not None and index.column() == Column.TAKE:
            opened = bool(option.state & QStyle.StateFlag.State_Open)
            self._group(painter, option.rect, index, group, opened, chosen, theme)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """A press inside the box toggles; keys are the view's."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            box = box_rect(option.rect, active_theme())
            if box.adjusted(-6, -6, 6, 6).contains(event.position().toPoint()) and isinstance(model, ImportLines):
                model.toggle(model.index(index.row(), index.column(), index.parent()))
                return True
        return False if isinstance(event, QMouseEvent | QKeyEvent) else super().editorEvent(event, model, option, index)

    # a line -------------------------------------------------------------------------------------------------------

    def _line(self, painter: QPainter, rect: QRect, index: Index, line: ImportLine, chosen: bool, theme: Theme) -> None:
        painter.fillRect(rect, theme.color("accent-soft" if chosen else "surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        column = index.column()
        room = rect.adjusted(theme.px(8), theme.px(4), -theme.px(6), -theme.px(4))
        if column == Column.TAKE:
            if chosen:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), theme.color("accent"))
            paint_box(painter, box_rect(rect, theme), index.data(Qt.ItemDataRole.CheckStateRole), theme)
        elif column == Column.PLACE:
            self._place(painter, room, line, theme)
        elif column == Column.SOURCE:
            painter.setFont(theme.font("list"))
            painter.setPen(theme.color("accent"))
            painter.drawText(room, _LEFT, index.data())
        elif column == Column.VALUES:
            self._values(painter, room, line, theme)
        else:
            self._trust(painter, room, line, theme)

    def _place(self, painter: QPainter, room: QRect, line: ImportLine, theme: Theme) -> None:
        first, second = (line.place, line.column) if line.place != line.column else (line.column, line.section)
        half = room.height() // 2
        for text, role, top in ((first, "text", room.top()), (second, "text2", room.top() + half)):
            painter.setFont(theme.font("list" if role == "text" else "hint"))
            painter.setPen(theme.color(role))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(QRect(room.left(), top, room.width(), half), _LEFT, shown)

    def _values(self, painter: QPainter, room: QRect, line: ImportLine, theme: Theme) -> None:
        painter.setFont(theme.font("list"))
        old = line.old or self.tr("（空）")
        width = min(painter.fontMetrics().horizontalAdvance(old) + 4, room.width() * 2 // 5)
        two_lines(painter, QRect(room.left(), room.top(), width, room.height()), old, theme.color("text2"))
        arrow = room.left() + width + theme.px(4)
        image = pixmap("chevron-right", "text3", 14, theme, ratio=painter.device().devicePixelRatioF())
        painter.drawPixmap(arrow, room.center().y() - theme.px(7), image)
        left = arrow + theme.px(20)
        rest = QRect(left, room.top(), room.right() - left, room.height())
        if line.difference:
            painter.setFont(theme.font("hint"))
            painter.setPen(theme.color("text2"))
            needed = painter.fontMetrics().horizontalAdvance(line.difference) + theme.px(8)
            painter.setFont(theme.font("list", True))
            used = min(painter.fontMetrics().horizontalAdvance(line.new), max(40, rest.width() - needed))
            painter.setFont(theme.font("hint"))
            at = QRect(rest.left() + used + theme.px(8), rest.top(), needed, rest.height())
            painter.drawText(at, _LEFT, line.difference)
            rest.setWidth(used + 4)
        taken = line.take or line.state not in ("new", "different")
        painter.setFont(theme.font("list", line.state in ("new", "different")))
        two_lines(painter, rest, line.new, theme.color("text" if taken else "text2"))

    def _trust(self, painter: QPainter, room: QRect, line: ImportLine, theme: Theme) -> None:
        px = theme.px
        filled, word = _TRUST.get(line.confidence, (0, ""))
        for number in range(3):
            box = QRect(room.left() + number * px(9), room.center().y() - px(5), px(7), px(10))
            painter.setPen(QPen(theme.color("bar" if number < filled else "line2"), 1))
            painter.setBrush(theme.color("bar" if number < filled else "surface"))
            painter.drawRect(box)
        painter.setFont(theme.font("list", True))
        painter.setPen(theme.color("text"))
        painter.drawText(QRect(room.left() + px(34), room.top(), px(20), room.height()), _LEFT, word)
        painter.setFont(theme.font("hint"))
        left = room.left() + px(56)
        rest = QRect(left, room.top(), room.right() - left, room.height())
        two_lines(painter, rest, line.reason, theme.color("text2"))

    # a group ------------------------------------------------------------------------------------------------------

    def _group(
        self, painter: QPainter, rect: QRect, index: Index, group: LineGroup, opened: bool, chosen: bool, theme: Theme
    ) -> None:
        px = theme.px
        painter.fillRect(rect, theme.color("accent-soft" if chosen else "window"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        box = box_rect(rect, theme)
        if group.can_be_taken:
            paint_box(painter, box, index.data(Qt.ItemDataRole.CheckStateRole), theme)
        else:
            name = "sum" if group.key == "computed" else "met"
            image = pixmap(name, None, 16, theme, ratio=painter.device().devicePixelRatioF())
            painter.drawPixmap(box.topLeft(), image)
        left = box.right() + px(8)
        painter.setFont(theme.font("body", True))
        painter.setPen(theme.color("text"))
        title = index.data()
        painter.drawText(QRect(left, rect.top(), rect.width(), rect.height()), _LEFT, title)
        left += painter.fontMetrics().horizontalAdvance(title) + px(12)
        painter.setFont(theme.font("list"))
        painter.setPen(theme.color("text2"))
        about = painter.fontMetrics().elidedText(group.about, Qt.TextElideMode.ElideRight, rect.right() - left - px(36))
        painter.drawText(QRect(left, rect.top(), rect.width(), rect.height()), _LEFT, about)
        name = "chevron-down" if opened else "chevron-right"
        image = pixmap(name, "text2", 16, theme, ratio=painter.device().devicePixelRatioF())
        painter.drawPixmap(rect.right() - px(28), rect.center().y() - px(8), image)


def box_rect(rect: QRect, theme: Theme) -> QRect:
    """Where the box of a line or group stands."""
    side = theme.height("check")
    return QRect(rect.left() + theme.px(14), rect.center().y() - side // 2, side, side)


def paint_box(painter: QPainter, box: QRect, state: Qt.CheckState | int | None, theme: Theme) -> None:
    """A box to tick; nothing for a line that changes nothing."""
    if state is None:
        return
    state = Qt.CheckState(state)
    on = state != Qt.CheckState.Unchecked
    painter.setPen(QPen(theme.color("accent-fill" if on else "line2"), 1))
    painter.setBrush(theme.color("accent-fill" if on else "surface"))
    painter.drawRoundedRect(box, theme.radius("check"), theme.radius("check"))
    if on:
        name = "check" if state == Qt.CheckState.Checked else "dash"
        image = pixmap(name, "on-accent", 16, theme, ratio=painter.device().devicePixelRatioF())
        inset = (box.width() - theme.px(16)) // 2
        painter.drawPixmap(box.left() + inset, box.top() + inset, image)


def two_lines(painter: QPainter, rect: QRect, text: str, color: QColor) -> None:
    """Text in the middle of ``rect``, on two lines at most; what does not fit ends in dots."""
    painter.setPen(color)
    text = " ".join(text.split())
    metrics = painter.fontMetrics()
    layout = QTextLayout(text, painter.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    first = layout.createLine()
    if first.isValid():
        first.setLineWidth(rect.width())
    layout.endLayout()
    length = first.textLength() if first.isValid() else 0
    lines = [text[:length], text[length:]] if length < len(text) else [text]
    lines[-1] = metrics.elidedText(lines[-1], Qt.TextElideMode.ElideRight, rect.width())
    top = rect.center().y() - len(lines) * metrics.height() // 2
    for number, line in enumerate(lines):
        row = QRect(rect.left(), top + number * metrics.height(), rect.width(), metrics.height())
        painter.drawText(row, _LEFT, line)
