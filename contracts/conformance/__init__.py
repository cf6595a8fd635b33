"""Tests that any project can collect (extra ``testing``): ``pytest --pyargs contracts.conformance`` with ``--candidate TARGET`` for tables,
``--implementation MODULE:FACTORY`` for code, or both.

One test for each law, named by its id and marked with its family (``-m inventory``, ``-k "returns or RET"``). What is named is judged
once per run, by however many workers. `contracts.conformance.plugin` gives pytest the options in every project that has stockproof
installed.
"""
