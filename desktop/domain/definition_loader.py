"""Reads and proves definition files. Every complaint names file, key and reason; nothing broken gets through.

A layout is ``forms/<kind>/<layout>.toml``. It may name a ``dictionary`` (``code_lists/<name>.toml``: names, synonyms,
guidance and evidence of indicators shared by layouts) and ``rules`` (``rules/<name>.toml``: check instances). Both are
looked up in ``roots``, first hit wins, so a user's folder may stand before the shipped one.

The language is described in ``resources/forms/schema/README.md``. Unknown keys are refused, so that a slip of the pen
in a definition never passes for a default.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from desktop.domain.checks.prove import prove_checks
from desktop.domain.definition import (
    CheckSpec,
    Column,
    FormDefinition,
    Item,
    JsonShape,
    Section,
    Shape,
    TableTree,
    ValueType,
)
from desktop.domain.definition_extends import Source, changed_checks, read_source
from desktop.domain.definition_proof import prove
from desktop.domain.errors import DefinitionError
from desktop.domain.expression import Expression, ExpressionError
from desktop.domain.expression import parse as parse_expression
from desktop.domain.page_loader import heads_in_parts, load_pages, page_sections
from desktop.domain.page_proof import refuse_doubled
from desktop.domain.scoring_choice import read_scoring
from desktop.domain.subjects import SubjectList, load_subjects
from desktop.domain.toml_file import read_toml
from desktop.domain.toml_table import Table

UNITS = ("元", "万元")
STYLES = ("line", "pairs", "matrix", "boxes", "notes", "none")


def load_definition(path: Path, roots: Sequence[Path] = (), skip: Collection[Path] = ()) -> FormDefinition:
    """Read and prove one layout, merged with the layout it ``extends``.

    Args:
        path: the TOML file.
        roots: folders that hold ``forms/``, ``code_lists/`` and ``rules/``; by default the folder two above the file.
        skip: files in them that do not count, because they are broken or refused.

    Raises:
        DefinitionError: unreadable, unknown or missing key, dangling name, circle of formulas.
    """
    folders = _Folders(tuple(roots) or tuple(path.resolve().parents[2:3]), frozenset(skip))
    source = read_source(path, folders.roots, folders.skip)
    try:
        return _build(path, source, folders)
    except DefinitionError as error:
        raise source.complaint(error) from error


@dataclasses.dataclass(frozen=True, slots=True)
class _Folders:
    """Where rule files and code lists are looked for, and what does not count."""

    roots: tuple[Path, ...]
    skip: frozenset[Path]


def _build(path: Path, source: Source, folders: _Folders) -> FormDefinition:
    """The definition that a source describes, proved."""
    table = source.table()
    form = table.table("form")
    dictionary = _dictionary(form.text("dictionary", ""), folders, path.name)
    pages = load_pages(table)
    sections = [_form_section(form), *page_sections(pages)]
    for entry in table.tables("section"):
        sections.append(_section(entry, dictionary, sections))
    sections = heads_in_parts(pages, sections)
    sections += _hidden_sections(sections)
    new_checks, check_changes = source.checks(table)
    specs = [spec for entry in new_checks for spec in _checks(entry)]
    for name in form.texts("rules", ()):
        specs += load_rules(_find(folders, "rules", name, path.name))
    definition = FormDefinition(
        kind=_name(form, "kind"),
        layout=_name(form, "layout"),
        version=form.integer("version", 1, least=1),
        name=form.filled("name"),
        title=form.filled("title"),
        year=form.integer("year", least=1949, most=2999),
        unit=form.one_of("unit", UNITS, "万元"),
        scored=form.flag("scored", False),
        common=form.flag("common", False),
        bureau_field=form.text("bureau_field", ""),
        fund_field=form.text("fund_field", ""),
        source=form.text("source"),
        synonyms=form.texts("title_synonyms", ()),
        footnotes=form.texts("footnotes", ()),
        signature_fields=form.texts("signature_fields", ()),
        sections=tuple(sections),
        checks=(),
        sheet=pages[0].style,
        pages=pages,
        subjects=_subjects(form.text("subjects", ""), folders, path.name),
        subject_lists=_subject_lists(sections, folders, path.name),
        file=path.name,
        year_line=form.text("year_line", "（{year}年度）"),
        json_columns=form.text("json_columns", ""),
    )
    scoring = table.table("scoring") if table.has("scoring") else None
    form.done()
    table.done()
    if scoring is not None:
        definition = dataclasses.replace(
            definition, scoring=read_scoring(scoring, definition, folders.roots, folders.skip)
        )
    definition = _with_checks(definition, specs)
    checks = changed_checks(source, definition.checks, check_changes)
    definition = dataclasses.replace(definition, checks=checks)
    prove(definition)
    prove_checks(definition)
    return definition


def _name(form: Table, key: str) -> str:
    """Kind or layout: part of file names, ``kind/layout`` and lists in a workbook's properties."""
    value = form.filled(key)
    if not re.fullmatch(r"[\w.-]+", value):
        raise DefinitionError(form.file, form.path(key), f"“{value}”里只能有字、数字、点和横线。")
    return value


def load_rules(path: Path) -> list[CheckSpec]:
    """The check instances of one rule file. Raises DefinitionError."""
    table = Table(path.name, read_toml(path))
    specs = [spec for entry in table.tables("check") for spec in _checks(entry)]
    table.done()
    return specs


# parts ----------------------------------------------------------------------------------------------------------------


def _form_section(form: Table) -> Section:
    """Title, bureau, year and unit stand in cells like everything else, with undo and history."""
    title_at = form.text("title_at", "A:G")
    columns = (
        Column("title", "标题", "标题", pattern=form.text("title"), at=title_at, align="center"),
        Column("bureau", "填报单位", "填报单位", required=True),
        Column("year", "年度", "年度", type=ValueType.YEAR, required=True, at=title_at, align="center"),
        Column("unit", "金额单位", "金额单位", default=form.text("unit", "万元")),
    )
    part = form.text("part", "基本信息")
    return Section("form", "标题与年度", part, part[:2], Shape.FIELDS, JsonShape.TOP, columns, style="line")


def _hidden_sections(sections: Sequence[Section]) -> list[Section]:
    """Handed-down targets and written explanations travel with every form; no layout has to declare them."""
    indicators = next((section for section in sections if section.key == "indicators"), None)
    hidden = [
        Section(
            key="explanations",
            title="审核说明",
            part="",
            short="",
            shape=Shape.LIST,
            json_shape=JsonShape.LIST,
            columns=tuple(
                Column(key, label, label, optional=key == "about") for key, label in _EXPLANATION_LABELS.items()
            ),
            hidden=True,
        )
    ]
    if indicators is not None:
        keys = ("level1", "level2", "level3", "target", "actual", "weight", "score", "criterion", "reason")
        columns = tuple(Column(key, key, key) for key in keys if key in indicators.column_by_key)
        columns = tuple(
            Column(c.key, indicators.column_by_key[c.key].label, indicators.column_by_key[c.key].short) for c in columns
        )
        hidden.append(Section("targets_set", "下达的指标", "", "", Shape.LIST, JsonShape.LIST, columns, hidden=True))
    return hidden


_EXPLANATION_LABELS = {"code": "问题", "where": "位置", "text": "说明", "about": "写说明时的数字"}


def _section(entry: Table, dictionary: Mapping[str, Item], above: Sequence[Section]) -> Section:
    shape = entry.choice("shape", Shape)
    columns = _columns(entry, shape, above)
    keys = {column.key for column in columns}
    title = entry.filled("title")
    section = Section(
        key=entry.filled("key"),
        title=title,
        part=entry.text("part", title),
        short=entry.text("short", title[:2]),
        shape=shape,
        json_shape=entry.choice("json", JsonShape),
        columns=columns,
        items=tuple(_item(row, keys, dictionary) for row in entry.tables("row", [])),
        guidance=entry.text("guidance", ""),
        hidden=entry.flag("hidden", False),
        side=entry.text("side", ""),
        side_at=entry.text("side_at", ""),
        corner_at=entry.text("corner_at", ""),
        style=entry.one_of("style", STYLES, "none"),
        synonyms=entry.texts("synonyms", ()),
        size=entry.number("size", None, least=1, most=409),
        page=entry.text("page", ""),
        path=entry.text("path", ""),
        band=entry.integer("band", 0),
        heading=entry.flag("heading", True),
        tree=_tree(entry),
        typed_over=entry.flag("typed_over", False),
    )
    entry.done()
    return section


def _columns(entry: Table, shape: Shape, above: Sequence[Section]) -> tuple[Column, ...]:
    """The columns of a section: its own, or those of a section above that it names."""
    if not entry.has("columns_of"):
        return tuple(_column(column) for column in entry.tables("field" if shape is Shape.FIELDS else "column"))
    name = entry.text("columns_of")
    for section in above:
        if section.key == name:
            return section.columns
    raise DefinitionError(entry.file, entry.path("columns_of"), f"前面没有叫“{name}”的部分。")


def _tree(entry: Table) -> TableTree | None:
    if not entry.has("tree"):
        return None
    table = entry.table("tree")
    tree = TableTree(
        unit=table.text("unit", ""),
        code=table.text("code", ""),
        name=table.text("name", ""),
        department=table.flag("department", False),
        indent=table.flag("indent", False),
        units_of=table.text("units_of", ""),
        subjects=table.text("subjects", ""),
    )
    table.done()
    return tree


def _column(entry: Table) -> Column:
    label = entry.text("label")
    value_type = entry.choice("type", ValueType, ValueType.TEXT)
    column = Column(
        key=entry.filled("key"),
        label=label,
        short=entry.text("short", label.replace("\n", "")),
        type=value_type,
        decimals=entry.integer("decimals", None, most=10),
        computed=_expression(entry, "computed"),
        zero_over_zero=entry.text("zero_over_zero", ""),
        issued=entry.flag("issued", False),
        required=entry.flag("required", False),
        multiline=entry.flag("multiline", False),
        max_length=entry.integer("max_length", None, least=1),
        hint=entry.text("hint", ""),
        default=entry.text("default", ""),
        synonyms=entry.texts("synonyms", ()),
        at=entry.text("at", ""),
        label_at=entry.text("label_at", ""),
        line=entry.integer("line", 0),
        merge_down=entry.flag("merge_down", False),
        align=entry.one_of("align", ("left", "center", "right"), "center" if value_type.is_numeric else "left"),
        thousands=entry.flag("thousands", False),
        trim=entry.flag("trim", False),
        points=entry.text("points", ""),
        under=entry.text("under", ""),
        optional=entry.flag("optional", False),
        group=entry.texts("group", ()),
    )
    entry.done()
    return column


def _item(entry: Table, columns: set[str], dictionary: Mapping[str, Item]) -> Item:
    key = entry.filled("key")
    shared = dictionary.get(key)
    preset = {name: entry.text(name) for name in sorted(columns) if name != "label" and entry.has(name)}
    label = entry.text("label", preset.get("level3", ""))
    if not label:
        raise DefinitionError(entry.file, entry.path("label"), "这一行没有名称。")
    synonyms = dict.fromkeys(entry.texts("synonyms", ()))
    guidance, evidence, office = entry.text("guidance", ""), entry.texts("evidence", ()), entry.text("office", "")
    if shared is not None:
        synonyms.update(dict.fromkeys((shared.label, *shared.synonyms)))
        synonyms.pop(label, None)
        guidance = guidance or shared.guidance
        evidence = evidence or shared.evidence
        office = office or shared.office
    item = Item(
        key=key,
        label=label,
        synonyms=tuple(synonyms),
        computed=_item_formulas(entry),
        locked=frozenset(entry.texts("locked", ())),
        preset=preset,
        guidance=guidance,
        evidence=evidence,
        office=office,
        indent=entry.integer("indent", 0, most=15),
    )
    entry.done()
    return item


def _item_formulas(entry: Table) -> dict[str, Expression]:
    """``computed`` of a row is one formula for all its amount columns, or a table column → formula."""
    if not entry.has("computed"):
        return {}
    if isinstance(entry.raw("computed"), str):
        formula = _expression(entry, "computed")
        return {"*": formula} if formula is not None else {}
    formulas = entry.table("computed")
    found = {key: _expression(formulas, key) for key in formulas.keys()}  # noqa: SIM118 (Table is no mapping)
    formulas.done()
    return {key: formula for key, formula in found.items() if formula is not None}


def _expression(entry: Table, key: str) -> Expression | None:
    source = entry.text(key, "")
    if not source:
        return None
    try:
        return parse_expression(source)
    except ExpressionError as error:
        raise DefinitionError(entry.file, entry.path(key), str(error)) from error


def _checks(entry: Table) -> list[CheckSpec]:
    """One instance, or one for each section that ``for_sections`` names, where the layout has it."""
    if not entry.has("for_sections"):
        return [_check(entry)]
    sections, spec = entry.texts("for_sections"), _check(entry)
    if "section" in spec.params:
        raise DefinitionError(entry.file, entry.path("section"), "写了 for_sections，就不能再写 section。")
    return [
        dataclasses.replace(
            spec,
            params={**spec.params, "section": key, "only_with": [*spec.params.get("only_with", ()), key]},
        )
        for key in sections
    ]


def _check(entry: Table) -> CheckSpec:
    for key in ("only_with", "only_without"):
        entry.texts(key, ())  # one text would pass for a list of its letters, and the check would be gone unseen
    spec = CheckSpec(
        kind=entry.text("kind"),
        code=entry.text("code"),
        severity=entry.one_of("severity", ("error", "verify", "info")),
        message=entry.text("message", ""),
        advice=entry.text("advice", ""),
        source=entry.text("source"),
        settled_by=entry.texts("settled_by", ()),
        params=entry.rest(("only_with", "only_without")),
        origin=f"{entry.file}：{entry.prefix}",
    )
    return spec


def _with_checks(definition: FormDefinition, specs: Sequence[CheckSpec]) -> FormDefinition:
    """Keep the instances whose ``only_with`` names parts this layout has, and ``only_without`` parts it has not."""
    kept = [
        spec
        for spec in specs
        if all(_has(definition, name) for name in spec.params.get("only_with", ()))
        and not any(_has(definition, name) for name in spec.params.get("only_without", ()))
    ]
    return dataclasses.replace(definition, checks=tuple(kept))


def _has(definition: FormDefinition, name: str) -> bool:
    section, _, column = name.partition(".")
    if section == "scoring":
        scoring = definition.scoring
        return scoring is not None and (
            not column or bool(getattr(scoring, column, None) or getattr(scoring.scheme, column, None))
        )
    found = definition.section_by_key.get(section)
    return found is not None and (not column or column in found.column_by_key)


def _dictionary(name: str, folders: _Folders, file: str) -> dict[str, Item]:
    """The shared items of a code list by key: names, guidance and evidence, no targets."""
    if not name:
        return {}
    return load_dictionary(_find(folders, "code_lists", name, file))


def load_dictionary(path: Path) -> dict[str, Item]:
    """The items of one code list of indicators by key. Raises DefinitionError."""
    table = Table(path.name, read_toml(path))
    table.text("title")
    table.text("source")
    items = [_shared_item(entry) for entry in table.tables("indicator")]
    table.done()
    refuse_doubled(path.name, "indicator", [item.key for item in items])
    return {item.key: item for item in items}


def _subject_lists(sections: Sequence[Section], folders: _Folders, file: str) -> dict[str, SubjectList]:
    """The code lists that tables name for themselves."""
    names = {section.tree.subjects for section in sections if section.tree is not None and section.tree.subjects}
    return {name: load_subjects(_find(folders, "code_lists", name, file)) for name in sorted(names)}


def _subjects(name: str, folders: _Folders, file: str) -> SubjectList | None:
    """The code list of budget subjects that a form names."""
    return load_subjects(_find(folders, "code_lists", name, file)) if name else None


def _shared_item(entry: Table) -> Item:
    item = Item(
        key=entry.text("key"),
        label=entry.text("name"),
        synonyms=entry.texts("synonyms", ()),
        guidance=entry.text("guidance", ""),
        evidence=entry.texts("evidence", ()),
        office=entry.text("office", ""),
    )
    entry.done()
    return item


def _find(folders: _Folders, kind: str, name: str, file: str) -> Path:
    found = [folder / kind / f"{name}.toml" for folder in folders.roots]
    for path in found:
        if path.is_file() and path not in folders.skip:
            return path
    reason = "本身有问题，用不了" if folders.skip.intersection(found) else "找不到"
    raise DefinitionError(file, "form", f"这里要用“{kind}/{name}.toml”，它{reason}。")
