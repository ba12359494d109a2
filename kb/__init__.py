"""The carbon-policy knowledge base: what is known, how it is found, and how it is cited."""
