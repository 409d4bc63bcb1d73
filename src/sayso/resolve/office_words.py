"""Words of titles: which heads are offices, who holds them alone, and what may stand beside them."""

from __future__ import annotations

import re

__all__ = [
    "ARMED",
    "CANON",
    "CANON_MANY",
    "DAYS",
    "FORMER",
    "GRADES",
    "LEGISLATORS",
    "LINKS",
    "LOCAL",
    "MANY",
    "MANY_HEADS",
    "NOT_YET",
    "NOWHERE",
    "OPENERS",
    "PRIVATE",
    "SHORT",
    "SMALL",
    "SOLE",
    "SOLE_HEADS",
    "SOVEREIGN",
    "STOP",
    "UNDER",
    "spelled",
]

#: Offices of which a country has one, under the names that the table of roles gives them.
SOVEREIGN = frozenset(
    {
        "president",
        "prime minister",
        "chancellor",
        "king",
        "queen",
        "emir",
        "sultan",
        "emperor",
        "crown prince",
    }
) | {"supreme leader", "pope"}
CANON = SOVEREIGN | frozenset(
    f"{of} minister"
    for of in "foreign defence interior security finance health education justice trade energy agriculture".split()
)
#: The same where several may hold them.
CANON_MANY = frozenset({"vice president", "deputy prime minister"})

#: First or last words of heads that one person holds, where more is said than the word.
SOLE = frozenset(
    "minister secretary chief head director chairman chairwoman chairperson speaker ombudsman ombudswoman viceroy "
    "regent comptroller secretary-general director-general commander-in-chief".split()
)
#: The same as whole heads, whatever their last word.
SOLE_HEADS = frozenset(
    {
        "general secretary", "executive director", "chief justice",
        "prosecutor general", "general prosecutor", "chief prosecutor", "commander in chief", "inspector general",
        "national security adviser", "auditor general", "surgeon general", "commissioner of police",
        "police commissioner", "first minister", "chief minister",
    }
)  # fmt: skip
#: Offices of a town, district or province; alone they say of which country only.
LOCAL = frozenset("mayor governor prefect lieutenant-governor vice-governor vice-mayor prosecutor".split())
#: Last words of heads that several hold at a time.
MANY = frozenset(
    "ambassador consul envoy representative spokesperson negotiator rapporteur commissioner judge justice "
    "magistrate commander administrator undersecretary under-secretary ambassador-at-large nuncio councillor "
    "councilman councilwoman alderman whip".split()
)
#: The same as whole heads, whatever their last word.
MANY_HEADS = frozenset(
    {
        "minister", "deputy minister", "vice minister", "junior minister", "minister of state", "cabinet minister",
        "cabinet member", "state secretary", "assistant secretary", "permanent secretary", "deputy secretary",
        "deputy foreign minister", "vice foreign minister", "deputy defence minister", "vice defence minister",
        "deputy minister of foreign affairs", "deputy secretary of state", "deputy secretary of defence",
        "assistant secretary of state", "undersecretary of state", "deputy defence secretary", "deputy head",
        "deputy chief", "deputy governor", "deputy mayor", "minister without portfolio", "press secretary",
        "private secretary", "second secretary", "first secretary", "vice chairman", "under secretary",
        "shadow minister", "shadow chancellor", "shadow foreign secretary", "village head", "village chief",
        "consul general", "charge d'affaires", "opposition leader", "leader of the opposition",
        "committee chairman",
    }
)  # fmt: skip
#: Members of parliaments by other names than the table's own for them.
LEGISLATORS = frozenset(
    "lawmaker legislator parliamentarian senator congressman congresswoman congressperson mp deputy assemblyman "
    "assemblywoman mep backbencher parliament congress member peer".split()
)
#: Sectors of those who hold no office whatever they are called.
ARMED = frozenset("REB UAF CRM PRM CVL REF SOC UNK".split())

#: Sectors of those whose posts are no offices.
PRIVATE = frozenset({"BUS", "JRN", "CVL"})
#: Codes of bodies of no country and no union of countries.
NOWHERE = frozenset({"MNC", "NGO", "ISM", "IMG"})

#: Words that a title does without.
GRADES = frozenset(
    "acting interim caretaker current longtime veteran outgoing embattled new newly-elected newly powerful "
    "outspoken hardline hawkish far-right far-left right-wing left-wing leftist centrist conservative liberal "
    "populist nationalist socialist longstanding serving sitting reformist pragmatic transitional "
    "the a an his her excellency jailed detained".split()
) | {"far right", "far left", "right wing", "left wing", "newly elected", "long time", "hard line", "long serving"}  # fmt: skip
#: Words that make another office of one.
UNDER = frozenset("deputy vice assistant associate junior shadow honorary first senior".split())
#: Those whom these words name hold the office not yet, or never.
NOT_YET = frozenset(
    "incoming designate elect next future would-be candidate nominee aspiring potential self-declared "
    "self-proclaimed self-styled unrecognised unrecognized fake alleged so-called rival hopeful".split()
) | {
    "would be", "self declared", "self proclaimed", "self styled", "so called", "president elect",
}  # fmt: skip
FORMER = frozenset(
    "former ex late ousted deposed onetime toppled erstwhile retired sometime overthrown disgraced then once "
    "formerly previously previous exiled".split()
) | {"one time", "then former", "long gone"}

#: Words that part a head from what it is the head of.
LINKS = frozenset("of for at to from".split())
#: What may stand small within a name.
SMALL = frozenset(
    "al el bin bint ben ibn abu de da do dos das del della di du la le los las van von der den ten ter y e of the "
    "region province state district city town county".split()
)
#: Written out before anything is looked up.
SHORT = {
    "gov": "governor",
    "sen": "senator",
    "rep": "congressman",
    "pm": "prime minister",
    "amb": "ambassador",
}
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december today yesterday tomorrow tonight".split()
)
#: A clause that ends in a comma and is no title, whatever its last words are: "After meeting the president of Peru,".
OPENERS = frozenset(
    "after before when while as during following since although though if because despite amid in on at with "
    "under for by without unlike besides alongside says said".split()
)
#: Words that no title holds between a country and its head.
STOP = frozenset(
    "and or but nor as that which who whom whose when where while if than then so because of for at in to from on "
    "by with into onto over under about after before between against near since until is are was were be been has "
    "have had will would can could may might shall should do does did not no he she it they we i you his her its "
    "their our my this these those there here said says told tells met meets meet sees saw asks calls wants "
    "this week month year last first two three ago also even only both each every some any all more most other "
    "via per amid among during without within along like unlike despite toward towards upon own".split()
)

_GENERAL = re.compile(r"(?<=secretary) general\b|(?<=director) general\b")
_SPELLED = {
    "defense": "defence",
    "labor": "labour",
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
    "advisor": "adviser",
    "boss": "chief",
    "program": "programme",
}


def spelled(words: str) -> str:
    """Words of a title in one spelling: small but for abbreviations, British, without possessive endings.

    >>> spelled("Defense"), spelled("Secretary General"), spelled("UN")
    ('defence', 'secretary-general', 'UN')
    """
    return _GENERAL.sub("-general", " ".join(map(_spelled, words.split())))


def _spelled(word: str) -> str:
    if len(word) > 1 and word.isupper():
        return word
    low = word.lower().removesuffix("'s").removesuffix("’s").strip(".")
    return _SPELLED.get(low, low)
