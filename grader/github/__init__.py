"""Shows a report on a pull request. Needs gidgethub: the extra `github`, which no grade imports."""
