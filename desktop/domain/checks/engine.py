"""The check engine: every finding of a form, kept true with every change at the cost of what the change touches.

Each instance of a check (``base.Check``) is cut into scopes. The engine remembers the findings of each scope; a change
of a cell asks the instances that watch its column which scopes it touches and evaluates only those. A change of rows
evaluates what is new and what has findings, because paths shift; only instances that look across rows start anew.

A 核实 finding is settled by a written explanation: a row of the hidden section ``explanations`` with its code, path and
figures, or a filled cell that the instance names in ``settled_by``. It stays listed. When the figures change it is open
again, with the explanation that lapsed.

Left out: calculating (call ``Calculator`` first), storing explanations, showing findings.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from desktop.domain.address import CellId
from desktop.domain.calculation import Calculator
from desktop.domain.checks.base import Check, Scope, Watch
from desktop.domain.checks.compared import ComparingCheck, Comparison
from desktop.domain.checks.finding import Finding, Severity
from desktop.domain.checks.registry import KINDS
from desktop.domain.checks.remembered import change_in_words, figures_of
from desktop.domain.checks.settling import (
    EXPLANATIONS,
    Explanations,
    Settling,
    Written,
    chosen,
    read_explanations,
    unneeded,
)
from desktop.domain.definition import FormDefinition
from desktop.domain.record import Record
from desktop.domain.table_shape import bands, tables_of

SortKey = tuple[int, int, int, int, str, int, int]


@dataclass(frozen=True, slots=True)
class Delta:
    """What one recheck changed. A finding whose figures or path changed is in both."""

    added: tuple[Finding, ...] = ()
    removed: tuple[Finding, ...] = ()

    @property
    def cells(self) -> set[CellId]:
        """Cells whose findings changed: the ones to paint again."""
        return {cell for finding in (*self.added, *self.removed) for cell in finding.cells}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A finding and where it comes from. Sorts as the list of findings does."""

    key: SortKey
    finding: Finding
    instance: int
    scope: Scope


def _by_key(entry: _Entry) -> SortKey:
    return entry.key


class CheckEngine:
    """Findings of one record."""

    def __init__(self, record: Record, calculator: Calculator) -> None:
        """Make the instances the record's definition asks for. Nothing is found before ``full``.

        Args:
            record: the form.
            calculator: keeps its computed cells; must have run before each check.
        """
        self.record = record
        self.calculator = calculator
        specs = record.definition.checks
        self._checks: list[Check] = [KINDS[spec.kind](spec, record, calculator) for spec in specs]
        self._settling = [Settling(record, check) for check in self._checks]
        self._watchers: dict[Watch, list[int]] = defaultdict(list)
        self._section_watchers: dict[str, set[int]] = defaultdict(set)
        self._settlers: dict[Watch, list[int]] = defaultdict(list)
        for index, check in enumerate(self._checks):
            self._watch(index, check)
        self._naming = _naming_columns(record.definition)
        self._section_order = {section.key: number for number, section in enumerate(record.definition.sections)}
        self._column_order = {
            (section.key, column.key): number
            for section in record.definition.sections
            for number, column in enumerate(section.columns)
        }
        self._below = _sections_below(record.definition)
        self._clear()

    def _watch(self, index: int, check: Check) -> None:
        for watch in dict.fromkeys(check.watches()):
            self._watchers[watch].append(index)
            self._section_watchers[watch[0]].add(index)
        for watch in self._settling[index].watches:
            self._settlers[watch].append(index)
            self._section_watchers[watch[0]].add(index)

    def _clear(self) -> None:
        self._found: list[dict[Scope, tuple[_Entry, ...]]] = [{} for _ in self._checks]
        self._entries: list[_Entry] = []
        self._at: dict[CellId, list[_Entry]] = {}
        self._by_name: dict[tuple[str, str], list[_Entry]] = {}
        self._explanations: Explanations = {}
        self._counts: Counter[Severity] = Counter()
        self._explained = 0
        self._serial = 0
        self._rows: dict[str, frozenset[str]] = {}

    # what is found ----------------------------------------------------------------------------------------------------

    @property
    def findings(self) -> list[Finding]:
        """Every finding: gravest first, then in the order of the form, then by code."""
        return [entry.finding for entry in self._entries]

    def at(self, cell: CellId) -> list[Finding]:
        """Findings that name ``cell``, gravest first."""
        entries = self._at.get(cell)
        return [entry.finding for entry in entries] if entries else []

    @property
    def counts(self) -> dict[Severity, int]:
        """Findings per severity without the explained ones; every severity has a number."""
        return {severity: self._counts[severity] for severity in Severity}

    @property
    def explained_count(self) -> int:
        """核实 findings that are explained."""
        return self._explained

    def comparisons(self, sections: Collection[str] | None = None) -> list[Comparison]:
        """Everything that is compared, what agrees included: unequal first, then tails, then in the order of the form.

        Args:
            sections: only what looks at one of these, e.g. those of a page; None for the whole form.

        Worked out on asking; indexes are those of the last ``full`` or ``recheck``.
        """
        wanted = None if sections is None else frozenset(sections)
        found = []
        for index, check in enumerate(self._checks):
            if not isinstance(check, ComparingCheck):
                continue
            if wanted is not None and not any(watch[0] in wanted for watch in check.watches()):
                continue
            for scope in check.scopes():
                for line in check.comparisons(scope):
                    if wanted is None or wanted & line.sections:
                        found.append((line.result.rank, *self._place_key(line.at), index, line))
        found.sort(key=lambda entry: entry[:-1])
        return [entry[-1] for entry in found]

    def named(self, key: tuple[str, str]) -> list[Finding]:
        """Findings with this code and path; mostly one or none."""
        return [entry.finding for entry in self._by_name.get(key, ())]

    def explained_by(self, finding: Finding) -> str | None:
        """The row of the explanation written about ``finding``, valid or lapsed; None when there is none."""
        written = chosen(self._explanations.get(finding.key, ()), finding.about)
        return written.row if written is not None and finding.severity is Severity.VERIFY else None

    @property
    def unneeded(self) -> list[tuple[tuple[str, str], Written]]:
        """Written explanations whose finding is not there now, with code and path."""
        known = (finding for key in self._explanations for finding in self.named(key))
        return unneeded(self._explanations, known)

    # finding ----------------------------------------------------------------------------------------------------------

    def full(self) -> None:
        """Find everything anew."""
        self._clear()
        self.calculator.take_rebased()
        self._explanations = read_explanations(self.record)
        for section in self._section_watchers:
            self._rows[section] = frozenset(row.key for row in self.record.rows(section))
        for index, check in enumerate(self._checks):
            check.reset()
            for scope in check.scopes():
                entries = self._evaluate(index, scope)
                if entries:
                    self._found[index][scope] = entries
                    for entry in entries:
                        self._register(entry)
                        self._entries.append(entry)
        self._entries.sort(key=_by_key)

    def recheck(self, cells: Collection[CellId], sections: Collection[str] = ()) -> Delta:
        """Bring the findings up to date.

        Args:
            cells: cells whose shown text changed, entered or calculated.
            sections: sections whose rows were added, removed or moved.

        Returns:
            What came and what went.
        """
        moved = {index for section in sections for index in self._section_watchers.get(section, ())}
        anew = {index for index in moved if not self._checks[index].local}
        pending: dict[int, dict[Scope, None]] = defaultdict(dict)
        delta = _Difference()
        for section in sections:
            self._mark_moved(section, pending, delta)
        for cell in self.calculator.take_rebased().union(cells):
            if cell.section in sections and not self.record.has_cell(cell):
                continue
            for index in self._watchers.get((cell.section, cell.column), ()):
                if index not in anew:
                    pending[index].update(dict.fromkeys(self._checks[index].touched(cell)))
            for index in self._settlers.get((cell.section, cell.column), ()):
                if index not in anew:
                    pending[index].update(dict.fromkeys(self._settled_scopes(index, cell)))
            if (cell.section, cell.column) in self._naming:
                for entry in self._named_by(cell):
                    if entry.instance not in anew:
                        pending[entry.instance][entry.scope] = None
        self._mark_below(sections, pending, anew)
        if EXPLANATIONS in sections or any(cell.section == EXPLANATIONS for cell in cells):
            self._mark_explained(pending, anew)
        for index in sorted(anew):
            self._renew(index, delta)
        for index in sorted(pending):
            for scope in pending[index]:
                self._replace(index, scope, self._evaluate(index, scope), delta)
        return delta.result()

    def _mark_moved(self, section: str, pending: dict[int, dict[Scope, None]], delta: _Difference) -> None:
        """For instances that look at one row at a time: drop what went, mark what is new or has a path to mend."""
        rows = {row.key for row in self.record.rows(section)}
        new = rows - self._rows.get(section, frozenset())
        self._rows[section] = frozenset(rows)
        for index in self._section_watchers.get(section, ()):
            check, found = self._checks[index], self._found[index]
            if not check.local:
                continue
            for scope, entries in list(found.items()):
                cell = entries[0].finding.cell
                if cell is not None and cell.section == section and cell.row not in rows:
                    self._replace(index, scope, (), delta)
                else:
                    pending[index][scope] = None
            for column in [watch[1] for watch in check.watches() if watch[0] == section]:
                for row in new:
                    pending[index].update(dict.fromkeys(check.touched(CellId(section, row, column))))

    def _mark_below(
        self, sections: Collection[str], pending: dict[int, dict[Scope, None]], anew: Collection[int]
    ) -> None:
        """Mark findings below sections with other rows: in a table of several bands their paths have shifted."""
        below = {key for section in sections for key in self._below.get(section, ())}
        for cell, entries in self._at.items() if below else ():
            if cell.section in below:
                for entry in entries:
                    if entry.instance not in anew:
                        pending[entry.instance][entry.scope] = None

    def _renew(self, index: int, delta: _Difference) -> None:
        """Evaluate one instance anew, its index included."""
        check = self._checks[index]
        check.reset()
        scopes = dict.fromkeys(check.scopes())
        for gone in [scope for scope in self._found[index] if scope not in scopes]:
            self._replace(index, gone, (), delta)
        for scope in scopes:
            self._replace(index, scope, self._evaluate(index, scope), delta)

    def _replace(self, index: int, scope: Scope, entries: tuple[_Entry, ...], delta: _Difference) -> None:
        old = self._found[index].get(scope, ())
        if not old and not entries:
            return
        for entry in old:
            self._remove(entry)
        for entry in entries:
            self._register(entry)
            insort(self._entries, entry, key=_by_key)
        if entries:
            self._found[index][scope] = entries
        else:
            self._found[index].pop(scope, None)
        delta.replace(old, entries)

    def _evaluate(self, index: int, scope: Scope) -> tuple[_Entry, ...]:
        settling = self._settling[index]
        entries = []
        for finding in self._checks[index].evaluate(scope):
            settled = self._settled(finding, settling)
            self._serial += 1
            entries.append(_Entry(self._sort_key(settled, index, self._serial), settled, index, scope))
        return tuple(entries)

    # settling ---------------------------------------------------------------------------------------------------------

    def _settled(self, finding: Finding, settling: Settling) -> Finding:
        if finding.severity is not Severity.VERIFY:
            return finding
        about = figures_of(self.record, finding)
        written = chosen(self._explanations.get(finding.key, ()), about)
        if written is not None and written.holds(about):
            return dataclasses.replace(finding, about=about, explained=True, explanation=written.text)
        if beside := settling.explanation(finding):
            return dataclasses.replace(finding, about=about, explained=True, explanation=beside)
        if written is None:
            return dataclasses.replace(finding, about=about)
        lapsed = change_in_words(written.about, about)
        return dataclasses.replace(finding, about=about, explanation=written.text, lapsed=lapsed)

    def _mark_explained(self, pending: dict[int, dict[Scope, None]], anew: set[int]) -> None:
        """Read the explanations again and mark the scopes whose findings they name."""
        before, self._explanations = self._explanations, read_explanations(self.record)
        for key in before.keys() | self._explanations.keys():
            if before.get(key) != self._explanations.get(key):
                for entry in self._by_name.get(key, ()):
                    if entry.instance not in anew:
                        pending[entry.instance][entry.scope] = None

    def _settled_scopes(self, index: int, cell: CellId) -> Iterable[Scope]:
        """Scopes of an instance with findings that ``cell`` may settle."""
        if cell in self._settling[index].fixed:
            return list(self._found[index])
        return [entry.scope for entry in self._in_row(cell) if entry.instance == index]

    def _named_by(self, cell: CellId) -> Iterable[_Entry]:
        """Entries whose place names ``cell``: those of its row, or of any row where the column names rows below too."""
        section = self.record.definition.section_by_key[cell.section]
        if section.heading_column is None or section.heading_column.key != cell.column:
            yield from self._in_row(cell)
            return
        for other, entries in self._at.items():
            if other.section == cell.section:
                yield from entries

    def _in_row(self, cell: CellId) -> Iterable[_Entry]:
        """Entries that name a cell in the row of ``cell``."""
        for column in self.record.definition.section_by_key[cell.section].columns:
            yield from self._at.get(CellId(cell.section, cell.row, column.key), ())

    # lists ------------------------------------------------------------------------------------------------------------

    def _sort_key(self, finding: Finding, index: int, serial: int) -> SortKey:
        cell = finding.cell
        place = (len(self._section_order), 0, 0) if cell is None else self._place_key(cell)
        return (finding.severity.rank, *place, finding.code, index, serial)

    def _place_key(self, cell: CellId) -> tuple[int, int, int]:
        """Where a cell stands in the order of the form."""
        return (
            self._section_order[cell.section],
            self.record.position(cell.section, cell.row),
            self._column_order[(cell.section, cell.column)],
        )

    def _register(self, entry: _Entry) -> None:
        finding = entry.finding
        for cell in finding.cells:
            insort(self._at.setdefault(cell, []), entry, key=_by_key)
        self._by_name.setdefault(finding.key, []).append(entry)
        self._count(finding, 1)

    def _remove(self, entry: _Entry) -> None:
        position = bisect_left(self._entries, entry.key, key=_by_key)
        if self._entries[position : position + 1] == [entry]:
            del self._entries[position]
        for cell in entry.finding.cells:
            at = self._at[cell]
            at.remove(entry)
            if not at:
                del self._at[cell]
        same = self._by_name[entry.finding.key]
        same.remove(entry)
        if not same:
            del self._by_name[entry.finding.key]
        self._count(entry.finding, -1)

    def _count(self, finding: Finding, step: int) -> None:
        if finding.explained:
            self._explained += step
        else:
            self._counts[finding.severity] += step


def _sections_below(definition: FormDefinition) -> dict[str, frozenset[str]]:
    """Section → those in later bands of its table, which its rows push down."""
    found = {}
    for page in tables_of(definition):
        parts = bands(definition, page)
        for number, band in enumerate(parts):
            later = frozenset(section.key for other in parts[number + 1 :] for section in other)
            found.update({section.key: later for section in band if later})
    return found


def _naming_columns(definition: FormDefinition) -> set[Watch]:
    """Columns whose text names a row to the user, so that every finding of the row has it in its place."""
    named = {(section.key, column.key) for section in definition.sections for column in section.name_columns}
    return named | {(section.key, "level2") for section in definition.sections if "level2" in section.column_by_key}


class _Difference:
    """Collects what came and went; what went and came back unchanged cancels out."""

    def __init__(self) -> None:
        self.change: Counter[Finding] = Counter()

    def replace(self, old: Iterable[_Entry], new: Iterable[_Entry]) -> None:
        """``old`` went, ``new`` came."""
        for entry in old:
            self.change[entry.finding] -= 1
        for entry in new:
            self.change[entry.finding] += 1

    def result(self) -> Delta:
        """The net change."""
        added = tuple(finding for finding, times in self.change.items() for _ in range(times))
        removed = tuple(finding for finding, times in self.change.items() for _ in range(-times))
        return Delta(added, removed)
