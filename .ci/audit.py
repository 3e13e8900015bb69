"""Holds what is installed against requirements.lock, and that against published advisories where they can be asked.

The lock is always checked. Advisories come from outside: where nothing answers for them, that is told and is no
failure, for a change must not fail for what another service does. Run it by `make audit`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
IGNORED = ROOT / ".ci" / "advisories-ignored"  # one id a line, with the reason behind `#`
PATIENCE_S = 90
_PIN = re.compile(r"([A-Za-z0-9._-]+)==([^\s;+]+)")
_OWN = {"yizhi", "pip", "wheel"}


def main() -> int:
    pins = {_name(name): version for name, version in _PIN.findall(_bare(LOCK))}
    faults = [*unpinned(pins), *inconsistent()]
    for fault in faults:
        print(f"audit: {fault}", file=sys.stderr)
    found = advisories()
    for one in found:
        print(f"audit: {one}", file=sys.stderr)
    return 1 if faults or found else 0


def unpinned(pins: dict[str, str]) -> list[str]:
    """Return what is installed and not at the version of the lock."""
    told = []
    for one in metadata.distributions():
        name, version = _name(one.metadata["Name"] or ""), one.version.partition("+")[0]
        if name not in _OWN and name in pins and pins[name] != version:
            told.append(f"{name} is installed as {version}, the lock says {pins[name]}: run `make install`")
    return told


def inconsistent() -> list[str]:
    """Return what pip finds missing or at odds among what is installed."""
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else done.stdout.strip().splitlines()


def advisories() -> list[str]:
    """Return the known vulnerabilities of what the lock names; tells for how many packages something answered."""
    first = next(iter(_PIN.finditer(_bare(LOCK)))).group()
    if not any("skip_reason" not in one for one in _asked([first])):  # an index without advisories answers for none
        print("audit: nothing answers for advisories here; the lock was checked")
        return []
    answers = _asked(found.group() for found in _PIN.finditer(_bare(LOCK)))
    asked = [one for one in answers if "skip_reason" not in one]
    print(f"audit: advisories were found for {len(asked)} of {len(answers)} packages; the lock was checked")
    return [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version'}"
        for one in asked
        for fault in one["vulns"]
    ]


def _asked(pins: Iterable[str]) -> list[dict[str, Any]]:
    """Return what the advisory service says of packages; nothing where it cannot be reached in time."""
    ignored = _bare(IGNORED).split() if IGNORED.exists() else ()
    with TemporaryDirectory() as folder:
        pinned = Path(folder) / "pinned.txt"
        pinned.write_text("\n".join(pins), "utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(pinned), "--no-deps", "--disable-pip"]
        command += ["--format", "json", "--progress-spinner", "off", "--timeout", "8"]
        command += [part for name in ignored for part in ("--ignore-vuln", name)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
            found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
        except (subprocess.TimeoutExpired, ValueError, KeyError):
            return []
    return found


def _bare(path: Path) -> str:
    return "\n".join(line.partition("#")[0] for line in path.read_text("utf-8").splitlines())


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
