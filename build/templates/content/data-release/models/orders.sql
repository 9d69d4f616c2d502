select id as order_id, ordered_on, amount from {{ ref('raw_orders') }}
