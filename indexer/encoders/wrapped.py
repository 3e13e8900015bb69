"""What an encoder around another one leaves as it is."""

from collections.abc import Sequence

from indexer.encoders.protocol import Encoder, Vectors

BULK = 17  # texts in one call that are no agent's typing: they go straight to the encoder


class Wrapped:
    """Around another encoder; a subclass changes how queries are encoded."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    @property
    def widths(self) -> tuple[int, ...]:
        return self._encoder.widths

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_passages(texts)
