/** @file How often a run lost who worked on it, apart from its attempts: one that is given back when its worker stops has lost nobody. */
export const lostRuns = `
alter table run add column lost integer not null default 0;
`;
