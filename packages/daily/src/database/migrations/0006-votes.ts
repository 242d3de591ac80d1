/** @file Votes and their removal, submissions and picks, recommendations, and what each trending list was computed from. */
export const votes = `
create table vote_removal (
  id text primary key,
  at timestamptz not null default now(),
  paper_id text not null,
  votes integer not null,
  reason text not null,
  restored timestamptz
);
create index vote_removal_at on vote_removal (at);

create table vote (
  member_id text not null references member (id) on delete cascade,
  paper_id text not null,
  at timestamptz not null default now(),
  network text,
  removal_id text references vote_removal (id),
  primary key (member_id, paper_id)
);
create index vote_paper on vote (paper_id);
create index vote_at on vote (at);
create index vote_removed on vote (removal_id);
create trigger vote_changed after insert or update of removal_id or delete or truncate on vote
  for each statement execute function count_site_change();
create trigger member_suspended after update of suspended on member for each statement execute function count_site_change();

create table submission (
  id text primary key,
  member_id text references member (id) on delete set null,
  paper_id text not null,
  given text not null,
  comment text,
  state text not null check (state in ('waiting', 'in', 'not found', 'refused', 'withdrawn')),
  reason text,
  at timestamptz not null default now(),
  settled timestamptz,
  day date,
  asked integer not null default 0,
  last_asked timestamptz
);
create unique index submission_paper on submission (paper_id) where state in ('waiting', 'in');
create index submission_member on submission (member_id, at);
create index submission_waiting on submission (at) where state = 'waiting';

create table pick (
  paper_id text primary key,
  member_id text references member (id) on delete set null,
  why text not null,
  day date not null,
  at timestamptz not null default now()
);
create trigger pick_changed after insert or update or delete or truncate on pick for each statement execute function count_site_change();

create table personal_ranking (
  member_id text primary key references member (id) on delete cascade,
  since timestamptz not null default now()
);

create table trending_day (
  day date primary key,
  computed timestamptz not null default now(),
  formula jsonb not null,
  stale boolean not null default false
);

create table trending_input (
  day date not null,
  paper_id text not null,
  since date not null,
  counts jsonb not null,
  primary key (day, paper_id)
);
`;
