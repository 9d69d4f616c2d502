create function [shop].[revenue_of](@customer_id int)
returns decimal(38, 2)
as
begin
    return (select [amount] from [shop].[revenue] where [customer_id] = @customer_id);
end;
