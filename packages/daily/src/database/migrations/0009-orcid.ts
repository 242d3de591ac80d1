/** @file A member has an ORCID iD from the moment on that it is connected: both or neither are stored. */
export const orcid = `
create function keep_orcid() returns trigger language plpgsql as $$ begin
  update member set orcid = new.account_id where id = new.member_id; return null; end $$;
create trigger account_orcid after insert on account for each row when (new.provider = 'orcid') execute function keep_orcid();
`;
