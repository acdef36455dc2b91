"""Builds what users get, from a clean checkout: ``python -m installer.build``; products lie in ``dist``.

On Windows: setup and portable zip. On Linux: the Debian package, and with ``--wine`` setup and zip too, made by the
Windows Python under Wine. A certificate named in the environment (``installer.sign``) signs programs and setup. Each
step takes nothing but what the one before left: fetched inputs → frozen folder → setup, zip, package → list of hashes.
"""

from __future__ import annotations

import argparse
import filecmp
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

if __package__ in (None, ""):  # started as a file: find the package beside the others
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from installer import freeze, inputs, project, sign
from installer.hashes import SUMS, write_sums
from installer.project import APP_ID, CONSOLE_EXE, DIST, WINDOW_EXE, WORK
from installer.wine import Wine

UNCHECKED = {"vcruntime140.dll", "vcruntime140_1.dll"}
"""Files of the embeddable Python that Microsoft signed, whose roots Debian does not have: the pin alone covers them."""
SIGNER = "Python Software Foundation"


def say(text: str) -> None:
    """Tell whoever builds, at once."""
    print(text, file=sys.stderr, flush=True)


def timed(what: str, step: Callable[[], Path]) -> Path:
    """Do a step and say how long it took."""
    begun = time.monotonic()
    made = step()
    say(f"{what}: {time.monotonic() - begun:.0f} s")
    return made


# --- inputs -----------------------------------------------------------------------------------------------------------


def wine_template() -> Wine:
    """A booted Wine prefix in which nothing was run yet; kept, since only copies of it are used."""
    wine, made = Wine(WORK / "wine-template"), WORK / "wine-template" / "made-from"
    wanted = inputs.digest(sorted(project.ROOT.glob("installer/wine*")))
    if not made.exists() or made.read_text(encoding="ascii") != wanted:
        timed("Wine prefix", wine.create)
        made.write_text(wanted, encoding="ascii")
    return wine


def windows_python() -> Path:
    """Windows' Python with everything the build needs, hashes and signatures verified; kept while the lock stays."""
    folder = WORK / "python"
    made, wanted = folder / "made-from", inputs.digest([inputs.BUILD_LOCK, Path(inputs.__file__)])
    if not made.exists() or made.read_text(encoding="ascii") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        inputs.embeddable_python(folder, WORK / "downloads")
        verify_python(folder)
        inputs.windows_site_packages(folder / "Lib" / "site-packages", folder)
        made.write_text(wanted, encoding="ascii")
    return folder


def verify_python(folder: Path) -> None:
    """Verify the signature of every program and library of Windows' Python. Raises RuntimeError."""
    checked = [path for path in sorted(folder.iterdir()) if path.suffix in sign.PROGRAMS]
    for path in checked:
        if path.name in UNCHECKED:
            continue
        if (signer := sign.verify_authenticode(path)) != SIGNER:
            raise RuntimeError(f"{path.name} is signed by {signer}, not by {SIGNER}")
    say(f"signatures of Windows' Python: {len(checked)} files")


# --- frozen folders ---------------------------------------------------------------------------------------------------


def frozen_windows(work: Path, *, through_wine: bool) -> Path:
    """The frozen folder for Windows, complete and not signed."""
    shutil.rmtree(work, ignore_errors=True)
    if through_wine:
        python = windows_python()
        wine = Wine(WORK / "wine-build")
        wine.copy_of(wine_template())
        folder = timed("PyInstaller for Windows", lambda: freeze.freeze_with_wine(wine, python, work))
        wine.kill()
        site = python / "Lib" / "site-packages"
        full = inputs.WINDOWS["python_full_version"]
        origin = freeze.Origin(site, python / "windows.json", full, python / "LICENSE.txt", inputs.WINDOWS)
    else:
        if sys.version_info[:2] != inputs.PYTHON:
            raise RuntimeError("the setup is built with Python {}.{}".format(*inputs.PYTHON))
        folder = timed("PyInstaller", lambda: freeze.freeze_here(work))
        origin = this_python()
    freeze.finish(folder, origin)
    return folder


def frozen_linux(work: Path) -> Path:
    """The frozen folder for the Linux this runs on, complete."""
    shutil.rmtree(work, ignore_errors=True)
    folder = timed("PyInstaller for Linux", lambda: freeze.freeze_here(work))
    freeze.finish(folder, this_python())
    return folder


def this_python() -> freeze.Origin:
    """The interpreter at hand. Raises RuntimeError when it is not the environment that ``make`` set up."""
    report = Path(sys.prefix) / "installed.json"
    if not report.exists():
        raise RuntimeError("build in the environment that `make installer` sets up: it keeps what pip took")
    places = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"]
    places.append(Path("/usr/share/doc") / "python{}.{}".format(*sys.version_info[:2]) / "copyright")
    licence = next((path for path in places if path.exists()), None)
    if licence is None:
        raise RuntimeError("the licence of this Python is in none of " + ", ".join(map(str, places)))
    number = ".".join(map(str, sys.version_info[:3]))
    return freeze.Origin(Path(sysconfig.get_path("purelib")), report, number, licence)


# --- products ---------------------------------------------------------------------------------------------------------


def windows_products(folder: Path, signer: sign.Signer | None, *, compressor: str) -> list[Path]:
    """Setup and portable zip of a frozen folder, signed where there is a certificate."""
    from installer.nsis import compile_setup
    from installer.portable import make_portable

    number = project.version()
    if signer is not None:
        for name in (WINDOW_EXE, CONSOLE_EXE):
            signer.sign(folder / name)
        freeze.stamp(folder)
    setup = timed(
        "setup",
        lambda: compile_setup(
            folder,
            DIST / f"{APP_ID}-{number}-setup.exe",
            number,
            compressor=compressor,
            sign_command=sign.command_for_uninstaller() if signer is not None else None,
            sign_environment=signer.environment() if signer is not None else None,
            icon=folder.parent.parent / "app.ico",
            picture=folder.parent.parent / "setup.bmp",
        ),
    )
    if signer is not None:
        signer.sign(setup)
    zipped = timed("portable zip", lambda: make_portable(folder, DIST / f"{APP_ID}-{number}-portable.zip", number))
    return [setup, zipped]


def weigh(what: str, path: Path, limit: int | None = None) -> None:
    """Say how large a product is. Raises RuntimeError when it passes its limit in MB."""
    size = project.size_mb(path)
    say(f"{what}: {size:.1f} MB" + (f" (limit {limit})" if limit else ""))
    if limit and size > limit:
        raise RuntimeError(f"{what} is larger than {limit} MB")


def differences(one: Path, other: Path) -> list[str]:
    """Files that two folders do not have in common, or that differ in content; sorted."""
    names = {path.relative_to(top) for top in (one, other) for path in top.rglob("*") if not path.is_dir()}
    different = [
        name for name in names
        if not ((one / name).is_file() and (other / name).is_file() and filecmp.cmp(one / name, other / name, False))
    ]  # fmt: skip
    return sorted(map(str, different))


def build_windows(through_wine: bool, *, quick: bool, twice: bool) -> list[Path]:
    """Setup and zip; ``twice`` freezes a second time and raises RuntimeError when the folders differ."""
    work = WORK / "windows"
    folder = frozen_windows(work, through_wine=through_wine)
    if twice:
        again = frozen_windows(WORK / "windows-again", through_wine=through_wine)
        if found := differences(folder, again):
            raise RuntimeError("two builds differ in " + ", ".join(found))
        say("two builds are equal")
    weigh("installed", folder, project.LARGEST_INSTALLED_MB)
    compressor = "zlib" if quick else "lzma"
    products = windows_products(folder, sign.Signer.from_environment(), compressor=compressor)
    weigh("setup", products[0], project.LARGEST_SETUP_MB)
    weigh("portable zip", products[1])
    return products


def build_linux(*, quick: bool) -> list[Path]:
    """The Debian package."""
    from installer.deb import build_deb

    folder = frozen_linux(WORK / "linux")
    package = timed("Debian package", lambda: build_deb(folder, DIST, project.version(), 1 if quick else 6))
    weigh("Debian package", package)
    return [package]


def main(arguments: list[str] | None = None) -> int:
    """Build what the arguments ask for. Returns the exit code: 0 built, 1 not."""
    parser = argparse.ArgumentParser(prog="installer.build", description="Build what users install.")
    parser.add_argument("--wine", action="store_true", help="on Linux: also build for Windows, through Wine")
    parser.add_argument("--no-deb", action="store_true", help="on Linux: leave the Debian package out")
    parser.add_argument("--twice", action="store_true", help="freeze twice and compare")
    parser.add_argument("--quick", action="store_true", help="pack quickly instead of small (trials)")
    options = parser.parse_args(arguments)
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir(parents=True)
    try:
        here = sys.platform == "win32"
        # Two cores are there, and each of the two builds keeps one busy.
        with ThreadPoolExecutor() as pool:
            builds = []
            if here or options.wine:
                builds.append(pool.submit(build_windows, not here, quick=options.quick, twice=options.twice))
            if not here and not options.no_deb:
                builds.append(pool.submit(build_linux, quick=options.quick))
            for build in builds:
                build.result()
        for name, digest in write_sums(DIST, DIST / SUMS).items():
            say(f"{digest}  {name}")
    except (RuntimeError, ValueError, OSError, subprocess.SubprocessError) as error:
        say(f"not built: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
