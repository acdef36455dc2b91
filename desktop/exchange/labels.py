"""What the labels of a form are and how they are compared: folding, variants, one book of labels a definition.

Forms of one fund differ in white space, line breaks, width of brackets and colons, letters in brackets (（A）).
Folding makes these equal; other wordings come from the definition's synonyms; near names from ``nearest``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

from desktop.domain.definition import Column, FormDefinition, Section, Shape, ValueType

NEAR = 85.0
LONGEST_LABEL = 60
_BRACKETS = str.maketrans("【】〔〕[]{}〈〉<>", "()()()()()()")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\ufeff\u00ad]+")
_LETTERS = re.compile(r"\([A-Z0-9/÷×*%=+-]*\)")
_UNIT = re.compile(r"\((?:单位:)?(?:万元|元)\)|\(\)")
_TITLE_BLANK = re.compile(r"\{\w+\}")
UNIT_IN_TEXT = re.compile(r"[(（:：]\s*(?:单位[:：]\s*)?(万元|元)\s*[)）]?\s*$")


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """A label for comparing: no white space, half-width, round brackets, capitals, no 其中, no colon at its ends."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).translate(_BRACKETS).upper()
    return folded.removeprefix("其中:").strip(":*")


def variants(*labels: str) -> tuple[str, ...]:
    """Folded forms under which labels are known: as they are, without letters in brackets, without a unit."""
    found: dict[str, None] = {}
    for label in labels:
        folded = fold(label.replace("{unit}", "万元"))
        for variant in (folded, _LETTERS.sub("", folded), _UNIT.sub("", folded)):
            if variant:
                found[variant.strip(":")] = None
    return tuple(found)


def near(left: str, right: str) -> bool:
    """True when two folded names differ by a slip: at least 85 of 100 alike."""
    return fuzz.ratio(left, right) >= NEAR


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """The folded choice most like ``name``, if it is near enough."""
    found = process.extractOne(name, list(choices), scorer=fuzz.ratio, score_cutoff=NEAR)
    return found[0] if found else None


@dataclass(frozen=True)
class LabelBook:
    """The labels of one definition, folded.

    Attributes:
        titles: patterns that a folded title matches in full.
        title_words: fixed titles, for near matches.
        fields: label of a header field or note → section and column.
        boxes: heading of a box → section and column.
        heads: section → heading → column.
        sides: side label → section.
        rows: section → row label → item, for rows that the definition fixes.
        footnotes: texts below the table.
        signatures: labels of the line to sign on.
        closing: labels of rows below a list, whose values stand under its headings (总分).
        groups: names of each label with its weight when definitions are compared.
    """

    titles: tuple[re.Pattern[str], ...]
    title_words: tuple[str, ...]
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    boxes: dict[str, tuple[str, str]] = field(default_factory=dict)
    heads: dict[str, dict[str, str]] = field(default_factory=dict)
    sides: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    footnotes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    closing: frozenset[str] = frozenset()
    groups: tuple[tuple[str, tuple[str, ...], float], ...] = ()

    def is_title(self, folded: str) -> bool:
        """True when a folded text is this form's title."""
        return (
            any(pattern.fullmatch(folded) for pattern in self.titles) or nearest(folded, self.title_words) is not None
        )


def label_book(definition: FormDefinition, page: str | None = None) -> LabelBook:
    """The labels of ``definition``, or of one of its pages, collected once."""
    books: dict[str | None, LabelBook] = definition.__dict__.setdefault("_label_books", {})
    if page not in books:
        sections = definition.visible_sections if page is None else definition.sections_of_page[page]
        books[page] = _collect(definition, sections)
    return books[page]


def column_names(column: Column) -> tuple[str, ...]:
    """Folded names of a column or field; a value under a heading is not known by what the heading says."""
    short = () if column.under else (column.short,)
    return variants(column.label, *short, *column.synonyms) if column.label else ()


def _collect(definition: FormDefinition, sections: Sequence[Section]) -> LabelBook:
    titles = [definition.title, *definition.synonyms]
    book = LabelBook(
        titles=tuple(_title_pattern(title) for title in titles),
        title_words=tuple(fold(title) for title in titles if "{" not in title),
        footnotes=tuple(map(fold, definition.footnotes)),
        signatures=tuple(map(fold, definition.signature_fields)),
        closing=frozenset(
            name for section in sections for column in section.columns if column.under for name in column_names(column)
        ),
        groups=tuple(_groups(sections)),
    )
    for section in sections:
        _add_section(book, section)
    return book


def bureau_in_title(definition: FormDefinition, title: str) -> str:
    """What stands in the place of {bureau} in a title of the form as issued or a synonym; ``""`` if there is none."""
    for issued in (definition.title, *definition.synonyms):
        if "{bureau}" not in issued:
            continue
        parts = re.split(r"\{(\w+)\}", re.sub(r"\s+", "", issued))
        pattern = "".join(
            re.escape(part) if index % 2 == 0 else {"bureau": "(?P<bureau>.+?)", "year": r"\d{4}"}.get(part, ".*?")
            for index, part in enumerate(parts)
        )
        match = re.fullmatch(pattern, re.sub(r"\s+", "", title))
        if match:
            return match["bureau"]
    return ""


def _title_pattern(title: str) -> re.Pattern[str]:
    """A folded title with anything in the place of its blanks, with or without brackets around them."""
    parts = [re.escape(fold(part).strip("()")) for part in _TITLE_BLANK.split(title)]
    return re.compile(".*".join(parts))


def _add_section(book: LabelBook, section: Section) -> None:
    for column in section.columns:
        names = column_names(column)
        for name in names:
            if section.style in ("pairs", "notes") and column.label_at:
                book.fields.setdefault(name, (section.key, column.key))
            elif section.style == "boxes":
                book.boxes.setdefault(name, (section.key, column.key))
            elif section.style == "matrix":
                book.heads.setdefault(section.key, {}).setdefault(name, column.key)
    for name in variants(section.side, *section.synonyms) if section.side else ():
        book.sides.setdefault(name, section.key)
    if section.shape is Shape.ROWS:
        known = book.rows.setdefault(section.key, {})
        for item in section.items:
            for name in variants(item.label, *item.synonyms):
                known.setdefault(name, item.key)


def _groups(sections: Iterable[Section]) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """Label as issued, folded names, weight: what tells forms apart counts more than what all of them have."""
    for section in sections:
        if section.style == "none" or section.style == "line":
            continue
        for column in section.columns:
            if column.label and column.type is not ValueType.LABEL and (column.at or column.label_at):
                yield column.label, column_names(column), 2.0
        if section.side:
            yield section.title, variants(section.side, *section.synonyms), 1.0
        if section.shape is Shape.ROWS:
            for item in section.items:
                yield item.label, variants(item.label, *item.synonyms), 1.0
