# Databricks notebook source
# MAGIC %md
# MAGIC # Generate a world of retail tables
# MAGIC
# MAGIC Writes all tables of the star schema into a schema of the catalog, which must be there and hold none of them yet. The rows depend
# MAGIC on the values below and on nothing else: not on the cluster, nor on the number of partitions.
# MAGIC
# MAGIC stockproof with its extra `spark` must be installed on the cluster, as a library, so that its workers have it too.

# COMMAND ----------

dbutils.widgets.text("target", "main.retail", "1 CATALOG.SCHEMA, or a folder")
dbutils.widgets.text("preset", "small", "2 Preset: tiny, small or seed")
for key in ("products", "locations", "customers", "days", "random_seed"):
    dbutils.widgets.text(key, "", f"3 {key}, the preset's unless given")
dbutils.widgets.dropdown("mode", "new", ["new", "resume", "overwrite"], "4 Mode")
dbutils.widgets.text("partitions", "", "5 Partitions, chosen by size unless given")

# COMMAND ----------

from contracts.schemas.checks import row_checks
from generator.config import configure
from generator.generate import generate

given = {key: dbutils.widgets.get(key) for key in ("products", "locations", "customers", "days", "random_seed")}
config = configure(dbutils.widgets.get("preset"), {key: int(value) for key, value in given.items() if value})
target, mode, partitions = (dbutils.widgets.get(name) for name in ("target", "mode", "partitions"))

# COMMAND ----------

generate(
    config,
    target,
    engine="spark",
    session=spark,
    workers=int(partitions) if partitions else None,
    resume=mode == "resume",
    overwrite=mode == "overwrite",
    checks=row_checks(config.contract_parameters()),
    progress=lambda done: print(f"generated {done.days_done} of {done.days} days"),
)
