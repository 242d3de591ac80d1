/** @file The last score of a paper, by which lists and digests are put in order. */
export const trendingOfPaper = `
create index trending_paper on trending (paper_id, day desc);
`;
