"""From a reading to claims: acts, parties, places, times, quantities, speakers, certainty."""

from sayso.extract.claims import extract, touched

__all__ = ["extract", "touched"]
