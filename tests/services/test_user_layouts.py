"""A layout in ten lines in the user's folder: offered, filled, checked, exported, recognised; broken ones harm nothing.

U1  From the file to the workbook and back, without a programmer.
U2  A broken file gets a sentence with file, key and reason; everything else works as before.
U3  A name is one layout: shipped names are not taken, of two files one counts and the other is told.
U4  A form keeps every text when its layout changes, breaks or goes, and says what has no place.
U5  The example of the manual is true.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop.domain.address import CellId
from desktop.domain.errors import EnvironmentFault, InputError
from desktop.domain.evaluation_json import to_json
from desktop.exchange.excel_reader import read_workbook
from desktop.paths import resources_dir
from desktop.services.entry import look_at
from desktop.services.forms import FormCatalog
from desktop.services.layout_files import find_layouts
from desktop.services.left_over import left_over
from desktop.services.sources import record_of
from desktop.services.transfer import export_record, preview
from desktop.services.workspace import Workspace
from tests.architecture.tree import ROOT
from tests.builders import evaluation, sample_record
from tests.services.user_files import BROKEN_RULES, DERIVED, put

OWN = "forms/own-2023.toml"
FUNDS = {"budget": "100.00", "executed": "86.00"}


def problem_of(catalog: FormCatalog, name: str) -> str:
    """The sentence about one of the user's files."""
    catalog.usable()
    return next(info.problem for info in catalog.layouts() if info.user and info.path.name == name)


# U1 -------------------------------------------------------------------------------------------------------------------


def test_from_ten_lines_to_the_workbook_and_back(user_data: Path, tmp_path: Path) -> None:
    put(user_data, OWN, DERIVED)
    catalog = FormCatalog()
    assert catalog.problems() == []
    assert [info.layout for info in catalog.usable() if info.user] == ["own-2023"]
    workspace = Workspace.open(tmp_path / "data.zpdata", catalog)
    form = workspace.form(workspace.create("region", "own-2023", "示例市医疗保障局", 2023))
    keys = [row.key for row in form.record.rows("indicators")]
    assert "supplement-drugs" not in keys
    assert form.record.text(CellId("indicators", "satisfaction", "target")) == "≥90%"
    form.commit({CellId("funds", "central", column): text for column, text in FUNDS.items()})
    form.commit({CellId("indicators", "satisfaction", "actual"): "92%"})
    # 86 % is under the parent's threshold of 90 % and over the own one.
    assert not [finding for finding in form.findings if finding.code == "funds.rate-low"]
    out = export_record(form.record, tmp_path / "out.xlsx")
    wanted = to_json(form.record)
    workspace.close()

    found = preview(out, FormCatalog())[0]
    assert found.definition.id == "region/own-2023"
    assert to_json(found.record) == wanted
    again = Workspace.open(tmp_path / "data.zpdata", FormCatalog())
    assert to_json(again.form(1).record) == wanted
    again.close()


def test_the_parents_threshold_stays_with_the_parent(user_data: Path) -> None:
    put(user_data, OWN, DERIVED)
    for layout, found in (("beijing-2022", True), ("own-2023", False)):
        data = evaluation("beijing-2022-region") | {"layout": layout, "indicators": []}
        data["funds"] = [{"label": "其中：中央补助", **FUNDS, "rate": ""}]
        codes = {finding.code for finding in look_at(record_of(data, FormCatalog())).findings}
        assert ("funds.rate-low" in codes) is found


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
@pytest.mark.parametrize("marked", [True, False])
def test_a_workbook_is_recognised_as_what_it_was_made_from(
    user_data: Path, tmp_path: Path, year: int, marked: bool
) -> None:
    """With the program's mark the layout is certain; without it the year decides between two that are alike."""
    put(user_data, OWN, DERIVED)
    catalog = FormCatalog()
    data = evaluation("beijing-2022-region") | {"layout": "beijing-2022", "year": year}
    out = export_record(record_of(data, catalog), tmp_path / "out.xlsx")
    if not marked:
        unmark(out)
    (proposal,) = read_workbook(out, catalog.definitions())
    own = not marked and year >= 2023
    assert proposal.definition.id == ("region/own-2023" if own else "region/beijing-2022")


@pytest.mark.parametrize("name", ["beijing-2022-region", "shanghai-2022-region", "yiyang-2022-project"])
def test_shipped_forms_are_recognised_as_before(user_data: Path, tmp_path: Path, name: str) -> None:
    out = export_record(sample_record(name), tmp_path / "out.xlsx")
    unmark(out)
    before = read_workbook(out, FormCatalog().definitions())[0]
    for kind, layout in (("region", "beijing-2022"), ("region-managed", "shanghai-2022"), ("project", "yiyang-2022")):
        put(user_data, f"forms/{kind}.toml", f'[form]\nextends = "{kind}/{layout}"\nlayout = "own"\nyear = 2023\n')
    catalog = FormCatalog()
    assert len([info for info in catalog.usable() if info.user]) == 3
    after = read_workbook(out, catalog.definitions())[0]
    assert after.definition.id == before.definition.id
    assert to_json(after.record()) == to_json(before.record())


def test_labels_as_printed_decide_before_the_year(user_data: Path, tmp_path: Path) -> None:
    """A form of 2022 on next year's paper is next year's layout, though last year's knows the label as a synonym."""
    text = 'extends = "region/beijing-2022"\nlayout = "own"\nyear = 2023\n[[section]]\nkey = "indicators"\n'
    put(user_data, OWN, f'[form]\n{text}column = [{{ key = "target", label = "年度指标值" }}]\n')
    catalog = FormCatalog()
    for layout in ("own", "beijing-2022"):
        for year in (2022, 2023):
            data = evaluation("beijing-2022-region") | {"layout": layout, "year": year}
            out = export_record(record_of(data, catalog), tmp_path / "out.xlsx")
            unmark(out)
            assert read_workbook(out, catalog.definitions())[0].definition.layout == layout


def unmark(path: Path) -> None:
    """Take this program's mark out of a workbook."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book.save(path)


def test_an_evaluation_without_a_layout_is_taken_for_that_of_its_year(user_data: Path) -> None:
    put(user_data, OWN, DERIVED)
    data = {"kind": "region", "bureau": "示例市医疗保障局"}
    found = [record_of(data | {"year": year}, FormCatalog()).definition.layout for year in (2021, 2022, 2023, 2024)]
    assert found == ["beijing-2022", "beijing-2022", "own-2023", "own-2023"]


def test_a_rule_file_of_the_users_replaces_the_shipped_one(user_data: Path) -> None:
    text = (resources_dir() / "rules" / "transfer.toml").read_text(encoding="utf-8").replace("90%", "70%")
    put(user_data, "rules/transfer.toml", text)
    catalog = FormCatalog()
    assert catalog.problems() == []
    whens = {s.params["when"] for s in catalog.definition("region").checks if s.code == "funds.rate-low"}
    assert whens == {"rate < 70%"}


def test_what_is_put_in_while_the_program_runs_is_found(user_data: Path) -> None:
    catalog = FormCatalog()
    before = catalog.definition("region")
    put(user_data, OWN, DERIVED)
    catalog.look_again()
    assert "own-2023" in [info.layout for info in catalog.usable()]
    assert catalog.definition("region", "beijing-2022") is before
    put(user_data, OWN, DERIVED.replace("≥90%", "≥99%"))
    catalog.look_again()
    own = catalog.definition("region", "own-2023").section_by_key["indicators"].item_by_key
    assert own["satisfaction"].preset["target"] == "≥99%"


# U2 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (DERIVED.encode("gbk"), "“文件”.*不是 UTF-8 编码.*记事本"),
        (DERIVED.encode("utf-16"), "“文件”.*不是 UTF-8 编码"),
        (b"[form", "“文件”.*文件末尾写错了"),
        (b"[form]\nkind = region", "“文件”.*第 2 行"),
        (b"", "“form”.*缺少这一项"),
        (b"form = 3", "“form”.*一张表"),
        (b"[form]\nkind = 3", "“form.year”.*缺少这一项|“form.kind”.*文字"),
        (DERIVED.replace("2023\n[[", '"2023"\n[[').encode(), "“form.year”.*整数"),
        (DERIVED.replace("beijing", "nanjing").encode(), "“form.extends”.*没有“region/nanjing-2022”"),
        (DERIVED.replace("satisfaction", "satisfied").encode(), "“section.indicators.row.satisfied.label”"),
        (DERIVED.replace("rate-low", "rate-lo").encode(), "“check.funds.rate-lo”.*没有编号"),
        (DERIVED.replace("85%\"\n", "85% +\"\n").encode(), "“check.funds.rate-low.when”"),
        (b'[form]\nkind = "region"\nlayout = "own"\nname = "x"\nyear = 2023\n', "“(sheet|section)”有问题：缺少"),
    ],
)  # fmt: skip
def test_a_broken_file_gets_a_sentence_and_harms_nothing(user_data: Path, content: bytes, words: str) -> None:
    put(user_data, OWN, content)
    put(user_data, "forms/sub/good.toml", DERIVED.replace("own-2023", "good-2023"))
    catalog = FormCatalog()
    sentence = problem_of(catalog, "own-2023.toml")
    assert re.search(rf"“own-2023.toml”的{words}", sentence)
    assert sentence.endswith("。")
    assert sentence in catalog.problems()
    shipped = [info for info in catalog.layouts() if not info.user]
    assert len(catalog.usable()) == len(catalog.definitions()) == len(shipped) + 1
    assert catalog.definition("region", "good-2023").layout == "good-2023"


def test_a_byte_order_mark_is_no_mistake(user_data: Path) -> None:
    put(user_data, OWN, b"\xef\xbb\xbf" + DERIVED.replace("\n", "\r\n").encode())
    assert FormCatalog().definition("region", "own-2023").year == 2023


def test_a_folder_named_like_a_file_is_told(user_data: Path) -> None:
    (user_data / "forms" / "odd.toml").mkdir(parents=True)
    assert "打不开" in problem_of(FormCatalog(), "odd.toml")


def test_no_files_of_the_users_no_problem(user_data: Path) -> None:
    assert FormCatalog().problems() == []
    (user_data / "forms").mkdir(parents=True)
    assert FormCatalog().problems() == []


@pytest.mark.parametrize("content", [BROKEN_RULES.encode(), b"[[check]", "[[check]]\n# 规则".encode("gbk")])
def test_a_broken_rule_file_gives_way_to_the_shipped_one(user_data: Path, content: bytes) -> None:
    put(user_data, "rules/transfer.toml", content)
    put(user_data, OWN, DERIVED)
    catalog = FormCatalog()
    assert [p for p in catalog.problems() if "transfer.toml" in p] == catalog.problems() != []
    assert len(catalog.definition("region", "beijing-2022").checks) > 20
    assert catalog.definition("region", "own-2023").layout == "own-2023"


def test_a_layout_says_which_of_its_own_rule_files_is_missing_or_broken(user_data: Path) -> None:
    head = DERIVED.replace("year = 2023", 'year = 2023\nrules = ["transfer", "ours"]')
    put(user_data, OWN, head)
    assert "“rules/ours.toml”，它找不到" in problem_of(FormCatalog(), "own-2023.toml")
    put(user_data, "rules/ours.toml", BROKEN_RULES)
    catalog = FormCatalog()
    assert "“rules/ours.toml”，它本身有问题，用不了" in problem_of(catalog, "own-2023.toml")
    assert any("“ours.toml”的“check[0].severity”" in sentence for sentence in catalog.problems())
    put(user_data, "rules/ours.toml", BROKEN_RULES.replace("fatal", "info") + 'section = "header"\n')
    severities = [s.severity for s in FormCatalog().definition("region", "own-2023").checks if s.source == "x"]
    assert severities == ["info"]


def test_a_rule_file_that_does_not_fit_a_shipped_layout_does_not_take_it_away(user_data: Path) -> None:
    shipped = (resources_dir() / "rules" / "transfer.toml").read_text(encoding="utf-8")
    check = (
        '[[check]]\nkind = "required"\ncode = "goal.required"\nseverity = "error"\nsource = "x"\nsection = "nirvana"\n'
    )
    put(user_data, "rules/transfer.toml", f"{check}{shipped}")
    catalog = FormCatalog()
    (sentence, *_) = catalog.problems()
    assert "用的是程序自带的规则" in sentence
    assert "nirvana" in sentence
    assert len(catalog.definitions()) == len(catalog.layouts())
    assert not [s for s in catalog.definition("region").checks if s.params.get("section") == "nirvana"]


def test_a_broken_code_list_gives_way_to_the_shipped_one(user_data: Path) -> None:
    put(user_data, "code_lists/transfer-2022.toml", 'title = "x"\n')
    catalog = FormCatalog()
    assert "transfer-2022.toml" in catalog.problems()[0]
    assert catalog.definition("region").section_by_key["indicators"].items[0].guidance


# U3 -------------------------------------------------------------------------------------------------------------------


def test_a_shipped_name_is_not_taken(user_data: Path) -> None:
    shipped = (resources_dir() / "forms" / "region" / "beijing-2022.toml").read_text(encoding="utf-8")
    put(user_data, "forms/region/beijing-2022.toml", shipped.replace("version = 1", "version = 9"))
    put(user_data, OWN, DERIVED.replace('"own-2023"', '"beijing-2022"'))
    put(user_data, "forms/child.toml", DERIVED.replace("own-2023", "child"))
    catalog = FormCatalog()
    assert "“form.layout”有问题：“region/beijing-2022”是程序自带的表样" in problem_of(catalog, "beijing-2022.toml")
    assert "beijing-2022-own" in problem_of(catalog, "own-2023.toml")
    assert catalog.definition("region", "beijing-2022").version == 1
    assert catalog.definition("region", "child").layout == "child"


def test_of_two_files_with_one_name_that_named_like_it_counts(user_data: Path) -> None:
    put(user_data, "forms/own-2023 - 副本.toml", DERIVED.replace("≥90%", "≥95%"))
    put(user_data, OWN, DERIVED)
    catalog = FormCatalog()
    sentence = problem_of(catalog, "own-2023 - 副本.toml")
    assert "“region/own-2023”已经有一个文件了（own-2023.toml）" in sentence
    items = catalog.definition("region", "own-2023").section_by_key["indicators"].item_by_key
    assert items["satisfaction"].preset["target"] == "≥90%"


def test_two_layouts_that_derive_from_each_other_are_told(user_data: Path) -> None:
    put(user_data, "forms/a.toml", '[form]\nextends = "region/b"\nlayout = "a"\n')
    put(user_data, "forms/b.toml", '[form]\nextends = "region/a"\nlayout = "b"\n')
    catalog = FormCatalog()
    assert "绕了一圈" in problem_of(catalog, "a.toml")
    assert "绕了一圈" in problem_of(catalog, "b.toml")
    assert catalog.definition("region").layout == "beijing-2022"


# U4 -------------------------------------------------------------------------------------------------------------------


def filled(user_data: Path, data: Path, layout: str = DERIVED) -> None:
    """A data file with one form of the own layout: other money, a note, a row added."""
    put(user_data, OWN, layout)
    workspace = Workspace.open(data, FormCatalog())
    form = workspace.form(workspace.create("region", "own-2023", "示例市医疗保障局", 2023))
    form.commit({CellId("funds", "other", "budget"): "12.50", CellId("note", "", "note"): "含上年结转"})
    form.add_row("indicators")
    workspace.close()


def test_a_form_whose_layout_is_gone_or_broken_says_so_and_keeps_everything(user_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data.zpdata"
    filled(user_data, data)
    for content, words in (
        (None, "没有叫“own-2023”的表样"),
        (DERIVED + "[oops]\n", "“oops”"),
        ("[form", "文件末尾"),
    ):
        (user_data / OWN).unlink() if content is None else put(user_data, OWN, content)
        workspace = Workspace.open(data, FormCatalog())
        assert len(workspace.evaluations()) == 1
        for _ in range(2):
            with pytest.raises(InputError, match=words):
                workspace.form(1)
        with pytest.raises(EnvironmentFault, match="没有撤销或重做"):
            workspace.undo()
        assert workspace.verify() == []
        workspace.close()
    put(user_data, OWN, DERIVED)
    workspace = Workspace.open(data, FormCatalog())
    record = workspace.form(1).record
    assert record.text(CellId("funds", "other", "budget")) == "12.50"
    assert left_over(record) == ""
    workspace.close()


WITHOUT_OTHER = f"""{DERIVED.replace("year = 2023", "year = 2023" + chr(10) + "version = 2")}
[[section]]
key = "note"
remove = true
[[section]]
key = "funds"
row = [{{ key = "other", remove = true }}, {{ key = "total", computed = "central + local" }}]
"""


def test_texts_of_what_a_new_version_drops_are_kept_and_told(user_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data.zpdata"
    filled(user_data, data)
    put(user_data, OWN, WITHOUT_OTHER)
    assert FormCatalog().problems() == []
    workspace = Workspace.open(data, FormCatalog())
    form = workspace.form(1)
    sentence = left_over(form.record)
    assert "有 2 处填过的内容" in sentence
    assert "资金情况“12.50”" in sentence
    assert "“含上年结转”" in sentence
    form.commit({CellId("funds", "central", "budget"): "100"})
    export_record(form.record, tmp_path / "out.xlsx")
    assert workspace.verify() == []
    workspace.close()
    put(user_data, OWN, DERIVED)
    workspace = Workspace.open(data, FormCatalog())
    record = workspace.form(1).record
    assert [record.text(CellId("funds", row, "budget")) for row in ("central", "other")] == ["100", "12.50"]
    assert record.text(CellId("note", "", "note")) == "含上年结转"
    workspace.close()


def test_undo_stops_with_a_sentence_at_rows_of_a_part_that_is_gone(user_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data.zpdata"
    part = """
    [[section]]
    key = "staff"
    title = "人员"
    shape = "list"
    json = "list"
    column = [{ key = "name", label = "姓名" }]
    """
    put(user_data, OWN, DERIVED + part)
    workspace = Workspace.open(data, FormCatalog())
    form = workspace.form(workspace.create("region", "own-2023", "示例市医疗保障局", 2023))
    form.add_row("staff")
    workspace.close()
    put(user_data, OWN, DERIVED)
    workspace = Workspace.open(data, FormCatalog())
    with pytest.raises(EnvironmentFault, match=r"增加一行 人员.*表样改过"):
        workspace.undo()
    workspace.close()
    put(user_data, OWN, DERIVED + part)
    workspace = Workspace.open(data, FormCatalog())
    assert workspace.undo() is not None
    workspace.close()


# U5 -------------------------------------------------------------------------------------------------------------------


def test_the_example_of_the_manual_is_true(user_data: Path) -> None:
    manual = (ROOT / "installer" / "README.md").read_text(encoding="utf-8")
    example, more = re.findall(r"^ *```toml\n(.*?)^ *```", manual, re.DOTALL | re.MULTILINE)
    assert len(example.splitlines()) <= 14
    name = re.search(r"存成 `forms\\([\w-]+\.toml)`", manual)
    assert name is not None
    put(user_data, f"forms/{name[1]}", example)
    catalog = FormCatalog()
    assert catalog.problems() == []
    (info,) = [info for info in catalog.usable() if info.user]
    own, parent = catalog.definition(info.kind, info.layout), catalog.definition("region", "beijing-2022")
    rows, before = own.section_by_key["indicators"].item_by_key, parent.section_by_key["indicators"].item_by_key
    assert set(before) - set(rows) == {"supplement-drugs"}
    assert (before["satisfaction"].preset["target"], rows["satisfaction"].preset["target"]) == ("≥85%", "≥90%")
    (low,) = [spec for spec in own.checks if spec.code == "funds.rate-low"]
    assert low.params["when"] == "rate < 85%"
    # The row that the manual adds stands where it says.
    put(user_data, f"forms/{name[1]}", re.sub(r"(?m)^row = .*$", lambda _: more.strip(), example))
    again = FormCatalog().definition(info.kind, info.layout).section_by_key["indicators"]
    assert [item.key for item in again.items][-2:] == ["satisfaction", "remote"]


def test_a_shipped_layout_is_read_as_far_as_its_head(tmp_path: Path) -> None:
    """What stands below costs every start; a head that is incomplete is looked for in the whole file."""
    folder = tmp_path / "forms" / "region"
    folder.mkdir(parents=True)
    head = '[form]\nkind = "region"\nlayout = "{}"\nyear = 2023\n'
    (folder / "whole.toml").write_text(head.format("whole") + 'name = "整"\n[[section]]\nkey = ][', encoding="utf-8")
    (folder / "split.toml").write_text(
        '[[section]]\nkey = "a"\n' + head.format("split") + 'name = "散"', encoding="utf-8"
    )
    (folder / "broken.toml").write_text(head.format("broken") + "[[section]]\nkey = ][", encoding="utf-8")
    found = {info.layout: info for info in find_layouts(tmp_path, tmp_path)}
    assert {name: (info.name, bool(info.problem)) for name, info in found.items()} == {
        "whole": ("整", False),
        "split": ("散", False),
        "broken": ("broken", True),
    }
