"""What the ledger knows as files that other programs read, one module for each form, and back again."""
