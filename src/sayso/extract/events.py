"""Find the acts a sentence names: trigger, type, who does it to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.extract.drafts import Draft, distinct, is_official, is_weighty, merged, type_chance
from sayso.extract.lexicon import Entry, Lexicon, lexicon
from sayso.extract.matching import Matcher
from sayso.extract.parties import Parties, Party
from sayso.extract.seen import Seen
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import ActorKind

__all__ = ["Draft", "find_events"]

_ARMED = frozenset({"MIL", "REB", "UAF", "PRM", "COP"})
#: What happened to people without anybody doing it.
_ACCIDENTS = word_set("events.accidents")
#: Who is behind a hostile or a friendly inner act decides what a promise of it is.
#: Acts that are done to other acts: what they speak of is no act of its own.
_SPOKEN_OF = frozenset({"SANCTION", "REJECT", "REQUEST", "AGREE", "CONCEDE", "SUPPORT"})
#: How many words after an event noun its parties may stand.
_FOLLOW = 14
#: Types that need somebody whose doings are political news.
_POLITICAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "REQUEST", "REJECT", "SANCTION", "AID"})
_HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST", "THREATEN"})
_INNER_MODE = {
    "REQUEST": {
        "CONSULT": "meet",
        "AID": "assist",
        "COOPERATE": "assist",
        "SUPPORT": "assist",
        "RETREAT": "yield",
        "CONCEDE": "yield",
    },
    "REJECT": {
        "CONSULT": "meet",
        "AID": "assist",
        "COOPERATE": "assist",
        "SUPPORT": "assist",
        "RETREAT": "yield",
        "CONCEDE": "yield",
        "AGREE": "assist",
    },
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
    "talk": "meet",
    "meeting": "meet",
    "negotiation": "meet",
    "aid": "assist",
    "help": "assist",
    "assistance": "assist",
    "support": "assist",
    "ceasefire": "yield",
    "truce": "yield",
    "withdrawal": "yield",
    "release": "yield",
    "resignation": "change",
    "reform": "change",
    "election": "change",
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
_THEMES = ("weapon", "trade", "aid", "ceasefire", "captive")
_THEME_WORDS = word_set("events.theme_words")


def find_events(number: int, tree: Tree, parties: Parties) -> list[Draft]:
    """Acts of one sentence, in the order of their triggers."""
    words = lexicon()
    finder = _Finder(
        number,
        tree,
        parties,
        words,
        Matcher(number, tree, parties, words),
        Seen.of(number, tree, parties, words),
    )
    found = [d for i in range(len(tree)) for d in finder.at(i)]
    found = [finder.embedded(d, found) for d in found]
    return merged([d for d in found if finder.holds(d) and not finder.swallowed(d, found)], tree)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Applies the lexicon to one sentence."""

    number: int
    tree: Tree
    parties: Parties
    lexicon: Lexicon
    matcher: Matcher
    seen: Seen

    def at(self, i: int) -> Iterator[Draft]:
        """The act named by word ``i``, if any: by the lexicon, else by the reader's own view."""
        found = next(self._by_lexicon(i), None)
        if found is not None:
            if not self.seen.doubts(i):
                yield self.seen.revised(found)
            return
        entry = self.seen.fallback(i)
        if entry is not None and not self._supports(i):
            draft = self._verb(entry, i) if self.tree.is_verbal(i) else self._noun(entry, i)
            yield self.seen.revised(draft)

    def _supports(self, i: int) -> bool:
        """Whether a verb only carries an event noun, which names the act."""
        return any(
            self._support(c) == i for c in self.tree.of(i, "obj", "nsubj:pass") if self.tree[c].upos == "NOUN"
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
            recipients = given or marked or self._deep_marked(tree.things(i), entry)
        else:
            actors = subjects
            recipients = objects or marked
            if not recipients and entry.roles == "about":
                recipients = self._deep_marked(tree.things(i), entry) or self._in_role(i, entry)
        recipients = [r for r in recipients if not (r.is_place and goes)]
        return self._draft(entry, i, None, actors, recipients, (tuple(places), goes))

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
        # "held five hours of talks": the parser may hang the "of" on the verb
        direct = tree.rel(i) == "obj" or tree[i].deprel == "nsubj:pass" or tree.preposition(i) == "of"
        if not direct:
            return None
        entries = self.lexicon.verbs.get(tree[head].lemma.lower(), ())
        return head if any(e.support for e in entries) else None

    def _noun(self, entry: Entry, i: int) -> Draft:
        tree = self.tree
        support = self._support(i)
        owners = self._owners(i)
        actors: list[Party] = []
        recipients: list[Party] = []
        places: list[int] = []
        for prep, head in self._phrases(i, entry):
            those = self._parties([head])
            if prep in ("by", "between", "among") or (prep == "from" and entry.roles in ("give", "do")):
                actors += those
            elif prep == "of":
                (actors if entry.of == "actor" else recipients if entry.of == "recipient" else []).extend(
                    those
                )
            elif entry.roles == "go" and prep in ("to", "in") and self.matcher.place_at(head):
                places.append(head)
            elif prep in entry.at:
                recipients += those
        if support is not None:
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
        same = {p.match.actor_id for p in doers}
        return Draft(
            sentence=self.number,
            trigger=i,
            support=support,
            type=entry.type,
            mode=self._mode(entry, i),
            actors=doers,
            recipients=tuple(
                p
                for p in distinct(recipients)
                if p.match.actor_id not in same or p.match.actor_id.startswith(("grp:", "role:"))
            ),
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
            mode = next((_INNER_NOUN_MODE[n] for n in nouns if n in _INNER_NOUN_MODE), None)
            return replace(draft, mode=mode) if mode and draft.type in ("REQUEST", "REJECT") else draft
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
        return replace(draft, type=type_, mode=mode, recipients=draft.recipients or others)

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

    def swallowed(self, draft: Draft, found: Sequence[Draft]) -> bool:
        """Whether an act is only the object of another one that speaks of it, or part of a journey."""
        for other in found:
            if other is draft or not self.holds(other):
                continue
            if other.entry.own_complement and self._under(draft, other):
                return True
            if self._object_of(draft, other):
                return True
            inside = other.verb in self.tree.ancestors(draft.verb)
            if inside and other.type == draft.type and self._no_more(draft, other):
                return True
        return False

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

    def holds(self, draft: Draft) -> bool:
        """Whether enough is said about who takes part."""
        every = [*draft.actors, *draft.recipients]
        need = draft.entry.needs
        if self._accident(draft) or self._for_anonymity(draft):
            return False
        if draft.type in _POLITICAL and every and not any(is_weighty(p) for p in every):
            return False
        if need == "two":
            return len(every) >= 2 and (bool(draft.recipients) or len(draft.actors) >= 2)
        if need == "official":
            return any(is_official(p) for p in draft.actors) or (
                draft.goes and not draft.actors and any(is_official(p) for p in draft.recipients)
            )
        if need == "armed":
            return any(set(p.match.sectors) & _ARMED or p.match.kind is ActorKind.COUNTRY for p in every)
        if need == "supported":
            return draft.support is not None and bool(every)
        if need == "theme":
            return (
                len(every) >= 2 or (draft.support is not None and bool(every)) or self._themed(draft.trigger)
            )
        return bool(every)

    def _themed(self, i: int) -> bool:
        before = {self.tree[c].lemma.lower() for c in self.tree.of(i, "compound", "amod", "nmod")}
        return bool(before & _THEME_WORDS) or any(
            self.lexicon.in_class(w, c) for w in before for c in _THEMES
        )

    def _for_anonymity(self, draft: Draft) -> bool:
        """As in "who asked not to be named"."""
        asked = self.tree.of(draft.trigger, "xcomp", "ccomp")
        return draft.type == "REQUEST" and any(
            self.tree[c].lemma in ("name", "identify", "quote") for c in asked
        )

    def _accident(self, draft: Draft) -> bool:
        if draft.type != "ASSAULT":
            return False
        near = set(self.tree.subtree(draft.verb, frozenset({"conj", "parataxis", "ccomp"}))) - {draft.trigger}
        words = {self.tree[w].lemma.lower() for w in near} | {
            self.tree[s].lemma.lower() for s in self.tree.doers(draft.verb)
        }
        return bool(words & _ACCIDENTS)
