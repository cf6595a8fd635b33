"""Commands that have a room of their own; `contracts.cli` gathers them."""
