"""Reads ``[sheet]`` and ``[[page]]`` of a definition: the worksheets of a form and what stands above their tables.

``[sheet]`` alone is the only sheet of a form. With pages it holds what all of them share, and a page says what is
different. Every complaint names file, key and reason. Left out: whether places have a width (``definition_proof``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from desktop.domain.definition import Column, JsonShape, Section, Shape
from desktop.domain.definition_pages import Page, PageLine, PrintSetup, SheetStyle
from desktop.domain.errors import DefinitionError
from desktop.domain.toml_table import Table


def load_pages(table: Table) -> tuple[Page, ...]:
    """The pages of a definition, at least one. Raises DefinitionError."""
    entry = table.table("sheet")
    pages = table.tables("page", [])
    common = _style(entry, None, needs_widths=not pages)
    if not pages:
        return (Page("", common),)
    return tuple(_page(page, common) for page in pages)


def page_sections(pages: Iterable[Page]) -> Iterator[Section]:
    """Number, title and notes of a page stand in cells like everything else, with undo and history."""
    for page in pages:
        if not page.json:
            continue
        columns = [Column("title", "标题", "标题", pattern=page.title, align="center")]
        if page.has_notes:
            columns.append(Column("notes", "说明", "表下说明", multiline=True, optional=True, hint=_NOTES_HINT))
        name = f"表{page.number} {page.title}" if page.number else page.title
        yield Section(
            page.key,
            name,
            name,
            page.short or page.title[:2],
            Shape.FIELDS,
            JsonShape.OBJECT,
            tuple(columns),
            page=page.key,
            path=page.json,
        )


def heads_in_parts(pages: Iterable[Page], sections: Sequence[Section]) -> list[Section]:
    """Title and notes of a page stand with its tables: before the first of them, in the same part of the contents."""
    keys = {page.key for page in pages if page.json}
    heads = {section.key: section for section in sections if section.key in keys and section.page == section.key}
    placed: list[Section] = []
    for section in sections:
        if section.key in heads:
            continue
        head = heads.pop(section.page, None)
        if head is not None:
            placed.append(replace(head, part=section.part, short=section.short))
        placed.append(section)
    return [*placed, *heads.values()]


_NOTES_HINT = "表下面要说明的话，一句一行；没有的可以空着。"


def _style(entry: Table, common: SheetStyle | None, *, needs_widths: bool) -> SheetStyle:
    """Looks of a sheet; what it does not say is as in ``common``."""
    base = common or SheetStyle("", {})
    widths = entry.table("widths") if needs_widths else entry.table("widths", {})
    printing = entry.table("print", {})
    setup = base.print_setup
    style = replace(
        base,
        name=entry.filled("name"),
        widths={key: widths.number(key, least=0.1, most=255) or 0.0 for key in widths.keys()},  # noqa: SIM118 (Table is no mapping)
        title_font=entry.text("title_font", base.title_font),
        title_size=entry.number("title_size", base.title_size, least=1, most=409) or base.title_size,
        title_bold=entry.flag("title_bold", base.title_bold),
        head_font=entry.text("head_font", base.head_font),
        head_size=entry.number("head_size", base.head_size, least=1, most=409) or base.head_size,
        head_bold=entry.flag("head_bold", base.head_bold),
        cell_font=entry.text("cell_font", base.cell_font),
        cell_size=entry.number("cell_size", base.cell_size, least=1, most=409) or base.cell_size,
        note_size=entry.number("note_size", base.note_size, least=1, most=409) or base.note_size,
        print_setup=PrintSetup(
            paper=printing.one_of("paper", ("A4", "A3"), setup.paper),
            orientation=printing.one_of("orientation", ("portrait", "landscape"), setup.orientation),
            margin_left=printing.number("margin_left", setup.margin_left) or 0,
            margin_right=printing.number("margin_right", setup.margin_right) or 0,
            margin_top=printing.number("margin_top", setup.margin_top) or 0,
            margin_bottom=printing.number("margin_bottom", setup.margin_bottom) or 0,
            footer=printing.text("footer", setup.footer),
            repeat=printing.texts("repeat", setup.repeat),
        ),
    )
    for part in (widths, printing):
        part.done()
    if common is None:
        entry.done()
    return style


def _page(entry: Table, common: SheetStyle) -> Page:
    style = _style(entry, common, needs_widths=True)
    page = Page(
        key=entry.filled("key"),
        style=style,
        title=entry.text("title", ""),
        number=entry.integer("number", 0),
        short=entry.text("short", ""),
        json=entry.text("json", ""),
        synonyms=entry.texts("synonyms", ()),
        lines=tuple(_line(line) for line in entry.tables("line", [])),
        has_notes=entry.flag("notes", False),
    )
    if page.json and not page.title:
        raise DefinitionError(entry.file, entry.path("title"), "这张表要有标题。")
    entry.done()
    return page


def _line(entry: Table) -> PageLine:
    line = PageLine(
        text=entry.filled("text"),
        at=entry.filled("at"),
        line=entry.integer("line", 0),
        align=entry.one_of("align", ("left", "center", "right"), "left"),
        size=entry.number("size", None, least=1, most=409),
        bold=entry.flag("bold", False),
    )
    entry.done()
    return line
