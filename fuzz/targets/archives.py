"""Files that hold many inputs: rows, tables, mail, archives of pages, ZIP and tar, and what packs them."""

from __future__ import annotations

import base64
import gzip
import io
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from backports import zstd

from fuzz.target import Target, hold, parts_of
from sayso.errors import REFUSAL_CODES
from sayso.ingest import Limits, Meter, Outside
from sayso.ingest.formats.http_body import TooLargeError, undo
from sayso.ingest.formats.json_file import read_json
from sayso.ingest.formats.mail import read_mailbox, read_message
from sayso.ingest.formats.packed import Packing, Unpacker, packing_of
from sayso.ingest.formats.parquet import read_parquet
from sayso.ingest.formats.separated import read_separated
from sayso.ingest.formats.streams import Named, read_stream
from sayso.ingest.formats.warc import read_warc
from sayso.ingest.intake import Intake, SourceFault, Stream
from sayso.ingest.rows import rows_of
from sayso.records import Item, Refusal

__all__ = ["TARGETS"]

_LIMITS = Limits(max_bytes=20_000, max_row_bytes=1_500, max_message_bytes=6_000, max_members=12, max_unpacked_bytes=200_000, max_ratio=50)  # fmt: skip
_NOW = datetime(2024, 5, 16, 9, 30, tzinfo=UTC)
_INTAKE = Intake(limits=_LIMITS, outside=Outside(now=lambda: _NOW))
#: More outcomes than this cannot come of the bytes that one input has.
_MOST_OUTCOMES = 10_000

_Reader = Callable[[Stream, Intake], Iterator[Item | Refusal]]
_Outcomes = list[Item | Refusal]


class _Trickle(io.RawIOBase):
    """Bytes of which each read brings a few, as pipes do."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__()
        self._inner = io.BytesIO(data)
        self._step = step

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, at: int, whence: int = 0, /) -> int:
        return self._inner.seek(at, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # as io calls it
        data = self._inner.read(min(self._step, len(buffer)))
        buffer[: len(data)] = data
        return len(data)


def _read(reader: _Reader, stream: Stream, intake: Intake) -> _Outcomes:
    """Every outcome, each one checked."""
    found: _Outcomes = []
    for outcome in reader(stream, replace(intake, meter=Meter())):
        found.append(outcome)
        hold(len(found) <= _MOST_OUTCOMES, "outcomes without an end")
        hold(outcome.name.startswith("in"), f"a name that leads nowhere: {outcome.name!r}"[:200])
        if isinstance(outcome, Refusal):
            hold(outcome.code in REFUSAL_CODES, f"a code that is not known: {outcome.code}")
            hold(
                outcome.reason and len(outcome.reason) < 600, f"a reason of {len(outcome.reason)} characters"
            )
        else:
            hold(isinstance(outcome.body, str | bytes), "a body that is none")
            for value in (outcome.url, outcome.title, outcome.published, outcome.publisher, outcome.author):
                hold(value is None or isinstance(value, str), "a field that is no text")
    return found


def _same(left: _Outcomes, right: _Outcomes, what: str) -> None:
    hold(list(map(_shown, left)) == list(map(_shown, right)), what)


def _shown(outcome: Item | Refusal) -> tuple[object, ...]:
    """What must be the same; reasons may count what was read before."""
    if isinstance(outcome, Refusal):
        return outcome.name, outcome.code
    return outcome.name, outcome.body, outcome.title, outcome.url, outcome.position


def _steady(reader: _Reader, data: bytes) -> _Outcomes:
    """Outcomes of the bytes at once, which are those of the bytes a few at a time."""
    whole = _read(reader, io.BytesIO(data), _INTAKE)
    few = _read(reader, io.BufferedReader(_Trickle(data, 1 + len(data) % 7 + len(data) // 60)), _INTAKE)
    _same(whole, few, "how many bytes a read brings changes the outcomes")
    return whole


def _resumed(reader: _Reader, data: bytes, whole: _Outcomes) -> None:
    """Reading on behind an item brings the items that came behind it."""
    items = [o for o in whole if isinstance(o, Item) and o.position is not None]
    records = [i.position.record for i in items if i.position is not None]
    hold(records == sorted(records), "positions that fall")
    if not items:
        return
    at = len(data) % len(items)
    rest = _read(reader, io.BytesIO(data), replace(_INTAKE, after=items[at].position))
    _same([o for o in rest if isinstance(o, Item)], list(items[at + 1 :]), "reading on brings other items")


def _rows(data: bytes) -> object:
    def reader(stream: Stream, intake: Intake) -> Iterator[Item | Refusal]:
        return rows_of(stream, "in", intake, plain=True)

    whole = _steady(reader, data)
    lines = data.split(b"\n")
    hold(
        len(whole) == sum(bool(line.strip()) or len(line) > 1_500 for line in lines),
        "a row that ended as nothing",
    )
    _resumed(reader, data, whole)
    return whole


def _json(data: bytes) -> object:
    def reader(stream: Stream, intake: Intake) -> Iterator[Item | Refusal]:
        return read_json(stream, "in", intake)

    whole = _steady(reader, data)
    _resumed(reader, data, whole)
    return whole


def _table(data: bytes) -> object:
    def reader(stream: Stream, intake: Intake) -> Iterator[Item | Refusal]:
        return read_separated(stream, "in", intake)

    whole = _steady(reader, data)
    _resumed(reader, data, whole)
    plain = data.isascii() and not set(data) & set(b'"\r\0')
    if plain and not any(o.name == "in" for o in whole):
        lines = data.split(b"\n")[1:]
        hold(len(whole) == sum(bool(line) for line in lines), "a row that ended as nothing")
    return whole


@cache
def _folder() -> Path:
    """Where Parquet files lie, which are read from files only; gone with the process's temporary files."""
    return Path(tempfile.mkdtemp(prefix="sayso-fuzz-"))


def _parquet(data: bytes) -> object:
    path = _folder() / "in.parquet"
    path.write_bytes(data)

    def reader(_stream: Stream, intake: Intake) -> Iterator[Item | Refusal]:
        return read_parquet(path, "in", intake)

    whole = _read(reader, io.BytesIO(), _INTAKE)
    _resumed(reader, data, whole)
    return list(map(_shown, whole))  # of several faults in a file DuckDB names any


def _mail(data: bytes) -> object:
    def one(stream: Stream, intake: Intake) -> Iterator[Item | Refusal]:
        return read_message(stream, "in", intake)

    def box(stream: Stream, intake: Intake) -> Iterator[Item | Refusal]:
        return read_mailbox(stream, "in", intake)

    alone = _steady(one, data)
    hold(alone, "a message that ended as nothing")
    whole = _steady(box, data)
    hold(whole, "a mailbox that ended as nothing")
    _resumed(box, data, whole)
    return alone, whole


def _warc(data: bytes) -> object:
    packing = packing_of(data[:64], "in.warc")

    def reader(stream: Stream, intake: Intake) -> Iterator[Item | Refusal]:
        return read_warc(stream, "in", packing, intake)

    whole = _steady(reader, data)
    _resumed(reader, data, whole)
    return whole


def _archive(data: bytes) -> object:
    both = []
    for own in ("in.zip", "in.tar"):
        named = Named(shown="in", own=own)

        def reader(stream: Stream, intake: Intake, named: Named = named) -> Iterator[Item | Refusal]:
            return read_stream(stream, named, intake)

        both.append(_read(reader, io.BytesIO(data), _INTAKE))
        hold(both[-1], "an archive that ended as nothing")
    return both


def _any(data: bytes) -> object:
    """A file whose name says nothing or a lie."""
    own, _, body = data.partition(b"\x1e")
    named = Named(shown="in", own=own.decode("latin-1") or "in", plain=True)
    return _read(lambda stream, intake: read_stream(stream, named, intake), io.BytesIO(body), _INTAKE)


def _unpacked(stream: Stream, packing: Packing) -> tuple[bytes, str]:
    unpacker = Unpacker(stream, packing, max_ratio=50)
    pieces: list[bytes] = []
    try:
        while piece := unpacker.piece():
            pieces.append(piece)
            hold(unpacker.member_at <= unpacker.at, "a member that begins behind where it is read")
    except SourceFault as fault:
        hold(fault.code in REFUSAL_CODES, "a code that is not known")
        return b"".join(pieces), type(fault).__name__
    return b"".join(pieces), ""


def _packed(data: bytes) -> None:
    for packing in (Packing.GZIP, Packing.ZSTD):
        whole, fault = _unpacked(io.BytesIO(data), packing)
        few, other = _unpacked(io.BufferedReader(_Trickle(data, 3)), packing)
        hold(
            fault == other and (whole == few or fault),
            "how many bytes a read brings changes what is unpacked",
        )
        if packing is Packing.GZIP and not fault:
            hold(gzip.decompress(data.lstrip(b"\0")) == whole, "gzip itself unpacks something else")
            hold(data.strip(b"\0"), "nothing but zeros, and no fault")


def _http(data: bytes) -> object:
    body, transfer, content = parts_of(data, 3)
    try:
        found = undo(body, transfer.decode("latin-1"), content.decode("latin-1"), 20_000)
    except TooLargeError:
        return None
    hold(len(found.body) <= 20_000, "larger than the limit")
    return found


_ROWS = b"""{"id": "a", "text": "Two boats met.", "published": "2024-05-16", "url": "https://a.example/1"}
{"html": "<p>x</p>", "title": "t\\u00e9", "more": [1, {"b": null}]}

{"id": 3, "text": "Three."}
"""
_LIST = b'[{"text": "One."}, {"text": "Two.", "id": 2},\n {"html": "<b>"}]'
_CSV = b'id,text,date,more\n1,One.,2024-05-16,\n2,"Two, and\nmore ""so""",2024,x\n\n3,Three.,,\n'
_TSV = b"headline\tbody\nA\tOne.\nB\tTwo.\n"
_EML = b"""From: A Writer <a@example.org>
To: b@example.org
Subject: =?utf-8?q?Two_b=C3=B6ats?=
Date: Thu, 16 May 2024 09:00:00 +0200
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: multipart/alternative; boundary=y

--y
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Two boats met=2E
--y
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: base64

PHA+VHdvPC9wPg==
--y--
--x
Content-Type: message/rfc822

From: c@example.org
Subject: inner

Inner words.
--x--
"""
_MBOX = b"From a@example.org Thu May 16 09:00:00 2024\nSubject: One\n\nOne.\n>From here\n\nFrom b Thu May 16 09:01:00 2024\nSubject: Two\n\nTwo.\n"
_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>Two boats met.</p></body></html>"


def _record(kind: str, block: bytes, more: str = "", uri: str = "https://a.example/1") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2024-05-16T09:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:0>\r\n{more}Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


_HTTP = "Content-Type: application/http; msgtype=response\r\n"
_WARC = (
    _record("warcinfo", b"software: x\r\n")
    + _record("response", _PAGE, _HTTP)
    + _record("conversion", b"Plain words.", "Content-Type: text/plain\r\n")
    + _record("response", _PAGE, _HTTP, "https://a.example/2")
)


def _zipped(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in (
            ("a.txt", b"Two boats met."),
            ("b/c.jsonl", _ROWS),
            (".hidden", b"x"),
            ("d.zip", b"PK\x05\x06" + b"\0" * 18),
        ):
            archive.writestr(zipfile.ZipInfo(name), body, method)
    return out.getvalue()


def _tarred(kind: int) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
        for name, body in (
            ("a.txt", b"Two boats met."),
            ("é" * 60 + ".csv", _CSV),
            ("x/" * 60 + "b.txt", b"Two."),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return out.getvalue().rstrip(b"\0") + bytes(1024)


def _gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _zst(data: bytes) -> bytes:
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


_CHUNKED = b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n"
_ROW_WORDS = (
    b'{"text":"a"}', b'"html":', b'"id":', b"null", b"\\ud800", b"\\u0000", b"NaN", b"1e400", b"[", b"]", b"{", b"}", b",", b"-", b"\xef\xbb\xbf",
    b'"text"', b'"a":1,"a":2', b"true",
)  # fmt: skip
_WARC_WORDS = (
    b"WARC/1.0\r\n", b"WARC/1.1\r\n", b"Content-Length: ", b"WARC-Type: ", b"response", b"revisit", b"continuation", b"\r\n\r\n", b"HTTP/1.1 200",
    b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"WARC-Segment-Number: 2\r\n", b"WARC-Truncated: length\r\n", b"text/plain",
)  # fmt: skip
_MAIL_WORDS = (
    b"From ", b"Content-Type: ", b"multipart/mixed; boundary=", b"message/rfc822", b"text/html", b"charset=", b"=?utf-8?b?", b"?=", b"base64",
    b"--x", b"--x--", b"\n\n", b"Subject:", b"Date:", b"filename*=utf-8''", b"x-uuencode", b"message/delivery-status", b"message/partial", b"group:;",
)  # fmt: skip

#: SELECT * FROM (VALUES ('a', 'Two boats met.', DATE '2024-05-16', 1.5, [1, 2], {'k': 'v'}), ('b', NULL, ...), (NULL,
#: 'Three.', DATE '1970-01-01', 'nan'::DOUBLE, [], NULL)) t(id, text, published, score, more, said)
_PARQUET = base64.b85decode(
    "P(e~L6#x}p6<#bA1{DAm1{DSX03iSX06_x)0000000000000000000000000000000000000031003bD0001D6#x~20TqG)EENV702Kxm1^@sd0000%1poj5"
    "000000000000000000000000000000000004gdfERCjM6VsBw|b0BSHbS?$}002~Ia%E*M6#x}l6<RD61{DAm1{DSX03iSX06_%+00000000000000000000"
    "000000000000000005Is00000000#L6>1e~EENV702Kxm1^@sd0000%1poj50000000000000000000000000000000000000000008(u00000008)Z6#y0F"
    "0Ttu{EENb902Kxm1^@sd0000%0ssI200000000000000000000000000000000000K>z>%K~Dex000000000000000000000000000000000000000000000"
    "0000000000000000000000000000000096100IC202KfglmQi#0W1{;6#x|m6$StRK>z>%K>`2(000000000000000000000000000000000000000000000"
    "000000000000000000000000000000009610Cp7u8LTw`7!71~V{2q$Uvpz<Wo=;<3;-1jB?1@%X=Eh;02K@+0vH5zWq5QY000#NB?1@;aCKsAX>(|0WF-s$"
    "6$&K+7zJ}<Z*pY-H3Ap}ZEtdA6#^9o05t>{1Z-(@bQJ;s6#^v!7zbr+Wo>0{bR{AHH3Ap}b75&@6#@Vi3?%{>0c#}y02T%r92smT02~zz85IB-7y@Zz6#y0n"
    "7Jva3fB_~5JQx9D7y)4x0w@7u7y)4s5daw+6#x|g6#@VN044w&6$}{_02vqrbY*yS6#y0n7N`Lhr~xL30X!HERCjM6VsBw|b0BSHbS@YMRA_Q#WiA#1C=OJ2"
    "Zy;iCVRUmKZDn*W7zR{ma%E*M5fK0x92Ec+02KlN001Tc92Ei?6#y9+32=2{Y-w|7Wn>iq76ul47JMeK0z4Q5lT82s7z6+S000&OC<K#D000;S000005fK0x"
    "92Ec+02KlN001Tc92E)~6#y9+1#@F>a%B|&76ulK0Tzq_CaeQIHUee>02v$=02Kfg0ssI2CIB220vQzm88`%OZ*pY>Y-w|J2W4z!ZDnqB6#y0p7K#EEiUKCM"
    "1Uwi70ssI27z6<T000&QC<Fok000;S0RR915fK0x92Ec+02KlN001Tc92E>16#yA11ao0&WC3dx02T%ox&aot0Vcu*JQx9X7y)(`1SkP^7y)(>5daw+6#x|g"
    "6#@VN02cHI76v8=7W4-IC@4gAV{1f0Aa-SPb7^mGAa*h?FfK75C}MSKY-AufWH&f5F*Id4Few>q8~^|u000~S02}}S8~^|u0001S0ssI|K~ga"
)

TARGETS = (
    Target(
        name="parquet",
        run=_parquet,
        seeds=(_PARQUET,),
        words=(b"PAR1", b"text", b"html", b"\xff\xff\xff\x7f", b"DuckDB"),
        max_bytes=2000,
    ),
    Target(name="jsonl", run=_rows, seeds=(_ROWS, _LIST), words=_ROW_WORDS),
    Target(name="json", run=_json, seeds=(_LIST, _ROWS, b'{"text": "One."}', b"[]"), words=_ROW_WORDS),
    Target(
        name="csv",
        run=_table,
        seeds=(
            _CSV,
            _TSV,
            _CSV.replace(b",", b";"),
            "text|id\nä|1\n".encode("utf-16"),
            _TSV.replace(b"\n", b"\r"),
        ),
        words=(b'"', b'""', b'"\n', b",", b"\t", b"text", b"html", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n"),
    ),
    Target(
        name="mail", run=_mail, seeds=(_EML, _MBOX, b"Subject: x\n\nhttps://a https://b"), words=_MAIL_WORDS
    ),
    Target(
        name="warc",
        run=_warc,
        seeds=(
            _WARC,
            b"".join(
                _gz(r) for r in (_record("response", _PAGE, _HTTP), _record("conversion", b"Plain words."))
            ),
            _zst(_WARC),
            _record(
                "response",
                _PAGE.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n") + _CHUNKED,
                _HTTP,
            ),
        ),
        words=_WARC_WORDS,
    ),
    Target(
        name="zip-and-tar",
        run=_archive,
        seeds=(
            _zipped(zipfile.ZIP_STORED),
            _zipped(zipfile.ZIP_DEFLATED),
            _tarred(tarfile.PAX_FORMAT),
            _gz(_tarred(tarfile.GNU_FORMAT)),
        ),
        words=(
            b"PK\x03\x04",
            b"PK\x01\x02",
            b"PK\x05\x06",
            b"PK\x07\x08",
            b"ustar",
            b"../",
            b"30 path=a\n",
            b"\x01\x00\x10\x00",
        ),
        max_bytes=8192,
    ),
    Target(
        name="files-of-any-name",
        run=_any,
        seeds=tuple(
            name + b"\x1e" + body
            for name, body in (
                (b"in.html", _PAGE),
                (b"a.jsonl.gz", _gz(_ROWS)),
                (b"in", _WARC),
                (b"in", _EML),
                (b"x.xml", b"<rss><channel/></rss>"),
                (b"a.mbox", _MBOX),
                (b"in", _zipped(8)),
                (b"a.csv.zst", _zst(_CSV)),
            )
        ),
        words=(
            b".jsonl",
            b".json",
            b".xml",
            b".csv",
            b".html",
            b".txt",
            b".warc",
            b".eml",
            b".mbox",
            b".zip",
            b".tar",
            b".gz",
            b".zst",
            b".docx",
            *_ROW_WORDS,
        ),
    ),
    Target(
        name="packed",
        run=_packed,
        seeds=(
            _gz(_ROWS),
            _gz(b"a") + _gz(b"b" * 999),
            _zst(_ROWS),
            _zst(b"") + b"\x50\x2a\x4d\x18\x02\0\0\0ab" + _zst(b"c" * 5000),
        ),
    ),
    Target(
        name="http-bodies",
        run=_http,
        seeds=(
            _CHUNKED + b"\x1echunked\x1e",
            _gz(_PAGE) + b"\x1e\x1egzip",
            _zst(_PAGE) + b"\x1e\x1ezstd",
            zlib.compress(_PAGE) + b"\x1e\x1edeflate, identity",
            _PAGE + b"\x1e\x1ebr",
        ),
        words=(b"\x1e", b"chunked", b"gzip", b"br", b"deflate", b"zstd", b"\r\n", b"0\r\n\r\n"),
    ),
)
