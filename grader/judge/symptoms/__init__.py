"""The symptoms of mistakes: each tells of a failed check whether its run shows one. `rules` says which comes first."""
