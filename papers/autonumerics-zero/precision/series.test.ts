/** @file Enclosures of functions and their Taylor coefficients against 50 digits from mpmath 1.3.0. */
import { expect, test } from "vitest";
import { FUNCTIONS } from "../targets/functions.ts";
import { ratio, type Interval } from "./interval.ts";
import { variable } from "./series.ts";

/** f(x) and f⁽⁵⁾(x)/5! at x = 3/8 and, where defined, x = −7/2. */
const VALUES: readonly [name: string, x: readonly [bigint, bigint], value: string, fifth: string][] = [
  [
    "exp2",
    [3n, 8n],
    "1.296839554651009665933754117792451159835345149425",
    "0.00172914856085276044967468058446616378952667198194",
  ],
  [
    "exp2",
    [-7n, 2n],
    "0.088388347648318440550105545263106129910604492211059",
    "0.000117853117283558569245507168744925651775103893942",
  ],
  [
    "log2",
    [3n, 8n],
    "-1.4150374992788438185462610560521834912401855923075",
    "38.9088321809461341007160592156954745343179708853",
  ],
  [
    "tanh",
    [3n, 8n],
    "0.35835739835078594631936023155315804246844249643915",
    "0.0186561791183895203736357980158744798918611499592",
  ],
  [
    "tanh",
    [-7n, 2n],
    "-0.99817789761119870928427335245061171735170387947736",
    "0.000472243518236222026389662330249002557442724179812",
  ],
  [
    "erf",
    [3n, 8n],
    "0.40411690943482229832382508591912176753043404675108",
    "0.0454753500521783434770245720274391746556514665596",
  ],
  [
    "erf",
    [-7n, 2n],
    "-0.99999925690162765858725447631624390436427933990783",
    "0.0000821162822393935673637162046744150089913533755168",
  ],
  [
    "gelu",
    [-7n, 2n],
    "-0.00081420177662433762722474060354794670742062267561164",
    "-0.000847911233129096563739075765274022555166113534791",
  ],
  [
    "airyAi",
    [3n, 8n],
    "0.2606695731738952787143590546937919189779271897791",
    "0.00297907880312995441219977325416240994174360922454",
  ],
  [
    "airyAi",
    [-7n, 2n],
    "-0.37553382314043191193439695158017023954326857637826",
    "0.0087524288679496414587860374117776862850156738546",
  ],
  [
    "besselJ0",
    [-7n, 2n],
    "-0.38012773998726337737874930438696238256707301826201",
    "-0.000249809009538095414230980641225611117986105024928",
  ],
  [
    "besselI0",
    [3n, 8n],
    "1.0354664501283920184426451809980608030613709655239",
    "0.00099671678469947231251436603401358027365160140358",
  ],
  [
    "besselIHalf",
    [3n, 8n],
    "0.50013492261122769472251166523786750515514237176236",
    "1.82279708094346855092960817027247990098598960734",
  ],
];

const decimal = (text: string): Interval => {
  const [before, after] = text.replace("-", "").split(".");
  const { lo, hi } = ratio(BigInt(before + after), 10n ** BigInt(after.length));
  return text.startsWith("-") ? { lo: -hi, hi: -lo } : { lo, hi };
};

test.each(VALUES)(
  "%s and its fifth Taylor coefficient at %s are enclosed within 1e-44",
  (name, [p, q], value, fifth) => {
    const series = FUNCTIONS[name](variable(ratio(p, q), 6));
    const near = 1n << 46n; // 2^−146 < 1.2e−44
    for (const [got, expected] of [
      [series[0], decimal(value)],
      [series[5], decimal(fifth)],
    ]) {
      expect(got.hi - got.lo).toBeLessThan(near);
      expect(got.lo).toBeLessThan(expected.hi + near);
      expect(got.hi).toBeGreaterThan(expected.lo - near);
    }
  },
);

test("a function of an interval encloses its values inside", () => {
  for (const [name, f] of Object.entries(FUNCTIONS)) {
    const wide = f(variable({ lo: ratio(1n, 4n).lo, hi: ratio(1n, 2n).hi }, 4));
    for (const at of [ratio(1n, 4n), ratio(1n, 3n), ratio(7n, 16n), ratio(1n, 2n)]) {
      const inside = f(variable(at, 4));
      inside.forEach((value, k) => {
        expect(wide[k].lo <= value.hi, `${name} ${k}`).toBe(true);
        expect(wide[k].hi >= value.lo, `${name} ${k}`).toBe(true);
      });
    }
  }
});
