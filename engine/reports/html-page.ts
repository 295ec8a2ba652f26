// The parts of the printable page: its head, the table of groups, one record. Self-contained, no scripts.

import type { FailedReportRow, ReportHeader } from './failed-report.ts';
import { escapeHtml, showValue } from './html-text.ts';

/** Records with one signature. */
export interface ReportGroup {
  readonly first: Pick<FailedReportRow, 'signature' | 'stage' | 'code' | 'field' | 'message' | 'cause'>;
  readonly count: number;
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#c9ced6, #454b55); --mark: light-dark(#fde8e8, #5a2323); --soft: light-dark(#f4f5f7, #22262c); }
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .3rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; table-layout: auto; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: start; vertical-align: top; }
th { background: var(--soft); font-weight: 600; }
td, h3 { white-space: pre-wrap; overflow-wrap: anywhere; }
td.n { text-align: end; white-space: nowrap; }
tr.guilty > * { background: var(--mark); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; } dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
@media print {
  :root { color-scheme: light; } body { margin: 0; max-width: none; font-size: 10px; }
  h2, h3 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; } a { color: inherit; text-decoration: none; }
}`;

/** Everything before the groups. */
export function renderHead(header: ReportHeader, groups: readonly ReportGroup[]): string {
  const facts: readonly (readonly [string, string])[] = [
    ['Created at', header.createdAt],
    ['SyncFlow', header.appVersion],
    ...Object.entries(header.filter).map(([name, value]) => [`Filter: ${name}`, value] as const),
    ...Object.entries(header.counts).map(([name, count]) => [name, String(count)] as const),
  ];
  const list = facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(header.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(header.title)}</h1>
<dl>${list.join('')}</dl>
${renderOverview(groups)}
`;
}

function renderOverview(groups: readonly ReportGroup[]): string {
  if (groups.length === 0) return '<p>No failed records match the filter.</p>';
  const rows = groups.map(
    ({ first, count }, index) =>
      `<tr><td class="n">${count}</td><td>${escapeHtml(first.stage)}</td><td>${escapeHtml(first.code)}</td>` +
      `<td>${showValue(first.field ?? undefined)}</td><td><a href="#group-${index + 1}">${showValue(first.message)}</a></td></tr>`,
  );
  return `<table><thead><tr><th>Records</th><th>Stage</th><th>Code</th><th>Field</th><th>First message</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

/** The heading of one group. `number` counts from 1. */
export function renderGroupHead({ first, count }: ReportGroup, number: number): string {
  const field = first.field === null ? '' : ` · ${escapeHtml(first.field)}`;
  return `<h2 id="group-${number}">${number}. ${escapeHtml(first.stage)} · ${escapeHtml(first.code)}${field}: ${count} ${count === 1 ? 'record' : 'records'}</h2>
<p>${escapeHtml(first.cause)}</p>
`;
}

/** One record: what is known of it, and its values at each stage with the guilty field marked. */
export function renderRecord(row: FailedReportRow): string {
  const facts = `${row.entity} · ${row.status} · ${row.retryCount} retries · mapping ${row.mappingVersion} · first ${row.firstSeenAt} · last ${row.lastSeenAt} · batch ${row.batchUid} · ${row.uid}`;
  return `<article><h3><bdi>${escapeHtml(row.reference ?? row.uid)}</bdi></h3>
<p><bdi>${escapeHtml(row.message)}</bdi><br><small>${escapeHtml(facts)}</small></p>
${renderValues(['Source column', 'ERP value', 'Normalized'], [row.raw, row.normalized], row.field)}${renderValues(['Target field', 'Mapped'], [row.mapped], row.field)}</article>
`;
}

function renderValues(titles: readonly string[], shapes: readonly unknown[], guilty: string | null): string {
  const records = shapes.map(toFields);
  const names = new Set(records.flatMap((record) => [...record.keys()]));
  if (names.size === 0) return '';
  const rows = [...names].map((name) => {
    const cells = records.map((record) => `<td>${showValue(record.get(name))}</td>`);
    return `<tr${name === guilty ? ' class="guilty"' : ''}><td>${showValue(name)}</td>${cells.join('')}</tr>`;
  });
  const head = titles.map((title) => `<th>${title}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>\n`;
}

function toFields(shape: unknown): ReadonlyMap<string, unknown> {
  if (shape === null || shape === undefined) return new Map();
  return new Map(typeof shape === 'object' ? Object.entries(shape) : [['value', shape]]);
}
