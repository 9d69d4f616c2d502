alter table $schema$.channels add column owner varchar(100);
-- down
alter table $schema$.channels drop column owner;
