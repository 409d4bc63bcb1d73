"""Coverage-guided fuzzing of every parser that is ours: `python -m fuzz --help`."""
