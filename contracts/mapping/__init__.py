"""Mappings: what the contract's tables are called in anybody's, as one SELECT each in a YAML file.

`reading` reads the file, `select` and `language` hold its SELECTs to a portable subset, `binding` finds the tables that they name,
`portable` writes them for an engine, `cost` bounds what they may grow to. Both file and tables are untrusted:
see ``docs/mapping.md`` for what is kept from them.
"""
