"""The case space: every case as a point on axes of bits, conditions as regions of it, and diagrams over them."""

from __future__ import annotations

from knowledge.deciding.space.axes import Axis
from knowledge.deciding.space.regions import Box, Region
from knowledge.deciding.space.space import Space

__all__ = ["Axis", "Box", "Region", "Space"]
