// Where the parts of a row stand in the memory that a page worker writes it into (wasm/rows.ts):
//
//   … spec version \n row version \n source key \n business key \n data │ …
//     └─────────────── what the fingerprint is made of ───────────────┘
//
// The data hash is made of the data, or of a copy less what it leaves out, which stands behind them.

/** The words of a span, in their order; places are addresses. */
export const SPAN_WORD = {
  start: 0,
  rowversion: 1,
  sourceKey: 2,
  businessKey: 3,
  businessKeyEnd: 4,
  data: 5,
  end: 6,
  hashed: 7,
  hashedEnd: 8,
} as const;
