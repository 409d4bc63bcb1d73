"""sayso as a component of spaCy pipelines; needs the extra `spacy`."""
