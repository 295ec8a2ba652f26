// Sorts what the socket, TLS, proxy and HTTP layers report into the few cases that people and retries care about.

/** Why no whole answer came. */
export type NetworkReason =
  | 'unknown_host'
  | 'unreachable'
  | 'untrusted' // the certificate is not accepted
  | 'not_tls'
  | 'proxy'
  | 'proxy_auth'
  | 'timeout'
  | 'reset'
  | 'cut_off' // the answer began and ended too early
  | 'too_big'
  | 'not_http';

/** `reached` is false only when the request certainly never left: then nothing can have happened at the other end. */
export interface NetworkFailure {
  readonly reason: NetworkReason;
  readonly reached: boolean;
  readonly code: string | null;
  readonly cause: unknown;
}

const UNREACHABLE: ReadonlySet<string> = new Set(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT']);
/** What OpenSSL makes of an answer that is not TLS. */
export const NO_TLS: ReadonlySet<string> = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']);
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|UND_ERR_PRX_TLS)/;

/** Classifies an error thrown while a request was sent or (`answerBegan`) while its answer was read. */
export function classifyNetworkError(error: unknown, answerBegan: boolean): NetworkFailure {
  const code = textOf(error, 'code');
  const message = textOf(error, 'message') ?? '';
  const found = (reason: NetworkReason, reached: boolean): NetworkFailure => ({ reason, reached, code, cause: error });
  if (answerBegan) return found('cut_off', true);
  // The parser's errors do not always have a code. One at the end of the input is a server that went away.
  if (textOf(error, 'name') === 'HTTPParserError') return found(/\bEOF\b/i.test(message) ? 'reset' : 'not_http', true);
  if (code === null) return found('reset', true);
  if (textOf(error, 'syscall') === 'getaddrinfo') return found('unknown_host', false);
  if (UNREACHABLE.has(code) || textOf(error, 'syscall') === 'connect') return found('unreachable', false);
  if (CERTIFICATE.test(code)) return found('untrusted', false);
  if (NO_TLS.has(code)) return found('not_tls', false);
  if (code === 'UND_ERR_PRX_CONN') return found('proxy', false);
  // undici has no code of its own for what a proxy answers to CONNECT or to a request without credentials.
  if (/\b407\b/.test(message)) return found('proxy_auth', false);
  if (/when HTTP Tunneling/.test(message)) return found('proxy', false);
  return found('reset', true);
}

function textOf(error: unknown, key: 'code' | 'syscall' | 'name' | 'message'): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : null;
}
