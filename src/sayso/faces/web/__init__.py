"""Web: the ground the pages stand on, and the pages."""
