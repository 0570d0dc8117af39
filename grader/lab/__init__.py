"""The untrusted process in which a submission runs, in virtual time. Imports nothing of the grader but `protocol`."""
