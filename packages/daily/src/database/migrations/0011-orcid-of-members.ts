/** @file Members whose ORCID iD was connected before connections stored it have it now. */
export const orcidOfMembers = `
update member set orcid = account.account_id from account
  where account.member_id = member.id and account.provider = 'orcid' and member.orcid is null;
`;
