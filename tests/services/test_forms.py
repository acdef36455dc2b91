"""Which layouts there are, and that a broken file of the user's harms nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.errors import InputError
from desktop.paths import resources_dir
from desktop.services.forms import FormCatalog


def test_both_region_kinds_are_shipped() -> None:
    catalog = FormCatalog()
    assert {"region", "region-managed"} <= set(catalog.kinds())
    assert all(info.problem == "" for info in catalog.layouts())


def test_an_unknown_kind_names_those_there_are() -> None:
    with pytest.raises(InputError, match=r"没有叫“provincial”的表种.*region-managed"):
        FormCatalog().definition("provincial")


def test_an_unknown_layout_names_those_there_are() -> None:
    with pytest.raises(InputError, match=r"没有叫“x”的表样.*shanghai-2022"):
        FormCatalog().definition("region-managed", "x")


def test_a_layout_dropped_into_the_users_folder_is_offered(tmp_path: Path) -> None:
    shipped = resources_dir() / "forms" / "region" / "beijing-2022.toml"
    folder = tmp_path / "forms" / "region"
    folder.mkdir(parents=True)
    text = shipped.read_text(encoding="utf-8").replace('layout = "beijing-2022"', 'layout = "own-2023"')
    (folder / "own.toml").write_text(text, encoding="utf-8")
    catalog = FormCatalog(user=tmp_path)
    assert catalog.definition("region", "own-2023").layout == "own-2023"
    assert [info.user for info in catalog.layouts() if info.layout == "own-2023"] == [True]


@pytest.mark.parametrize("content", [b"", b"[form", b"\xff\xfe", b"[form]\nkind = 3", b"[form]\nkind='region'\n"])
def test_a_broken_file_is_listed_with_its_problem_and_harms_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "broken.toml").write_bytes(content)
    catalog = FormCatalog(user=tmp_path)
    broken = next(info for info in catalog.layouts() if info.user)
    assert "broken.toml" in broken.problem
    assert broken.problem.endswith("。")
    assert len(catalog.definitions()) == len(catalog.layouts()) - 1


def test_a_layout_that_fails_its_proof_is_marked_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    head = "[form]\nkind='region'\nlayout='odd'\nname='x'\nyear=2022\ntitel='x'\n"
    (tmp_path / "forms" / "odd.toml").write_text(head, encoding="utf-8")
    catalog = FormCatalog(user=tmp_path)
    names = {definition.layout for definition in catalog.definitions()}
    assert "odd" not in names
    assert "odd.toml" in next(info for info in catalog.layouts() if info.user).problem
