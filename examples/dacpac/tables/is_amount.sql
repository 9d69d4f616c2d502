-- A constraint of a table needs it, so it stays with the table.
create function [shop].[is_amount](@amount decimal(10, 2))
returns bit
with schemabinding
as
begin
    return case when @amount >= 0 then 1 else 0 end;
end;
