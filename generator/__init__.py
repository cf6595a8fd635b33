"""The reference generator of inventory-aligned retail tables: it makes worlds that satisfy `contracts`."""
