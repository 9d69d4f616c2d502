create schema if not exists $schema$;
create table $schema$.channels (channel varchar(20) not null, display_name varchar(100));
insert into $schema$.channels values ('web', 'Web shop'), ('shop', 'Store');
-- down
drop table $schema$.channels;
