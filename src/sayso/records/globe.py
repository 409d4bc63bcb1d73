"""Distances on the globe, taken as a ball."""

from __future__ import annotations

import math

__all__ = ["EARTH_KM", "apart_km"]

#: Mean radius of the Earth.
EARTH_KM = 6371.0


def apart_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance between two points, in kilometres (degrees in)."""
    a, b = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
