"""Counts of who says what and who publishes it, by day, kept beside the claims.

SQLite keeps them itself, in the transaction that changes what is counted, so they cannot differ from it.
Without them a page of speakers would walk over every claim.
"""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; values are bound

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sayso.ledger.connection import Connection

__all__ = ["EVERYWHERE", "KINDS", "fill_voices", "voice_faults"]

#: Stands for every country together.
EVERYWHERE = "*"
#: Columns of `publisher_days` that tell on whose word claims rest: the report's own, else the innermost
#: speaker's, by kind.
KINDS = ("own", "person", "institution", "outlet", "document", "collective", "unnamed")

#: What is summed of a voice, apart from its claims and reports.
_SUMS = ("claims", "reports", "joined", "alone", "passed_on", "certain", "denied")

#: A voice is a name and a kind, once with every country together and once for each country (empty where none
#: is told). ``shown`` marks the ones that speakers are told apart by: with no more than one country known,
#: all together, else each of them. ``alone`` counts claims in events of a single origin, ``joined`` those in
#: any event, ``passed_on`` those that an outlet before the speaker in the chain tells. A claim counts once
#: for a voice, a report too.
_TABLES = f"""
CREATE TABLE voices (
    voice INTEGER PRIMARY KEY, folded TEXT NOT NULL, kind TEXT NOT NULL, country TEXT NOT NULL,
    shown INTEGER NOT NULL DEFAULT 0, {", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in _SUMS)},
    UNIQUE (folded, kind, country)
) STRICT;
CREATE INDEX voices_claims ON voices (claims DESC, folded, kind, country) WHERE shown;
CREATE TABLE voice_days (
    voice INTEGER NOT NULL REFERENCES voices, day TEXT NOT NULL,
    {", ".join(f"{name} INTEGER NOT NULL" for name in _SUMS)}, PRIMARY KEY (voice, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX voice_days_day ON voice_days (day, voice);
CREATE TABLE publisher_days (
    publisher TEXT NOT NULL, day TEXT NOT NULL, reports INTEGER NOT NULL,
    copies INTEGER NOT NULL DEFAULT 0, edited INTEGER NOT NULL DEFAULT 0,
    paraphrases INTEGER NOT NULL DEFAULT 0, claims INTEGER NOT NULL DEFAULT 0,
    {", ".join(f"{kind} INTEGER NOT NULL DEFAULT 0" for kind in KINDS)}, PRIMARY KEY (publisher, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX publisher_days_day ON publisher_days (day);
CREATE TABLE publisher_wires (
    publisher TEXT NOT NULL, day TEXT NOT NULL, wire TEXT NOT NULL, reports INTEGER NOT NULL,
    PRIMARY KEY (publisher, day, wire)
) STRICT, WITHOUT ROWID;
ALTER TABLE claim_speakers ADD COLUMN published TEXT NOT NULL DEFAULT '';
CREATE INDEX claim_speakers_latest ON claim_speakers (speaker, published DESC, claim);
DROP INDEX IF EXISTS claim_speakers_speaker;
ALTER TABLE speakers ADD COLUMN everywhere INTEGER REFERENCES voices (voice);
ALTER TABLE speakers ADD COLUMN voice INTEGER REFERENCES voices (voice);
ALTER TABLE speakers ADD COLUMN claims INTEGER NOT NULL DEFAULT 0;
CREATE INDEX speakers_folded ON speakers (folded, kind);
CREATE INDEX speakers_everywhere ON speakers (everywhere);
CREATE INDEX speakers_voice ON speakers (voice);
"""

_SHOWN = (
    f"CAST(((SELECT count(DISTINCT s.country) FROM speakers s WHERE s.folded = voices.folded "
    f"AND s.kind = voices.kind AND s.country <> '') > 1) <> (country = '{EVERYWHERE}') AS INTEGER)"
)
_KEPT = """
CREATE TRIGGER speakers_heard AFTER INSERT ON speakers BEGIN
    INSERT INTO voices (folded, kind, country) VALUES (NEW.folded, NEW.kind, '{everywhere}'),
        (NEW.folded, NEW.kind, NEW.country) ON CONFLICT DO NOTHING;
    UPDATE speakers SET
        everywhere = (SELECT v.voice FROM voices v WHERE v.folded = NEW.folded AND v.kind = NEW.kind
            AND v.country = '{everywhere}'),
        voice = (SELECT v.voice FROM voices v WHERE v.folded = NEW.folded AND v.kind = NEW.kind
            AND v.country = NEW.country)
    WHERE speaker = NEW.speaker;
    UPDATE voices SET shown = {shown} WHERE folded = NEW.folded AND kind = NEW.kind;
END;
CREATE TRIGGER speakers_gone AFTER DELETE ON speakers BEGIN
    DELETE FROM voices WHERE voice IN (OLD.voice, OLD.everywhere)
        AND NOT EXISTS (SELECT 1 FROM speakers s WHERE voices.voice IN (s.voice, s.everywhere)
            AND s.folded = OLD.folded AND s.kind = OLD.kind);
    UPDATE voices SET shown = {shown} WHERE folded = OLD.folded AND kind = OLD.kind;
END;
CREATE TRIGGER voice_days_first AFTER INSERT ON voice_days BEGIN
    UPDATE voices SET {first} WHERE voice = NEW.voice;
END;
CREATE TRIGGER voice_days_changed AFTER UPDATE ON voice_days BEGIN
    UPDATE voices SET {changed} WHERE voice = NEW.voice;
    DELETE FROM voice_days WHERE voice = NEW.voice AND day = NEW.day AND claims <= 0;
END;
""".format(
    everywhere=EVERYWHERE,
    shown=_SHOWN,
    first=", ".join(f"{name} = {name} + NEW.{name}" for name in _SUMS),
    changed=", ".join(f"{name} = {name} + NEW.{name} - OLD.{name}" for name in _SUMS),
)


def _heard(column: str, which: str) -> str:
    """For each claim and voice: its report and day, the speaker who stands first, and what is counted."""
    return f"""
    SELECT f.voice, f.speaker, c.claim, c.article_id, coalesce(substr(r.published, 1, 10), '') AS day,
        e.event_id IS NOT NULL AS joined, coalesce(e.n_origins = 1, FALSE) AS alone,
        EXISTS (SELECT 1 FROM claim_speakers y JOIN speakers o USING (speaker)
            WHERE y.claim = c.claim AND y.place < f.place AND o.kind = 'outlet') AS passed_on,
        k.status = 'negated' OR k.polarity = '-' AS denied, k.modality = 'certain' AS sure
    FROM (SELECT x.claim, s.{column} AS voice, min(x.place) AS place, x.speaker FROM claim_speakers x
        CROSS JOIN speakers s ON s.speaker = x.speaker {which} GROUP BY x.claim, s.{column}) f
    CROSS JOIN claims c ON c.claim = f.claim CROSS JOIN claim_marks k ON k.claim = f.claim
    CROSS JOIN reports r ON r.article_id = c.article_id
    LEFT JOIN event_claims m ON m.claim = f.claim LEFT JOIN events e ON e.event_id = m.event_id"""


def _one(condition: str) -> str:
    """A condition as a number, to be summed: not every database takes it for one."""
    return f"CAST({condition} AS INTEGER)"


def _count_voice(column: str) -> str:
    """Add the claim `NEW.claim` to its voices, or with the sign -1 take it away."""
    others = f"""SELECT 1 FROM claims o CROSS JOIN claim_speakers y ON y.claim = o.claim
        CROSS JOIN speakers z ON z.speaker = y.speaker WHERE o.article_id = h.article_id
        AND o.claim <> h.claim AND o.retired_at IS NULL AND z.{column} = h.voice"""
    return f"""
    INSERT INTO voice_days (voice, day, {", ".join(_SUMS)})
    SELECT h.voice, h.day, NEW.sign, NEW.sign * {_one(f"NOT EXISTS ({others})")},
        NEW.sign * {_one("h.joined")}, NEW.sign * {_one("h.alone")}, NEW.sign * {_one("h.passed_on")},
        NEW.sign * {_one("h.sure AND NOT h.denied")}, NEW.sign * {_one("h.denied")}
    FROM ({_heard(column, "WHERE x.claim = NEW.claim")}) h WHERE 1
    ON CONFLICT DO UPDATE SET {", ".join(f"{name} = {name} + excluded.{name}" for name in _SUMS)};"""


#: The innermost speaker's kind of a claim `{claim}`; "own" where it has none.
_RESTS_ON = (
    "coalesce((SELECT s.kind FROM claim_speakers x JOIN speakers s USING (speaker) "
    "WHERE x.claim = {claim} ORDER BY x.place DESC LIMIT 1), 'own')"
)
_OF_REPORT = (
    "(publisher, day) = (SELECT coalesce(r.publisher, ''), coalesce(substr(r.published, 1, 10), '') "
    "FROM {claims} reports r {using} WHERE {one})"
)
_OF_CLAIM = _OF_REPORT.format(
    claims="claims c JOIN", using="USING (article_id)", one="c.claim = {claim}"
).format
_OF_ARTICLE = _OF_REPORT.format(claims="", using="", one="r.article_id = {row}.article_id").format
_RESTS = _RESTS_ON.format(claim="NEW.claim")

#: A claim is written to ``counted`` with a sign whenever it comes to hold or ceases to.
_CLAIMS = f"""
CREATE VIEW counted AS SELECT 0 AS claim, 0 AS sign;
CREATE TRIGGER counted_claim INSTEAD OF INSERT ON counted BEGIN
    {_count_voice("voice")}
    {_count_voice("everywhere")}
    UPDATE speakers SET claims = claims + NEW.sign WHERE speaker IN (SELECT h.speaker FROM
        ({_heard("voice", "WHERE x.claim = NEW.claim")}) h);
    UPDATE publisher_days SET claims = claims + NEW.sign,
        {", ".join(f"{kind} = {kind} + NEW.sign * " + _one(f"kept.kind = '{kind}'") for kind in KINDS)}
    FROM (SELECT {_RESTS} AS kind) AS kept WHERE {_OF_CLAIM(claim="NEW.claim")};
END;
CREATE TRIGGER claims_marked AFTER INSERT ON claim_marks
WHEN (SELECT retired_at IS NULL FROM claims WHERE claim = NEW.claim) BEGIN
    INSERT INTO counted VALUES (NEW.claim, 1);
END;
CREATE TRIGGER claims_unmarked BEFORE DELETE ON claim_marks
WHEN (SELECT retired_at IS NULL FROM claims WHERE claim = OLD.claim) BEGIN
    INSERT INTO counted VALUES (OLD.claim, -1);
END;
CREATE TRIGGER claims_retired AFTER UPDATE OF retired_at ON claims
WHEN OLD.retired_at IS NULL AND NEW.retired_at IS NOT NULL BEGIN
    INSERT INTO counted VALUES (NEW.claim, -1);
END;
CREATE TRIGGER claims_back AFTER UPDATE OF retired_at ON claims
WHEN OLD.retired_at IS NOT NULL AND NEW.retired_at IS NULL BEGIN
    INSERT INTO counted VALUES (NEW.claim, 1);
END;
"""


def _joined(row: str, sign: str) -> str:
    """The voices of a claim gain it in an event, or lose it there."""
    return f"""
    WHEN EXISTS (SELECT 1 FROM claim_speakers WHERE claim = {row}.claim)
        AND (SELECT retired_at IS NULL FROM claims WHERE claim = {row}.claim) BEGIN
    UPDATE voice_days SET joined = joined {sign} 1, alone = alone {sign}
        (SELECT {_one("e.n_origins = 1")} FROM events e WHERE e.event_id = {row}.event_id)
    WHERE day = (SELECT coalesce(substr(r.published, 1, 10), '') FROM claims c
            JOIN reports r USING (article_id) WHERE c.claim = {row}.claim)
        AND voice IN (SELECT s.voice FROM claim_speakers x JOIN speakers s USING (speaker)
            WHERE x.claim = {row}.claim
            UNION SELECT s.everywhere FROM claim_speakers x JOIN speakers s USING (speaker)
            WHERE x.claim = {row}.claim);
END;"""


_EVENTS = f"""
CREATE TRIGGER claims_joined AFTER INSERT ON event_claims {_joined("NEW", "+")}
CREATE TRIGGER claims_parted BEFORE DELETE ON event_claims {_joined("OLD", "-")}
"""

#: An origin is packed as JSON whose first element is its kind, left out for an original (`link_codec`).
_KIND = "coalesce({row}.standing ->> '$[0]', 'original')"
_COPIES = {"copies": "copy", "edited": "edited", "paraphrases": "paraphrase"}


def _stands(row: str, sign: str) -> str:
    """A publisher gains the standing of one of its reports, or loses it."""
    kind = _KIND.format(row=row)
    change = ", ".join(f"{c} = {c} {sign} " + _one(f"{kind} = '{value}'") for c, value in _COPIES.items())
    key = (
        f"SELECT coalesce(r.publisher, ''), coalesce(substr(r.published, 1, 10), ''), {row}.wire, {sign}1 "
        f"FROM reports r WHERE r.article_id = {row}.article_id AND {row}.wire IS NOT NULL"
    )
    return f"""
    UPDATE publisher_days SET {change} WHERE {_OF_ARTICLE(row=row)};
    INSERT INTO publisher_wires {key} ON CONFLICT DO UPDATE SET reports = reports + excluded.reports;
    DELETE FROM publisher_wires WHERE {_OF_ARTICLE(row=row)} AND wire = {row}.wire AND reports <= 0;"""


_REPORTS = f"""
CREATE TRIGGER reports_published AFTER INSERT ON reports BEGIN
    INSERT INTO publisher_days (publisher, day, reports)
    VALUES (coalesce(NEW.publisher, ''), coalesce(substr(NEW.published, 1, 10), ''), 1)
    ON CONFLICT DO UPDATE SET reports = reports + 1;
END;
CREATE TRIGGER reports_gone AFTER DELETE ON reports BEGIN
    UPDATE publisher_days SET reports = reports - 1 WHERE publisher = coalesce(OLD.publisher, '')
        AND day = coalesce(substr(OLD.published, 1, 10), '');
    DELETE FROM publisher_days WHERE publisher = coalesce(OLD.publisher, '')
        AND day = coalesce(substr(OLD.published, 1, 10), '') AND reports <= 0;
END;
CREATE TRIGGER standings_taken AFTER INSERT ON standings BEGIN {_stands("NEW", "+")} END;
CREATE TRIGGER standings_changed AFTER UPDATE OF standing, wire ON standings
WHEN OLD.standing <> NEW.standing OR OLD.wire IS NOT NEW.wire BEGIN
    {_stands("OLD", "-")}
    {_stands("NEW", "+")}
END;
CREATE TRIGGER standings_left BEFORE DELETE ON standings BEGIN {_stands("OLD", "-")} END;
"""

# ------------------------------------------------------------------ all at once

_HOLDS = "WHERE x.claim IN (SELECT claim FROM claims WHERE retired_at IS NULL)"
_CLAIMS_OF_SPEAKERS = f"SELECT h.speaker, count(*) AS n FROM ({_heard('voice', _HOLDS)}) h GROUP BY 1"


def _voice_days(column: str) -> str:
    """What `voice_days` must hold for the voices of one column of `speakers`."""
    return (
        f"SELECT h.voice, h.day, count(*), count(DISTINCT h.article_id), sum({_one('h.joined')}), "
        f"sum({_one('h.alone')}), sum({_one('h.passed_on')}), sum({_one('h.sure AND NOT h.denied')}), "
        f"sum({_one('h.denied')}) FROM ({_heard(column, _HOLDS)}) h "
        "GROUP BY 1, 2"
    )


#: Publisher and day of a report.
_WHOSE = "coalesce(r.publisher, '') AS publisher, coalesce(substr(r.published, 1, 10), '') AS day"


def _each(column: str, value: str, name: str) -> str:
    """A sum of the rows in which a column has a value."""
    holds = _one(f"{column} = '{value}'")
    return f"sum({holds}) AS {name}"


_PUBLISHER_DAYS = (
    f"SELECT p.*, coalesce(q.claims, 0), {', '.join(f'coalesce(q.{kind}, 0)' for kind in KINDS)} FROM "
    f"(SELECT {_WHOSE}, count(*) AS reports, "
    f"{', '.join(_each(_KIND.format(row='t'), value, name) for name, value in _COPIES.items())} "
    "FROM reports r LEFT JOIN standings t USING (article_id) GROUP BY 1, 2) p LEFT JOIN "
    f"(SELECT {_WHOSE}, count(*) AS claims, {', '.join(_each('c.kind', kind, kind) for kind in KINDS)} "
    f"FROM (SELECT article_id, {_RESTS_ON.format(claim='claims.claim')} AS kind FROM claims "
    "WHERE retired_at IS NULL) c JOIN reports r USING (article_id) GROUP BY 1, 2) q USING (publisher, day)"
)
_PUBLISHER_WIRES = (
    f"SELECT {_WHOSE}, t.wire, count(*) "
    "FROM standings t JOIN reports r USING (article_id) WHERE t.wire IS NOT NULL GROUP BY 1, 2, 3"
)
_FILL = f"""
UPDATE claim_speakers SET published = coalesce((SELECT r.published FROM claims c
    JOIN reports r USING (article_id) WHERE c.claim = claim_speakers.claim), '');
INSERT INTO voices (folded, kind, country)
    SELECT DISTINCT folded, kind, '{EVERYWHERE}' FROM speakers UNION
    SELECT DISTINCT folded, kind, country FROM speakers;
UPDATE speakers SET
    everywhere = (SELECT v.voice FROM voices v WHERE v.folded = speakers.folded AND v.kind = speakers.kind
        AND v.country = '{EVERYWHERE}'),
    voice = (SELECT v.voice FROM voices v WHERE v.folded = speakers.folded AND v.kind = speakers.kind
        AND v.country = speakers.country);
UPDATE voices SET shown = {_SHOWN};
INSERT INTO voice_days {_voice_days("voice")};
INSERT INTO voice_days {_voice_days("everywhere")};
UPDATE voices SET {", ".join(f"{name} = d.{name}" for name in _SUMS)} FROM (SELECT voice AS number,
    {", ".join(f"sum({name}) AS {name}" for name in _SUMS)} FROM voice_days GROUP BY voice) d
    WHERE d.number = voices.voice;
UPDATE speakers SET claims = h.n FROM ({_CLAIMS_OF_SPEAKERS}) h WHERE h.speaker = speakers.speaker;
INSERT INTO publisher_days {_PUBLISHER_DAYS};
INSERT INTO publisher_wires {_PUBLISHER_WIRES};
"""


def fill_voices(db: Connection) -> None:
    """Make the tables and fill them from the claims of an older ledger. Must run inside a transaction."""
    for part in (_TABLES, _FILL, _KEPT, _CLAIMS, _EVENTS, _REPORTS):
        db.execute(part)


#: What is kept, and what it must be.
_CHECKED = (
    (
        "what a speaker said on {}",
        "SELECT voice, day, {} FROM voice_days".format(", ".join(_SUMS)),
        f"{_voice_days('voice')} UNION ALL {_voice_days('everywhere')}",
    ),
    ("what a publisher has on {}", "SELECT * FROM publisher_days", _PUBLISHER_DAYS),
    ("which agencies' reports a publisher has on {}", "SELECT * FROM publisher_wires", _PUBLISHER_WIRES),
    (
        "what a speaker said on all days",
        f"SELECT voice, {', '.join(_SUMS)} FROM voices WHERE claims > 0",
        f"SELECT voice, {', '.join(f'sum({name})' for name in _SUMS)} FROM voice_days GROUP BY voice",
    ),
    (
        "which speakers of one name are told apart",
        "SELECT voice, shown FROM voices",
        f"SELECT voice, {_SHOWN} FROM voices",
    ),
)


def voice_faults(db: Connection) -> Iterator[str]:
    """Counts that are not those of the claims and reports, in words."""
    for what, kept, made in _CHECKED:
        there, due = f"SELECT * FROM ({kept})", f"SELECT * FROM ({made})"
        both = f"SELECT * FROM ({there} EXCEPT {due}) UNION ALL SELECT * FROM ({due} EXCEPT {there})"
        # `Any`: a row holds whatever its query selects
        rows: Any = db.execute(both)
        yield from (what.format(row[1] or "?") for row in rows)
