"""Turn news into claims with receipts."""

__version__ = "0.1.0"
