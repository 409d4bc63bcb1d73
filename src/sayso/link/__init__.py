"""Judges pairs: which reports have their words of one another, which claims tell of one event."""
