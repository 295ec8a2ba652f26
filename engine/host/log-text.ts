// What every log makes of its entries: values as text, and no secret in it.

import type { Settings } from '../config.ts';

/** Every secret that the settings hold, also as it stands within the state URL. */
export function secretsOf(settings: Settings): readonly string[] {
  const url = URL.parse(settings.state_url);
  const candidates = [
    settings.apismith.password,
    settings.schedulehub.password,
    settings.server.token,
    url?.password,
    url === null ? undefined : decodeURIComponent(url.password),
    ...[settings.apismith.proxy, settings.schedulehub.proxy].map((proxy) => URL.parse(proxy ?? '')?.password),
  ];
  return candidates.flatMap((secret) => (secret === undefined || secret === '' ? [] : [secret]));
}

/** Takes secrets out of a text. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, '***'), text);
}

/** A field's value as one word or quoted text; stacks only where asked. */
export function toFieldText(value: unknown, { withStack }: { readonly withStack: boolean }): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'undefined' : JSON.stringify(value);
  const shown = withStack ? text : text.replace(/\n\s+at [^]*$/, '');
  return /[\s"=]/.test(shown) ? JSON.stringify(shown) : shown;
}
