"""The one door between widgets and services: an open data file, the form in work, and signals of what changed.

Widgets commit texts here and listen to ``changed``; nothing else writes. What this leaves out: rules, storage and
wording (services), dialogs (the window). The services are imported when the file is opened, not with this module: the
database libraries would delay the first paint.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.address import CellId
from desktop.domain.checks.finding import Finding
from desktop.domain.errors import EnvironmentFault

if TYPE_CHECKING:
    from desktop.services.changes import ChangeSet
    from desktop.services.entry import FormSession
    from desktop.services.forms import FormCatalog
    from desktop.services.workspace import Workspace


def new_merge_key() -> str:
    """A key under which the keystrokes of one editor become one step of undo; never used twice, not after a restart."""
    return f"edit-{secrets.token_hex(6)}"


class Session(QObject):
    """Owns the workspace.

    Signals:
        changed(ChangeSet): a step was made, taken back or made again; ``evaluation_id`` says in which form.
        evaluation_opened(int): the number of the form now in work.
        evaluations_changed(): forms were made, removed or imported; lists of forms read again.
        undo_changed(): the phrases for undo and redo may differ.
        saved_changed(): something was stored, or storing failed or came back.
        noted(str): what the user has to be told about a step that is stored, such as a change by another window, or
            about a form that was opened, such as texts its layout has no place for.
        fault(str): why the data file cannot be written, a Chinese sentence; ``""`` when it can again.
    """

    changed = Signal(object)
    evaluation_opened = Signal(int)
    evaluations_changed = Signal()
    undo_changed = Signal()
    saved_changed = Signal()
    noted = Signal(str)
    fault = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """A session without a data file; ``open`` gives it one."""
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._form: FormSession | None = None
        self._fault = ""

    # the data file ------------------------------------------------------------------------------------------------

    def open(self, path: Path, catalog: FormCatalog | None = None) -> None:
        """Open a data file, making it when it is not there.

        Raises:
            InputError: not one of ours, or made by a newer version.
            EnvironmentFault: no permission, damaged, disk full.
        """
        from desktop.services.workspace import Workspace

        self.adopt(Workspace.open(path, catalog))

    def adopt(self, workspace: Workspace) -> None:
        """Use a workspace that is open already."""
        self.close()
        self._workspace = workspace
        self.evaluations_changed.emit()
        self.undo_changed.emit()
        self.saved_changed.emit()

    def close(self) -> None:
        """Close the data file; everything is on disk already. Nothing happens without one."""
        if self._workspace is not None:
            self._workspace.close()
        self._workspace = None
        self._form = None

    @property
    def is_open(self) -> bool:
        """True while there is a data file."""
        return self._workspace is not None

    @property
    def workspace(self) -> Workspace:
        """The open data file. Raises RuntimeError before ``open``: a widget that asks then has a wrong lifetime."""
        if self._workspace is None:
            raise RuntimeError("no data file is open")
        return self._workspace

    @property
    def path(self) -> Path | None:
        """The data file, or None."""
        return self._workspace.path if self._workspace is not None else None

    @property
    def last_saved(self) -> datetime | None:
        """When something was last stored in this run; None before that."""
        return self._workspace.last_saved if self._workspace is not None else None

    @property
    def unsaved(self) -> str:
        """Why the last step is not on disk, a Chinese sentence; ``""`` when everything is."""
        return self._workspace.unsaved if self._workspace is not None else ""

    def retry_save(self) -> None:
        """Try again to store what waits in memory; what another window changed meanwhile is shown."""
        for change in self.workspace.retry_save():
            self._publish(change)
        self._tell_saved()

    # the form in work ---------------------------------------------------------------------------------------------

    @property
    def form(self) -> FormSession | None:
        """The form in work, None on the start page."""
        return self._form

    def open_evaluation(self, evaluation_id: int) -> None:
        """Take a form into work. Raises InputError when there is none of that number or its layout is gone."""
        from desktop.services.left_over import left_over

        self._form = self.workspace.form(evaluation_id)
        self.evaluation_opened.emit(evaluation_id)
        if warning := left_over(self._form.record):
            self.noted.emit(warning)

    def leave_evaluation(self) -> None:
        """Go back to the list of forms."""
        self.seal()
        self._form = None
        self.evaluations_changed.emit()

    def create(self, kind: str, layout: str, bureau: str, year: int) -> int:
        """Make a new form; returns its number. Raises InputError for an unknown kind or layout."""
        evaluation_id = self.workspace.create(kind, layout, bureau, year)
        self.announce_forms()
        return evaluation_id

    def announce_forms(self) -> None:
        """Tell everybody that forms were added, here or by a service that did it on its own."""
        self.evaluations_changed.emit()
        self.undo_changed.emit()
        self._tell_saved()

    def remove(self, evaluation_id: int) -> None:
        """Remove a form with its history for good; the window has asked."""
        self.workspace.remove(evaluation_id)
        if self._form is not None and self._form.head.id == evaluation_id:
            self._form = None
        self.evaluations_changed.emit()
        self.undo_changed.emit()

    # changing -----------------------------------------------------------------------------------------------------

    def commit(self, texts: Mapping[CellId, str], label: str = "", merge_key: str = "") -> ChangeSet | None:
        """Enter texts in the form in work, in one step; on disk when this returns, or ``fault`` has said why not.

        Args:
            texts: cell → text as typed; ``""`` clears.
            label: the step in the user's words; by default the services name the place.
            merge_key: shared by the keystrokes of one editor, see ``new_merge_key``.

        Returns:
            What changed, None when nothing does or no form is in work.
        """
        form = self._form
        return self._publish(form.commit(texts, label, merge_key)) if form is not None else None

    def close_editor(self, cell: CellId, text: str, merge_key: str = "") -> ChangeSet | None:
        """The editor of ``cell`` closes on ``text``: it is kept folded and trimmed, and the step ends."""
        form = self._form
        return self._publish(form.close_editor(cell, text, merge_key)) if form is not None else None

    def seal(self) -> None:
        """End the step that keystrokes merge into."""
        if self._form is not None:
            # Sealing is a note in the file; when the file refuses, the fault of the next key tells it.
            with suppress(EnvironmentFault):
                self._form.seal()

    def explain(self, finding: Finding, text: str, merge_key: str = "", about: str | None = None) -> ChangeSet | None:
        """Write, change, confirm or (``""``) withdraw the explanation of a 核实 finding, as ``FormSession.explain``."""
        form = self._form
        return self._publish(form.explain(finding, text, merge_key, about)) if form is not None else None

    def publish(self, change: ChangeSet | None) -> ChangeSet | None:
        """Tell everybody about a change that a service made on its own, such as an accepted import."""
        return self._publish(change)

    # undo ---------------------------------------------------------------------------------------------------------

    @property
    def undo_label(self) -> str:
        """The phrase for the menu, ``""`` when there is nothing to take back."""
        return (self._workspace.undo_label() or "") if self._workspace is not None else ""

    @property
    def redo_label(self) -> str:
        """The phrase for the menu, ``""`` when there is nothing to make again."""
        return (self._workspace.redo_label() or "") if self._workspace is not None else ""

    def undo(self) -> ChangeSet | None:
        """Take the last step back, whichever form it was in; None when there is none."""
        return self._step_back(forward=False)

    def redo(self) -> ChangeSet | None:
        """Make the last step that was taken back again; None when there is none."""
        return self._step_back(forward=True)

    def _step_back(self, *, forward: bool) -> ChangeSet | None:
        if self._workspace is None:
            return None
        try:
            change = self._workspace.redo() if forward else self._workspace.undo()
        except EnvironmentFault as fault:
            self._tell_fault(str(fault))
            return None
        if change is None:
            self._tell_saved()
        return self._publish(change)

    # telling ------------------------------------------------------------------------------------------------------

    def _publish(self, change: ChangeSet | None) -> ChangeSet | None:
        if change is None:
            return None
        self.changed.emit(change)
        if change.note:
            self.noted.emit(change.note)
        self.undo_changed.emit()
        self._tell_saved()
        return change

    def _tell_saved(self) -> None:
        self._tell_fault(self.unsaved)
        self.saved_changed.emit()

    def _tell_fault(self, sentence: str) -> None:
        if sentence != self._fault:
            self._fault = sentence
            self.fault.emit(sentence)
