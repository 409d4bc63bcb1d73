"""Pure functions and data about English: words, sentences, numbers, calendar."""
