"""Holds a base against a folder of facts: `python -m evaluation.check_facts FOLDER`; exit 1 where anything differs.

The folder holds `laws/` (a text a law) and `regulations/` (the regulators' tables as CSV).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evaluation.facts import laws, tables
from knowledge.loading.load import load
from service.settings import EMBEDDED_BASE


def main() -> None:
    """Print what differs, a line a fault."""
    parser = argparse.ArgumentParser(description="hold a base against law texts and regulators' tables")
    parser.add_argument("folder", type=Path, help="holds laws/ and regulations/")
    parser.add_argument("--base", type=Path, default=EMBEDDED_BASE)
    given = parser.parse_args()
    if not (given.folder / "laws").is_dir() or not (given.folder / "regulations").is_dir():
        parser.error(f"{given.folder} holds no laws/ and regulations/")
    base = load(given.base).require()
    found = [
        *laws.faults(laws.citations(base), laws.read_laws(given.folder / "laws")),
        *tables.faults(base, tables.Tables(given.folder / "regulations")),
    ]
    for fault in found:
        print(fault)
    print(f"{len(found)} facts differ" if found else "every fact holds", file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
