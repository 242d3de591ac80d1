/** @file Answers of the services that are asked, written for the tests in the shapes that their documentation describes. */

/** An answer of the query API; entries as given. */
export function apiAnswer(entries: string[], total = entries.length): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/made-up</id>
  <title>arXiv Query: made up</title>
  <updated>2026-09-10T00:00:00Z</updated>
  <opensearch:itemsPerPage>10</opensearch:itemsPerPage>
  <opensearch:totalResults>${total}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
  ${entries.join("\n  ")}
</feed>`;
}

export function apiEntry(id: string, title = `On ${id}`, more = ""): string {
  return `<entry>
    <id>http://arxiv.org/abs/${id}</id>
    <title>${title}</title>
    <updated>2026-09-12T17:00:00Z</updated>
    <link href="https://arxiv.org/abs/${id}" rel="alternate" type="text/html"/>
    <summary>  We measure what happens
and report it: $a &lt; b$.
</summary>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.AI" scheme="http://arxiv.org/schemas/atom"/>
    <category term="68T05" scheme="http://arxiv.org/schemas/atom"/>
    <published>2026-09-10T15:30:00Z</published>
    <arxiv:comment>12 pages</arxiv:comment>
    <arxiv:primary_category term="cs.AI"/>
    <author><name>Ada Example</name><arxiv:affiliation>Institute of Examples</arxiv:affiliation></author>
    <author><name>Béla Minta</name></author>
    ${more}
  </entry>`;
}

export const apiError = apiAnswer([
  `<entry>
    <id>https://arxiv.org/api/errors#incorrect_id_format_for_abc</id>
    <title>Error</title>
    <summary>incorrect id format for abc</summary>
    <updated>2026-09-10T00:00:00Z</updated>
    <author><name>arXiv api core</name></author>
  </entry>`,
]);

/** A daily list as RSS; the second item is a replacement. */
export const dailyRss = `<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">
  <channel>
    <title>cs.LG updates on arXiv.org</title>
    <link>http://rss.arxiv.org/rss/cs.LG</link>
    <description>cs.LG updates on the arXiv.org e-print archive.</description>
    <pubDate>Thu, 10 Sep 2026 00:00:00 -0400</pubDate>
    <skipDays><day>Saturday</day><day>Sunday</day></skipDays>
    <item>
      <title>A new thing</title>
      <link>https://arxiv.org/abs/2609.00001</link>
      <description>arXiv:2609.00001v1 Announce Type: new
Abstract: We make it and measure it.</description>
      <guid isPermaLink="false">oai:arXiv.org:2609.00001v1</guid>
      <category>cs.LG</category>
      <category>stat.ML</category>
      <pubDate>Thu, 10 Sep 2026 00:00:00 -0400</pubDate>
      <arxiv:announce_type>new</arxiv:announce_type>
      <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
      <dc:creator>Ada Example, Béla Minta</dc:creator>
    </item>
    <item>
      <title>An old thing, revised</title>
      <link>https://arxiv.org/abs/2203.01250</link>
      <description>arXiv:2203.01250v3 Announce Type: replace-cross
Abstract: Better this time.</description>
      <guid isPermaLink="false">oai:arXiv.org:2203.01250v3</guid>
      <category>cs.CV</category>
      <pubDate>Thu, 10 Sep 2026 00:00:00 -0400</pubDate>
      <arxiv:announce_type>replace-cross</arxiv:announce_type>
      <dc:creator>Béla Minta</dc:creator>
      <arxiv:DOI>10.1000/example</arxiv:DOI>
    </item>
    <item>
      <title>No identifier here</title>
      <guid isPermaLink="false">somewhere:else</guid>
      <pubDate>Thu, 10 Sep 2026 00:00:00 -0400</pubDate>
    </item>
  </channel>
</rss>`;

export const dailyAtom = `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://www.w3.org/2005/Atom">
  <id>http://rss.arxiv.org/atom/cs.LG</id>
  <title>cs.LG updates on arXiv.org</title>
  <updated>2026-09-10T04:00:00+00:00</updated>
  <entry>
    <id>oai:arXiv.org:2609.00001v1</id>
    <title>A new thing</title>
    <updated>2026-09-10T04:00:00+00:00</updated>
    <link href="https://arxiv.org/abs/2609.00001" rel="alternate" type="text/html"/>
    <summary>arXiv:2609.00001v1 Announce Type: new
Abstract: We make it and measure it.</summary>
    <category term="cs.LG"/>
    <published>2026-09-10T00:00:00-04:00</published>
    <arxiv:announce_type>new</arxiv:announce_type>
    <dc:creator>Ada Example, Béla Minta</dc:creator>
  </entry>
</feed>`;

/** A page of ListRecords. */
export function oaiPage(records: string[], resumption?: string): string {
  const token = resumption === undefined ? "" : `<resumptionToken>${resumption}</resumptionToken>`;
  return oai(`<ListRecords>${records.join("\n")}${token}</ListRecords>`);
}

export function oaiError(code: string, message: string): string {
  return oai(`<error code="${code}">${message}</error>`);
}

function oai(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <responseDate>2026-09-11T02:30:00Z</responseDate>
  <request verb="ListRecords">https://oaipmh.example.org/oai</request>
  ${body}
</OAI-PMH>`;
}

export function oaiRecord(id: string, more = ""): string {
  return `<record>
    <header><identifier>oai:arXiv.org:${id}</identifier><datestamp>2026-09-10</datestamp><setSpec>cs</setSpec></header>
    <metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/">
      <id>${id}</id><created>2026-09-01</created><updated>2026-09-09</updated>
      <authors>
        <author><keyname>Example</keyname><forenames>Ada</forenames><affiliation>Institute of Examples</affiliation></author>
        <author><keyname>Minta</keyname><forenames>Béla</forenames><suffix>Jr</suffix></author>
      </authors>
      <title>On ${id}</title>
      <categories>cs.LG math.NA</categories>
      <license>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</license>
      <abstract>  We measure what happens.
      </abstract>${more}
    </arXiv></metadata>
  </record>`;
}

export const oaiDeleted = `<record><header status="deleted"><identifier>oai:arXiv.org:2609.00009</identifier><datestamp>2026-09-10</datestamp></header></record>`;

export const oaiRaw = oaiPage([
  `<record>
    <header><identifier>oai:arXiv.org:hep-th/9901001</identifier><datestamp>2026-09-10</datestamp></header>
    <metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">
      <id>hep-th/9901001</id><submitter>Ada Example</submitter>
      <version version="v1"><date>Fri, 1 Jan 1999 12:00:00 GMT</date><size>10kb</size></version>
      <version version="v2"><date>Mon, 1 Feb 1999 12:00:00 GMT</date><size>11kb</size></version>
      <title>Strings</title>
      <authors>A. Example (1), B. Minta (2) ((1) Here, There, (2) Elsewhere)</authors>
      <categories>hep-th</categories><comments>3 pages</comments>
      <abstract>About strings.</abstract>
    </arXivRaw></metadata>
  </record>`,
]);

/** A day's curated listing. */
export function dailyListing(items: { id: string; upvotes?: number; day?: string }[]): string {
  return JSON.stringify(
    items.map(({ id, upvotes = 3, day = "2026-09-10" }) => ({
      paper: {
        id,
        authors: [
          { _id: "0", name: "Ada Example", hidden: false },
          { _id: "1", name: "Hidden Person", hidden: true },
        ],
        publishedAt: "2026-09-08T17:08:18.000Z",
        submittedOnDailyAt: `${day}T03:55:12.777Z`,
        title: `On ${id}`,
        summary: "We measure what happens.",
        upvotes,
        ai_summary: "not read",
      },
      publishedAt: "2026-09-08T12:08:18.000Z",
      title: `On ${id}`,
      numComments: 1,
    })),
  );
}
