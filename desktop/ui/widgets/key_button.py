"""A push button that shows its key behind its label, in the colour of hints."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from desktop.ui.icons import pixmap
from desktop.ui.theme import active_theme

_ROLES = {"primary": ("on-accent", "accent-hint"), "quiet": ("text2", "text3"), "small": ("accent", "text3")}
"""Kind → roles of label and key."""


class KeyButton(QPushButton):
    """Icon, label, key hint. The frame comes from the style sheet, the content is painted here."""

    def __init__(
        self,
        text: str,
        key: str = "",
        *,
        kind: str = "",
        icon_name: str = "",
        icon_behind: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make a button.

        Args:
            text: a verb.
            key: as shown, e.g. ``PgUp``; the action behind it is set elsewhere.
            kind: ``primary``, ``quiet``, ``small`` or ``""`` as in the style sheet.
            icon_name: shape, ``""`` for none.
            icon_behind: the icon stands behind the key instead of before the label.
            parent: owner.
        """
        super().__init__(text, parent)
        self._key = key
        self._key_shown = True
        self._icon_name = icon_name
        self._icon_behind = icon_behind
        if kind:
            self.setProperty("kind", kind)
        self.setAccessibleName(text)
        self.setAccessibleDescription(key)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_key(self, shown: bool) -> None:
        """Leave the key out where there is no room for it; it works all the same."""
        if shown != self._key_shown:
            self._key_shown = shown
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Room for icon, label and key."""
        theme = active_theme()
        width = 2 * theme.px(10 if self._is_small else 14) + sum(width for _, width in self._pieces())
        width += theme.px(8) * (len(self._pieces()) - 1)
        return QSize(width, theme.height("small" if self._is_small else "button"))

    def minimumSizeHint(self) -> QSize:
        """As ``sizeHint``: a verb is never cut off."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """A new theme may have other sizes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame by the style sheet, then the pieces from left to right."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        theme = active_theme()
        pieces = self._pieces()
        gap = theme.px(8)
        x = (self.width() - sum(width for _, width in pieces) - gap * (len(pieces) - 1)) // 2
        for piece, width in pieces:
            self._paint_piece(painter, piece, QRect(x, 0, width, self.height()))
            x += width + gap
        painter.end()

    @property
    def _is_small(self) -> bool:
        return self.property("kind") == "small"

    @property
    def _size(self) -> str:
        return "list" if self._is_small else "body"

    def _pieces(self) -> list[tuple[str, int]]:
        theme = active_theme()
        label = QFontMetrics(theme.font(self._size)).horizontalAdvance(self.text())
        pieces = [("text", label)]
        if self._key and self._key_shown:
            pieces.append(("key", QFontMetrics(theme.font("hint")).horizontalAdvance(self._key)))
        if self._icon_name:
            pieces.insert(len(pieces) if self._icon_behind else 0, ("icon", theme.px(16)))
        return pieces

    def _paint_piece(self, painter: QPainter, piece: str, rect: QRect) -> None:
        theme = active_theme()
        kind = self.property("kind")
        text_role, key_role = _ROLES.get(kind, ("text", "text3"))
        if not self.isEnabled():
            text_role = key_role = "text3"
        if piece == "icon":
            ratio = self.devicePixelRatioF()
            mark = pixmap(self._icon_name, text_role, 16, ratio=ratio)
            painter.drawPixmap(rect.x(), (self.height() - theme.px(16)) // 2, mark)
            return
        painter.setFont(theme.font(self._size if piece == "text" else "hint"))
        painter.setPen(theme.color(text_role if piece == "text" else key_role))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text() if piece == "text" else self._key)
