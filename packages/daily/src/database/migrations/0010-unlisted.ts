/** @file A paper that an editor took off the list has a state of its own, and the editor's words alone as its reason. */
export const unlisted = `
alter table submission drop constraint submission_state_check;
update submission set state = 'unlisted', reason = substr(reason, length('An editor took it off the list: ') + 1)
  where state = 'refused' and reason like 'An editor took it off the list: %';
alter table submission add constraint submission_state_check
  check (state in ('waiting', 'in', 'not found', 'refused', 'withdrawn', 'unlisted'));
`;
