# Databricks notebook source
# MAGIC %md
# MAGIC # Judge retail tables by the contract
# MAGIC
# MAGIC Reads the tables of a schema of the catalog, or of a folder, and says of each law whether it holds, is broken, or could not be
# MAGIC judged and why. Ends in an error when a law of severity error is broken, so that a job that runs it fails.

# COMMAND ----------

dbutils.widgets.text("target", "main.retail", "1 CATALOG.SCHEMA, or a folder")
dbutils.widgets.text("only", "", "2 Ids of laws, with commas; all unless given")
dbutils.widgets.text("report", "", "3 File to write the report to as JSON")

# COMMAND ----------

from pathlib import Path

from contracts.judge import judge
from contracts.report import html, json_report, terminal

only = [name.strip() for name in dbutils.widgets.get("only").split(",") if name.strip()]
report = judge(dbutils.widgets.get("target"), engine="spark", session=spark, only=only)
terminal.show(report)

# COMMAND ----------

displayHTML(html.render(report))

# COMMAND ----------

if dbutils.widgets.get("report"):
    Path(dbutils.widgets.get("report")).write_text(json_report.render(report), encoding="utf-8")
assert report.exit_status() == 0, terminal.last_line(report).plain
