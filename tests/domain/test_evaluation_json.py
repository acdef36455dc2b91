"""The JSON shape: what is kept, what folds away, and what is refused by name instead of being dropped.

E1  Every leaf comes back; thousands separators of figures fold away, prose stays as it is.
E2  What a layout has no use for is refused, and so is a value given twice under two names.
E3  Names are matched with tolerance, never renamed in the indicators.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.address import CellId
from desktop.domain.definition import FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.errors import InputError
from desktop.domain.evaluation_json import fold_label, from_json, match_item, to_json
from desktop.domain.record import new_record
from tests.architecture.tree import ROOT


@cache
def shanghai() -> FormDefinition:
    """The shipped layout with management rows and reasons."""
    return load_definition(ROOT / "resources" / "forms" / "region-managed" / "shanghai-2022.toml")


def data(name: str = "shanghai-2022-region") -> dict[str, Any]:
    """A shortened published form."""
    form: dict[str, Any] = json.loads((ROOT / "tests" / "data" / f"{name}.json").read_text(encoding="utf-8"))
    return form


# E1 -------------------------------------------------------------------------------------------------------------------


def test_second_round_changes_nothing() -> None:
    once = to_json(from_json(data(), shanghai()))
    assert to_json(from_json(once, shanghai())) == once


def test_keys_begin_with_what_identifies_the_form() -> None:
    assert list(to_json(from_json(data(), shanghai())))[:8] == [
        "kind",
        "layout",
        "bureau",
        "year",
        "title",
        "unit",
        "header",
        "funds",
    ]


def test_handed_down_targets_keep_their_doubled_row() -> None:
    back = to_json(from_json(data(), shanghai()))
    assert back["targets_set"] == [row | {"reason": ""} for row in data()["targets_set"]]
    names = [row["level3"] for row in back["targets_set"]]
    assert (len(names), names.count("医保法治建设能力")) == (22, 2)


def test_hidden_parts_are_absent_when_empty() -> None:
    back = to_json(new_record(shanghai(), "示例市医疗保障局", 2022))
    assert "targets_set" not in back
    assert "explanations" not in back
    assert back["year"] == 2022


def test_explanations_travel_with_the_form() -> None:
    words = [{"code": "funds.rate-low", "where": "funds[0].rate", "text": "项目验收推迟。"}]
    assert to_json(from_json(data() | {"explanations": words}, shanghai()))["explanations"] == words


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("7,569.17", "7569.17"),
        ("19114.20", "19114.20"),
        ("0.00", "0.00"),
        (12.5, "12.5"),
        (7439, "7439"),
        ("1OO", "1OO"),
    ],
)
def test_figures_are_kept_as_printed(given_: Any, kept: str) -> None:
    record = from_json({"funds": [{"label": "地方资金", "budget": given_}]}, shanghai())
    assert record.shown(CellId("funds", "local", "budget")) == kept


def test_none_is_blank() -> None:
    record = from_json({"note": None, "funds": [{"label": "地方资金", "budget": None}]}, shanghai())
    assert record.texts == {}


def test_printed_total_stands_above_the_calculated_one() -> None:
    form = data()
    form["funds"][0]["budget"] = "19114.21"
    record = from_json(form, shanghai())
    total = CellId("funds", "total", "budget")
    assert (record.shown(total), record.calculated[total]) == ("19114.21", "19114.20")


def test_missing_figures_are_calculated() -> None:
    form = data()
    form["funds"] = [row | {"rate": ""} for row in form["funds"]]
    assert [row["rate"] for row in to_json(from_json(form, shanghai()))["funds"]] == ["42.7%", "4.2%", "0.0%", "92.7%"]


def test_title_is_made_when_none_is_given() -> None:
    form = data()
    printed = form.pop("title")
    form["header"]["转移支付(项目)名称"] = "医疗服务与保障能力提升补助资金（医疗保障服务能力建设部分）"
    assert to_json(from_json(form, shanghai()))["title"] == printed


prose = st.text(max_size=40)


@given(st.lists(prose, min_size=4, max_size=4))
def test_prose_comes_back_as_it_is(texts: list[str]) -> None:
    form = data()
    form["note"], form["goal"]["achieved"] = texts[0], texts[1]
    form["indicators"][3]["reason"], form["management"][2]["problem"] = texts[2], texts[3]
    back = to_json(from_json(form, shanghai()))
    assert [back["note"], back["goal"]["achieved"]] == texts[:2]
    assert [back["indicators"][3]["reason"], back["management"][2]["problem"]] == texts[2:]


# E2 -------------------------------------------------------------------------------------------------------------------

ROW = {"level3": "医保宣传能力"}
REFUSED: dict[str, tuple[Any, str]] = {
    "a list": ([], "最外层"),
    "a text": ("x", "最外层"),
    "unknown part": ({"key_projects": []}, "key_projects"),
    "inner part": ({"form": {}}, "form"),
    "unknown header": ({"header": {"经办人": "x"}}, "header.经办人"),
    "header as a list": ({"header": []}, "header"),
    "unknown column": ({"indicators": [ROW | {"score": "5"}]}, "indicators[0].score"),
    "indicators as an object": ({"indicators": {}}, "indicators"),
    "row that is no object": ({"indicators": ["x"]}, "indicators[0]"),
    "unknown money row": ({"funds": [{"label": "省级资金"}]}, "省级资金"),
    "money row without a label": ({"funds": [{"budget": "1"}]}, "funds[0]"),
    "doubled money row": ({"funds": [{"label": "地方资金"}, {"label": "地方财政资金"}]}, "funds[1]"),
    "money row given twice": ({"funds": [{"label": "地方资金"}, {"label": "地方资金"}]}, "写了两次"),
    "list for a label": ({"funds": [{"label": ["地方资金"]}]}, "funds[0].label"),
    "half a character": ({"note": "\ud83d"}, "半个字符"),
    "half a character in a figure": ({"funds": [{"label": "地方资金", "budget": "1\udc00"}]}, "funds[0].budget"),
    "unknown goal": ({"goal": {"next": "x"}}, "goal.next"),
    "note as an object": ({"note": {"text": "x"}}, "note"),
    "flag for a text": ({"note": True}, "note"),
    "list for a figure": ({"funds": [{"label": "地方资金", "budget": ["1"]}]}, "funds[0].budget"),
    "one field under two names": ({"header": {"资金使用单位": "甲", "实施单位": "乙"}}, "header.实施单位"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=list(REFUSED))
def test_what_the_layout_does_not_know_is_refused_by_name(case: tuple[Any, str]) -> None:
    form, named = case
    with pytest.raises(InputError, match="自评数据") as caught:
        from_json(form, shanghai())
    assert named in str(caught.value)
    assert str(caught.value).endswith("。")


def test_what_says_where_a_form_came_from_is_no_content() -> None:
    aside = {"source": "x.txt", "sources": {}, "footnotes": [], "layout": "x", "signature_fields": []}
    assert from_json(aside, shanghai()).texts == {}


# E3 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("其中：中央补助", "中央补助"),
        ("其中: 中央财政资金", "中央财政资金"),
        ("年度资金总额：", "年度资金总额"),
        ("全年预算数（A）", "全年预算数(A)"),
        (" 预算 执行率\n(B/A) ", "预算执行率(B/A)"),
        ("", ""),
    ],
)
def test_label_folds(text: str, folded: str) -> None:
    assert fold_label(text) == folded
    assert fold_label(folded) == folded


@pytest.mark.parametrize(
    ("section", "label", "key"),
    [
        ("funds", "年度资金总额：", "total"),
        ("funds", "中央补助", "central"),
        ("indicators", "推行 DRG/DIP 医保支付方式改革", "drg-dip-reform"),
        ("indicators", "医保法制建设能力", "rule-of-law"),
        ("indicators", "定点医药机构监督检查覆盖率", None),
        ("indicators", "医保", None),
        ("indicators", "", None),
    ],
)
def test_item_is_matched_by_name(section: str, label: str, key: str | None) -> None:
    assert match_item(shanghai().section_by_key[section], label) == key


def test_item_is_matched_once() -> None:
    section = shanghai().section_by_key["indicators"]
    assert match_item(section, "医保法治建设能力", {"rule-of-law"}) is None


def test_drifted_name_is_matched_but_not_renamed() -> None:
    record = from_json({"indicators": [{"level3": "基金预警和风险防范能力", "actual": "有所提高"}]}, shanghai())
    assert record.rows("indicators")[0].item == "fund-risk-control"
    assert to_json(record)["indicators"][0]["level3"] == "基金预警和风险防范能力"


def test_unknown_and_doubled_indicators_keep_their_place() -> None:
    names = ["医保宣传能力", "本市自定指标", "医保宣传能力"]
    record = from_json({"indicators": [{"level3": name} for name in names]}, shanghai())
    assert [row.item for row in record.rows("indicators")] == ["publicity-capacity", "", ""]
    assert [row["level3"] for row in to_json(record)["indicators"]] == names


def test_header_is_matched_by_other_names() -> None:
    record = from_json({"header": {"转移支付（项目）名称": "甲", "省级主管部门": "乙"}}, shanghai())
    assert to_json(record)["header"] == {
        "转移支付(项目)名称": "甲",
        "中央主管部门": "",
        "地方主管部门": "乙",
        "资金使用单位": "",
    }
