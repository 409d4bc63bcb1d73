"""What stands behind an event, an origin or a pair of reports: origins, copies, and the words shared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sayso.classes import dataclass
from sayso.engine.texts import Texts
from sayso.ledger import Ledger, StoredReport
from sayso.link.counting import origin_groups
from sayso.records import Account, InNotebooks, Link, Origin, OriginKind
from sayso.records.codec import SCHEMA
from sayso.records.link_codec import link_to_json

__all__ = [
    "Branch",
    "Leaf",
    "ShownOrigin",
    "ShownPair",
    "branch_to_json",
    "branches",
    "origin_shown",
    "pair_shown",
]

# `Any`: a JSON document.
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One report under its origin; ``link`` is what it has of the one that stands for it, None for that."""

    article_id: str
    publisher: str | None
    published: str | None
    title: str | None
    kind: OriginKind
    link: Link | None
    spun: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One origin with its reports, nearest to the source first, and on whom its accounts of the event rest.

    ``named`` is the agency, else the publisher of the report that stands for it, None where nobody is known.
    """

    origin_id: str
    named: str | None
    wire: str | None
    rests_on: tuple[str, ...]
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOrigin(InNotebooks):
    """An origin with all of its reports."""

    branch: Branch

    def as_json(self) -> Json:
        """The origin and its reports."""
        return {"schema": SCHEMA, "origin": branch_to_json(self.branch)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPair:
    """Two reports side by side: what the left one has of the right one, and where each stands.

    ``link`` is None where nothing was found that they share.
    """

    left: StoredReport
    right: StoredReport
    link: Link | None
    left_origin: Origin | None
    right_origin: Origin | None

    def as_json(self) -> Json:
        """Both headers, and the link with the shared words of each run."""
        link = None if self.link is None else link_to_json(self.link)
        for run in link["runs"] if link else ():
            run["text"] = self.left.text[slice(*run["left"])]
        return {
            "schema": SCHEMA,
            "left": dict(self.left.header),
            "right": dict(self.right.header),
            "one_origin": _one(self.left_origin, self.right_origin),
            "link": link,
        }


def _one(a: Origin | None, b: Origin | None) -> bool:
    if a is None or b is None:
        return False
    return not {a.origin_id, *a.parts}.isdisjoint((b.origin_id, *b.parts))


def branch_to_json(branch: Branch) -> Json:
    """One origin as a JSON document."""
    return {
        "id": branch.origin_id,
        "named": branch.named,
        "wire": branch.wire,
        "rests_on": list(branch.rests_on),
        "reports": [
            {
                "id": leaf.article_id,
                "publisher": leaf.publisher,
                "published": leaf.published,
                "title": leaf.title,
                "kind": leaf.kind.value,
                "link": None if leaf.link is None else leaf.link.kind.value,
                "share": None if leaf.link is None else leaf.link.share_left,
                "replaced": None if leaf.link is None else leaf.link.replaced,
                "spun": leaf.spun,
            }
            for leaf in branch.leaves
        ],
    }


def branches(ledger: Ledger, accounts: Sequence[Account]) -> tuple[Branch, ...]:
    """The origins behind the accounts of one event, those of most reports first."""
    group_of = origin_groups(accounts)
    reports: dict[str, dict[str, None]] = {}
    speakers: dict[str, dict[str, None]] = {}
    own_voice: set[str] = set()
    for account in accounts:
        group = group_of[account.claim.claim_id]
        reports.setdefault(group, {}).update({b.article_id: None for b in account.bearers})
        speaker = account.claim.named_speaker
        if speaker is None:
            own_voice.add(group)
        else:
            speakers.setdefault(group, {})[speaker.name] = None
    found = [
        _branch(ledger, group, ids, () if group in own_voice else tuple(speakers.get(group, ())))
        for group, ids in reports.items()
    ]
    return tuple(sorted(found, key=lambda b: (-len(b.leaves), b.named or "", b.origin_id)))


def _branch(ledger: Ledger, group: str, ids: Iterable[str], rests_on: tuple[str, ...]) -> Branch:
    leaves = sorted(_leaves(ledger, group, ids), key=_leaf_order)
    with ledger.standings() as shelf:
        origin = next((o for leaf in leaves if (o := shelf.origin(leaf.article_id)) is not None), None)
    wire = origin.wire if origin and origin.origin_id == group else None
    named = wire or next((leaf.publisher for leaf in leaves if leaf.publisher), None)
    return Branch(origin_id=group, named=named, wire=wire, rests_on=rests_on, leaves=tuple(leaves))


def _leaf_order(leaf: Leaf) -> tuple[object, ...]:
    return (
        leaf.link is not None,
        leaf.published is None,
        leaf.published or "",
        -(leaf.link.share_left if leaf.link else 0),
        leaf.article_id,
    )


def _leaves(ledger: Ledger, group: str, ids: Iterable[str]) -> Iterator[Leaf]:
    for id_ in ids:
        report = ledger.report(id_)
        if report is None:
            continue
        with ledger.standings() as shelf:
            origin = shelf.origin(id_)
            links = shelf.links_from(id_)
        header: Mapping[str, Any] = report.header  # `Any`: a JSON document
        yield Leaf(
            article_id=id_,
            publisher=report.publisher,
            published=report.published,
            title=header["title"],
            kind=origin.kind if origin else OriginKind.ORIGINAL,
            link=_of_group(links, group, origin),
            spun=origin.spun if origin else 0.0,
        )


def _of_group(links: Sequence[Link], group: str, origin: Origin | None) -> Link | None:
    """The link by which a report belongs to an origin."""
    wanted = {"r" + group[1:], (origin.copy_of if origin and origin.origin_id == group else None)}
    return next((link for link in links if link.right_id in wanted), None)


def origin_shown(ledger: Ledger, origin_id: str) -> ShownOrigin | None:
    """An origin with all of its reports; None if there is none of that id."""
    with ledger.standings() as shelf:
        ids = shelf.members(origin_id)
    return ShownOrigin(branch=_branch(ledger, origin_id, ids, ())) if ids else None


def pair_shown(ledger: Ledger, left: StoredReport, right: StoredReport) -> ShownPair:
    """Two reports side by side, compared anew."""
    texts = Texts(ledger)
    with ledger.standings() as shelf:
        origins = shelf.origin(left.article_id), shelf.origin(right.article_id)
        stored = [
            link for link in shelf.links(left.article_id) if right.article_id in (link.left_id, link.right_id)
        ]
    mine, theirs = texts.traits(left.article_id), texts.traits(right.article_id)
    found = texts.link(mine, theirs) if mine and theirs else None
    judged = next((link for link in stored if link.judged), None)
    return ShownPair(
        left=left,
        right=right,
        link=judged or found,
        left_origin=origins[0],
        right_origin=origins[1],
    )
