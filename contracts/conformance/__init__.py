"""Tests that any project can collect (extra ``testing``): ``pytest --pyargs contracts.conformance --implementation MODULE:FACTORY``.

One test for each law, named by its id. `contracts.conformance.plugin` gives pytest the options in every project that has stockproof
installed.
"""
