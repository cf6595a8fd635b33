"""Where rows go: Parquet files first, then one commit a table and chunk that makes them the table's."""
