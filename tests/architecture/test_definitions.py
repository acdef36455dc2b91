"""Every form definition we ship loads: the loader refuses unknown words, dangling references and cyclic formulas."""

from __future__ import annotations

import pytest

from desktop.domain.definition_loader import load_definition
from tests.architecture.tree import ROOT, project_files

SHIPPED_FORMS = [
    name
    for name in project_files()
    if name.startswith("resources/forms/") and name.endswith(".toml") and not name.startswith("resources/forms/schema/")
]


@pytest.mark.parametrize("name", SHIPPED_FORMS)
def test_shipped_definition_loads(name: str) -> None:
    definition = load_definition(ROOT / name)
    assert definition.kind == name.split("/")[2], "the folder is the form kind"


@pytest.mark.parametrize("kind", ["region", "region-managed", "project"])
def test_promised_kinds_are_shipped(kind: str) -> None:
    assert [name for name in SHIPPED_FORMS if name.split("/")[2] == kind]
