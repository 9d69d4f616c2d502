-- severity: warn
select * from $schema$.orders_by_channel where display_name is null
