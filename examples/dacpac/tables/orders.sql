create table [shop].[orders] (
    [id] int identity not null constraint [pk_orders] primary key,
    [customer_id] int not null constraint [fk_orders_customers] references [shop].[customers] ([id]),
    [amount] decimal(10, 2) not null,
    [ordered_at] datetime2(0) not null constraint [df_orders_ordered_at] default sysutcdatetime(),
    constraint [ck_orders_amount] check ([shop].[is_amount]([amount]) = 1)
);
