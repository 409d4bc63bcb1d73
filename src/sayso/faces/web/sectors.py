"""What PLOVER's codes of sectors stand for, in words."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["SECTOR_WORDS", "sector_words"]

SECTOR_WORDS: Mapping[str, str] = {
    "GOV": "government",
    "MIL": "armed forces of a state",
    "COP": "police",
    "SPY": "intelligence services",
    "LEG": "parliament",
    "JUD": "courts",
    "PTY": "a party",
    "OPP": "opposition",
    "REB": "rebels",
    "PRM": "paramilitaries",
    "UAF": "armed people of no known side",
    "PRE": "a state that few recognise, or its government",
    "CRM": "criminals",
    "CVL": "civilians",
    "SOC": "civil society and aid",
    "REF": "people who fled",
    "ELI": "former and other prominent people",
    "BUS": "business",
    "LAB": "labour",
    "AGR": "farming",
    "EDU": "education",
    "MED": "health",
    "JRN": "media",
    "REL": "religion",
    "UNK": "not known",
}


def sector_words(code: str) -> str:
    """The words of a code; the code itself where there are none."""
    return SECTOR_WORDS.get(code, code)
