"""Who hands goods, help or people to whom, anywhere in a report: one flow per party and side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.classes import dataclass, replace
from sayso.extract.parties import Party
from sayso.extract.rules.goods import Sight
from sayso.extract.rules.paths import Cargo, Side, Standpoint, dealings, standpoints
from sayso.extract.rules.words import listed, patterns
from sayso.extract.tree import Tree

__all__ = ["INCOMING", "UNDER_ARMS", "Flow", "flows_of"]

#: Who is trained where rules look at training: people under arms.
UNDER_ARMS = re.compile(
    r"\b(?:soldiers?|troops?|fighters?|army|armies|military|militia\w*|forces?|pilots?|police\w*|recruits?|"
    r"cadets?|guards?|commandos?|rebels?|guerrillas?|officers?|brigades?|battalions?|gunners?|crews?|"
    r"militants?|sappers|paratroopers|airmen|gunmen|boys|gunnery|shooting|marksmanship|special forces|"
    r"jihadists?|marines?|navy|snipers?|bodyguards?|insurgents?|drone operators?|operators?)\b",
    re.IGNORECASE,
)
_ARMED = frozenset({"MIL", "COP", "REB", "UAF", "PRM"})
#: What a group does to arms that it gets.
_FETCH = frozenset("take bring smuggle carry fetch collect ferry import haul transport move".split())
#: Where goods lie that came from elsewhere.
_LIE = frozenset("lie lay stand rest surface appear turn".split())
_GIVE_UP = {
    "hand": ("in", "back"), "give": ("up", "in", "back"), "put": ("away", "down", "aside"),
    "lay": ("down", "aside"), "turn": ("in",), "take": ("up", "down"),
}  # fmt: skip
_GO = frozenset(
    "fly go come arrive land cross head travel reach enter run sail drive row walk return".split()
)
#: Verbs of arriving that say too little of goods somebody owns: "X's rocket put a satellite in orbit".
_VAGUE = frozenset("put set leave come call end turn lie lay stand rest get".split())
#: What hangs on a word and tells of something else.
_OWN_CLAUSE = frozenset({"parataxis", "advcl", "ccomp", "acl:relcl"})
#: How hired fighters go home, which no rule minds.
_QUIT = frozenset("leave depart quit withdraw return go".split())
INCOMING = re.compile(
    r"\b(?:smuggl\w+|traffick\w+|came from|come from|shipped|sent|import\w+|arriv\w+|border|freighter|cargo|"
    r"from [A-Z]\w+|flown|landed|delivered|addressed to|consign\w+|transit\w*)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Somebody on a side of a transfer.

    ``anchor`` is the word that tells it in sentence ``sentence``; ``kinds`` the goods or help; ``how`` the
    sort of act; ``others`` who stands on the other side in the same sentence; ``fetched`` goods are moved by
    whoever is named, and so perhaps for himself; ``owned`` goods are only said to be his.
    """

    sentence: int
    anchor: int
    side: Side
    party: Party
    kinds: frozenset[str]
    how: str
    others: tuple[Party, ...] = ()
    fetched: bool = False
    owned: bool = False


def flows_of(sight: Sight) -> tuple[Flow, ...]:
    """Every flow, in the order of the text."""
    out: list[Flow] = []
    for number in range(len(sight.trees)):
        found = [_received(f, sight) for f in _in_sentence(sight, number)]
        found = [replace(f, others=_others(f, found)) for f in found]
        out += [f for f in found if f.how != "lie" or _came_from_elsewhere(f)]
    return tuple(out)


def _is_fetched(tree: Tree, anchor: int) -> bool:
    lemma = tree[anchor].lemma.lower()
    onward = any(tree.preposition(c) in ("to", "into", "for") for c in tree.of(anchor, "obl"))
    # "took the town and its tanks" is booty
    return lemma in _FETCH and (lemma != "take" or onward)


def _received(flow: Flow, sight: Sight) -> Flow:
    """Whose goods come from elsewhere gets them: "UNITA's missiles come from Bulgaria"."""
    tree = sight.trees[flow.sentence]
    if flow.how != "owner" or flow.party.head >= len(tree) or tree[flow.party.head].deprel != "nmod:poss":
        return flow
    verb = next((a for a in tree.ancestors(flow.anchor) if tree.is_verbal(a)), None)
    if verb is None or tree[verb].lemma.lower() not in ("come", "arrive", "reach", "flow", "pour", "trickle"):
        return flow
    return replace(flow, side=Side.TO, how="move")


def _came_from_elsewhere(flow: Flow) -> bool:
    return any(p.match.country not in (None, flow.party.match.country) for p in flow.others)


def _others(flow: Flow, found: list[Flow]) -> tuple[Party, ...]:
    """Who stands on the other side; "its" in "X gets most of its rifles" is nobody else."""
    against = {Side.TO: (Side.FROM, Side.BETWEEN), Side.FROM: (Side.TO, Side.BETWEEN)}.get(
        flow.side, tuple(Side)
    )
    same = (flow.party.match.actor_id, flow.party.match.country)
    return tuple(
        f.party
        for f in found
        if f.side in against
        and f.party is not flow.party
        and not (f.party.pronoun and f.owned and same == (f.party.match.actor_id, f.party.match.country))
        and not (f.owned and f.party.match.country == flow.party.match.country)
    )


def _in_sentence(sight: Sight, number: int) -> Iterator[Flow]:
    tree = sight.trees[number]
    if patterns("scene", "made_up").search(sight.text_of(number)):
        return
    goods = frozenset(w for g in sight.goods[number] for w in g.words)
    places = frozenset(p.head for p in sight.parties_of(number) if p.is_place)
    cargo = Cargo(goods=goods, words=goods | sight.stand_ins[number], places=places)
    deep: dict[int, list[Standpoint]] = {}
    for head, point in dealings(tree, cargo):
        deep.setdefault(head, []).append(point)
    for word in range(len(tree)):
        parties = sight.at(number, word)
        if not parties or (word in sight.stand_ins[number] and not tree.of(word, "amod", "nmod:poss")):
            continue
        if word in goods and parties[0].label is None and parties[0].match.country is None:
            # the patrol in "a patrol boat"
            continue
        near = standpoints(tree, word, cargo)
        told = {p.anchor for p in near}
        for standpoint in (*near, *(p for p in deep.get(word, ()) if p.anchor not in told)):
            for party in parties:
                found = _settled(sight, number, standpoint, party)
                if found is None:
                    continue
                side, kinds, how = found
                yield Flow(
                    sentence=number,
                    anchor=standpoint.anchor,
                    side=side,
                    party=party,
                    kinds=kinds,
                    how=how,
                    fetched=_is_fetched(tree, standpoint.anchor),
                    owned=standpoint.how == "owner",
                )


def _settled(
    sight: Sight, number: int, point: Standpoint, party: Party
) -> tuple[Side, frozenset[str], str] | None:
    """Side, kinds and sort of a flow; None where the word hands over nothing that rules look at."""
    tree = sight.trees[number]
    lemma = tree[point.anchor].lemma.lower()
    side = point.side
    if point.how == "trainer" and lemma.startswith("advis") and not _is_taught(tree):
        return None
    if point.how in ("train", "trainer") or lemma in listed("nouns", "training"):
        military = UNDER_ARMS.search(_trained(sight, number, point.anchor)) is not None
        military = military or (side is Side.TO and bool(_ARMED.intersection(party.match.sectors)))
        return (side, frozenset({"training"}), "train") if military else None
    if _is_given_up(tree, point.anchor) or (
        point.how in ("move", "arrive", "give") and _is_travel(tree, number, point, sight)
    ):
        return None
    kinds = frozenset() if _is_shown(tree, point.anchor) else _carried(sight, number, point.anchor)
    if not kinds or (kinds == {"mercenaries"} and side is Side.FROM and lemma in _QUIT):
        return None
    if point.how == "repair" or lemma in listed("nouns", "repair"):
        return (
            (side, frozenset({"technical-help"}), "repair")
            if kinds & {"arms", "missile", "dual-use"}
            else None
        )
    if side is Side.AT:
        return (Side.TO, kinds, "seize") if INCOMING.search(sight.article.text) else None
    if point.how == "owner" and side is Side.FROM:
        if _helped(tree):
            # "technicians at work on Ivorian gunships"
            return Side.TO, frozenset({"technical-help"}), "repair"
        return (side, kinds, "owner") if _is_handed(tree, point.anchor) else None
    if lemma in _LIE:
        return (side, kinds, "lie")
    return side, kinds, point.how


def _trained(sight: Sight, number: int, anchor: int) -> str:
    """Who is trained, as written; the sentence where no word is said to be."""
    tree = sight.trees[number]
    heads = [*tree.things(anchor), *tree.of(anchor, "iobj")] if tree.is_verbal(anchor) else []
    if not heads:
        return sight.text_of(number)
    return " ".join(
        tree[w].text for h in heads for w in tree.subtree(h, frozenset({"acl:relcl", "parataxis"}))
    )


def _is_given_up(tree: Tree, anchor: int) -> bool:
    """As in "handed in their rifles", "put away their guns"."""
    away = _GIVE_UP.get(tree[anchor].lemma.lower(), ())
    if not away or (tree[anchor].lemma.lower() in ("put", "lay", "take") and not tree.of(anchor, "obj")):
        # "the plane put down at X"
        return False
    # "handed in rifles": the reader may take the particle for a preposition
    behind = {tree[anchor + 1].text.lower()} if anchor + 1 < len(tree) else set()
    return bool((behind | {tree[c].text.lower() for c in tree.of(anchor, "compound", "advmod")}) & set(away))


def _is_shown(tree: Tree, anchor: int) -> bool:
    """As in "drove twelve tanks past the leader at a parade"."""
    return bool({tree[w].lemma.lower() for w in tree.subtree(anchor, _OWN_CLAUSE)} & listed("scene", "shows"))


def _is_travel(tree: Tree, number: int, point: Standpoint, sight: Sight) -> bool:
    """People who go somewhere without goods: "the pope flew to X"."""
    anchor = point.anchor
    if tree[anchor].lemma.lower() not in _GO or tree.of(anchor, "obj"):
        return False
    goers = [
        s for s in tree.doers(anchor) if s not in sight.stand_ins[number] and not sight.goods_at(number, s)
    ]
    carried = [c for c in tree.of(anchor, "obl") if tree.preposition(c) in ("with", "carrying")]
    laden = any(sight.goods_at(number, w) for c in carried for w in tree.subtree(c))
    kinds = tree.sentence.noun_kinds
    return (
        bool(goers)
        and not laden
        and all(g < len(kinds) and kinds[g] in ("person", "organization") for g in goers)
    )


def _is_taught(tree: Tree) -> bool:
    lemmas = {t.lemma.lower() for t in tree.tokens}
    return bool(lemmas & (listed("verbs", "train") | listed("nouns", "training")))


def _is_handed(tree: Tree, anchor: int) -> bool:
    """Whether owned goods are spoken of as handed over, and not as fired, tested or paraded."""
    if tree[anchor].lemma.lower() in listed("nouns", "give"):
        return True
    verbs = [a for a in tree.ancestors(anchor) if tree.is_verbal(a)][:2] + tree.of(anchor, "acl")
    near = {tree[v].lemma.lower() for v in verbs}
    near |= {tree[a].lemma.lower() for a in list(tree.ancestors(anchor))[:2]}
    handed = listed("verbs", "give") | listed("verbs", "take") | listed("verbs", "arrive")
    handed |= listed("seize", "verbs") | listed("seize", "soft")
    near -= _VAGUE
    return bool(near & (handed | listed("nouns", "give") | listed("nouns", "take")))


def _helped(tree: Tree) -> bool:
    lemmas = {t.lemma.lower() for t in tree.tokens}
    return bool(lemmas & listed("nouns", "helper")) and not lemmas & listed("verbs", "give")


def _shares_object(tree: Tree, verb: int) -> bool:
    """As "buys" in "buys and ships rifles", which has no object of its own."""
    return not tree.of(verb, "obj", "nsubj:pass", "obl", "xcomp")


def _carried(sight: Sight, number: int, anchor: int) -> frozenset[str]:
    """Kinds of the goods that go with a word: under it, above it, or what they stand for in the report."""
    tree = sight.trees[number]
    near = set(tree.subtree(anchor, frozenset({"parataxis"}))) | {anchor}
    for other in tree.of(anchor, "conj", "advcl"):
        # what stands in a clause of its own goes with that one's verb; "loaded with shells" is none
        own = tree.rel(other) == "conj" or bool(tree.of(other, "mark", "nsubj"))
        if own and tree.is_verbal(anchor) and tree.is_verbal(other) and not _shares_object(tree, anchor):
            near -= set(tree.subtree(other))
    near |= {a for a in tree.ancestors(anchor) if not tree.is_verbal(a)}
    # "the freighter was on its way to X"
    near |= {s for a in [*near] for s in tree.of(a, "nsubj") if not tree.is_verbal(a)}
    if tree.is_verbal(anchor):
        for s in tree.doers(anchor) + tree.things(anchor):
            near |= {s, *tree.subtree(s, frozenset({"parataxis"}))}
    head = tree[anchor].head
    if tree.rel(anchor) == "xcomp" and head >= 0 and tree.is_verbal(head):
        # "had them flown to X"
        near |= {w for o in tree.of(head, "obj") for w in tree.subtree(o, frozenset({"parataxis"}))}
    open_ = tree.rel(anchor) in ("advcl", "acl") and not tree.of(anchor, "mark", "nsubj")
    if open_ and head >= 0 and tree.is_verbal(head):
        # "held a container …, addressed to X"
        near |= {w for thing in tree.things(head) for w in tree.subtree(thing, frozenset({"parataxis"}))}
    found = frozenset(k for w in near for k in sight.goods_at(number, w))
    if found:
        return found
    return sight.kinds if near & sight.stand_ins[number] else frozenset()
