"""What the server of forks has done before it forks: everything imported, the light encoder open, one base answered."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import evaluation.jobs  # noqa: F401  # the app looks for it by its entry point
from service.app import create_app  # noqa: F401
from service.live.live_snapshot import LiveSnapshot
from tests.service.small import light, settings

with TemporaryDirectory() as _folder:
    _live = LiveSnapshot(settings(Path(_folder)), light())
    _live.open()
    _live.wait()
    _live.close()
