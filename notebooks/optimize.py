# Databricks notebook source
# MAGIC %md
# MAGIC # Put the files of retail tables in order
# MAGIC
# MAGIC Small files of the fact tables are put together near 128 MB, and rows that are asked for together lie beside each other: by liquid
# MAGIC clustering where the table has it, else by Z-order (RE 5). A table in one file is left alone.

# COMMAND ----------

dbutils.widgets.text("target", "main.retail", "1 CATALOG.SCHEMA, or a folder")

# COMMAND ----------

from generator.sinks.spark import optimize_facts

print("optimized", ", ".join(optimize_facts(spark, dbutils.widgets.get("target"))) or "nothing")
