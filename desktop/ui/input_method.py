"""Lets Fcitx 5 serve the program on Linux, where the Qt we bring has a plugin for IBus alone.

Kylin, UOS and Deepin ask every Qt program for the plugin of Fcitx, which has to be built for exactly the Qt inside and
is not in Qt's wheels. Fcitx 5 also answers where IBus' portal does, and Qt's IBus plugin asks there when told to. What
this leaves out: Fcitx 4, which does not answer there, so that Chinese can only be pasted; nothing is lost by asking.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

FOLDER = "platforminputcontexts"
"""Where Qt looks for the plugins of input methods, below its plugins."""
FCITX = {"fcitx", "fcitx5"}
"""How Fcitx' own plugin is asked for."""


def ibus_for_fcitx(env: Mapping[str, str], plugins: Collection[str]) -> dict[str, str]:
    """The variables to set so that Qt's IBus plugin talks to Fcitx; none when Qt needs no help.

    Args:
        env: the program's surroundings. ``QT_IM_MODULES`` names plugins in the order they are tried, parted by
            semicolons; ``QT_IM_MODULE`` names one and counts only without the former.
        plugins: file names of the plugins Qt has.
    """
    if any("fcitx" in name for name in plugins) or not any("ibus" in name for name in plugins):
        return {}
    several = [name for name in env.get("QT_IM_MODULES", "").split(";") if name]
    asked = several or [env.get("QT_IM_MODULE", "")]
    wanted = next((name for name in asked if name in FCITX | {"ibus"}), "")
    if wanted not in FCITX:
        return {}
    # Without the portal the plugin looks for IBus' own daemon and gives up where only Fcitx is installed.
    return {"QT_IM_MODULES": "ibus", "QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}


@contextmanager
def input_method() -> Iterator[None]:
    """While inside, Qt can be started and finds an input method; programs that ours starts later find things as before.

    On other systems than Linux nothing is done.
    """
    more: dict[str, str] = {}
    if sys.platform.startswith("linux"):
        folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / FOLDER
        more = ibus_for_fcitx(os.environ, [path.name for path in folder.glob("*")])
    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
