"""How the default encoder's matrices are multiplied."""

from enum import Enum


class Arithmetic(Enum):
    DENSE = "fp32"  # weights unpacked, 32-bit floats
    BLOCKS = "4bit"  # 4-bit weights, 32-bit floats
    BLOCKS_INT8 = "4bit-int8"  # 4-bit weights, activations as 8-bit blocks of 32 with a scale each
    # 8-bit weights with a scale a column, activations with a scale a token, so that a batch changes no vector. Nearest
    # among 3,600 asks of the embedded base, same script first / in three: 0.286 / 0.471 where 32-bit floats have
    # 0.285 / 0.476 and 4bit-int8 has 0.286 / 0.478.
    INT8 = "int8"

    @property
    def has_own_vectors(self) -> bool:
        """Whether vectors differ so much that an index holds no others; those of the rest agree to four digits."""
        return self is Arithmetic.INT8
