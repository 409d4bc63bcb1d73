"""Every parser that is fuzzed, by name."""

from fuzz.target import Target
from fuzz.targets import archives, exports, feeds, pages, tables, telling, texts, web

__all__ = ["TARGETS"]

TARGETS: dict[str, Target] = {
    target.name: target
    for room in (pages, feeds, archives, web, texts, telling, tables, exports)
    for target in room.TARGETS
}
