"""The laws of the contract, one module per family."""
