"""Alerts and feeds as people and programs read them: mail, webhooks, Atom, RSS, JSON Feed."""
