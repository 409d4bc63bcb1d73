"""Points and ways for the map of the style guide, made by a fixed formula."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

HOSTILE = '<img src=x onerror="document.title=1">'


def point(lon: float, lat: float, **about: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": about}


def points(n: int = 400) -> dict[str, Any]:
    """Many towns, two of them at the antimeridian, circles, countries without a place."""
    start = date(2023, 1, 1)
    made = [
        point(
            -170 + (i * 97) % 340,
            -55 + (i * 61) % 120,
            n=1 + i % 5,
            label=f"town {i}",
            precision="city",
            within_km=5,
            day=(start + timedelta(days=i % 365)).isoformat(),
        )
        for i in range(n)
    ]
    events = [
        {"text": f"talks {k}", "day": "2023-05-0" + str(k), "href": f"/events/e{k}"} for k in range(1, 4)
    ]
    made += [
        point(
            178.44,
            -18.14,
            n=14,
            label="Suva",
            precision="city",
            within_km=5,
            country="FJI",
            day="2023-05-01",
            events=events,
            href="/?place=suva",
        ),
        point(
            179.95,
            -16.5,
            n=3,
            label="an islet",
            precision="region",
            within_km=300,
            country="FJI",
            day="2023-05-02",
        ),
        point(
            135,
            48,
            n=20,
            label="Khabarovsk Krai",
            precision="admin1",
            within_km=600,
            country="RUS",
            day="2023-05-03",
        ),
        point(
            13.4,
            52.5,
            n=12,
            label=HOSTILE,
            precision="city",
            country="DEU",
            day="2023-05-04",
            href="javascript:alert(1)",
            events=[{"text": HOSTILE, "href": "//example.org/"}],
        ),
    ]
    made += [
        {
            "type": "Feature",
            "geometry": None,
            "properties": {"n": k, "precision": "country", "country": code, "day": "2023-05-05"},
        }
        for code, k in (("NER", 4), ("NER", 5), ("RUS", 30), ("PRK", 7), ("TUV", 1))
    ]
    made.append({"type": "Feature", "geometry": None, "properties": {"n": 1, "label": "nowhere"}})
    return {"type": "FeatureCollection", "features": made, "by_day": True}


def itinerary() -> dict[str, Any]:
    """Three stops over the antimeridian and one that is only known as a country."""
    return {
        "type": "FeatureCollection",
        "features": [
            point(139.7, 35.7, stop=1, status="done", label="Tokyo", precision="city", href="/events/e1"),
            point(-157.8, 21.3, stop=2, status="planned", label="Honolulu", precision="city"),
            point(174.8, -41.3, stop=3, status="denied", label="Wellington", precision="city"),
            {
                "type": "Feature",
                "geometry": None,
                "properties": {"stop": 4, "precision": "country", "country": "AUS", "status": "planned"},
            },
            *(
                {"type": "Feature", "geometry": None, "properties": {"between": list(pair), "status": status}}
                for pair, status in (((1, 2), "planned"), ((2, 3), "denied"), ((3, 4), "planned"))
            ),
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": [[100, 10], [139.7, 35.7]]},
                "properties": {"status": "done"},
            },
        ],
    }
