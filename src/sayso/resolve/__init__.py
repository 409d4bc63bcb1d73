"""Names to what they name: places from a shipped gazetteer, actors from dated tables."""

from sayso.resolve.actors import Actors
from sayso.resolve.places import Places

__all__ = ["Actors", "Places"]
