"""What a report tells of a speaker beside his name: what he is, how many they are, why he is not named."""

from __future__ import annotations

import re

__all__ = ["count_in", "reason_unnamed", "role_in"]

_NUMBERS = {
    "a": 1, "an": 1, "another": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_COUNT = re.compile(r"(?:(?:the|these|those|at least|some|about)\s+)*([A-Za-z]+|\d{1,4})\b")
_ASKED = "ask|beg|request|insist|demand|prefer|wish|crave"
#: How reports say that somebody is not named, with the reason behind it.
_UNNAMED = re.compile(
    r"\b(?:(?:on|under|with)\s+(?:the\s+)?(?:strict\s+)?conditions?\s+(?:of\s+anonymity"
    r"|that\s+(?:he|she|they)\s+(?:not\s+be|was\s+not|were\s+not)\s+(?:named|identified|quoted))"
    rf"|(?:{_ASKED})\w*\s+(?:on\s+|for\s+)?anonymity"
    rf"|(?:{_ASKED})\w*\s+(?:on\s+)?(?:that\s+)?(?:(?:his|her|their)\s+names?\s+(?:not\s+)?be\s+(?:withheld|used)"
    r"|not\s+(?:to\s+be|being)\s+(?:named|identified|quoted))"
    r"|(?:could|can|would|may|must|will|did|does)(?:\s+not|not|n['’]t)\s+(?:want\s+to\s+|wish\s+to\s+)?be\s+(?:named|identified|quoted)"
    r"|none\s+of\s+whom\s+(?:would|could|may)\s+be\s+(?:named|identified|quoted)"
    r"|declin\w+\s+to\s+(?:be\s+(?:named|identified|quoted)|give\s+(?:his|her|their)\s+names?)"
    r"|identit(?:y|ies)\s+(?:is|are|was|were)\s+(?:protected|withheld|hidden|concealed)"
    r"|(?:granted|given|promised)\s+anonymity|(?:speak|spoke|talk)\w*\s+anonymously"
    r"|names?\s+(?:be\s+|were\s+|was\s+)?(?:withheld|left\s+out)"
    r"|identified\s+only\s+(?:as|by)\s+[\w ]{1,80}?(?=\s+(?:to|for|because)\b))",
    re.IGNORECASE,
)
#: Words that open a reason; behind "because" and the like it is a clause, behind "to" a purpose.
_WHY = re.compile(
    r"^(?:\s+by\s+name)?[\s,]*(?:,\s*)?(?P<open>because(?:\s+of)?|since|as|citing|given|for\s+fear\s+of|fearing"
    r"|in\s+order\s+to|explaining\s+that|so\s+as\s+to|out\s+of|owing\s+to|due\s+to|for|to|in\s+keeping\s+with|under)\s+",
    re.IGNORECASE,
)
#: Reasons that stand without any word of anonymity.
_NOT_ALLOWED = re.compile(
    r"\b(?:(?:is|are|was|were)\s+not|(?:is|was|were|are)n['’]t|not)\s+(?:authori[sz]ed|cleared|allowed|permitted)\s+to\s+"
    r"(?:brief|speak|talk|comment|discuss)[^,.;—–“”\"]*",
    re.IGNORECASE,
)
_END = re.compile(r"[.,;—–“”\"]|(?<!\s)\s+(?:said|says|told)\b")
#: Openings that belong to the reason itself.
_KEPT = ("to", "in order to", "so as to", "fearing", "for fear of", "in keeping with", "under")


def count_in(source: str) -> int | None:
    """How many speakers the words of a source count: "two officials" are 2; None if untold."""
    found = _COUNT.match(source.strip())
    if found is None:
        return None
    word = found.group(1).lower()
    return int(word) if word.isdigit() else _NUMBERS.get(word)


def reason_unnamed(sentence: str) -> str | None:
    """Why somebody is not named, in the words of the sentence that tells it; None if it gives no reason."""
    found = _UNNAMED.search(sentence)
    if found is not None:
        why = _WHY.match(sentence[found.end() :])
        if why is not None:
            start = found.end() + (why.start("open") if why.group("open").lower() in _KEPT else why.end())
            return _cut(sentence[start:])
    barred = _NOT_ALLOWED.search(sentence)
    return " ".join(barred.group().split()) if barred is not None else None


def _cut(rest: str) -> str | None:
    """A reason up to where the sentence goes on with something else."""
    end = _END.search(rest)
    reason = " ".join((rest[: end.start()] if end is not None else rest).split()).strip(" ,")
    return reason or None


def role_in(source: str, name: str) -> str | None:
    """What somebody named is called in a source: the title before the name or the apposition behind it."""
    at = source.find(name)
    if at < 0:
        return None
    before = re.sub(r"^(?:the|an?|his|her|its|their)\s+", "", source[:at].strip(" ,"), flags=re.IGNORECASE)
    if before:
        return before.strip(" ,") or None
    behind = re.match(r"\s*,\s*(?:the\s+|an?\s+)?([^,;]+)", source[at + len(name) :])
    return behind.group(1).strip() if behind is not None else None
