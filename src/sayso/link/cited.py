"""Sentences that credit an outlet for what they tell: "told the AP", "the Gazette reported"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.link.agencies import Named, named_in, outlet_name, outlet_nouns
from sayso.records import Article, Credit, CreditKind, Span

__all__ = ["cited"]

_BEFORE, _AFTER = 110, 70
_KINDS = "|".join(sorted(map(re.escape, outlet_nouns()[1]), key=len, reverse=True))
#: What may stand between the words that cite and the name: "Israel's", "state-run", "Russian news agency".
_FILL = (
    r"(?:(?:the|a|an|its|by|in|on|to|both|local|official|semi-official|state-run|state-owned"
    r"|pro-government|private|independent"
    r"|leading|influential|online|weekly|daily|public|state|national|government-run|opposition"
    r"|conservative|liberal|business"
    rf"|financial|English-language|{_KINDS}|[A-Z][\w-]+(?:['’]s)?)\s+){{0,4}}"
)
_CUE = re.compile(
    r"(?P<cue>\b(?i:told|tells|telling|according to|citing|cites|cited by|cited in|quoted by|quoted in"
    r"|quoting|reported by|reported in"
    r"|reported on|reported first by|first reported by|as reported by|interviewed by|interview (?:with"
    r"|to|by|in|on|for"
    r"|(?:published|broadcast|aired) (?:by|in|on|with))|speaking (?:to|with|on)|spoke (?:to|with|on)"
    r"|remarks to|comments to|comment to"
    r"|statement to|e-?mail to|e-?mailed to|published (?:by|in|on)|obtained by|seen by|reviewed by"
    r"|viewed by|examined by|verified by"
    r"|heard by|shared with|provided to|leaked to|compiled by|carried by|broadcast (?:by|on)|aired (?:by"
    r"|on)|revealed by|conducted by"
    r"|(?:report|reports|article|story|column|op-ed|essay|analysis|account|tally|count|investigation"
    r"|survey|dispatch|interview)"
    r" (?:in|by|from|on|for|with|published (?:by|in|on))|wrote in|writing in|wrote on|confirmed to"
    r"|confided to|explained to"
    r"|acknowledged to|revealed to|said on|appearing on|appeared on|an appearance on|citing (?:a"
    r"|an) report (?:in|by)|per|reported|reports|wrote|writes)\s+)"
    + _FILL
    + r"(?:\w{1,12} (?:and|or|,)\s+)?$"
)
_VERB = re.compile(
    rf"(?:['’]s?)?(?:\s+(?:{_KINDS}|website|web site|newsroom|report|analysis|investigation))?"
    r"(?:,? (?:which|citing|quoting)\b[^.;]{0,40}?,)?(?:\s*\([^()]{1,40}\))?,?"
    r"\s+(?P<verb>(?:(?:also|has|had|have|first|earlier|later|previously|recently|separately|on \w+day"
    r"|this week|last week) )*"
    r"(?:reported|reports|quoted|quotes|cited|cites|citing|revealed|disclosed|published|broadcast|aired"
    r"|carried|wrote|writes|noted|observed|claimed|tallied"
    r"|calculated|obtained|reviewed|learned|has learned|confirmed|said in (?:a|an|its) (?:report|article"
    r"|editorial|dispatch|story|commentary)"
    r"|showed footage|interviewed|said it had (?:seen|obtained|reviewed)))\b(?!\s+(?:a |its |net "
    r"|record |quarterly )*(?:profit|loss|loss of|earnings|revenue|results))"
)
#: Verbs that cite whoever follows them, if nothing follows him: "…, reported Reuters."
_INVERTED = frozenset({"reported", "reports", "wrote", "writes"})
_SAID = re.compile(
    r"(?:\s+news agency)?\s+(?:said|says|added)\b(?!\s+(?:it|its|the company|the agency|in a statement"
    r"|he|she)\b)"
)
_AGENCY_WORD = re.compile(r"\s+(?:news )?(?:agency|wire)\b|\s+(?:reporter|journalist|correspondent)s?\b")
_OTHER_SENSE = re.compile(
    r"[/-](?=\w)|\s+(?!On\b|In\b|At\b|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep"
    r"|Oct|Nov|Dec)[A-Z]|\s+(?:class|exam|course|test|polls?|government|police|chief|ministers?|style"
    r"|leader|members?|capital)\b"
)
_NOUN = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, outlet_nouns()[0]), key=len, reverse=True)) + r")\b(?!-)"
)
#: Second mentions: "the Times", "the Post".
_AGAIN = frozenset(
    "Times Post Journal Herald Tribune Guardian Telegraph Observer Chronicle Gazette Globe Sun Mail".split()
)
_LEFT = re.compile(r"(?:[A-Z][\w.&'’-]*|of|de|la|le|and|del|al|el|der|the)$")
_STATE = re.compile(
    r"\b(?P<who>(?:[A-Z][a-z]+(?:ian|ish|ese|an|i|ch|ic|ek|ai)\s+)?(?:state-run|state|official|public"
    r"|government)(?:-run)?\s+"
    r"(?:media|television|TV|radio|news agency|broadcaster))\b"
)
_KINDED = re.compile(rf"\b(?:{_KINDS})\s+(?P<who>[A-Z][\w'’.-]*(?:\s+(?:[A-Z][\w’.-]*|of|de|al|el)){{0,3}})")
_KIND_AFTER = re.compile(rf"(?P<who>[A-Z][\w'’.-]*(?:\s+[A-Z][\w’.-]*){{0,2}})\s+(?:{_KINDS})\b")
_DEMONYM = re.compile(
    r"[A-Z][a-z]+(?:ian|ish|ese|ean|ani|qi|ni|ench|utch|eek|wiss|ai|can|rman|man|sian|li|wi)|US|U\.S\.?"
    r"|UK|The|A|An|Chinese|State|Local"
)


def cited(article: Article) -> Iterator[Credit]:
    """Each place at which a sentence credits another outlet for what it tells; in the order of the text.

    Returns:
        Credits of kind CITES; a span runs from the words that cite to the name, or from the name to its verb.
    """
    text = article.text
    last = -1
    known: dict[str, str] = {}
    for sentence in article.sentences:
        for named in _names(text, sentence.span, known):
            credit = _credit(text, sentence.span, named)
            if credit is not None and credit.span is not None and named.start >= last:
                last = named.end
                yield credit


def _names(text: str, sentence: Span, known: dict[str, str]) -> Sequence[Named]:
    """Outlets that a sentence names, by the lists, by kinds of names, and by the nouns beside them."""
    found = list(named_in(text, sentence.start, sentence.end))
    for named in (*_nouned(text, sentence, known), *_kinded(text, sentence)):
        if not any(n.start < named.end and named.start < n.end for n in found):
            found.append(named)
    return sorted(found, key=lambda n: n.start)


def _nouned(text: str, sentence: Span, known: dict[str, str]) -> Iterator[Named]:
    """Names that end as names of outlets do: "the Springfield Gazette"; and "the Gazette" after it."""
    never = outlet_nouns()[2]
    for match in _NOUN.finditer(text, sentence.start, sentence.end):
        start = _name_start(text, sentence.start, match.start())
        name = outlet_name(text[start : match.end()])
        if start == match.start():
            article = text[max(0, start - 4) : start].lower()
            if match.group() in _AGAIN and article == "the ":
                yield Named(start=start, end=match.end(), name=known.get(match.group(), name), agency=False)
        elif name not in never and f"the {name}" not in never and " " in name:
            known[match.group()] = name
            yield Named(start=start, end=match.end(), name=name, agency=False)


def _name_start(text: str, floor: int, at: int) -> int:
    """Where the name that ends with the word at ``at`` begins: its capitalised words, at most five."""
    words = [(m.start(), m.group()) for m in re.finditer(r"\S+", text[max(floor, at - 60) : at])]
    base, start = max(floor, at - 60), at
    for offset, word in reversed(words[-5:]):
        if not _LEFT.match(word) or (start == at and not word[0].isupper()):
            break
        if word in ("The", "A", "An", "In", "But", "And", "On", "the", "and") and word != "and":
            break
        if word[0].isupper():
            start = base + offset
        if word.endswith(("'s", "’s")):
            break
    first = text[start:at].split(" ", 1)
    if start < at and first[0].endswith(("'s", "’s")) and len(first) > 1 and first[1].strip():
        start += len(first[0]) + 1
    return start


def _kinded(text: str, sentence: Span) -> Iterator[Named]:
    """Names beside a noun for a kind of outlet, and the media of a state."""
    for match in _STATE.finditer(text, sentence.start, sentence.end):
        yield Named(start=match.start(), end=match.end(), name=match["who"], agency=False)
    for pattern in (_KINDED, _KIND_AFTER):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            name = outlet_name(match["who"])
            if (
                not _DEMONYM.fullmatch(name)
                and not name.startswith(("The ", "A "))
                and name not in outlet_nouns()[2]
            ):
                yield Named(
                    start=match.start("who"), end=match.end("who"), name=name, agency=False, sure=False
                )


def _credit(text: str, sentence: Span, named: Named) -> Credit | None:
    before = text[max(sentence.start, named.start - _BEFORE) : named.start]
    after = text[named.end : min(sentence.end, named.end + _AFTER)]
    beside = bool(_AGENCY_WORD.match(after)) or bool(
        re.search(r"(?:agency|wire|newspaper|daily|broadcaster|website)\s+$", before)
    )
    if not named.sure and named.agency and not beside:
        return None
    if _OTHER_SENSE.match(after) and not beside and not _VERB.match(after):
        return None
    cue = _CUE.search(before)
    verb = _VERB.match(after)
    if cue is not None and _is_reading(cue, after):
        span = Span(named.start - len(before) + cue.start("cue"), named.end)
    elif verb is not None:
        span = Span(named.start, named.end + verb.end())
    elif (
        named.agency
        and named.sure
        and named.name not in ("Bloomberg", "Sputnik")
        and (said := _SAID.match(after))
    ):
        span = Span(named.start, named.end + said.end())
    else:
        return None
    p = 0.93 if named.sure and (named.agency or cue) else 0.85 if named.sure else 0.75
    return Credit(
        kind=CreditKind.CITES,
        name=named.name,
        text=span.of(text),
        span=span,
        agency=named.agency,
        whole=False,
        p=p,
    )


def _is_reading(cue: re.Match[str], after: str) -> bool:
    """Whether a cue fits its name: bare "reported X" only where the name closes the clause."""
    return cue["cue"].strip() not in _INVERTED or after.lstrip()[:1] in ("", *",.;:”\"'")
