"""Which embargo or sanctions regime a report touches, and how that reads: a flag, never a verdict.

Rules are data (`book.py`, `data/rules/`). A report is looked through for goods (`goods.py`) and for who hands
them to whom (`paths.py`, `flows.py`); what falls under a rule of its day (`touch.py`) is read (`readings.py`)
and put on the nearest claim (`flag.py`). Changes of a rule by its issuer are looked for apart (`regimes.py`).
"""

from sayso.extract.rules.book import Book, Rule, read_rules, shipped_book
from sayso.extract.rules.touch import READINGS, Act, rules_for

__all__ = ["READINGS", "Act", "Book", "Rule", "read_rules", "rules_for", "shipped_book"]
