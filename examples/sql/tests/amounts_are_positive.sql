-- A test returns the rows that are wrong.
select * from $schema$.stg_orders where amount <= 0
