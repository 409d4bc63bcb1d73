"""Which packing a browser takes."""

from __future__ import annotations

__all__ = ["takes_gzip"]


def takes_gzip(accepted: str) -> bool:
    """Whether an `Accept-Encoding` names gzip without refusing it (RFC 9110, 12.5.3)."""
    for offer in accepted.lower().split(","):
        coding, _, weight = offer.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
