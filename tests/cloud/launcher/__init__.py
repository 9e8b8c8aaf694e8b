"""Starts MiniStack with what it lacks to serve this template: one module each, with the reason why."""
