-- What whoever asked had seen of what was chosen, or what was decided about it: how often an appointment had changed, or when it is to start.
alter table bulk_item add column beforehand bigint;
