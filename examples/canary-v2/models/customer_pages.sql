-- key: customer_id
-- materialized: view
-- description: What the page of a customer shows; as a view, so that it is never out of date.
select
    customer_id,
    count(*) as orders,
    sum(amount) as revenue,
    median(amount) as usual_amount,
    rank() over (order by sum(amount) desc, customer_id) as place
from $schema$.orders
group by customer_id
