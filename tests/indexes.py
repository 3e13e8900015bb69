"""Indexes that the tests of one run share: whoever needs one first builds it as the service would; the next run begins anew."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from indexer.encoder import Encoder
from knowledge.problem import BrokenBaseError
from service.answers.opening import open_assistant
from service.settings import EMBEDDED_BASE, Settings


@dataclass(frozen=True, slots=True)
class Indexes:
    """A folder below the run's temporary root, the same for all workers."""

    folder: Path

    def lend(self, settings: Settings, encoder: Encoder) -> None:
        """Put the index of the settings' base where they look for it, unless one is there; not that of a base with errors."""
        place = settings.index_folder(settings.base)
        if place.exists():
            return
        built = self.folder / _content(settings.base, encoder)
        with FileLock(f"{built}.lock"):
            if not built.exists() and not self._build(settings, encoder, built):
                return
        shutil.copytree(built, place)

    def _build(self, settings: Settings, encoder: Encoder, place: Path) -> bool:
        own = place.with_suffix(".unfinished")
        given = settings.model_copy(update={"index": own, "cache": own / "cache"})
        try:
            open_assistant(given, encoder=encoder)
        except BrokenBaseError:
            return False
        shutil.rmtree(own / "cache", ignore_errors=True)
        own.rename(place)
        return True

    @property
    def cache(self) -> Path:
        """Where the index of the embedded base stands once `embedded` was called."""
        return self.folder / "embedded"

    def embedded(self, encoder: Encoder) -> Settings:
        """Return settings of the embedded base whose cache holds its index by the light encoder."""
        settings = Settings(base=EMBEDDED_BASE, encoder="use", cache=self.cache, watch=False)
        built = self.folder / "embedded.built"
        with FileLock(f"{self.cache}.lock"):
            if not built.exists():  # to open it only to see that it stands takes as long as to serve it
                open_assistant(settings, encoder=encoder)
                built.touch()
        return settings


def _content(base: Path, encoder: Encoder) -> str:
    digest = hashlib.sha256(encoder.name.encode())
    for path in sorted(base.rglob("*")):
        if path.is_file():
            digest.update(f"\0{path.relative_to(base)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:20]
