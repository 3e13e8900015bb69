"""Whether an archive would unpack to far more than it is: told from its table of contents, before anything is read.

What is read of a member ends at the size that the table names, so a table that lies only cuts the member off.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

_FREE_BYTES = 32 * 2**20  # up to which nothing is asked
_MOST_TIMES = 200  # larger unpacked than packed; tables of texts come to 5 to 50, a bomb to 1,000
_MOST_BYTES = 8 * 2**30
_HELD_WHOLE = ("sharedstrings", "styles")  # parts of a workbook that are read into memory at once
_MOST_HELD_BYTES = 512 * 2**20


def unpacked_fault(path: Path | BytesIO) -> str:
    """Return what is wrong with the sizes in an archive, empty where nothing is; raises BadZipFile and OSError."""
    with ZipFile(path) as archive:
        members = archive.infolist()
    unpacked = sum(one.file_size for one in members)
    held = sum(one.file_size for one in members if any(name in one.filename.lower() for name in _HELD_WHOLE))
    packed = max(1, len(path.getbuffer()) if isinstance(path, BytesIO) else path.stat().st_size)
    if unpacked <= _FREE_BYTES:
        return ""
    if unpacked > _MOST_TIMES * packed or unpacked > _MOST_BYTES or held > _MOST_HELD_BYTES:
        return f"its {packed:,} bytes would unpack to {unpacked:,}, as no table of texts does"
    return ""
