"""Quantities: amounts with their bounds, unit, what they count, rate, period and nature.

Numbers are read by `sayso.lang.amounts` and `numbers`, which times share. `find` goes through the words of a
sentence (`row`): `special` knows amounts that are no number before a noun, `measures` joins a number to its
sign, unit and bound, `refuse` knows numbers that are names, and `record` makes of what was found a quantity.
Units, currencies and word lists are data (`data/units.tsv`, `data/currencies.tsv`, `data/quantity.toml`).
"""

from sayso.extract.quantity.find import quantities_in

__all__ = ["quantities_in"]
