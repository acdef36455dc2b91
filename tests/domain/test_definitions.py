"""Shipped layouts say what was issued, and broken definition files are refused with file, key and reason.

D1  Every label, footnote, indicator and target of a shipped layout is the one printed in the published form.
D2  A published form goes through its layout and comes back leaf for leaf.
D3  Every indicator has guidance in at most two short sentences, two to four papers of evidence and an office.
D4  No name in a part of a layout means two rows or two columns.
D5  On the sheet every block tiles the sheet's columns once; the row of totals leaves one cell blank.
D6  A broken file is refused; the complaint names file, key and reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.definition import Column, FormDefinition, JsonShape, Section
from desktop.domain.definition_loader import load_definition
from desktop.domain.errors import DefinitionError
from desktop.domain.evaluation_json import fold_label, from_json, to_json
from tests.architecture.tree import ROOT

RESOURCES = ROOT / "resources"
SHANGHAI = RESOURCES / "forms" / "region-managed" / "shanghai-2022.toml"
BEIJING = RESOURCES / "forms" / "region" / "beijing-2022.toml"
YIYANG = RESOURCES / "forms" / "project" / "yiyang-2022.toml"
NANJING = RESOURCES / "forms" / "department" / "nanjing-2023.toml"
LAYOUTS = {
    "shanghai-2022-region": SHANGHAI,
    "beijing-2022-region": BEIJING,
    "yiyang-2022-project": YIYANG,
    "nanjing-2023-department": NANJING,
}
TRANSFER = {name: path for name, path in LAYOUTS.items() if path in (SHANGHAI, BEIJING)}
"""Layouts of the 2022 transfer, which share one dictionary of indicators."""
Reference = Callable[[str], dict[str, Any]]


@cache
def layout(path: Path) -> FormDefinition:
    """A shipped layout."""
    return load_definition(path)


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Path and text of every leaf; thousands separators are presentation and fold away."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from leaves(value, f"{path}[{index}]")
    else:
        yield path, re.sub(r"(?<=\d),(?=\d{3})", "", str(node))


# D1 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LAYOUTS)
def test_labels_are_as_issued(name: str, reference: Reference) -> None:
    form, definition = reference(name), layout(LAYOUTS[name])
    for key in ("header", "figures"):
        columns = definition.section_by_key[key].columns if key in definition.section_by_key else ()
        assert [column.label for column in columns] == list(form.get(key, {}))
    if "columns" in form:
        assert [column.label for column in definition.section_by_key["indicators"].columns] == form["columns"]
    for key, label in (("funds", "label"), ("management", "aspect")):
        issued = [row[label] for row in form.get(key, [])]
        section = definition.section_by_key.get(key)
        assert [item.label for item in section.items] == issued if section else not issued
    assert list(definition.footnotes) == form.get("footnotes", [])
    assert (definition.kind, definition.unit, definition.year) == (form["kind"], form["unit"], form["year"])


@pytest.mark.parametrize("name", LAYOUTS)
def test_indicators_and_targets_are_as_issued(name: str, reference: Reference) -> None:
    items = layout(LAYOUTS[name]).section_by_key["indicators"].items
    keys = ("level1", "level2", "level3", "target", *(("weight",) if layout(LAYOUTS[name]).scored else ()))
    issued = [{key: text for key, text in item.preset.items() if key != "criterion"} for item in items]
    assert issued == [{key: row[key] for key in keys} for row in reference(name)["indicators"]]


@pytest.mark.parametrize(
    ("path", "year_line", "columns"),
    [
        (SHANGHAI, "（{year}年度）", ["", "全年预算数(A)", "全年执行数(B)", "预算执行率(B/A)"]),
        (BEIJING, "({year}年度)", ["", "全年预算数（A）", "全年执行数（B）", "预算执行率"]),
    ],
)
def test_headings_are_as_issued(path: Path, year_line: str, columns: list[str]) -> None:
    definition = layout(path)
    assert definition.year_line == year_line
    assert [column.label for column in definition.section_by_key["funds"].columns] == columns


def test_managed_layout_has_the_parts_of_the_issued_sheet() -> None:
    definition = layout(SHANGHAI)
    assert [section.side for section in definition.sections if section.side] == [
        "资金投入情况（{unit}）",
        "资金管理情况",
        "总体目标完成情况",
        "绩效指标",
    ]
    labels = [column.label for column in definition.section_by_key["indicators"].columns]
    assert labels == ["一级指标", "二级指标", "三级指标", "指标值", "全年实际完成值", "未完成原因和改进措施"]


def test_short_layout_has_no_management_and_no_reason() -> None:
    definition = layout(BEIJING)
    assert "management" not in definition.section_by_key
    labels = [column.label for column in definition.section_by_key["indicators"].columns]
    assert labels == ["一级指标", "二级指标", "三级指标", "指标值", "全年完成值"]
    assert definition.section_by_key["note"].columns[0].label_at == "", "the note is printed without a label"


# D2 -------------------------------------------------------------------------------------------------------------------


def assert_comes_back(form: dict[str, Any], definition: FormDefinition) -> None:
    form.pop("source", None)
    back = dict(leaves(to_json(from_json(form, definition))))
    assert {path: back.get(path) for path, _ in leaves(form)} == dict(leaves(form))


@pytest.mark.parametrize("name", LAYOUTS)
def test_published_form_comes_back_leaf_for_leaf(name: str, reference: Reference) -> None:
    assert_comes_back(reference(name), layout(LAYOUTS[name]))


@pytest.mark.parametrize("name", LAYOUTS)
def test_shortened_form_comes_back_leaf_for_leaf(name: str) -> None:
    text = (ROOT / "tests" / "data" / f"{name}.json").read_text(encoding="utf-8")
    assert_comes_back(json.loads(text), layout(LAYOUTS[name]))


def test_sample_is_half_finished_and_holds_its_mistakes() -> None:
    text = (RESOURCES / "samples" / "region-managed-2022.json").read_text(encoding="utf-8")
    form = to_json(from_json(json.loads(text), layout(SHANGHAI)))
    actuals = {row["level3"]: row["actual"] for row in form["indicators"]}
    assert sum(bool(actual) for actual in actuals.values()) == 18
    assert len(actuals) == 21
    assert actuals["医保人才培养合格率"] == "1OO%", "the letter O, not the digit"
    late = next(row for row in form["indicators"] if row["level3"] == "医保信息系统运行维护响应时间")
    assert (late["target"], late["actual"], late["reason"]) == ("≤30分钟", "36分钟", "")
    assert form["funds"][0] == {"label": "年度资金总额:", "budget": "1652.50", "executed": "1449.95", "rate": "87.7%"}
    assert form["title"].startswith("中央对示例市转移支付资金区域（医疗服务")


# D3 -------------------------------------------------------------------------------------------------------------------


def indicators() -> list[Any]:
    """Every indicator of every shipped layout."""
    return [
        pytest.param(item, id=f"{path.parent.name}-{item.key}")
        for path in LAYOUTS.values()
        for item in layout(path).section_by_key["indicators"].items
    ]


@pytest.mark.parametrize("item", indicators())
def test_indicator_tells_how_to_fill_it(item: Any) -> None:
    sentences = [sentence for sentence in item.guidance.split("。") if sentence]
    assert item.guidance.endswith("。")
    assert len(sentences) <= 2
    assert max(map(len, sentences)) <= 60
    assert 2 <= len(item.evidence) <= 4
    assert item.office


@pytest.mark.parametrize("path", LAYOUTS.values(), ids=list(LAYOUTS))
def test_sections_and_entry_fields_tell_what_to_write(path: Path) -> None:
    for section in layout(path).visible_sections:
        if section.key == "form":
            continue
        assert section.guidance.endswith("。"), section.key
        for column in section.entry_columns:
            assert column.hint.endswith("。"), f"{section.key}.{column.key}"
        if section.key in ("funds", "management"):
            assert all(item.guidance.endswith("。") for item in section.items)


def test_layouts_of_one_fund_share_their_indicators() -> None:
    keys = [set(layout(path).section_by_key["indicators"].item_by_key) for path in TRANSFER.values()]
    assert len(keys[0] | keys[1]) == 22
    assert len(keys[0] & keys[1]) == 18


# D4 -------------------------------------------------------------------------------------------------------------------


def names_of(part: Any) -> set[str]:
    """Every name under which a row or column is recognised, folded."""
    names = {part.label, *part.synonyms}
    return {fold_label(name) for name in names if name}


def sections() -> list[Any]:
    """Every section of every shipped layout."""
    return [
        pytest.param(section, id=f"{path.parent.name}-{section.key}")
        for path in LAYOUTS.values()
        for section in layout(path).sections
    ]


@pytest.mark.parametrize("section", sections())
def test_no_name_means_two_things(section: Section) -> None:
    for parts in (section.items, section.columns):
        seen: dict[str, str] = {}
        for part in parts:
            for name in names_of(part):
                assert seen.setdefault(name, part.key) == part.key, f"{name} means {seen[name]} and {part.key}"


def test_no_name_means_two_indicators_across_layouts() -> None:
    # One table may be read in either layout, so the names must not meet across layouts either.
    seen: dict[str, str] = {}
    for other in TRANSFER.values():
        for item in layout(other).section_by_key["indicators"].items:
            for name in names_of(item):
                assert seen.setdefault(name, item.key) == item.key


@pytest.mark.parametrize(
    ("section", "name", "key"),
    [
        ("indicators", "基金预警和风险防范能力", "fund-risk-control"),
        ("indicators", "基金预警和风险防控能力", "fund-risk-control"),
        ("indicators", "医保法制建设能力", "rule-of-law"),
        ("indicators", "召开医保工作省级新闻发布会和政策吹风会", "news-briefings"),
        ("indicators", "参保人员对医保服务满意度", "satisfaction"),
        ("funds", "其中：中央补助", "central"),
        ("funds", "中央财政资金", "central"),
        ("funds", "年度资金总额", "total"),
    ],
)
@pytest.mark.parametrize("path", TRANSFER.values(), ids=list(TRANSFER))
def test_drifted_names_are_recognised(path: Path, section: str, name: str, key: str) -> None:
    found = [item.key for item in layout(path).section_by_key[section].items if fold_label(name) in names_of(item)]
    assert found == [key]


@pytest.mark.parametrize(
    ("section", "name", "key"),
    [
        ("indicators", "年度指标值", "target"),
        ("indicators", "目标值", "target"),
        ("indicators", "全年完成值", "actual"),
        ("indicators", "全年实际完成值", "actual"),
        ("funds", "全年预算数", "budget"),
        ("funds", "全年预算数(A)", "budget"),
        ("funds", "调整后预算数", "budget"),
        ("funds", "全年执行数（B）", "executed"),
        ("funds", "执行率(B/A)", "rate"),
        ("funds", "预算执行率", "rate"),
    ],
)
@pytest.mark.parametrize("path", [path for path in LAYOUTS.values() if path != NANJING], ids=lambda path: path.stem)
def test_drifted_headings_are_recognised(path: Path, section: str, name: str, key: str) -> None:
    found = [
        column.key for column in layout(path).section_by_key[section].columns if fold_label(name) in names_of(column)
    ]
    assert found == [key]


# D5 -------------------------------------------------------------------------------------------------------------------


def letters(place: str) -> list[str]:
    """The sheet columns of a place: ``"B:D"`` gives B, C, D."""
    if not place:
        return []
    first, _, last = place.partition(":")
    return [chr(code) for code in range(ord(first), ord(last or first) + 1)]


def sheet_rows(section: Section) -> list[list[str]]:
    """The sheet columns that each kind of sheet row of a block takes."""
    placed: list[Column] = [column for column in section.columns if column.at]
    if section.style == "pairs":
        lines = sorted({column.line for column in placed})
        groups = [[column for column in placed if column.line == line] for line in lines]
    elif section.style == "line":
        groups = [[column] for column in placed]
    else:
        groups = [placed]
    return [
        [*letters(section.side_at), *(letter for c in group for letter in letters(c.label_at) + letters(c.at))]
        for group in groups
    ]


@pytest.mark.parametrize(
    ("definition", "section"),
    [
        pytest.param(definition, section, id=f"{definition.kind}-{section.key}")
        for definition in map(layout, LAYOUTS.values())
        for section in definition.sections
        if section.style != "none"
    ],
)
def test_block_tiles_the_sheet(definition: FormDefinition, section: Section) -> None:
    rows = sheet_rows(section)
    assert rows
    blank = {"project": ["I"], "department": ["F", "G"]}[definition.kind] if section.key == "total" else []
    for taken in rows:
        assert sorted(taken + blank) == list(definition.page_by_key[section.page].style.widths)


@pytest.mark.parametrize("path", LAYOUTS.values(), ids=list(LAYOUTS))
def test_columns_fill_the_page(path: Path) -> None:
    sheet = layout(path).sheet
    pixels = sum(7 * width + 5 for width in sheet.widths.values())
    across = 21.0 if sheet.print_setup.orientation == "portrait" else 29.7
    room = (across - sheet.print_setup.margin_left - sheet.print_setup.margin_right) / 2.54 * 96
    assert list(sheet.widths) == list("ABCDEFGHI"[: len(sheet.widths)])
    assert room - 6 <= pixels <= room


# D6 -------------------------------------------------------------------------------------------------------------------

BROKEN = {
    "unknown key in form": ("version = 1\n", 'version = 1\ncolour = "red"\n', "form.colour", "没有这个词"),
    "unknown key in column": ('at = "G"\n', 'at = "G"\nwide = true\n', "wide", "没有这个词"),
    "unknown key in row": ("indent = 3\n", 'indent = 3\ncolor = "red"\n', "color", "没有这个词"),
    "unknown table": ("[sheet]\n", "[extra]\na = 1\n\n[sheet]\n", "extra", "没有这个词"),
    "missing key": ('layout = "shanghai-2022"\n', "", "form.layout", "缺少"),
    "wrong type": ("version = 1\n", 'version = "1"\n', "form.version", "整数"),
    "flag for a number": ("decimals = 2\n", "decimals = true\n", "decimals", "整数"),
    "unknown word": ('shape = "rows"\n', 'shape = "table"\n', "shape", "fields"),
    "unknown style": ('style = "boxes"\n', 'style = "box"\n', "style", "boxes"),
    "dangling row": ('"central + local + other"', '"central + local + others"', "computed", "others"),
    "dangling column": ('"executed / budget"', '"executed / budgets"', "computed", "budgets"),
    "broken formula": ('"executed / budget"', '"executed / "', "computed", "末尾"),
    "circle": ('label = "其中:中央财政资金"\n', 'label = "x"\ncomputed = "total - local"\n', "computed", "一圈"),
    "circle of one": ('"executed / budget"', '"executed / rate"', "computed", "一圈"),
    "doubled section": ('key = "management"\n', 'key = "funds"\n', "section", "两次"),
    "doubled column": ('key = "executed"\n', 'key = "budget"\n', "section.funds.column", "两次"),
    "doubled row": ('key = "local"\n', 'key = "other"\n', "section.funds.row", "两次"),
    "formula in a row of a list": ('target = "≥2次"\n', 'target = "≥2次"\ncomputed = "1"\n', "computed", "行固定"),
    "locked column that is not there": ("indent = 3\n", 'indent = 3\nlocked = ["score"]\n', "row.local", "score"),
    "bureau field that is not there": ('"local_department"\nfund', '"office"\nfund', "form", "office"),
    "code list that is not there": ('"transfer-2022"', '"transfer-1999"', "form", "code_lists/transfer-1999.toml"),
    "rules that are not there": ('["transfer", "regions"]', '["none-such"]', "form", "rules/none-such.toml"),
    "column without a width": ("F = 15.29, ", "", "at", "栏宽"),
    "place from right to left": ('at = "D:E"\n', 'at = "E:D"\n', "at", "栏宽"),
    "word that nobody fills": ("（{fund}）", "（{money}）", "form.title", "{money}"),
    "year line without the year": ('"（{year}年度）"', '"年度"', "form.year_line", "{year}"),
    "no name for a row": ('label = "分配科学性"\n', "", "label", "名称"),
    "blank kind": ('kind = "region-managed"\n', 'kind = " "\n', "form.kind", "空着"),
    "kind that is no part of a path": ('kind = "region-managed"\n', 'kind = "a/b"\n', "form.kind", "横线"),
    "layout that would split a list": ('layout = "shanghai-2022"\n', 'layout = "a;b"\n', "form.layout", "横线"),
    "blank name": ('name = "自评表"\n', 'name = ""\n', "sheet.name", "空着"),
    "unknown unit": ('unit = "万元"\n', 'unit = "美元"\n', "form.unit", "万元"),
    "year before there were any": ("year = 2022\n", "year = 22\n", "form.year", "1949"),
    "negative width": ("A = 2.86", "A = -2.86", "sheet.widths.A", "0.1"),
    "no width": ("A = 2.86", "A = 0", "sheet.widths.A", "0.1"),
    "width that is no number": ("A = 2.86", "A = nan", "sheet.widths.A", "有限"),
    "letters of no size": ("cell_size = 9\n", "cell_size = 0\n", "sheet.cell_size", "409"),
    "negative decimals": ("decimals = 2\n", "decimals = -1\n", "decimals", "10"),
    "no room for a text": ("max_length = 100\n", "max_length = 0\n", "max_length", "32767"),
    "negative indent": ("indent = 3\n", "indent = -3\n", "indent", "15"),
    "one text for a list": (
        "[sheet]\n",
        '[[check]]\nkind = "required"\ncode = "a.b"\nseverity = "error"\nsource = "x"\nonly_with = "indicators"\n\n'
        "[sheet]\n",
        "only_with",
        "一列文字",
    ),
    "not TOML": ("[sheet]\n", "[sheet\n", "文件", "行第"),
    "cut off": ('style = "pairs"\n', 'style = "pa', "文件", "TOML"),
}


def write_layout(folder: Path, text: str | bytes) -> Path:
    """A layout file of its own folder."""
    path = folder / "forms" / "region-managed" / "mine.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


@pytest.mark.parametrize("case", BROKEN.values(), ids=list(BROKEN))
def test_broken_file_is_refused(case: tuple[str, str, str, str], tmp_path: Path) -> None:
    old, new, key, reason = case
    text = SHANGHAI.read_text(encoding="utf-8")
    assert old in text, "the case has lost its place in the layout"
    path = write_layout(tmp_path, text.replace(old, new, 1))
    with pytest.raises(DefinitionError) as caught:
        load_definition(path, (RESOURCES,))
    assert caught.value.file == "mine.toml"
    assert key in caught.value.key
    assert reason in caught.value.reason
    assert all(part in str(caught.value) for part in ("mine.toml", caught.value.key, caught.value.reason))


BROKEN_LINKS = {
    "points of no section": ('points = "level1_weights"', 'points = "weights"', "points", "weights"),
    "points of rows": ('points = "level1_weights"', 'points = "funds"', "points", "funds"),
    "points that are no figures": ('points = "level1_weights"', 'points = "header"', "points", "number"),
    "points behind what is not merged": (
        'merge_down = true\npoints = "level1_weights"', 'points = "level1_weights"', "points", "merge_down",
    ),
    "under no heading": ('under = "indicators.score"', 'under = "indicators.points"', "under", "indicators.points"),
    "under a section": ('under = "indicators.score"', 'under = "indicators"', "under", "部分.栏"),
    "under a heading elsewhere": ('under = "indicators.score"', 'under = "indicators.weight"', "under", "对齐"),
    "under a heading, without a label": ('label_at = "A:F"\nat = "G"\n', 'at = "G"\n', "under", "标签"),
    "under a heading, in boxes": ('style = "boxes"\n', 'style = "boxes"\n', "under", "pairs"),
    "zeros of nothing": ('decimals = 2\ntrim = true\noptional', 'trim = true\noptional', "trim", "decimals"),
    "zeros of prose": ('short = "资金来源"\n', 'short = "资金来源"\ndecimals = 2\ntrim = true\n', "trim", "数字"),
    "may stay empty and must not": ("optional = true\n", "optional = true\nrequired = true\n", "optional", "required"),
    "a signature without a name": ('"填表人", ', '" ", ', "signature_fields", "空着"),
    "a signature twice": ('"填表人", ', '"填报日期", ', "signature_fields", "两次"),
    "more signatures than columns": (
        '"填表人", ', '"一", "二", "三", "四", "五", "六", "七", ', "signature_fields", "排不下",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN_LINKS.values(), ids=list(BROKEN_LINKS))
def test_words_of_scored_forms_are_proven(case: tuple[str, str, str, str], tmp_path: Path) -> None:
    old, new, key, reason = case
    text = YIYANG.read_text(encoding="utf-8")
    assert old in text, "the case has lost its place in the layout"
    text = text.replace(old, new, 1)
    if "pairs" in reason:  # the goals, which stand in boxes, cannot be read below a heading
        text = text.replace('key = "planned"\n', 'key = "planned"\nunder = "indicators.score"\n', 1)
    with pytest.raises(DefinitionError) as caught:
        load_definition(write_layout(tmp_path, text), (RESOURCES,))
    assert key in caught.value.key
    assert reason in caught.value.reason


def test_unbroken_copy_is_accepted(tmp_path: Path) -> None:
    path = write_layout(tmp_path, SHANGHAI.read_text(encoding="utf-8"))
    assert load_definition(path, (RESOURCES,)).sections == layout(SHANGHAI).sections


def test_file_saved_with_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    path = write_layout(tmp_path, "\ufeff" + SHANGHAI.read_text(encoding="utf-8"))
    assert load_definition(path, (RESOURCES,)).layout == "shanghai-2022"


def test_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = write_layout(tmp_path, "# 自评表\n[form]\n".encode("gb18030"))
    with pytest.raises(DefinitionError, match=r"mine\.toml.*UTF-8"):
        load_definition(path, (RESOURCES,))


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="文件不存在"):
        load_definition(tmp_path / "none.toml", (RESOURCES,))


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="打不开"):
        load_definition(tmp_path, (RESOURCES,))


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('office = "办公室"\n', 'office = "办公室"\ntarget = "≥2次"\n', "target", "没有这个词"),
        ('key = "satisfaction"', 'key = "news-briefings"', "indicator", "两次"),
        ('key = "satisfaction"\n', "", "key", "缺少"),
        ('source = "', 'sources = "', "source", "缺少"),
    ],
)
def test_broken_code_list_is_refused(old: str, new: str, key: str, reason: str, tmp_path: Path) -> None:
    text = (RESOURCES / "code_lists" / "transfer-2022.toml").read_text(encoding="utf-8")
    assert old in text, "the case has lost its place in the code list"
    (tmp_path / "code_lists").mkdir()
    (tmp_path / "code_lists" / "transfer-2022.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_definition(SHANGHAI, (tmp_path, RESOURCES))
    assert (caught.value.file, key in caught.value.key) == ("transfer-2022.toml", True)
    assert reason in caught.value.reason


def test_users_code_list_stands_before_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "code_lists").mkdir()
    mine = 'title = "x"\nsource = "x"\n[[indicator]]\nkey = "satisfaction"\nname = "满意率"\nguidance = "问一问。"\n'
    (tmp_path / "code_lists" / "transfer-2022.toml").write_text(mine, encoding="utf-8")
    item = load_definition(SHANGHAI, (tmp_path, RESOURCES)).section_by_key["indicators"].item_by_key["satisfaction"]
    assert (item.label, item.synonyms, item.guidance) == ("参保人员对医保服务的满意度", ("满意率",), "问一问。")


def test_every_form_carries_targets_and_explanations_out_of_sight() -> None:
    for path in LAYOUTS.values():
        hidden = [section for section in layout(path).sections if section.hidden]
        assert [(section.key, section.json_shape) for section in hidden] == [
            ("explanations", JsonShape.LIST),
            ("targets_set", JsonShape.LIST),
        ]
