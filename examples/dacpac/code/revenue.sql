create view [shop].[revenue]
as
select o.[customer_id], sum(o.[amount]) as [amount]
from [shop].[orders] as o
group by o.[customer_id];
