"""Any number of made-up reports with acts, figures and speakers in them, seldom alike but for those that are copies."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from bench.traffic import PEOPLE, sentences

__all__ = ["CITIES", "FIRST", "reports"]

CITIES = (
    "Riga Oslo Ankara Izmir Quito Lima Accra Lagos Hanoi Seoul Turin Porto Malmo Tunis Dakar Nairobi Kigali Maputo Minsk"
    " Tbilisi Yerevan Baku Kabul Lahore Dhaka Yangon Manila Jakarta Bogota Caracas Havana Managua Khartoum Aden Basra Mosul"
).split()
OFFICES = (
    "President", "Prime Minister", "Foreign Minister", "Defence Minister", "Interior Minister", "opposition leader",
    "mayor", "General", "ambassador", "union leader", "prosecutor", "rebel commander", "army spokesman",
)  # fmt: skip
STATES = (
    "Turkey Norway Peru Ghana Nigeria Vietnam Kenya Rwanda Belarus Georgia Armenia Iraq Yemen Sudan Cuba Chile Latvia"
    " Portugal Tunisia Senegal Pakistan Bangladesh Myanmar Colombia Venezuela Nicaragua Mozambique Azerbaijan"
).split()
#: What reports tell; each names who, whom, where and how many in its own way.
ACTS = (
    "{office} {who} met {office2} {whom} of {state} in {city} on {day}, an aide said.",
    "Police in {city} arrested {n} people after a protest outside the {state} embassy, {who} told reporters.",
    "Rebels shelled a village near {city} on {day}, killing {n} civilians, according to {who}, a doctor.",
    "{office} {who} accused {state} of breaking the ceasefire {n} times since {day}.",
    "{state} imposed sanctions on {n} companies from {state2} on {day}, its foreign ministry said.",
    "{state} and {state2} signed an agreement on trade worth ${n} million in {city}.",
    "{office} {who} will visit {state} next month to discuss the release of {n} prisoners.",
    "{n} soldiers were withdrawn from the border with {state}, {office} {who} said on {day}.",
    "A bomb killed {n} people at a market in {city}; no group claimed responsibility, {office} {who} said.",
    "Workers went on strike in {city} on {day} to demand that {office} {who} resign.",
    "{state} expelled {n} diplomats of {state2}, which called the step baseless.",
    "{office} {who} threatened to cut gas supplies to {state} unless it pays ${n} million by {day}.",
    "{state} sent {n} tonnes of food to {city} after floods, the aid agency said.",
    "The court in {city} sentenced {who}, a former minister of {state}, to {n} years in prison.",
    "{office} {who} denied that {state} had supplied {n} drones to militants near {city}.",
    "{office} {who} rejected an offer by {state} to host talks in {city}.",
    "Parliament in {city} approved a loan of ${n} million from {state} on {day}.",
    "{state} rejected a request by {office} {who} to extradite {n} suspects.",
    "Gunmen abducted {n} engineers from {state} near {city} on {day}, the army said.",
    "{office} {who} praised {state} for mediating between the government and rebels in {city}.",
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
OUTLETS = 40
FIRST = date(2026, 3, 2)
A_DAY = 2_000
#: Share of reports that are copies of one of the last few hundred, by another outlet.
COPIES, LATELY = 0.15, 400


def _told(draw: random.Random) -> str:
    who, whom = draw.sample(PEOPLE, 2)
    state, state2 = draw.sample(STATES, 2)
    return draw.choice(ACTS).format(
        who=f"{who}{draw.choice(('ov', 'sen', 'i', 'ez', ''))}",
        whom=whom,
        office=draw.choice(OFFICES),
        office2=draw.choice(OFFICES),
        state=state,
        state2=state2,
        city=draw.choice(CITIES),
        day=draw.choice(DAYS),
        n=draw.randint(2, 400),
    )


def reports(seed: int, number: int | None = None, a_day: int = A_DAY) -> Iterator[dict[str, str]]:
    """Rows as `sayso load` takes them, without end unless ``number`` says how many; ``a_day`` of them each day."""
    draw = random.Random(seed)  # noqa: S311  seeded, no secret
    lately: list[str] = []
    n = 0
    while number is None or n < number:
        if lately and draw.random() < COPIES:
            text = draw.choice(lately)
            text = text[: text.rindex("\n\n")] if draw.random() < 0.5 else text
        else:
            paragraphs = [
                f"{_told(draw)} {sentences(draw, draw.randint(1, 3))}" for _ in range(draw.randint(2, 4))
            ]
            text = "\n\n".join(paragraphs)
            lately = [*lately[-LATELY:], text]
        yield {
            "id": f"made-{seed}-{n}",
            "text": text,
            "published": (FIRST + timedelta(days=n // a_day)).isoformat(),
            "publisher": f"Paper {draw.randrange(OUTLETS)}",
        }
        n += 1
