// The report as one JSON document, `{"header": …, "records": […]}`, nothing neutralized or cut.

import type { RenderInput } from './failed-report.ts';

/** One record a line inside the array, so that a large report stays readable to line tools. */
export async function* renderJson({ header, records }: RenderInput): AsyncGenerator<string> {
  yield `{"header":${JSON.stringify(header)},"records":[`;
  let separator = '\n';
  for await (const record of records) {
    yield `${separator}${JSON.stringify(record)}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}
