"""The start page: what can be done, and every form of the data file as a card."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop.domain.errors import ZipingError
from desktop.paths import DATA_SUFFIX, FORM_SUFFIX
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.action_card import ActionCard, DropTarget
from desktop.ui.widgets.form_card import FormCard

TAKEN = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".et", DATA_SUFFIX, FORM_SUFFIX)
"""Files that can be dropped: workbooks of every make, and the program's own."""
_CARD_ROOM = 400


class StartPage(QWidget):
    """All forms.

    Signals:
        open_requested(int): open the form of this number.
        new_requested(): make a new form.
        import_requested(str): import this workbook; ``""`` asks for a file first.
        remove_requested(int): remove the form of this number; who listens asks first.
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
        self._problems: list[QLabel] = []
        self._unopened = 0
        self._columns = 0
        self._year = 0
        self._building = QTimer(self, singleShot=True, interval=0)
        self._building.timeout.connect(self._build_again)
        self.setAcceptDrops(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._scroll)
        self._build()
        session.evaluations_changed.connect(self.refresh)
        self.refresh()

    # parts --------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._theme = active_theme()
        body = QWidget()
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_property(body, ground="window")
        layout = self._column = QVBoxLayout(body)
        layout.setContentsMargins(theme.px(32), theme.px(22), theme.px(32), theme.px(24))
        layout.setSpacing(theme.px(14))
        layout.addLayout(self._actions())
        layout.addLayout(self._heading_line())
        self._empty = QLabel(self.tr("还没有自评表。新建一份，或把去年的 Excel 拖进来。"))
        set_property(self._empty, role="second")
        layout.addWidget(self._empty)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(16))
        layout.addLayout(self._grid)
        layout.addStretch(1)
        self._drop = DropTarget(body)
        self._drop.clicked.connect(self._choose_file)
        self._cards, self._problems = [], []
        self._scroll.setWidget(body)

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(active_theme().px(16))
        self.new_action = ActionCard("new", self.tr("新建自评"), self.tr("选单位、年度和表"), "Ctrl+N", primary=True)
        self.import_action = ActionCard("import", self.tr("从 Excel 导入"), self.tr("认出表样，先看再写"), "Ctrl+O")
        self.new_action.clicked.connect(self._ask_new)
        self.import_action.clicked.connect(self._choose_file)
        row.addWidget(self.new_action, 1)
        row.addWidget(self.import_action, 1)
        row.addStretch(1)
        return row

    def _heading_line(self) -> QBoxLayout:
        """Heading and count at the left, years at the right; below each other on a page of one column."""
        self._heading, self._count = QLabel(self.tr("正在填写")), QLabel()
        set_property(self._heading, role="section")
        set_property(self._count, role="count")
        title = QHBoxLayout()
        title.setSpacing(active_theme().px(8))
        title.addWidget(self._heading)
        title.addWidget(self._count)
        title.addStretch(1)
        self._years = QHBoxLayout()
        self._years.setSpacing(0)
        self._year_group = QButtonGroup(self)
        self._year_group.idClicked.connect(self._show_year)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setContentsMargins(0, active_theme().px(6), 0, 0)
        self._head.setSpacing(active_theme().px(8))
        self._head.addLayout(title, 1)
        self._head.addLayout(self._years)
        self._head.setAlignment(self._years, Qt.AlignmentFlag.AlignLeft)
        return self._head

    def _ask_new(self) -> None:
        self.new_requested.emit()

    def _choose_file(self) -> None:
        self.import_requested.emit("")

    # the cards ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the forms again."""
        for widget in (*self._cards, *self._problems):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._cards, self._problems, self._unopened = [], [], 0
        if self._session.is_open:
            self._read()
        self._offer_years()
        self._show_year(self._year)
        self._empty.setVisible(not self._cards and not self._unopened)

    @property
    def empty_shown(self) -> bool:
        """True while the page says that there is no form yet."""
        return self._empty.isVisible()

    def take_focus(self) -> None:
        """Put the focus on the form worked on last, so that Enter goes on with it, else on 新建自评."""
        chosen = next(iter(self._shown_cards()), None) or self.new_action
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> None:
        from desktop.services.review import overview

        workspace, body, said = self._session.workspace, self._scroll.widget(), ""
        for head in workspace.evaluations():
            try:
                card = FormCard(overview(workspace.form(head.id)), body)
            except ZipingError as error:
                # A form whose layout is gone is said, not hidden.
                text = self.tr("“{}” {} 年度的自评表打不开：{}内容都还在数据文件里。")
                text = text.format(head.bureau, head.year, error)
                self._say_problem(text, "err")
                self._unopened += 1
                said += text
                continue
            card.opened.connect(self.open_requested)
            card.menu_asked.connect(self._show_menu)
            card.remove_asked.connect(self.remove_requested)
            self._cards.append(card)
        for sentence in workspace.catalog.problems():
            if sentence not in said:
                self._say_problem(sentence, "ver")

    def _say_problem(self, text: str, role: str) -> None:
        label = QLabel(text, self._scroll.widget())
        label.show()
        label.setWordWrap(True)
        set_property(label, role=role)
        self._problems.append(label)

    def _offer_years(self) -> None:
        """A filter by year, where the forms are of more than one."""
        for button in self._year_group.buttons():
            self._year_group.removeButton(button)
            self._years.removeWidget(button)
            button.hide()
            button.deleteLater()
        years = sorted({card.overview.year for card in self._cards}, reverse=True)
        if self._year not in years:
            self._year = 0
        choices = [(0, self.tr("全部年度")), *((year, str(year)) for year in years)] if len(years) > 1 else []
        for number, (year, text) in enumerate(choices):
            button = QToolButton(self._scroll.widget())
            button.setText(text)
            button.setCheckable(True)
            button.setChecked(year == self._year)
            segment = "first" if number == 0 else "last" if number == len(choices) - 1 else "middle"
            set_property(button, segment=segment, small=True)
            self._year_group.addButton(button, year)
            self._years.addWidget(button)
            button.show()

    def _show_year(self, year: int) -> None:
        self._year = year
        shown = self._shown_cards()
        for card in self._cards:
            card.setVisible(card in shown)
        self._count.setText(str(len(shown)))
        for label in (self._heading, self._count):
            label.setVisible(bool(self._cards))
        self._place(self._columns or 3)

    def _shown_cards(self) -> list[FormCard]:
        return [card for card in self._cards if self._year in (0, card.overview.year)]

    def _place(self, columns: int) -> None:
        while self._grid.count():
            self._grid.takeAt(0)
        for column in range(max(self._columns, columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        directions = QBoxLayout.Direction
        self._head.setDirection(directions.TopToBottom if columns == 1 else directions.LeftToRight)
        widgets = [*self._shown_cards(), self._drop]
        previous: QWidget = self.import_action
        for number, widget in enumerate(widgets):
            self._grid.addWidget(widget, number // columns, number % columns)
            self.setTabOrder(previous, widget)
            previous = widget
        for number, label in enumerate(self._problems, -(-len(widgets) // columns)):
            self._grid.addWidget(label, number, 0, 1, columns)
        # Before the first paint Qt would keep the width that more columns needed.
        self._grid.invalidate()
        self._column.activate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many cards in a row as fit."""
        theme = active_theme()
        columns = max(1, (self.width() - theme.px(48)) // theme.px(_CARD_ROOM))
        if columns != self._columns:
            self._place(columns)
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Lengths are those of the theme, so another theme builds the page again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and active_theme() is not self._theme:
            # Not at once: Qt is going through the very widgets that would be taken away.
            self._building.start()

    def _build_again(self) -> None:
        self._build()
        self.refresh()

    # one card's menu ----------------------------------------------------------------------------------------------

    def _show_menu(self, evaluation_id: int, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("打开(&O)")).setData(("open", evaluation_id))
        menu.addAction(self.tr("删除这份自评表(&D)…")).setData(("remove", evaluation_id))
        menu.triggered.connect(self._menu_chosen)
        menu.popup(place)

    def _menu_chosen(self, action: QAction) -> None:
        name, evaluation_id = action.data()
        if name == "open":
            self.open_requested.emit(evaluation_id)
        else:
            self.remove_requested.emit(evaluation_id)

    # dropped files ------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take workbooks, exchange packages and data files."""
        if _file_in(event.mimeData()):
            self._drop.set_lifted(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The file went elsewhere."""
        self._drop.set_lifted(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Import, ask about or open the first file that was dropped."""
        self._drop.set_lifted(False)
        path = _file_in(event.mimeData())
        if path:
            event.acceptProposedAction()
            self.import_requested.emit(path)


def _file_in(data: QMimeData) -> str:
    """The first file among dragged ones that the program takes, ``""`` when there is none."""
    paths = (url.toLocalFile() for url in data.urls())
    return next((path for path in paths if path.lower().endswith(TAKEN)), "")
