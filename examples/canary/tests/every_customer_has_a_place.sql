select * from $schema$.customer_pages where place is null or orders < 1
