"""Sales: nobody is sold what is not there, and every line says what was asked, seen, paid and earned."""

from contracts.invariants.law import Invariant

SOLD_WITHIN_REQUEST = Invariant(
    id="SAL-1",
    title="No line sells more than was asked for",
    relation="sale_line",
    when="NOT is_return AND quantity_requested IS NOT NULL",
    holds="quantity_sold <= quantity_requested",
    source="RA 2.2",
)

SOLD_WITHIN_STOCK = Invariant(
    id="SAL-2",
    title="No line sells more than was available when the stock was checked",
    relation="sale_line",
    when="NOT is_return AND inventory_at_purchase IS NOT NULL",
    holds="quantity_sold <= inventory_at_purchase",
    source="RA 2.2, V5",
)

CONSTRAINED_IF_LESS = Invariant(
    id="SAL-3",
    title="A line is marked as constrained exactly when it sold less than was asked for",
    relation="sale_line",
    when="NOT is_return AND quantity_requested IS NOT NULL",
    holds="is_inventory_constrained = (quantity_sold < quantity_requested)",
    source="RA 2.2",
)

LOST_IS_THE_REST = Invariant(
    id="SAL-4",
    title="The sales lost on a line are the units asked for and not sold",
    relation="sale_line",
    when="NOT is_return AND lost_sales_qty IS NOT NULL AND quantity_requested IS NOT NULL",
    holds="lost_sales_qty = quantity_requested - quantity_sold",
    source="RE 2, D5",
)

STOCKOUT_FLAG_IF_LOST = Invariant(
    id="SAL-5",
    title="A line carries the stockout flag exactly when it lost sales",
    relation="sale_line",
    when="NOT is_return AND stockout_flag IS NOT NULL AND lost_sales_qty IS NOT NULL",
    holds="stockout_flag = (lost_sales_qty > 0)",
    source="RE 2, D5",
)

ALL_OR_NOTHING_OF_THE_CHECK = Invariant(
    id="SAL-6",
    title="The three columns of the stock check are all there or, on rows older than schema 2.0, all missing",
    relation="sale_line",
    when="NOT is_return",
    holds=("(stockout_flag IS NULL) = (lost_sales_qty IS NULL) AND (stockout_flag IS NULL) = (inventory_check_timestamp IS NULL)"),
    source="RE 2, D15",
)

DAY_SOLD_WITHIN_OPENING = Invariant(
    id="SAL-7",
    title="A position never sells more in a day than its opening stock: what was left, came back and arrived",
    relation="position_day",
    when="follows_a_close AND sold > 0",
    holds="sold <= opening_from_facts",
    source="RA 2.2, V5",
)

NO_SALE_FROM_NOTHING = Invariant(
    id="SAL-8",
    title="A position whose opening stock is nothing sells nothing that day",
    relation="position_day",
    when="follows_a_close AND opening_from_facts <= 0",
    holds="sold = 0",
    source="RA 2.2, V5",
)

REQUEST_AND_LINE_AGREE = Invariant(
    id="SAL-9",
    title="Each request that got something has exactly one sale line, each line its request, and both say the same",
    relation="request_line",
    holds=(
        "CASE WHEN NOT has_request THEN FALSE WHEN NOT has_line THEN quantity_allocated = 0"
        " ELSE lines = 1 AND NOT is_return AND quantity_allocated > 0 AND line_unit_price BETWEEN unit_price - 0.005001"
        " AND unit_price + 0.005001 AND quantity_sold = quantity_allocated AND line_customer_key = customer_key"
        " AND line_product_key = product_key AND line_location_key = location_key AND line_channel_key = channel_key"
        " AND line_date_key = date_key AND line_order_number = order_number AND line_quantity_requested = quantity_requested"
        " AND line_inventory_at_purchase = inventory_at_purchase AND line_inventory_check_timestamp = inventory_check_timestamp END"
    ),
    source="RA 2.2, RE 2, D5",
)

LINES_SEE_WHAT_IS_LEFT = Invariant(
    id="SAL-10",
    title="The day's first line sees the opening stock, and each later one what the one before left",
    relation="sale_chain",
    when="order_is_known AND stock_expected IS NOT NULL AND inventory_at_purchase IS NOT NULL",
    holds="inventory_at_purchase = stock_expected",
    source="RA 2.2, RE 3, V5",
)

AMOUNTS_FOLLOW_FROM_PRICE = Invariant(
    id="SAL-11",
    title="Net amount, tax and margin follow to the cent from units, price, discount, tax rate and cost, and no discount exceeds the price",
    relation="sale_line",
    when="state_tax_rate IS NOT NULL AND unit_cost IS NOT NULL",
    holds=(
        "net_sales_amount BETWEEN net_expected - 0.005001 AND net_expected + 0.005001"
        " AND tax_amount BETWEEN tax_expected - 0.005001 AND tax_expected + 0.005001"
        " AND gross_margin_amount BETWEEN margin_expected - 0.005001 AND margin_expected + 0.005001"
        " AND discount_amount BETWEEN 0 AND unit_price"
    ),
    source="RA 2.2",
)

ONE_ORDER_ONE_CHECKOUT = Invariant(
    id="SAL-12",
    title="The lines of an order share customer, day, location, channel and transaction, and are all sold or all brought back",
    relation="sale_order",
    holds=(
        "customer_key = other_customer_key AND date_key = other_date_key AND location_key = other_location_key"
        " AND channel_key = other_channel_key AND transaction_id = other_transaction_id AND (return_lines = 0 OR sale_lines = 0)"
    ),
    source="RA 2.2, D23",
)

CHANNEL_DRAWS_ON_ITS_STOCK = Invariant(
    id="SAL-13",
    title="Digital channels sell from warehouses and distribution centres, store channels from stores",
    relation="sale_line",
    when="NOT is_return AND is_digital IS NOT NULL AND location_type IN ('store', 'warehouse', 'dc')",
    holds="is_digital = (location_type <> 'store')",
    source="D16",
)

NOT_BEFORE_ITS_TIME = Invariant(
    id="SAL-14",
    title="Nobody buys a product before its launch, or before becoming a customer",
    relation="sale_line",
    when="NOT is_return AND (launch_day IS NOT NULL OR acquisition_day IS NOT NULL)",
    holds="COALESCE(launch_day <= date_key, date_key IS NOT NULL) AND COALESCE(acquisition_day <= date_key, date_key IS NOT NULL)",
    source="schema",
)

TIME_OF_THE_CHECK = Invariant(
    id="SAL-15",
    title="The time of a line is that of its stock check, in UTC",
    relation="sale_line",
    when="NOT is_return AND inventory_check_timestamp IS NOT NULL",
    holds="time_key = time_key_expected",
    source="RE 2",
)

LAWS = (
    SOLD_WITHIN_REQUEST,
    SOLD_WITHIN_STOCK,
    CONSTRAINED_IF_LESS,
    LOST_IS_THE_REST,
    STOCKOUT_FLAG_IF_LOST,
    ALL_OR_NOTHING_OF_THE_CHECK,
    DAY_SOLD_WITHIN_OPENING,
    NO_SALE_FROM_NOTHING,
    REQUEST_AND_LINE_AGREE,
    LINES_SEE_WHAT_IS_LEFT,
    AMOUNTS_FOLLOW_FROM_PRICE,
    ONE_ORDER_ONE_CHECKOUT,
    CHANNEL_DRAWS_ON_ITS_STOCK,
    NOT_BEFORE_ITS_TIME,
    TIME_OF_THE_CHECK,
)
"""Every law of the family."""
