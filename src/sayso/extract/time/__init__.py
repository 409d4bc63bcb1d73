"""Time expressions: found, understood and resolved to days with their bounds, or left open with the reason.

How they are written (`patterns`, `data/time_patterns.txt`, `data/time.toml`), what they say (`expressions`,
`builders`), what that means on a day (`resolve`) and how TIMEX3 writes it (`timex`) are apart; `find` puts
them together.
"""

from sayso.extract.time.find import document_day, times_in, times_of

__all__ = ["document_day", "times_in", "times_of"]
