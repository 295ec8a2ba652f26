// How alike two names are, as people in plants abbreviate them: PART_NO, itemNumber and "Item Number" mean one thing.

/** What an abbreviation stands for. */
const EXPANSIONS: Readonly<Record<string, readonly string[]>> = {
  no: ['number'], num: ['number'], nbr: ['number'], nr: ['number'], qty: ['quantity'], quant: ['quantity'],
  desc: ['description'], descr: ['description'], dsc: ['description'], dt: ['date'], dat: ['date'], cd: ['code'],
  amt: ['amount'], uom: ['unit', 'measure'], um: ['unit', 'measure'], whs: ['warehouse'], wh: ['warehouse'],
  loc: ['location'], cust: ['customer'], vend: ['vendor'], supp: ['supplier'], po: ['purchase', 'order'],
  wo: ['work', 'order'], so: ['sales', 'order'], ord: ['order'], prod: ['product'], addr: ['address'],
  pct: ['percent'], curr: ['currency'], ccy: ['currency'], ts: ['timestamp'], eff: ['effective'],
  upd: ['updated'], mod: ['modified'], flg: ['flag'], typ: ['type'], nm: ['name'], cat: ['category'],
  comp: ['component'], assy: ['assembly'], std: ['standard'], prc: ['price'], rev: ['revision'], seq: ['sequence'],
  ln: ['line'], dtl: ['detail'], hdr: ['header'], stat: ['status'], sts: ['status'], inv: ['inventory'],
  mfg: ['manufacturing'], wt: ['weight'], id: ['id'], ident: ['id'], min: ['minimum'], max: ['maximum'],
  rcv: ['received'], recd: ['received'], rej: ['rejected'], req: ['required'], del: ['delivery'], ship: ['shipment'],
}; // prettier-ignore
/** Words that different systems use for the same thing. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['item', 'part', 'product', 'material', 'article'],
  ['vendor', 'supplier'],
  ['customer', 'client'],
  ['number', 'code', 'id', 'key'],
  ['description', 'text', 'name', 'title'],
  ['modified', 'updated', 'changed'],
  ['site', 'plant', 'facility'],
  ['due', 'required', 'needed'],
  ['detail', 'line'],
];
const SYNONYM_LIKENESS = 0.75;
const FILLERS: ReadonlySet<string> = new Set(['of', 'the', 'a']);

/** The words of a name, lower case, abbreviations written out: `PartNo2` is part, number, 2. */
export function nameTokens(name: string): readonly string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{L})(\p{N})|(\p{N})(\p{L})/gu, '$1$3 $2$4')
    .split(/[^\p{L}\p{N}]+/u)
    .map((token) => token.toLowerCase())
    .filter((token) => token !== '' && !FILLERS.has(token))
    .flatMap((token) => (Object.hasOwn(EXPANSIONS, token) ? (EXPANSIONS[token] ?? [token]) : [token]));
}

/** 0 (nothing in common) to 1 (the same words). Symmetric. */
export function nameSimilarity(left: string, right: string): number {
  const [short, long] = [[...new Set(nameTokens(left))], [...new Set(nameTokens(right))]].sort(
    (one, other) => one.length - other.length || (one.join(' ') < other.join(' ') ? -1 : 1),
  );
  if (short === undefined || long === undefined || short.length === 0) return 0;
  const rest = [...long];
  let common = 0;
  for (const token of short) {
    const likeness = rest.map((other) => tokenLikeness(token, other));
    const best = Math.max(0, ...likeness);
    if (best > 0) rest.splice(likeness.indexOf(best), 1);
    common += best;
  }
  return (2 * common) / (short.length + long.length);
}

function tokenLikeness(one: string, other: string): number {
  if (one === other) return 1;
  if (SYNONYMS.some((words) => words.includes(one) && words.includes(other))) return SYNONYM_LIKENESS;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 3 && long.startsWith(short) ? 0.8 : 0;
}
