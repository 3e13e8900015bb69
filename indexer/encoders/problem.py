"""What can go wrong with an encoder."""


class EncoderError(Exception):
    """An encoder does not do what it promised."""


class EncoderMissingError(EncoderError):
    """The encoder's package or weights are not on this machine."""
