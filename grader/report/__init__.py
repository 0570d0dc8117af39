"""Makes the report out of verdicts, and shows it."""
