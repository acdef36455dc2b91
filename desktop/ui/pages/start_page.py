"""The start page: what can be done, and every form of the data file as a card."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.errors import ZipingError
from desktop.ui.icons import pixmap
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.form_card import DropTarget, FormCard

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")


class StartPage(QWidget):
    """All forms.

    Signals:
        open_requested(int): open the form of this number.
        new_requested(): make a new form.
        import_requested(str): import this workbook; ``""`` asks for a file first.
        remove_requested(int): remove the form of this number; the window asks first.
    """

    open_requested = Signal(int)
    new_requested = Signal()
    import_requested = Signal(str)
    remove_requested = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        """Show the forms of ``session``; follows ``evaluations_changed``."""
        super().__init__(parent)
        self._session = session
        self._cards: list[FormCard] = []
        self._columns = 0
        self.setAcceptDrops(True)
        self._build()
        session.evaluations_changed.connect(self.refresh)
        if session.is_open:
            self.refresh()

    def _build(self) -> None:
        theme = active_theme()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameStyle(0)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._scroll)
        body = QWidget()
        set_property(body, ground="window")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll.setWidget(body)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(theme.px(32), theme.px(22), theme.px(32), theme.px(24))
        layout.setSpacing(theme.px(16))
        layout.addLayout(self._actions())
        self._heading = QLabel(self.tr("正在填写"))
        self._count = QLabel()
        set_property(self._heading, role="section")
        set_property(self._count, role="count")
        line = QHBoxLayout()
        line.addWidget(self._heading)
        line.addWidget(self._count)
        line.addStretch(1)
        layout.addLayout(line)
        self._empty = QLabel(self.tr("还没有自评表。新建一份，或把去年的 Excel 拖进来。"))
        set_property(self._empty, role="second")
        layout.addWidget(self._empty)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(16))
        layout.addLayout(self._grid)
        layout.addStretch(1)
        self._drop = DropTarget()
        self._drop.clicked.connect(self._choose_file)

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(active_theme().px(16))
        self.new_action = ActionCard("new", self.tr("新建自评"), self.tr("选单位、年度和表"), "Ctrl+N", primary=True)
        self.import_action = ActionCard("import", self.tr("从 Excel 导入"), self.tr("认出表样，先看再写"), "Ctrl+O")
        self.new_action.clicked.connect(self.new_requested)
        self.import_action.clicked.connect(self._choose_file)
        for card in (self.new_action, self.import_action):
            row.addWidget(card)
        row.addStretch(1)
        return row

    def _choose_file(self) -> None:
        self.import_requested.emit("")

    # the cards ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the forms again."""
        for card in self._cards:
            card.deleteLater()
        self._cards = []
        if not self._session.is_open:
            return
        from desktop.services.review import overview

        workspace = self._session.workspace
        for head in workspace.evaluations():
            try:
                card = FormCard(overview(workspace.form(head.id)))
            except ZipingError as error:
                self._problem(str(error))
                continue
            card.opened.connect(self.open_requested)
            card.menu_asked.connect(self._menu)
            self._cards.append(card)
        self._count.setText(str(len(self._cards)))
        self._empty.setVisible(not self._cards)
        self._heading.setVisible(bool(self._cards))
        self._count.setVisible(bool(self._cards))
        self._place(self._columns or 3)

    def _problem(self, sentence: str) -> None:
        """A form that cannot be opened is said, not hidden."""
        label = QLabel(sentence)
        label.setWordWrap(True)
        set_property(label, role="err")
        self._grid.addWidget(label, self._grid.rowCount(), 0, 1, -1)

    def _place(self, columns: int) -> None:
        while self._grid.count():
            self._grid.takeAt(0)
        for column in range(max(self._columns, columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for number, widget in enumerate([*self._cards, self._drop]):
            self._grid.addWidget(widget, number // columns, number % columns)

    def resizeEvent(self, event: object) -> None:
        """As many cards in a row as fit."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # Qt passes its own event class
        theme = active_theme()
        columns = max(1, (self.width() - theme.px(48)) // theme.px(400))
        if columns != self._columns:
            self._place(columns)

    def _menu(self, evaluation_id: int) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_action = menu.addAction(self.tr("打开"))
        open_action.setData(("open", evaluation_id))
        remove = menu.addAction(self.tr("删除这份自评表…"))
        remove.setData(("remove", evaluation_id))
        menu.triggered.connect(self._menu_chosen)
        menu.popup(QCursor.pos() if self.underMouse() else self.mapToGlobal(QPoint(40, 40)))

    def _menu_chosen(self, action: object) -> None:
        name, evaluation_id = action.data()  # type: ignore[attr-defined]  # a QAction
        (self.open_requested if name == "open" else self.remove_requested).emit(evaluation_id)

    # dropped files ------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take workbooks."""
        urls = event.mimeData().urls()
        if any(url.toLocalFile().lower().endswith(_WORKBOOKS) for url in urls):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import the first workbook that was dropped."""
        for url in event.mimeData().urls():
            if url.toLocalFile().lower().endswith(_WORKBOOKS):
                event.acceptProposedAction()
                self.import_requested.emit(url.toLocalFile())
                return

    def changeEvent(self, event: QEvent) -> None:
        """A new theme changes sizes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.update()


class ActionCard(QWidget):
    """A large button with icon, title, second line and key.

    Signals:
        clicked(): it was pressed.
    """

    clicked = Signal()

    def __init__(self, name: str, title: str, second: str, key: str, primary: bool = False) -> None:
        """Show ``title`` and ``second`` beside the icon ``name``."""
        super().__init__()
        self._name, self._title, self._second, self._key, self._primary = name, title, second, key, primary
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{second}，{key}")

    def sizeHint(self) -> QSize:
        """The size of the anatomy, scaled."""
        theme = active_theme()
        return QSize(theme.px(313), theme.px(68))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space press it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button."""
        theme, painter = active_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = theme.px
        ground, text, second = ("accent-fill", "on-accent", "accent-hint") if self._primary else ("surface", "text", "text2")
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() else ground if self._primary else "line"), 1))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), theme.radius("card"), theme.radius("card"))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("on-accent" if self._primary else "accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -3, -3), theme.radius("card"), theme.radius("card"))
        tile = QRect(px(17), px(14), px(40), px(40))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent-tile" if self._primary else "accent-soft"))
        painter.drawRoundedRect(tile, theme.radius("card"), theme.radius("card"))
        image = pixmap(self._name, "on-accent" if self._primary else "accent", 20, theme, ratio=self.devicePixelRatioF())
        painter.drawPixmap(tile.left() + px(10), tile.top() + px(10), image)
        self._line(painter, QRect(px(71), px(14), self.width() - px(150), px(22)), self._title, text, 15, True)
        self._line(painter, QRect(px(71), px(36), self.width() - px(84), px(20)), self._second, second, 13, False)
        key = QRect(0, px(14), self.width() - px(17), px(22))
        painter.setFont(theme.font("hint"))
        painter.setPen(theme.color("accent-hint" if self._primary else "text3"))
        painter.drawText(key, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._key)
        painter.end()

    def _line(self, painter: QPainter, rect: QRect, text: str, role: str, size: int, bold: bool) -> None:
        theme = active_theme()
        painter.setFont(theme.font(size, bold))
        painter.setPen(theme.color(role))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
