"""Find the acts a sentence names: trigger, type, who does it to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.classes import dataclass, replace
from sayso.extract.blame import blamed
from sayso.extract.drafts import (
    Draft,
    distinct,
    dropped,
    merged,
    noted,
    others,
    type_chance,
    with_shared_modes,
)
from sayso.extract.enough import Enough
from sayso.extract.lexicon import Entry, Lexicon, lexicon
from sayso.extract.matching import Matcher
from sayso.extract.parties import Parties, Party
from sayso.extract.refusals import as_refusal
from sayso.extract.seen import Seen
from sayso.extract.tree import Tree
from sayso.records import Reason

__all__ = ["Draft", "find_events"]

#: Acts that are done to other acts: what they speak of is no act of its own.
_SPOKEN_OF = frozenset({"SANCTION", "REJECT", "REQUEST", "AGREE", "CONCEDE", "SUPPORT"})
#: How many words after an event noun its parties may stand.
_FOLLOW = 14
#: Who promises one of these threatens.
_HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST", "THREATEN"})
#: Acts that who tells of them accuses others of.
_DEEDS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "THREATEN", "SANCTION"})
_WANTED = {
    "CONSULT": "meet",
    "AID": "assist",
    "COOPERATE": "assist",
    "SUPPORT": "assist",
    "RETREAT": "yield",
    "CONCEDE": "yield",
}
_INNER_MODE = {
    "REQUEST": _WANTED,
    "REJECT": {**_WANTED, "AGREE": "assist"},
    "THREATEN": {
        "ASSAULT": "violence",
        "SANCTION": "relations",
        "COERCE": "restrict",
        "PROTEST": "restrict",
        "MOBILIZE": "violence",
        "REJECT": "relations",
    },
}
_INNER_NOUN_MODE = {
    noun: mode
    for mode, nouns in (
        ("meet", "talk meeting negotiation"),
        ("assist", "aid help assistance support"),
        ("yield", "ceasefire truce withdrawal release"),
        ("change", "resignation reform election"),
    )
    for noun in nouns.split()
}
#: Weapon words that tell the mode of an assault, strongest first.
_WEAPONS = (
    ("suicide-attack", frozenset({"suicide"})),
    ("unconventional", frozenset({"sarin", "chlorine", "nerve", "radioactive"})),
    ("drone", frozenset({"drone", "uav"})),
    ("aerial", frozenset({"airstrike", "air", "warplane", "jet", "bomber", "helicopter", "aircraft"})),
    (
        "heavy-weapons",
        frozenset({"missile", "rocket", "artillery", "shell", "mortar", "tank", "shelling", "howitzer"}),
    ),
    ("explosives", frozenset({"bomb", "mine", "grenade", "explosive", "ied", "dynamite", "explosion"})),
    ("crowd-control", frozenset({"tear", "baton", "cannon"})),
    (
        "firearms",
        frozenset({"gun", "rifle", "gunman", "shot", "bullet", "gunfire", "pistol", "machinegun", "sniper"}),
    ),
    ("primitive", frozenset({"knife", "machete", "axe", "arson", "stone", "sword"})),
)


def find_events(number: int, tree: Tree, parties: Parties) -> list[Draft]:
    """Acts of one sentence, in the order of their triggers."""
    words = lexicon()
    seen = Seen.of(number, tree, parties, words)
    matcher = Matcher(number, tree, parties, words)
    finder = _Finder(number, tree, parties, words, matcher, seen, Enough(tree, words, seen))
    found = [d for i in range(len(tree)) for d in finder.at(i)]
    found = [as_refusal(finder.embedded(d, found), tree, parties) for d in found]
    found = [blamed(d, tree, parties) for d in found]
    return merged(finder.left(with_shared_modes(found, tree)), tree)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Applies the lexicon to one sentence."""

    number: int
    tree: Tree
    parties: Parties
    lexicon: Lexicon
    matcher: Matcher
    seen: Seen
    enough: Enough

    def at(self, i: int) -> Iterator[Draft]:
        """The act named by word ``i``, if any: by the lexicon, else by the reader's own view."""
        found = next(self._by_lexicon(i), None)
        if found is not None:
            if not self.seen.doubts(i):
                yield self._revised(found)
            return
        entry = self.seen.fallback(i)
        if entry is not None and not self._supports(i):
            yield self._revised(self._by_reader(entry, i))

    def _by_reader(self, entry: Entry, i: int) -> Draft:
        verb = self.tree[i].head
        if self.tree[i].upos == "ADJ" and verb >= 0:
            return replace(self._verb(entry, verb), trigger=i, support=verb)
        return self._verb(entry, i) if self.tree.is_verbal(i) else self._noun(entry, i)

    def _revised(self, draft: Draft) -> Draft:
        revised = self.seen.revised(draft)
        if revised is draft:
            return draft
        return noted(revised, draft, "the reader's acts", self.seen.acts.get(draft.trigger))

    def _supports(self, i: int) -> bool:
        """Whether a verb only carries an event noun, which names the act."""
        return any(
            self._support(c) == i and (self.seen.names(c) or next(self._by_lexicon(c), None) is not None)
            for c in self.tree.of(i, "obj", "nsubj:pass")
            if self.tree[c].upos == "NOUN"
        )

    def _by_lexicon(self, i: int) -> Iterator[Draft]:
        token = self.tree[i]
        lemma = token.lemma.lower()
        if token.upos == "VERB":
            for entry in self.lexicon.verbs.get(lemma, ()):
                if not entry.support and self.matcher.verb_fits(entry, i):
                    yield self._verb(entry, i)
                    return
        elif (
            token.upos == "NOUN"
            or (token.upos == "ADJ" and self.tree.rel(i) in ("obj", "nsubj"))
            or (token.upos == "PROPN" and token.text[1:].islower() and self._plain(i))
        ):
            for entry in self.lexicon.nouns.get(lemma, ()):
                if self.matcher.noun_fits(entry, i):
                    yield self._noun(entry, i)
                    return

    def _plain(self, i: int) -> bool:
        return self.parties.mention_at(self.number, i) is None

    # ---------------------------------------------------------------- roles

    def _parties(self, heads: Sequence[int]) -> list[Party]:
        return [p for h in heads for p in self.parties.at(self.number, h)]

    def _owners(self, i: int) -> list[Party]:
        """Parties that stand before a noun: "Kim's visit", "the Russian attack", "the Putin-Kim talks"."""
        tree = self.tree
        found = self._parties([a for c in tree.of(i, "nmod:poss") for a in tree.conjuncts(c)])
        for c in [
            *tree.of(i, "amod", "compound"),
            *(c for c in tree.of(i, "nmod") if not tree.preposition(c)),
        ]:
            if tree[c].deprel == "nmod:poss":
                continue
            found += [
                p
                for a in tree.conjuncts(c)
                for p in self._parties([a, *tree.of(a, "compound", "amod", "dep")])
                if p.label
            ]
        return found

    def _verb(self, entry: Entry, i: int) -> Draft:
        tree = self.tree
        subjects = self._parties(tree.doers(i))
        heads = [*tree.things(i), *(a for c in tree.of(i, "iobj") for a in tree.conjuncts(c))]
        objects = self._parties(heads)
        by_prep: dict[str, list[Party]] = {}
        for prep, head in tree.obliques(i):
            by_prep.setdefault(prep, []).extend(self._parties([head]))
        marked = [p for prep in entry.at for p in by_prep.get(prep, [])]
        places: list[int] = []
        goes = entry.roles in ("go", "host")
        if entry.roles == "mutual":
            both = [*objects, *by_prep.get("with", []), *marked]
            actors, recipients = [*subjects, *both], []
        elif entry.roles == "go":
            actors = subjects
            recipients = [p for p in objects if not p.is_place] or by_prep.get("with", [])
            places = [h for h in heads if self.matcher.place_at(h)]
            places += [
                h
                for prep, h in tree.obliques(i)
                if prep in ("to", "in", "at", "for", "") and self.matcher.place_at(h)
            ]
        elif entry.roles == "host":
            actors, recipients = objects, subjects
            places = [
                h for prep, h in tree.obliques(i) if prep in ("to", "in", "at") and self.matcher.place_at(h)
            ]
        elif entry.roles == "give":
            actors = subjects
            given = self._parties([a for c in tree.of(i, "iobj") for a in tree.conjuncts(c)])
            if tree.is_passive(i) and tree.of(i, "obj"):
                given = objects
            recipients = given or marked or self._deep_marked(tree.things(i), entry)
        elif entry.roles == "get":
            actors = by_prep.get("from") or self._from(tree.things(i))
            recipients = subjects
        else:
            actors = subjects
            recipients = objects or marked
            if not recipients and entry.roles == "about":
                recipients = self._deep_marked(tree.things(i), entry) or self._in_role(i, entry)
        recipients = [r for r in recipients if not (r.is_place and goes)]
        return self._draft(entry, i, None, actors, recipients, (tuple(places), goes))

    def _from(self, heads: Sequence[int]) -> list[Party]:
        """Who stands behind "from" in a phrase: "weapons from Ankara"."""
        behind = [c for h in heads for prep, c in self.tree.obliques(h) if prep == "from"]
        return self._parties(behind)

    def _in_role(self, i: int, entry: Entry) -> list[Party]:
        """Parties behind a telling preposition in the words of ARG1: "suspended [aid to Niger]"."""
        tree = self.tree
        return [
            p
            for w in tree.role_words(i, "ARG1")
            for p in self.parties.at(self.number, w)
            if w > 0 and tree[w - 1].text.lower() in entry.at
        ]

    def _deep_marked(self, heads: Sequence[int], entry: Entry) -> list[Party]:
        """Parties inside the object phrase: "Russia's invasion", "talks with Iran"."""
        found: list[Party] = []
        for head in heads:
            found += [
                p for prep, c in self.tree.obliques(head) if prep in entry.at for p in self._parties([c])
            ]
            found += self._owners(head)
            for prep, c in self.tree.obliques(head):
                if prep in ("of", "'s", "’s"):
                    found += self._owners(c) or self._parties([c])
        return found

    def _support(self, i: int) -> int | None:
        """The light verb that carries an event noun ("held" talks, "launched" an attack)."""
        tree = self.tree
        head = tree[i].head
        if tree.rel(i) == "conj" and head >= 0:
            i, head = head, tree[head].head
        if tree.rel(i) == "nmod" and tree.preposition(i) == "of" and head >= 0:
            # "five hours of talks": the counted noun is the verb's object
            i, head = head, tree[head].head
        if head < 0 or not tree.is_verbal(head):
            return None
        entries = [e for e in self.lexicon.verbs.get(tree[head].lemma.lower(), ()) if e.support]
        if tree.preposition(i) == "under":
            return head if any("under" in e.prep for e in entries) else None
        # "held five hours of talks": the parser may hang the "of" on the verb
        direct = tree.rel(i) == "obj" or tree[i].deprel == "nsubj:pass" or tree.preposition(i) == "of"
        return head if direct and any(not e.prep for e in entries) else None

    def _suffers(self, support: int | None) -> bool:
        """Whether the act is done to a light verb's subject: "drew criticism", "came under attack"."""
        if support is None or self.tree.is_passive(support):
            return False
        entries = self.lexicon.verbs.get(self.tree[support].lemma.lower(), ())
        return any(e.support and e.roles == "suffer" for e in entries)

    def _noun(self, entry: Entry, i: int) -> Draft:
        tree = self.tree
        support = self._support(i)
        suffers = self._suffers(support)
        owners = self._owners(i)
        actors: list[Party] = []
        recipients: list[Party] = []
        places: list[int] = []
        for prep, head in self._phrases(i, entry):
            those = self._parties([head])
            sends = suffers or entry.roles in ("give", "do")
            if prep in ("by", "between", "among") or (prep == "from" and sends):
                actors += those
            elif prep == "of":
                (actors if entry.of == "actor" else recipients if entry.of == "recipient" else []).extend(
                    those
                )
            elif entry.roles == "go" and prep in ("to", "in") and self.matcher.place_at(head):
                places.append(head)
            elif prep in entry.at:
                recipients += those
        if support is not None and suffers:
            recipients = self._parties(tree.doers(support))
            actors += [p for prep, h in tree.obliques(support) if prep == "from" for p in self._parties([h])]
        elif support is not None:
            actors = [*self._parties(tree.doers(support)), *actors]
            recipients += [
                p
                for prep, h in tree.obliques(support)
                if prep in ("with", "against", "on", "at", "to")
                for p in self._parties([h])
                if not p.is_place or prep in ("against", "on")
            ]
            recipients += self._parties(tree.of(support, "iobj"))
        actors = [*owners, *actors]
        if entry.roles == "mutual":
            actors, recipients = [*actors, *recipients], []
        return self._draft(entry, i, support, actors, recipients, (tuple(places), entry.roles == "go"))

    def _phrases(self, i: int, entry: Entry) -> list[tuple[str, int]]:
        """Prepositional phrases of an event noun; those the tree hung elsewhere are read off the words."""
        found = self.tree.obliques(i)
        if entry.roles not in ("give", "mutual"):
            return found
        have = {head for _, head in found}
        return found + [(prep, head) for prep, head in self._following(i) if head not in have]

    def _following(self, i: int) -> list[tuple[str, int]]:
        """Parties right after a noun, each with its preposition: "sales from A to B", "between A and B"."""
        out: list[tuple[str, int]] = []
        prep = ""
        for at in range(i + 1, min(i + _FOLLOW, len(self.tree))):
            token = self.tree[at]
            low = token.text.lower()
            if token.upos in ("VERB", "AUX", "SCONJ") or low in (",", ".", ";", ":", "that", "which"):
                break
            if low in ("from", "to", "between", "with", "by"):
                prep = low
            elif low == "and" and prep != "between":
                break
            elif prep and any(p.label for p in self.parties.at(self.number, at)):
                out.append((prep, at))
        return out

    def _draft(
        self,
        entry: Entry,
        i: int,
        support: int | None,
        actors: Sequence[Party],
        recipients: Sequence[Party],
        going: tuple[tuple[int, ...], bool],
    ) -> Draft:
        predicate = next((p for p in self.tree.sentence.predicates if p.index == i), None)
        doers = distinct(actors)
        return Draft(
            sentence=self.number,
            trigger=i,
            support=support,
            type=entry.type,
            mode=self._mode(entry, i),
            actors=doers,
            recipients=others(recipients, doers),
            places=going[0],
            goes=going[1],
            entry=entry,
            predicate=predicate,
            p=type_chance(entry.type, predicate, nominal=self.tree[i].upos != "VERB"),
        )

    def _mode(self, entry: Entry, i: int) -> str | None:
        if entry.mode is not None or entry.type != "ASSAULT":
            return entry.mode
        words = {self.tree[w].lemma.lower() for w in self.tree.subtree(i, frozenset({"conj", "parataxis"}))}
        if entry.object or entry.subject:
            words |= {self.tree[s].lemma.lower() for s in self.tree.doers(i)}
        return next((mode for mode, telling in _WEAPONS if words & telling), None)

    # ---------------------------------------------------------------- what an act is worth

    def embedded(self, draft: Draft, found: Sequence[Draft]) -> Draft:
        """Give "agree to", "urge to", "threaten to" the mode and recipient of the act they speak of."""
        if draft.entry.roles == "deed":
            return self._of_deed(draft, found)
        if not draft.entry.own_complement:
            return draft
        inner = next((d for d in found if d is not draft and self._under(d, draft)), None)
        if inner is None:
            nouns = [
                self.tree[h].lemma.lower()
                for h in [
                    *self.tree.things(draft.trigger),
                    *(h for _, h in self.tree.obliques(draft.trigger)),
                ]
            ]
            noun = next((n for n in nouns if n in _INNER_NOUN_MODE), None)
            if noun is None or draft.type not in ("REQUEST", "REJECT"):
                return draft
            return noted(replace(draft, mode=_INNER_NOUN_MODE[noun]), draft, f"what it speaks of: “{noun}”")
        type_ = draft.type
        if (
            type_ == "AGREE"
            and inner.type in _HOSTILE
            and self.tree[draft.trigger].lemma.lower() in ("vow", "pledge", "promise")
        ):
            type_ = "THREATEN"
        mode = _INNER_MODE.get(type_, {}).get(inner.type, draft.mode if type_ != "AGREE" else None)
        known = {p.match.actor_id for p in draft.actors}
        others = tuple(p for p in (*inner.recipients, *inner.actors) if p.match.actor_id not in known)
        whole = replace(draft, type=type_, mode=mode, recipients=draft.recipients or others)
        return noted(whole, draft, f"the act it speaks of: “{self.tree[inner.trigger].text}” ({inner.type})")

    def _of_deed(self, draft: Draft, found: Sequence[Draft]) -> Draft:
        """As "claimed that rebels had shelled a town": an accusation of who did it, if others did."""
        known = {p.match.actor_id for p in draft.actors}
        for inner in found:
            if inner is draft or inner.type not in _DEEDS or not self._under(inner, draft):
                continue
            theirs = any(self.tree.of(p.head, "nmod:poss") for p in inner.actors)
            if inner.actors and not theirs and not known & {p.match.actor_id for p in inner.actors}:
                accused = tuple(p for p in inner.actors if not p.pronoun)
                return noted(replace(draft, recipients=accused), draft, "who does what the clause tells")
        return replace(draft, recipients=())

    def _under(self, inner: Draft, outer: Draft) -> bool:
        """Whether ``inner`` is the infinitive or gerund that ``outer``'s verb takes."""
        at = inner.verb
        tree = self.tree
        for _ in range(3):
            if tree.rel(at) in ("xcomp", "ccomp", "advcl", "obl", "obj") and tree[at].head == outer.trigger:
                return not (tree.rel(at) == "advcl" and tree.feat(at, "VerbForm=Fin"))
            if tree.rel(at) != "conj":
                return False
            at = tree[at].head
        return False

    def left(self, found: Sequence[Draft]) -> list[Draft]:
        """Acts that hold and stand for themselves; what another one takes in is noted with that one."""
        kept: list[Draft] = []
        notes: dict[int, list[Reason]] = {}
        for draft in found:
            if not self.enough.holds(draft):
                continue
            outer = self._swallowed(draft, found)
            if outer is None:
                kept.append(draft)
            else:
                notes.setdefault(outer[0].trigger, []).append(dropped(draft, self.tree, outer[1]))
        return [replace(d, notes=(*d.notes, *notes[d.trigger])) if d.trigger in notes else d for d in kept]

    def _swallowed(self, draft: Draft, found: Sequence[Draft]) -> tuple[Draft, str] | None:
        """What takes an act in: one that speaks of it, or a journey that it is part of; and how."""
        for other in found:
            if other is draft or not self.enough.holds(other):
                continue
            if other.entry.own_complement and self._under(draft, other):
                return other, "what this act speaks of"
            if self._object_of(draft, other):
                return other, "the object of this act"
            if self.tree[draft.trigger].head == other.trigger and self.tree.rel(draft.trigger) == "compound":
                return other, "a part of this act's name"
            inside = other.verb in self.tree.ancestors(draft.verb)
            if inside and other.type == draft.type and not draft.places and self._no_more(draft, other):
                return other, "the same type and nobody new, inside this act"
        return None

    def _object_of(self, draft: Draft, other: Draft) -> bool:
        """Whether a noun only names what another act is about: "signed an accord", "suspended aid"."""
        if self.tree[draft.trigger].head != other.trigger or self.tree.rel(draft.trigger) not in (
            "obj",
            "obl",
            "nsubj",
        ):
            return False
        if draft.entry.needs in ("theme", "supported"):
            return True
        named = ("AID", "COOPERATE", "CONSULT", "AGREE", "RETREAT", "SANCTION")
        return other.type in _SPOKEN_OF and draft.type in named

    def _no_more(self, draft: Draft, other: Draft) -> bool:
        """Whether ``draft`` names nobody whom ``other`` does not, in the same chain of clauses."""
        known = {p.match.actor_id for p in (*other.actors, *other.recipients)}
        mine = {p.match.actor_id for p in (*draft.actors, *draft.recipients)}
        at = draft.trigger
        while at != other.trigger and at >= 0:
            if self.tree.rel(at) in ("ccomp", "parataxis", "acl") and self.tree[at].deprel != "acl":
                return False
            at = self.tree[at].head
        return mine <= known
