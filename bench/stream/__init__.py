"""The own stream: 200 invented reports of 30 happenings, made from texts and recipes, with gold and scorer.

`make.py` builds the reports and the gold, `score.py` judges predictions. docs/quality/stream.md says how.
"""
