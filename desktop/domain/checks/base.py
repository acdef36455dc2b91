"""What every kind of check is made of: declared parameters, units of work, findings from templates.

A kind is one small file with one subclass of ``Check``. Its work is cut into *scopes*: a row, a cell, a group of equal
names, the form. The engine keeps the findings of each scope and asks again only for the scopes that a change touches,
so the cost of a keystroke follows what the cell touches and not the size of the form.

Left out: which kinds there are (``registry``), their messages (``catalogue``), when they run (``engine``), and the
proof of their parameters (``prove``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, ClassVar

from desktop.domain.address import CellId
from desktop.domain.calculation import Calculator
from desktop.domain.checks.catalogue import CATALOGUE
from desktop.domain.checks.finding import Finding, Fix, Severity
from desktop.domain.definition import CheckSpec, Column, FormDefinition, Section, Shape
from desktop.domain.places import path_of, place_of, row_label
from desktop.domain.record import Record

Scope = Hashable
Watch = tuple[str, str]
"""(section key, column key): a change there may change the findings."""


class ParamType(Enum):
    """What a parameter must be; ``prove`` says so in words when it is not."""

    SECTION = auto()  # key of a section
    SECTIONS = auto()
    ROW = auto()  # key of a row of the parameter ``section``
    ROWS = auto()
    COLUMN = auto()  # key of a column of the parameter ``section``
    COLUMNS = auto()
    CELL = auto()  # "section.row.column", or "section.field"
    CELLS = auto()
    NAME = auto()  # a name as formulas use it, seen from ``section``, or a figure that stands for itself
    CONDITION = auto()  # a formula that is true or not, seen from ``section``
    TEXTS = auto()
    PATTERNS = auto()  # regular expressions
    PAIRS = auto()  # a list of [wrong, right]
    GROUPS = auto()  # a list of lists of texts
    NUMBER = auto()
    FLAG = auto()
    CHOICE = auto()
    TEXT = auto()
    CODE = auto()  # another code, of the catalogue
    FORMULA = auto()  # a formula with names as formulas use them, seen from the form
    IDENTITIES = auto()  # tables with left, left_words, right, right_words: see the kind ``identity``
    TERMS = auto()  # tables with section, column and how rows are named: see the kind ``same-by``


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a kind.

    Attributes:
        name: key in the rule file.
        type: what may stand there.
        required: False when ``default`` serves.
        default: the value where the rule file has none.
        choices: the words allowed, for ``CHOICE``.
    """

    name: str
    type: ParamType
    required: bool = True
    default: Any = None
    choices: tuple[str, ...] = ()


class Check(ABC):
    """One instance of a kind of check, bound to one record.

    Class attributes:
        name: the word for ``kind`` in rule files.
        params: parameters it takes.
        fields: names its messages may use beside ``left``, ``right``, ``short`` (column) and ``label`` (row).
        local: each scope is a row or a cell of one and depends on no other row, so that rows which come or go leave
            the findings of the others as they are but for their paths.
        needs_scoring: it asks the scoring rules, so that a layout without ``[scoring]`` has no use for it.

    Attributes:
        spec, record, calculator: what it was made with.
        definition: of the record.
        severity: of its findings.
        values: parameter name → value, defaults filled in.
    """

    name: ClassVar[str]
    params: ClassVar[tuple[Param, ...]] = ()
    fields: ClassVar[frozenset[str]] = frozenset()
    local: bool = False
    needs_scoring: ClassVar[bool] = False

    def __init__(self, spec: CheckSpec, record: Record, calculator: Calculator) -> None:
        self.spec = spec
        self.record = record
        self.calculator = calculator
        self.definition: FormDefinition = record.definition
        self.severity = Severity(spec.severity)
        self.values: dict[str, Any] = {p.name: spec.params.get(p.name, p.default) for p in self.params}
        entry = CATALOGUE.get(spec.code)
        self._message = spec.message or (entry.message if entry else "")
        self._advice = spec.advice or (entry.advice if entry else "")
        self.prepare()

    def prepare(self) -> None:  # noqa: B027  # most kinds have nothing to prepare
        """Turn parameters into what ``evaluate`` needs; called once."""

    @abstractmethod
    def watches(self) -> Iterable[Watch]:
        """Columns whose cells, and by that sections whose rows, the findings depend on."""

    def reset(self) -> None:  # noqa: B027  # only kinds with an index have something to build
        """Build indexes from the record; called before ``scopes`` whenever everything is evaluated anew."""

    @abstractmethod
    def scopes(self) -> Iterable[Scope]:
        """Every unit of work of the record as it stands."""

    @abstractmethod
    def touched(self, cell: CellId) -> Iterable[Scope]:
        """Units of work whose findings a change of ``cell``, one of ``watches``, may change; brings indexes up to date.

        Called once for each changed cell, before any ``evaluate``.
        """

    @abstractmethod
    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Findings of one unit of work. Must depend on nothing but cells in ``watches``."""

    # helpers for kinds ------------------------------------------------------------------------------------------------

    @property
    def section(self) -> Section:
        """The section the parameter ``section`` names."""
        return self.definition.section_by_key[self.values["section"]]

    def cell(self, row: str, column: str) -> CellId:
        """A cell of ``section``."""
        return CellId(self.values["section"], row, column)

    def row_keys(self) -> list[str]:
        """Keys of the rows of ``section``, in order."""
        return [row.key for row in self.record.rows(self.values["section"])]

    def message_words(
        self, cell: CellId, fields: Mapping[str, object] | None, left: str | None, right: str | None
    ) -> dict[str, object]:
        """What the fields of a message about ``cell`` stand for."""
        section = self.definition.section_by_key[cell.section]
        words: dict[str, object] = {
            "left": left,
            "right": right,
            "short": section.column_by_key[cell.column].short,
            "label": row_label(self.record, section, cell.row) if cell.row else section.title,
        }
        words.update(fields or {})
        return words

    def finding(
        self,
        cell: CellId,
        fields: Mapping[str, object] | None = None,
        *,
        left: str | None = None,
        right: str | None = None,
        others: tuple[CellId, ...] = (),
        fix: Fix | None = None,
        where: str | None = None,
        place: str | None = None,
    ) -> Finding:
        """A finding at ``cell`` with the messages of this instance.

        Args:
            cell: the cell to jump to.
            fields: values for the templates beside left, right, short and label.
            left: one side as printed, where something is compared.
            right: the other side.
            others: further cells concerned.
            fix: a mend to offer.
            where: the path where it is not that of ``cell``.
            place: the place in words where it is not that of ``cell``.
        """
        words = self.message_words(cell, fields, left, right)
        return Finding(
            code=self.spec.code,
            severity=self.severity,
            cell=cell,
            where=where if where is not None else path_of(self.record, cell),
            place=place if place is not None else place_in_words(self.record, cell),
            message=self._message.format_map(words),
            advice=self._advice.format_map(words),
            left=left,
            right=right,
            source=self.spec.source,
            cells=(cell, *others),
            fix=fix,
        )

    def finding_at_part(self, section: Section) -> Finding:
        """A finding at a part that has no cell to go to."""
        words = {"left": None, "right": None, "short": section.title, "label": section.title}
        return Finding(
            code=self.spec.code,
            severity=self.severity,
            cell=None,
            where=section.key,
            place=section.title,
            message=self._message.format_map(words),
            advice=self._advice.format_map(words),
            source=self.spec.source,
        )


def place_in_words(record: Record, cell: CellId) -> str:
    """The place of ``cell``; for a part that is never shown, with its title and row number before it."""
    section = record.definition.section_by_key[cell.section]
    if not section.hidden:
        return place_of(record, cell)
    number = record.position(cell.section, cell.row) + 1
    return f"{section.title} · 第 {number} 行 · {row_label(record, section, cell.row)}"


def parse_cell(definition: FormDefinition, path: str) -> CellId | None:
    """The cell that ``"section.row.column"`` or ``"section.field"`` names; None when the layout has no such cell.

    Only rows that the definition fixes can be named, since a row of the record may be gone tomorrow.
    """
    first, *rest = path.split(".")
    section = definition.section_by_key.get(first)
    if section is None or not rest or rest[-1] not in section.column_by_key:
        return None
    if section.shape is Shape.FIELDS:
        return CellId(first, "", rest[-1]) if len(rest) == 1 else None
    if section.shape is Shape.LIST or len(rest) != 2 or rest[0] not in section.item_by_key:
        return None
    return CellId(first, rest[0], rest[1])


def column_of(definition: FormDefinition, cell: CellId) -> Column:
    """The column ``cell`` stands in."""
    return definition.section_by_key[cell.section].column_by_key[cell.column]
