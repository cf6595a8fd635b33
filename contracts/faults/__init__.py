"""Faults: small realistic mistakes, stated like laws in a mirror; what each must break is proven by the kill matrix."""
