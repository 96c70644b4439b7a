-- A session ends with the credentials that opened it. Browsers from which an account has signed in keep their way in while
-- others guess its password.

alter table account add column credential_epoch bigint not null default 0;

alter table session add column credential_epoch bigint not null default 0;
alter table session add column remembered boolean not null default false;
update session set remembered = true where data like '%"remember":true%';

create table known_device (
    account_id bigint not null references account (id),
    token_hash text not null,
    seen_at bigint not null,
    primary key (account_id, token_hash)
);
