"""Layouts that derive from another one: what is merged, what is refused and in which words.

X1  What the file does not say is the parent's; what it says stands above it.
X2  Entries of lists are found by key: changed, added, moved, removed.
X3  Checks are found by code: changed, narrowed, dropped, added; rule files included.
X4  A parent is looked for in the user's folder first; circles and unknown parents are refused.
X5  The proofs run on what comes out; every complaint names the file that derives, the entry by its key, and the reason.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.checks.finding import Severity
from desktop.domain.definition import CheckSpec, FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.errors import DefinitionError
from desktop.domain.record import new_record
from desktop.paths import resources_dir
from desktop.services.entry import look_at

HEAD = '[form]\nextends = "region/beijing-2022"\nlayout = "own"\n'
INDICATORS = '[[section]]\nkey = "indicators"\n'
BEIJING = load_definition(resources_dir() / "forms" / "region" / "beijing-2022.toml")


def write(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / "forms" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def derive(folder: Path, text: str, head: str = HEAD) -> FormDefinition:
    return load_definition(write(folder, head + text), (folder, resources_dir()))


def keys(definition: FormDefinition, section: str = "indicators") -> list[str]:
    return [item.key for item in definition.section_by_key[section].items]


def checks(definition: FormDefinition, code: str) -> list[CheckSpec]:
    return [spec for spec in definition.checks if spec.code == code]


# X1 -------------------------------------------------------------------------------------------------------------------


def test_what_is_not_said_is_the_parents(tmp_path: Path) -> None:
    own = derive(tmp_path, 'year = 2023\n[sheet]\nwidths = { D = 30 }\n[sheet.print]\norientation = "landscape"\n')
    assert (own.id, own.year, own.version, own.file) == ("region/own", 2023, 1, "own.toml")
    assert (own.name, own.title, own.sections) == (BEIJING.name, BEIJING.title, BEIJING.sections)
    assert own.sheet.widths == {**BEIJING.sheet.widths, "D": 30.0}
    assert own.sheet.print_setup.orientation == "landscape"
    assert [(s.kind, s.code, s.params) for s in own.checks] == [(s.kind, s.code, s.params) for s in BEIJING.checks]


def test_a_version_is_not_inherited(tmp_path: Path) -> None:
    write(tmp_path, f"{HEAD}version = 7\n", "first.toml")
    text = '[form]\nextends = "region/own"\nlayout = "second"\n'
    assert load_definition(write(tmp_path, text, "second.toml"), (tmp_path, resources_dir())).version == 1


def test_the_parent_is_not_changed(tmp_path: Path) -> None:
    derive(tmp_path, f'{INDICATORS}row = [{{ key = "satisfaction", remove = true }}]\n')
    again = load_definition(resources_dir() / "forms" / "region" / "beijing-2022.toml")
    assert again.sections == BEIJING.sections


# X2 -------------------------------------------------------------------------------------------------------------------


def test_rows_are_changed_added_moved_and_removed(tmp_path: Path) -> None:
    own = derive(
        tmp_path,
        f"""{INDICATORS}
        [[section.row]]
        key = "satisfaction"
        target = "≥90%"
        [[section.row]]
        key = "supplement-drugs"
        remove = true
        [[section.row]]
        key = "remote"
        after = "news-briefings"
        level1 = "产出指标"
        level2 = "数量指标"
        level3 = "异地就医备案人次"
        target = "≥1万人次"
        [[section.row]]
        key = "standardization"
        before = "news-briefings"
        [[section.row]]
        key = "last"
        level3 = "最后一项"
        """,
    )
    old = keys(BEIJING)
    wanted = [key for key in old if key not in ("supplement-drugs", "standardization")]
    assert keys(own) == ["standardization", wanted[0], "remote", *wanted[1:], "last"]
    section = own.section_by_key["indicators"]
    changed, before = section.item_by_key["satisfaction"], BEIJING.section_by_key["indicators"].item_by_key
    assert changed.preset == {**before["satisfaction"].preset, "target": "≥90%"}
    assert changed.guidance == before["satisfaction"].guidance != ""


def test_columns_and_fields_are_changed_and_added(tmp_path: Path) -> None:
    own = derive(
        tmp_path,
        """
        [[section]]
        key = "header"
        [[section.field]]
        key = "central_department"
        required = false
        default = ""
        label = "中央部门"
        [[section]]
        key = "indicators"
        [[section.column]]
        key = "actual"
        at = "F"
        synonyms = ["实际值"]
        [[section.column]]
        key = "reason"
        label = "未完成原因"
        at = "G"
        """,
    )
    field = own.section_by_key["header"].column_by_key["central_department"]
    assert (field.label, field.required, field.default, field.line) == ("中央部门", False, "", 2)
    columns = own.section_by_key["indicators"].column_by_key
    assert columns["actual"].synonyms == ("实际值",)
    assert list(columns)[-1] == "reason"
    # The rules of the parent's rule files that wait for such a column now apply.
    assert not checks(BEIJING, "indicator.reason-column-empty")
    assert checks(own, "indicator.reason-column-empty")


def test_a_whole_section_is_removed_and_added(tmp_path: Path) -> None:
    own = derive(
        tmp_path,
        """
        [[section]]
        key = "note"
        remove = true
        [[section]]
        key = "office"
        before = "goal"
        title = "经办处室"
        shape = "fields"
        json = "object"
        style = "pairs"
        field = [{ key = "office", label = "经办处室", label_at = "A:B", at = "C:G", line = 1 }]
        """,
    )
    names = [section.key for section in own.sections if not section.hidden]
    assert names == ["form", "header", "funds", "office", "goal", "indicators"]


def test_entries_of_any_list_with_keys_are_merged_alike(tmp_path: Path) -> None:
    """A list the language may get later needs no word here: the merge knows ``key``, not the names of lists."""
    from desktop.domain.definition_extends import read_source

    parent = '[form]\nkind = "k"\nlayout = "a"\n[[page]]\nkey = "p1"\nsheet = { name = "一" }\n[[page]]\nkey = "p2"\n'
    write(tmp_path, parent, "k/a.toml")
    text = (
        '[form]\nextends = "k/a"\nlayout = "b"\n[[page]]\nkey = "p1"\nsheet = { size = 9 }\n'
        '[[page]]\nkey = "p2"\nremove = true\n'
    )
    source = read_source(write(tmp_path, text, "b.toml"), (tmp_path,))
    assert source.data["page"] == [{"key": "p1", "sheet": {"name": "一", "size": 9}}]


@given(order=st.permutations(keys(BEIJING)), removed=st.sets(st.sampled_from(keys(BEIJING)), max_size=15))
def test_any_order_and_any_choice_of_rows_can_be_derived(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], removed: set[str]
) -> None:
    left = [key for key in order if key not in removed]
    rows = [f'{{ key = "{key}", remove = true }}' for key in sorted(removed)]
    rows += [f'{{ key = "{key}", after = "{before}" }}' for before, key in pairwise(left)]
    own = derive(tmp_path_factory.mktemp("any"), f"{INDICATORS}row = [{', '.join(rows)}]\n" if rows else "")
    assert keys(own) == (left if len(left) > 1 else [key for key in keys(BEIJING) if key not in removed])


# X3 -------------------------------------------------------------------------------------------------------------------


def test_a_threshold_of_a_rule_file_is_changed(tmp_path: Path) -> None:
    text = '[[check]]\ncode = "funds.rate-low"\nwhen = "rate < 85%"\nright = "85%"\nseverity = "info"\n'
    own = derive(tmp_path, text)
    (spec,) = checks(own, "funds.rate-low")
    (old,) = checks(BEIJING, "funds.rate-low")
    assert spec.params == {**old.params, "when": "rate < 85%", "right": "85%"}
    assert (spec.severity, spec.source) == ("info", old.source)


@pytest.mark.parametrize(("executed", "found"), [("84.99", True), ("85.00", False), ("89.00", False)])
def test_the_changed_threshold_decides(tmp_path: Path, executed: str, found: bool) -> None:
    own = derive(tmp_path, '[[check]]\ncode = "funds.rate-low"\nwhen = "rate < 85%"\nright = "85%"\n')
    form = look_at(new_record(own, "示例市医疗保障局", 2023))
    cells = form.record.cells(own.section_by_key["funds"])
    amounts = {"budget": "100.00", "executed": executed}
    form.commit({cell: amounts[cell.column] for cell in cells if cell.row == "central" and cell.column in amounts})
    low = [finding for finding in form.findings if finding.code == "funds.rate-low"]
    assert bool(low) is found
    assert all(finding.severity is Severity.VERIFY and "85%" in finding.message for finding in low)


def test_checks_are_dropped_added_and_narrowed(tmp_path: Path) -> None:
    own = derive(
        tmp_path,
        """
        [[check]]
        code = "funds.carry-over"
        off = true
        [[check]]
        code = "header.required"
        where = { section = "header" }
        severity = "verify"
        [[check]]
        kind = "condition"
        code = "funds.unspent"
        severity = "verify"
        source = "本市通知"
        message = "还有 {left} 没有执行。"
        section = "funds"
        row = "total"
        column = "executed"
        when = "executed < budget"
        left = "executed"
        """,
    )
    assert checks(BEIJING, "funds.carry-over")
    assert not checks(own, "funds.carry-over")
    assert {s.params["section"]: s.severity for s in checks(own, "header.required")} == {
        "form": "error",
        "header": "verify",
    }
    assert len(checks(own, "funds.unspent")) == 1


def test_changes_of_a_chain_are_made_in_order(tmp_path: Path) -> None:
    check = '[[check]]\ncode = "funds.rate-low"\n'
    write(tmp_path, f'{HEAD}{check}severity = "info"\nadvice = "一"\n', "own.toml")
    text = f'[form]\nextends = "region/own"\nlayout = "second"\n{check}advice = "二"\n'
    own = load_definition(write(tmp_path, text, "second.toml"), (tmp_path, resources_dir()))
    (spec,) = checks(own, "funds.rate-low")
    assert (spec.severity, spec.advice) == ("info", "二")


# X4 -------------------------------------------------------------------------------------------------------------------


def test_the_users_folder_is_asked_first_whatever_the_file_is_called(tmp_path: Path) -> None:
    parent = '[form]\nextends = "region-managed/shanghai-2022"\nlayout = "base"\nname = "用户的"\n'
    write(tmp_path, parent, "2023/什么名字都行.toml")
    own = derive(tmp_path, "", '[form]\nextends = "region-managed/base"\nlayout = "own"\n')
    assert (own.kind, own.name) == ("region-managed", "用户的")


@pytest.mark.parametrize(
    ("head", "key", "reason"),
    [
        (
            'extends = "region/nirvana"\nlayout = "own"',
            "form.extends",
            "没有“region/nirvana”这个表样.*region/beijing-2022",
        ),
        ('extends = "beijing-2022"\nlayout = "own"', "form.extends", "“beijing-2022”要写成“表种/表样”"),
        ('extends = "region/"\nlayout = "own"', "form.extends", "要写成“表种/表样”"),
        ("extends = 3\nlayout = 'own'", "form.extends", "这里要文字"),
        ('extends = ""\nlayout = "own"', "form.extends", "不能空着"),
        ('extends = "region/beijing-2022"', "form.layout", "缺少这一项"),
        ('extends = "region/beijing-2022"\nlayout = "a/b"', "form.layout", "只能有字、数字"),
        ('extends = "region/beijing-2022"\nlayout = "own"\nkind = "project"', "form.kind", "表种不能改.*project"),
        ('extends = "region/own"\nlayout = "own"', "form.extends", "绕了一圈.*region/own → region/own"),
        ('extends = "region/loop"\nlayout = "own"', "form.extends", "绕了一圈"),
    ],
)
def test_parents_that_cannot_be(tmp_path: Path, head: str, key: str, reason: str) -> None:
    write(tmp_path, '[form]\nextends = "region/own"\nlayout = "loop"\n', "loop.toml")
    with pytest.raises(DefinitionError, match=reason) as caught:
        derive(tmp_path, "", f"[form]\n{head}\n")
    assert caught.value.key == key
    assert caught.value.file in ("own.toml", "loop.toml")


# X5 -------------------------------------------------------------------------------------------------------------------

ROW = f"{INDICATORS}[[section.row]]\n"
KNOWN = f'{ROW}key = "satisfaction"\n'
PLACE = "section.indicators.row.satisfaction"
LOW = '[[check]]\ncode = "funds.rate-low"\n'
FIELD = '[[section]]\nkey = "goal"\n[[section.field]]\nkey = "planned"\n'


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        (f'{ROW}key = "nobody"\nremove = true', "section.indicators.row.nobody.remove", "里没有它，去不掉。现有："),
        (f'{ROW}key = "nobody"\ntarget = "1"', "section.indicators.row.nobody.label", "没有名称.*当作新加的"),
        (f'{KNOWN}after = "x"', f"{PLACE}.after", "没有叫“x”的"),
        (f'{KNOWN}after = "satisfaction"', f"{PLACE}.after", "没有叫"),
        (f'{KNOWN}after = "rule-of-law"\nbefore = "x"', f"{PLACE}.before", "只能写一个"),
        (f'{KNOWN}remove = true\ntarget = "1"', f"{PLACE}.target", "不能再写别的"),
        (f'{KNOWN}remove = "是"', f"{PLACE}.remove", "true 或 false"),
        (f'{KNOWN}tagret = "1"', f"{PLACE}.tagret", "没有这个词"),
        (f"{ROW}target = '1'", "section.indicators.row[0].key", "缺少这一项"),
        (f'{KNOWN}[[section.row]]\nkey = "satisfaction"', PLACE, "两次"),
        ('[[section]]\nkey = "indicatorz"\nguidance = "x"', "section.indicatorz.shape", "没有“section.indicatorz”"),
        (f'{FIELD}at = "B:Z"', "section.goal.planned.at", "不是表上的栏"),
        ('[[section]]\nkey = "funds"\n[[section.row]]\nkey = "local"\nremove = true', "computed", "local"),
        ("titel = 'x'", "form.titel", "没有这个词"),
        ("title_synonyms = [{ key = 'x' }]", "form.title_synonyms", "一列文字"),
        ("[sheeet]\nname = 'x'", "sheeet", "没有这个词"),
        ('[section]\nkey = "goal"', "section", "一组表"),
        ("[[check]]\noff = true", "check[", "缺少这一项"),
        ('[[check]]\ncode = "funds.rate-lo"\noff = true', "check.funds.rate-lo", "没有编号.*相近的有：funds.rate-low"),
        ('[[check]]\ncode = "xyz"\noff = true', "check.xyz", "没有编号为“xyz”的审核。编号见"),
        (f'{LOW}where = {{ row = "x" }}', "check.funds.rate-low", "没有符合 where 的"),
        (f'{LOW}when = "rate <"', "check.funds.rate-low.when", "。$"),
        (f'{LOW}limit = 3', "check.funds.rate-low.limit", "没有这个参数"),
        (f'{LOW}severity = "bad"', "check.funds.rate-low.severity", "只能是"),
        (f'{LOW}off = true\nseverity = "info"', "check.funds.rate-low.severity", "不能再写别的"),
        (f'{LOW}only_with = ["note"]', "check.funds.rate-low.only_with", "不能改这一项"),
        ('rules = ["transfer", "gone"]', "form", "“rules/gone.toml”，它找不到"),
    ],
)  # fmt: skip
def test_a_broken_derived_file_is_refused(tmp_path: Path, text: str, key: str, reason: str) -> None:
    with pytest.raises(DefinitionError, match=reason) as caught:
        derive(tmp_path, f"{text}\n")
    assert caught.value.file == "own.toml"
    assert caught.value.key.startswith(key)


def test_a_check_that_no_longer_fits_is_named_by_its_code_and_can_be_dropped(tmp_path: Path) -> None:
    """Without the row of other money, the rule about carry-over has nothing to look at."""
    text = """
    [[section]]
    key = "funds"
    [[section.row]]
    key = "other"
    remove = true
    [[section.row]]
    key = "total"
    computed = "central + local"
    """
    with pytest.raises(DefinitionError, match=r"funds\.other\.budget") as caught:
        derive(tmp_path, text)
    assert (caught.value.file, caught.value.key) == ("own.toml", "check.funds.carry-over.cell")
    assert keys(derive(tmp_path, f'{text}\n[[check]]\ncode = "funds.carry-over"\noff = true\n'), "funds") == [
        "total",
        "central",
        "local",
    ]


def test_a_file_without_a_parent_cannot_change_checks(tmp_path: Path) -> None:
    shipped = (resources_dir() / "forms" / "region" / "beijing-2022.toml").read_text(encoding="utf-8")
    path = write(tmp_path, f'{shipped}\n[[check]]\ncode = "funds.rate-low"\noff = true\n')
    with pytest.raises(DefinitionError, match="缺少这一项") as caught:
        load_definition(path, (tmp_path, resources_dir()))
    assert caught.value.key == "check[0].kind"


def test_pages_of_a_form_of_several_sheets_are_derived_like_rows(tmp_path: Path) -> None:
    """A budget of next year: another name of a sheet, wider columns, a table that is no longer asked for."""
    parent = load_definition(resources_dir() / "forms" / "budget" / "shenzhen-2022.toml")
    page = parent.pages[1]
    text = f"""
    year = 2023
    [[page]]
    key = "{page.key}"
    name = "表一"
    widths = {{ B = 15 }}
    """
    head = '[form]\nextends = "budget/shenzhen-2022"\nlayout = "own"\n'
    own = derive(tmp_path, text, head)
    assert [one.key for one in own.pages] == [one.key for one in parent.pages]
    changed = own.pages[1]
    assert (changed.style.name, changed.style.widths) == ("表一", {**page.style.widths, "B": 15.0})
    assert (changed.lines, own.pages[2]) == (page.lines, parent.pages[2])
    with pytest.raises(DefinitionError, match=r"own\.toml.*“page\.t99\.remove”.*里没有它"):
        derive(tmp_path, '[[page]]\nkey = "t99"\nremove = true\n', head)
