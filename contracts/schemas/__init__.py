"""What other tools are told of the tables: derived from `contracts.tables`, never retyped."""
