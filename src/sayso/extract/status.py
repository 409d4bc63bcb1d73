"""Where an act stands (happened, planned, possible, …) and how sure the speaker is, from the words around it.

Status and certainty are kept apart: a plan may be certain, a past act doubtful. The walk goes from the
trigger up through what governs it ("plans to", "failed to", "if", "denied that"), each step told by data.
"""

from __future__ import annotations

from sayso.classes import dataclass, replace
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import Certainty, Modality, Polarity, Predicate, SeenAct, Status

__all__ = ["Standing", "heard", "negation", "stand_of"]

_PLAN = word_set("status.plan")
_TRY = frozenset(
    ["try", "attempt", "seek", "strive", "struggle", "endeavor", "endeavour", "bid", "look", "work", "effort"]
)
_FAIL = word_set("status.fail")
_ASK = word_set("status.ask")
_GO_ON = frozenset(["continue", "keep", "begin", "start", "resume", "remain", "proceed"])
_DENY = frozenset({"deny", "refute", "disprove", "rebut"})
_DOUBT = frozenset(["doubt", "question", "dispute"])
_BELIEVE = word_set("status.believe")
_ALLEGE = frozenset(["accuse", "allege", "claim", "blame", "charge", "suspect"])
_MAY = frozenset({"may", "might", "could", "can"})
_WILL = frozenset({"will", "shall", "'ll", "’ll", "wo", "going"})
_WOULD = frozenset({"would", "'d", "’d"})
_SHOULD = frozenset({"should", "ought", "must"})
_MAYBE = frozenset(["possibly", "perhaps", "maybe", "potentially", "conceivably"])
_PROBABLY = frozenset(
    "probably likely apparently presumably seemingly reportedly allegedly supposedly evidently".split()
)
_NEVER = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "without"})
_HARDLY = frozenset({"unlikely", "hardly", "barely", "scarcely"})
_SUPPOSE = frozenset({"if", "unless", "whether", "should", "lest", "provided", "in case"})
_POSSIBLE_ADJ = frozenset(
    "possible potential alleged hypothetical feared suspected likely probable eventual".split()
)
_PLANNED_ADJ = frozenset(
    "planned upcoming scheduled proposed forthcoming future expected impending looming next "
    "anticipated imminent".split()
)
_FAILED_ADJ = frozenset(["failed", "attempted", "foiled", "thwarted", "aborted"])
_CANCELLED_ADJ = frozenset(["cancelled", "canceled", "postponed"])
#: Nouns whose complement has not come to pass.
_FORESEEN = frozenset(
    "plan proposal threat call possibility prospect risk offer invitation readiness fear demand".split()
)
_BEFORE = frozenset({"before", "ahead of", "prior to", "until"})
_UP = 8
#: From here on the reader's own status is taken where no word tells another. Chosen on our own sentences.
_HEARD = 0.8
_ABOUT = frozenset({"about", "going", "due", "set", "expected", "poised", "scheduled"})


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that set a standing, its words, and the status and certainty it replaced; empty ones stayed."""

    rule: str
    said: str
    status: str = ""
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was found: status, the speaker's certainty, how sure we are of both, and the steps to it."""

    status: Status
    polarity: Polarity
    modality: Modality
    p: float = 0.9
    by: tuple[Step, ...] = ()

    def after(self, before: Standing, rule: str, said: str) -> Standing:
        """This standing as the outcome of a rule that was applied to ``before``."""
        status = before.status.value if before.status is not self.status else ""
        sure = self.polarity is before.polarity and self.modality is before.modality
        by = before.by
        if status or not sure:
            certainty = "" if sure else f"{before.modality.value} ({before.polarity.value})"
            by = (*by, Step(rule, said, status, certainty))
        return self if self.by is by else replace(self, by=by)

    def certainty(self) -> Certainty:
        """As the record has it."""
        return Certainty(polarity=self.polarity, modality=self.modality, p=round(self.p, 3))


_FACT = Standing(Status.HAPPENED, Polarity.POSITIVE, Modality.CERTAIN)
_FOIL = frozenset({"foil", "thwart"})
#: What was begun and came to nothing: "foiled an attack".
_FOILED = Standing(Status.ATTEMPTED, Polarity.NEGATIVE, Modality.CERTAIN, 0.8)


def stand_of(tree: Tree, i: int, *, support: int | None = None, read: Predicate | None = None) -> Standing:
    """Status and certainty of the act named by word ``i``.

    ``support`` is the light verb of a nominal ("held" talks); ``read`` the reader's own view of it,
    which settles what no word tells.
    """
    verb = support if support is not None else i
    # the object or subject of a verb is a noun, whatever the reader calls it: "foiled an attack"
    noun = support is None and tree.rel(i) in ("obj", "nsubj") and not tree.of(i, "nsubj", "aux")
    verbal = tree.is_verbal(verb) and not noun
    found = _own(tree, verb) if verbal else _nominal(tree, i)
    if support is not None:
        found = _adjectives(tree, i, found)
    if verbal:
        found = _governed(tree, verb, found)
    return _weighed(found, read)


# ------------------------------------------------------------------ the verb itself


def negation(tree: Tree, i: int) -> str:
    """The word that negates a verb, empty if none does."""
    for c in tree.children[i]:
        word = tree[c].text.lower()
        if word in _NEVER and tree[c].deprel in ("advmod", "det", "cc:preconj", "mark", "aux", "advmod:neg"):
            return word
        if word == "without" and tree[c].deprel in ("mark", "case"):
            return word
    subjects = [tree[s].text.lower() for s in tree.of(i, "nsubj")]
    alone = next((word for word in subjects if word in ("no", "nobody", "none", "neither")), "")
    return alone or next((word for s in tree.of(i, "nsubj") if (word := _none_of(tree, s))), "")


def _none_of(tree: Tree, s: int) -> str:
    words = (tree[c].text.lower() for c in tree.of(s, "det"))
    return next((word for word in words if word in ("no", "neither")), "")


def _own(tree: Tree, i: int) -> Standing:
    """From the verb's own auxiliaries, tense, adverbs and negation."""
    tensed = _tensed(tree, i)
    said = " ".join(tree[c].text for c in [*tree.of(i, "aux", "cop"), i])
    tensed = found = replace(tensed, by=(Step("tense and auxiliaries", said),))
    words = {tree[c].text.lower() for c in tree.of(i, "advmod")}
    if words & _MAYBE:
        found = replace(found, status=_unless_done(found.status, Status.POSSIBLE), modality=Modality.POSSIBLE)
    elif words & _PROBABLY:
        reported = words & {"reportedly", "allegedly", "evidently"}
        status = found.status if reported else _unless_done(found.status, Status.POSSIBLE)
        found = replace(found, modality=Modality.PROBABLE, status=status)
    elif words & _HARDLY:
        found = replace(found, polarity=Polarity.NEGATIVE, modality=Modality.PROBABLE, status=Status.NEGATED)
    found = found.after(tensed, "adverb", _of(words, _MAYBE | _PROBABLY | _HARDLY))
    if no := negation(tree, i):
        found = _deny(found).after(found, "negation", no)
    if any(tree[m].text.lower() in ("if", "unless") for c in tree.of(i, "advcl") for m in tree.of(c, "mark")):
        meant = replace(found, status=Status.POSSIBLE, modality=Modality.POSSIBLE, p=0.8)
        found = meant.after(found, "a condition is put to it", tree[i].text)
    marks = {tree[c].text.lower() for c in tree.of(i, "mark")}
    if tree.rel(i) == "advcl" and marks & _SUPPOSE:
        meant = Standing(Status.POSSIBLE, Polarity.UNKNOWN, Modality.UNKNOWN, 0.85)
        found = meant.after(found, "it is itself a condition", _of(marks, _SUPPOSE))
    return found


def _of(words: set[str], telling: frozenset[str]) -> str:
    """The words that told, for the record."""
    return " ".join(sorted(words & telling))


def _unless_done(status: Status, other: Status) -> Status:
    return status if status is Status.PLANNED else other


def _deny(found: Standing) -> Standing:
    flipped = Polarity.POSITIVE if found.polarity is Polarity.NEGATIVE else Polarity.NEGATIVE
    return replace(found, polarity=flipped, status=Status.NEGATED)


def _tensed(tree: Tree, i: int) -> Standing:
    """Status by auxiliaries and tense."""
    if _about_to(tree, i):
        return replace(_FACT, status=Status.PLANNED).after(_FACT, "about to", tree[i - 2].text)
    aux = [tree[c].text.lower() for c in tree.of(i, "aux")]
    said = set(aux)
    progressive = tree.feat(i, "VerbForm=Ger") or (
        tree.feat(i, "VerbForm=Part") and tree.feat(i, "Tense=Pres")
    )
    perfect = bool(said & {"have", "has", "had", "'ve", "’ve"})
    if said & _WILL:
        return replace(_FACT, status=Status.PLANNED)
    if said & _MAY:
        done = perfect
        return Standing(Status.POSSIBLE, Polarity.POSITIVE, Modality.POSSIBLE, 0.85 if done else 0.9)
    if said & _WOULD:
        return _would(tree, i, perfect)
    if said & _SHOULD:
        return Standing(
            Status.POSSIBLE, Polarity.POSITIVE, Modality.PROBABLE if perfect else Modality.UNKNOWN, 0.7
        )
    if progressive and said & {"is", "are", "am", "'re", "’re", "been", "be"} and not perfect:
        return replace(_FACT, status=Status.ONGOING, p=0.8)
    if progressive and perfect:
        return replace(_FACT, status=Status.ONGOING, p=0.8)
    if tree.feat(i, "VerbForm=Inf") and not said - {"to", "do", "does", "did"}:
        if said & {"do", "does", "did"}:
            return _FACT
        return replace(_FACT, status=Status.PLANNED, p=0.6)
    if tree.feat(i, "Tense=Pres") and tree.feat(i, "VerbForm=Fin"):
        return replace(_FACT, p=0.75)
    return _FACT


def _would(tree: Tree, i: int, perfect: bool) -> Standing:
    """As in "Would": the future as reported ("the Kremlin said he would go"), else a condition."""
    reported = tree.rel(i) in ("ccomp", "parataxis") or bool(tree.of(i, "parataxis", "ccomp"))
    above = tree[i].head
    if tree.rel(i) == "conj" and above >= 0:
        reported = reported or tree.rel(above) == "ccomp"
    if perfect:
        return Standing(Status.NEGATED, Polarity.NEGATIVE, Modality.PROBABLE, 0.6)
    if reported:
        return replace(_FACT, status=Status.PLANNED, p=0.85)
    return Standing(Status.POSSIBLE, Polarity.POSITIVE, Modality.POSSIBLE, 0.75)


# ------------------------------------------------------------------ a noun


def _about_to(tree: Tree, i: int) -> bool:
    """Whether "about to", "set to" or the like stand right before a word, whatever the tree makes of them."""
    return i > 1 and tree[i - 1].text.lower() == "to" and tree[i - 2].text.lower() in _ABOUT


def _nominal(tree: Tree, i: int) -> Standing:
    """From a nominal's modifiers and what it stands in."""
    plain = replace(_FACT, p=0.75, by=(Step("a noun stands for a fact", tree[i].text),))
    if i > 1 and tree[i - 1].text.lower() == "to" and tree[i - 2].text.lower() in _ABOUT:
        return replace(plain, status=Status.PLANNED).after(
            plain, "about to", tree[i - 2].text
        )  # a verb misread
    found = _adjectives(tree, i, plain)
    if no := _none_of(tree, i):
        return _deny(found).after(found, "negation", no)
    if found.status is not Status.HAPPENED:
        return found
    if tree.preposition(i) in _BEFORE and tree.rel(i) in ("obl", "nmod"):
        ahead = replace(found, status=Status.PLANNED, p=0.7)
        return ahead.after(found, "comes after", tree.preposition(i))
    while tree.rel(i) == "conj" and tree[i].head >= 0 and not tree.is_verbal(tree[i].head):
        i = tree[i].head
    above = tree[i].head
    if above >= 0 and tree.is_verbal(above):
        governed = _under_verb(tree, i, above)
        if governed is not None:
            return governed.after(found, f"{tree.rel(i)} of", tree[above].text)
    if above >= 0 and tree[above].lemma.lower() in _FORESEEN:
        meant = Standing(Status.POSSIBLE, Polarity.POSITIVE, Modality.POSSIBLE, 0.7)
        return meant.after(found, f"{tree.rel(i)} of", tree[above].text)
    if above >= 0 and tree[above].lemma.lower() in ("lack", "absence", "cancellation"):
        return _deny(found).after(found, f"{tree.rel(i)} of", tree[above].text)
    return found


def _under_verb(tree: Tree, i: int, verb: int) -> Standing | None:
    """A nominal as the object or subject of a verb that says where it stands."""
    lemma = tree[verb].lemma.lower()
    rel = tree.rel(i)
    if rel in ("obj", "obl") and lemma in _ASK | {
        "seek",
        "discuss",
        "mention",
        "negotiate",
        "demand",
        "offer",
    }:
        return Standing(Status.POSSIBLE, Polarity.POSITIVE, Modality.UNKNOWN, 0.75)
    if rel == "obj" and lemma in ("plan", "prepare", "schedule", "arrange", "announce", "expect"):
        return replace(_FACT, status=Status.PLANNED, p=0.8)
    if lemma in _FOIL and (rel == "obj" or tree.is_passive(verb)):
        return _FOILED
    if rel == "obj" and lemma in ("cancel", "prevent", "avert", "avoid", "rule", "postpone"):
        return Standing(Status.NEGATED, Polarity.NEGATIVE, Modality.CERTAIN, 0.8)
    if rel == "obj" and lemma in _DENY:
        return Standing(Status.NEGATED, Polarity.NEGATIVE, Modality.CERTAIN, 0.85)
    if rel == "obj" and lemma == "attempt":
        return replace(_FACT, status=Status.ATTEMPTED)
    if rel == "nsubj" or (
        rel == "obj"
        and lemma in ("hold", "have", "launch", "stage", "begin", "start", "make", "conduct", "carry")
    ):
        own = _own(tree, verb)
        if own.status in (Status.PLANNED, Status.POSSIBLE) and rel == "nsubj":
            return own
        return own if rel == "obj" else None
    return None


def _adjectives(tree: Tree, i: int, found: Standing) -> Standing:
    """As in "Possible", "planned", "failed" before a nominal."""
    words = {tree[c].lemma.lower() for c in tree.of(i, "amod", "advmod", "compound")}
    words |= {tree[c].text.lower() for c in tree.of(i, "amod")}
    telling = _POSSIBLE_ADJ | _FAILED_ADJ | _CANCELLED_ADJ | _PLANNED_ADJ
    return _by_adjective(words, found).after(found, "adjective", _of(words, telling))


def _by_adjective(words: set[str], found: Standing) -> Standing:
    if words & _POSSIBLE_ADJ:
        sure = (
            Modality.PROBABLE if words & {"likely", "probable", "alleged", "suspected"} else Modality.POSSIBLE
        )
        return replace(found, status=Status.POSSIBLE, modality=sure)
    if words & _FAILED_ADJ:
        return replace(found, status=Status.ATTEMPTED)
    if words & _CANCELLED_ADJ:
        return _deny(found)
    if words & _PLANNED_ADJ:
        return replace(found, status=Status.PLANNED)
    return found


# ------------------------------------------------------------------ what governs it


def _governed(tree: Tree, i: int, found: Standing) -> Standing:
    """Walk up through infinitives and complements, letting each governor have its say."""
    at = i
    for _ in range(_UP):
        head = tree[at].head
        rel = tree.rel(at)
        if head < 0 or rel in ("parataxis", "root"):
            return found
        if rel == "conj":
            found = _shared(tree, at, head, found).after(found, "shares the auxiliaries of", tree[head].text)
            at = head
            continue
        if rel not in ("xcomp", "ccomp", "acl", "advcl", "csubj", "obl", "nmod"):
            return found
        if tree[at].deprel in ("acl:relcl", "advcl:relcl"):
            return found
        found = _under(tree, at, head, rel, found).after(found, f"{rel} under", tree[head].text)
        at = head
    return found


def _shared(tree: Tree, at: int, head: int, found: Standing) -> Standing:
    """A conjunct without auxiliaries of its own shares those of the first ("will meet and sign")."""
    bare = not tree.of(at, "aux", "nsubj", "mark")
    if bare and tree.is_verbal(at) and tree.is_verbal(head) and not tree.feat(at, "Tense=Past"):
        first = _own(tree, head)
        if first.status is not Status.HAPPENED:
            return first
    return found


def _under(tree: Tree, at: int, head: int, rel: str, found: Standing) -> Standing:
    lemma = tree[head].lemma.lower()
    infinitive = rel in ("xcomp", "acl", "ccomp", "advcl") and not tree._finite(at)  # noqa: SLF001  one room
    verbal = tree.is_verbal(head) or tree[head].upos in ("ADJ", "NOUN")
    if not verbal:
        return found
    own = _own(tree, head) if tree.is_verbal(head) else _FACT
    if infinitive and rel in ("xcomp", "acl", "ccomp"):
        found = _infinitive(tree, at, head, lemma, own, found)
    elif rel == "ccomp":
        found = _content(lemma, own, found)
    elif rel == "advcl" and infinitive and tree.feat(at, "VerbForm=Inf"):
        # purpose: "will go to inspect" is planned with the going, "went to inspect" likely done
        status = own.status if own.status is not Status.HAPPENED else Status.PLANNED
        found = replace(found, status=status, p=0.65)
    elif rel == "advcl" and not tree.of(at, "mark") and own.status is not Status.HAPPENED:
        found = replace(found, status=own.status, modality=own.modality, polarity=own.polarity)
    elif rel in ("obl", "nmod") and lemma in _ALLEGE and tree.preposition(at) in ("of", "with", "for"):
        found = replace(found, modality=Modality.CERTAIN)
    elif tree.preposition(at) == "of" and lemma in _ALLEGE:
        found = replace(found, status=Status.HAPPENED)
    return found


def _infinitive(tree: Tree, at: int, head: int, lemma: str, own: Standing, found: Standing) -> Standing:
    """As in "Plans to", "tried to", "failed to", "is believed to have", "is likely to"."""
    positive = replace(_FACT, polarity=found.polarity, modality=found.modality)
    if found.status is Status.NEGATED:
        positive = replace(positive, status=Status.NEGATED)
    if lemma in _FAIL:
        return Standing(Status.NEGATED, Polarity.NEGATIVE, Modality.CERTAIN)
    if lemma in _DENY:
        return _deny(positive)
    if lemma in (
        "likely",
        "seemingly",
        "seem",
        "appear",
        "unlikely",
        "bind",
        "say",
        "report",
        "rumor",
        "rumour",
    ) or (lemma in _BELIEVE and tree.is_passive(head)):
        return _hedged(tree, at, lemma, found)
    if lemma in _TRY:
        return replace(
            positive, status=Status.ATTEMPTED if own.status is not Status.PLANNED else Status.PLANNED
        )
    if lemma in _ALLEGE:
        return replace(positive, status=Status.HAPPENED)
    if own.status is Status.NEGATED:
        return Standing(Status.NEGATED, Polarity.NEGATIVE, own.modality, 0.8)
    if own.status in (Status.POSSIBLE, Status.PLANNED):
        return replace(found, status=own.status, modality=own.modality)
    if lemma in _PLAN:
        return replace(positive, status=Status.PLANNED)
    if lemma in _ASK:
        return Standing(Status.POSSIBLE, Polarity.POSITIVE, Modality.UNKNOWN, 0.8)
    if lemma in _GO_ON:
        return replace(positive, status=Status.ONGOING)
    if found.status is Status.PLANNED and lemma in (
        "manage",
        "help",
        "use",
        "come",
        "go",
        "force",
        "make",
        "get",
        "see",
        "hear",
        "be",
    ):
        return replace(positive, status=own.status)
    return found


def _hedged(tree: Tree, at: int, lemma: str, found: Standing) -> Standing:
    """As in "Likely to meet", "believed to have met", "unlikely to meet"."""
    perfect = any(tree[c].lemma.lower() == "have" for c in tree.of(at, "aux"))
    if lemma == "unlikely":
        return Standing(Status.NEGATED, Polarity.NEGATIVE, Modality.PROBABLE, 0.8)
    if lemma in ("expect", "predict", "forecast") and not perfect:
        return replace(found, status=Status.PLANNED, modality=Modality.PROBABLE)
    return Standing(Status.POSSIBLE, found.polarity, Modality.PROBABLE, 0.85)


def _content(lemma: str, own: Standing, found: Standing) -> Standing:
    """A finite clause under a verb: believed, denied, doubted, feared."""
    if lemma in _DENY:
        return _deny(found)
    if lemma in _DOUBT:
        return replace(found, polarity=Polarity.NEGATIVE, modality=Modality.PROBABLE, status=Status.POSSIBLE)
    if lemma in _BELIEVE:
        status = (
            Status.POSSIBLE
            if found.status is Status.HAPPENED and lemma in ("fear", "suspect")
            else found.status
        )
        modality = Modality.PROBABLE if found.modality is Modality.CERTAIN else found.modality
        return replace(found, modality=modality, status=status)
    if (
        lemma in ("demand", "ask", "propose", "suggest", "recommend", "insist")
        and found.status is Status.PLANNED
    ):
        return Standing(Status.POSSIBLE, Polarity.POSITIVE, Modality.UNKNOWN, 0.75)
    if own.polarity is Polarity.NEGATIVE and lemma in ("think", "believe", "say", "know"):
        return replace(found, polarity=Polarity.UNKNOWN, modality=Modality.UNKNOWN)
    return found


# ------------------------------------------------------------------ what the reader thinks


def _weighed(found: Standing, read: Predicate | None) -> Standing:
    """Where words leave a plain fact and the reader doubts it, its doubt is heard; agreement adds to p."""
    if read is None:
        return replace(found, p=found.p * 0.95)
    plain = found.status is Status.HAPPENED and found.polarity is Polarity.POSITIVE
    if plain and found.modality is Modality.CERTAIN and read.happened < -0.8 and read.certainty < 1.0:
        # Both scales doubt it; the words gave no reason, so the doubt stays small.
        return replace(found, modality=Modality.PROBABLE, p=0.6).after(found, "the reader doubts it", "")
    doubt = abs(3.0 - read.certainty) / 6.0 if plain else 0.1
    return replace(found, p=max(0.4, found.p - 0.4 * doubt))


def heard(found: Standing, act: SeenAct | None) -> Standing:
    """Where words leave a plain fact and the reader is sure of another status, that one."""
    plain = found.status in (Status.HAPPENED, Status.ONGOING) and found.polarity is Polarity.POSITIVE
    if act is None or not act.statuses or not plain:
        return found
    name, chance = act.statuses[0]
    status = Status(name)
    if chance < _HEARD or status in (found.status, Status.UNKNOWN, Status.HAPPENED):
        return found
    if status is Status.NEGATED:
        made = _deny(found)
    elif status is Status.POSSIBLE:
        made = replace(found, status=status, modality=Modality.POSSIBLE)
    else:
        made = replace(found, status=status)
    return replace(made, p=round(0.9 * chance, 3)).after(found, "the reader's statuses", "")
