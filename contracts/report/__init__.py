"""Renderings of a `contracts.verdict.Report`; each draws from it and decides nothing."""
