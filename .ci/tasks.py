"""The project's tasks, for people and for CI alike: ``make NAME`` calls ``python3 .ci/tasks.py NAME``.

Sets up what a fresh Debian or Windows machine lacks, then does the task. Standard library only, and written so that
a Python too old for the project can still read it and say so. Steps that nothing has changed for are not repeated:
a stamp in the virtual environment tells what it was made from.

Left out: building the installer (``installer/``), and anything the program itself does (``python -m desktop``).

Exit codes: those of the task; 3 when the machine lacks something that only its owner can install.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = ROOT / "installer" / "requirements.lock"
DEV_LOCK = ROOT / "tests" / "requirements.lock"
BUILD_LOCK = ROOT / "installer" / "build.lock"
WINDOWS = os.name == "nt"
OLDEST_PYTHON = (3, 11)

# What PySide6-Essentials' offscreen, xcb and Wayland plugins link to and do not bring along (read from the NEEDED
# entries of 6.9.3 and 6.11.3; the GTK theme plugin is optional and left out), with the Debian package that has it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# Programs that some tests call, with the Debian package. Without them those tests are skipped, but not under CI.
TEST_PROGRAMS = {
    "dpkg-deb": "dpkg",
    "git": "git",
    "identify": "imagemagick",
    "makensis": "nsis",
    "openssl": "openssl",
    "osslsigncode": "osslsigncode",
    "pdftotext": "poppler-utils",
    "readelf": "binutils",
    "soffice": "libreoffice-calc",
    "x86_64-w64-mingw32-gcc-win32": "gcc-mingw-w64-x86-64-win32",
}
# What the installer is built and tried with.
BUILD_PROGRAMS = {
    "Xvfb": "xvfb",
    "desktop-file-validate": "desktop-file-utils",
    "dpkg-deb": "dpkg",
    "git": "git",
    "import": "imagemagick",
    "makensis": "nsis",
    "openssl": "openssl",
    "osslsigncode": "osslsigncode",
    "strip": "binutils",
    "wine": "wine",
    "x86_64-w64-mingw32-gcc-win32": "gcc-mingw-w64-x86-64-win32",
    "xdotool": "xdotool",
    "xprop": "x11-utils",
}

CHECKS = (
    ("ruff check", ["-m", "ruff", "check", "."]),
    ("ruff format", ["-m", "ruff", "format", "--check", "."]),
    ("mypy", ["-m", "mypy"]),
    ("import-linter", ["-c", "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"]),
    ("ziping lint", ["-m", "desktop", "lint"]),
    ("deptry", ["-m", "deptry", "."]),
)


class CannotGoOnError(Exception):
    """The machine lacks something; the text is the one line that says what to do."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def call(command: list[str], env: dict[str, str] | None = None) -> int:
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


# --- the machine ------------------------------------------------------------------------------------------------------


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """True when fontconfig knows a font for Chinese; False when it does not or cannot be asked."""
    if shutil.which("fc-list") is None:
        return False
    answer = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(answer.stdout.strip())


def has_shared_python() -> bool:
    """True when this Python's own library is there, which goes into the Linux package. Debian keeps it apart."""
    name = sysconfig.get_config_var("INSTSONAME") or ""
    return (
        not name.startswith("libpython")
        or ".so" not in name
        or loads(name)
        or loads(str(Path(sysconfig.get_config_var("LIBDIR") or "/") / name))
    )


def missing_packages(build: bool = False) -> list[str]:
    """Names of the Debian packages this machine lacks, sorted; always empty outside Linux.

    Under CI the programs that some tests call belong to them: there no test may be skipped. ``build`` adds those that
    build the installer and try it.
    """
    if not sys.platform.startswith("linux"):
        return []
    missing = {package for library, package in QT_LIBRARIES.items() if not loads(library)}
    if not has_chinese_font():
        missing |= {"fontconfig", "fonts-noto-cjk"}
    if importlib.util.find_spec("ensurepip") is None:
        missing.add("python3-venv")
    if os.environ.get("CI"):
        missing |= {package for program, package in TEST_PROGRAMS.items() if shutil.which(program) is None}
    if build:
        if not has_shared_python():
            missing.add(f"libpython{sys.version_info[0]}.{sys.version_info[1]}")
        missing |= {package for program, package in BUILD_PROGRAMS.items() if shutil.which(program) is None}
    return sorted(missing)


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages. True when apt said that it did; False when there is no apt or we are not root."""
    if WINDOWS or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    say("正在安装系统软件包：" + " ".join(packages))
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    quiet = subprocess.DEVNULL  # what goes wrong is said on standard error
    # A list that could not be renewed may still do: let the installation decide.
    subprocess.run(["apt-get", "update", "-qq"], env=env, stdout=quiet, check=False)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run(install, env=env, stdout=quiet, check=False).returncode == 0


def prepare_system(build: bool = False) -> None:
    """Install what the system lacks, or name it in one line. Raises CannotGoOnError without a way to go on."""
    missing = missing_packages(build)
    if missing and not install_packages(missing):
        say("请先以管理员身份安装缺少的系统软件包：apt-get install " + " ".join(missing))
    importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None:
        raise CannotGoOnError("没有 Python 的 venv 组件，无法建立运行环境。")


# --- the virtual environment ------------------------------------------------------------------------------------------


def python_of(venv: Path) -> Path:
    return venv / "Scripts" / "python.exe" if WINDOWS else venv / "bin" / "python"


def stamp_text(qt: str) -> str:
    """What an environment is made from: the first line needs a new one when it changes, the second an update."""
    digest = hashlib.sha256(DEV_LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return f"{ROOT} {sys.version_info[0]}.{sys.version_info[1]}\n{digest} {qt}\n"


def environment(qt: str = "") -> Path:
    """The interpreter of a virtual environment with everything locked, made or brought up to date as needed.

    Args:
        qt: another version of PySide6-Essentials to lay over the locked one, in an environment of its own; "" for none.

    Raises:
        CannotGoOnError: the environment could not be made.
    """
    venv = ROOT / (f".venv-qt{qt}" if qt else ".venv")
    python, stamp, wanted = python_of(venv), venv / "made-from", stamp_text(qt)
    found = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    if python.exists() and found == wanted:
        return python
    say(f"正在准备运行环境 {venv.name}，第一次需要几分钟……")
    if not python.exists() or (found and found.splitlines()[0] != wanted.splitlines()[0]):
        finish([sys.executable, "-m", "venv", "--clear", str(venv)])
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-warn-script-location"]
    finish([*pip, "--require-hashes", "-r", str(DEV_LOCK)])
    if qt:
        finish([*pip, "--no-deps", f"PySide6-Essentials=={qt}", f"shiboken6=={qt}"])
    finish([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(wanted, encoding="utf-8")
    return python


def build_environment() -> Path:
    """The interpreter of an environment with what is frozen and what freezes, and nothing else.

    ``installed.json`` in it tells which file was taken for each distribution. Raises CannotGoOnError.
    """
    venv = ROOT / ".venv-build"
    python, stamp = python_of(venv), venv / "made-from"
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    wanted = f"{ROOT} {version} {hashlib.sha256(BUILD_LOCK.read_bytes()).hexdigest()}\n"
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    say(f"正在准备打包环境 {venv.name}……")
    finish([sys.executable, "-m", "venv", "--clear", str(venv)])
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-warn-script-location"]
    finish([*pip, "--require-hashes", "--report", str(venv / "installed.json"), "-r", str(BUILD_LOCK)])
    stamp.write_text(wanted, encoding="utf-8")
    return python


def finish(command: list[str]) -> None:
    """Run a step of the set-up, silent unless it fails. Raises CannotGoOnError after showing what it said."""
    step = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if step.returncode != 0:
        say(step.stdout.decode("utf-8", errors="replace"))
        raise CannotGoOnError("准备运行环境没有成功，原因见上面几行。")


# --- tasks ------------------------------------------------------------------------------------------------------------


def has_display() -> bool:
    if WINDOWS or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(options: argparse.Namespace) -> int:
    prepare_system()
    python = str(environment(options.qt))
    if has_display():
        return call([python, "-m", "desktop", "--sample"])
    say("没有图形界面，改为在命令行演示：导入样例、审核、导出正式表格。")
    return call([python, "-m", "desktop", "demo", "--folder", ".run"])


def test(options: argparse.Namespace) -> int:
    prepare_system()
    python = str(environment(options.qt))
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONUTF8="1")
    return call([python, "-m", "pytest", *options.arguments], env)


def check(options: argparse.Namespace) -> int:
    prepare_system()
    python = str(environment(options.qt))
    failed = []
    for name, arguments in CHECKS:
        say(f"--- {name}")
        if call([python, *arguments]) != 0:
            failed.append(name)
    say("检查未通过：" + "、".join(failed) if failed else "检查全部通过。")
    return 1 if failed else 0


def bench(options: argparse.Namespace) -> int:
    prepare_system()
    return call([str(environment(options.qt)), "-m", "tests.benchmarks", *options.arguments])


def setup(options: argparse.Namespace) -> int:
    prepare_system()
    environment(options.qt)
    return 0


def installer(options: argparse.Namespace) -> int:
    """Build setup, portable zip and Debian package. Under Linux the first two go through Wine."""
    prepare_system(build=True)
    through_wine = [] if WINDOWS else ["--wine"]
    return call([str(build_environment()), "-m", "installer.build", *through_wine, *options.arguments])


def installer_check(options: argparse.Namespace) -> int:
    """Install what ``installer`` built, use it as a user would, remove it, and say so with the exit status."""
    prepare_system(build=True)
    return call([str(build_environment()), "-m", "installer.check", *options.arguments])


def installer_stage(options: argparse.Namespace) -> int:
    """Build and try the installer if anything it is made from has changed since that was done here; for CI."""
    import installer_stage as stage

    inputs = stage.digest()
    if stage.is_proved(inputs):
        say("安装包：用到的文件没有变，这台机器上已经验证过，不再重做。CI_FULL=1 可以强制重做。")
        return 0
    code = installer(options) or installer_check(options)
    if code == 0:
        stage.remember(inputs)
    return code


def lock(options: argparse.Namespace) -> int:
    """Write the lock files anew from pyproject.toml; what is locked already stays unless ``--upgrade`` is given.

    uv resolves for every system and Python version at once and writes markers; pip-compile would leave out what
    only Windows needs. It is not among the locked tools because nothing else uses it.
    """
    venv = ROOT / ".venv-lock"
    if not python_of(venv).exists():
        finish([sys.executable, "-m", "venv", str(venv)])
        finish([str(python_of(venv)), "-m", "pip", "install", "-q", "--disable-pip-version-check", "uv"])
    base = [str(python_of(venv)), "-m", "uv", "pip", "compile", "-q", "pyproject.toml", "--universal"]
    base += ["--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", *options.arguments]
    # The tests' file goes first and the others are bound to it, so that all name the same versions.
    finish([*base, "--extra", "dev", "-o", str(DEV_LOCK.relative_to(ROOT))])
    bound = [*base, "-c", str(DEV_LOCK.relative_to(ROOT))]
    finish([*bound, "-o", str(RUN_LOCK.relative_to(ROOT))])
    finish([*bound, "--extra", "installer", "-o", str(BUILD_LOCK.relative_to(ROOT))])
    described = {
        DEV_LOCK: "Everything tests and checks need",
        RUN_LOCK: "What a user's machine gets",
        BUILD_LOCK: "What a user's machine gets, and what freezes it into one folder",
    }
    for path, what in described.items():
        header = f"# {what}. Made by `make lock` from pyproject.toml; never edit.\n"
        path.write_text(header + path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    return 0


def clean(options: argparse.Namespace) -> int:
    """Remove what tools leave behind.

    Environments stay, and so does ``.run``: somebody may have typed into the sample.
    """
    names = ["build", "dist", "htmlcov", ".artefacts", ".coverage", ".hypothesis", ".import_linter_cache"]
    names += [".mypy_cache", ".pytest_cache", ".ruff_cache"]
    leftovers = [ROOT / name for name in names] + list(ROOT.glob("*.egg-info"))
    for part in ("desktop", "db", "resources", "installer", "tests", ".ci"):
        leftovers += (ROOT / part).rglob("__pycache__")
    for path in leftovers:
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()
    return 0


TASKS = {
    "setup": (setup, "set up the machine and the environment, do nothing else"),
    "run": (run, "open the window on a sample data file; without a display do the main job headless"),
    "test": (test, "the whole suite, offscreen; what follows -- goes to pytest"),
    "check": (check, "style, types, import contracts, form definitions, dependencies"),
    "bench": (bench, "measure and print the figures the project promises"),
    "installer": (
        installer,
        "build setup, portable zip and Debian package into dist; what follows -- goes to the build",
    ),
    "installer-check": (installer_check, "install, use and remove what the installer task built"),
    "installer-stage": (installer_stage, "both, but only if their inputs changed since they last went well here"),
    "lock": (lock, "write the lock files anew; what follows -- goes to uv (--upgrade)"),
    "clean": (clean, "remove caches and what builds leave behind"),
}


def newer_python() -> str | None:
    """Another interpreter on the path that is new enough, or None. Asked, because a name alone may be a broken shim."""
    question = f"import sys; raise SystemExit(sys.version_info < {OLDEST_PYTHON})"
    for minor in (11, 12, 13, 14):
        path = shutil.which(f"python3.{minor}")
        if path and subprocess.run([path, "-c", question], capture_output=True, check=False).returncode == 0:
            return path
    return None


def main() -> int:
    if sys.version_info < OLDEST_PYTHON:
        python = newer_python()
        if python is None:
            say("需要 Python 3.11 或更高版本，请先安装，例如软件包 python3.11 python3.11-venv。")
            return 3
        return call([python, str(Path(__file__).resolve()), *sys.argv[1:]])
    parser = argparse.ArgumentParser(prog="tasks.py", description="The project's tasks.")
    commands = parser.add_subparsers(dest="task", required=True)
    for name, (_, help_text) in TASKS.items():
        command = commands.add_parser(name, help=help_text)
        command.add_argument("--qt", default="", help="another version of PySide6-Essentials, e.g. 6.9.3")
    given = sys.argv[1:]
    cut = given.index("--") if "--" in given else len(given)  # argparse would sort "-k words" into two heaps
    options = parser.parse_args(given[:cut])
    options.arguments = given[cut + 1 :]
    try:
        return TASKS[options.task][0](options)
    except CannotGoOnError as error:
        say(str(error))
        return 3
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    if hasattr(sys.stderr, "reconfigure"):
        sys.stderr.reconfigure(errors="replace")  # a console without Chinese shows question marks, not a traceback
    sys.exit(main())
