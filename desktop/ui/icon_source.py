"""Source text of the program's own SVG icons, coloured from theme roles.

The files in `resources/icons` hold no colours. `currentColor` stands for the colour a caller asks for and
`var(--role)` for a fixed role of the theme, such as the cross cut out of a filled disc. What this leaves out:
rendering (`desktop.ui.icons`) and the choice of roles (`desktop.ui.theme`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from desktop.paths import resources_dir

_ROLE = re.compile(r"var\(--([a-z0-9-]+)\)")


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """Return the names of all icons: file names without their ending."""
    return frozenset(path.stem for path in (resources_dir() / "icons").glob("*.svg"))


@cache
def raw_svg(name: str) -> str:
    """Return the SVG text of an icon as stored.

    Raises:
        KeyError: there is no icon of that name.
    """
    try:
        return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyError(f"no icon named {name!r}") from None


def coloured_svg(name: str, colour: str, roles: Mapping[str, str]) -> bytes:
    """Return the SVG of an icon with its colours filled in, ready for a renderer.

    Args:
        name: icon name.
        colour: what `currentColor` becomes, in the notation #RRGGBB.
        roles: role name to colour, for the fixed roles inside an icon.

    Raises:
        KeyError: no such icon, or the icon names a role the theme does not have.
    """
    text = raw_svg(name).replace("currentColor", colour)
    return _ROLE.sub(lambda match: roles[match[1]], text).encode()
