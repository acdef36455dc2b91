"""Signs what Windows runs, and checks signatures (Authenticode, SHA-256).

With ``osslsigncode`` wherever it is installed, else with ``signtool`` of the Windows SDK. No password ever stands on a
command line: osslsigncode reads it from its standard input; signtool has no such way, so with it the certificate (or
the token that holds it) has to lie in the user's certificate store and is named by its thumbprint.

Run as ``python -m installer.sign FILE`` it signs one file as the environment says (``Signer.environment``): so does
the setup script with the uninstaller, which exists only while the setup is being made.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from installer import pe
from installer.project import APP_NAME, ROOT

CERTIFICATE = "ZIPING_SIGN_PFX"
PASSWORD = "ZIPING_SIGN_PASSWORD"
THUMBPRINT = "ZIPING_SIGN_THUMBPRINT"
TIMESTAMP = "ZIPING_SIGN_TIMESTAMP"
PROGRAMS = {".exe", ".dll", ".pyd"}
SYSTEM_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
"""Where Debian keeps the certificates it trusts."""


@dataclass(frozen=True)
class Signer:
    """A certificate and how to sign with it.

    Attributes:
        pfx: PKCS #12 file with certificate and private key; None where ``thumbprint`` names it.
        thumbprint: SHA-1 of a certificate in the Windows store, for signtool.
        password: name of the environment variable with the password of ``pfx``; an unset one means none.
        timestamp: address of an RFC 3161 time stamp authority. None signs without: the signature is good only as long
            as the certificate is.
        description: what Windows shows as the name of the program when it asks for consent.
    """

    pfx: Path | None = None
    thumbprint: str = ""
    password: str = PASSWORD
    timestamp: str | None = None
    description: str = APP_NAME

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Signer | None:
        """The signer that the environment describes; None when it names no certificate."""
        pfx, thumbprint = environment.get(CERTIFICATE), environment.get(THUMBPRINT, "")
        if not pfx and not thumbprint:
            return None
        return cls(Path(pfx) if pfx else None, thumbprint, timestamp=environment.get(TIMESTAMP) or None)

    def environment(self) -> dict[str, str]:
        """What to add to the environment of a program that runs ``command_for_uninstaller``."""
        return {
            CERTIFICATE: str(self.pfx.resolve()) if self.pfx else "",
            THUMBPRINT: self.thumbprint,
            PASSWORD: os.environ.get(self.password, ""),
            TIMESTAMP: self.timestamp or "",
            "PYTHONPATH": str(ROOT),
        }

    def sign(self, path: Path) -> None:
        """Sign a file and put it in the place of the unsigned one, in one step and only when its signature is good.

        Raises RuntimeError with what the tool said; the file is then as it was.
        """
        with tempfile.TemporaryDirectory(prefix=".sign-", dir=path.parent) as folder:
            signed = Path(folder) / path.name
            if shutil.which("osslsigncode"):
                if self.pfx is None:
                    raise RuntimeError("osslsigncode signs with a certificate file, and none is given")
                run(osslsigncode_command(self, path, signed), os.environ.get(self.password, "") + "\n")
            else:
                shutil.copy2(path, signed)
                run(signtool_command(self, signed, os.environ))
            self.verify(signed)
            shutil.copymode(path, signed)
            signed.replace(path)

    def verify(self, path: Path) -> None:
        """Check that the file carries a good signature made with this certificate. Raises RuntimeError otherwise.

        Trusted are the machine's certificates and, so that a certificate of one's own can be tried, the roots in
        ``pfx``. signtool knows the machine's alone.
        """
        if not shutil.which("osslsigncode"):
            run([signtool(), "verify", "/pa", "/all", str(path)])
            return
        certificates = self._certificates()
        own = hashlib.sha256(base64.b64decode("".join(certificates[0].splitlines()[1:-1]))).hexdigest()
        with tempfile.TemporaryDirectory() as folder:
            bundle = Path(folder) / "trusted.pem"
            system = SYSTEM_BUNDLE.read_text(encoding="utf-8") if SYSTEM_BUNDLE.exists() else ""
            bundle.write_text("\n".join([*certificates, system]), encoding="utf-8")
            checked(path, bundle, "-require-leaf-hash", f"SHA256:{own}")

    def _certificates(self) -> list[str]:
        """The certificates of the file in PEM, the signing one first."""
        if self.pfx is None:
            raise RuntimeError("osslsigncode checks with a certificate file, and none is given")
        found: list[str] = []
        for which in ("-clcerts", "-cacerts"):
            command = ["openssl", "pkcs12", "-in", str(self.pfx), "-nokeys", which, "-passin", "stdin"]
            said = run(command, os.environ.get(self.password, "") + "\n")
            found += re.findall(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", said, re.DOTALL)
        if not found:
            raise RuntimeError(f"{self.pfx.name} holds no certificate")
        return found


def run(command: list[str], given: str = "") -> str:
    """Run a tool, ``given`` on its standard input; what it said. Raises RuntimeError with that when it fails."""
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
    except FileNotFoundError:
        raise RuntimeError(f"{command[0]} is not installed") from None
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:2])} failed for {command[-1]}:\n{done.stdout}{done.stderr}")
    return done.stdout


def osslsigncode_command(signer: Signer, path: Path, signed: Path) -> list[str]:
    """The command that writes ``signed``; it reads the password from its standard input."""
    command = ["osslsigncode", "sign", "-pkcs12", str(signer.pfx), "-readpass", "-", "-h", "sha256"]
    command += ["-n", signer.description]
    if signer.timestamp:
        command += ["-ts", signer.timestamp]
    return [*command, "-in", str(path), "-out", str(signed)]


def signtool() -> str:
    """Where signtool is. Raises RuntimeError that says what to install when it is nowhere."""
    found = shutil.which("signtool")
    if found is None:
        raise RuntimeError("nothing here can sign: install osslsigncode, or signtool of the Windows SDK")
    return found


def signtool_command(signer: Signer, path: Path, environment: Mapping[str, str]) -> list[str]:
    """The command that signs ``path`` in place. Raises RuntimeError for a file with a password, see the module."""
    command = [signtool(), "sign", "/fd", "SHA256", "/d", signer.description]
    if signer.thumbprint:
        command += ["/sha1", signer.thumbprint]
    elif environment.get(signer.password):
        raise RuntimeError(
            "signtool would show the password on its command line: import the certificate into the user's store and "
            f"give its thumbprint in {THUMBPRINT}, or install osslsigncode"
        )
    else:
        command += ["/f", str(signer.pfx)]
    if signer.timestamp:
        command += ["/tr", signer.timestamp, "/td", "SHA256"]
    return [*command, str(path)]


def command_for_uninstaller(python: str = sys.executable) -> str:
    """What the setup script's ``!uninstfinalize`` runs; makensis needs ``Signer.environment`` around it."""
    return f'"{python}" -m installer.sign "%1"'


def checked(path: Path, bundle: Path, *more: str) -> str:
    """What osslsigncode says about a good signature. Raises RuntimeError with what it says about any other."""
    trusted = ["-CAfile", str(bundle), "-TSA-CAfile", str(bundle)]
    # No list of revoked certificates is fetched: the build needs no network for this.
    said = run(["osslsigncode", "verify", "-ignore-crl", *trusted, *more, "-in", str(path)])
    if "Succeeded" not in said or "Signature verification: ok" not in said:
        raise RuntimeError(f"{path.name} has no good signature:\n{said}")
    return said


def verify_authenticode(path: Path, ca_bundle: Path = SYSTEM_BUNDLE) -> str:
    """The organisation that signed a file, e.g. ``Python Software Foundation``.

    Raises RuntimeError when there is no signature, the content was changed, or the chain does not end in ``ca_bundle``.
    Revocation is not asked. Some files of Microsoft fail here because Debian's bundle lacks its roots.
    """
    return organisation(checked(path, ca_bundle))


def organisation(said: str) -> str:
    """The organisation of the first signer in what osslsigncode says. Raises RuntimeError when it names none."""
    subject = re.search(r"Signer's certificate:\s+-+\s+Signer #0:\s+Subject: (.+)", said)
    named = re.search(r"/O=(.+?)(?=/[A-Za-z]+=|$)", subject[1].strip()) if subject else None
    if named is None:
        raise RuntimeError("the signature names no organisation")
    return named[1]


def unsigned(folder: Path) -> list[str]:
    """Programs and libraries anywhere under a folder that carry no signature, as sorted paths with slashes."""
    programs = [path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in PROGRAMS]
    return sorted(path.relative_to(folder).as_posix() for path in programs if not pe.is_signed(path))


def main(arguments: list[str] | None = None) -> int:
    """Sign the one file that is named; the environment says with what. Returns 0, or 2 for a wrong call."""
    names = sys.argv[1:] if arguments is None else arguments
    signer = Signer.from_environment()
    if len(names) != 1 or signer is None:
        print(f"usage: python -m installer.sign FILE, with {CERTIFICATE} or {THUMBPRINT} set", file=sys.stderr)
        return 2
    signer.sign(Path(names[0]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
