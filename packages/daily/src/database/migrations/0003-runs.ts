/** @file Runs on the server: what readers asked for, how far it is, what came of it, and the states that were saved on the way. */
export const runs = `
create table run (
  id text primary key,
  paper text not null,
  experiment text not null,
  experiment_version integer not null,
  preset text not null,
  seed bigint not null,
  params jsonb not null,
  altered boolean not null,
  checkpoint text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  owner text not null,
  origin text not null,
  queued timestamptz not null default now(),
  started timestamptz,
  ended timestamptz,
  attempt integer not null default 0,
  worker text,
  leased_until timestamptz,
  change bigint not null default 1,
  fraction double precision not null default 0,
  note text,
  spent double precision not null default 0,
  remaining double precision,
  reason text,
  result text
);
create unique index run_under_way on run (checkpoint) where state in ('queued', 'running');
create index run_waiting on run (state, queued) where state in ('queued', 'running');
create index run_result on run (paper, ended) where state = 'done';
create index run_owner on run (owner, queued);
create trigger run_ended after update of result on run for each statement execute function count_site_change();

create table run_event (
  run_id text not null references run (id) on delete cascade,
  number integer not null,
  at timestamptz not null default now(),
  says text not null,
  primary key (run_id, number)
);

create table run_checkpoint (
  key text not null,
  part integer not null,
  saved timestamptz not null default now(),
  bytes bytea not null,
  primary key (key, part)
);

create table waiting_job (
  id text primary key,
  name text not null,
  data jsonb not null,
  singleton_key text,
  priority integer not null,
  start_after timestamptz not null
);
`;
