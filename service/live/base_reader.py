"""A base read from its folder, again and again: what did not change since is not parsed again."""

from __future__ import annotations

from dataclasses import replace

from knowledge.loading.load import Loaded, load
from knowledge.loading.parse_cache import ParseCache
from service.settings import Settings


class BaseReader:
    """What was read of a base last. One thread reads at a time; any may copy what was read."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._memory = ParseCache()

    def memory(self) -> ParseCache:
        """Return a copy of what was read, for reading the folder as it would be; waits for nothing."""
        known = self._memory
        return replace(known, files=dict(known.files), parsed=dict(known.parsed))

    def load(self) -> Loaded:
        """Read the folder as it is now."""
        memory = self.memory()
        loaded = load(self._settings.base, today=self._settings.today(), memory=memory)
        kept = {digest for digest, _ in memory.files.values()}
        memory.parsed = {key: known for key, known in memory.parsed.items() if key[0] in kept}
        self._memory = memory  # whole, for whoever copies it meanwhile
        return loaded
