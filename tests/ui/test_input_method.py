"""Which input method Qt is told to use where the system asks for one that Qt has no plugin for."""

from __future__ import annotations

import os

import pytest

from desktop.ui import input_method as module
from desktop.ui.input_method import ibus_for_fcitx, input_method

IBUS, COMPOSE = "libibusplatforminputcontextplugin.so", "libcomposeplatforminputcontextplugin.so"
FCITX = "libfcitx5platforminputcontextplugin.so"
HELPED = {"QT_IM_MODULES": "ibus", "QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}


@pytest.mark.parametrize(
    "env",
    [
        {"QT_IM_MODULE": "fcitx"},
        {"QT_IM_MODULE": "fcitx5"},
        {"QT_IM_MODULES": "wayland;fcitx;ibus", "QT_IM_MODULE": "xim"},
        {"QT_IM_MODULES": "", "QT_IM_MODULE": "fcitx"},
        {"QT_IM_MODULES": ";", "QT_IM_MODULE": "fcitx"},
    ],
)
def test_fcitx_is_served_by_way_of_ibus(env: dict[str, str]) -> None:
    assert ibus_for_fcitx(env, [COMPOSE, IBUS]) == HELPED


@pytest.mark.parametrize(
    ("env", "plugins"),
    [
        ({}, [COMPOSE, IBUS]),
        ({"QT_IM_MODULE": ""}, [COMPOSE, IBUS]),
        ({"QT_IM_MODULE": "ibus"}, [COMPOSE, IBUS]),
        ({"QT_IM_MODULE": "xim"}, [COMPOSE, IBUS]),
        ({"QT_IM_MODULES": "ibus;fcitx", "QT_IM_MODULE": "fcitx"}, [COMPOSE, IBUS]),
        ({"QT_IM_MODULES": "wayland;compose", "QT_IM_MODULE": "fcitx"}, [COMPOSE, IBUS]),
        ({"QT_IM_MODULE": "fcitx"}, [COMPOSE, IBUS, FCITX]),
        ({"QT_IM_MODULE": "fcitx"}, [COMPOSE]),
        ({"QT_IM_MODULE": "fcitx"}, []),
    ],
)
def test_otherwise_the_choice_stands(env: dict[str, str], plugins: list[str]) -> None:
    assert ibus_for_fcitx(env, plugins) == {}


@pytest.mark.parametrize(("system", "helped"), [("linux", True), ("win32", False), ("darwin", False)])
def test_only_the_start_of_qt_sees_it(system: str, helped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.sys, "platform", system)
    monkeypatch.setattr(module, "ibus_for_fcitx", lambda env, plugins: HELPED)
    for name in HELPED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QT_IM_MODULE", "fcitx")
    untouched = {"QT_IM_MODULES": None, "QT_IM_MODULE": "fcitx", "IBUS_USE_PORTAL": None}
    with input_method():
        assert {name: os.environ.get(name) for name in HELPED} == (HELPED if helped else untouched)
    assert {name: os.environ.get(name) for name in HELPED} == untouched
