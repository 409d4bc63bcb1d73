"""Takes a dump of a ledger in: checks that it says of itself what it is, keeps all of it or nothing.

Claims are not read anew: they come with their ids. An id that does not follow from what it names is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np

from sayso.classes import dataclass, field
from sayso.engine.again import article_again
from sayso.engine.linking import Linker
from sayso.errors import cut
from sayso.ledger import KINDS, Ledger, Undump
from sayso.records import Claim, Refusal, Span
from sayso.records.codec import claim_from_json, claim_to_json
from sayso.records.dump_codec import (
    link_from_json,
    origin_from_json,
    run_from_json,
    traits_from_json,
    verdict_from_json,
)
from sayso.records.identity import claim_id_of, report_id, run_id

__all__ = ["Line", "TakenIn", "take_in"]

# `Any`: a JSON document.
Json = Mapping[str, Any]
#: A document with the number of its line.
Line = tuple[int, dict[str, Any]]

#: Stands for what a person had blotted out. Ids and digests of what it stands in cannot be made again.
_BLOT = "\u2588"
#: Documents between two reports of progress.
_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came in by kind, and what was passed over because it was there, or was forgotten here.

    ``looked`` is how many reports were compared with those that the ledger had before.
    """

    came: Mapping[str, int] = field(default_factory=dict)
    known: Mapping[str, int] = field(default_factory=dict)
    looked: int = 0
    events: int = 0


class _RefusedError(Exception):
    """A document that is not what it says; ends the whole."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def take_in(
    ledger: Ledger,
    linker: Linker,
    documents: Iterable[Line | Refusal],
    name: str,
    tell: Callable[[int], None] = lambda _n: None,
) -> TakenIn | Refusal:
    """Take the documents of a dump into a ledger, in one transaction: all of them, or none.

    Reports that the ledger has, or that were forgotten in it, are passed over with all that is theirs. Where
    it had reports before, those that came are compared with them, as if they had just been read.

    Args:
        ledger: where to.
        linker: compares reports in that ledger.
        documents: each with the number of its line, in the order of `ledger.KINDS`; a refusal ends it.
        name: what to call the dump in a refusal.
        tell: called with the number of documents taken so far.

    Raises:
        LedgerError: the ledger cannot be written.
    """
    number, done = 0, False
    before = ledger.counts()["reports"]
    try:
        with ledger.undumping() as taking:
            desk = _Desk(taking)
            for item in documents:
                if isinstance(item, Refusal):
                    return item
                number, doc = item
                desk.take(doc)
                if number % _TOLD_EVERY == 0:
                    tell(number)
            number = 0
            taking.compare()
            came = taking.whole_reports() if before else []
            looked = _look(ledger, linker, came)
        ledger.refresh()
        ledger.commit()
        done = True
    except _RefusedError as refused:
        return Refusal(name=f"{name}:{number}", stage="import", code=refused.code, reason=refused.reason)
    finally:
        if not done:
            ledger.roll_back()
    return TakenIn(came=desk.came, known=desk.known, looked=looked, events=ledger.counts()["events"])


def _look(ledger: Ledger, linker: Linker, came: Iterable[str]) -> int:
    """Find copies among what came and what was there; how many reports were looked at."""
    looked = 0
    for article_id in came:
        report = ledger.report(article_id)
        article = article_again(report) if report else None
        if article is not None:
            linker.again(article)
            looked += 1
    return looked


class _Desk:
    """Checks each document and hands it on."""

    def __init__(self, taking: Undump) -> None:
        self._taking = taking
        self._take: dict[str, Callable[[Json], bool | None]] = {
            "tombstone": lambda doc: taking.tombstone(dict(doc)),
            "run": self._run,
            "report": self._report,
            "claim": self._claim,
            "standing": self._standing,
            "carried": self._carried,
            "link": self._link,
            "verdict": lambda doc: taking.verdict(verdict_from_json(doc["verdict"])),
            "refusal": self._refusal,
        }
        self._text: tuple[str, str, bool] = ("", "", False)
        self._left_out = False
        self.came: Counter[str] = Counter()
        self.known: Counter[str] = Counter()

    def take(self, doc: Json) -> None:
        """Keep one document, or pass it over."""
        kind = str(doc["kind"])
        if kind == KINDS[0]:
            return
        try:
            taken = self._take[kind](doc)
        except (KeyError, ValueError, TypeError, OverflowError, struct.error) as error:
            raise _RefusedError(
                "import.bad_line", f"no {kind} that can be understood: {cut(error)}"
            ) from error
        (self.came if taken else self.known)[kind] += 1

    def _run(self, doc: Json) -> bool:
        run = run_from_json(doc["run"])
        made = run_id(run.code_version, run.config_sha256, run.model_sha256, run.started_at)
        _same_id("run", run.run_id, made)
        return self._taking.run(run)

    def _report(self, doc: Json) -> bool:
        header, text = doc["report"], doc["text"]
        at, publisher = header["url"] or header["given_id"] or "", header["publisher"] or ""
        if doc["published"] is not None:
            date.fromisoformat(doc["published"][:10])
        if _BLOT not in at + publisher:
            made = report_id(doc["text_sha256"], at=at, published=doc["published"] or "", publisher=publisher)
            _same_id("report", header["id"], made)
        whole = header.get("text_kept") is None
        if whole and _BLOT not in text and _sha256(text) != doc["text_sha256"]:
            raise _RefusedError(
                "import.bad_text", f"the text of {header['id']} is not the one its digest is of"
            )
        if whole == ("story" in doc):
            raise _RefusedError(
                "import.bad_line", "a report has a story if its text was let go, and only then"
            )
        if len(_bytes(doc["vectors"])) % max(header["sentences"], 1):
            raise _RefusedError("import.bad_line", "the vectors do not go evenly into the sentences")
        self._linked(self._taking.has_run(doc["run"]), "run", doc["run"])
        known = self._taking.has_report(header["id"])
        came = self._taking.report(dict(doc))
        self._left_out |= not (came or known)
        return came

    def _claim(self, doc: Json) -> bool:
        claim = claim_from_json(doc["claim"])
        if not _says_as_much(claim_to_json(claim), doc["claim"]):
            raise _RefusedError(
                "import.bad_line", f"claim {cut(claim.claim_id)} says more than can be kept of it"
            )
        if not self._taking.came(claim.article_id):
            self._linked(self._has(claim.article_id), "report", claim.article_id)
            self._taking.pass_over(claim.claim_id)
            return False
        if not _blotted(claim):
            _same_id("claim", claim.claim_id, claim_id_of(claim))
        text, whole = self._read(claim.article_id)
        if whole != ("facts" not in doc):
            raise _RefusedError("import.bad_line", "a claim has facts if its text was let go, and only then")
        if whole and claim.evidence.span.of(text) != claim.evidence.sentence:
            raise _RefusedError(
                "import.bad_text", f"claim {claim.claim_id} rests on other words than its report has"
            )
        if self._taking.has_claim(claim.claim_id):
            raise _RefusedError("import.bad_line", f"claim {claim.claim_id} comes twice")
        kept = self._taking.claim(claim, dict(doc))
        self._left_out |= not kept
        return kept

    def _standing(self, doc: Json) -> bool:
        article_id = doc["report"]
        if not self._taking.came(article_id):
            self._linked(self._has(article_id), "report", article_id)
            return False
        header = self._taking.stored(article_id)[1]
        if doc["source"] is not None:
            self._linked(self._has(doc["source"]), "report", doc["source"])
        prints = None if doc["prints"] is None else _bytes(doc["prints"])
        if prints is not None and not _are_prints(prints):
            raise _RefusedError("import.bad_line", "the hashes are no ascending numbers")
        self._taking.standing(
            traits_from_json(
                doc["traits"],
                article_id=article_id,
                text_sha256=self._taking.text_sha256(article_id),
                publisher=header["publisher"],
            ),
            origin_from_json(header["origin"], header["copy_of"]),
            doc["source"] if doc["source"] is None or self._taking.has_report(doc["source"]) else None,
            prints,
        )
        return True

    def _carried(self, doc: Json) -> bool:
        if not self._taking.came(doc["report"]):
            self._linked(self._has(doc["report"]), "report", doc["report"])
            return False
        claims = []
        for each in doc["claims"]:
            there = self._taking.has_claim(each["claim"])
            # A report that was there may have been read with other words for the same.
            passed = self._left_out or self._taking.passed_over(each["claim"])
            self._linked(there or passed, "claim", each["claim"])
            if there:
                claims.append((each["claim"], Span(*each["span"])))
        self._taking.carried(doc["report"], claims)
        return True

    def _link(self, doc: Json) -> bool:
        link = link_from_json(doc["link"])
        for side in (link.left_id, link.right_id):
            self._linked(self._has(side), "report", side)
            if not self._taking.has_report(side):
                return False
        return self._taking.link(link, doc["retired_at"])

    def _refusal(self, doc: Json) -> bool:
        self._linked(self._taking.has_run(doc["run"]), "run", doc["run"])
        return self._taking.refusal(dict(doc))

    def _has(self, article_id: str) -> bool:
        """Whether a report is there, or may have been left out because it was forgotten here."""
        return self._left_out or self._taking.has_report(article_id)

    def _read(self, article_id: str) -> tuple[str, bool]:
        """The text of a report, and whether it is whole; the latest one is held."""
        if self._text[0] != article_id:
            text, header = self._taking.stored(article_id)
            self._text = (article_id, text, header.get("text_kept") is None)
        return self._text[1:]

    @staticmethod
    def _linked(there: bool, what: str, id_: str) -> None:
        if not there:
            raise _RefusedError("import.bad_reference", f"{what} {cut(id_)} is named and nowhere to be found")


def _same_id(what: str, id_: str, made: str) -> None:
    if id_ != made:
        raise _RefusedError("import.bad_id", f"{what} {cut(id_)} has not the id that follows from it, {made}")


def _blotted(claim: Claim) -> bool:
    """Whether something that the id of a claim is made of was blotted out."""
    words = [a.actor_id for a in claim.actors] + ([claim.figure.item] if claim.figure else [])
    return any(_BLOT in word for word in words)


def _says_as_much(made: Any, given: Any) -> bool:
    """Whether what was made of a document has everything that the document says. `Any`: any JSON."""
    if isinstance(given, Mapping):
        return isinstance(made, Mapping) and all(
            k in made and _says_as_much(made[k], v) for k, v in given.items()
        )
    if isinstance(given, list):
        return isinstance(made, list) and len(made) == len(given) and all(map(_says_as_much, made, given))
    return bool(made == given) and isinstance(made, bool) == isinstance(given, bool)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error


def _are_prints(packed: bytes) -> bool:
    if len(packed) % 4:
        return False
    hashes = np.frombuffer(packed, "<u4")
    return bool((hashes[1:] > hashes[:-1]).all())
