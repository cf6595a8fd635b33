"""How alike two names are to somebody in the trade: sku and product, qty and quantity, warehouse and location."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_SAME = (
    "product sku item article artikel material goods",
    "location site store shop warehouse place loc plant branch outlet depot",
    "customer cust client buyer shopper member kunde",
    "channel",
    "date day dt datum calendar",
    "quantity qty unit piece menge stueck",
    "sale sold line invoice receipt",
    "inventory inv stock snapshot bestand",
    "movement move ledger journal bewegung",
    "request demand enquiry anfrage",
    "key id no nr num number code",
    "price preis",
    "cost kosten",
    "available avail free atp sellable",
    "hand shelf onhand physical",
    "reserved display",
    "damaged broken defect",
    "transit incoming inbound coming",
    "return returned refund retoure",
    "stockout oos outage empty",
    "event run episode",
    "lost missed unmet",
    "duration length",
    "cart basket korb",
    "session visit",
    "customer_event click",
    "start begin first from",
    "end finish until",
    "type kind art",
    "timestamp time at moment",
    "segment tier class",
    "discount rebate rabatt",
    "net netto",
    "tax vat",
    "margin profit",
    "amount value total",
    "order purchase auftrag",
    "requested wanted asked",
    "allocated granted served",
    "level target",
    "name title label",
    "replenishment replenish restock",
)
_CANONICAL = {word: group.split()[0] for group in _SAME for word in group.split()}
_IDLE = frozenset(["gold", "fact", "dim", "dimension", "tbl", "table", "the", "of", "is", "has", "in", "on", "to"])
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\dA-Za-z_]+")


def words(name: str) -> frozenset[str]:
    """The words of a name in the singular, one for all that mean the same, without those that say nothing."""
    found = (word.lower() for word in _WORDS.findall(name))
    told = frozenset(_CANONICAL.get(word, _CANONICAL.get(word.removesuffix("s"), word.removesuffix("s"))) for word in found)
    return told - _IDLE or told


def likeness(name: str, other: str, besides: str = "") -> float:
    """From 0 to 1: 1 for the same words, less for fewer of them in common; some for the same letters.

    Words that ``other`` repeats of its table's name, ``besides``, may count or not.
    """
    briefly = words(other) - words(besides)
    return max(_likeness(name, other, words(other)), _likeness(name, other, briefly) - 0.01 if briefly else 0.0)


def _likeness(name: str, other: str, others: frozenset[str]) -> float:
    if plain(name) == plain(other):
        return 1.0
    own = words(name)
    if own == others:
        return 0.95
    shared = 2 * len(own & others) / (len(own) + len(others)) if own or others else 0.0
    return max(0.9 * shared, 0.75 * SequenceMatcher(None, plain(name), plain(other)).ratio())


def plain(name: str) -> str:
    """A name without what people write differently: upper and lower case, underscores and other signs."""
    return "".join(letter for letter in name.lower() if letter.isalnum())
