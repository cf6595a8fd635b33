"""The laws of the contract, one module per family, and the catalogue of them all."""
