"""Which form of an answer a caller takes, and whether packed (RFC 9110, sections 12.5.1 and 12.5.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from sayso.errors import cut
from sayso.faces.api.faults import RequestFaultError

__all__ = ["GEOJSON", "JSON", "chosen", "takes_gzip"]

JSON = ("application/json",)
#: GeoJSON is JSON; who takes that alone is given it under that name.
GEOJSON = ("application/geo+json", "application/json")

_WEIGHT = re.compile(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", re.IGNORECASE)


def chosen(accept: str, offers: Sequence[str]) -> str:
    """The offer that an `Accept` header likes best; of equals the first. Without a header the first.

    Raises:
        RequestFaultError: it takes none of them.
    """
    found = _chosen(accept, tuple(offers))
    if found is None:
        raise RequestFaultError(
            "request.accept",
            f"Accept {cut(accept)} takes nothing that can be given here",
            hint=f"there are {', '.join(offers)}",
            item="Accept",
        )
    return found


@lru_cache(maxsize=256)
def _chosen(accept: str, offers: tuple[str, ...]) -> str | None:
    if not accept.strip():
        return offers[0]
    ranges = [_parsed(one) for one in accept.split(",") if one.strip()]
    weights = [_weight(offer, ranges) for offer in offers]
    best = max(weights)
    return offers[weights.index(best)] if best > 0 else None


def _parsed(one: str) -> tuple[str, float]:
    """A media range and its weight; parameters of media types are not told apart."""
    name, *parameters = one.split(";")
    found = next((m for p in parameters if (m := _WEIGHT.fullmatch(p))), None)
    return name.strip().lower(), float(found[1]) if found else 1.0


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most specific range that fits; 0 if none does."""
    kind = offer.partition("/")[0]
    for wanted in (offer, f"{kind}/*", "*/*"):
        for name, weight in ranges:
            if name == wanted:
                return weight
    return 0.0


def takes_gzip(accepted: str) -> bool:
    """Whether an `Accept-Encoding` names gzip without refusing it; what it names itself counts before `*`."""
    weights = dict(_parsed(one) for one in accepted.split(",") if one.strip())
    return weights.get("gzip", weights.get("*", 0.0)) > 0
