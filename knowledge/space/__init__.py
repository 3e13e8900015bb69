"""The case space: every case as a point on axes of bits, conditions as regions of it, and diagrams over them."""

from __future__ import annotations

from knowledge.space.axes import Axis
from knowledge.space.regions import Box, Region
from knowledge.space.space import Space

__all__ = ["Axis", "Box", "Region", "Space"]
