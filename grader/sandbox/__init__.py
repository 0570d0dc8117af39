"""Confines the process in which a submission runs."""
