"""The editor of one cell in the guide: every change of its text is committed at once, nothing is held back.

While the editor has the focus its keystrokes share one merge key and are one step of undo; when it loses the focus the
text is kept folded and trimmed. Text that does not parse stays as typed, marked. What is being composed by an input
method is not committed before it is chosen. Rules and wording are the services'; which field comes next is the page's.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QShowEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.domain.address import CellId
from desktop.domain.amounts import format_amount
from desktop.domain.checks.finding import Severity
from desktop.domain.definition import ValueType
from desktop.domain.folding import fold_width
from desktop.services.entry import FormSession
from desktop.services.review import CellState, cell_state
from desktop.ui.session import Session, new_merge_key
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.text_editors import LineEditor, ProseEditor

_NUMERIC_HINTS = Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhFormattedNumbersOnly
_NUMERIC_FOLDS = str.maketrans("，。：（）", ",.:()")
STATES = {CellState.INVALID: "invalid", CellState.NEEDED: "needed"}


class EntryField(QFrame):
    """Editor of one cell.

    Signals:
        stepped(int): Enter (+1) or Shift+Enter (−1) was pressed.
        opened(CellId): the editor got the focus.
        length_changed(int): number of characters now.
    """

    stepped = Signal(int)
    opened = Signal(object)
    length_changed = Signal(int)

    def __init__(
        self,
        session: Session,
        form: FormSession,
        cell: CellId,
        *,
        big: bool = False,
        unit: str = "",
        lines: tuple[int, int] = (3, 10),
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make the editor of ``cell``.

        Args:
            session: takes the texts.
            form: the form in work.
            cell: which cell.
            big: the large field of a page instead of one of several.
            unit: shown at the right inside a one-line field.
            lines: least and most lines of a prose field.
            name: for screen readers; by default the label of the column.
            parent: owner.
        """
        super().__init__(parent)
        self.cell = cell
        self._session = session
        self._form = form
        self._column = form.definition.column(cell.section, cell.column)
        self._lines = lines
        self._unit = unit
        self._unit_label: QLabel | None = None
        self._merge_key = ""
        self._before = ""
        self._busy = False
        self._dirty = False
        self.editor: LineEditor | ProseEditor = self._prose(big, unit) if self._column.multiline else self._line(unit)
        self.editor.field = self
        self.editor.setProperty("big", big)
        self.editor.setAccessibleName(name or self._column.short)
        self.editor.setAccessibleDescription(self._column.hint)
        self.editor.setObjectName(str(cell))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.editor)
        self.setFocusProxy(self.editor)
        self.refresh()

    # text ---------------------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What the editor holds, without anything that is still being composed."""
        return self.editor.toPlainText() if isinstance(self.editor, ProseEditor) else self.editor.text()

    @property
    def is_open(self) -> bool:
        """True while the editor has the focus."""
        return bool(self._merge_key)

    def refresh(self) -> None:
        """Show what the record holds, after undo or a change elsewhere; the cursor stays where it can.

        What is being typed in this very editor is in the record already, so nothing moves then.
        """
        self._show_state()
        shown = self._raw() if self.is_open else self._pretty()
        if shown == self.text:
            return
        if self.is_open:
            # A step from elsewhere: what is typed from now on is a step of its own.
            self._merge_key = new_merge_key()
        self._put(shown)

    def open(self) -> None:
        """The editor got the focus: the text as entered, and a new step of undo."""
        if self.is_open:
            return
        self._merge_key = new_merge_key()
        self._before = self._form.record.text(self.cell)
        self._dirty = False
        self._put(self._raw())
        self.opened.emit(self.cell)

    def close_editor(self) -> None:
        """The editor lost the focus: keep the text folded and trimmed and end the step. Harmless when called twice."""
        if not self.is_open:
            return
        key, self._merge_key = self._merge_key, ""
        if self._dirty:
            self._dirty = False
            self._session.close_editor(self.cell, self.text, key)
        self.refresh()

    def restore(self) -> None:
        """Esc: put back what was there when the editor opened."""
        if self.is_open and self._dirty:
            self._session.commit({self.cell: self._before}, merge_key=self._merge_key)
            self._put(self._before)
            self._show_state()

    def step(self, direction: int) -> None:
        """Enter (+1) or Shift+Enter (−1)."""
        self.stepped.emit(direction)

    def new_line(self) -> None:
        """Alt+Enter: a line break in prose; elsewhere nothing."""
        if isinstance(self.editor, ProseEditor):
            self.editor.insertPlainText("\n")

    # inside -------------------------------------------------------------------------------------------------------

    def _line(self, unit: str) -> LineEditor:
        editor = LineEditor(self)
        if self._column.type.is_numeric:
            editor.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
            editor.setInputMethodHints(_NUMERIC_HINTS)
        editor.setPlaceholderText(self._column.hint)
        editor.textEdited.connect(self._edited)
        if unit:
            editor.setTextMargins(0, 0, self._add_unit(unit, editor) + active_theme().px(12), 0)
        return editor

    def _add_unit(self, unit: str, editor: QWidget) -> int:
        """Put a unit at the right inside an editor; returns its width, px."""
        theme = active_theme()
        label = QLabel(unit, editor)
        label.setProperty("role", "unit")
        label.setFont(theme.font("section"))
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QVBoxLayout(editor)
        row.setContentsMargins(0, 0, theme.px(14), 0)
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._unit_label = label
        return label.sizeHint().width()

    def _prose(self, big: bool, unit: str) -> ProseEditor:
        editor = ProseEditor(self)
        editor.setUndoRedoEnabled(False)
        editor.setTabChangesFocus(True)
        # In a small field with large letters the hint would be cut off; the unit says what is wanted.
        editor.setPlaceholderText("" if unit else self._column.hint)
        editor.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        editor.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        if big:
            # A figure is shown as large as in the one-line field; an answer in words stays readable at length.
            editor.setFont(active_theme().font("indicator" if unit else "section"))
            editor.document().setDocumentMargin(active_theme().px(5 if unit else 8))
        if unit:
            editor.setViewportMargins(0, 0, self._add_unit(unit, editor) + active_theme().px(8), 0)
        editor.textChanged.connect(self._edited)
        editor.document().documentLayout().documentSizeChanged.connect(self._fit)
        return editor

    def _edited(self) -> None:
        """The user changed the text; keystrokes of an input method arrive here when a word is chosen, not before."""
        if self._busy:
            return
        self._fold_in_view()
        text = self.text
        if text == self._form.record.text(self.cell):
            return
        self._dirty = True
        self._session.commit({self.cell: text}, merge_key=self._merge_key or new_merge_key())
        self._tell_length()

    def _fold_in_view(self) -> None:
        """Full-width digits and signs of a numeric field become half-width before the user's eyes."""
        if not isinstance(self.editor, LineEditor) or not self._column.type.is_numeric:
            return
        folded = fold_width(self.text).translate(_NUMERIC_FOLDS)
        if folded != self.text:
            # One character stands for one, so the cursor keeps its place.
            place = self.editor.cursorPosition()
            self._put(folded)
            self.editor.setCursorPosition(place)

    def _put(self, text: str) -> None:
        self._busy = True
        try:
            if isinstance(self.editor, ProseEditor):
                place = self.editor.textCursor().position()
                self.editor.setPlainText(text)
                cursor = self.editor.textCursor()
                cursor.setPosition(min(place, len(self.editor.toPlainText())), QTextCursor.MoveMode.MoveAnchor)
                self.editor.setTextCursor(cursor)
            else:
                place = self.editor.cursorPosition()
                self.editor.setText(text)
                self.editor.setCursorPosition(place)
        finally:
            self._busy = False
        self._tell_length()

    def _tell_length(self) -> None:
        self.length_changed.emit(len(self.text))
        if self._unit_label is not None:
            # Who types the unit too need not read it twice.
            self._unit_label.setVisible(self._unit not in self.text)

    def _raw(self) -> str:
        return self._form.record.shown(self.cell)

    def _pretty(self) -> str:
        """Amounts with thousands separators while nobody types; everything else as entered."""
        if self._column.type is ValueType.AMOUNT:
            amount = self._form.record.amount(self.cell)
            if amount is not None:
                return format_amount(amount, thousands=True)
        return self._raw()

    def _show_state(self) -> None:
        state = STATES.get(cell_state(self._form, self.cell), "")
        if state == "invalid" and not any(
            finding.cell == self.cell and finding.severity is Severity.ERROR
            for finding in self._form.engine.at(self.cell)
        ):
            # The mistake is in another cell, such as a reason that is missing; this one is only mentioned.
            state = ""
        set_property(self.editor, state=state)
        said = "；".join(finding.message for finding in self._form.engine.at(self.cell) if finding.is_open)
        self.editor.setToolTip(said or self._column.hint)
        self.editor.setAccessibleDescription(said or self._column.hint)

    def _fit(self) -> None:
        """Grow and shrink a prose field with its lines."""
        if isinstance(self.editor, ProseEditor):
            least, most = self._lines
            lines = min(max(int(self.editor.document().size().height()), least), most)
            margin = 2 * int(self.editor.document().documentMargin()) + active_theme().px(14)
            metrics = QFontMetrics(self.editor.document().defaultFont())
            self.editor.setFixedHeight(lines * metrics.lineSpacing() + margin)

    def showEvent(self, event: QShowEvent) -> None:
        """The height is known once the font is."""
        super().showEvent(event)
        self._fit()
