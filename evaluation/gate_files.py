"""The gates of a service: one's own below its data, else those that come with yizhi."""

from __future__ import annotations

from pathlib import Path

from evaluation.gate import Gate, gate_of, read_gate
from evaluation.run import Kind, write_text
from service.api.quality_models import GateText

GATES = Path(__file__).parent / "gates"


class GateFiles:
    """Reads and keeps gates in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def text(self, kind: Kind) -> GateText:
        """Return a gate as it is written."""
        return GateText(kind=kind, text=self._path(kind).read_text("utf-8"), own=self._own(kind).is_file())

    def gate(self, kind: Kind) -> Gate:
        """Return a gate; raises EvaluationError where somebody broke its file."""
        return read_gate(self._path(kind))

    def change(self, kind: Kind, text: str) -> GateText:
        """Keep a gate, or bring back the one that comes with yizhi; raises EvaluationError for one that is none."""
        if not text.strip():
            self._own(kind).unlink(missing_ok=True)
            return self.text(kind)
        gate_of(text, kind)
        self._folder.mkdir(parents=True, exist_ok=True)
        write_text(self._own(kind), text if text.endswith("\n") else f"{text}\n")
        return self.text(kind)

    def _own(self, kind: Kind) -> Path:
        return self._folder / f"{kind}.yaml"

    def _path(self, kind: Kind) -> Path:
        own = self._own(kind)
        return own if own.is_file() else GATES / f"{kind}.yaml"
