"""Every wrong implementation, with the law that it breaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """A wrong implementation: the law it breaks, and what its author got wrong."""

    target: str
    law: str
    title: str

    @property
    def name(self) -> str:
        """What the implementation is called."""
        return self.target.partition(":")[2]


MISTAKES = (
    Mistake("wrong_allocators:KeepsTheLastUnit", "ALC-1", "The smaller of two numbers is off by one: the last unit is never allocated"),
    Mistake("wrong_allocators:AllOrNothing", "ALC-1", "A request that cannot be met in full gets nothing, though units are left"),
    Mistake("wrong_allocators:SellsInPairs", "ALC-2", "Requests are rounded up to even numbers"),
    Mistake("wrong_allocators:StopsWhenSoldOut", "ALC-3", "Requests that come after stock has reached zero are lost"),
    Mistake("wrong_allocators:StopsThePool", "ALC-3", "The same in RE 3's form"),
    Mistake("wrong_allocators:AnswersEachCustomerOnce", "ALC-3", "A customer who asks twice is answered once"),
    Mistake("wrong_allocators:SharesEvenly", "ALC-4", "Scarce units are shared out one by one, so that everybody gets a part"),
    Mistake("wrong_allocators:ImportantCustomersFirst", "ALC-5", "Two segments are served before the others"),
    Mistake("wrong_allocators:FirstComeFirstServed", "ALC-5", "Requests are served in the order of the list"),
    Mistake("wrong_allocators:SortedByKey", "ALC-5", "Requests are sorted by customer key"),
    Mistake("wrong_allocators:Rotates", "ALC-5", "The list is rotated by chance instead of shuffled: everyone is first equally often"),
    Mistake("wrong_allocators:SmallRequestsFirst", "ALC-5", "Small requests are served before large ones"),
    Mistake("wrong_allocators:DrawsTheSameEveryDay", "ALC-5", "The generator is seeded anew before each shuffle"),
    Mistake("wrong_allocators:ShufflesTheCallersList", "ALC-6", "The caller's list is shuffled in place"),
    Mistake("wrong_allocators:AllocatingSells", "ALC-6", "Allocating takes the units from stock, and selling takes them again"),
    Mistake("wrong_allocators:LookingReserves", "ALC-6", "A question what a purchase would get reserves the units"),
    Mistake("wrong_allocators:NegativeSalesAddStock", "ALC-7", "A negative quantity adds stock"),
    Mistake("wrong_allocators:HalfUnitsAreRounded", "ALC-7", "One and a half units are sold as two"),
    Mistake("wrong_allocators:OpensWhatItIsAskedFor", "ALC-7", "A position that was never opened has the default of a dictionary"),
    Mistake("wrong_allocators:SwallowsBadReceipts", "ALC-7", "A receipt of a negative number of units is noted, and takes them away"),
    Mistake("wrong_allocators:ConstrainedWhenExactlyMet", "ALC-8", "A purchase of exactly what is left counts as constrained"),
    Mistake("wrong_allocators:PartlyIsFulfilled", "ALC-8", "In RE 3's form, a request met in part counts as fulfilled"),
    Mistake("wrong_ledgers:Oversells", "LED-1", "A sale takes what was asked, whatever is there"),
    Mistake("wrong_ledgers:ReturnsWhatWasAsked", "LED-2", "A sale says it took what was asked, not what it took"),
    Mistake("wrong_ledgers:LeavesOnHandAlone", "LED-3", "A sale lowers available and leaves on hand, as RA 1.1 has it"),
    Mistake("wrong_ledgers:ForgetsHalfASale", "LED-3", "The last unit sold stays on hand"),
    Mistake("wrong_ledgers:OneStockForAllLocations", "LED-4", "All locations of a product share one stock"),
    Mistake("wrong_ledgers:RestocksAtOnce", "LED-5", "A return is restocked when it is announced"),
    Mistake("wrong_ledgers:RestocksADayEarly", "LED-5", "A return is restocked a day early"),
    Mistake("wrong_ledgers:ArrivesEveryDay", "LED-5", "What has arrived arrives again on every later day"),
    Mistake("wrong_ledgers:ReceivesOnTheShelfOnly", "LED-5", "A receipt is available, but not on hand"),
    Mistake("wrong_ledgers:HandsOutItsOwnState", "LED-6", "The snapshot handed out is the live state"),
    Mistake("wrong_ledgers:SnapshotsOfTheMorning", "LED-7", "A position's snapshot is cached for the day"),
    Mistake("wrong_ledgers:FailsHalfWay", "LED-8", "A negative quantity is refused after available was changed"),
    Mistake("wrong_ledgers:OpensEachDayAnew", "LED-9", "What is sold out is full again in the morning"),
    Mistake("wrong_ledgers:ForgetsTheNight", "LED-9", "One position does not get over the night"),
    Mistake("wrong_ledgers:LowIsOut", "STK-1", "A single unit left counts as a stockout"),
    Mistake("wrong_ledgers:NamesYesterdaysToo", "STK-1", "What ran out earlier is named again"),
)
