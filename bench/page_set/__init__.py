"""Pages and texts written for the measures of the text room: stories, layouts, broken pages, languages."""
