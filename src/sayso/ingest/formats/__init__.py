"""One module per form in which reports come; each turns a stream into items and refusals, one per record."""
