"""What `import sayso` offers: coding texts, asking a ledger, tables and notebooks."""
