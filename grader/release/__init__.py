"""Builds what is given away: the learners' repository, without an answer in it."""
