"""Tables of others: looked into, asked about, taken in one batch, and filled again."""
