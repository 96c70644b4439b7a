-- Which classification the code of a diagnosis is from, as programs name it; empty where nobody said so.
alter table diagnosis add column code_system text not null default '';
