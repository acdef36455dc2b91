"""One open data file: its forms, and undo over all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from db.data_file import DataFile
from db.stored import HistoryEntry
from desktop.domain.address import CellId
from desktop.domain.changes import Command, invert
from desktop.domain.definition import Shape
from desktop.domain.errors import EnvironmentFault, InputError
from desktop.domain.evaluation import EvaluationHead
from desktop.domain.record import Record, new_record
from desktop.services.changes import ChangeSet
from desktop.services.conflicts import holds, joined
from desktop.services.entry import FormSession, cents_of
from desktop.services.forms import FormCatalog
from desktop.services.journal import Journal, now
from desktop.services.left_over import can_hold_rows


class Workspace:
    """A data file in use.

    Attributes:
        path: the file.
        catalog: the layouts its forms are made of.
    """

    def __init__(self, data: DataFile, catalog: FormCatalog) -> None:
        """Use an open data file."""
        self._data = data
        self.path: Path = data.path
        self.catalog = catalog
        self._journal = Journal(data)
        self._forms: dict[int, FormSession] = {}

    @classmethod
    def open(cls, path: Path, catalog: FormCatalog | None = None, *, create: bool = True) -> Workspace:
        """Open a data file, make it when it is not there (and ``create``), upgrade it when it is older.

        Raises:
            InputError: not one of ours, or made by a newer version.
            EnvironmentFault: no permission, damaged, disk full.
        """
        if create:
            make_folder(path.absolute().parent)
        return cls(DataFile.open(path, create=create), catalog or FormCatalog())

    def close(self) -> None:
        """Close the file. Everything is on disk already."""
        self._data.close()

    # forms --------------------------------------------------------------------------------------------------------

    def evaluations(self) -> list[EvaluationHead]:
        """Every form in the file, last changed first."""
        return sorted(self._data.evaluations(), key=lambda head: (head.changed_at, head.id), reverse=True)

    def form(self, evaluation_id: int) -> FormSession:
        """The form, loaded once. Raises InputError when there is none of that number or its layout is gone."""
        known = self._forms.get(evaluation_id)
        if known is None:
            head = self._data.head(evaluation_id)
            content = self._data.content(evaluation_id)
            definition = self.catalog.definition(head.kind, head.layout)
            known = FormSession(head, Record(definition, content.rows, content.cells), self._journal)
            self._forms[evaluation_id] = known
        return known

    def create(self, kind: str, layout: str, bureau: str, year: int) -> int:
        """Make a new form from its indicator dictionary. Returns its number."""
        definition = self.catalog.definition(kind, layout)
        return self.add(new_record(definition, bureau.strip(), year), f"新建 {definition.name}")

    def add(self, record: Record, label: str, source: str = "") -> int:
        """Store a record as a new form; its first history entry says where it came from. Returns its number."""
        at = now()
        definition = record.definition
        head = EvaluationHead(0, definition.kind, definition.layout, record.bureau, record.year or 0, at, at)
        rows = {s.key: list(record.rows(s.key)) for s in definition.sections if s.shape is Shape.LIST}
        command = Command(0, 0, label, at, self._journal.who, "", source, ())
        texts = dict(record.texts)
        cents = cents_of(record, record.texts)
        return self._data.add_evaluation(head, rows, texts, command, cents)

    def remove(self, evaluation_id: int) -> None:
        """Remove a form with its history; there is no undo, the window asks first."""
        self._data.remove_evaluation(evaluation_id)
        self._forms.pop(evaluation_id, None)

    # undo ---------------------------------------------------------------------------------------------------------

    def undo(self) -> ChangeSet | None:
        """Take the last step back, whichever form it was in. None when there is none, or while something is unsaved."""
        return self._replay(self._data.next_undo, self._data.undo, invert_changes=True)

    def redo(self) -> ChangeSet | None:
        """Make the last step that was taken back again. None when there is none."""
        return self._replay(self._data.next_redo, self._data.redo, invert_changes=False)

    def _replay(
        self,
        find: Callable[[], Command | None],
        store: Callable[..., object],
        *,
        invert_changes: bool,
    ) -> ChangeSet | None:
        if not self._journal.retry():
            return None
        self._data.seal()
        command = find()
        if command is None:
            return None
        form = self._form_of_step(command)
        changes = invert(command.changes) if invert_changes else command.changes
        reloaded = None
        if not holds(form.record, changes):  # made by another window, or on top of what that one did
            reloaded = form.reload(self._data.content(command.evaluation_id))
        # The amounts are read from the texts that come back, so they are put in place before they are stored.
        change_set = form.replay(changes, command.label)
        try:
            store(command, now(), self._journal.who, form.cents(changes))
        except BaseException:  # whatever it is, memory must not say what the file does not
            form.replay(invert(changes), command.label)
            raise
        self._journal.last_saved = now()
        return joined(reloaded, change_set) if reloaded is not None else change_set

    def _form_of_step(self, command: Command) -> FormSession:
        """The form a step was in. Raises EnvironmentFault when its layout is gone: steps are not skipped."""
        try:
            form = self.form(command.evaluation_id)
        except InputError as error:
            sentence = f"“{command.label}”这一步没有撤销或重做，因为打不开它所在的自评表：{error}"
            raise EnvironmentFault(sentence) from error
        if not can_hold_rows(form.record, command.changes):
            raise EnvironmentFault(f"“{command.label}”这一步没有撤销或重做，因为表样改过，它增减过行的那一部分没有了。")
        return form

    def undo_label(self) -> str | None:
        """The phrase 撤销 <step> for the menu, or None."""
        command = self._data.next_undo()
        return None if command is None else f"撤销 {command.label}"

    def redo_label(self) -> str | None:
        """The phrase 重做 <step> for the menu, or None."""
        command = self._data.next_redo()
        return None if command is None else f"重做 {command.label}"

    # state of the file --------------------------------------------------------------------------------------------

    @property
    def last_saved(self) -> datetime | None:
        """When something was last stored in this run; None before that."""
        return self._journal.last_saved

    @property
    def unsaved(self) -> str:
        """Why the last step is not on disk, a Chinese sentence; ``""`` when everything is."""
        return self._journal.fault

    def retry_save(self) -> list[ChangeSet]:
        """Try to store what waits; ``unsaved`` then says why it is not.

        Returns what changed in forms where another window had been quicker; mostly nothing.
        """
        self._journal.retry()
        settled = [self.form(number).settle() for number in self._journal.overtaken() if number in self._forms]
        return [change for change in settled if change is not None]

    def verify(self) -> list[str]:
        """Prove the file sound: Chinese sentences of what is wrong, empty when nothing is."""
        return self._data.verify()

    def backup(self, target: Path) -> list[str]:
        """Copy the file and prove the copy: Chinese sentences of what is wrong with it, empty when nothing is."""
        return self._data.backup(target)

    def history(self, evaluation_id: int, cell: CellId | None = None) -> list[HistoryEntry]:
        """History entries of a form or one of its cells, newest first."""
        return self._data.history(evaluation_id, cell)


def make_folder(folder: Path) -> None:
    """Make a folder with those above it. Raises EnvironmentFault with a Chinese sentence."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(f"建不了文件夹“{folder}”；请确认它的上一级可以写，也没有同名的文件。") from error
