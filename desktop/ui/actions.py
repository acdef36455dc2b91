"""The menu as a table: title, entry, key, icon and what it needs, in the order of the menus.

What is not available in this version has no line; a greyed entry that never wakes would only puzzle. The window
connects each entry by its name; the texts are whole labels and are translated when the actions are made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from desktop.ui.icons import icon

CONTEXT = "Actions"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu.

    Attributes:
        name: what the window calls it.
        text: label with its letter, e.g. ``撤销(&U)``.
        keys: key sequences in Qt's portable notation, the first is shown.
        icon: shape, ``""`` for none.
        needs: ``""`` always, ``data`` an open data file, ``form`` a form in work.
        checked: a switch; entries with the same group exclude each other.
        group: name of the group.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs: str = ""
    checked: bool = False
    group: str = ""


SEPARATOR = Entry("", "")

MENUS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "文件(&F)",
        (
            Entry("new", "新建自评(&N)…", ("Ctrl+N",), "new", "data"),
            Entry("import", "从 Excel 导入(&O)…", ("Ctrl+O",), "import", "data"),
            Entry("open", "打开数据文件(&D)…", (), "folder"),
            SEPARATOR,
            Entry("export", "导出 Excel(&E)…", ("Ctrl+E",), "export", "form"),
            Entry("backup", "备份数据文件(&B)…", (), "shield", "data"),
            SEPARATOR,
            Entry("start", "全部自评(&A)", ("Alt+Home",), "back", "form"),
            Entry("quit", "退出(&X)", ("Ctrl+Q",)),
        ),
    ),
    (
        "编辑(&E)",
        (
            Entry("undo", "撤销(&U)", ("Ctrl+Z", "Alt+Backspace"), "undo", "data"),
            Entry("redo", "重做(&R)", ("Ctrl+Y", "Ctrl+Shift+Z"), "redo", "data"),
            SEPARATOR,
            Entry("take-score", "采用算出的得分(&S)", ("Alt+Down",), "", "form"),
            SEPARATOR,
            Entry("row-below", "在下面加一行(&B)", ("Alt+Ins",), "plus", "form"),
            Entry("row-above", "在上面加一行(&A)", ("Alt+Shift+Ins",), "", "form"),
            Entry("unit-add", "加一个单位(&N)", ("Ctrl+Alt+Ins",), "", "form"),
            Entry("row-remove", "删去本行(&D)", ("Alt+Del",), "trash", "form"),
            Entry("row-up", "本行上移(&P)", ("Alt+Shift+Up",), "", "form"),
            Entry("row-down", "本行下移(&O)", ("Alt+Shift+Down",), "", "form"),
        ),
    ),
    (
        "查看(&V)",
        (
            Entry("mode", "切换引导和表格(&G)", ("Ctrl+G",), "table", "form"),
            Entry("pane", "下一个窗格(&P)", ("F6",), "", "form"),
            SEPARATOR,
            Entry("explain-scores", "填得分时说明最高可得(&X)", (), "", "", True),
            SEPARATOR,
            Entry("light", "浅色(&L)", (), "", "", True, "looks"),
            Entry("dark", "深色(&D)", (), "", "", True, "looks"),
            Entry("system", "随系统(&S)", (), "", "", True, "looks"),
            SEPARATOR,
            Entry("larger", "字大一号(&B)", ("Ctrl++", "Ctrl+="), "font-size"),
            Entry("smaller", "字小一号(&M)", ("Ctrl+-",)),
        ),
    ),
    (
        "检查(&C)",
        (
            Entry("next", "下一处问题(&N)", ("F8",), "jump", "form"),
            Entry("previous", "上一处问题(&P)", ("Shift+F8",), "", "form"),
            Entry("explain", "写说明(&E)", ("F7",), "explained", "form"),
        ),
    ),
    (
        "工具(&T)",
        (Entry("verify", "检验数据文件(&V)", (), "database", "data"),),
    ),
    (
        "帮助(&H)",
        (Entry("about", "关于自评通(&A)", (), "app"),),
    ),
)


class Actions(QObject):
    """The actions of the window and the menu bar made of them."""

    def __init__(self, parent: QObject, slots: Mapping[str, Callable[[], object]]) -> None:
        """Make every action that has a slot; entries without one are left out of the menus.

        Args:
            parent: owner.
            slots: entry name → what to do.
        """
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._needs: dict[str, str] = {}
        self._groups: dict[str, QActionGroup] = {}
        for _, entries in MENUS:
            for entry in entries:
                if entry.name in slots:
                    self._add(entry, slots[entry.name])

    def __getitem__(self, name: str) -> QAction:
        """The action of an entry. Raises KeyError when it was left out."""
        return self._actions[name]

    def __contains__(self, name: str) -> bool:
        """True when the entry is available."""
        return name in self._actions

    def all(self) -> list[QAction]:
        """Every action, so that the window takes their keys."""
        return list(self._actions.values())

    def menu_bar(self) -> QMenuBar:
        """A menu bar; menus without entries are left out."""
        bar = QMenuBar()
        bar.setNativeMenuBar(False)
        for title, entries in MENUS:
            shown = [entry for entry in entries if entry is SEPARATOR or entry.name in self._actions]
            if any(entry is not SEPARATOR for entry in shown):
                self._fill(bar.addMenu(_tr(title)), shown)
        return bar

    def enable(self, *, data: bool, form: bool) -> None:
        """Wake and rest the entries by what is open. Undo and redo are left to ``set_steps``."""
        open_now = {"": True, "data": data, "form": form}
        for name, action in self._actions.items():
            if name not in ("undo", "redo"):
                action.setEnabled(open_now[self._needs[name]])

    def set_steps(self, undo: str, redo: str) -> None:
        """Show what undo and redo would do; ``""`` rests them."""
        for name, phrase, key in (("undo", undo, "(&U)"), ("redo", redo, "(&R)")):
            action = self._actions[name]
            action.setEnabled(bool(phrase))
            action.setText(phrase.replace("&", "&&") + key if phrase else _tr(_text_of(name)))
            action.setToolTip(f"{phrase or _tr(_text_of(name)).split('(')[0]}（{action.shortcut().toString()}）")

    def refresh_icons(self) -> None:
        """Load the icons again in the colours of the active theme."""
        for _, entries in MENUS:
            for entry in entries:
                if entry.icon and entry.name in self._actions:
                    self._actions[entry.name].setIcon(icon(entry.icon, "text2"))

    def _fill(self, menu: QMenu, entries: list[Entry]) -> None:
        pending = False
        for entry in entries:
            if entry is SEPARATOR:
                pending = not menu.isEmpty()
                continue
            if pending:
                menu.addSeparator()
                pending = False
            menu.addAction(self._actions[entry.name])

    def _add(self, entry: Entry, slot: Callable[[], object]) -> None:
        action = QAction(_tr(entry.text), self)
        action.setObjectName(f"action-{entry.name}")
        action.setShortcuts([QKeySequence(key) for key in entry.keys])
        action.setCheckable(entry.checked)
        if entry.group:
            group = self._groups.setdefault(entry.group, QActionGroup(self))
            group.addAction(action)
        action.triggered.connect(slot)
        self._actions[entry.name] = action
        self._needs[entry.name] = entry.needs


def entry_of(name: str) -> Entry:
    """The line of the table called ``name``. Raises StopIteration when there is none."""
    return next(entry for _, entries in MENUS for entry in entries if entry.name == name)


def _text_of(name: str) -> str:
    return entry_of(name).text


def _tr(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text)
