"""Whether a place name is used for the place or for what belongs to it, from the words it stands among.

Where the reader has said so, its word counts; these cues are for names that come without a reading.
"""

from __future__ import annotations

import re

from sayso.records import PlaceMention, ToponymUse
from sayso.resolve.gazetteer import Candidate
from sayso.resolve.schema import RANK_DEMONYM
from sayso.resolve.variants import Variant, Way, is_institution

__all__ = ["use_of"]

#: A preposition or verb of place right before the name, with what may stand between.
_AT = re.compile(
    r"\b(?:in|into|at|near|from|to|towards?|across|around|outside|inside|within|throughout|through|over|off|along|via|on|"
    r"beyond|lea(?:ve|ves|ving)|left|visit(?:s|ed|ing)?|reach(?:ed|es)?|enter(?:ed|s|ing)?|fle[de]|north|south|east|west)"
    r"(?:\s+of)?\s+(?:the\s+|(?:north|south|east|west|central)\w*\s+|downtown\s+|nearby\s+|neighbou?ring\s+)*$",
    re.IGNORECASE,
)
#: Words that act: what stands before them is somebody, not somewhere.
_ACTS = re.compile(
    r"^\s+(?:has|have|had|will|would|could|should|may|might|must|can|did|does|said|says|announced|accused|agreed|backs?|"
    r"backed|beat|denied|denies|wants?|wanted|warned|won|lost|voted|signed|supports?|supported|rejects?|rejected|insists?|"
    r"insisted|hopes?|called|calls|asked|asks|expressed|imposed|joined|became|faces?|faced|and\s+[A-Z]\w+\s+(?:have|agreed))\b"
)
_OWNS = re.compile(
    r"^\s*['’]s?\s+(?!(?:capital|coast|border|north|south|east|west|territory|largest|second|main)\b)"
)
#: Another noun right after, which the name modifies.
_MODIFIES = re.compile(r"^(?:\s+|-)[A-Za-z][\w-]+")
_LINK = re.compile(
    r"^\s+(?:and|or|but|as|at|on|in|to|for|with|by|from|of|after|before|when|where|while|which|who|that|since|until|during|"
    r"because|about|over|under|near|is|was|are|were|be|been|this|last|next|early|late|yesterday|today|tomorrow|through|"
    r"into|between|against|despite|following|including|like|than|if|so|then|also|not|now|just|only|here|there|he|she|they|it|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|area|region|border|coast|airport|city|county|province|district|town|village|"
    r"suburb|streets?|neighbou?rhood|river|valley|island|port|peninsula|home|office)\b",
    re.IGNORECASE,
)
_LANDS = frozenset({"country", "continent", "region", "admin1"})


def use_of(mention: PlaceMention, place: Candidate, variant: Variant) -> ToponymUse:
    """What a name is used for: a people's name or adjective, a part of another name, an owner or doer, or the place."""
    if mention.use is not None:
        return mention.use
    if place.rank == RANK_DEMONYM:
        return ToponymUse.DEMONYM
    if variant.way is Way.PART and is_institution(mention.text):
        return ToponymUse.EMBEDDED
    if _OWNS.match(mention.after) or mention.text.endswith(("'s", "’s")):
        return ToponymUse.ASSOCIATIVE
    if _AT.search(mention.before):
        return ToponymUse.LITERAL
    if _ACTS.match(mention.after) and place.cls in _LANDS:
        return ToponymUse.ASSOCIATIVE
    if _MODIFIES.match(mention.after) and not _LINK.match(mention.after):
        return ToponymUse.EMBEDDED if mention.after[1:2].isupper() else ToponymUse.ASSOCIATIVE
    return ToponymUse.LITERAL
