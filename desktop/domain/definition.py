"""What a form *is*: sections, items, columns, official sheet, checks, as frozen data.

One declaration (``resources/forms/<kind>/<layout>.toml``, read by ``definition_loader``) feeds the grid,
the guided pages, calculation, checks, the writer and the reader. Nothing here knows a particular form;
code that asks ``if kind == ...`` means that a word is missing in this module.

Left out: what a bureau filled in (``record``), where cells fall on the sheet for a given number of rows
(``sheet``), and the rules' evaluation (``checks``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from desktop.domain.definition_pages import TABLES, Page, PageLine, PrintSetup, SheetStyle, TableTree
from desktop.domain.expression import Expression
from desktop.domain.scoring_scheme import ScoringScheme

__all__ = [
    "TABLES",
    "CheckSpec",
    "Column",
    "FormDefinition",
    "FormScoring",
    "Item",
    "JsonShape",
    "Page",
    "PageLine",
    "PrintSetup",
    "Section",
    "Shape",
    "SheetStyle",
    "TableTree",
    "ValueType",
]


if TYPE_CHECKING:
    from desktop.domain.subjects import SubjectList


class ValueType(StrEnum):
    """How the text of a cell is read, shown and written.

    ``label`` is issued text that nobody fills; ``text`` prose; ``amount`` an exact amount in the form's unit, a real
    number in the workbook; ``percent`` a rate printed with its sign, a real number in the workbook; ``target`` and
    ``actual`` the target grammar, always text in the workbook; ``number`` points and scores; ``year`` a whole year.
    """

    LABEL = "label"
    TEXT = "text"
    AMOUNT = "amount"
    PERCENT = "percent"
    TARGET = "target"
    ACTUAL = "actual"
    NUMBER = "number"
    YEAR = "year"

    @property
    def is_numeric(self) -> bool:
        """True where only a number may stand: the input method is switched off and full-width signs are folded."""
        return self in (ValueType.AMOUNT, ValueType.PERCENT, ValueType.NUMBER, ValueType.YEAR)


class Shape(StrEnum):
    """``fields``: one row of named fields; ``rows``: the definition fixes the rows; ``list``: the record holds them."""

    FIELDS = "fields"
    ROWS = "rows"
    LIST = "list"


class JsonShape(StrEnum):
    """How a section stands in the JSON shape of an evaluation (reference/README.md).

    ``mapping`` {label: value}; ``object`` {column key: value}; ``list`` [{column key: value}]; ``scalar`` one value;
    ``top`` the fields are top-level keys of the evaluation; ``table`` rows of cells in the page's entry of ``tables``.
    """

    MAPPING = "mapping"
    OBJECT = "object"
    LIST = "list"
    SCALAR = "scalar"
    TOP = "top"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a section, or a field in a section of fields.

    Attributes:
        key: stable key, the key in JSON.
        label: as issued, may hold a line break.
        short: the label in the user's words for places and messages (no letters in brackets).
        type: how its text is read.
        decimals: printed decimals of computed values and the least decimals shown; None keeps what was typed.
        trim: computed values are rounded at ``decimals`` and printed without zeros at their end: 10, 9.5, 9.63.
        computed: formula for every row, or None.
        pattern: text made of other fields, {bureau} {province} {fund} {year}; an entered text stands above it.
        zero_over_zero: what a computed rate shows when executed and budget are both 0; ``""`` leaves it blank.
        issued: the text comes with the form (level names, targets) and is not walked by Enter and Tab.
        required: empty is a finding.
        optional: may stay empty for good: it does not count as work still to do.
        multiline: prose with line breaks.
        max_length: characters; None without a limit.
        hint: what to write, one sentence.
        default: text a new form starts with; may hold {bureau} {province} {fund} {year}.
        synonyms: other labels under which the column is recognised in workbooks.
        at: sheet columns ``"D:E"``, ``""`` when it has no place on the sheet.
        label_at: for fields, where the label stands.
        line: for fields, fields with the same number share a sheet row.
        merge_down: equal neighbours are one merged cell (level columns).
        align: ``left``, ``center`` or ``right`` on the sheet.
        thousands: thousands separators in the workbook's number format.
        points: key of the section of fields whose points are printed behind the names of this column, 产出指标（50分）;
            its labels are the names. ``""`` prints none.
        under: for fields, ``section.column`` of the heading above: the value stands in the row of its line's label
            below that heading, and is read from there in whatever order the columns are.
        group: headings above the column's own, from the top; columns with the same ones share them.
    """

    key: str
    label: str
    short: str
    type: ValueType = ValueType.TEXT
    decimals: int | None = None
    computed: Expression | None = None
    pattern: str = ""
    zero_over_zero: str = ""
    issued: bool = False
    required: bool = False
    multiline: bool = False
    max_length: int | None = None
    hint: str = ""
    default: str = ""
    synonyms: tuple[str, ...] = ()
    at: str = ""
    label_at: str = ""
    line: int = 0
    merge_down: bool = False
    align: str = "left"
    thousands: bool = False
    trim: bool = False
    points: str = ""
    under: str = ""
    optional: bool = False
    group: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A row that the definition knows: a money row, an aspect, an indicator of the dictionary.

    Attributes:
        key: stable key.
        label: as issued (money rows, aspects: the text of the label column; indicators: 三级指标).
        synonyms: other names under which the row is recognised; shown to the user, never renamed silently.
        computed: formula per column key, for this row only; ``"*"`` stands for every amount column.
        locked: columns that take no entry in this row.
        preset: issued text per column key (level1, level2, level3, target).
        guidance: how to fill it: what counts, where the figure comes from.
        evidence: papers to keep, one entry each.
        office: the section 业务科室 that usually answers.
        indent: steps the label is moved in on the sheet.
    """

    key: str
    label: str
    synonyms: tuple[str, ...] = ()
    computed: Mapping[str, Expression] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    preset: Mapping[str, str] = field(default_factory=dict)
    guidance: str = ""
    evidence: tuple[str, ...] = ()
    office: str = ""
    indent: int = 0


@dataclass(frozen=True)
class Section:
    """A part of the form.

    Attributes:
        key: stable key; also the key in JSON unless ``json_shape`` is ``top``.
        title: the name in the user's words, used in places and messages.
        part: entry of the contents it belongs to; sections with the same part share an entry and a guided page.
        short: one to three characters for the narrow rail.
        shape: fields, fixed rows or rows of the record.
        json_shape: how it stands in JSON.
        columns: in the order of the form.
        items: rows the definition knows (for ``list``: the dictionary a new form starts with).
        guidance: how to fill the section.
        hidden: kept with the form but neither shown nor printed (handed-down targets, explanations).
        side, side_at: the label merged down at the left of the block and its sheet column.
        corner_at: sheet columns of the blank head above the labels; ``""`` if there is none.
        style: ``block`` for the sheet: ``line`` title lines, ``pairs`` label and value, ``matrix`` heading and rows,
            ``boxes`` headings above texts, ``notes`` borderless text, ``none`` not on the sheet.
        synonyms: other names of the side label.
        size: font size in points on the sheet where it differs from the cells'.
        page: key of the page it stands on; ``""`` the first.
        path: where it stands in the JSON shape, e.g. ``performance_goals.tasks``; the key unless said otherwise.
        band: sections of a page with the same number above 0 stand beside each other, from the same row on.
        heading: False prints no heading row.
        tree: how the rows of a table lie above each other, or None.
        typed_over: True where what is calculated may be typed over, because the printed figure counts (尾差).
    """

    key: str
    title: str
    part: str
    short: str
    shape: Shape
    json_shape: JsonShape
    columns: tuple[Column, ...]
    items: tuple[Item, ...] = ()
    guidance: str = ""
    hidden: bool = False
    side: str = ""
    side_at: str = ""
    corner_at: str = ""
    style: str = "none"
    synonyms: tuple[str, ...] = ()
    size: float | None = None
    page: str = ""
    path: str = ""
    band: int = 0
    heading: bool = True
    tree: TableTree | None = None
    typed_over: bool = False

    @property
    def json_path(self) -> str:
        """Where the section stands in the JSON shape."""
        return self.path or self.key

    @cached_property
    def column_by_key(self) -> dict[str, Column]:
        """Column key → column."""
        return {column.key: column for column in self.columns}

    @cached_property
    def item_by_key(self) -> dict[str, Item]:
        """Item key → item."""
        return {item.key: item for item in self.items}

    @cached_property
    def label_column(self) -> Column | None:
        """The column that names a row to the user: of type label, else ``level3``, else the first required text."""
        for column in self.columns:
            if column.type is ValueType.LABEL:
                return column
        named = (one for one in self.columns if one.required and one.type is ValueType.TEXT)
        return self.column_by_key.get("level3") or (next(named, None) if self.shape is Shape.LIST else None)

    @cached_property
    def name_columns(self) -> tuple[Column, ...]:
        """Columns whose texts name a row: the tree's, else the short texts in front of a list, else the label."""
        if self.tree is not None:
            return tuple(column for column in self.columns if column.key in self.tree.columns)
        label = self.label_column
        if self.shape is Shape.LIST and not self.hidden and label is not None and label.key != "level3":
            short = takewhile(lambda column: column.type is ValueType.TEXT and not column.multiline, self.columns)
            return tuple(short) or (label,)
        return () if label is None else (label,)

    @cached_property
    def heading_column(self) -> Column | None:
        """The column whose text names the rows below as well, e.g. the unit; None where each row names itself."""
        if self.tree is not None:
            return self.column_by_key.get(self.tree.unit)
        return self.name_columns[0] if len(self.name_columns) > 1 else None

    @cached_property
    def entry_columns(self) -> tuple[Column, ...]:
        """Columns a clerk fills: neither issued nor labels nor computed."""
        return tuple(c for c in self.columns if not c.issued and c.type is not ValueType.LABEL and c.computed is None)


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """One instance of a check kind, as data.

    Attributes:
        kind: name of the check kind (the module under ``checks``).
        code: the code its findings carry, e.g. ``funds.sum``.
        severity: ``error``, ``verify`` or ``info``.
        params: parameters of the kind: cells, thresholds, word lists.
        message, advice: templates that replace the catalogue's for this instance; ``""`` keeps the catalogue's.
        source: document and number, or "local" practice, the rule comes from.
        settled_by: cells whose text counts as the written explanation, in order.
        origin: file and key, for error messages.
    """

    kind: str
    code: str
    severity: str
    params: Mapping[str, Any]
    message: str = ""
    advice: str = ""
    source: str = ""
    settled_by: tuple[str, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class FormScoring:
    """How a form is scored, and where its scores stand. Indicators are the rows of the section ``indicators``.

    Attributes:
        scheme: bands, grades, limits, weights and caps the layout chose.
        execution: ``section.row`` of the row whose score follows the execution rate; ``""`` when the form has none.
        total: cell of the total score; ``""`` when the form prints none.
        rate: cell of the execution rate that caps and remarks go by; ``""`` when the form has none.
        grade: cell of the grade; ``""`` when the form prints none.
    """

    scheme: ScoringScheme
    execution: str = ""
    total: str = ""
    rate: str = ""
    grade: str = ""


@dataclass(frozen=True)
class FormDefinition:
    """One layout of one form kind.

    Attributes:
        kind, layout: together they name the definition; ``version`` counts up when a released layout is mended.
        name: what the user chooses in 新建, e.g. 区域绩效目标自评表（含资金管理情况）.
        title: title line; may hold {bureau} {province} {fund} {year}.
        year_line: what the sheet prints in the cell of the year, e.g. （{year}年度）; holds {year}.
        year: the year it was issued for.
        unit: 元 or 万元.
        scored: True when the form has 分值 and 得分.
        common: True for the form most bureaus fill, offered first to somebody who has filled none.
        bureau_field: header field that names the reporting unit when a workbook is read.
        fund_field: header field that names the money.
        source: document it was issued with.
        sections: in the order of the sheet.
        footnotes: printed below the table, one line each.
        signature_fields: labels printed on one line below the table, with room to sign by hand; never kept.
        checks: check instances in the order of the catalogue.
        sheet: widths, fonts, print set-up of the first page.
        pages: the worksheets in order, at least one.
        subjects: code list of budget subjects, or None.
        subject_lists: name → code list, for tables that name one of their own.
        file: name of the file it was read from.
        scoring: rules its scores follow; None for a form without them.
        json_columns: section whose column labels the JSON shape lists as ``columns``; ``""`` lists none.
    """

    kind: str
    layout: str
    version: int
    name: str
    title: str
    year: int
    unit: str
    scored: bool
    bureau_field: str
    fund_field: str
    source: str
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...]
    checks: tuple[CheckSpec, ...]
    sheet: SheetStyle
    synonyms: tuple[str, ...] = ()
    file: str = ""
    year_line: str = "（{year}年度）"
    signature_fields: tuple[str, ...] = ()
    scoring: FormScoring | None = None
    json_columns: str = ""
    pages: tuple[Page, ...] = ()
    subjects: SubjectList | None = None
    subject_lists: Mapping[str, SubjectList] = field(default_factory=dict)
    common: bool = False

    def __post_init__(self) -> None:
        """A form without pages of its own is one sheet."""
        if not self.pages:
            object.__setattr__(self, "pages", (Page("", self.sheet),))

    @property
    def id(self) -> str:
        """``kind/layout``."""
        return f"{self.kind}/{self.layout}"

    @cached_property
    def section_by_key(self) -> dict[str, Section]:
        """Section key → section."""
        return {section.key: section for section in self.sections}

    @cached_property
    def visible_sections(self) -> tuple[Section, ...]:
        """Sections the user sees, in the order of the form."""
        return tuple(section for section in self.sections if not section.hidden)

    @cached_property
    def page_by_key(self) -> dict[str, Page]:
        """Page key → page; ``""`` is the first."""
        return {"": self.pages[0]} | {page.key: page for page in self.pages}

    @cached_property
    def sections_of_page(self) -> dict[str, tuple[Section, ...]]:
        """Page key → visible sections on it, in order."""
        first = self.pages[0].key
        return {
            page.key: tuple(one for one in self.visible_sections if (one.page or first) == page.key)
            for page in self.pages
        }

    def subjects_of(self, section: str) -> SubjectList | None:
        """The code list whose subjects stand in a table; None where rows are no subjects, or without a list."""
        tree = self.section_by_key[section].tree
        if tree is None or tree.units_of or not (tree.code or tree.name):
            return None
        return self.subject_lists[tree.subjects] if tree.subjects else self.subjects

    def page_of(self, section: str) -> Page:
        """The page a section stands on. Raises KeyError when there is no such section."""
        return self.page_by_key[self.section_by_key[section].page]

    def column(self, section: str, column: str) -> Column:
        """The column ``column`` of section ``section``. Raises KeyError when there is none."""
        return self.section_by_key[section].column_by_key[column]
