// A place in the console as text: `#/failed?uid=…&entity=product`. Pure.

export interface Place {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  return { path: path === '' ? '/overview' : path, params: Object.fromEntries(new URLSearchParams(query)) };
}

export function toHash({ path, params }: Place): string {
  const query = new URLSearchParams(params).toString();
  return query === '' ? `#${path}` : `#${path}?${query}`;
}
