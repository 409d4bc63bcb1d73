"""A JSON file: one row, a list of rows, or rows one after another; read value by value, never as a whole."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator

from sayso.errors import cut
from sayso.ingest.intake import CutShort, Intake, SourceFault, Stream, fault_of, refuse, refused_at
from sayso.ingest.rows import item_of_row, no_number, unique
from sayso.records import Item, Position, Refusal

__all__ = ["read_json"]

_BLANK = re.compile(r"[ \t\r\n]*")
#: What stands behind a number that ends where the text held does: nothing, or how its rest begins.
_NUMBER_BEGUN = re.compile(r"(?:\.|[eE][+-]?)?")
_STEP = 1 << 18


class _TooLongError(ValueError):
    """A value is longer than a row may be."""


def read_json(stream: Stream, name: str, intake: Intake) -> Iterator[Item | Refusal]:
    """Each row of a JSON file.

    A row is named by its place in the list; the only value of a file by the file. What stands behind
    something that is no JSON cannot be told apart, so that is where reading ends.

    Cost:
        Memory for one row and one step of the stream, whatever the file's size.
    """
    values = _Values(stream, intake.limits.max_row_bytes)
    number = 0
    waiting: object = None
    try:
        for value in values:
            number += 1
            if number == 1 and not values.in_list:
                waiting = value  # whether it is the only one shows when the next is asked for
                continue
            if number == 2 and not values.in_list:
                yield from _item(waiting, f"{name}:1", intake, 1)
            yield from _item(value, f"{name}:{number}", intake, number)
        if number == 1 and not values.in_list:
            yield from _item(waiting, name, intake, 1)
        elif not number and not values.in_list:
            yield refuse(name, "input.bad_row", "not JSON: the file is empty")
    except (SourceFault, UnicodeDecodeError, _TooLongError, ValueError, RecursionError) as error:
        if number == 1 and not values.in_list:
            yield from _item(waiting, f"{name}:1", intake, 1)
        where = f"{name}:{number + 1}" if number or values.in_list else name
        yield _refusal(error, where, number, intake)


def _refusal(error: Exception, where: str, number: int, intake: Intake) -> Refusal:
    ended = f"{number:,} rows were read before, and nothing behind it"
    if isinstance(error, SourceFault):
        return fault_of(error, where, f"{number:,} rows were read before")
    if isinstance(error, UnicodeDecodeError):
        return refuse(where, "input.bad_encoding", f"the file is not UTF-8 here; {ended}")
    if isinstance(error, _TooLongError):
        limit = intake.limits.max_row_bytes
        return refuse(where, "input.too_large", f"the row has more than {limit:,} characters; {ended}")
    return refuse(where, "input.bad_row", f"not JSON: {cut(str(error))}; {ended}")


def _item(value: object, where: str, intake: Intake, number: int) -> Iterator[Item | Refusal]:
    if number > intake.done:
        position = Position(record=number)
        yield refused_at(item_of_row(value, where, intake.defaults, position), position)


class _Values:
    """The values of a JSON text in order; ``in_list`` says whether they stand in a list."""

    def __init__(self, stream: Stream, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._decoder = json.JSONDecoder(object_pairs_hook=unique, parse_constant=no_number)
        self._text = ""
        self._at = 0
        self._ended = False
        self._fault: UnicodeDecodeError | None = None
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")()
        self.in_list = False

    def __iter__(self) -> Iterator[object]:
        if self._next() == "[":
            self.in_list = True
            self._at += 1
            yield from self._list()
            return
        while self._next():
            yield self._value()

    def _list(self) -> Iterator[object]:
        if self._next() == "]":
            self._at += 1
        else:
            yield self._value()
            while (mark := self._next()) == ",":
                self._at += 1
                yield self._value()
            if not mark:
                raise CutShort("the file ends before its list does")
            if mark != "]":
                raise ValueError(f"expected a comma or the end of the list, got {cut(mark)}")
            self._at += 1
        if after := self._next():
            raise ValueError(f"{cut(after)} follows the list")

    def _more(self) -> bool:
        """Hold more of the text; False at its end."""
        if self._fault is not None:
            raise self._fault
        if self._ended:
            return False
        data = self._stream.read1(max(_STEP, len(self._text) - self._at))
        self._ended = not data
        try:
            more = self._utf8.decode(data, final=not data)
        except UnicodeDecodeError as error:
            if not data:
                raise CutShort("the file ends inside a character") from error
            more = error.object[: error.start].decode("utf-8")  # what stands before it still counts
            self._fault = error
        self._text = self._text[self._at :] + more
        self._at = 0
        return True

    def _next(self) -> str:
        """The next character that is no blank, which stays; none at the end."""
        while True:
            found = _BLANK.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _value(self) -> object:
        """The next value: tried on what is held, and on twice as much as long as it does not end there."""
        if not self._next():
            raise CutShort("the file ends where a row should stand")
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except ValueError:
                if len(self._text) - self._at > self._limit:
                    raise _TooLongError from None
                if self._more():
                    continue
                self._unended()
                raise
            if _NUMBER_BEGUN.fullmatch(self._text, end) and self._more():  # a number might go on
                continue
            if end - self._at > self._limit:
                raise _TooLongError
            self._at = end
            return value

    def _unended(self) -> None:
        """Whether what is not JSON is so because the file ends inside it.

        Raises:
            CutShort: it is.
        """
        try:
            json.loads(self._text[self._at :])
        except json.JSONDecodeError as error:
            cut_off = error.pos >= len(self._text) - self._at - 6 or error.msg.startswith("Unterminated")
            if cut_off:
                raise CutShort("the file ends inside a row") from error
        except (ValueError, RecursionError):
            return
