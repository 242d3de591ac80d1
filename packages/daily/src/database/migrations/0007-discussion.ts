/**
 * @file What people say about papers: comments with their history and attached runs, reports; who wrote a paper; what is proposed for its claims; who wants to be told.
 *
 * A comment may refer to one that comes later in a dump, so that is checked when a transaction ends.
 */
export const discussion = `
create table comment (
  id text primary key,
  paper_id text not null,
  claim text,
  parent text references comment (id) deferrable initially deferred,
  member_id text references member (id) on delete set null,
  text text not null,
  verdict text,
  created timestamptz not null default now(),
  edited timestamptz,
  version integer not null default 1,
  deleted timestamptz,
  hidden timestamptz,
  hidden_reason text,
  check (verdict is null or (claim is not null and parent is null))
);
create index comment_paper on comment (paper_id, created);
create index comment_parent on comment (parent);
create index comment_member on comment (member_id, created);
create index comment_created on comment (created);
create unique index comment_verdict on comment (paper_id, claim, member_id) where verdict is not null and deleted is null;
create trigger comment_changed after insert or update or delete or truncate on comment for each statement execute function count_site_change();

create table comment_version (
  comment_id text not null references comment (id) on delete cascade,
  version integer not null,
  written timestamptz not null,
  text text not null,
  primary key (comment_id, version)
);

create table comment_run (
  comment_id text not null references comment (id) on delete cascade,
  number integer not null,
  kind text not null check (kind in ('server', 'recorded', 'reader')),
  run_id text not null,
  content text,
  primary key (comment_id, number),
  check ((kind = 'reader') = (content is not null))
);

create table comment_report (
  comment_id text not null references comment (id) on delete cascade,
  member_id text not null references member (id) on delete cascade,
  reason text not null,
  at timestamptz not null default now(),
  decided timestamptz,
  decision text check (decision in ('hidden', 'kept')),
  primary key (comment_id, member_id)
);
create index comment_report_open on comment_report (at) where decided is null;

create table authorship (
  id text primary key,
  paper_id text not null,
  member_id text not null references member (id) on delete cascade,
  name text not null,
  evidence text not null,
  orcid text,
  state text not null check (state in ('asked', 'granted', 'denied', 'left')),
  at timestamptz not null default now(),
  decided timestamptz,
  decided_by text references member (id) on delete set null,
  basis text check (basis in ('orcid', 'editor')),
  reason text
);
create unique index authorship_standing on authorship (paper_id, member_id) where state in ('asked', 'granted');
create index authorship_member on authorship (member_id);
create index authorship_open on authorship (at) where state = 'asked';
create trigger authorship_changed after insert or update or delete or truncate on authorship for each statement execute function count_site_change();

create table proposal (
  id text primary key,
  paper_id text not null,
  claim text,
  member_id text references member (id) on delete set null,
  by_author boolean not null,
  statement text not null,
  place text not null,
  reported text not null,
  value double precision,
  unit text,
  measure text not null,
  state text not null check (state in ('asked', 'accepted', 'declined', 'withdrawn')),
  at timestamptz not null default now(),
  decided timestamptz,
  decided_by text references member (id) on delete set null,
  reason text
);
create index proposal_paper on proposal (paper_id, at);
create index proposal_member on proposal (member_id);
create index proposal_open on proposal (at) where state = 'asked';
create trigger proposal_changed after insert or update or delete or truncate on proposal for each statement execute function count_site_change();

create table notice_choice (
  member_id text primary key references member (id) on delete cascade,
  replies boolean not null default false,
  papers boolean not null default false
);
`;
