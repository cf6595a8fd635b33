"""Worlds as tables, as the tests of the generator have them."""

from tests.integration.generator.conftest import assert_same, tables_of

__all__ = ["assert_same", "tables_of"]
