// An answer that is an error: RFC 9457, with the code that programs read.

/** What is told of one problem; `extra` are members beside those of RFC 9457. */
export type ProblemDetail =
  | string
  | {
      readonly text: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly extra?: Readonly<Record<string, string | null>>;
    };

export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Members beside those of RFC 9457, such as the `uid` of the record that is already there. */
  readonly extra: Readonly<Record<string, string | null>>;

  constructor(status: number, code: string, detail: ProblemDetail) {
    const { text, headers, extra }: Exclude<ProblemDetail, string> =
      typeof detail === 'string' ? { text: detail } : detail;
    super(text);
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
    this.headers = headers ?? {};
    this.extra = extra ?? {};
  }
}

/** The JSON body of a problem. */
export function toProblemBody(problem: HttpProblem): string {
  return JSON.stringify({
    type: `https://syncflow.invalid/problems/${problem.code}`,
    title: problem.code.replaceAll('_', ' '),
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    ...problem.extra,
  });
}
