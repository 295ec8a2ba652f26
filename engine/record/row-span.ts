// Where the parts of a row stand in the bytes that a page worker writes:
//
//   … spec version \n row version \n source key \n business key \n data │ reference …
//     └─────────────── what the fingerprint is made of ───────────────┘
//
// The data hash is made of the data, or of a copy less what it leaves out, which stands behind them.

/** One object for all rows, good until the next row is written. */
export interface RowSpan {
  start: number;
  rowversion: number;
  sourceKey: number;
  businessKey: number;
  businessKeyEnd: number;
  data: number;
  end: number;
  hashed: number;
  hashedEnd: number;
}
