"""The contract's reference, derived from its declarations: each law with a row of which it holds, and one that breaks it."""
