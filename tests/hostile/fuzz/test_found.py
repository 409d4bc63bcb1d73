"""What fuzzing found, each as short as it goes: it stays mended."""

from __future__ import annotations

import pytest

from fuzz.findings import Allowed, attempt
from fuzz.targets import TARGETS

_MANY = 45
#: What was wrong: the target and an input that broke it.
FOUND: dict[str, tuple[str, bytes]] = {
    # feeds: markup that feedparser cannot read was an exception of its parsers
    "a character beyond Unicode": ("feeds", b"<??><rss<t>&#x110000;"),
    "a character of a number that C cannot hold": ("feeds", b"<feed <i>&#2147483648;"),
    "an encoding whose name is none": ("feeds", b'<?xmlencoding="\xd4"?>'),
    # files and archives
    "a number that a read cut behind its point": ("json", b'[{"text": "One.", "n": 1}, 1.5, 2e5]'),
    "a day beyond all": ("mail", b"Date: Thu, 99999999999999999999 May 2024 09:00:00\n\nx"),
    "a zone of too many hours": ("mail", b"Date: Thu, 16 May 2024 09:00:00 +99999999999999\n\nx"),
    "a table told by as much as the first read brought": ("csv", b"body\rB\t"),
    "nothing but zeros, said to be packed": ("packed", b"\0"),
    "a tar of nothing": ("zip-and-tar", bytes(1024)),
    "a ZIP of nothing": ("zip-and-tar", b"PK\x05\x06" + bytes(18)),
    # the network
    "half of a character in an address": ("addresses", b"http://a.example/\xff"),
    "damage behind an inner end, seen or not by how it arrived": (
        "packing",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x93\xef\xe6`\x00\x01&fo\x16\x06\xe7}\xdb_0\x0299\x00\x00\x02\x03\x00\x1egzip,gzip",
    ),
    "bytes sent behind an end, counted or not by how they arrived": (
        "packing",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x0b)\xcfWH\xcaO,)V\xc8M-\xd1S\x08\x19 .\x00\xf1J1w\x87\x00\x00\x00\x19 \x00\x1egzip",
    ),
    "two bytes that say how a body is packed, apart": ("packing", b"\x0b\x02\x80\x1edeflate"),
    # pages: the guard that counts how deep elements nest saw less than the parser makes
    "letters shaped anew in each paragraph": ("page-guards", b"".join(b"<p><b a=%d>x" % n for n in range(_MANY))),
    "a drawing that HTML ends": ("page-guards", b"<svg>" + b"<b/>" * _MANY),
    "a name with a bracket in it": ("page-guards", b"<ul<></ul>" * _MANY),
    "cells outside of a table": ("page-guards", b"<r><td>" * _MANY),
    "an end that does not reach through a block": ("page-guards", b"<r><div></r>" * _MANY),
    "a comment that ends where it begins": ("page-guards", b"<!-->" + b"<div>" * _MANY),
    "an end in what is taken for a comment": ("page-guards", b"<div><!x </div>" * _MANY),
    "a quote in a value without quotes": ("page-guards", b'<br b=="><div c="">' * _MANY),
    "an end of the page that ends nothing": ("page-guards", b"<body><div></body>" * _MANY),
    "a title in a drawing": ("page-guards", b"<svg><title>" + b"<div>" * _MANY),
    "a script in a comment in a script": (
        "page-guards",
        b"<div><script><!--<script></script></div>--></script>" * _MANY,
    ),
    "an answer of the child nested too deep": ("child-frames", (20_000).to_bytes(4, "big") + b"[" * 20_000),
    # texts: one that was kept came back laid out anew, with other offsets
    "paragraphs of one length": (
        "articles",
        b"Two boats met off Aden on Thursday in the\n\nafternoon, said the office of the old har\n\nbour, which keeps a list of all of its \n\nboats that come and go and the others too.",
    ),
    # what sentences tell
    "a quotation of nothing": ("speakers", b"W saw :``''"),
    "led by nobody": ("actor-phrases", b"\xbb\xbf-led"),
}  # fmt: skip


@pytest.mark.parametrize("what", FOUND)
def test_what_was_found_stays_mended(what: str) -> None:
    name, data = FOUND[what]
    finding = attempt(name, TARGETS[name].run, data, Allowed())
    assert finding is None, finding.told
