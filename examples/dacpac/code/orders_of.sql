create procedure [shop].[orders_of]
    @customer_id int,
    @only [shop].[order_ids] readonly,
    @total decimal(38, 2) = null output
as
begin
    set nocount on;
    set @total = [shop].[revenue_of](@customer_id);
    select o.[id], o.[amount]
    from [shop].[orders] as o
    where o.[customer_id] = @customer_id and o.[id] in (select [id] from @only);
end;
