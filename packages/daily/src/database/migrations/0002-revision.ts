/**
 * @file One number that grows with every change of what pages show, whoever makes it.
 *
 * The row of the counter is locked by whoever changes something until he commits, so that a reader who sees a revision sees everything up to it. Order of
 * locks: `paper` before `site`, as `storePapers` takes them.
 */
export const revision = `
insert into counter (name, value) values ('site', 0);

create function count_site_change() returns trigger language plpgsql as $$ begin
  update counter set value = value + 1 where name = 'site'; return null; end $$;

create trigger paper_changed after insert or update or delete or truncate on paper for each statement execute function count_site_change();
create trigger listing_changed after insert or update or delete or truncate on listing for each statement execute function count_site_change();
create trigger trending_changed after insert or update or delete or truncate on trending for each statement execute function count_site_change();

create index listing_day on listing (day);
`;
