create type [shop].[order_ids] as table ([id] int not null primary key);
