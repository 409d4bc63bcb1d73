"""Split text into words the way the UD English treebanks (EWT, GUM) do.

Contractions and possessives come apart ("do|n't", "Japan|'s", "can|not"), hyphens and slashes inside
words stand alone ("long|-|term"), abbreviations keep their stop, numbers keep their commas, addresses
of the net stay whole. Offsets are exact: no character is changed, only spaces lie between words.
"""

from __future__ import annotations

import regex

from sayso.lang.wordsets import word_set

__all__ = ["split_words"]

#: Prefixes that UD keeps joined to what follows ("co-operate", "anti-war", "e-mail").
_JOINED = (
    "anti|co|counter|cross|de|e|ex|extra|hyper|inter|intra|mega|micro|mid|mini|multi|neo|non|off|over|para|"
    "post|pre|pro|proto|pseudo|quasi|re|semi|sub|super|trans|ultra|un|under|uni|up|vice|x"
)

_WORD = regex.compile(
    rf"""
    (?:https?://|ftp://|www\.)[^\s<>"“”]*[^\s<>"“”.,;:!?)\]'’]      # addresses of the net
  | [\w.+-]{{1,64}}@[\w-]+(?:\.[\w-]+)+                                 # and of mail (RFC 5321, 4.5.3.1.1)
  | (?<!\w)[@\#]\w+                                                    # handles and tags
  | (?:[^\W\d_]\.){{2,}}                                               # U.S., a.m.
  | \p{{Sc}}                                                           # currency signs
  | \d{{1,3}}(?:,\d{{3}})++(?:\.\d+)?(?!,*+\d) | \d+:\d\d(?::\d\d)?(?!\d)
  | \d+(?:\.\d+)+ | \d+/\d+(?:/\d+)?(?!\d)
  | ['’](?:s|re|ve|ll|d|m|S|RE|VE|LL|D|M)(?!\w)                        # clitics
  | (?i:n['’]t)(?!\w)
  | (?i:can(?=not\b)) | (?i:gon(?=na\b)) | (?i:got(?=ta\b)) | (?i:wan(?=na\b))
  | (?i:(?:{_JOINED})-(?=\p{{L}}{{3}}))[\w]+(?:(?=n['’]t\b))?            # joined prefixes
  | ['’](?:tis|twas|em|cause|round|til)(?!\w) | ['’]\d\ds?(?!\w)
  | (?:[^\W\d_]|\p{{M}})+?(?=n['’]t(?!\w))
  | \d+(?:st|nd|rd|th|s)(?!\w)
  | (?:O|D|d|L|l|Al|al)['’](?=\p{{Lu}}\p{{Ll}})[\w]+                   # O'Brien, d'Ivoire
  | (?:\w|\p{{M}})+(?:['’](?=\p{{L}}{{3}})(?:\w|\p{{M}})+)?            # plain words, Sana'a-like ones
  | -{{2,}} | \.{{2,}} | ['’]{{2}} | `{{2}} | [!?]{{2,}} | ={{2,}} | \*{{2,}} | _{{2,}}
  | [:;][-']?[)(DPp](?!\w)                                              # a face
  | \S
    """,
    regex.VERBOSE,
)

#: Words that keep a following stop when a sentence goes on; also used by the sentence rules.
_ABBREVIATED = regex.compile(
    r"(?i:mr|mrs|ms|messrs|dr|prof|rev|fr|st|ste|gen|lt|col|maj|capt|cmdr|adm|sgt|cpl|pvt|brig|sen|rep|gov|"
    r"pres|sec|hon|jr|sr|inc|ltd|corp|co|bros|vs|etc|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|"
    r"no|nos|vol|pp|fig|dept|est|approx|ave|blvd|rd|mt|ft|u|p|i\.e|e\.g|cf|al|ph\.d|"
    r"mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|ala|ariz|ark|calif|colo|conn|del|fla|ga|ill|ind|kan|ky|la|"
    r"md|mass|mich|minn|miss|mo|mont|neb|nev|okla|ore|pa|penn|tenn|tex|va|vt|wash|wis|wyo)|\p{Lu}"
)
_NEVER_FINAL = word_set("words.never_final")
_SENTENCE_END = regex.compile(r"[\s\"'”’)\]]*")


def split_words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Words of ``text[start:end]`` as (start, end) code points of ``text``.

    Invariants:
        In order, never empty, never overlapping; everything between them is white space.
    Source:
        universaldependencies.org/en/tokenization.html; measured by bench/segment.py.
    """
    out: list[tuple[int, int]] = []
    for found in _WORD.finditer(text, start, end):
        a, b = found.span()
        if text[a:b].isspace():  # separators that Python counts as white space and Unicode does not
            continue
        if text[a:b] == "." and out and out[-1][1] == a and _keeps_stop(text, out[-1], b, end):
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def _keeps_stop(text: str, word: tuple[int, int], after: int, end: int) -> bool:
    """Whether the stop after ``word`` belongs to it: an abbreviation, seldom at a sentence's end."""
    said = text[word[0] : word[1]]
    if not _ABBREVIATED.fullmatch(said):
        return False
    if said.lower() in _NEVER_FINAL:
        return True
    last = _SENTENCE_END.match(text, after, end)
    if last is not None and last.end() >= end:
        return len(said) > 1 and said.lower() in ("inc", "corp", "co", "ltd", "etc", "jr", "sr", "bros")
    return said not in (
        "I",
        "no",
        "No",
        "NO",
        "may",
        "sun",
        "sat",
        "ill",
        "pa",
        "la",
        "mass",
        "miss",
        "ill",
        "wash",
        "mar",
        "del",
        "p",
        "u",
        "al",
        "mon",
        "wed",
        "fig",
        "gov",
        "sec",
        "est",
        "mo",
        "co",
        "id",
    )
