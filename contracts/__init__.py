"""Data contracts for inventory-aligned retail tables: the laws, the judge, and what is derived from them.

Importing this package costs nothing: each part is imported where it is used (``from contracts.judge import judge``).
"""
