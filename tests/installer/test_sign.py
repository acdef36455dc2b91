"""Signing, with a certificate made here: a real program is signed, checked, spoiled and refused."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from installer import sign
from installer.sign import Signer
from tests.ci import skip_unless_ci
from tests.installer.test_pe import program

SECRET = "密 码 1"


@pytest.fixture(scope="module")
def needs_tools() -> None:
    missing = [tool for tool in ("osslsigncode", "openssl") if shutil.which(tool) is None]
    if missing:
        skip_unless_ci("not installed: " + ", ".join(missing))


def make_pfx(folder: Path, name: str) -> Path:
    """A certificate for signing code that vouches for itself, with its key, under the password ``SECRET``."""
    key, certificate, pfx = (folder / f"{name}.{end}" for end in ("key", "pem", "pfx"))
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate)]
    made += ["-days", "2", "-subj", f"/O={name}/CN={name}", "-addext", "extendedKeyUsage=codeSigning"]
    subprocess.run([*made, "-addext", "keyUsage=digitalSignature"], check=True, capture_output=True)
    packed = ["openssl", "pkcs12", "-export", "-inkey", str(key), "-in", str(certificate), "-out", str(pfx)]
    subprocess.run([*packed, "-passout", "stdin"], input=SECRET.encode(), check=True, capture_output=True)
    return pfx


@pytest.fixture(scope="module")
def pfx(needs_tools: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pfx(tmp_path_factory.mktemp("certificate"), "Sample Office")


@pytest.fixture
def signer(pfx: Path, monkeypatch: pytest.MonkeyPatch) -> Signer:
    monkeypatch.setenv(sign.PASSWORD, SECRET)
    return Signer(pfx)


@pytest.fixture
def exe(tmp_path: Path) -> Path:
    path = tmp_path / "自评通.exe"
    path.write_bytes(program({}))
    path.chmod(0o755)
    return path


def test_a_signed_program_is_good_and_a_spoiled_one_is_not(signer: Signer, exe: Path) -> None:
    before = exe.read_bytes()
    assert sign.unsigned(exe.parent) == ["自评通.exe"]
    with pytest.raises(RuntimeError, match="自评通"):
        signer.verify(exe)
    signer.sign(exe)
    signer.verify(exe)
    assert sign.unsigned(exe.parent) == []
    assert [path.name for path in exe.parent.iterdir()] == ["自评通.exe"], "nothing is left beside it"
    assert stat.S_IMODE(exe.stat().st_mode) == 0o755 or os.name == "nt"
    data = bytearray(exe.read_bytes())
    data[len(before) - 1] ^= 1
    exe.write_bytes(bytes(data))
    with pytest.raises(RuntimeError, match=r"(?i)signature verification: failed|mismatch"):
        signer.verify(exe)


def test_the_description_is_the_programs_name(signer: Signer, exe: Path) -> None:
    signer.sign(exe)
    said = subprocess.run(["osslsigncode", "verify", "-in", str(exe)], capture_output=True, check=False).stdout
    assert f"Text description: {signer.description}".encode() in said
    assert "自评通".encode() in said


def test_somebody_elses_signature_is_refused(
    signer: Signer, exe: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Signer(make_pfx(tmp_path_factory.mktemp("other"), "Other Office"))
    other.sign(exe)
    with pytest.raises(RuntimeError, match="verify failed"):
        signer.verify(exe)


def test_a_wrong_password_leaves_the_file_alone(signer: Signer, exe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sign.PASSWORD, "wrong")
    before = exe.read_bytes()
    with pytest.raises(RuntimeError, match="sign failed"):
        signer.sign(exe)
    assert exe.read_bytes() == before
    assert [path.name for path in exe.parent.iterdir()] == ["自评通.exe"]


def test_the_organisation_is_told_and_an_unknown_root_refused(signer: Signer, exe: Path, pfx: Path) -> None:
    signer.sign(exe)
    assert sign.verify_authenticode(exe, pfx.with_suffix(".pem")) == "Sample Office"
    with pytest.raises(RuntimeError, match="verify failed"):
        sign.verify_authenticode(exe)


def test_the_uninstaller_of_a_real_setup_is_signed(
    signer: Signer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The setup's maker runs our command on the uninstaller, here kept by a copy that the same hook takes."""
    if shutil.which("makensis") is None:
        skip_unless_ci("no makensis")
    script = tmp_path / "a.nsi"
    script.write_text(
        f"""Unicode true
OutFile "a.exe"
!uninstfinalize '{sign.command_for_uninstaller()}' = 0
!uninstfinalize 'cp "%1" "{tmp_path}/u.exe"' = 0
Section
WriteUninstaller "u.exe"
SectionEnd
Section "un.x"
SectionEnd
""",
        encoding="utf-8",
    )
    made = subprocess.run(
        ["makensis", "-V2", str(script)], env={**os.environ, **signer.environment()}, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stdout + made.stderr
    signer.verify(tmp_path / "u.exe")


def test_commands_show_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sign.PASSWORD, SECRET)
    monkeypatch.setattr(sign.shutil, "which", lambda name: name)
    plain = Signer(tmp_path / "a.pfx", timestamp="stamp")
    command = sign.osslsigncode_command(plain, Path("a.exe"), Path("b.exe"))
    assert command[:6] == ["osslsigncode", "sign", "-pkcs12", str(tmp_path / "a.pfx"), "-readpass", "-"]
    assert command[6:] == ["-h", "sha256", "-n", "自评通", "-ts", "stamp", "-in", "a.exe", "-out", "b.exe"]
    with pytest.raises(RuntimeError, match="thumbprint"):
        sign.signtool_command(plain, Path("a.exe"), os.environ)
    assert sign.signtool_command(plain, Path("a.exe"), {}) == [
        *("signtool", "sign", "/fd", "SHA256", "/d", "自评通", "/f", str(tmp_path / "a.pfx")),
        *("/tr", "stamp", "/td", "SHA256", "a.exe"),
    ]
    stored = Signer(thumbprint="ab12")
    assert sign.signtool_command(stored, Path("a.exe"), os.environ) == [
        *("signtool", "sign", "/fd", "SHA256", "/d", "自评通", "/sha1", "ab12", "a.exe"),
    ]


def test_a_machine_without_tools_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign.shutil, "which", lambda name: None)
    with pytest.raises(RuntimeError, match="install osslsigncode"):
        Signer(tmp_path / "a.pfx").verify(tmp_path / "a.exe")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({sign.CERTIFICATE: ""}, None),
        ({sign.CERTIFICATE: "a.pfx"}, Signer(Path("a.pfx"))),
        ({sign.CERTIFICATE: "a.pfx", sign.TIMESTAMP: "t"}, Signer(Path("a.pfx"), timestamp="t")),
        ({sign.THUMBPRINT: "ab"}, Signer(thumbprint="ab")),
    ],
)
def test_the_environment_names_the_certificate(environment: dict[str, str], expected: Signer | None) -> None:
    assert Signer.from_environment(environment) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("/C=US/O=Python Software Foundation/CN=Python Software Foundation", "Python Software Foundation"),
        ("/O=A/B Company", "A/B Company"),
        ("/C=US/CN=nobody", None),
    ],
)
def test_organisations(subject: str, expected: str | None) -> None:
    said = f"Signer's certificate:\n\t-----\n\tSigner #0:\n\t\tSubject: {subject}\n"
    if expected is None:
        with pytest.raises(RuntimeError, match="no organisation"):
            sign.organisation(said)
    else:
        assert sign.organisation(said) == expected


def test_a_wrong_call_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv(sign.CERTIFICATE, raising=False)
    monkeypatch.delenv(sign.THUMBPRINT, raising=False)
    assert sign.main(["a.exe"]) == 2
    assert "usage" in capsys.readouterr().err
