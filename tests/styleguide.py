"""What the style guide shows: invented texts that bring every macro into every state."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sayso.faces.web.charts import (
    Bound,
    Chart,
    DayCount,
    Node,
    Series,
    Tie,
    Told,
    bars,
    ego,
    origin_tree,
    sparkline,
    steps,
)
from sayso.faces.web.evidence import Mark, MarkKind, legend, pieces
from sayso.faces.web.parts import (
    ActorRef,
    Cell,
    Chosen,
    Column,
    DayRef,
    Export,
    Facet,
    FacetValue,
    Frame,
    Link,
    Origins,
    Pager,
    PlaceRef,
    Speaker,
)

SENTENCE = (
    "Norland's prime minister, Ada Brunn, received the Ostian delegation at the harbour of Velm on Tuesday, "
    "where up to 40 officials signed the accord, according to the ministry."
)
RTL = "قالت الوزارة إن الوفد وصل إلى المدينة يوم الثلاثاء."
HOSTILE = '<img src=x onerror="alert(1)"> said </mark><script>alert(2)</script> & "left".'


def marked(text: str, *parts: tuple[str, MarkKind]) -> list[Mark]:
    return [Mark(text.index(words), text.index(words) + len(words), kind) for words, kind in parts]


def frame(theme: str = "auto", **changes: object) -> Frame:
    given = {"title": "Every macro in every state", "section": "help", "path": "/styleguide", "theme": theme}
    return Frame(**(given | changes))  # type: ignore[arg-type]


def events() -> list[dict[str, object]]:
    brunn = ActorRef(name="Ada Brunn", href="/actors/a1", country="NRL", sectors=("GOV",), sure=0.97)
    osti = ActorRef(
        name="Government of Ostia", read="the Ostian delegation", href="/actors/a2", country="OST"
    )
    guard = ActorRef(name="coast guard", sectors=("MIL",))
    velm = PlaceRef(name="Velm", href="/map?place=velm", country="NRL", precision="city", within_km=5)
    rows = [
        (
            "13 Sep 2023",
            "CONSULT",
            "visit",
            [brunn, guard],
            [osti],
            velm,
            "happened",
            Origins(n=3, low=2, high=5, reports=14, publishers=9),
        ),
        (
            "12 Sep 2023",
            "ASSAULT",
            "aerial",
            [],
            [guard],
            PlaceRef(name="Ostia", country="OST", precision="country"),
            "possible",
            Origins(n=1, low=1, high=1, reports=1, publishers=1),
        ),
        (
            "Sep 2023",
            "SANCTION",
            None,
            [osti],
            [
                ActorRef(
                    name="Norland Shipping and Forwarding Company of the Northern Ports",
                    country="NRL",
                    sectors=("BUS",),
                )
            ],
            None,
            "planned",
            Origins(
                n=2,
                low=1,
                high=4,
                reports=1204,
                publishers=311,
                rests_on=Link("the ministry", "/sources/ministry"),
            ),
        ),
        ("10–15 Aug 2023", "AID", "humanitarian", [osti], [], velm, "ongoing", Origins(n=12, low=9, high=15)),
    ]
    return [
        {
            "day": DayRef(text=day, iso="2023-09-13"),
            "href": f"/events/e{n}",
            "type": kind,
            "mode": mode,
            "who": who,
            "whom": whom,
            "place": place,
            "status": status,
            "origins": origins,
        }
        for n, (day, kind, mode, who, whom, place, status, origins) in enumerate(rows)
    ]


def facets() -> tuple[list[Facet], list[Facet]]:
    types = [
        FacetValue(text=text, href="/?type=" + text, n=n, chosen=text == "CONSULT")
        for text, n in (("CONSULT", 12345), ("ASSAULT", 822), ("AID", 7))
    ]
    places = [
        FacetValue(text=text, href="/?country=X", n=n)
        for text, n in (
            ("Norland", 410),
            ("Republic of the Ostian Isles and Dependencies", 96),
            ("not resolved", 3),
        )
    ]
    open_ones = [
        Facet(label="Type", values=types, more="/facets/type"),
        Facet(label="Country", values=places),
    ]
    return open_ones, [Facet(label="Rules touched", values=(), open=False), Facet(label="Speaker", values=())]


def drawn() -> dict[str, Chart]:
    """One chart of each kind, of numbers that a fixed formula gives."""
    start = date(2023, 1, 2)
    days = [
        DayCount(start + timedelta(days=i), (i * i * 7919) % 23 + 90 * (i in (77, 78)), 400 + (i * 31) % 90)
        for i in range(0, 400, 2)
    ]
    many = [
        (
            "Example Wire",
            [(3, 1000, 3000, ""), (40, 2500, 4000, ""), (95, 7000, None, "no fewer than 7,000")],
        ),
        ("Ministry of Ports of Norland", [(8, None, 900, "up to 900"), (60, 1200, 1200, "")]),
        ("an official", [(40, 8000, 9500, ""), (96, 9000, 9400, "")]),
        ("Harbour Union", [(71, 5000, 5200, "")]),
    ]
    series = [
        Series(
            speaker,
            [
                Bound(day=start + timedelta(days=d), low=low, high=high, words=words)
                for d, low, high, words in told
            ],
        )
        for speaker, told in many
    ]
    names = "Norland,Ostia,Port Authority of Velm,Harbour Union,Ada Brunn,Coast Guard,League of Islands,Fishers' Council,Example Wire,Supreme Court of the Ostian Isles".split(
        ","
    )
    nodes = [
        Node(
            key=str(i),
            name=names[i] if i < len(names) else f"actor {i} of Velm",
            n=400 // (i + 1),
            href=f"/actors/a{i}",
        )
        for i in range(60)
    ]
    ties = [
        Tie(one="me", other=str(i), n=400 // (i + 1), tone=("with", "against", "mixed")[i % 3])
        for i in range(60)
    ]
    ties += [Tie(one=str(i), other=str((i * 7 + 3) % 60), n=1 + i % 5) for i in range(45)]
    told = [
        ("a", None, 0, "original", "Example Wire: Accord signed at Velm after a night of talks"),
        ("b", "a", 35, "copy", "Velm Courier: Accord signed at Velm"),
        ("c", "a", 180, "edited", "Island Times: Norland and Ostia sign accord on the harbour"),
        ("d", "c", 400, "paraphrase", "Daily Ledger of the Northern Ports: A pact at last"),
        ("e", "c", 720, "copy", "Radio Ostia: Norland and Ostia sign accord"),
        ("f", None, 600, "original", "Ministry of Ports: Statement on the accord"),
        ("g", "f", 1100, "edited", "Velm Courier: Ministry praises accord"),
    ]
    first = datetime(2023, 9, 13, 6, 40, tzinfo=UTC)
    reports = [
        Told(
            key=key,
            label=label,
            at=first + timedelta(minutes=minutes),
            parent=parent,
            kind=kind,
            href=f"/reports/{key}",
        )
        for key, parent, minutes, kind, label in told
    ]
    return {
        "bars": bars(days, title="Events in Norland"),
        "share": bars(days[:40], title="Share of all events", share=True),
        "none": bars((), title="Events nowhere"),
        "steps": steps(series, title="Containers held at Velm", unit="containers"),
        "powers": steps(
            [
                Series(
                    "Example Wire",
                    [Bound(day=start, low=3, high=None), Bound(day=date(2023, 3, 1), low=2e6, high=4e6)],
                )
            ],
            title="Boats, by powers of ten",
        ),
        "ego": ego(
            Node(key="me", name="Government of Norland", n=0),
            nodes,
            ties,
            title="Around the government of Norland",
        ),
        "tree": origin_tree(reports, title="Who has it from whom"),
    }


def samples() -> dict[str, object]:
    """The `s` of templates/styleguide.html."""
    open_ones, folded = facets()
    kind = MarkKind
    columns = [Column(label=str(year), numeric=True, href=f"/?by={year}") for year in range(2010, 2024)]
    return {
        "lead": "A page to look at: every part that pages are made of, with texts that are invented.",
        "exports": [
            Export(label="CSV", href="/export.csv", note="opens in a spreadsheet"),
            Export(label="JSON Lines", href="/export.jsonl"),
            Export(label="GeoJSON", href="/export.geojson", note="with the radius of what is not known"),
        ],
        "legend": legend(),
        "pieces": pieces(
            SENTENCE,
            marked(
                SENTENCE,
                ("Norland's prime minister, Ada Brunn", kind.WHO),
                ("received", kind.DID),
                ("the Ostian delegation", kind.WHOM),
                ("the harbour of Velm", kind.WHERE),
                ("on Tuesday", kind.WHEN),
                ("up to 40 officials", kind.MANY),
                ("according to the ministry", kind.SAYS),
                ("according to", kind.CUE),
            ),
        ),
        "before": "The talks had been put off twice.",
        "after": "No date was given for the next round.",
        "footer": Link("Example Wire, 13 Sep 2023, sentence 4 of 13", "/reports/r1"),
        "pieces_rtl": pieces(
            RTL,
            marked(
                RTL, ("الوزارة", kind.SAYS), ("الوفد", kind.WHO), ("وصل", kind.DID), ("المدينة", kind.WHERE)
            ),
        ),
        "pieces_hostile": pieces(HOSTILE, marked(HOSTILE, ("said", kind.DID), ("</mark><script>", kind.WHO))),
        "hostile": HOSTILE,
        "facets": open_ones,
        "folded": folded,
        "chosen": [
            Chosen(name="type", value="CONSULT", href="/"),
            Chosen(name="words", value="harbour accord", href="/?type=CONSULT"),
        ],
        "columns": [
            Column(label="Day", href="/?by=day", sorted="descending"),
            Column(label="What"),
            Column(label="Who"),
            Column(label="To whom"),
            Column(label="Where"),
            Column(label="Status"),
            Column(label="Origins", href="/?by=origins", numeric=True),
        ],
        "events": events(),
        "pager": Pager(shown=4, total=13174, newer="/?after=x", older="/?before=y"),
        "pagers": [
            Pager(shown=50, at_least=10000, older="/?before=y"),
            Pager(shown=0, total=0),
            Pager(shown=1),
        ],
        "statuses": ("happened", "ongoing", "planned", "possible", "attempted", "negated", "unknown"),
        "certainties": (
            ("+", "certain"),
            ("+", "probable"),
            ("+", "possible"),
            ("-", "certain"),
            ("-", "possible"),
            ("u", "unknown"),
            ("+", "unknown"),
        ),
        "rules": (("arms embargo on Ostia", "would breach"), ("fuel ceiling", "possible")),
        "chain": [
            Speaker(name="Example Wire", kind="outlet", href="/sources/wire", cue="citing"),
            Speaker(name="Norland's ministry of ports", kind="institution", note="NRL", cue="according to"),
            Speaker(name="an official", kind="unnamed", note="of the ministry"),
            Speaker(name="the annual report", kind="document"),
        ],
        "claim": "Ada Brunn received the Ostian delegation",
        "facts": [
            ("Report", Link("Accord signed at Velm", "/reports/r1")),
            ("Publisher", "Example Wire"),
            ("Sentences", 13),
            ("Snapshot", Link("5f2c9b1e8d7a4460c3b5a9f01e77d2c48a6b3e90f15d2c7788aa01bb3c4d5e6f")),
            ("Author", None),
        ],
        "actors": [
            ActorRef(name="Ada Brunn", href="/actors/a1", country="NRL", sectors=("GOV",)),
            ActorRef(
                name="Government of Ostia",
                read="the delegation",
                href="/actors/a2",
                country="OST",
                sectors=("GOV", "MIL"),
            ),
            ActorRef(name="four fishermen"),
        ],
        "places": [
            PlaceRef(name="Velm", href="/map", country="NRL", precision="city", within_km=5),
            PlaceRef(name="Norland", country="NRL", precision="country"),
            PlaceRef(name="East Shore", country="NRL", precision="admin1"),
            PlaceRef(name="the old customs house"),
        ],
        "days": [
            DayRef(text="13 Sep 2023", iso="2023-09-13"),
            DayRef(text="Sep 2023", iso="2023-09", status="assumed", note="the report's own month"),
            DayRef(text="on Tuesday", status="unresolved", note="publication day not known"),
        ],
        "origins": [
            Origins(n=1),
            Origins(n=3, low=2, high=5, reports=14, publishers=9),
            Origins(
                n=1, low=1, high=1, reports=240, publishers=61, rests_on=Link("the ministry", "/sources/m")
            ),
        ],
        "wide": {
            "caption": "Events by type and year",
            "columns": [Column(label="Type"), *columns],
            "rows": [
                [
                    Cell(text=name, href="/?type=" + name),
                    *(Cell(text=f"{n * k:,}", numeric=True) for n in range(14)),
                ]
                for k, name in ((997, "CONSULT"), (31, "ASSAULT"), (4, "AID"))
            ],
        },
        "charts": drawn(),
        "places_table": {
            "columns": [Column(label="Place"), Column(label="Events", numeric=True)],
            "rows": [
                [Cell(text="Suva"), Cell(text="14", numeric=True)],
                [Cell(text="Niger"), Cell(text="9", numeric=True)],
            ],
        },
        "stops_table": {
            "columns": [Column(label="Stop"), Column(label="Place"), Column(label="Status")],
            "rows": [
                [Cell(text="1"), Cell(text="Tokyo"), Cell(text="done")],
                [Cell(text="2"), Cell(text="Honolulu"), Cell(text="planned")],
            ],
        },
        "spark": sparkline([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5], "eleven weeks, from 3 to 5"),
        "ways": [Link("Remove all filters", "/"), Link("How searches work", "/help")],
    }
