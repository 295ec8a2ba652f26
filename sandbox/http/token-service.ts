// Token pairs as both contracts want them: a JWT (HS256) with exp, and a refresh token that works once.

import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { HttpProblem } from './http-problem.ts';

const REFRESH_TTL_MS = 24 * 60 * 60 * 1000;

export interface TokenPair {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
}

export interface TokenService {
  login(username: string, password: string): Promise<TokenPair>;
  refresh(refreshToken: string): Promise<TokenPair>;
  /** Throws a 401 problem unless the header carries a token that is valid now. */
  verify(authorization: string | undefined): Promise<void>;
  /** Ends every access token given out so far; refresh tokens stay. */
  revokeAccessTokens(): void;
}

export interface TokenServiceOptions {
  readonly issuer: string;
  readonly username: string;
  readonly password: string;
  readonly ttlSeconds: number;
  readonly now: () => number;
}

function unauthorized(code: string, detail: string): HttpProblem {
  return new HttpProblem(401, code, { text: detail, headers: { 'www-authenticate': 'Bearer' } });
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function createTokenService(options: TokenServiceOptions): TokenService {
  const secret = randomBytes(32);
  const refreshTokens = new Map<string, number>();
  let generation = 1;

  const issue = async (): Promise<TokenPair> => {
    const nowSeconds = Math.floor(options.now() / 1000);
    const access = await new SignJWT({ generation })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(options.issuer)
      .setSubject(options.username)
      .setJti(randomUUID())
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + options.ttlSeconds)
      .sign(secret);
    const refreshToken = randomBytes(32).toString('base64url');
    refreshTokens.set(refreshToken, options.now() + REFRESH_TTL_MS);
    return {
      access_token: access,
      refresh_token: refreshToken,
      token_type: 'bearer',
      expires_in: options.ttlSeconds,
    };
  };

  return {
    login: async (username, password) => {
      const isKnown = isSame(username, options.username) && isSame(password, options.password);
      if (!isKnown) throw unauthorized('bad_credentials', 'The user name or the password is wrong.');
      return issue();
    },
    refresh: async (refreshToken) => {
      const endsAt = refreshTokens.get(refreshToken);
      refreshTokens.delete(refreshToken);
      if (endsAt === undefined || endsAt <= options.now()) {
        throw unauthorized('refresh_token_invalid', 'The refresh token is unknown, expired or already used.');
      }
      return issue();
    },
    verify: async (authorization) => {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) throw unauthorized('token_missing', 'Send an access token: Authorization: Bearer …');
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: ['HS256'],
          issuer: options.issuer,
          currentDate: new Date(options.now()),
        });
        if (payload['generation'] !== generation) throw unauthorized('token_expired', 'The access token was revoked.');
      } catch (error) {
        if (error instanceof HttpProblem) throw error;
        if (error instanceof errors.JWTExpired) throw unauthorized('token_expired', 'The access token has expired.');
        throw unauthorized('token_invalid', 'The access token is not one of this server.');
      }
    },
    revokeAccessTokens: () => {
      generation += 1;
    },
  };
}
