"""The system's dialogs for choosing a file, with Chinese labels where Qt has to draw its own.

On Windows and on desktops with a dialog of their own that one is shown; Qt's own has labels its translation leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QFileInfo, QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QFileIconProvider, QMessageBox, QWidget


class FileKinds(QFileIconProvider):
    """Names folders and files in Chinese."""

    def type(self, info: QFileInfo) -> str:
        """What stands in the column 类型 for a file; wants its ending, which is what a user tells files apart by."""
        if info.isDir():
            return _tr("文件夹")
        return _tr("{0} 文件").format(info.suffix()) if info.suffix() else _tr("文件")


def ask_open(parent: QWidget, title: str, folder: str, kinds: str) -> str:
    """Ask for a file that is there; ``""`` when cancelled."""
    dialog = _dialog(parent, title, folder, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _answer(dialog, _tr("打开(&O)"))


def ask_save(parent: QWidget, title: str, start: str, kinds: str, *suffixes: str) -> str:
    """Ask where to write; ``""`` when cancelled.

    The dialog itself adds the ending to a name without one: were it added afterwards, an existing file of the full
    name would be overwritten without a question.

    Args:
        parent: the window the dialog belongs to.
        title: its title.
        start: folder and name to propose.
        kinds: kinds of files as Qt writes them, separated by ``;;``.
        suffixes: endings that are taken, without dot: first that of each kind, in their order, then others.
    """
    dialog = _dialog(parent, title, str(Path(start).parent), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffixes[0])
    dialog.selectFile(Path(start).name)
    follower = _SuffixFollower(dialog, suffixes)
    answer = _answer(dialog, _tr("保存(&S)"))
    if not answer or answer.lower().endswith(tuple(f".{suffix}" for suffix in suffixes)):
        return answer
    # A name with another ending, such as “2022.自评”; the question about an existing file was for another name.
    full = f"{answer}.{follower.suffix}"
    return "" if Path(full).exists() and not _overwrite(parent, title, full) else full


class _SuffixFollower(QObject):
    """Lets the ending of the proposed name follow the kind chosen below it.

    Attributes:
        suffix: ending of the kind chosen, without dot.
    """

    def __init__(self, dialog: QFileDialog, suffixes: Sequence[str]) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._suffixes = dict(zip(dialog.nameFilters(), suffixes, strict=False))
        self.suffix = suffixes[0]
        dialog.filterSelected.connect(self._follow)

    def _follow(self, kind: str) -> None:
        old, self.suffix = self.suffix, self._suffixes.get(kind, self.suffix)
        self._dialog.setDefaultSuffix(self.suffix)
        name = next((Path(file).name for file in self._dialog.selectedFiles()), "")
        if name.lower().endswith(f".{old}"):
            self._dialog.selectFile(f"{name[: -len(old)]}{self.suffix}")


def _dialog(parent: QWidget, title: str, folder: str, kinds: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, folder, kinds)
    dialog.setIconProvider(_kinds())
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _tr("位置："))
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, _tr("文件名(&N)："))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _tr("文件类型："))
    dialog.setLabelText(QFileDialog.DialogLabel.Reject, _tr("取消"))
    return dialog


def _answer(dialog: QFileDialog, accept: str) -> str:
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, accept)
    taken = dialog.exec() == QDialog.DialogCode.Accepted
    chosen = dialog.selectedFiles() if taken else []
    dialog.deleteLater()
    return chosen[0] if chosen else ""


def _overwrite(parent: QWidget, title: str, path: str) -> bool:
    text = _tr("“{0}”已经有了。要用新的换掉它吗？").format(Path(path).name)
    box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=parent)
    replace = box.addButton(_tr("换掉"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(_tr("不换"), QMessageBox.ButtonRole.RejectRole))
    box.exec()
    box.deleteLater()
    return box.clickedButton() is replace


@lru_cache(maxsize=1)
def _kinds() -> FileKinds:
    """One for the program: a dialog does not keep its provider alive."""
    return FileKinds()


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChooseFile", text)
