"""Why something could not be sent."""

from __future__ import annotations

from sayso.classes import dataclass

__all__ = ["Failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """One try to send that failed.

    Attributes:
        code: of `errors.DELIVERY_CODES` or `errors.REFUSAL_CODES`.
        reason: what happened, in words.
        retry: whether another try can help.
        wait_s: how long the receiver asks to be left alone; 0 if it does not ask.
    """

    code: str
    reason: str
    retry: bool
    wait_s: float = 0.0
