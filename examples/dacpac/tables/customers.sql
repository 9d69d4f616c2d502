create table [shop].[customers] (
    [id] int not null constraint [pk_customers] primary key,
    [name] nvarchar(200) not null
);
