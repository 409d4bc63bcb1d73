"""Judges pairs: which reports have their words of one another, which claims tell of one event."""

from sayso.link.joins import EventJoins
from sayso.link.reasons import reasons

__all__ = ["EventJoins", "reasons"]
